"""From what a guest wants to a search of the book: ask what is missing, refuse what cannot be, then search."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Meaning, Needs
from hotel_agent.domain.conversations.effects import SearchRooms
from hotel_agent.domain.conversations.needs import adults, ages_missing, wish
from hotel_agent.domain.conversations.replies import Count, Day, Line, Part, Value, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.placing import placed
from hotel_agent.domain.reservations.policies import Facts, first_refusal
from hotel_agent.domain.stay import Stay

ASK_DATES_AND_PARTY = Line("stay.ask_dates_and_party")
ASK_DATES = Line("stay.ask_dates")
ASK_DEPARTURE = Line("stay.ask_departure", ("arrival",))
ASK_ARRIVAL = Line("stay.ask_arrival", ("departure",))
ASK_PARTY = Line("stay.ask_party")
ASK_CHILD_AGES = Line("stay.ask_child_ages", ("children",))
WHICH_DATE = Line("stay.which_date", ("first", "second"))
THIS_DATE = Line("stay.this_date", ("day",))
IMPOSSIBLE_DATE = Line("stay.impossible_date", ("text",))
ROOM_TOO_SMALL = Line("quote.room_too_small")
TALK_TO_PERSON = Line("choice.talk_to_person")

_REFUSED: dict[Reason, tuple[Line, Question]] = {
    Reason.ARRIVAL_IN_PAST: (Line("refused.arrival_in_past", ("day",)), Question.DATES),
    Reason.DEPARTURE_NOT_AFTER_ARRIVAL: (Line("refused.departure_not_after_arrival", ("day",)), Question.DATES),
    Reason.STAY_TOO_LONG: (Line("refused.stay_too_long", ("limit",)), Question.TALK_TO_PERSON),
    Reason.TOO_FAR_AHEAD: (Line("refused.too_far_ahead", ("limit",)), Question.DATES),
    Reason.NO_GUESTS: (Line("refused.no_guests"), Question.PARTY),
    Reason.NO_ADULT: (Line("refused.no_adult"), Question.PARTY),
    Reason.PARTY_TOO_LARGE: (Line("refused.party_too_large", ("limit",)), Question.TALK_TO_PERSON),
    Reason.CHILD_AGE_UNLIKELY: (Line("refused.child_age_unlikely", ("limit",)), Question.CHILD_AGES),
    Reason.GUEST_TOO_YOUNG: (Line("refused.guest_too_young", ("limit",)), Question.PARTY),
    Reason.MORE_ROOMS_THAN_ADULTS: (Line("refused.more_rooms_than_adults", ("limit",)), Question.ROOMS),
    Reason.MINIMUM_STAY: (Line("refused.minimum_stay", ("limit",)), Question.DEPARTURE),
    Reason.MAXIMUM_STAY: (Line("refused.maximum_stay", ("limit",)), Question.DEPARTURE),
    Reason.CLOSED_TO_ARRIVAL: (Line("refused.closed_to_arrival"), Question.DATES),
    Reason.CLOSED_TO_DEPARTURE: (Line("refused.closed_to_departure"), Question.DEPARTURE),
    Reason.NO_ROOM_FITS: (Line("refused.no_room_fits"), Question.TALK_TO_PERSON),
    Reason.SOLD_OUT: (Line("refused.sold_out"), Question.DATES),
}
"""What is said when a stay cannot be, and what the guest is asked next."""

_OTHERWISE = (Line("refused.otherwise"), Question.TALK_TO_PERSON)

LINES = (
    ASK_DATES_AND_PARTY,
    ASK_DATES,
    ASK_DEPARTURE,
    ASK_ARRIVAL,
    ASK_PARTY,
    ASK_CHILD_AGES,
    WHICH_DATE,
    THIS_DATE,
    IMPOSSIBLE_DATE,
    ROOM_TOO_SMALL,
    TALK_TO_PERSON,
    *(line for line, _ in _REFUSED.values()),
    _OTHERWISE[0],
)


def pursue(talk: Talk) -> Decision:
    """The next step towards a quote: the one question still needed, or the search. Quotes shown before are dropped."""
    talk = talk.to(evolve(talk.state, quotes=(), chosen=None, accepted=None, choices=()))
    needs = talk.state.needs
    if needs.doubts:
        return _ask_which_date(talk)
    if needs.impossible:
        return ask(talk, Question.DATES, IMPOSSIBLE_DATE(text=Words(needs.impossible[0])))
    refusal = refused(talk)
    if refusal is not None:
        return refuse(talk, refusal)
    heads = adults(needs)
    if needs.arrival is None and needs.departure is None and heads is None:
        return ask(talk, Question.DATES, ASK_DATES_AND_PARTY())
    if needs.arrival is None:
        known = needs.departure
        line = ASK_DATES() if known is None else ASK_ARRIVAL(departure=Day(known))
        return ask(talk, Question.DATES if known is None else Question.ARRIVAL, line)
    if needs.departure is None:
        return ask(talk, Question.DEPARTURE, ASK_DEPARTURE(arrival=Day(needs.arrival)))
    if heads is None:
        return ask(talk, Question.PARTY, ASK_PARTY())
    if ages_missing(needs):
        return ask(talk, Question.CHILD_AGES, ASK_CHILD_AGES(children=Count(needs.children or 0)))
    return _search(talk, Stay(needs.arrival, needs.departure), Party(heads, needs.child_ages or ()))


def refused(talk: Talk) -> Refusal | None:
    """What the rules of the house say against the stay wanted."""
    return first_refusal(
        Facts(wish=wish(talk.state.needs), rules=talk.house.rules, today=talk.house.today(talk.event.at))
    )


def ask(talk: Talk, question: Question, *parts: Part, or_a_person: bool = False) -> Decision:
    """Put this question, with a person to press beside it where that may be wanted."""
    asked = talk.to(evolve(talk.state, asked=question, asked_at=talk.event.at))
    choices = (asked.choice(Meaning.TALK_TO_PERSON, TALK_TO_PERSON()),) if or_a_person else ()
    return asked.replies(*parts, choices=choices)


def refuse(talk: Talk, refusal: Refusal) -> Decision:
    """Say why not, forget what cannot be, and ask again."""
    line, question = _REFUSED.get(refusal.reason, _OTHERWISE)
    given: dict[str, Value] = {}
    if refusal.limit is not None:
        given["limit"] = Count(refusal.limit)
    if refusal.on is not None:
        given["day"] = Day(refusal.on)
    if not given.keys() >= set(line.values):
        # A book need not tell the number or the day of which the line speaks.
        line, question = _OTHERWISE
    freed = talk.to(evolve(talk.state, needs=_without(talk.state.needs, refusal.reason)))
    part = line(**{name: given[name] for name in line.values})
    return ask(freed, question, part, or_a_person=question is Question.TALK_TO_PERSON)


def _without(needs: Needs, reason: Reason) -> Needs:
    """The needs without what was refused.

    What fits no room or is sold out may be right at other dates: it stays. So does what a person would take on.
    """
    if reason in {Reason.NO_GUESTS, Reason.NO_ADULT, Reason.GUEST_TOO_YOUNG}:
        return evolve(needs, guests=None, adults=None, children=None, child_ages=None)
    if reason is Reason.CHILD_AGE_UNLIKELY:
        return evolve(needs, child_ages=None)
    if reason is Reason.MORE_ROOMS_THAN_ADULTS:
        return evolve(needs, rooms=None)
    if reason in {Reason.NO_ROOM_FITS, Reason.SOLD_OUT, Reason.PARTY_TOO_LARGE, Reason.STAY_TOO_LONG}:
        return needs
    if reason in {Reason.MINIMUM_STAY, Reason.MAXIMUM_STAY, Reason.CLOSED_TO_DEPARTURE}:
        return evolve(needs, departure=None, nights=None)
    return evolve(needs, arrival=None, departure=None, nights=None)


def _ask_which_date(talk: Talk) -> Decision:
    doubt = talk.state.needs.doubts[0]
    first, second = (Day(day) for day in doubt.readings[:2])
    asked = talk.to(evolve(talk.state, asked=Question.WHICH_DATE, asked_at=talk.event.at))
    return asked.replies(
        WHICH_DATE(first=first, second=second),
        choices=tuple(asked.choice(Meaning.TAKE_DATE, THIS_DATE(day=day), day=day.date) for day in (first, second)),
    )


def _search(talk: Talk, stay: Stay, party: Party) -> Decision:
    # Whom the guest is told of as adults stays an adult, whoever is said to come along later.
    needs = evolve(talk.state.needs, adults=party.adults, guests=None)
    talk = talk.to(evolve(talk.state, needs=needs))
    replaced = talk.state.reservation if talk.state.purpose == "change_reservation" else None
    seated = placed(talk.house.catalogue, party, needs.room_types) if needs.room_types else None
    if needs.room_types and seated is None:
        # All of them do not fit into these rooms: any that take them are looked for.
        needs = evolve(needs, room_types=(), rooms=None)
        talk = talk.to(evolve(talk.state, needs=needs)).first(talk.says(ROOM_TOO_SMALL()))
    rooms = needs.rooms or _fewest(talk, party)
    ask = Ask(
        property_id=talk.state.property_id,
        stay=stay,
        parties=seated or party.split(rooms),
        room_type=needs.room_type,
        room_types=needs.room_types,
        extras=needs.extras,
        instead_of=None if replaced is None else replaced.number,
    )
    return talk.ends(SearchRooms(ask=ask))


def _fewest(talk: Talk, party: Party) -> int:
    """The rooms this party needs, and as many more or fewer as were wished."""
    rooms = (talk.house.catalogue.rooms_needed(party) or 1) + (talk.state.needs.more_rooms or 0)
    return max(1, min(rooms, party.adults))
