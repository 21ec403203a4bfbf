"""Addresses at which our mail came back for good: not written to until their guest writes again (contract, 7)."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Delete, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.database.tables_mail import dead_addresses, mails
from hotel_agent.domain.ids import TenantId


@frozen
class DeadAddresses:
    """Those of one hotel, whichever of its mailboxes wrote there. May raise Unavailable or OutcomeUnknown."""

    _database: Database
    tenant: TenantId

    async def note(self, address: str, *, cause: str, now: datetime) -> None:
        """Note that mail to this address came back for good. Repeating is safe."""
        insert = (postgresql if self._database.on_postgresql else sqlite).insert(dead_addresses)
        row = {"tenant": self.tenant, "address": address, "at": now, "cause": cause}
        new = insert.values(**row).on_conflict_do_nothing()

        async def once() -> None:
            async with self._database.transaction(self.tenant) as connection:
                await connection.execute(new)

        await until_undisturbed(once)

    async def note_bounce(self, message_id: str, *, cause: str, now: datetime) -> None:
        """The same, of whomever this mail of ours was sent to. Nothing happens where we never sent it.

        Who wrote to us after it had left reads what is sent there: a report that comes late says nothing of them.
        """
        row = mails.c
        ours = select(row.account, row.address, row.at).where(row.tenant == self.tenant, row.name == message_id)
        async with self._database.reading(self.tenant) as connection:
            sent = (await connection.execute(ours.limit(1))).one_or_none()
            if sent is None:
                return
            theirs = (row.tenant == self.tenant, row.account == sent.account, row.address == sent.address)
            since = select(row.name).where(*theirs, row.at > sent.at, row.state.not_in(("sending", "sent")))
            wrote_since = (await connection.execute(since.limit(1))).first() is not None
        if not wrote_since:
            await self.note(sent.address, cause=cause, now=now)

    async def why(self, address: str) -> str | None:
        """Why nothing is sent to this address; None where it may be written to."""
        here = (dead_addresses.c.tenant == self.tenant, dead_addresses.c.address == address)
        async with self._database.reading(self.tenant) as connection:
            cause: str | None = (await connection.execute(select(dead_addresses.c.cause).where(*here))).scalar()
        return cause


def alive_again(tenant: TenantId, address: str) -> Delete:
    """Its guest wrote: it may be written to again."""
    return delete(dead_addresses).where(dead_addresses.c.tenant == tenant, dead_addresses.c.address == address)
