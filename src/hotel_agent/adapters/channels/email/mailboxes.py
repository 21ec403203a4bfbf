"""How far a mailbox is read, and who reads it: one at a time, told from earlier ones by a number (contract, 2)."""

from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import ColumnElement, Update, update
from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.channels.email.envelope import Folder
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.database.tables_mail import mailboxes
from hotel_agent.domain.ids import AccountId, TenantId

LEASE = timedelta(seconds=6)
"""How long a reader may be silent before another takes its place. It saves work: what is read twice is kept once."""
RENEWAL = LEASE / 3


@frozen
class Position:
    """A folder was read up to this uid, under this validity."""

    validity: int
    uid: int


@frozen(kw_only=True)
class Held:
    """A mailbox held by one reader: its number, and what was known when it took it."""

    fence: int
    begun_at: datetime
    """When the mailbox was read for the first time: what lay there before is nobody's question."""
    inbox: Position | None
    sent: Position | None
    knocks: int


@frozen
class MailboxRow:
    """The row of one mailbox. Whatever is done is one transaction, and may raise Unavailable or OutcomeUnknown."""

    _database: Database
    tenant: TenantId
    account: AccountId

    async def take(self, holder: str, *, now: datetime) -> Held | None:
        """Become its reader, where nobody is, or was lately; None otherwise."""
        row = mailboxes.c
        insert = (postgresql if self._database.on_postgresql else sqlite).insert(mailboxes)
        new = insert.values(tenant=self.tenant, account=self.account, begun_at=now).on_conflict_do_nothing()
        free = (row.lease_until.is_(None)) | (row.lease_until <= now) | (row.holder == holder)
        held = (
            update(mailboxes)
            .where(self._here(), free)
            .values(holder=holder, fence=row.fence + 1, lease_until=now + LEASE)
            .returning(*mailboxes.c)
        )

        async def once() -> Held | None:
            async with self._database.transaction(self.tenant) as connection:
                await connection.execute(new)
                found = (await connection.execute(held)).one_or_none()
                if found is None:
                    return None
                return Held(
                    fence=found.fence,
                    begun_at=found.begun_at,
                    inbox=_position(found.inbox_validity, found.inbox_uid),
                    sent=_position(found.sent_validity, found.sent_uid),
                    knocks=found.knocks,
                )

        return await until_undisturbed(once)

    async def renew(self, fence: int, *, now: datetime) -> int | None:
        """Stay its reader. Gives how often somebody knocked so far; None where another one is its reader by now."""
        later = update(mailboxes).where(self._here(), mailboxes.c.fence == fence).values(lease_until=now + LEASE)
        return await self._written(later)

    async def advance(self, fence: int, folder: Folder, position: Position) -> bool:
        """Note how far a folder is read. False, and nothing noted, where another one is its reader by now."""
        told = {f"{folder.value}_validity": position.validity, f"{folder.value}_uid": position.uid}
        further = update(mailboxes).where(self._here(), mailboxes.c.fence == fence).values(told)
        return await self._written(further) is not None

    async def let_go(self, fence: int) -> None:
        """No longer be its reader: the next one need not wait."""
        await self._written(update(mailboxes).where(self._here(), mailboxes.c.fence == fence).values(lease_until=None))

    async def knock(self) -> None:
        """Ask its reader, in whichever process, to look at once."""
        await self._written(update(mailboxes).where(self._here()).values(knocks=mailboxes.c.knocks + 1))

    async def _written(self, statement: Update) -> int | None:
        async def once() -> int | None:
            async with self._database.transaction(self.tenant) as connection:
                done = await connection.execute(statement.returning(mailboxes.c.knocks))
                found: int | None = done.scalar_one_or_none()
                return found

        return await until_undisturbed(once)

    def _here(self) -> ColumnElement[bool]:
        return (mailboxes.c.tenant == self.tenant) & (mailboxes.c.account == self.account)


def _position(validity: int | None, uid: int | None) -> Position | None:
    return None if validity is None or uid is None else Position(validity, uid)
