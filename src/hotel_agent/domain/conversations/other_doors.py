"""What concerns the other doors of a guest, those they are linked with and those they say are theirs."""

from datetime import datetime

from attrs import field, frozen

from hotel_agent.domain.conversations.conversation import KnownGuest
from hotel_agent.domain.conversations.event import Event


@frozen(kw_only=True)
class LinkCodeMade(Event):
    """A code was made for whoever asked for one at this moment. Whether it went anywhere is not said."""

    seal: str
    asked_at: datetime


@frozen(kw_only=True)
class LinkCodeAsked(Event):
    """Somebody at another door says that this one is theirs too: this code is to be told here."""

    code: str = field(repr=False)


@frozen(kw_only=True)
class DoorsLinked(Event):
    """The guest of this door is known at others too, which know this of them."""

    told: KnownGuest


@frozen(kw_only=True)
class CarriedOver(Event):
    """These words could not be said at another door of this guest: they are to be said at this one."""

    text: str = field(repr=False)


@frozen(kw_only=True)
class DoorsParted(Event):
    """This door and those it was linked with are no longer one guest's."""
