"""What the hotel's people are told when they are wanted: who, what is wanted, what was quoted, what is open."""

from hotel_agent.domain.conversations.conversation import Conversation, HandoverReason, Needs
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.quote_lines import name_room
from hotel_agent.domain.conversations.replies import Count, Day, Line, Moment, Part, Sayings, Term, Value, Words
from hotel_agent.domain.conversations.talk import Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.stay import Stay

NOBODY_CAME = "nobody_came"
NOT_DELIVERED = "message_not_delivered"
TWO_GUESTS = "identity_of_two_guests"
STRANGER_WROTE = "stranger_wrote"
PRICE_DIFFERS = "price_differs_from_quote"
STAY_DIFFERS = "stay_differs_from_quote"
TASKS = ("service_request", "early_or_late", "invoice", "lost_property", "delete_data")
"""What our people are asked to do, by the name of the wish."""
SPECIAL_REQUEST = "special_request"
DOORS_NOT_LINKED = "doors_not_linked"

_TOLD_NOBODY = (HandoverReason.STAFF_TOOK_OVER, HandoverReason.ANOTHER_APP, HandoverReason.BLOCKED)
"""Somebody has the conversation already."""

REASONS = {
    reason: Line(f"staff.reason.{reason}")
    for reason in (
        *(each.value for each in HandoverReason if each not in _TOLD_NOBODY),
        NOBODY_CAME,
        NOT_DELIVERED,
        TWO_GUESTS,
        STRANGER_WROTE,
        PRICE_DIFFERS,
        STAY_DIFFERS,
        *TASKS,
        SPECIAL_REQUEST,
        DOORS_NOT_LINKED,
    )
}
"""Why staff are wanted, and what that is called. A closed list: staff choose by it what they are told of."""

WANTED = Line("staff.wanted", ("guest", "wish", "stay", "party"))
QUOTED = Line("staff.quoted", ("room", "stay", "total", "until"))
NOTHING_QUOTED = Line("staff.nothing_quoted")
OPEN = Line("staff.open", ("question", "reservation"))
ARRIVES = Line("staff.arrives", ("arrival",))
LEAVES = Line("staff.leaves", ("departure",))
PEOPLE = Line("staff.people", ("limit",))
NO_DATES = Line("staff.no_dates")
NO_PARTY = Line("staff.no_party")
NO_RESERVATION = Line("staff.no_reservation")
WINDOW_UNTIL = Line("staff.window_until", ("until",))
WINDOW_CLOSED = Line("staff.window_closed")
LAST_SAID = Line("staff.last_said", ("text",))
TOLD_FROM = Line("staff.told_from", ("text",))
ROOM = Line("staff.room", ("number",))
REQUESTED = Line("staff.requested", ("text",))
WRITES = Line("staff.writes", ("name", "text"))

WISHES = {
    wish: Line(f"staff.wish.{wish}")
    for wish in (
        "availability",
        "price",
        "book",
        "cancel_reservation",
        "change_reservation",
        "find_reservation",
    )
}
"""What is wanted, by the purpose of the conversation."""
OTHER_WISH = Line("staff.wish.other")

_DATES, _PARTY, _CONTACT = Line("staff.asked.dates"), Line("staff.asked.party"), Line("staff.asked.contact")
_RESERVATION = Line("staff.asked.reservation")
QUESTIONS = {
    Question.DATES: _DATES,
    Question.ARRIVAL: _DATES,
    Question.DEPARTURE: _DATES,
    Question.WHICH_DATE: _DATES,
    Question.PARTY: _PARTY,
    Question.CHILD_AGES: _PARTY,
    Question.ROOMS: _PARTY,
    Question.WHICH_OFFER: Line("staff.asked.offer"),
    Question.ACCEPT_QUOTE: Line("staff.asked.quote"),
    Question.NAME: _CONTACT,
    Question.EMAIL: _CONTACT,
    Question.PHONE: _CONTACT,
    Question.RESERVATION_NUMBER: _RESERVATION,
    Question.PROOF: _RESERVATION,
    Question.WHICH_RESERVATION: _RESERVATION,
    Question.LINK_DOORS: _RESERVATION,
    Question.LINK_CODE: _RESERVATION,
    Question.WHAT_TO_CHANGE: Line("staff.asked.change"),
    Question.CONFIRM_CANCELLATION: Line("staff.asked.cancellation"),
}
"""What the guest was asked last and has not answered."""
NO_QUESTION = Line("staff.asked.nothing")
UNDER_WAY = {kind: Line(f"staff.under_way.{kind}") for kind in ("book", "modify", "cancel")}
"""What is on its way to the book, by the kind of errand."""

