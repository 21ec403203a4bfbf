"""How a problem is said: the key, what was expected, what was found. Never a secret."""

import re
from collections.abc import Collection, Iterable, Mapping, Set
from datetime import date, time
from difflib import get_close_matches

from hotel_agent.domain.errors import HotelAgentError

_LONGEST_SHOWN = 60
_NAMES_A_SECRET = re.compile(r"(^|_)(token|secret|passw(or)?d|api_?key|private_key|credentials?)s?$", re.IGNORECASE)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Unexpected(HotelAgentError, ValueError):
    """A value that is not what its key asks for. The message says what was expected and what was found."""


def not_as_expected(expected: str, found: object) -> Unexpected:
    """The refusal of a value, with what should have stood there."""
    return Unexpected(f"expected {expected}, found {shown(found)}")


def shown(found: object) -> str:
    """A value as its writer would recognise it, cut short."""
    match found:
        case bool():
            return "true" if found else "false"
        case "":
            return "an empty text"
        case str():
            return repr(found if len(found) <= _LONGEST_SHOWN else found[:_LONGEST_SHOWN] + "…")
        case Mapping():
            return "a table"
        case list() | tuple():
            return "a list"
        case date() | time():
            return found.isoformat()
        case _:
            return shown(str(found)).strip("'")


def one_of(known: Iterable[str]) -> str:
    """What may be chosen, as words, in the sequence given; a set has none, so it goes by the alphabet."""
    names = list(dict.fromkeys(sorted(known) if isinstance(known, Set) else known))
    return f"one of {', '.join(names)}" if len(names) > 1 else names[0]


def closest(word: str, known: Iterable[str], *, likeness: float = 0.75) -> str | None:
    """The known word that was probably meant: one much like it, or the only one that begins with it."""
    names = {name.lower(): name for name in known}
    begun = [name for name in names if len(word) > 2 and name.startswith(word.lower())]
    matches = begun if len(begun) == 1 else get_close_matches(word.lower(), names, n=1, cutoff=likeness)
    return names[matches[0]] if matches else None


def unknown_key(key: str, known: Iterable[str]) -> str:
    """What to say of a key nobody reads: the one probably meant, or all there are."""
    names = list(known)
    meant = closest(key, names)
    return f"unknown; did you mean {meant!r}?" if meant else f"unknown; expected {one_of(names)}"


def says_unknown(problem: str) -> bool:
    """Whether this problem, with its key before it, is a key nobody reads."""
    return problem.partition(": ")[2].startswith("unknown;")


def not_among(found: str, known: Collection[str]) -> str:
    """What to say of a value that is none of a closed list."""
    if not known:
        return f"found {shown(found)}, and there is none to choose from"
    meant = closest(found, known)
    return f"expected {one_of(known)}, found {shown(found)}" + (f"; did you mean {meant!r}?" if meant else "")


def names_a_secret(key: str) -> bool:
    """Whether what stands under such a key is a secret, which does not belong into a file."""
    return _NAMES_A_SECRET.search(key) is not None


def under(key: str, part: str) -> str:
    """The key of a part of a table."""
    name = part if _PLAIN_KEY.fullmatch(part) else f'"{part}"'
    return f"{key}.{name}" if key else name


def element(key: str, found: object, index: int) -> str:
    """The key of an element of a list: named by its id, or by its place, counted from one."""
    name = found.get("id") if isinstance(found, Mapping) else None
    return under(key, name) if isinstance(name, str) and name else f"{key}[{index + 1}]"
