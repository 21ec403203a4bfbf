"""Values that differ from another by as little as matters: a day, a cent, a child a year older."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve

from hotel_agent.domain.conversations.quote_lines import MEALS
from hotel_agent.domain.conversations.replies import Count, Day, Moment, Part, Sayings, Term, Value, Words
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.stay import Stay

_STEPS = (1, 7, 28, 31, 365)
"""Days after which a weekday, a day of the month, a month or a year must give a date away."""


def neighbours(part: Part, language: Language) -> Iterator[Part]:
    """The part with one of its values changed a little."""
    for name, value in part.values:
        for other in _neighbours(value, language):
            yield evolve(part, values=tuple((each, other if each == name else kept) for each, kept in part.values))


def _neighbours(value: Value, language: Language) -> Iterator[Value]:
    """Values that differ from this one by as little as matters."""
    match value:
        case Count():
            yield Count(value.number + 1)
        case Words():
            yield Words(value.text + "x")
        case LocalText():
            yield LocalText(((language, value.in_language(language) + "x"),))
        case Term():
            yield from (Term(line.name) for line in MEALS.values() if line.name != value.line)
        case Day() | Moment() | Stay():
            yield from _other_days(value)
        case Money():
            yield Money(value.minor + 1, value.currency)
            yield from (Money(value.minor, other) for other in ("ARS", "EUR", "USD") if other != value.currency)
        case Party():
            yield from _larger_or_older(value)
        case Sayings():
            yield from map(Sayings, _neighbours_of_parts(value.parts, language))


def _other_days(value: Day | Moment | Stay) -> Iterator[Value]:
    for days in _STEPS:
        later = timedelta(days=days)
        match value:
            case Day():
                yield Day(value.date + later)
            case Moment():
                yield Moment(value.at + later)
                yield Moment(value.at + timedelta(minutes=days))
            case Stay():
                yield Stay(value.arrival - later, value.departure)
                yield Stay(value.arrival, value.departure + later)
    match value:
        case Day():
            yield Day(value.date + _to_its_like(value.date))
        case Moment():
            yield Moment(value.at + _to_its_like(value.at.date()))
        case Stay():
            later = _to_its_like(value.arrival)
            yield Stay(value.arrival + later, value.departure + later)


def _to_its_like(day: date) -> timedelta:
    """To the next date with the same weekday and number in another month: only the name of the month differs."""
    weeks = (timedelta(weeks=passed) for passed in range(5, 600))
    return next(each for each in weeks if (day + each).day == day.day and (day + each).month != day.month)


def _larger_or_older(party: Party) -> Iterator[Party]:
    yield evolve(party, adults=party.adults + 1)
    yield evolve(party, child_ages=(*party.child_ages, 7))
    for place, age in enumerate(party.child_ages):
        if age < OLDEST_CHILD:
            ages = list(party.child_ages)
            ages[place] = age + 1
            yield evolve(party, child_ages=tuple(ages))


def _neighbours_of_parts(parts: tuple[Part, ...], language: Language) -> Iterator[tuple[Part, ...]]:
    yield (*parts, parts[-1])
    for place, part in enumerate(parts):
        for other in neighbours(part, language):
            yield (*parts[:place], other, *parts[place + 1 :])
