"""Saying something to a guest: worded once, sent at most once as far as anybody can know."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from fractions import Fraction

from attrs import evolve, frozen
from loguru import logger

from hotel_agent.application.addressee import Addressee, addressee
from hotel_agent.application.amounts import unquoted
from hotel_agent.application.attempt import MAY_HAVE_BEEN_SENT, Attempt, Settled, TakenOver, TryAgain
from hotel_agent.application.deadline import within
from hotel_agent.application.otherwise import Failed, content_otherwise, other_door, text_elsewhere, what_failed
from hotel_agent.application.purposes import purpose_of
from hotel_agent.application.retry import (
    CALL,
    LEASE,
    LONGEST_REST,
    UNKNOWN_SEND,
    failures,
    scattered,
    wait_before_retry,
)
from hotel_agent.application.silence import Silence
from hotel_agent.application.together import Waited
from hotel_agent.application.window import is_open, sendable
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import Hindrance
from hotel_agent.domain.conversations.effects import PassOn, Say, SayOtherwise, Spoken
from hotel_agent.domain.conversations.erased import says_nothing
from hotel_agent.domain.conversations.events import GivenUp
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.errors import Conflict, OutcomeUnknown, Postponed, Unavailable, failure_facts
from hotel_agent.domain.ids import EventKey, TenantId
from hotel_agent.domain.language import Tone
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import (
    Address,
    Channel,
    Content,
    ContentChoice,
    Identity,
    SupportsReach,
    SupportsTemplates,
)
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import CommandState, OutboxRow
from hotel_agent.ports.storage import Storage
from hotel_agent.ports.wording import Wording

WORDING = timedelta(seconds=5)
"""How long a reply may take to be worded."""

KEPT_OF_REACH = Fraction(1, 5)
"""So much of what a channel lets hotels write first in a day is kept for answers that guests wait for."""
_A_DAY = timedelta(hours=24)

_FORGOTTEN = "its guest had all of it forgotten"
_CLOSED = "the reply window is closed, and there is no template for it"


@frozen
class _Saying:
    """One message on its way: what is said, in these words, and to whom."""

    row: OutboxRow
    command: Say | PassOn
    channel: Channel
    address: Address
    content: Content
    state: Conversation
    closed_at: datetime | None = None
    """When the channel said that nothing but a template may be sent, until the guest writes again."""


@frozen(kw_only=True)
class Saying:
    """Words a reply and sends it. Each attempt looks anew: is a person there, is the window open, was it sent?"""

    storage: Storage
    channels: Mapping[str, Channel]
    wording: Wording
    tenants: Directory
    clock: Clock
    silence: Silence

    async def attempt(self, tenant: TenantId, row: OutboxRow, command: Spoken) -> Attempt:
        """Send it, or say why not. An attempt that may have reached the guest is not repeated blindly."""
        if not isinstance(command, SayOtherwise) and says_nothing(command):
            return Settled(outcome="withheld", cause=_FORGOTTEN)
        async with self.storage.work(tenant) as work:
            guest = await addressee(work, row, command)
            rows = await work.outbox(row.conversation) if isinstance(command, SayOtherwise) else ()
        if isinstance(command, SayOtherwise):
            attempt = await self._attempt_otherwise(row, command, guest, rows)
        else:
            attempt = await self._attempt(row, command, guest)
        return evolve(attempt, channel=guest.state.channel)

    async def _attempt_otherwise(
        self, row: OutboxRow, command: SayOtherwise, guest: Addressee, rows: Sequence[OutboxRow]
    ) -> Attempt:
        state = guest.state
        failed = what_failed(rows, command)
        if failed is None:
            return Settled(outcome="done", cause="it arrived after all")
        if says_nothing(failed.meant):
            return Settled(outcome="withheld", cause=_FORGOTTEN)
        if command.hindrance is Hindrance.DOOR:
            if (kept_back := await self.silence.keeps_back(state, row, failed.meant)) is not None:
                return kept_back
            elsewhere = await self._elsewhere(row, failed, failed.row.content, state)
            return elsewhere or self._undelivered(row, "the guest has no other door at which they could read it")
        content = row.content or content_otherwise(failed, command)
        if content is None:
            return self._undelivered(row, "there is no other way to say it")
        since = command.noted_at if command.hindrance is Hindrance.WINDOW else None
        attempt = await self._attempt(row, failed.meant, guest, content=content, closed_at=since)
        withheld = isinstance(attempt, Settled) and attempt.outcome == "withheld" and attempt.event is None
        return self._undelivered(row, attempt.cause) if withheld else attempt

    async def _attempt(
        self,
        row: OutboxRow,
        command: Say | PassOn,
        guest: Addressee,
        *,
        content: Content | None = None,
        closed_at: datetime | None = None,
    ) -> Attempt:
        state, channel = guest.state, self.channels[guest.state.channel]
        if row.delivery is not None and row.delivery.is_failure:
            return self._undelivered(row, "the channel reported a failure")
        if row.delivery is not None:
            return Settled(outcome="done", receipt=row.receipt)
        if row.sent_before and row.content is not None and not channel.can.repeats_safely:
            # Its content was kept right before it was sent: it may have reached the guest, and is never said twice. A
            # worker that died said nothing for as long as its lease held; the rest of the time a report may still come.
            waited = row.cause.startswith(MAY_HAVE_BEEN_SENT)
            cause = row.cause if waited else f"{MAY_HAVE_BEEN_SENT}: its worker was silent"
            return TryAgain(wait=None if waited else UNKNOWN_SEND - LEASE, sent_before=True, cause=cause)
        if (kept_back := await self.silence.keeps_back(state, row, command)) is not None:
            return kept_back
        if isinstance(command, Say) and state.handover is not None and not command.although_handed_over:
            return Settled(outcome="withheld", cause="a person has the conversation")
        if isinstance(command, Say) and command.unasked and guest.wants_silence:
            return Settled(outcome="withheld", cause="the guest wants to be left alone")
        if isinstance(command, Say) and command.unasked and content is None and self._is_quiet(state):
            # Decided by day, and held up until the night: left unsaid, as whatever comes too late.
            return Settled(outcome="withheld", cause="guests are left in peace at this hour")
        address = guest.address(channel)
        if address is None:
            return self._undelivered(row, "the guest has no address at this door")
        words = row.content or content or await self._worded(state.tenant, row, command)
        if not isinstance(words, Content):
            return words
        return await self._send(_Saying(row, command, channel, address, words, state, closed_at))

    async def _send(self, say: "_Saying") -> Attempt:
        """Send it as it may be sent now; once more, in a template, where the channel says that the window closed."""
        state, wrote = say.state, say.state.last_guest_at
        open_now = is_open(say.channel.can.reply_window, wrote, self.clock.now())
        if say.closed_at is not None and (wrote is None or wrote <= say.closed_at):
            open_now = False
        if open_now and say.row.rests and say.channel.can.joins_texts:
            waited = Waited(say.row, say.content, state.tenant, say.channel.can.text_length)
            say = evolve(say, content=await waited.with_what_waits(self.storage, self._word, self.clock.now()))
        content = self._sendable(say, is_open=open_now)
        if content is None:
            return self._undelivered(say.row, _CLOSED)
        attempt = await self._try_first(say, content)
        if not isinstance(attempt, Refusal):
            return attempt
        other = self._sendable(say, is_open=False) if attempt.reason is Reason.WINDOW_CLOSED else None
        if other is not None and content.template is None:
            attempt = await self._try(say, other)
        if not isinstance(attempt, Refusal):
            return attempt
        if attempt.reason is Reason.UNREACHABLE:
            elsewhere = await self._elsewhere(say.row, Failed(say.row, say.command), say.content, state)
            if elsewhere is not None:
                return elsewhere
        undelivered = self._undelivered(say.row, f"{attempt.reason.value} {attempt.detail}".strip())
        if attempt.reason is not Reason.UNWANTED:
            return undelivered
        now = self.clock.now()
        heard = WillingnessNoted(key=EventKey(f"willing:{say.row.key}"), at=now, told_at=now, wanted=False)
        return evolve(undelivered, elsewhere=(state.id, heard))

    async def _try_first(self, say: "_Saying", content: Content) -> Attempt | Refusal:
        """Send it, unless the house writes uninvited in a template, and others may need the rest of the day's reach."""
        if content.template is None or not isinstance(say.command, Say) or not say.command.unasked:
            return await self._try(say, content)
        try:
            over = await self._is_beyond_reach(say)
        except Unavailable as silence:
            wait = wait_before_retry(say.command, failures(say.row))
            return TryAgain(wait=wait, sent_before=False, cause=str(silence))
        if over:
            return self._undelivered(say.row, "the rest of the day's reach is kept for what guests wait for")
        return await self._try(say, content)

    async def _is_beyond_reach(self, say: "_Saying") -> bool:
        """Whether all hotels that share the channel's limit have written first to so many that the rest is kept."""
        channel, since = say.channel, self.clock.now() - _A_DAY
        reach = await channel.reach(say.address.account) if isinstance(channel, SupportsReach) else None
        if reach is None:
            return False
        doors = (self.tenants.behind(channel.name, account) for account in reach.accounts)
        reached = 0
        for tenant in sorted({door.tenant.id for door in doors if door is not None}):
            async with self.storage.work(tenant) as work:
                reached += await work.reached(since)
        return reached >= reach.limit * (1 - KEPT_OF_REACH)

    async def _elsewhere(
        self, row: OutboxRow, failed: Failed, content: Content | None, state: Conversation
    ) -> Settled | None:
        """What cannot be said here is said at another door of this guest; None where it is not to be, or there is none.

        Both are kept as the command is closed: it is said there once.
        """
        text = text_elsewhere(content) if failed.may_go_elsewhere else ""
        if not text:
            return None
        async with self.storage.work(state.tenant) as work:
            there = await other_door(work, self.channels, state)
        if there is None:
            return None
        cause = "it is said at another door of this guest"
        logger.warning("a message goes to another door of its guest", command=row.key, conversation=there)
        event = CarriedOver(key=EventKey(f"carried:{row.key}"), at=self.clock.now(), text=text)
        return Settled(outcome="refused", state=CommandState.GIVEN_UP, cause=cause, elsewhere=(there, event))

    def _sendable(self, say: "_Saying", *, is_open: bool) -> Content | None:
        tenant, channel, address = self.tenants.tenant(say.address.tenant), say.channel, say.address
        spoken = tuple(dict.fromkeys((say.command.language, *(tenant.languages if tenant is not None else ()))))
        template = None
        if isinstance(channel, SupportsTemplates):
            # No button of a person's goes into a template: there it could not be pressed.
            whole = say.content if isinstance(say.command, Say) else evolve(say.content, choices=())
            template = channel.in_template(address.account, whole, spoken)
        return sendable(say.content, is_open=is_open, otherwise=template)

    async def _try(self, say: "_Saying", content: Content) -> Attempt | Refusal:
        row, command, channel, address = say.row, say.command, say.channel, say.address
        if content.template is not None:
            name = content.template.name
            logger.info("the reply window is closed: it goes out in a template", command=row.key, template=name)
        try:
            await self._hold(address.tenant, row, say.content)
        except Unavailable as silence:
            return TryAgain(wait=wait_before_retry(command, failures(row)), sent_before=False, cause=str(silence))
        try:
            sending = channel.send(address, content, key=row.key)
            receipt = await within(self.clock, self.clock.now() + CALL, sending, silence=OutcomeUnknown)
        except OutcomeUnknown as unknown:
            return _unknown(row, command, channel, str(unknown))
        except Postponed as later:
            failed = Failed(row, command)
            elsewhere = await self._elsewhere(row, failed, say.content, say.state) if later.long else None
            if elsewhere is not None:
                return elsewhere
            too_long = row.rested + later.wait > LONGEST_REST
            return TryAgain(wait=None if too_long else later.wait, sent_before=False, cause=str(later), is_rest=True)
        except Unavailable as silence:
            wait = scattered(wait_before_retry(command, failures(row)), row.key, row.attempts)
            return TryAgain(wait=wait, sent_before=False, cause=str(silence))
        except Exception as failure:  # noqa: BLE001 - whatever it is, nobody knows what it had sent before
            logger.error("a channel failed", command=row.key, **failure_facts(failure))
            return _unknown(row, command, channel, type(failure).__name__)
        if isinstance(receipt, Refusal):
            return receipt
        alias = (address.identity, receipt.other_form) if receipt.other_form is not None else None
        receipt = evolve(receipt, other_form=None, in_template=content.template is not None)
        return Settled(outcome="done", receipt=receipt, alias=alias)

    def _is_quiet(self, state: Conversation) -> bool:
        """Whether guests of this house are written to only where they wait for it."""
        tenant = self.tenants.tenant(state.tenant)
        if tenant is None:
            return False
        house = tenant.property_named(state.property_id)
        return house.messages.is_quiet(house.local(self.clock.now()))

    async def keep_alias(self, tenant: TenantId, row: OutboxRow, alias: tuple[Identity, Identity]) -> None:
        """Know the guest under this form too; they are written to as before. Another guest's stays theirs."""
        identity, other_form = alias
        with suppress(Conflict, Unavailable):  # the next answer gives it again
            async with self.storage.work(tenant) as work:
                stored = await work.load(row.conversation)
                if stored is None or await work.detached([other_form]):
                    return
                guest = stored.conversation.guest
                known = await work.identities(guest)
                if identity in known and other_form not in known:
                    await work.guest([identity, other_form], fresh=guest)
                    await work.guest([identity], fresh=guest)

    async def _worded(self, tenant: TenantId, row: OutboxRow, command: Say | PassOn) -> Content | Attempt:
        """Its words, with no price in them that nobody quoted. What was kept, or said before, was looked at then."""
        try:
            content = await self._word(tenant, command)
        except Unavailable as silence:
            return TryAgain(wait=wait_before_retry(command, failures(row)), sent_before=False, cause=str(silence))
        if isinstance(command, Say) and (wrong := unquoted(content, command.reply)):
            return self._withheld(row, wrong)
        return content

    async def _word(self, tenant: TenantId, command: Say | PassOn) -> Content:
        if isinstance(command, PassOn):
            pressed = tuple(ContentChoice(token=each.token, title=each.title) for each in command.buttons)
            return Content(text=command.text, choices=pressed, purpose=purpose_of(command))
        hotel = self.tenants.tenant(tenant)
        tone = Tone.USTED if hotel is None else hotel.tone
        wording = self.wording.word(command.reply, command.language, tone)
        content = await within(self.clock, self.clock.now() + WORDING, wording)
        return evolve(content, purpose=purpose_of(command))

    async def _hold(self, tenant: TenantId, row: OutboxRow, content: Content) -> None:
        """The last look before it is sent: only who still has the command says anything, and what was kept."""
        try:
            async with self.storage.work(tenant) as work:
                await work.keep_content(row.key, content)
                await work.renew(row.key, attempt=row.attempts, lease_until=self.clock.now() + LEASE)
        except Conflict as taken:
            raise TakenOver(f"command {row.key} is another worker's") from taken

    def _withheld(self, row: OutboxRow, wrong: tuple[str, ...]) -> Settled:
        """A price that nobody quoted is not said: a person answers instead."""
        cause = f"amounts that nobody quoted: {'; '.join(wrong)}"
        logger.error("a message was withheld", command=row.key, cause=cause)
        event = GivenUp(
            key=EventKey(f"result:{row.key}"), at=self.clock.now(), effect=row.key, command="price", cause=cause
        )
        return Settled(outcome="withheld", event=event, state=CommandState.GIVEN_UP, cause=cause)

    def _undelivered(self, row: OutboxRow, cause: str) -> Settled:
        logger.warning("a message was not delivered", command=row.key, cause=cause)
        # What the house wrote of its own accord nobody waits for: no person has to step in for it.
        kind = "unasked" if isinstance(row.command, Say) and row.command.unasked else "say"
        if isinstance(row.command, SayOtherwise):
            kind = "sayotherwise"
        key = EventKey(f"result:{row.key}")
        event = GivenUp(key=key, at=self.clock.now(), effect=row.key, command=kind, cause=cause)
        return Settled(outcome="refused", event=event, state=CommandState.GIVEN_UP, cause=cause)


def _unknown(row: OutboxRow, command: Say | PassOn, channel: Channel, cause: str) -> TryAgain:
    """It may have reached the guest: sent again where that is safe, otherwise a delivery report is waited for."""
    if channel.can.repeats_safely:
        return TryAgain(wait=wait_before_retry(command, failures(row)), sent_before=True, cause=cause)
    return TryAgain(wait=UNKNOWN_SEND, sent_before=True, cause=f"{MAY_HAVE_BEEN_SENT}: {cause}")
