"""Environment variables: read by name from a mapping, each held to what it may be, problems kept rather than raised."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NewType, TypeVar
from urllib.parse import urlsplit

from attrs import field, frozen

from hotel_agent.config.problems import closest, not_among, not_as_expected

VariableName = NewType("VariableName", str)

_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_LONGEST_NAME = 64
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_TRUTHS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}

_KNOWN_TO_EVERYBODY = re.compile(
    r"(dev|development|change[-_ ]?me|change[-_ ]?this|replace[-_ ]?me|your|example|generate_secure|for-development)\b"
    r"|(dev|your|example|generate_secure|for_development)_",
    re.IGNORECASE,
)
_PLAIN_WORDS = frozenset({"secret", "password", "token", "test", "none", "null", "todo", "xxx", "changeit", "admin"})

Named = TypeVar("Named", bound=Enum)


def variable_name(value: object, _kind: object = None) -> VariableName:
    """The name of a variable that holds a secret. What is no such name may be the secret itself, so it is not shown."""
    if not isinstance(value, str) or not _NAME.fullmatch(value) or len(value) > _LONGEST_NAME:
        raise ValueError(
            "expected the name of an environment variable such as HOTEL_ONE_WHATSAPP_TOKEN;"
            " what was found is not shown, it may be the secret itself"
        )
    return VariableName(value)


def bare_host(written: str) -> str:
    """A server's name or address in the one spelling in which two are compared."""
    bare = written.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


def is_development_secret(secret: str) -> bool:
    """Whether this secret is known to everybody: the defaults of examples, and words instead of chance."""
    return _KNOWN_TO_EVERYBODY.match(secret) is not None or secret.lower() in _PLAIN_WORDS


@frozen
class Variables:
    """The environment of one start. An empty variable counts as unset; blanks around a value do not count."""

    environ: Mapping[str, str] = field(repr=False)
    problems: list[str] = field(factory=list)
    careful: bool = False
    """Whether secrets have to be there and have to be secret: in production."""

    def text(self, name: str) -> str:
        """What the variable holds, or an empty text."""
        return self.environ.get(name, "").strip()

    def wrong(self, key: str, words: str) -> None:
        """Keep a problem."""
        self.problems.append(f"{key}: {words}")

    def choice(self, name: str, kind: type[Named], default: Named) -> Named:
        """One of the members of a closed list, by value, in small letters or capitals."""
        text = self.text(name)
        members = {str(member.value).lower(): member for member in kind}
        if text and text.lower() not in members:
            self.wrong(name, not_among(text, [str(member.value) for member in kind]))
        return members.get(text.lower(), default)

    def truth(self, name: str, *, default: bool) -> bool:
        """True or false, in any of the usual spellings."""
        text = self.text(name)
        if text and text.lower() not in _TRUTHS:
            self.wrong(name, str(not_as_expected("true or false", text)))
        return _TRUTHS.get(text.lower(), default)

    def number(self, name: str, default: float, *, most: float, whole: bool = False) -> float:
        """A number from nothing up to a limit, included."""
        text = self.text(name)
        try:
            value = float(int(text) if whole else float(text)) if text else default
        except ValueError:
            value = -1
        if 0 <= value <= most:
            return value
        words = f"{'a whole number' if whole else 'a number'} from 0 to {most:g}"
        self.wrong(name, str(not_as_expected(words, text)))
        return default

    def networks(
        self, name: str, default: tuple[IPv4Network | IPv6Network, ...]
    ) -> tuple[IPv4Network | IPv6Network, ...]:
        """Addresses and networks, with commas between them."""
        texts = [each.strip() for each in self.text(name).split(",") if each.strip()]
        try:
            return tuple(ip_network(each) for each in texts) or default
        except ValueError:
            words = "addresses or networks with commas between them, as 10.0.0.7,192.168.4.0/24"
            self.wrong(name, str(not_as_expected(words, self.text(name))))
            return default

    def hosts(self, name: str) -> frozenset[str]:
        """Names and addresses of servers, with commas between them."""
        hosts = frozenset(bare_host(each) for each in self.text(name).split(",") if each.strip())
        if not all(_HOST.fullmatch(each) or _is_address(each) for each in hosts):
            words = "names or addresses of servers with commas between them, as qloapps,10.0.0.5"
            self.wrong(name, str(not_as_expected(words, self.text(name))))
        return hosts

    def address(self, name: str, *, example: str) -> str:
        """The web address of a service, without a slash at its end. Never shown: it may hold a secret by mistake."""
        text = self.text(name)
        try:
            parts = urlsplit(text)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
            bare = parts.username is None and not parts.query and not parts.fragment
        except ValueError:
            fits = bare = False
        if text and not (fits and bare):
            self.wrong(name, f"expected a web address such as {example}, without a name, a password or a ? in it")
        return text.rstrip("/")

    def secret(self, name: str, *, needed_for: str = "", always: bool = False, shortest: int = 1) -> str:
        """A secret.

        Being careful, one known to everybody is a problem, so is one too short, and so is one that is missing although
        it is needed; the last also without being careful where it is needed always.
        """
        text = self.text(name)
        if not text and needed_for and (self.careful or always):
            self.wrong(name, f"missing; {needed_for}")
        if text and self.careful and is_development_secret(text):
            self.wrong(name, "a development secret, known to everybody; production needs one of its own")
        elif text and self.careful and len(text) < shortest:
            self.wrong(name, f"too short for production; expected at least {shortest} characters")
        return text

    def misspelled(self, known: Iterable[str], *, named: Iterable[str]) -> None:
        """Find variables that are set and almost, not quite, bear a known name: nobody else would miss them."""
        names = set(known)
        prefixes = tuple({name.partition("_")[0] + "_" for name in names if "_" in name})
        for name in sorted(set(self.environ) - names - set(named)):
            meant = closest(name, names, likeness=0.92) if name.startswith(prefixes) else None
            if meant:
                self.wrong(name, f"unknown; did you mean {meant!r}?")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
