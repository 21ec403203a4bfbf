"""What every event of a conversation has: a key of its own, and its moment."""

from datetime import datetime

from attrs import frozen

from hotel_agent.domain.ids import EventKey


@frozen(kw_only=True)
class Event:
    """Something that happened: under a key that names it once and for all, at a moment on our clock.

    What a guest sent also carries when it was sent, by the channel's clock.
    """

    key: EventKey
    at: datetime
