"""What a replay plays, and the values it is told in: what was sent, over which door, and what must become of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

from attrs import field, frozen, validators

from hotel_agent.domain.ids import AccountId, TenantId


@frozen(kw_only=True)
class ReplayPlan:
    """How much comes in, from when to when. The same seed generates the same traffic."""

    events: int = field(default=10_000, validator=validators.ge(1))
    """So many different ones; many of them come more than once."""
    seed: str = "1"
    on_postgresql: bool = False
    begins: datetime = datetime(2026, 11, 16, 6, tzinfo=UTC)
    lasts: timedelta = timedelta(days=7)

    @property
    def guests(self) -> int:
        """How many write, over all doors: some come back all week."""
        return max(18, self.events // 25)


class Door(Enum):
    """How it comes in."""

    WHATSAPP = "whatsapp"
    WEBCHAT = "webchat"
    EMAIL = "email"


class Fate(Enum):
    """What must become of an event."""

    KEPT = "kept"
    """Once in the inbox of its hotel, under its key."""
    READ = "read"
    """A mail: once in the inbox, or once aside where nothing may be answered; found by its Message-ID."""
    ASIDE = "aside"
    """Once among what belongs to no conversation, found by its mark."""
    REPORTED = "reported"
    """The report of a message of ours: once in the inbox, under its key."""
    NOWHERE = "nowhere"
    """Its mark stands in no table."""


@frozen(kw_only=True)
class Fact:
    """One generated event, as the ledger remembers it."""

    mark: str
    """Its key in the inbox, its Message-ID, or words that stand in nothing else."""
    fate: Fate
    door: Door
    tenant: TenantId
    account: AccountId
    guest: str = ""
    """The address of its sender."""


@frozen(kw_only=True)
class Delivery:
    """One thing that comes to a door."""

    door: Door
    tenant: TenantId
    path: str = ""
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    until: datetime | None = None
    """Later it does not come again."""
    answer: int = 200
    """The status it must be answered with."""
