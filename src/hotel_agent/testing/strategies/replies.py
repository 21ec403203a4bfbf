"""Anything the house may say: every line with values of the kinds it names, for tests of a wording of your own."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.quote_lines import MEALS
from hotel_agent.domain.conversations.replies import (
    Choice,
    Count,
    Day,
    Line,
    Moment,
    Part,
    Reply,
    Sayings,
    Term,
    Value,
    Words,
)
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.stay import Stay

KINDS: dict[str, type[Value]] = {
    "address": Words,
    "answer": Words,
    "amount": Money,
    "arrival": Day,
    "before": Money,
    "check_in": Moment,
    "check_out": Moment,
    "children": Count,
    "closes": Words,
    "day": Day,
    "deposit": Sayings,
    "facts": Sayings,
    "fee": LocalText,
    "hour": Words,
    "hours": Sayings,
    "languages": Sayings,
    "opens": Words,
    "ways": LocalText,
    "departure": Day,
    "email": Words,
    "first": Day,
    "guest": Words,
    "description": LocalText,
    "guests": Count,
    "hotel": Words,
    "kinds": Sayings,
    "limit": Count,
    "link": Words,
    "meals": Term,
    "name": Words,
    "number": Words,
    "offers": Sayings,
    "party": Party,
    "penalty": Money,
    "phone": Words,
    "plan": LocalText,
    "question": Term,
    "reservation": Words,
    "reservations": Sayings,
    "room": LocalText,
    "rooms": Count,
    "second": Day,
    "several": Sayings,
    "since": Moment,
    "stay": Stay,
    "terms": Sayings,
    "text": Words,
    "total": Money,
    "until": Moment,
    "wish": Term,
}
"""What kind of value goes by a name."""

KINDS_OF_LINES: dict[tuple[str, str], type[Value]] = {
    ("pets.extra", "name"): LocalText,
    ("told.extra", "name"): LocalText,
    ("told.extra_free", "name"): LocalText,
    ("told.offer", "number"): Count,
    ("told.tax_added", "name"): LocalText,
    ("told.tax_included", "name"): LocalText,
}
"""Where a line means something else by the name."""

NESTED = {
    "kinds": "rooms.room",
    "offers": "told.offer",
    "reservations": "proof.item",
    "several": "told.room_of_several",
    "terms": "pets.most",
    "deposit": "payment.of_reservation",
    "facts": "task.fact.name",
    "hours": "early_or_late.late_for",
    "languages": "language.en",
}
"""Which line is said several times under a name."""

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}"), min_size=1, max_size=24)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
ZONES = st.integers(-44, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
CURRENCIES = st.sampled_from(("ARS", "BRL", "CLP", "EUR", "GBP", "KWD", "MXN", "RSD", "USD", "UYU"))
"""With two digits after the point, with none, with three, and one where CLDR and ISO 4217 do not agree."""

_DRAWN: dict[type[Value], st.SearchStrategy[Value]] = {
    Count: st.builds(Count, st.integers(0, 2000)),
    Day: st.builds(Day, DAYS),
    LocalText: st.builds(
        LocalText,
        st.lists(
            st.tuples(st.sampled_from(("es", "en", "pt")).map(Language), TEXTS),
            min_size=1,
            max_size=3,
            unique_by=lambda text: text[0],
        ).map(tuple),
    ),
    Moment: st.builds(
        Moment,
        st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=ZONES),  # noqa: DTZ001  zones are drawn
    ),
    Money: st.builds(Money, st.integers(0, 10**10), CURRENCIES),
    Party: st.builds(Party, st.integers(1, 40), st.lists(st.integers(0, OLDEST_CHILD), max_size=4).map(tuple)),
    Stay: st.builds(Stay.of_nights, DAYS, st.integers(1, 400)),
    Term: st.sampled_from([Term(line.name) for line in MEALS.values()]),
    Words: st.builds(Words, TEXTS),
}


def kind(line: str, name: str) -> type[Value]:
    """The kind of value that this line names so. Raises KeyError for a name nobody has said anything about."""
    return KINDS_OF_LINES.get((line, name)) or KINDS[name]


def parts(line: Line) -> st.SearchStrategy[Part]:
    """This line with any values of its kinds."""
    drawn = {name: _value(line.name, name) for name in line.values}
    return st.fixed_dictionaries(drawn).map(lambda values: line(**values))


def any_part() -> st.SearchStrategy[Part]:
    """Any line with any values."""
    return st.sampled_from(sorted(ALL_LINES)).flatmap(lambda name: parts(ALL_LINES[name]))


def choices() -> st.SearchStrategy[Choice]:
    """Any choice: a title of those the house has, with or without a description."""
    titles = [line for name, line in sorted(ALL_LINES.items()) if name.startswith("choice.")]
    return st.builds(
        Choice,
        token=st.text("0123456789abcdef", min_size=8, max_size=32).map(ChoiceToken),
        title=st.sampled_from(titles).flatmap(parts),
        description=st.none() | parts(ALL_LINES["told.summary"]),
    )


def replies() -> st.SearchStrategy[Reply]:
    """Any reply: some parts, and some choices. They need not make sense together."""
    return st.builds(
        Reply,
        parts=st.lists(any_part(), min_size=1, max_size=4).map(tuple),
        choices=st.lists(choices(), max_size=3, unique_by=lambda choice: choice.token).map(tuple),
    )


def _value(line: str, name: str) -> st.SearchStrategy[Value]:
    wanted = kind(line, name)
    if wanted is Sayings:
        inner = st.deferred(lambda: parts(ALL_LINES[NESTED[name]]))
        return st.builds(Sayings, st.lists(inner, min_size=1, max_size=3).map(tuple))
    return _DRAWN[wanted]
