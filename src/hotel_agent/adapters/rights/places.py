"""Which rows of which table are a guest's."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen
from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, tuple_

from hotel_agent.adapters.database.tables import (
    conversations,
    detached,
    early_reports,
    guests,
    inbox,
    ledger,
    outbox,
    turn_traces,
)
from hotel_agent.adapters.database.tables_book import reservation_changes, reservations, reserved_nights
from hotel_agent.adapters.database.tables_chats import chat_messages, chats
from hotel_agent.adapters.database.tables_drafts import drafts
from hotel_agent.adapters.database.tables_mail import dead_addresses, mail_threads, mails
from hotel_agent.adapters.database.tables_media import media, message_costs
from hotel_agent.domain.ids import ConfirmationNumber, TenantId
from hotel_agent.ports.rights import Traces

SEALED = frozenset({"sealed"})
"""Columns nobody can read: bytes."""


@frozen(kw_only=True)
class Theirs:
    """The rows of one guest, by table; each holds for its table alone."""

    tenant: TenantId
    traces: Traces
    messages: Sequence[str] = field(default=(), repr=False)
    """How providers call what was said to them."""

    def places(self) -> Iterator[tuple[Table, ColumnElement[bool]]]:
        """Every table with rows of a guest that go when they are forgotten, and which these are."""
        traces = self.traces
        named = [(each.kind, each.value) for each in traces.identities]
        values = sorted({each.value for each in traces.identities} | traces.contacts)
        spoken = list(traces.conversations)
        yield guests, guests.c.guest == traces.guest
        yield detached, or_(detached.c.guest == traces.guest, tuple_(detached.c.kind, detached.c.value).in_(named))
        yield early_reports, early_reports.c.message.in_(list(self.messages))
        yield ledger, ledger.c.conversation.in_(spoken)
        yield inbox, inbox.c.conversation.in_(spoken)
        yield outbox, outbox.c.conversation.in_(spoken)
        yield turn_traces, turn_traces.c.conversation.in_(spoken)
        yield drafts, drafts.c.conversation.in_(spoken)
        yield media, media.c.conversation.in_(spoken)
        yield chat_messages, chat_messages.c.chat.in_(values)
        yield chats, chats.c.name.in_(values)
        yield mails, mails.c.address.in_(values)
        yield mail_threads, mail_threads.c.address.in_(values)
        yield dead_addresses, dead_addresses.c.address.in_(values)
        yield conversations, conversations.c.id.in_(spoken)

    def of(self, table: Table, whose: ColumnElement[bool]) -> ColumnElement[bool]:
        """These rows, of this hotel alone."""
        return and_(table.c.tenant == self.tenant, whose)

    def costs(self) -> ColumnElement[bool]:
        """The notes of what messages to them cost: their names go, the sums stay."""
        return and_(
            message_costs.c.tenant == self.tenant, message_costs.c.conversation.in_(list(self.traces.conversations))
        )

    def reserved(self) -> Select[tuple[str, str]]:
        """Their reservations in the hotel's own book."""
        contacts = sorted(self.traces.contacts)
        made = select(outbox.c.key).where(
            outbox.c.tenant == self.tenant, outbox.c.conversation.in_(list(self.traces.conversations))
        )
        theirs = or_(
            reservations.c.number.in_(sorted(self.traces.numbers)),
            reservations.c.email.in_(contacts),
            reservations.c.phone.in_(contacts),
            reservations.c.key.in_(made),
        )
        return select(reservations.c.number, reservations.c.reservation).where(
            reservations.c.tenant == self.tenant, theirs
        )


def of_reservations(tenant: TenantId, numbers: Sequence[ConfirmationNumber]) -> Mapping[Table, ColumnElement[bool]]:
    """The rows of these reservations of the hotel's own book."""
    return {
        table: and_(table.c.tenant == tenant, table.c.number.in_(list(numbers)))
        for table in (reserved_nights, reservation_changes, reservations)
    }
