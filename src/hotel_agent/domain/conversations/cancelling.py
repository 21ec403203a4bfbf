"""From a reservation to its cancellation: what it costs is shown first, and only a yes to that price cancels."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import CancellationAsked, Errand, Meaning, at_rest
from hotel_agent.domain.conversations.effects import Cancel
from hotel_agent.domain.conversations.errand import send_out
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.limits import by_a_person, may_not
from hotel_agent.domain.conversations.proof import IS_CANCELLED, look_up, proven
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.talk import Decision, Offered, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Move, Reservation

FREE = Line("cancel.free", ("number", "stay"))
COSTS = Line("cancel.costs", ("number", "stay", "penalty"))
KEPT = Line("cancel.kept", ("number",))
NOT_POSSIBLE = Line("cancel.not_possible", ("number",))
NOT_HERE = Line("cancel.not_here", ("number",))
CONFIRM = Line("choice.confirm_cancellation")
KEEP = Line("choice.keep_reservation")
LINES = (FREE, COSTS, KEPT, NOT_POSSIBLE, NOT_HERE, CONFIRM, KEEP)


def ask_to_cancel(talk: Talk, event: ReservationsFound) -> Decision:
    """Show what cancelling costs now, and ask for a yes."""
    outcome = proven(talk, event)
    if isinstance(outcome, Decision):
        return outcome
    mine, reservation = outcome
    return _ask(mine, reservation)


def confirm(talk: Talk) -> Decision:
    """The guest says yes: cancel at the price shown. If the yes cannot mean that price, it is shown as it is now."""
    asked, reservation = talk.state.cancellation, talk.state.reservation
    if asked is None or reservation is None or reservation.number != asked.number:
        return look_up(talk)
    if not talk.answers_what_was_asked or _penalty(talk, reservation) != asked.penalty:
        return _ask(talk, reservation)
    if may_not(talk, reservation, Move.CANCEL) is not None:
        return _ask(talk, reservation)
    if talk.event.at >= asked.expires_at:
        return _ask(talk, reservation)
    errand = Errand(kind="cancel", number=asked.number)
    return send_out(talk, errand, Cancel(number=asked.number, penalty=asked.penalty))


def keep(talk: Talk) -> Decision:
    """The guest would rather come."""
    asked = talk.state.cancellation
    if asked is None:
        return look_up(talk)
    kept = talk.to(at_rest(talk.state))
    return kept.replies(KEPT(number=Words(asked.number)))


def ask_to_confirm(talk: Talk) -> Decision:
    """Show once more what cancelling costs, as it is now."""
    reservation = talk.state.reservation
    return look_up(talk) if reservation is None else _ask(talk, reservation)


def _ask(talk: Talk, reservation: Reservation) -> Decision:
    number = Words(reservation.number)
    match may_not(talk, reservation, Move.CANCEL):
        case Refusal(reason=Reason.ALREADY_CANCELLED):
            return talk.to(at_rest(talk.state)).replies(IS_CANCELLED())
        case Refusal(reason=Reason.NOT_IN_CHAT):
            return by_a_person(talk, NOT_HERE(number=number))
        case Refusal():
            return talk.to(at_rest(talk.state)).replies(NOT_POSSIBLE(number=number))
        case _:
            penalty = _penalty(talk, reservation)
    expires = talk.event.at + timedelta(minutes=talk.house.rules.quote_valid_minutes)
    asked = talk.to(
        evolve(
            talk.state,
            cancellation=CancellationAsked(
                number=reservation.number, penalty=penalty, asked_at=talk.event.at, expires_at=expires
            ),
            asked=Question.CONFIRM_CANCELLATION,
            asked_at=talk.event.at,
        )
    )
    if penalty.minor:
        question = COSTS(number=number, stay=reservation.stay, penalty=penalty)
    else:
        question = FREE(number=number, stay=reservation.stay)
    return asked.replies(question, choices=_yes_or_no(asked, reservation))


def _penalty(talk: Talk, reservation: Reservation) -> Money:
    arrival = talk.house.property.arrival_moment(reservation.stay.arrival)
    return reservation.penalty(at=talk.event.at, arrival=arrival)


def _yes_or_no(talk: Talk, reservation: Reservation) -> tuple[Offered, ...]:
    return (
        talk.choice(Meaning.CONFIRM_CANCELLATION, CONFIRM(), number=reservation.number),
        talk.choice(Meaning.KEEP_RESERVATION, KEEP(), number=reservation.number),
    )
