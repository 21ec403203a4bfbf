"""The exam in stays: arrival, departure, nights and party of phrases that ask for one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from hotel_agent.adapters.nlu.exams.marks import Marks
from hotel_agent.adapters.nlu.exams.rows import Row
from hotel_agent.domain.conversations.understanding import Slots
from hotel_agent.domain.language import Language
from hotel_agent.ports.nlu import Nlu

HOUSE = Language("es")
"""The language of the hotel that was asked: others are guests there."""
PARTY = ("guests", "adults", "children")


async def stay_marks(nlu: Nlu, rows: Iterable[Row], languages: Sequence[Language]) -> Marks:
    """How a reader does: a row is all right when dates, nights and party are those written down, and no others."""
    marks = Marks()
    for row in rows:
        reading = evolve(row.reading(languages), languages=(HOUSE, *languages), day_first=True)
        understanding = await nlu.understand([row.text], reading)
        wanted, told = set(_written_down(row)), set(_told(understanding.slots))
        marks.count(row.text, sorted(wanted), sorted(told), len(wanted & told))
    return marks


def _written_down(row: Row) -> Iterable[str]:
    line: Mapping[str, object] = row.line
    for name in ("arrival", "departure", "nights", *PARTY):
        if line.get(name) is not None:
            yield f"{name} {line[name]}"
    if isinstance(ages := line.get("child_ages"), list):
        yield f"child_ages {' '.join(map(str, ages))}"


def _told(slots: Slots) -> Iterable[str]:
    """What was understood; the departure is counted where only the nights behind an arrival were said."""
    leaves = _departure(slots)
    for name, day in (("arrival", slots.arrival), ("departure", leaves)):
        if day is not None:
            yield f"{name} {day.isoformat()}"
    if slots.nights is not None and slots.arrival is None and slots.departure is None:
        yield f"nights {slots.nights}"
    for name in PARTY:
        if (count := getattr(slots, name)) is not None:
            yield f"{name} {count}"
    if slots.child_ages is not None:
        yield f"child_ages {' '.join(map(str, slots.child_ages))}"


def _departure(slots: Slots) -> date | None:
    if slots.departure is not None or slots.arrival is None or slots.nights is None:
        return slots.departure
    return slots.arrival + timedelta(days=min(slots.nights, 10_000))
