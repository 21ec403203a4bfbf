"""E-mail as a channel: mailboxes that are read, and answers sent from them, each in the thread of what it answers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from loguru import logger

from hotel_agent.adapters.channels.email.attachments import attachment
from hotel_agent.adapters.channels.email.correspondence import Correspondence, Thread
from hotel_agent.adapters.channels.email.envelope import Folder, ShownChoice, envelope_of, is_proven
from hotel_agent.adapters.channels.email.google import Google, mailbox_told
from hotel_agent.adapters.channels.email.imap import Wire
from hotel_agent.adapters.channels.email.inbound import CLAIMED, PROVEN, Place, admitted, media_place
from hotel_agent.adapters.channels.email.mailboxes import MailboxRow
from hotel_agent.adapters.channels.email.options import EmailOptions, Mailbox
from hotel_agent.adapters.channels.email.outbound import Outgoing, text_of
from hotel_agent.adapters.channels.email.reader import Reader
from hotel_agent.adapters.channels.email.reports import OwnName
from hotel_agent.adapters.channels.email.smtp import Submission
from hotel_agent.adapters.database.database import Database
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Content,
    Credentials,
    Identity,
    Intake,
    RawRequest,
    Receipt,
)
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.media import Media

LONGEST_TEXT = 20_000
SETTLED = timedelta(seconds=60)
"""After so long whatever a server took is among what was sent, where it files that by itself."""

_REMEDY = (
    "Compare address, password, host and port with your provider's page on IMAP; at Gmail it is an app password, and"
    " two-step verification must be on."
)


class Email:
    """Guests who write to hotels' mailboxes.

    A mail of ours bears a name made of its key: before it is sent again it is looked for among what was sent, and where
    that cannot tell, it is not sent again.
    """

    name = "email"
    can = Capabilities(identities=(PROVEN, CLAIMED), text_length=LONGEST_TEXT, repeats_safely=True)

    def __init__(self, options: EmailOptions, *, clock: Clock, chance: Chance, database: Database) -> None:
        self._options = options
        self._clock = clock
        self._chance = chance
        self._database = database
        self._google = Google(
            audience=options.push_audience,
            account=options.push_account,
            certificates=options.certificates,
            timeout=options.timeout_seconds,
            clock=clock,
        )
        self._ways_out = {
            account: Submission(mailbox, timeout=options.timeout_seconds, clock=clock)
            for account, mailbox in options.mailboxes.items()
        }
        self._proof = chance.token()
        self.credentials = Credentials(secrets=(self._proof,), accounts=frozenset(options.mailboxes))
        """What proves that a mailbox of this process brought a mail."""

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """Everything in a mail that a mailbox of this process brought."""
        if not is_proven(request, credentials):
            return Refusal(Reason.BAD_SIGNATURE)
        envelope = envelope_of(request)
        return admitted(request, envelope, self._place(self._options.mailboxes.get(envelope.account)))

    async def listen(self, intake: Intake) -> None:
        """Read every mailbox until cancelled."""
        async with asyncio.TaskGroup() as readers:
            for account, mailbox in self._options.mailboxes.items():
                tenant = intake.tenant(account)
                if tenant is None or not mailbox.password:
                    logger.error("a mailbox is not read: it has no password, or no hotel claims it")
                    continue
                reader = Reader(
                    mailbox=mailbox,
                    place=self._place(mailbox),
                    row=MailboxRow(self._database, tenant, account),
                    correspondence=Correspondence(self._database, tenant, account),
                    intake=intake,
                    proof=self._proof,
                    clock=self._clock,
                    chance=self._chance,
                    timeout=self._options.timeout_seconds,
                )
                readers.create_task(reader.run(), name="hotel-agent mailbox")

    async def knock(self, request: RawRequest, intake: Intake) -> Refusal | None:
        """Gmail tells that something came: whoever reads that mailbox looks at once."""
        if not await self._google.proves(request):
            return Refusal(Reason.BAD_SIGNATURE)
        told = mailbox_told(request.body)
        if isinstance(told, Refusal):
            return told
        account = AccountId(told)
        tenant = intake.tenant(account) if account in self._options.mailboxes else None
        if tenant is not None:
            await MailboxRow(self._database, tenant, account).knock()
        return None

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Answer the guest's latest mail."""
        mailbox = self._options.mailboxes.get(to.account)
        if to.identity.kind not in self.can.identities:
            return Refusal(Reason.UNDELIVERABLE, detail=f"mail reaches nobody by {to.identity.kind}")
        if mailbox is None or not mailbox.password:
            return Refusal(Reason.UNDELIVERABLE, detail="this mailbox is not open here")
        if not text_of(content):
            return Refusal(Reason.UNDELIVERABLE, detail="there is nothing to say")
        threads = Correspondence(self._database, to.tenant, to.account)
        mark = digest("thread", to.tenant, to.account, to.identity.kind, to.identity.value)[:16]
        name = OwnName(key, mark, mailbox.address.rpartition("@")[2])
        shown = [ShownChoice(each.token, each.title) for each in content.choices]
        if await self._left_before(str(name), to.identity, shown, mailbox, threads):
            await threads.note_sent(str(name), now=self._clock.now())
            return Receipt(message=ProviderId(str(name)))
        thread = await threads.thread(to.identity) or Thread()
        reached_at = thread.reply_to or to.identity.value
        raw = Outgoing(name=name, to=reached_at, content=content, thread=thread, at=self._clock.now()).written(mailbox)
        try:
            refused = await self._ways_out[to.account].send(reached_at, raw)
        except OutcomeUnknown:
            raise
        except Unavailable:
            await threads.note_unsent(str(name))
            raise
        if refused is not None:
            await threads.note_unsent(str(name))
            return refused
        await threads.note_sent(str(name), now=self._clock.now())
        if not mailbox.sent_is_filed:
            await self._file(mailbox, raw)
        return Receipt(message=ProviderId(str(name)))

    async def fetch_media(self, account: AccountId, media: ProviderId, *, digest: str = "") -> Media | Refusal:
        """What a guest attached, checked. NOT_FOUND where its mail has no name, or is no longer in the inbox."""
        mailbox, place = self._options.mailboxes.get(account), media_place(media)
        if mailbox is None or not mailbox.password or place is None:
            return Refusal(Reason.NOT_FOUND)
        async with self._opened(mailbox) as wire:
            raw = await wire.find(place[0])
        return attachment(raw, place[1], digest) if raw is not None else Refusal(Reason.NOT_FOUND)

    async def diagnose(self) -> AsyncIterator[Finding]:
        """Log in to each mailbox, for reading and for sending. Nothing is sent."""
        for mailbox in self._options.mailboxes.values():
            what = f"Mailbox {mailbox.address}"
            if not mailbox.password:
                yield Finding(what, Verdict.BROKEN, "it has no password", _REMEDY)
                continue
            try:
                async with self._opened(mailbox) as wire:
                    sent = await wire.at(Folder.SENT)
                    await wire.at(Folder.INBOX)
                await self._ways_out[mailbox.account].try_out()
            except Unavailable as no:
                yield Finding(what, Verdict.BROKEN, str(no), _REMEDY)
                continue
            if sent is None:
                remedy = "Name its folder of sent mail as sent_folder: what your people answer is seen there."
                yield Finding(what, Verdict.WARNING, "no folder of sent mail", remedy)
            elif not mailbox.believed:
                remedy = "Name your mail server as authserv_id; until then guests show who they are by their number."
                yield Finding(what, Verdict.WARNING, "nobody says whether senders are who they claim to be", remedy)
            else:
                yield Finding(what, Verdict.WELL, "it is read and can send")

    async def _left_before(
        self, name: str, guest: Identity, shown: Sequence[ShownChoice], mailbox: Mailbox, threads: Correspondence
    ) -> bool:
        """Whether this very mail left already. It is noted before it leaves, so what is noted may have left.

        Raises OutcomeUnknown while nobody can tell.
        """
        since = await threads.begin_sending(name, guest, shown, now=self._clock.now())
        if since is None:
            return False
        if await threads.was_sent(name):
            return True
        try:
            async with self._opened(mailbox) as wire:
                found = await wire.was_sent(name)
        except Unavailable as cause:
            raise OutcomeUnknown("whether the mail left before cannot be seen") from cause
        if not found and not (mailbox.sent_is_filed and self._clock.now() - since >= SETTLED):
            raise OutcomeUnknown("the mail may have left; it is not among what was sent")
        return found

    async def _file(self, mailbox: Mailbox, raw: bytes) -> None:
        """Lay our mail where the hotel's people look for what was sent. It left: nothing here may undo that."""
        try:
            async with self._opened(mailbox) as wire:
                await wire.file(raw, self._clock.now())
        except Unavailable as cause:
            logger.warning("a mail was sent, and not filed", cause=str(cause))

    @asynccontextmanager
    async def _opened(self, mailbox: Mailbox) -> AsyncIterator[Wire]:
        wire = Wire(mailbox, timeout=self._options.timeout_seconds)
        try:
            await wire.open()
            yield wire
        finally:
            await asyncio.shield(asyncio.create_task(wire.aclose()))

    def _place(self, mailbox: Mailbox | None) -> Place:
        if mailbox is None:
            return Place(own=(), ours=self._options.ours)
        return Place(own=mailbox.own, ours=self._options.ours, authserv_id=mailbox.believed)
