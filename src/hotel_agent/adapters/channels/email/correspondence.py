"""What is known of a mailbox's threads: which mail of a guest is answered next, and whose thread a mail belongs to."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import field, frozen
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.channels.email.automatic import Unanswered
from hotel_agent.adapters.channels.email.dead_addresses import alive_again
from hotel_agent.adapters.channels.email.envelope import ShownChoice
from hotel_agent.adapters.channels.email.mailbox_rows import MailboxRows
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.database.tables_mail import mail_threads, mails
from hotel_agent.domain.ids import AccountId, ChoiceToken, TenantId, digest
from hotel_agent.ports.channel import Identity

MOST_ANSWERS = ((timedelta(minutes=10), 6), (timedelta(days=1), 20))
"""How often one address is answered in a while: a guest in a hurry reserves in five answers, two machines never end."""
_SAME_WORDS = timedelta(days=1)
_FEW_WORDS = 4
"""Who writes no more than this may mean it twice: yes."""

RECEIVED, ANSWERED, _MARKED = "received", "answered", "marked"
SENDING, SENT = "sending", "sent"
OURS = (SENDING, SENT)
_MOST_MARKED = 100
"""So many answered mails are marked in one go."""


@frozen(kw_only=True)
class Received:
    """A guest's mail, as far as its thread needs it."""

    name: str
    message_id: str
    answered: tuple[str, ...] = ()
    subject: str = field(default="", repr=False)
    reply_to: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    authentication: str = field(default="", repr=False)
    thread: str = ""
    """What the provider calls the thread it lies in; empty where it does not say."""
    marks: tuple[str, ...] = ()
    """Those of our threads that it proves to answer, by the address it was sent to."""


@frozen(kw_only=True)
class Thread:
    """What the next answer to a guest answers."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = field(default="", repr=False)
    reply_to: str = field(default="", repr=False)


@frozen(kw_only=True)
class Known:
    """What the history of a mailbox says of a mail."""

    choices: tuple[ShownChoice, ...] = ()
    aside: Unanswered | None = None
    owner: Identity | None = None
    """Of a stranger's mail: the guest in whose thread it was written."""


def thread_mark(tenant: TenantId, account: AccountId, guest: Identity) -> str:
    """What stands in the names of all our mails to this guest."""
    return digest("thread", tenant, account, guest.kind, guest.value)[:16]


