"""Is there a room? Everything free is shown with its price, and may be reserved at once."""

from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.stays import pursue

AVAILABILITY = Intent(name="availability", serve=pursue, about_a_stay=True)
