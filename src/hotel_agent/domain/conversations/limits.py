"""What of a reservation is left to a person, looked up when it is asked and once more when it is agreed to."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import at_rest
from hotel_agent.domain.conversations.replies import Line, Part, Words
from hotel_agent.domain.conversations.stays import ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.chat_limits import OF_THE_NAME, Matter, left_to_a_person
from hotel_agent.domain.reservations.reservation import Move, Reservation, after

NOT_HERE = Line("change.not_here", ("number",))
NAME_NOT_HERE = Line("change.name_not_here", ("number",))
LINES = (NOT_HERE, NAME_NOT_HERE)


def may_not(talk: Talk, reservation: Reservation, move: Move, *, renames: bool = False) -> Refusal | None:
    """Why this cannot be done to the reservation here and now; None when it can."""
    leads = after(reservation.state, move)
    if isinstance(leads, Refusal):
        return leads
    arrival = talk.house.property.arrival_moment(reservation.stay.arrival)
    return left_to_a_person(
        Matter(move=move, at=talk.event.at, arrival=arrival, rules=talk.house.rules, renames=renames)
    )


def by_a_person(talk: Talk, told: Part) -> Decision:
    """Say that the house leaves this to its people, and offer one."""
    return ask(talk.to(at_rest(talk.state)), Question.TALK_TO_PERSON, told, or_a_person=True)


def change_by_a_person(talk: Talk, reservation: Reservation, *, renames: bool) -> Decision | None:
    """The guest is told that a person makes this change, and offered one; None where it may be made here."""
    refusal = may_not(talk, reservation, Move.MODIFY, renames=renames)
    if refusal is None or refusal.reason is not Reason.NOT_IN_CHAT:
        return None
    told = NAME_NOT_HERE if refusal.detail == OF_THE_NAME else NOT_HERE
    known = talk.to(evolve(talk.state, needs=evolve(talk.state.needs, in_name=None)))
    return by_a_person(known, told(number=Words(reservation.number)))
