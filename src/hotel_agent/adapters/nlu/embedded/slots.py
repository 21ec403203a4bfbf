"""Slots: the values a message gives, read one kind after another, each setting its own terms apart."""

from collections.abc import Container, Sequence

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.amounts import with_amounts
from hotel_agent.adapters.nlu.embedded.by_room import by_room, with_initials
from hotel_agent.adapters.nlu.embedded.choices import chosen
from hotel_agent.adapters.nlu.embedded.contacts import emails, numbers, phones
from hotel_agent.adapters.nlu.embedded.dates import with_dates
from hotel_agent.adapters.nlu.embedded.lengths import with_lengths, with_nights_asked
from hotel_agent.adapters.nlu.embedded.months import with_months
from hotel_agent.adapters.nlu.embedded.names import names
from hotel_agent.adapters.nlu.embedded.party import party
from hotel_agent.adapters.nlu.embedded.picks import picks, speaks_of_days
from hotel_agent.adapters.nlu.embedded.rates import RatePlanWords, rates
from hotel_agent.adapters.nlu.embedded.reference import Calendar
from hotel_agent.adapters.nlu.embedded.rooms import RoomTypeWords, rooms
from hotel_agent.adapters.nlu.embedded.several import more_or_fewer, several
from hotel_agent.adapters.nlu.embedded.stays import is_about_dates, stay_words
from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.conversations.understanding import Doubt, Question, Reading

_ABOUT_GUEST = frozenset({"name", "email", "phone", "number", "extras", "without", "request", "in_name"})
_TELLING = frozenset({"name", "email", "phone", "request"})


@frozen
class Lore:
    """What a message is read with, beside its own words."""

    room_types: RoomTypeWords
    rate_plans: RatePlanWords
    common: Container[str]
    """The words of the guest's language."""
    reserved: Container[str]
    """The words that room types and rates are called by."""
    settled: bool
    """This guest's language and this hotel agree on which of two figures is the day."""


@frozen(kw_only=True)
class Found:
    """Everything a message gives, a later value after an earlier one."""

    values: tuple[Value, ...]
    doubts: tuple[Doubt, ...]
    impossible: tuple[str, ...]
    corrects: bool
    rest: tuple[Term, ...]
    """The terms with names, addresses and numbers of the guest set apart."""

    @property
    def gives_values(self) -> bool:
        """Whether it says anything of the stay wanted."""
        return bool(self.doubts or self.impossible) or any(value.slot not in _TELLING for value in self.values)

    @property
    def slots(self) -> frozenset[str]:
        """What is given, without nights that only follow from when: "tonight" may be said of a table too."""
        spots = {value.slot: (value.start, value.end) for value in self.values}
        follows = "nights" in spots and spots["nights"] == spots.get("arrival")
        return frozenset(spots.keys() - ({"nights"} if follows else set()))

    def without_stay(self) -> "Found":
        """What is left where the dates and people are those of a table or a massage."""
        return evolve(self, values=tuple(value for value in self.values if value.slot in _ABOUT_GUEST), doubts=())

    def without_days(self) -> "Found":
        """What is left where the day told is that of something else: a breakfast, a call, a payment."""
        kept = tuple(value for value in self.values if value.slot not in {"arrival", "nights"})
        return evolve(self, values=kept, doubts=())


def found(terms: Sequence[Term], text: str, reading: Reading, lore: Lore, beside: Sequence[Value] = ()) -> Found:
    """The values in these terms, with what was read beside them."""
    asked = reading.asked
    contacts = emails(text, asked)
    left = _set_apart(terms, contacts)
    contacts += phones(left, text, asked)
    left = _set_apart(left, contacts)
    contacts += numbers(text, left, asked)
    left = _set_apart(left, contacts)
    contacts += names(left, text, asked, lore.common, lore.reserved)
    left = _set_apart(left, [value for value in contacts if value.slot in {"name", "in_name"}])
    rest = tuple(left)
    listed = asked is Question.WHICH_OFFER
    calendar = Calendar(
        today=reading.today,
        day_first=reading.day_first,
        bare_days=is_about_dates(asked)
        or asked in {Question.ACCEPT_QUOTE, Question.WHAT_TO_CHANGE}
        or (listed and speaks_of_days(left, reading.options)),
        listed=listed,
        ordinal_days=asked in {Question.DATES, Question.ARRIVAL, Question.DEPARTURE},
        changing=any("change" in term for term in terms),
    )
    if asked is Question.DEPARTURE:
        left = with_nights_asked(left, reading.arrival)
    left = with_dates(with_lengths(with_amounts(with_months(with_initials(left)))), calendar)
    pointed = chosen(left, reading.choices) if asked is Question.WHICH_DATE else []
    if not pointed:
        pointed = picks(left, asked, reading.options)
        stay = stay_words(left, text, reading, settled=lore.settled)
    else:
        stay = stay_words(_set_apart(left, pointed), text, reading, settled=True)
    told = [
        *stay.values,
        *party(left, asked),
        *rooms(left, lore.room_types, asked),
        *by_room(left),
        *several(left, lore.room_types),
        *more_or_fewer(left),
        *rates(left, lore.rate_plans, asked),
        *beside,
        *pointed,
        *contacts,
    ]
    values = tuple({value.slot: value for value in told}.values())
    corrects = _corrects(terms, any(value.slot not in _TELLING for value in values) or bool(stay.doubts))
    return Found(values=values, doubts=stay.doubts, impossible=stay.impossible, corrects=corrects, rest=rest)


def _set_apart(terms: Sequence[Term], values: Sequence[Value]) -> list[Term]:
    """The terms with those inside the values emptied of meaning."""
    taken = sorted((value.start, value.end) for value in values)
    left: list[Term] = []
    reached = 0
    for term in terms:
        while reached < len(taken) and taken[reached][1] <= term.start:
            reached += 1
        inside = reached < len(taken) and taken[reached][0] <= term.start < taken[reached][1]
        left.append(evolve(term, tags={"taken": 1}) if inside else term)
    return left


def _corrects(terms: Sequence[Term], gives_values: bool) -> bool:
    """Whether the guest takes something back, and says what for."""
    if not gives_values:
        return False
    if any("correction" in term for term in terms):
        return True
    head = next((term for term in terms if not term.tags.keys() & {"please", "greet", "thanks", "sign"}), None)
    if head is None:
        return False
    place = list(terms).index(head)
    if "no" in head:
        return place + 1 < len(terms) and bool(terms[place + 1].tags.keys() & {"comma", "stop", "break"})
    return "yes" in head and any("but" in term for term in terms)
