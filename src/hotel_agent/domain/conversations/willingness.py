"""What a guest told the channel itself, and not the house, about messages they did not ask for."""

from datetime import datetime

from attrs import frozen

from hotel_agent.domain.conversations.event import Event


@frozen(kw_only=True)
class WillingnessNoted(Event):
    """The guest wants messages they did not ask for, or no longer, since this moment."""

    wanted: bool
    told_at: datetime