LINES = (
    *(WANTED, QUOTED, NOTHING_QUOTED, OPEN, ARRIVES, LEAVES, PEOPLE, NO_DATES, NO_PARTY, NO_RESERVATION),
    *(WINDOW_UNTIL, WINDOW_CLOSED, LAST_SAID, TOLD_FROM, ROOM, REQUESTED, WRITES, OTHER_WISH, NO_QUESTION),
    *dict.fromkeys(QUESTIONS.values()),
    *UNDER_WAY.values(),
    *WISHES.values(),
    *REASONS.values(),
)


def tell_staff(talk: Talk, reason: str, *more: Part, urgent: bool = False) -> NotifyStaff:
    """The hotel's people are told of this, with the brief of the conversation as it stands, and with what is `more`.

    Raises Bug for a reason that is none of REASONS.
    """
    if reason not in REASONS:
        raise Bug(f"staff are told for one of {', '.join(REASONS)}, not for {reason!r}")
    lines = (*brief(talk.house, talk.state), *told_from(talk.state), *more)
    return NotifyStaff(reason=reason, lines=lines, urgent=urgent)


def told_from(state: Conversation) -> tuple[Part, ...]:
    """What the answers were taken from that the guest has before them; nothing where none was given."""
    return (TOLD_FROM(text=Words("; ".join(state.sources))),) if state.sources else ()


def brief(house: House, state: Conversation) -> tuple[Part, Part, Part]:
    """Three lines: who wants what, what was quoted, what is open. Contacts stand in them: never log them."""
    needs, errand = state.needs, state.errand
    wish = WISHES.get(state.purpose or "", OTHER_WISH)
    wanted = WANTED(guest=Words(_guest(state)), wish=Term(wish.name), stay=_stay(needs), party=_party(needs))
    before = state.handover
    quote = errand.quote if errand is not None else state.quote(state.chosen)
    if quote is None and before is not None:
        quote = before.quote
    quoted = NOTHING_QUOTED() if quote is None else _quoted(house, quote)
    spoken_of = state.reservation.number if state.reservation else state.made[-1] if state.made else None
    number = errand.number if errand is not None and errand.number is not None else spoken_of
    asked = state.asked or (before.asked if before is not None else None)
    question = QUESTIONS.get(asked, NO_QUESTION) if asked is not None else NO_QUESTION
    if errand is not None:
        question = UNDER_WAY.get(errand.kind, NO_QUESTION)
    reservation = Term(NO_RESERVATION.name) if number is None else Words(number)
    return wanted, quoted, OPEN(question=Term(question.name), reservation=reservation)


def _guest(state: Conversation) -> str:
    """By name and by what they can be reached at, as far as that is known, and the channel they write on."""
    known = state.known
    return ", ".join(each for each in (known.name, known.phone, known.email, state.channel) if each)


def _quoted(house: House, quote: Quote) -> Part:
    until = Moment(house.property.local(quote.expires_at))
    return QUOTED(room=name_room(quote), stay=quote.stay, total=quote.total, until=until)


def _stay(needs: Needs) -> Value:
    arrival, departure = needs.arrival, needs.departure
    if arrival is not None and departure is not None and arrival < departure:
        return Stay(arrival, departure)
    if arrival is not None:
        return Sayings((ARRIVES(arrival=Day(arrival)),))
    if departure is not None:
        return Sayings((LEAVES(departure=Day(departure)),))
    return Term(NO_DATES.name)


def _party(needs: Needs) -> Value:
    adults, ages = needs.adults or 0, needs.child_ages or ()
    if adults > 0 and len(ages) == (needs.children or 0) and all(0 <= age <= OLDEST_CHILD for age in ages):
        return Party(adults, ages)
    people = max(adults + (needs.children or len(ages)), needs.guests or 0)
    return Sayings((PEOPLE(limit=Count(people)),)) if people > 0 else Term(NO_PARTY.name)
