"""Tables as they were written become options, or every problem is said at once: its key and what was expected.

cattrs does the structuring; nothing is converted silently.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from typing import Any, TypeVar, get_origin

from attrs import fields, has
from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError
from cattrs.cols import list_structure_factory
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, mapping_structure_factory

from hotel_agent.adapters.pms.tables.options import WEEKDAYS, Count, Day, Percent, Seconds, Share, Weekday
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.language import LocalText, language
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.catalogue import Meals

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

_LEAP_YEAR = 2000
"""A day of every year needs a year to be written in, one that has a 29 February."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

_EXPECTED: Mapping[object, str] = {
    str: "a text in quotes",
    int: "a whole number from 0 on",
    bool: "true or false",
    Count: "a whole number from 1 on",
    Percent: 'a percentage from -100 on, as 10 or "-7.5"',
    Share: 'a percentage above 0, as 10 or "7.5"',
    Seconds: 'seconds, as 2 or "0.5"',
    Money: 'an amount from 0 on, as "120.50"',
    Day: 'a date as 2027-06-15, or a day of every year as "06-15"',
    LocalText: 'a text by language, as { es = "...", en = "..." }',
    Weekday: f"one of {', '.join(WEEKDAYS)}",
}


def structured(kind: type[T], written: object, *, key: str, currency: str) -> T:
    """The options written here. Raises BadConfig with all their problems; the key of each begins with this one."""
    try:
        return _converter(currency).structure(written, kind)
    except (BaseValidationError, ValueError) as error:
        raise BadConfig(list(_problems(error, key, written))) from error


def element(written: object, index: int) -> str:
    """How an element of a list is called: by its id or name, else by its place, counted from one."""
    names = (written.get("id"), written.get("name")) if isinstance(written, Mapping) else ()
    return next((f".{name}" for name in names if isinstance(name, str) and name), f"[{index + 1}]")


def _problems(error: BaseException, key: str, written: object) -> Iterator[str]:
    match error:
        case BaseValidationError():
            for each in error.exceptions:
                yield from _problems(each, *_place(each, key, written))
        case ForbiddenExtraKeysError():
            known = ", ".join(each.name for each in fields(error.cl) if each.init)
            yield from (f"{key}.{name}: unknown; expected one of {known}" for name in sorted(error.extra_fields))
        case KeyError():
            kind = next(note.type for note in error.__notes__ if isinstance(note, AttributeValidationNote))
            yield f"{key}: missing; expected {_expected(kind)}"
        case _:
            yield f"{key}: {error}"


def _place(each: BaseException, key: str, written: Any) -> tuple[str, object]:
    """The key of a part that failed, and what was written there."""
    for note in getattr(each, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f"{key}.{note.name}", written.get(note.name)
        if isinstance(note, IterableValidationNote):
            part = written[note.index]
            name = f".{note.index}" if isinstance(note.index, str) else element(part, note.index)
            return f"{key}{name}", part
    return key, written


def _expected(kind: Any) -> str:
    """What a hotelier would write for a value of this kind."""
    if words := _EXPECTED.get(kind):
        return words
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"one of {', '.join(each.value for each in kind)}"
    if _is_list(kind):
        return "a list in square brackets"
    if _is_mapping(kind):
        return "a table"
    if (base := getattr(kind, "__supertype__", None)) is not None:
        return _expected(base)
    return "a table"


def _unexpected(kind: Any, found: object) -> ValueError:
    if isinstance(found, float):
        return ValueError(f'{found} is not exact; write it in quotes, as "{found}"')
    shown = str(found).lower() if isinstance(found, bool) else repr(found)
    return ValueError(f"expected {_expected(kind)}, found {shown}")


@lru_cache(maxsize=64)
def _converter(currency: str) -> Converter:
    """The converter of a currency. Building one takes far longer than reading a hotel's tables with it."""

    def money(written: object, kind: Any) -> Money:
        return _money(_number(written, kind, least=0), currency)

    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    hooks: dict[Any, Hook] = {
        str: _text,
        int: partial(_whole, least=0),
        bool: _yes_or_no,
        Count: partial(_whole, least=1),
        Percent: partial(_number, least=-100),
        Share: _share,
        Seconds: partial(_number, least=0),
        Money: money,
        Meals: _choice,
        Weekday: _weekday,
        Day: _day,
        LocalText: _local_text,
    }
    for kind, hook in hooks.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook_factory(_is_mapping, _mapping_hook)
    converter.register_structure_hook_factory(lambda kind: has(kind) and kind not in hooks, _table_hook)
    return converter


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _list_hook(kind: Any, converter: Converter) -> Hook:
    return _only(list, list_structure_factory(kind, converter))


def _mapping_hook(kind: Any, converter: Converter) -> Hook:
    return _only(Mapping, mapping_structure_factory(kind, converter))


def _table_hook(kind: Any, converter: Converter) -> Hook:
    return _only(Mapping, make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True))


def _only(container: type, hook: Hook) -> Hook:
    """The hook for what was written as such a container; a text is no list of letters."""

    def structure(written: object, kind: Any) -> object:
        if not isinstance(written, container):
            raise _unexpected(kind, written)
        return hook(written, kind)

    return structure


def _text(written: object, kind: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise _unexpected(kind, written)
    return written


def _yes_or_no(written: object, kind: Any) -> bool:
    if not isinstance(written, bool):
        raise _unexpected(kind, written)
    return written


def _whole(written: object, kind: Any, *, least: int) -> int:
    if type(written) is not int or written < least:
        raise _unexpected(kind, written)
    return written


def _number(written: object, kind: Any, *, least: int) -> Decimal:
    exact = type(written) is int or (isinstance(written, str) and _NUMBER.fullmatch(written))
    if not exact or (number := Decimal(str(written))) < least:
        raise _unexpected(kind, written)
    return number


def _share(written: object, kind: Any) -> Decimal:
    share = _number(written, kind, least=0)
    if not share:
        raise _unexpected(kind, written)
    return share


def _money(amount: Decimal, currency: str) -> Money:
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise ValueError(f"expected an amount of {currency}, but {error}") from error


def _choice(written: object, kind: type[Enum]) -> Enum:
    for each in kind:
        if each.value == written:
            return each
    raise _unexpected(kind, written)


def _weekday(written: object, kind: Any) -> int:
    if written not in WEEKDAYS:
        raise _unexpected(kind, written)
    return WEEKDAYS.index(str(written))


def _day(written: object, kind: Any) -> Day:
    if isinstance(written, date) and not isinstance(written, datetime):
        return Day(written)
    try:
        # Where a table is JSON a day of one year is a text too.
        yearly = len(str(written)) < len("2027-06-15")
        return Day(date.fromisoformat(f"{_LEAP_YEAR}-{written}" if yearly else str(written)), yearly=yearly)
    except ValueError:
        raise _unexpected(kind, written) from None


def _local_text(written: object, kind: Any) -> LocalText:
    if not isinstance(written, Mapping) or not written:
        raise _unexpected(kind, written)
    return LocalText(tuple((language(code), _text(text, str)) for code, text in written.items()))
