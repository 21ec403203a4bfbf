"""A person, please: at once, without a question back."""

from hotel_agent.domain.conversations import handover
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.talk import Decision, Talk


def fetch_person(talk: Talk) -> Decision:
    """Hand the conversation over."""
    return hand_over(talk, HandoverReason.GUEST_ASKED)


PERSON = Intent(name="person", serve=fetch_person, lines=handover.LINES, lasting=False)
