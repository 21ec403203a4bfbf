"""Change my reservation: the new stay is quoted beside the old price, and only a yes to it changes anything."""

from attrs import evolve

from hotel_agent.domain.conversations.again import WHAT_IT_IS_TO_BE, ask_what_to_change
from hotel_agent.domain.conversations.away import NOTHING_CHANGED
from hotel_agent.domain.conversations.conversation import Needs, at_rest
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.limits import LINES, change_by_a_person, may_not
from hotel_agent.domain.conversations.needs import as_heard, take_in
from hotel_agent.domain.conversations.proof import IS_CANCELLED, look_up, proven
from hotel_agent.domain.conversations.quote_lines import everybody, summarise
from hotel_agent.domain.conversations.quoting import remind, which
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.rooming import of_types
from hotel_agent.domain.conversations.stays import pursue
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Aspect
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Move, Reservation

NOT_POSSIBLE = Line("change.not_possible", ("number",))


def change(talk: Talk) -> Decision:
    """Find the reservation first; then go on towards a quote of what it would become."""
    if talk.state.reservation is None or talk.state.number is not None:
        return look_up(talk)
    if talk.changed:
        return _pursue(talk, talk.state.reservation)
    if talk.heard.aspect is not None:
        return _ask(talk, talk.state.reservation, talk.heard.aspect)
    if talk.state.chosen is not None:
        return remind(talk)
    return which(talk) if talk.state.quotes else look_up(talk)


def begin(talk: Talk, event: ReservationsFound) -> Decision:
    """Start from the stay as it is; what the guest already said of the change is laid over it."""
    outcome = proven(talk, event)
    if isinstance(outcome, Decision):
        return outcome
    mine, reservation = outcome
    return _begin(mine, reservation)


def _begin(talk: Talk, reservation: Reservation) -> Decision:
    if (left := change_by_a_person(talk, reservation, renames=False)) is not None:
        return left
    match may_not(talk, reservation, Move.MODIFY):
        case Refusal(reason=Reason.ALREADY_CANCELLED):
            return talk.to(at_rest(talk.state)).replies(IS_CANCELLED())
        case Refusal():
            return talk.to(at_rest(talk.state)).replies(NOT_POSSIBLE(number=Words(reservation.number)))
        case _:
            now = as_it_is(reservation)
    told = talk.state.needs
    wanted = evolve(take_in(now, as_heard(told)), without=(), requests=told.requests, in_name=told.in_name)
    moved = talk.to(evolve(talk.state, needs=wanted))
    if wanted == now:
        shown = moved.first(moved.says(*summarise(talk.house, reservation, talk.event.at)))
        return _ask(shown, reservation, told.aspect)
    return _pursue(moved, reservation)


def _ask(talk: Talk, reservation: Reservation, aspect: Aspect | None) -> Decision:
    """What it is to become. Nobody is asked for a name that only a person may change."""
    renamed = change_by_a_person(talk, reservation, renames=True) if aspect is Aspect.NAME else None
    return renamed or ask_what_to_change(talk, aspect)


def _pursue(talk: Talk, reservation: Reservation) -> Decision:
    """On towards a quote, unless the change is left to a person."""
    renames = talk.state.needs.in_name is not None
    return change_by_a_person(talk, reservation, renames=renames) or pursue(talk)


def as_it_is(reservation: Reservation) -> Needs:
    """What the reservation holds, as needs. A new arrival alone moves the stay and keeps its length."""
    party = everybody(reservation.room_stays)
    needs = Needs(
        arrival=reservation.stay.arrival,
        departure=reservation.stay.departure,
        nights=reservation.stay.night_count,
        adults=party.adults,
        children=party.children,
        child_ages=party.child_ages,
        rate_plan=reservation.rate_plan,
        extras=reservation.price.extra_ids,
    )
    return of_types(needs, tuple(each.room_type for each in reservation.room_stays))


CHANGE_RESERVATION = Intent(
    name="change_reservation",
    subject=Subject.RESERVATION,
    while_away=NOTHING_CHANGED,
    serve=change,
    found=begin,
    lines=(*WHAT_IT_IS_TO_BE, NOT_POSSIBLE, *LINES),
    about_a_stay=True,
)
