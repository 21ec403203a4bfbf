"""Reading Meta's JSON without trusting it: every reader gives the wanted kind of value, or an empty one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hotel_agent.adapters.channels.text import plain

_NAME = re.compile(r"[\x21-\x7e]{1,512}")
_PHONE = re.compile(r"\+?([0-9]{5,20})")
_SECONDS = re.compile(r"[0-9]{1,12}")
_SKEW = timedelta(minutes=5)
"""How far Meta's clock may be ahead of ours."""

Json = Mapping[str, object]


def table(of: object, name: str) -> Json:
    """The object under this name."""
    found = of.get(name) if isinstance(of, dict) else None
    return found if isinstance(found, dict) else {}


def elements(of: object, name: str) -> list[object]:
    """The list under this name."""
    found = of.get(name) if isinstance(of, dict) else None
    return found if isinstance(found, list) else []


def words(of: object, name: str) -> str:
    """The text under this name, made plain."""
    found = of.get(name) if isinstance(of, dict) else None
    return plain(found) if isinstance(found, str) else ""


def identifier(of: object, name: str) -> str:
    """The provider's name for something: short, printable ASCII without spaces, never decoded."""
    found = words(of, name)
    return found if _NAME.fullmatch(found) else ""


def phone(of: object, name: str) -> str:
    """A telephone number, in digits with its country."""
    digits = _PHONE.fullmatch(words(of, name))
    return digits[1] if digits else ""


def flag(of: object, name: str) -> bool:
    """Whether `true` stands under this name."""
    return isinstance(of, dict) and of.get(name) is True


def number(of: object, name: str) -> int | float | None:
    """The finite number under this name."""
    found = of.get(name) if isinstance(of, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return found if abs(found) < 1e15 else None


def moment(of: object, name: str, *, otherwise: datetime) -> datetime:
    """The moment under this name, in seconds since 1970 as text. One that cannot be, or lies ahead, is `otherwise`."""
    seconds = words(of, name)
    if not _SECONDS.fullmatch(seconds):
        return otherwise
    at = datetime(1970, 1, 1, tzinfo=UTC) + min(timedelta(seconds=int(seconds)), timedelta(days=365 * 1000))
    return at if at <= otherwise + _SKEW else otherwise
