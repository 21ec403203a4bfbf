"""Something is wrong: a person takes it from here, at once and without a question back."""

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

SORRY = Line("handover.complaint")


def apologise(talk: Talk) -> Decision:
    """Say sorry, and that a person looks after it."""
    return hand_over(talk, HandoverReason.COMPLAINT, SORRY())


COMPLAINT = Intent(name="complaint", serve=apologise, lines=(SORRY,), lasting=False, before_all=True)
