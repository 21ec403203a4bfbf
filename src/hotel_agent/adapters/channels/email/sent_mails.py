"""The mails we sent, or are sending: noted before they leave, so that none leaves twice, and counted."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.channels.email.correspondence import ANSWERED, OURS, RECEIVED, SENDING, SENT, thread_mark
from hotel_agent.adapters.channels.email.envelope import ShownChoice
from hotel_agent.adapters.channels.email.mailbox_rows import MailboxRows
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.database.tables_mail import mail_threads, mails
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.channel import Identity

DAY = timedelta(days=1)
"""Providers count what was sent in the last 24 hours."""


@frozen
class SentMails(MailboxRows):
    """Those of one mailbox. Whatever is done is one transaction, and may raise Unavailable or OutcomeUnknown."""

    async def begin(
        self, message_id: str, guest: Identity, choices: Sequence[ShownChoice], *, now: datetime
    ) -> datetime | None:
        """Note that a mail of ours is about to be sent, and what it gives to choose from: its answer may come at once.

        None for a new one; otherwise since when it was being sent. Before it is noted, it is not sent: whoever finds it
        noted does not know whether it left.
        """
        insert = (postgresql if self._database.on_postgresql else sqlite).insert(mails)
        row = {"name": message_id, "message_id": message_id, "address": guest.value, "state": SENDING, "at": now}
        rest = {"fingerprint": "", "aside": "", "sender": guest.kind, "authentication": ""}
        new = insert.values(**self._here, **row, **rest).on_conflict_do_nothing().returning(mails.c.name)
        mark = thread_mark(self.tenant, self.account, guest)
        shown = json.dumps([[each.token, each.title] for each in choices])
        given = update(mail_threads).where(*self._thread(guest)).values(choices=shown, mark=mark)

        async def once() -> datetime | None:
            async with self._database.transaction(self.tenant) as connection:
                if (await connection.execute(new)).one_or_none() is not None:
                    await connection.execute(given)
                    return None
                before: datetime = (await connection.execute(self._mail(message_id))).one().at
                return before

        return await until_undisturbed(once)

    async def was_sent(self, message_id: str) -> bool:
        """Whether this mail of ours is known to have left."""
        async with self._database.reading(self.tenant) as connection:
            found = (await connection.execute(self._mail(message_id))).one_or_none()
        return found is not None and found.state == SENT

    async def note_sent(self, message_id: str, *, now: datetime) -> None:
        """Note that a mail of ours left, and that it answered what its reader wrote before. Repeating is safe."""
        sent = update(mails).where(*self._named(message_id)).values(state=SENT, at=now)

        async def once() -> None:
            async with self._database.transaction(self.tenant) as connection:
                ours = (await connection.execute(self._mail(message_id))).one_or_none()
                if ours is None or ours.state != SENDING:
                    return
                row = mails.c
                theirs = (row.tenant == self.tenant, row.account == self.account, row.address == ours.address)
                # What came while it was being sent is answered by the next one.
                before = (row.sender == ours.sender, row.state == RECEIVED, row.aside == "", row.at <= ours.at)
                await connection.execute(update(mails).where(*theirs, *before).values(state=ANSWERED))
                await connection.execute(sent)

        await until_undisturbed(once)

    async def note_unsent(self, message_id: str) -> None:
        """Note that a mail of ours did not leave: it may be sent anew."""
        gone = delete(mails).where(*self._named(message_id), mails.c.state == SENDING)

        async def once() -> None:
            async with self._database.transaction(self.tenant) as connection:
                await connection.execute(gone)

        await until_undisturbed(once)

    async def note_renamed(self, key: EffectKey, message_id: str) -> None:
        """Note under which name the provider really sent the mail of this command. Repeating is safe."""
        row = mails.c
        here = (row.tenant == self.tenant, row.account == self.account, row.state.in_(OURS))
        renamed = update(mails).where(*here, row.name.startswith(f"<{key}.", autoescape=True))

        async def once() -> None:
            async with self._database.transaction(self.tenant) as connection:
                await connection.execute(renamed.values(message_id=message_id))

        await until_undisturbed(once)

    async def wait(self, most: int, *, now: datetime) -> timedelta | None:
        """How long until there is room for what is being sent, where so many may leave in a day; None: there is."""
        row = mails.c
        lately = (row.tenant == self.tenant, row.account == self.account, row.state.in_(OURS), row.at > now - DAY)
        # Ours is among them: it is noted already.
        in_the_way = select(row.at).where(*lately).order_by(row.at.desc()).offset(most).limit(1)
        async with self._database.reading(self.tenant) as connection:
            at: datetime | None = (await connection.execute(in_the_way)).scalar_one_or_none()
        return None if at is None else max(at + DAY - now, timedelta(seconds=1))
