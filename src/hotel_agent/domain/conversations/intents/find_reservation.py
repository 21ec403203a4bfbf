"""My reservation, please: shown once it is proven to be the guest's."""

from hotel_agent.domain.conversations import proof
from hotel_agent.domain.conversations.conversation import at_rest
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.proof import IS_CANCELLED, look_up, proven
from hotel_agent.domain.conversations.quote_lines import summarise
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState

HERE_IT_IS = Line("reservation.here_it_is")


def show(talk: Talk, event: ReservationsFound) -> Decision:
    """Tell the guest what the book holds."""
    outcome = proven(talk, event)
    if isinstance(outcome, Decision):
        return outcome
    mine, reservation = outcome
    return tell(mine, reservation)


def tell(talk: Talk, reservation: Reservation) -> Decision:
    """Tell this reservation."""
    lead = IS_CANCELLED() if reservation.state is ReservationState.CANCELLED else HERE_IT_IS()
    served = talk.to(at_rest(talk.state))
    return served.replies(lead, *summarise(talk.house, reservation, talk.event.at))


FIND_RESERVATION = Intent(
    name="find_reservation",
    subject=Subject.RESERVATION,
    while_away=None,
    serve=look_up,
    found=show,
    lines=(HERE_IT_IS, *proof.LINES),
)
