"""How a list is asked for: which fields, which records, in which sequence, how many."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from unicodedata import combining, normalize

from hotel_agent.testing.qloapps.complaints import Refused, listed, nearest, refused
from hotel_agent.testing.qloapps.house import Row
from hotel_agent.testing.qloapps.tables import Table

_FILTER: Final = re.compile(r"filter\[(\w+)\]")
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_FORMS: Final = re.compile(r"(?P<before>[!<>%]?)\[(?P<value>.*)\](?P<after>%?)", re.DOTALL)
_BETWEEN: Final = re.compile(r"[\d.:\- ]+,[\d.:\- ]+")
_LIMIT: Final = re.compile(r"(?:(\d+),)?(\d+)")


def chosen(table: Table, rows: Sequence[Row], query: Mapping[str, str]) -> list[Row]:
    """The records that are asked for, in the sequence asked for. Raises Refused."""
    for name, value in query.items():
        if match := _FILTER.fullmatch(name):
            wanted = _test(value)
            field = _known(table, match[1], query)
            rows = [row for row in rows if wanted(_text(row[field]))]
    rows = _sorted(table, rows, query)
    if "limit" not in query:
        return list(rows)
    limit = _LIMIT.fullmatch(query["limit"].strip())
    if limit is None:
        raise refused(400, 39, 'The "limit" value has to be formed as this example: "5,25" or "10"')
    first = int(limit[1] or 0)
    return list(rows[first : first + int(limit[2])])


def displayed(table: Table, query: Mapping[str, str]) -> tuple[str, ...] | None:
    """The fields asked for, in the table's sequence; None for ids only. Raises Refused."""
    if "display" not in query:
        return None
    asked = query["display"].strip()
    if asked == "full":
        return (*table.fields, *table.associations)
    wanted = [each.strip() for each in asked.removeprefix("[").removesuffix("]").split(",") if each.strip()]
    for each in wanted:
        if each not in table.fields and each not in table.associations:
            raise refused(
                400,
                35,
                f'Unable to display this field "{each}". However, these are available: ' + ", ".join(table.fields),
            )
    return tuple(each for each in (*table.fields, *table.associations) if each in wanted)


def _known(table: Table, name: str, query: Mapping[str, str]) -> str:
    if name in table.filters or (name in table.dates and query.get("date") == "1"):
        return name
    listing = f'Did you mean: "{nearest(name, table.filters)}"? The full list is: {listed(table.filters)}'
    raise refused(400, 32, f"This filter does not exist. {listing}")


def _sorted(table: Table, rows: Sequence[Row], query: Mapping[str, str]) -> Sequence[Row]:
    for each in reversed(query.get("sort", "").strip().removeprefix("[").removesuffix("]").split(",")):
        if not each.strip():
            continue
        name, _, way = each.strip().rpartition("_")
        if way.upper() not in {"ASC", "DESC"}:
            raise refused(400, 37, f'The "sort" value has to be formed as this example: "field_ASC", not "{each}"')
        if name not in table.filters and not (name in table.dates and query.get("date") == "1"):
            raise _unsortable(table, name)
        rows = sorted(rows, key=lambda row: _Comparable(_text(row[name])), reverse=way.upper() == "DESC")
    return rows


def _unsortable(table: Table, name: str) -> Refused:
    return refused(
        400, 38, f'Unable to filter by this field "{name}". However, these are available: ' + ", ".join(table.filters)
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _test(asked: str) -> Callable[[str], bool]:
    form = _FORMS.fullmatch(asked)
    if form is None:
        return lambda text: _Comparable(text) == _Comparable(asked)
    before, value, after = form["before"], form["value"], form["after"]
    like: dict[tuple[str, str], Callable[[str], bool]] = {
        ("%", "%"): lambda text: folded(value) in folded(text),
        ("", "%"): lambda text: folded(text).startswith(folded(value)),
        ("%", ""): lambda text: folded(text).endswith(folded(value)),
        (">", ""): lambda text: _Comparable(value) < _Comparable(text),
        ("<", ""): lambda text: _Comparable(text) < _Comparable(value),
        ("!", ""): lambda text: _Comparable(text) != _Comparable(value),
    }
    if (before, after) in like:
        return like[before, after]
    if _BETWEEN.fullmatch(value):
        low, high = (_Comparable(each) for each in value.split(","))
        return lambda text: not _Comparable(text) < low and not high < _Comparable(text)
    wanted = [_Comparable(each) for each in value.split("|")]
    return lambda text: _Comparable(text) in wanted


def folded(text: str) -> str:
    """As the database's collation sees it: neither capitals nor accents count."""
    if text.isascii():
        return text.casefold()
    return "".join(each for each in normalize("NFKD", text) if not combining(each)).casefold()


class _Comparable:
    """A value as the database compares it with another: as numbers or moments where both are."""

    def __init__(self, text: str) -> None:
        self._folded = folded(text).rstrip()
        self._number = Decimal(text.strip()) if _NUMBER.fullmatch(text.strip()) else None
        try:
            self._moment = datetime.fromisoformat(text.strip()) if self._number is None else None
        except ValueError:
            self._moment = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Comparable) and not self < other and not other < self

    def __hash__(self) -> int:
        raise TypeError("values of a database equal each other by circumstance")

    def __lt__(self, other: "_Comparable") -> bool:
        if self._number is not None and other._number is not None:
            return self._number < other._number
        if self._moment is not None and other._moment is not None:
            return self._moment < other._moment
        return self._folded < other._folded


__all__ = ["chosen", "displayed", "folded"]
