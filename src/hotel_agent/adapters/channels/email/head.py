"""What stands at the head of a mail, read without trust: whatever it says, nothing here raises."""

import re
import unicodedata
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator
from email.message import Message
from email.utils import getaddresses
from quopri import decodestring

from attrs import field, frozen

from hotel_agent.adapters.channels.email.charsets import decoded
from hotel_agent.adapters.channels.text import plain

LONGEST_ID = 500
"""Characters. A longer Message-ID is none."""
_LONGEST_LINE = 20_000
"""Characters of one header that are looked at."""
_MOST_ADDRESSES = 200
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bqBQ])\?([^?]*)\?=")
_BETWEEN_ENCODED = re.compile(r"(\?=)\s+(?==\?)")
_ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[^@\s<>\"',;:\\()\[\]]{1,190}")
_ID = re.compile(r"<([^<>\s]{1,498})>")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@frozen
class MailAddress:
    """Somebody's address, in lower case, and the name they go by."""

    address: str = field(repr=False)
    name: str = field(default="", repr=False)

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands behind it."""
        return self.address.rpartition("@")[2]

    @property
    def bare(self) -> str:
        """The address without what stands behind a plus: mail to it reaches the same mailbox."""
        return bare(self.address)


@frozen
class Head:
    """The headers of a mail as they came, the topmost first. Names are lower case."""

    _lines: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, message: Message) -> "Head":
        """The headers of this message."""
        return cls(tuple((name.lower(), _as_text(value)) for name, value in message.raw_items()))

    def all(self, name: str) -> list[str]:
        """Every header of this name as one line of readable text, the topmost first."""
        return [one_line(readable(value)) for value in self._raw(name)]

    def text(self, name: str) -> str:
        """The topmost header of this name; empty without one."""
        return next(iter(self.all(name)), "")

    def addresses(self, *names: str) -> tuple[MailAddress, ...]:
        """Everybody these headers name."""
        found = (each for name in names for value in self._raw(name) for each in _addresses(value))
        return tuple(dict.fromkeys(found))[:_MOST_ADDRESSES]

    def ids(self, name: str) -> tuple[str, ...]:
        """The message ids in the header of this name, each in its brackets."""
        return tuple(dict.fromkeys(f"<{each}>" for value in self._raw(name) for each in _ID.findall(value)))

    def __contains__(self, name: object) -> bool:
        return any(each == name for each, _ in self._lines)

    def _raw(self, name: str) -> Iterator[str]:
        return (value[:_LONGEST_LINE] for each, value in self._lines if each == name)


def bare(address: str) -> str:
    """An address in lower case, without what stands behind a plus."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def one_line(text: str) -> str:
    """The text on one line, without controls and without signs that turn the direction of reading."""
    kept = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text if sign not in _BIDI)
    return " ".join(plain("".join(kept)).replace("\x00", " ").split())


def readable(value: str) -> str:
    """A header with its encoded words (RFC 2047) decoded, several charsets in one line too."""
    return _ENCODED.sub(_word, _BETWEEN_ENCODED.sub(r"\1", value))


def _word(found: re.Match[str]) -> str:
    charset, kind, payload = found[1].partition("*")[0], found[2].lower(), found[3]
    try:
        raw = payload.encode("ascii", "replace")
        unpacked = b64decode(raw + b"=" * (-len(raw) % 4)) if kind == "b" else decodestring(raw, header=True)
    except (NotBase64, ValueError):
        return found[0]
    return decoded(unpacked, charset)


def _as_text(value: object) -> str:
    """A raw header as text: bytes beyond ASCII stand in it as halves of characters."""
    text = str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return decoded(text.encode("utf-8", "surrogateescape")) if _was_bytes(text) else text
    return text


def _was_bytes(text: str) -> bool:
    return all("\udc80" <= sign <= "\udcff" for sign in text if "\ud800" <= sign <= "\udfff")


def _addresses(value: str) -> Iterable[MailAddress]:
    try:
        pairs = getaddresses([" ".join(value.split())])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = [("", each) for each in _ADDRESS.findall(value)]
    for name, address in pairs[:_MOST_ADDRESSES]:
        if _ADDRESS.fullmatch(address):
            yield MailAddress(plain(address.lower()), one_line(readable(name)))