@frozen
class Correspondence(MailboxRows):
    """The threads of one mailbox. Whatever is done is one transaction, and may raise Unavailable or OutcomeUnknown."""

    async def receive(self, guest: Identity, mail: Received, *, now: datetime) -> Known:
        """Note a guest's mail. The same mail noted again is told the same of."""

        async def once() -> Known:
            async with self._database.transaction(self.tenant) as connection:
                before = (await connection.execute(self._mail(mail.name))).one_or_none()
                choices = await self._choices(connection, guest)
                owner = await self._owner(connection, guest, mail)
                if before is not None:
                    aside = Unanswered(before.aside) if before.aside else None
                    return Known(choices=choices, aside=aside, owner=owner)
                aside = await self._why_aside(connection, guest, mail, now)
                if aside is None and owner is not None:
                    aside = Unanswered.STRANGER
                row = {
                    "name": mail.name,
                    "message_id": mail.message_id,
                    "address": guest.value,
                    "state": RECEIVED,
                    "at": now,
                    "fingerprint": _fingerprint(mail.words),
                    "aside": aside.value if aside else "",
                    "sender": guest.kind,
                    "authentication": mail.authentication,
                    "thread": mail.thread,
                }
                await connection.execute(mails.insert().values(**self._here, **row))
                await connection.execute(alive_again(self.tenant, guest.value))
                if aside is None:
                    await self._note_thread(connection, guest, mail, now)
                return Known(choices=choices, aside=aside, owner=owner)

        return await until_undisturbed(once)

    async def thread(self, guest: Identity) -> Thread | None:
        """The thread of this guest; None where they never wrote."""
        async with self._database.reading(self.tenant) as connection:
            found = (await connection.execute(select(mail_threads).where(*self._thread(guest)))).one_or_none()
        if found is None:
            return None
        return Thread(
            message_id=found.message_id,
            references=tuple(json.loads(found.refs)),
            subject=found.subject,
            reply_to=found.reply_to,
        )

    async def guests_among(self, addresses: Sequence[str]) -> Sequence[Identity]:
        """Those of these addresses at which a guest is known."""
        row = mail_threads.c
        ours = (row.tenant == self.tenant, row.account == self.account)
        known = select(row.kind, row.address).where(*ours, row.address.in_(addresses)).order_by(row.address, row.kind)
        async with self._database.reading(self.tenant) as connection:
            return [Identity(found.kind, found.address) for found in await connection.execute(known)]

    async def answered(self) -> Sequence[tuple[str, str]]:
        """Guests' mails that were answered and are not marked so in the mailbox, each as name and Message-ID."""
        row = mails.c
        found = select(row.name, row.message_id).where(
            row.tenant == self.tenant, row.account == self.account, row.state == ANSWERED
        )
        async with self._database.reading(self.tenant) as connection:
            rows = await connection.execute(found.order_by(row.at, row.name).limit(_MOST_MARKED))
            return [(each.name, each.message_id) for each in rows]

    async def for_people(self) -> Sequence[tuple[str, str]]:
        """Guests' mails that the machine leaves to people, not marked so yet, each as name and Message-ID."""
        row = mails.c
        here = (row.tenant == self.tenant, row.account == self.account)
        found = select(row.name, row.message_id).where(*here, row.state == RECEIVED, row.aside != "")
        async with self._database.reading(self.tenant) as connection:
            rows = await connection.execute(found.order_by(row.at, row.name).limit(_MOST_MARKED))
            return [(each.name, each.message_id) for each in rows]

    async def note_marked(self, names: Sequence[str]) -> None:
        """Note that these are marked in the mailbox: whoever takes the mark away again meant it. Repeating is safe."""
        row = mails.c
        here = (row.tenant == self.tenant, row.account == self.account, row.name.in_(names))
        done = update(mails).where(*here, row.state.in_((RECEIVED, ANSWERED))).values(state=_MARKED)

        async def once() -> None:
            async with self._database.transaction(self.tenant) as connection:
                await connection.execute(done)

        await until_undisturbed(once)

    async def _why_aside(
        self, connection: AsyncConnection, guest: Identity, mail: Received, now: datetime
    ) -> Unanswered | None:
        row = mails.c
        theirs = (row.tenant == self.tenant, row.account == self.account, row.address == guest.value)
        for span, most in MOST_ANSWERS:
            sent = select(func.count()).where(*theirs, row.at > now - span, row.state.in_(OURS))
            if (await connection.execute(sent)).scalar_one() >= most:
                return Unanswered.TOO_MANY
        same = select(row.name).where(
            *theirs, row.at > now - _SAME_WORDS, row.state.not_in(OURS), row.fingerprint == _fingerprint(mail.words)
        )
        if len(mail.words.split()) > _FEW_WORDS and (await connection.execute(same.limit(1))).first() is not None:
            return Unanswered.REPEATED
        return None

    async def _owner(self, connection: AsyncConnection, guest: Identity, mail: Received) -> Identity | None:
        """In whose thread a mail was written, where that is known and it is not its sender's own.

        The first of these tells, if any does: the mails it answers, the thread it lies in at the provider, and the
        thread our mark in the address it was sent to belongs to.
        """
        row, threads = mails.c, mail_threads.c
        # A stranger who writes once more is not the guest for that.
        here = (row.tenant == self.tenant, row.account == self.account, row.aside == "")
        partners = select(row.sender, row.address).where(*here).order_by(row.at.desc())
        at_our_mark = select(threads.kind, threads.address).where(
            threads.tenant == self.tenant, threads.account == self.account, threads.mark.in_(mail.marks)
        )
        asked = (
            (mail.answered, partners.where(row.message_id.in_(mail.answered))),
            (mail.thread, partners.where(row.thread == mail.thread)),
            (mail.marks, at_our_mark),
        )
        for known, query in asked:
            found = [Identity(*each) for each in await connection.execute(query)] if known else []
            if found:
                return None if any(each.value == guest.value for each in found) else found[0]
        return None

    async def _note_thread(self, connection: AsyncConnection, guest: Identity, mail: Received, now: datetime) -> None:
        insert = (postgresql if self._database.on_postgresql else sqlite).insert(mail_threads)
        told = {
            "message_id": mail.message_id,
            "refs": json.dumps(mail.answered),
            "subject": mail.subject,
            "reply_to": mail.reply_to,
            "at": now,
            "mark": thread_mark(self.tenant, self.account, guest),
        }
        key = {"kind": guest.kind, "address": guest.value}
        columns = [mail_threads.c[name] for name in ("tenant", "account", "kind", "address")]
        latest = insert.values(**self._here, **key, **told).on_conflict_do_update(index_elements=columns, set_=told)
        await connection.execute(latest)

    async def _choices(self, connection: AsyncConnection, guest: Identity) -> tuple[ShownChoice, ...]:
        kept = await connection.execute(select(mail_threads.c.choices).where(*self._thread(guest)))
        shown = json.loads(kept.scalar_one_or_none() or "[]")
        return tuple(ShownChoice(ChoiceToken(token), title) for token, title in shown)


def _fingerprint(words: str) -> str:
    return digest(" ".join(words.split()).casefold())
