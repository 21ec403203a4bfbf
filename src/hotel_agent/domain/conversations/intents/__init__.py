"""What guests come for: one module an intent, and the table that finds it. To add one, write its module and its row."""

from hotel_agent.domain.conversations.intents.availability import AVAILABILITY
from hotel_agent.domain.conversations.intents.book import BOOK
from hotel_agent.domain.conversations.intents.cancel_reservation import CANCEL_RESERVATION
from hotel_agent.domain.conversations.intents.change_reservation import CHANGE_RESERVATION
from hotel_agent.domain.conversations.intents.complaint import COMPLAINT
from hotel_agent.domain.conversations.intents.directions import DIRECTIONS
from hotel_agent.domain.conversations.intents.early_or_late import EARLY_OR_LATE
from hotel_agent.domain.conversations.intents.erasure import ERASURE
from hotel_agent.domain.conversations.intents.find_reservation import FIND_RESERVATION
from hotel_agent.domain.conversations.intents.greet import GREET
from hotel_agent.domain.conversations.intents.group_or_event import GROUP_OR_EVENT
from hotel_agent.domain.conversations.intents.house_question import HOUSE_QUESTION
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.intents.invoice import INVOICE
from hotel_agent.domain.conversations.intents.language_switch import LANGUAGE_SWITCH
from hotel_agent.domain.conversations.intents.lost_property import LOST_PROPERTY
from hotel_agent.domain.conversations.intents.off_topic import OFF_TOPIC
from hotel_agent.domain.conversations.intents.payment import PAYMENT
from hotel_agent.domain.conversations.intents.person import PERSON
from hotel_agent.domain.conversations.intents.price import PRICE
from hotel_agent.domain.conversations.intents.room_options import ROOM_OPTIONS
from hotel_agent.domain.conversations.intents.service_request import SERVICE_REQUEST
from hotel_agent.domain.conversations.intents.stop import HEAR_AGAIN, STOP
from hotel_agent.domain.conversations.intents.thanks import THANKS
from hotel_agent.domain.conversations.intents.unclear import UNCLEAR
from hotel_agent.domain.conversations.intents.urgent import URGENT

INTENTS: dict[str, Intent] = {
    intent.name: intent
    for intent in (
        URGENT,
        COMPLAINT,
        PERSON,
        STOP,
        HEAR_AGAIN,
        CANCEL_RESERVATION,
        CHANGE_RESERVATION,
        FIND_RESERVATION,
        GROUP_OR_EVENT,
        BOOK,
        PRICE,
        AVAILABILITY,
        DIRECTIONS,
        HOUSE_QUESTION,
        PAYMENT,
        SERVICE_REQUEST,
        EARLY_OR_LATE,
        INVOICE,
        LOST_PROPERTY,
        LANGUAGE_SWITCH,
        ERASURE,
        OFF_TOPIC,
        ROOM_OPTIONS,
        GREET,
        THANKS,
        UNCLEAR,
    )
}
"""By name, the weightiest first: of several wishes in one message the first is served, and every one in passing.

What asks something itself stands after the others that are answered in passing: a reply asks at its end."""


def about(subject: Subject) -> frozenset[str]:
    """The names of all intents about this."""
    return frozenset(name for name, intent in INTENTS.items() if intent.subject is subject)


__all__ = ["INTENTS", "Intent", "about"]
