"""What the house writes of its own accord: before the arrival, on the first evening, after the departure, once about a
quote nobody answered. Each at most once, never at night, and only while the book says that the stay still holds.

Whether the guest wants to be left alone is looked up when it is sent: they may have said so at another door."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Coming
from hotel_agent.domain.conversations.effects import Effect, FindReservation, Ignore, Say, WakeAt
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.occasions import about, read_about
from hotel_agent.domain.conversations.quoting import remind
from hotel_agent.domain.conversations.replies import Day, Line, Moment, Part, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.domain.tenants.stay_messages import Occasion

SEE_YOU_SOON = Line("around.see_you_soon", ("hotel", "check_in", "number"))
ADDRESS = Line("around.address", ("address",))
DIRECTIONS = Line("around.directions", ("link",))
TELL_US = Line("around.tell_us")
WELCOME = Line("around.welcome", ("hotel", "check_out"))
THANKS = Line("around.thanks", ("hotel",))
REVIEW = Line("around.review", ("link",))
STILL_OPEN = Line("around.still_open", ("arrival", "until"))
LINES = (SEE_YOU_SOON, ADDRESS, DIRECTIONS, TELL_US, WELCOME, THANKS, REVIEW, STILL_OPEN)

LATER = timedelta(hours=1)
"""When it is tried again: the book does not answer, or the guest is talking to us about something else."""
IN_TALK = timedelta(minutes=20)
"""Whoever wrote in the last minutes is in the middle of something."""
ONE_REMINDER = timedelta(days=3)
"""No guest is reminded of open quotes more often."""

AWAY = timedelta(days=7)
"""For so long nothing is written of our own accord to a guest whose own machine answered that they are away."""

_OF_A_STAY = (Occasion.BEFORE_ARRIVAL, Occasion.WELCOME, Occasion.THANKS)
_OVER = {ReservationState.CANCELLED, ReservationState.NO_SHOW}
_STANDS = {
    Occasion.BEFORE_ARRIVAL: {ReservationState.CONFIRMED},
    Occasion.WELCOME: {ReservationState.CONFIRMED, ReservationState.CHECKED_IN},
    Occasion.THANKS: set(ReservationState) - _OVER,
}
"""As what the book must hold the reservation for each message. Not every reception notes who arrived and left."""


def guest_away(talk: Talk) -> Decision:
    """Keep that the guest is away: what they write themselves is answered as before."""
    return talk.to(evolve(talk.state, away_at=talk.event.at)).ends(Ignore("guest_is_away"))


def expected(talk: Talk, reservation: Reservation) -> tuple[Talk, tuple[WakeAt, ...]]:
    """A stay is reserved, or was moved: it is written about when its time comes."""
    if reservation.state in _OVER:
        return forgotten(talk, reservation.number), ()
    known = _coming(talk, reservation.number)
    stay = reservation.stay
    coming = Coming(
        number=reservation.number,
        arrival=stay.arrival,
        departure=stay.departure,
        said=known.said if known is not None else (),
    )
    timers = tuple(_timers(talk, coming))
    if not timers:
        return forgotten(talk, reservation.number), ()
    kept = forgotten(talk, reservation.number)
    return kept.to(evolve(kept.state, coming=(*kept.state.coming, coming))), timers


def forgotten(talk: Talk, number: ConfirmationNumber) -> Talk:
    """This stay is not written about any more."""
    left = tuple(each for each in talk.state.coming if each.number != number)
    return talk.to(evolve(talk.state, coming=left))


def due(talk: Talk, timer: str) -> Decision:
    """The time for a message has come: see whether it still makes sense, and ask the book whether the stay holds."""
    told = read_about(timer)
    if told is None:
        return talk.ends(Ignore("nothing_due"))
    if (back_at := _away_until(talk)) is not None:
        house = talk.house.property
        return talk.ends(WakeAt(at=house.messages.awake(house.local(back_at)), about=timer))
    occasion, name = told
    if occasion is Occasion.OPEN_QUOTE:
        return _open_quote(talk, name)
    coming = _coming(talk, name)
    if coming is None or occasion.value in coming.said:
        return talk.ends(Ignore("nothing_due"))
    at = _due(talk, coming, occasion)
    if at is None or talk.event.at < at:
        # The timer of the stay as it was before it was moved.
        return talk.ends(Ignore("too_early"))
    if talk.event.at >= _useless_from(talk, coming, occasion):
        return talk.ends(Ignore("too_late"))
    if talk.state.handover is not None or _is_quiet(talk) or _in_talk(talk):
        return _later(talk, timer)
    return talk.to(evolve(talk.state, looking_after=timer)).ends(FindReservation(by=coming.number))


def found(talk: Talk, event: ReservationsFound) -> Decision:
    """The book says how the stay stands: write, unless it was cancelled or moved meanwhile."""
    told = read_about(talk.state.looking_after or "")
    talk = talk.to(evolve(talk.state, looking_after=None))
    coming = _coming(talk, told[1]) if told is not None else None
    if told is None or coming is None:
        return talk.ends(Ignore("nothing_due"))
    occasion, number = told
    reservation = next((each for each in event.reservations if each.number == number), None)
    if reservation is None or reservation.state in _OVER:
        return forgotten(talk, coming.number).ends(Ignore("stay_over"))
    if (reservation.stay.arrival, reservation.stay.departure) != (coming.arrival, coming.departure):
        moved, timers = expected(talk, reservation)
        return moved.ends(Ignore("stay_moved"), *timers)
    if reservation.state not in _STANDS[occasion]:
        return talk.ends(Ignore("stay_over"))
    written = evolve(coming, said=(*coming.said, occasion.value))
    kept = forgotten(talk, coming.number)
    kept = kept.to(evolve(kept.state, coming=(*kept.state.coming, written)))
    return kept.ends(_unasked(kept.says(*_words(kept, occasion, reservation))))


def silent(talk: Talk) -> Decision:
    """The book does not answer: nobody waits for this message, so it is tried again later, without a word."""
    timer = talk.state.looking_after or ""
    return _later(talk.to(evolve(talk.state, looking_after=None)), timer)


def _open_quote(talk: Talk, name: str) -> Decision:
    state, at = talk.state, talk.event.at
    quote, asked_at = state.quote(state.chosen), state.asked_at
    if state.handover is not None or quote is None or quote.id != name or quote.expired(at):
        return talk.ends(Ignore("quote_not_open"))
    if state.asked is not Question.ACCEPT_QUOTE or asked_at is None or at < asked_at + _wait(talk):
        # It was answered, or put once more: then it has a timer of its own.
        return talk.ends(Ignore("quote_not_open"))
    if _is_quiet(talk) or (state.reminded_at is not None and at - state.reminded_at < ONE_REMINDER):
        return talk.ends(Ignore("not_reminded"))
    until = Moment(talk.house.property.local(quote.expires_at))
    reminded = talk.to(evolve(state, reminded_at=at))
    told = remind(reminded.first(reminded.says(STILL_OPEN(arrival=Day(quote.stay.arrival), until=until))))
    return evolve(told, effects=tuple(_unasked(effect) for effect in told.effects))


def _unasked(effect: Effect) -> Effect:
    return evolve(effect, unasked=True) if isinstance(effect, Say) else effect


def _wait(talk: Talk) -> timedelta:
    return timedelta(minutes=talk.house.property.messages.open_quote_minutes)


def _coming(talk: Talk, number: str) -> Coming | None:
    return next((each for each in talk.state.coming if each.number == number), None)


def _words(talk: Talk, occasion: Occasion, reservation: Reservation) -> tuple[Part, ...]:
    house, hotel, stay = talk.house.property, Words(talk.house.property.name), reservation.stay
    match occasion:
        case Occasion.BEFORE_ARRIVAL:
            check_in = Moment(house.arrival_moment(stay.arrival))
            return (
                SEE_YOU_SOON(hotel=hotel, check_in=check_in, number=Words(reservation.number)),
                *((ADDRESS(address=Words(house.address)),) if house.address else ()),
                *((DIRECTIONS(link=Words(house.messages.directions)),) if house.messages.directions else ()),
                TELL_US(),
            )
        case Occasion.WELCOME:
            check_out = datetime.combine(stay.departure, house.check_out, ZoneInfo(house.time_zone))
            return (WELCOME(hotel=hotel, check_out=Moment(check_out)),)
        case _:
            review = house.messages.review_link
            return (THANKS(hotel=hotel), *((REVIEW(link=Words(review)),) if review else ()))


def _timers(talk: Talk, coming: Coming) -> list[WakeAt]:
    """What is still to be said about a stay. What would be due by now is left out: it was just spoken of."""
    timers = []
    for occasion in _OF_A_STAY:
        at = _due(talk, coming, occasion)
        if at is not None and occasion.value not in coming.said and at > talk.event.at:
            timers.append(WakeAt(at=at, about=about(occasion, coming.number)))
    return timers


def _due(talk: Talk, coming: Coming, occasion: Occasion) -> datetime | None:
    house = talk.house.property
    zone = ZoneInfo(house.time_zone)
    return house.messages.due(occasion, arrival=coming.arrival, departure=coming.departure, zone=zone)


def _useless_from(talk: Talk, coming: Coming, occasion: Occasion) -> datetime:
    house = talk.house.property
    zone = ZoneInfo(house.time_zone)
    return house.messages.useless_from(occasion, arrival=coming.arrival, departure=coming.departure, zone=zone)


def _later(talk: Talk, timer: str) -> Decision:
    house = talk.house.property
    return talk.ends(WakeAt(at=house.messages.awake(house.local(talk.event.at + LATER)), about=timer))


def _is_quiet(talk: Talk) -> bool:
    house = talk.house.property
    return house.messages.is_quiet(house.local(talk.event.at))


def _away_until(talk: Talk) -> datetime | None:
    """Until when the guest is taken to be away, where their machine answered lately and they wrote nothing since."""
    state = talk.state
    if state.away_at is None or (state.last_guest_at is not None and state.last_guest_at > state.away_at):
        return None
    until = state.away_at + AWAY
    return until if talk.event.at < until else None


def _in_talk(talk: Talk) -> bool:
    """Whether the guest is busy with something else just now."""
    state = talk.state
    recently = state.last_guest_at is not None and talk.event.at - state.last_guest_at < IN_TALK
    return state.errand is not None or recently
