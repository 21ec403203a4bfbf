"""Names written twice in a hotel's book, and names that nothing bears. Read from the tables as they were written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hotel_agent.adapters.pms.tables.structuring import element


def misnamed(book: Mapping[str, object], *, key: str) -> Iterator[str]:
    """A line for each such name. What is not even a table or a text is passed over: the structuring tells of it."""
    for part in ("room_types", "rate_plans"):
        if book.get(part) == []:
            yield f"{key}.{part}: expected at least one"
        for name in _twice(_texts(table.get("id") for _, table in _tables(book, part))):
            yield f"{key}.{part}.{name}: expected an id of its own, found {name!r} twice"
    for name in _twice(_texts(table.get("id") for _, table in _tables(book, "extras"))):
        yield f"{key}.extras.{name}: expected an id of its own, found {name!r} twice"
    doors = _twice(_texts(door for _, table in _tables(book, "room_types") for door in _list(table.get("rooms"))))
    for door in doors:
        yield f"{key}.room_types: expected each room once, found {door!r} twice"
    known = set(_texts(table.get("id") for _, table in _tables(book, "room_types")))
    for place, name in _room_types_spoken_of(book):
        if name not in known:
            yield f"{key}.{place}: expected one of {', '.join(sorted(known)) or 'no room types'}, found {name!r}"


def _room_types_spoken_of(book: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for label, season in _tables(book, "seasons"):
        rates = season.get("rates")
        for name in _texts(rates if isinstance(rates, Mapping) else ()):
            yield f"seasons{label}.rates.{name}", name
    for label, restriction in _tables(book, "restrictions"):
        for name in _texts([restriction.get("room_type")]):
            yield f"restrictions{label}.room_type", name


def _tables(book: Mapping[str, object], part: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for index, table in enumerate(_list(book.get(part))):
        if isinstance(table, Mapping):
            yield element(table, index), table


def _list(written: object) -> Iterable[object]:
    return written if isinstance(written, list) else ()


def _texts(written: Iterable[object]) -> Iterator[str]:
    return (each for each in written if isinstance(each, str))


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
