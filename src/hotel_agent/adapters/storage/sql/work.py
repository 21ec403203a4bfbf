"""A whole unit of work."""

from hotel_agent.adapters.storage.sql.acts import Acts
from hotel_agent.adapters.storage.sql.conversations import Conversations
from hotel_agent.adapters.storage.sql.costs import Costs
from hotel_agent.adapters.storage.sql.deliveries import Deliveries
from hotel_agent.adapters.storage.sql.drafts import Drafts
from hotel_agent.adapters.storage.sql.events import Events
from hotel_agent.adapters.storage.sql.guests import Guests
from hotel_agent.adapters.storage.sql.links import Links
from hotel_agent.adapters.storage.sql.spans import Spans


class SqlWork(Guests, Links, Conversations, Events, Deliveries, Costs, Spans, Drafts, Acts):
    """A unit of work; see `ports.storage.Work` for what each method promises."""
