"""E-mail as a channel: mailboxes that are read, and answers sent from them, each in the thread of what it answers."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from loguru import logger

from hotel_agent.adapters.channels.email.attachments import attachment
from hotel_agent.adapters.channels.email.correspondence import Correspondence, Thread, thread_mark
from hotel_agent.adapters.channels.email.dead_addresses import DeadAddresses
from hotel_agent.adapters.channels.email.envelope import Envelope, Folder, ShownChoice, envelope_of, is_proven
from hotel_agent.adapters.channels.email.google import Google, mailbox_told
from hotel_agent.adapters.channels.email.imap import Wire
from hotel_agent.adapters.channels.email.inbound import CLAIMED, PROVEN, Place, admitted, media_place
from hotel_agent.adapters.channels.email.login import Login, login_of
from hotel_agent.adapters.channels.email.mailboxes import MailboxRow
from hotel_agent.adapters.channels.email.options import EmailOptions, Mailbox
from hotel_agent.adapters.channels.email.outbound import Outgoing, text_of
from hotel_agent.adapters.channels.email.reader import Reader
from hotel_agent.adapters.channels.email.reply_address import ReplyAddresses
from hotel_agent.adapters.channels.email.reports import OwnName
from hotel_agent.adapters.channels.email.sent_mails import SentMails
from hotel_agent.adapters.channels.email.smtp import Submission
from hotel_agent.adapters.channels.email.unsubscribing import Unsubscribing
from hotel_agent.adapters.database.database import Database
from hotel_agent.domain.errors import OutcomeUnknown, Postponed, Unavailable
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
    " two-step verification must be on. A refresh token holds until its owner takes it back."
)


class Email:
    """Guests who write to hotels' mailboxes.

    A mail of ours bears a name made of its key: before it is sent again it is looked for among what was sent, and where
    that cannot tell, it is not sent again.
    """

    name = "email"
    can = Capabilities(identities=(PROVEN, CLAIMED), text_length=LONGEST_TEXT, repeats_safely=True)

    def __init__(self, options: EmailOptions, *, clock: Clock, chance: Chance, database: Database) -> None:
        self._options = EmailOptions()
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
        self._logins: dict[AccountId, Login] = {}
        self._ways_out: dict[AccountId, Submission] = {}
        self._proof = chance.token()
        self._changed = asyncio.Event()
        self._serve(options)

    @property
    def credentials(self) -> Credentials:
        """What proves that a mailbox of this process brought a mail."""
        return Credentials(secrets=(self._proof,), accounts=frozenset(self._options.mailboxes))

    def change(self, options: Mapping[str, object]) -> None:
        """Read and answer from these mailboxes from now on; those that stay are not disturbed."""
        self._serve(EmailOptions.read(options))
        self._changed.set()

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """Everything in a mail that a mailbox of this process brought."""
        if not is_proven(request, credentials):
            return Refusal(Reason.BAD_SIGNATURE)
        envelope = envelope_of(request)
        return admitted(request, envelope, self._place(self._options.mailboxes.get(envelope.account)))

    async def listen(self, intake: Intake) -> None:
        """Read every mailbox until cancelled."""
        reading: dict[AccountId, tuple[Reader, asyncio.Task[None]]] = {}
        try:
            while True:
                self._changed.clear()
                wanted = {reader.mailbox.account: reader for reader in self._readers(intake)}
                stays = {name for name, (reader, _) in reading.items() if _reads_the_same(reader, wanted.get(name))}
                await _ended([reading.pop(name)[1] for name in reading.keys() - stays])
                for name in wanted.keys() - stays:
                    reader = wanted[name]
                    reading[name] = reader, asyncio.create_task(reader.run(), name="hotel-agent mailbox")
                changed = asyncio.create_task(self._changed.wait(), name="hotel-agent mailboxes")
                tasks = [task for _, task in reading.values()]
                try:
                    await asyncio.wait((changed, *tasks), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    changed.cancel()
                for task in tasks:
                    if task.done():
                        task.result()
        finally:
            await _ended([task for _, task in reading.values()])

    def _readers(self, intake: Intake) -> Iterator[Reader]:
        for account, mailbox in self._options.mailboxes.items():
            tenant = intake.tenant(account)
            if tenant is None or not mailbox.opens:
                logger.error("a mailbox is not read: it has no password, or no hotel claims it")
                continue
            yield Reader(
                mailbox=mailbox,
                login=self._logins[account],
                place=self._place(mailbox),
                row=MailboxRow(self._database, tenant, account),
                correspondence=Correspondence(self._database, tenant, account),
                sent=SentMails(self._database, tenant, account),
                dead=DeadAddresses(self._database, tenant),
                answers=self._answers_to(mailbox),
                intake=intake,
                proof=self._proof,
                clock=self._clock,
                chance=self._chance,
                timeout=self._options.timeout_seconds,
            )

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

    async def unsubscribe(self, token: str, intake: Intake) -> Refusal | None:
        """The guest whose mail bore this token wants no mail unasked. The same mail's within one hour is one wish."""
        pressed = self._unsubscribing.pressed(token)
        if pressed is None:
            return Refusal(Reason.NOT_FOUND)
        account, now = pressed.to.account, self._clock.now()
        if account not in self._options.mailboxes or intake.tenant(account) != pressed.to.tenant:
            return Refusal(Reason.NOT_FOUND)
        # Not for ever: who wanted to hear from us again may press once more, also in an old mail.
        name = digest(pressed.mail, f"{now:%Y-%m-%dT%H}")
        envelope = Envelope(account=account, name=name, unwilling=pressed.to.identity)
        await intake.take(envelope.request(b"", proof=self._proof, received_at=now))
        return None

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Answer the guest's latest mail. UNREACHABLE where mail to them comes back for good, until they write.

        Raises Postponed where the mailbox has sent all it may in a day, but for what confirms a reservation.
        """
        mailbox = self._options.mailboxes.get(to.account)
        if to.identity.kind not in self.can.identities:
            return Refusal(Reason.UNDELIVERABLE, detail=f"mail reaches nobody by {to.identity.kind}")
        if mailbox is None or not mailbox.opens:
            return Refusal(Reason.UNDELIVERABLE, detail="this mailbox is not open here")
        if not text_of(content):
            return Refusal(Reason.UNDELIVERABLE, detail="there is nothing to say")
        mark = thread_mark(to.tenant, to.account, to.identity)
        name = OwnName(key, mark, mailbox.address.rpartition("@")[2])
        sent = SentMails(self._database, to.tenant, to.account)
        shown = [ShownChoice(each.token, each.title) for each in content.choices]
        if not await self._left_before(name, to.identity, shown, mailbox, sent):
            refused = await self._why_not_now(name, to, content, sent) or await self._post(name, to, content, sent)
            if refused is not None:
                await sent.note_unsent(str(name))
                return refused
        await sent.note_sent(str(name), now=self._clock.now())
        return Receipt(message=ProviderId(str(name)))

    async def _post(self, name: OwnName, to: Address, content: Content, sent: SentMails) -> Refusal | None:
        """Let a mail leave that is noted. Where it did not, and asking again is safe, it is noted as unsent."""
        mailbox = self._options.mailboxes[to.account]
        thread = await Correspondence(self._database, to.tenant, to.account).thread(to.identity) or Thread()
        reached_at = thread.reply_to or to.identity.value
        answered_at = self._answers_to(mailbox).of(name.thread) if mailbox.has_plus_addresses else ""
        outgoing = Outgoing(
            name=name,
            to=reached_at,
            content=content,
            thread=thread,
            at=self._clock.now(),
            answered_at=answered_at,
            link=self._unsubscribing.link(to, name.key),
        )
        raw = outgoing.written(mailbox)
        try:
            refused = await self._ways_out[to.account].send(reached_at, raw)
        except OutcomeUnknown:
            raise
        except Unavailable:
            await sent.note_unsent(str(name))
            raise
        if refused is None:
            if not mailbox.sent_is_filed:
                await self._file(mailbox, raw)
            return None
        if refused.nobody_there:
            dead = DeadAddresses(self._database, to.tenant)
            await dead.note(to.identity.value, cause=refused.refusal.detail, now=self._clock.now())
            return Refusal(Reason.UNREACHABLE, detail=refused.refusal.detail)
        return refused.refusal

    async def _why_not_now(self, name: OwnName, to: Address, content: Content, sent: SentMails) -> Refusal | None:
        """What speaks against a mail that is noted. Raises Postponed, and then it is noted as unsent."""
        mailbox, now = self._options.mailboxes[to.account], self._clock.now()
        cause = await DeadAddresses(self._database, to.tenant).why(to.identity.value)
        if cause is not None:
            return Refusal(Reason.UNREACHABLE, detail=f"mail came back from there before ({cause})")
        wait = await sent.wait(mailbox.room_for(content.purpose), now=now) if mailbox.most_a_day else None
        if wait is not None:
            await sent.note_unsent(str(name))
            logger.critical("a mailbox has sent all it may in a day", until=now + wait)
            raise Postponed("the mailbox has sent all it may in a day", wait)
        return None

    async def fetch_media(self, account: AccountId, media: ProviderId, *, digest: str = "") -> Media | Refusal:
        """What a guest attached, checked. NOT_FOUND where its mail has no name, or is no longer in the inbox."""
        mailbox, place = self._options.mailboxes.get(account), media_place(media)
        if mailbox is None or not mailbox.opens or place is None:
            return Refusal(Reason.NOT_FOUND)
        async with self._opened(mailbox) as wire:
            raw = await wire.find(place[0])
        return attachment(raw, place[1], digest) if raw is not None else Refusal(Reason.NOT_FOUND)

    async def diagnose(self) -> AsyncIterator[Finding]:
        """Log in to each mailbox, for reading and for sending. Nothing is sent."""
        for mailbox in self._options.mailboxes.values():
            what = f"Mailbox {mailbox.address}"
            if not mailbox.opens:
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
        self, name: OwnName, guest: Identity, shown: Sequence[ShownChoice], mailbox: Mailbox, sent: SentMails
    ) -> bool:
        """Whether this very mail left already. It is noted before it leaves, so what is noted may have left.

        Raises OutcomeUnknown while nobody can tell.
        """
        since = await sent.begin(str(name), guest, shown, now=self._clock.now())
        if since is None:
            return False
        if await sent.was_sent(str(name)):
            return True
        try:
            async with self._opened(mailbox) as wire:
                found = await wire.was_sent(str(name), name.key)
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
        wire = Wire(mailbox, self._logins[mailbox.account], timeout=self._options.timeout_seconds)
        try:
            await wire.open()
            yield wire
        finally:
            await asyncio.shield(asyncio.create_task(wire.aclose()))

    def _answers_to(self, mailbox: Mailbox) -> ReplyAddresses:
        return ReplyAddresses(mailbox.address, self._options.secret_key)

    @property
    def _unsubscribing(self) -> Unsubscribing:
        return Unsubscribing(self._options.public_url, self._options.secret_key)

    def _serve(self, options: EmailOptions) -> None:
        before, self._options = self._options, options
        for gone in self._logins.keys() - options.mailboxes.keys():
            del self._logins[gone], self._ways_out[gone]
        for account, mailbox in options.mailboxes.items():
            if before.mailboxes.get(account) != mailbox:
                login = login_of(mailbox, clock=self._clock, timeout=options.timeout_seconds)
                way_out = Submission(mailbox, login, timeout=options.timeout_seconds, clock=self._clock)
                self._logins[account], self._ways_out[account] = login, way_out

    def _place(self, mailbox: Mailbox | None) -> Place:
        if mailbox is None:
            return Place(own=(), ours=self._options.ours)
        return Place(own=mailbox.own, ours=self._options.ours, authserv_id=mailbox.believed)


def _reads_the_same(reader: Reader, other: Reader | None) -> bool:
    return other is not None and (reader.mailbox, reader.row.tenant) == (other.mailbox, other.row.tenant)


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Return once these are over. Before Python 3.12 a cancellation may be swallowed on the way: say it again."""
    left = [each for each in tasks if not each.done()]
    while left:
        for each in left:
            each.cancel()
        await asyncio.wait(left, timeout=1)
        left = [each for each in left if not each.done()]
