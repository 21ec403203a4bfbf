"""Reading one mailbox: everything that comes is brought to the desk once, whatever falls silent or dies meanwhile.

The server is the queue, the house's storage the truth: how far it is read is noted after what was read was kept, and
what is read again is known by its name (contract, 2).
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.adapters.channels.email.automatic import (
    OWN_MARK,
    Unanswered,
    is_a_report,
    is_of_the_desk,
    why_unanswered,
)
from hotel_agent.adapters.channels.email.correspondence import Correspondence, Received
from hotel_agent.adapters.channels.email.dead_addresses import DeadAddresses
from hotel_agent.adapters.channels.email.envelope import Envelope, Folder
from hotel_agent.adapters.channels.email.faults import Resting
from hotel_agent.adapters.channels.email.imap import LARGEST_MAIL, Listed, Wire
from hotel_agent.adapters.channels.email.inbound import Place, identity_of, name_of
from hotel_agent.adapters.channels.email.login import Login
from hotel_agent.adapters.channels.email.mail import Mail, read
from hotel_agent.adapters.channels.email.mailboxes import RENEWAL, Held, MailboxRow, Position
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.adapters.channels.email.reply_address import ReplyAddresses
from hotel_agent.adapters.channels.email.reports import failure, own_name
from hotel_agent.adapters.channels.email.sent_mails import SentMails
from hotel_agent.domain.errors import HotelAgentError, Unavailable, failure_facts
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.channel import Intake
from hotel_agent.ports.clock import Chance, Clock

POLL = timedelta(seconds=60)
"""Connections that wait for news die silently: a mailbox is looked into so often, whatever it told (contract, 2)."""
_GLANCE = 1
"""Seconds of waiting for news in one go."""
_LONGEST_REST = timedelta(seconds=300)
_SKEW = timedelta(minutes=1)
"""How far the clock of a mail server may be behind ours; it tells whole seconds besides."""
_REBUILT = timedelta(days=7)
"""How far a folder is read again whose uids no longer mean what they meant."""


_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to")
"""Where it stands to which address a mail was sent."""
_KEY = re.compile(r"[0-9a-f]{32}")


class Displaced(Unavailable):
    """Another process reads this mailbox by now."""


@frozen(kw_only=True)
class Reader:
    """Reads one mailbox, as long as no other process does."""

    mailbox: Mailbox
    login: Login
    place: Place
    row: MailboxRow
    correspondence: Correspondence
    sent: SentMails
    dead: DeadAddresses
    answers: ReplyAddresses
    intake: Intake
    proof: str = field(repr=False)
    clock: Clock
    chance: Chance
    timeout: float

    async def run(self) -> None:
        """Read until cancelled. What fails is tried again, later each time it fails anew."""
        holder, failures = self.chance.token(), 0
        while True:
            try:
                held = await self.row.take(holder, now=self.clock.now())
                if held is None:
                    await self._sleep(RENEWAL)
                    continue
                reading = _Reading(reader=self, held=held)
                try:
                    await reading.go_on()
                finally:
                    failures = 0 if reading.rounds else failures
                    with suppress(HotelAgentError):
                        await asyncio.shield(asyncio.create_task(self.row.let_go(held.fence)))
            except Displaced:
                logger.info("another process reads this mailbox")
            except Resting as resting:
                logger.critical(
                    "a mailbox cannot be read", cause=str(resting), again_at=self.clock.now() + resting.rest
                )
                await self._sleep(resting.rest)
            except Exception as failure:  # noqa: BLE001 - whatever it is, mail must go on being read
                failures += 1
                rest = self._rest(failures)
                logger.warning(
                    "a mailbox is read again soon", again_at=self.clock.now() + rest, **failure_facts(failure)
                )
                await self._sleep(rest)

    def _rest(self, failures: int) -> timedelta:
        """Twice as long after each failure, and never quite as long as others rest."""
        jitter = 1 + int(self.chance.token()[:2], 16) / 1024
        return min(timedelta(seconds=2 ** min(failures - 1, 10)), _LONGEST_REST) * jitter

    async def _sleep(self, rest: timedelta) -> None:
        await self.clock.sleep_until(self.clock.now() + rest)


class _Reading:
    """One connection's life."""

    def __init__(self, *, reader: Reader, held: Held) -> None:
        self._reader = reader
        self._fence = held.fence
        self._begun_at = held.begun_at
        self._positions = {Folder.INBOX: held.inbox, Folder.SENT: held.sent}
        self._knocks = held.knocks
        self._renewed_at = reader.clock.now()
        self._wire = Wire(reader.mailbox, reader.login, timeout=reader.timeout)
        self.rounds = 0

    async def go_on(self) -> None:
        """Look, wait for news, look again. Raises whatever ends it."""
        try:
            await self._wire.open()
            while True:
                # What our people answered counts before what guests wrote to it.
                for folder in (Folder.SENT, Folder.INBOX):
                    await self._look_into(folder)
                await self._mark_answered()
                self.rounds += 1
                await self._wait()
        finally:
            await asyncio.shield(asyncio.create_task(self._wire.aclose()))

    async def _mark_answered(self) -> None:
        """Show our people what they need not answer. It is noted after it is done: at worst it is done twice."""
        if answered := await self._reader.correspondence.answered():
            await self._wire.mark_answered([message_id for _, message_id in answered])
            await self._reader.correspondence.note_marked([name for name, _ in answered])
        if left := await self._reader.correspondence.for_people():
            await self._wire.leave_to_people([message_id for _, message_id in left])
            await self._reader.correspondence.note_marked([name for name, _ in left])

    async def _wait(self) -> None:
        """Until there is news, somebody knocks, or it is time to look anyway."""
        clock, read = self._reader.clock, self._positions[Folder.INBOX]
        until = clock.now() + POLL
        try:
            while clock.now() < until:
                news = await self._wire.idle(_GLANCE, after=read.uid if read else 0)
                if await self._stay() or news:
                    return
                if news is None:
                    await clock.sleep_until(clock.now() + timedelta(seconds=_GLANCE))
        finally:
            # Whether that works shows in what is asked next; who was told to stop is not kept by it.
            with suppress(HotelAgentError):
                await self._wire.stop_idling()

    async def _stay(self) -> bool:
        """Stay the reader. Whether somebody knocked."""
        now = self._reader.clock.now()
        if now - self._renewed_at < RENEWAL:
            return False
        knocks = await self._reader.row.renew(self._fence, now=now)
        if knocks is None:
            raise Displaced("another process reads this mailbox")
        before, self._knocks, self._renewed_at = self._knocks, knocks, now
        return knocks != before

    async def _look_into(self, folder: Folder) -> None:
        stands = await self._wire.at(folder)
        if stands is None:
            return
        known = self._positions[folder]
        if known is None:
            await self._begin(folder, stands)
        elif known.validity != stands.validity:
            logger.warning("a mail folder was rebuilt; what came lately is read again", folder=folder.value)
            day = (self._reader.clock.now() - _REBUILT).date()
            listed = await self._wire.since(folder, day)
            await self._bring_all(folder, [each for each in listed if self._is_ours_to_read(each)])
            await self._advance(folder, stands)
        else:
            while listed := await self._wire.after(folder, known.uid):
                for each in listed:
                    await self._bring(folder, each)
                    known = Position(stands.validity, each.uid)
                    await self._advance(folder, known)

    async def _begin(self, folder: Folder, stands: Position) -> None:
        """The first look: what lies there was answered long ago, but for what somebody asked to look back at."""
        if folder is Folder.INBOX and self._reader.mailbox.look_back_hours:
            listed = await self._wire.since(folder, self._looked_back_to().date())
            await self._bring_all(folder, [each for each in listed if self._is_ours_to_read(each)])
        await self._advance(folder, stands)

    def _looked_back_to(self) -> datetime:
        return self._begun_at - timedelta(hours=self._reader.mailbox.look_back_hours) - _SKEW

    def _is_ours_to_read(self, listed: Listed) -> bool:
        return listed.arrived_at is None or listed.arrived_at >= self._looked_back_to()

    async def _advance(self, folder: Folder, position: Position) -> None:
        if not await self._reader.row.advance(self._fence, folder, position):
            raise Displaced("another process reads this mailbox")
        self._positions[folder] = position

    async def _bring_all(self, folder: Folder, listed: Sequence[Listed]) -> None:
        for each in listed:
            await self._bring(folder, each)

    async def _bring(self, folder: Folder, listed: Listed) -> None:
        await self._stay()
        name = listed.name
        envelope = Envelope(
            account=self._reader.mailbox.account, folder=folder, name=name, arrived_at=listed.arrived_at
        )
        if listed.size > LARGEST_MAIL:
            if folder is Folder.INBOX:
                name = name or f"large:{listed.uid}:{listed.size}"
                await self._deliver(b"", evolve(envelope, name=name, aside=Unanswered.TOO_LARGE))
            return
        raw = await self._wire.fetch(listed.uid)
        if raw is None:
            return  # somebody took it away
        mail = await asyncio.to_thread(read, raw)
        of_a_guest = folder is Folder.INBOX
        known = await (self._of_a_guest(mail, envelope, listed, raw) if of_a_guest else self._of_ours(mail, envelope))
        if known is not None:
            await self._deliver(raw, known)

    async def _of_a_guest(self, mail: Mail, envelope: Envelope, listed: Listed, raw: bytes) -> Envelope:
        place = self._reader.place
        guest = identity_of(mail, place)
        if is_a_report(mail):
            await self._note_bounce(raw)
            return envelope
        reason = why_unanswered(mail, own=place.own, ours=place.ours)
        if reason is Unanswered.AUTOMATIC and guest is not None:
            among = await self._reader.correspondence.guests_among([guest.value])
            return evolve(envelope, guests=tuple(each for each in among if each == guest))
        if guest is None or reason is not None:
            return envelope
        received = Received(
            name=name_of(mail, envelope),
            message_id=mail.message_id,
            answered=mail.answered,
            subject=mail.subject,
            reply_to=_reply_to(mail),
            words=mail.said.new,
            authentication=mail.head.text("authentication-results"),
            thread=listed.thread,
            marks=self._reader.answers.marks(each.address for each in mail.head.addresses(*_ADDRESSED)),
        )
        known = await self._reader.correspondence.receive(guest, received, now=self._reader.clock.now())
        return evolve(envelope, choices=known.choices, aside=known.aside, owner=known.owner)

    async def _note_bounce(self, raw: bytes) -> None:
        """An address from which mail comes back for good is not written to any more."""
        failed = await asyncio.to_thread(failure, raw)
        if failed is not None and failed.for_good:
            now = self._reader.clock.now()
            await self._reader.dead.note_bounce(str(failed.name), cause=failed.cause, now=now)

    async def _of_ours(self, mail: Mail, envelope: Envelope) -> Envelope | None:
        """What our people sent, to which guests. Of the machine's own mails it is seen under which name they left."""
        if is_of_the_desk(mail):
            mark = mail.head.text(OWN_MARK)
            if own_name(mail.message_id) is None and mail.message_id and _KEY.fullmatch(mark):
                await self._reader.sent.note_renamed(EffectKey(mark), mail.message_id)
            return None
        addressed = [each.address for each in mail.head.addresses("to", "cc")]
        guests = await self._reader.correspondence.guests_among(addressed)
        return evolve(envelope, guests=tuple(guests)) if guests else None

    async def _deliver(self, raw: bytes, envelope: Envelope) -> None:
        reader = self._reader
        try:
            await reader.intake.take(envelope.request(raw, proof=reader.proof, received_at=reader.clock.now()))
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - one mail nobody can keep must not keep all others waiting
            logger.error("a mail could not be kept as what it is", **failure_facts(failure))
            broken = evolve(envelope, aside=Unanswered.BROKEN)
            await reader.intake.take(broken.request(raw, proof=reader.proof, received_at=reader.clock.now()))


def _reply_to(mail: Mail) -> str:
    """Where the sender wants answers, if that is at the same domain: others may want to read what is not theirs."""
    wanted = next(iter(mail.head.addresses("reply-to")), None)
    sender = mail.sender
    return wanted.address if wanted and sender and wanted.domain == sender.domain else ""
