"""What does it cost? A price is only ever said for real nights and people, so it is a quote."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.stays import pursue

PRICE = Intent(name="price", serve=pursue, subject=Subject.NEW_STAY, about_a_stay=True)
