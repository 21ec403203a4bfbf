"""The exam in dates and numbers: specs in the manner of Recognizers-Text, one expected value or several a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hotel_agent.adapters.nlu.exams.marks import Marks
from hotel_agent.adapters.nlu.exams.rows import Row
from hotel_agent.adapters.nlu.exams.values import DATES, notes_values, value_marks
from hotel_agent.domain.conversations.said import Between, Kind, Read, Said, Sum
from hotel_agent.domain.language import Language
from hotel_agent.ports.nlu import Nlu

KINDS = {
    "date": Kind.DATE,
    "daterange": Kind.DATE_RANGE,
    "time": Kind.TIME,
    "timerange": Kind.TIME_RANGE,
    "datetime": Kind.DATE_TIME,
    "datetimerange": Kind.DATE_TIME_RANGE,
    "duration": Kind.DURATION,
    "number": Kind.NUMBER,
    "ordinal": Kind.ORDINAL,
}
"""What the specs call a kind of value, and what we do."""
_COUNTS = frozenset({Kind.NUMBER, Kind.ORDINAL})
NO_DAY = "0001-01-01"
"""What the specs resolve a day to that cannot be: "30 February"."""


async def date_marks(nlu: Nlu, rows: Iterable[Row], languages: Sequence[Language]) -> Marks:
    """How a reader does: right is a value of the kind, in that place, whose likeliest reading is listed.

    Rows in the manner of NLU++, which note one value a slot, are marked on the values of their days (`exams.values`).
    """
    asked = list(rows)
    if any(notes_values(row) for row in asked):
        return await value_marks(nlu, asked, languages, DATES)
    marks = Marks()
    for row in asked:
        understanding = await nlu.understand([row.text], row.reading(languages))
        gold = [(name, each) for name, values in row.slots.items() for each in values]
        kinds = {KINDS[name] for name, _ in gold if name in KINDS}
        counted = kinds if kinds & _COUNTS else set(Kind) - _COUNTS - {Kind.MONEY}
        if Kind.NUMBER in counted:
            counted = counted | {Kind.MONEY}
        answers = [said for said in understanding.said if said.kind in counted]
        left = list(answers)
        right = 0
        for name, each in gold:
            hit = next((said for said in left if _is_of(said, name) and _fits(said, each)), None)
            if hit is not None:
                left.remove(hit)
                right += 1
        marks.count(
            f"{row.at:%Y-%m-%d %H:%M} {row.text}",
            (f"{name} [{each['text']}] {each['value']}" for name, each in gold),
            (f"{said.kind.value} [{said.text}] {[written(read) for read in said.readings]}" for said in answers),
            right,
        )
    return marks


def _is_of(said: Said, name: str) -> bool:
    """Whether the kind is the one the specs call so; a sum of money is a number to them."""
    kind = KINDS.get(name)
    return said.kind is kind or (kind is Kind.NUMBER and said.kind is Kind.MONEY)


def _fits(said: Said, gold: Mapping[str, Any]) -> bool:
    span = gold.get("span")
    if span is not None and not (said.start < span[1] and span[0] < said.end):
        return False
    value = gold["value"]
    if isinstance(value, (int, float)):
        likeliest = said.readings[0] if said.readings else None
        return (likeliest.amount if isinstance(likeliest, Sum) else likeliest) == Decimal(str(value))
    wanted = [{key: told for key, told in each.items() if key in {"value", "start", "end"} and told} for each in value]
    if not said.readings:
        return any(each.get("value", "").startswith(NO_DAY) for each in wanted)
    return written(said.readings[0]) in wanted


def written(read: Read) -> dict[str, str]:
    """A reading as the specs write it."""
    if isinstance(read, Between):
        ends = {"start": read.begin, "end": read.end}
        return {name: _iso(when) for name, when in ends.items() if when is not None}
    if isinstance(read, timedelta):
        return {"value": f"{read.total_seconds():.10g}"}
    if isinstance(read, (date, time)):
        return {"value": _iso(read)}
    if isinstance(read, Sum):
        return {"value": f"{read.amount} {read.currency or ''}".strip()}
    return {"value": str(read)}


def _iso(when: date | time) -> str:
    if isinstance(when, datetime):
        return when.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return when.isoformat()
