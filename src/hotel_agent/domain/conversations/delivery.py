"""How far a message of ours got. Reports come late, twice and in any sequence; the state only moves forward."""

from enum import Enum

from attrs import frozen


class DeliveryState(Enum):
    """How far a message of ours is known to have got."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"


@frozen(kw_only=True)
class MessageCost:
    """How the channel will charge a message of ours: whether at all, and as what, in its own words."""

    billable: bool
    category: str = ""
    kind: str = ""


_RANK = {
    DeliveryState.ACCEPTED: 0,
    DeliveryState.SENT: 1,
    DeliveryState.FAILED: 2,
    DeliveryState.DELIVERED: 3,
    DeliveryState.READ: 4,
    DeliveryState.PLAYED: 5,
}
"""Failed outranks accepted and sent, and changes nothing once a device has the message (WhatsApp contract, 2.6)."""


def further(known: DeliveryState, reported: DeliveryState) -> DeliveryState:
    """The later of what is known and what is reported."""
    return max(known, reported, key=_RANK.__getitem__)
