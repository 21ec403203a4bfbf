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
    INCOMPLETE = "incomplete"
    """Of a message of several parts, one that is not the last did not arrive."""

    @property
    def is_failure(self) -> bool:
        """Whether the guest has not got it, or not all of it."""
        return self in {DeliveryState.FAILED, DeliveryState.INCOMPLETE}


class Hindrance(Enum):
    """Why a message of ours did not arrive, where there may be another way to say it."""

    WINDOW = "window"
    """Free words are no longer carried: a text the channel approved beforehand may still be."""
    DOOR = "door"
    """The guest is not reached at this door: perhaps at another one of theirs."""
    MEDIUM = "medium"
    """What was to be shown cannot be: its address can be told in words."""


ANSWERS = ("", "service")
"""How channels call what they charge for an answer."""


@frozen(kw_only=True)
class MessageCost:
    """How the channel will charge a message of ours: whether at all, and as what, in its own words."""

    billable: bool
    category: str = ""
    kind: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it is charged as an answer to a guest who wrote, or as nothing known."""
        return self.category in ANSWERS


_RANK = {
    DeliveryState.ACCEPTED: 0,
    DeliveryState.SENT: 1,
    DeliveryState.FAILED: 2,
    DeliveryState.DELIVERED: 3,
    DeliveryState.READ: 4,
    DeliveryState.PLAYED: 5,
    DeliveryState.INCOMPLETE: 6,
}
"""Failed outranks accepted and sent, and changes nothing once a device has the message (WhatsApp contract, 2.6).

A part that is missing is not made good by the others.
"""


def further(known: DeliveryState, reported: DeliveryState) -> DeliveryState:
    """The later of what is known and what is reported."""
    return max(known, reported, key=_RANK.__getitem__)
