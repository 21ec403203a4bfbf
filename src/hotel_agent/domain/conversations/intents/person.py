"""A person, please: at once, without a question back."""

from hotel_agent.domain.conversations import handover
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.stays import refused
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.refusals import Reason

_TAKEN_ON_BY_A_PERSON = {
    Reason.PARTY_TOO_LARGE: HandoverReason.GROUP,
    Reason.STAY_TOO_LONG: HandoverReason.LONG_STAY,
}


def fetch_person(talk: Talk) -> Decision:
    """Hand the conversation over; a group or a long stay is told apart, so that the right person takes it."""
    refusal = refused(talk)
    reason = None if refusal is None else _TAKEN_ON_BY_A_PERSON.get(refusal.reason)
    return hand_over(talk, reason or HandoverReason.GUEST_ASKED)


PERSON = Intent(name="person", serve=fetch_person, lines=handover.LINES, lasting=False, before_all=True)
