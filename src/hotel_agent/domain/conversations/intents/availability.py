"""Is there a room? Everything free is shown with its price, and may be reserved at once."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.stays import pursue

AVAILABILITY = Intent(name="availability", serve=pursue, subject=Subject.NEW_STAY, about_a_stay=True)
