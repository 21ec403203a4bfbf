"""The exam in values: whether the day or hour that each slot of NLU++ notes is read as it should be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from attrs import evolve

from hotel_agent.adapters.nlu.exams.marks import Marks
from hotel_agent.adapters.nlu.exams.rows import Row
from hotel_agent.domain.conversations.said import Between, Kind, Said, When
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.language import Language
from hotel_agent.ports.nlu import Nlu

DATES = ("date", "date_from", "date_to")
TIMES = ("time", "time_from", "time_to")
_ASKED = {"date": Question.ARRIVAL, "date_from": Question.ARRIVAL, "date_to": Question.DEPARTURE}
"""What a slot's words alone answer."""
_LENGTHS = frozenset({Kind.DURATION, Kind.NUMBER, Kind.ORDINAL, Kind.MONEY})


async def value_marks(
    nlu: Nlu, rows: Iterable[Row], languages: Sequence[Language], slots: Sequence[str], *, alone: bool = True
) -> Marks:
    """How a reader does on the values of these slots: right where the likeliest value is the one noted.

    NLU++ notes what each slot's words mean by themselves ("until the 17th" is the coming 17th, whatever the arrival),
    so `alone` reads just those; else the whole message is read, and a value that stands there must be the one noted.
    """
    marks = Marks()
    for row, name, each in _noted(rows, slots):
        text = each["text"] if alone else row.text
        reading = evolve(row.reading(languages), asked=_ASKED.get(name)) if alone else row.reading(languages)
        understanding = await nlu.understand([text], reading)
        near = [
            said for said in understanding.said if said.kind not in _LENGTHS and (alone or _stands_there(said, each))
        ]
        told = [written(when, clock=name in TIMES) for said in near for when in _likely(said, name, row.at.date())]
        shown = [f"{said.text} {said.readings}" for said in near[:1]]
        expected = f"{name} [{each['text']}] {each['value']}"
        marks.count(f"{row.at:%Y-%m-%d} {text}", [expected], shown, int(each["value"] in told))
    return marks


def notes_values(row: Row) -> bool:
    """Whether the row notes one value a slot, as NLU++ does, and not a list of readings."""
    return any(isinstance(each.get("value"), dict) for values in row.slots.values() for each in values)


def _noted(rows: Iterable[Row], slots: Sequence[str]) -> Iterator[tuple[Row, str, Mapping[str, Any]]]:
    """Every value noted for these slots, with its row."""
    for row in rows:
        for name in slots:
            for each in row.slots.get(name, ()):
                if each.get("value"):
                    yield row, name, each


def _stands_there(said: Said, gold: Mapping[str, Any]) -> bool:
    span = gold.get("span")
    return span is None or (said.start < span[1] and span[0] < said.end)


def _likely(said: Said, name: str, today: date) -> Sequence[When]:
    """What a value most likely says of this slot: what lies ahead, the begin of a range or its end."""
    ends: list[list[When]] = []
    for read in said.readings:
        if isinstance(read, Between):
            last = name.endswith("_to")
            lasting = last or read.begin == today
            ends.append([each for each in ((read.end, read.begin) if lasting else (read.begin, read.end)) if each][:1])
        elif isinstance(read, (date, time)):
            ends.append([read])
    found = [each for some in ends for each in some]
    if name not in DATES:
        return found[:2]
    ahead = [each for each in found if isinstance(each, date) and _day(each) > today]
    said_today = len(found) == 1 or not ahead
    return found[:1] if said_today else ahead[:1]


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def written(when: When, *, clock: bool = False) -> dict[str, int]:
    """A day or an hour as NLU++ notes it."""
    if isinstance(when, time) or (clock and isinstance(when, datetime)):
        return {"hour": when.hour, "minute": when.minute}
    return {"day": when.day, "month": when.month, "year": when.year}
