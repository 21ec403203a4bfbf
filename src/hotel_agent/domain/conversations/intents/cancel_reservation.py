"""Cancel my reservation: what it costs is shown first, and only a yes to that price cancels."""

from hotel_agent.domain.conversations import cancelling
from hotel_agent.domain.conversations.away import NOTHING_CHANGED
from hotel_agent.domain.conversations.cancelling import ask_to_cancel
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.proof import look_up

CANCEL_RESERVATION = Intent(
    name="cancel_reservation",
    subject=Subject.RESERVATION,
    while_away=NOTHING_CHANGED,
    serve=look_up,
    found=ask_to_cancel,
    lines=cancelling.LINES,
)
