"""Everything that is kept of a guest, wherever in the house it is kept: shown to them, and forgotten at their wish."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import ConfirmationNumber, ConversationId, GuestId, TenantId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AuditEntry


@frozen(kw_only=True)
class Traces:
    """By what a guest is found again: how channels know them, and their conversations."""

    guest: GuestId
    identities: tuple[Identity, ...] = field(default=(), repr=False)
    conversations: tuple[ConversationId, ...] = ()
    contacts: frozenset[str] = field(default=frozenset(), repr=False)
    """E-mail addresses in small letters, and telephone numbers as figures, under which they reserved."""
    numbers: frozenset[ConfirmationNumber] = frozenset()
    """Reservations that were proven to be theirs."""


@frozen(kw_only=True)
class KeptReservation:
    """A reservation in the hotel's own book: its number, and the day of departure, from which its term counts."""

    number: ConfirmationNumber
    departure: date


class Records(Protocol):
    """All places of one installation where something of guests stands. Each call is one transaction of one hotel."""

    async def named(self, tenant: TenantId, name: str) -> GuestId | None:
        """The guest of this id, of the conversation of this id, or known under this address or number."""
        ...

    async def rows(self, tenant: TenantId, traces: Traces) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """What stands of this guest, place by place, in words: without what is sealed, and without other guests."""
        ...

    async def reservations(self, tenant: TenantId, traces: Traces) -> Sequence[KeptReservation]:
        """This guest's reservations in the hotel's own book: made in their conversations, or under their contacts."""
        ...

    async def under_way(self, tenant: TenantId, traces: Traces) -> bool:
        """Whether something is being done in one of their conversations at this moment: words or commands wait."""
        ...

    async def forget(
        self, tenant: TenantId, traces: Traces, *, reservations: Collection[ConfirmationNumber], act: AuditEntry
    ) -> Mapping[str, int]:
        """Forget the guest and these reservations of theirs, all at once or not at all; how many rows left each place.

        The act is written down with it. What stays of messages that were paid for is that they were. Repeating is safe.
        """
        ...

    async def sweep(self) -> None:
        """Let nothing of what was forgotten stand in a file either, where the place leaves what it forgets there.

        Repeating is safe. Raises Unavailable when that could not be done now; later it may.
        """
        ...

    async def holding(self, tenant: TenantId, values: Collection[str]) -> Mapping[str, int]:
        """In how many rows of which places one of these values still stands, of this hotel and of nobody's."""
        ...

    async def silent(self, tenant: TenantId, since: datetime, *, limit: int = 100) -> Sequence[GuestId]:
        """Guests in whose conversations no word fell since this moment, and for whom nothing is still to be done."""
        ...

    async def expired(self, tenant: TenantId, now: datetime) -> Mapping[str, int]:
        """Let go what guests sent beside words once its own term is over; how many rows left each place."""
        ...

    async def old_reservations(self, tenant: TenantId, *, limit: int = 100) -> Sequence[KeptReservation]:
        """Reservations of the hotel's own book, the earliest departure first."""
        ...
