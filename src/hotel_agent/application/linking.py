"""What a guest does to link two doors: a code is made and told at the other one, and whoever shows it is linked."""

from collections.abc import Mapping

from attrs import frozen

from hotel_agent.application.attempt import Attempt, Settled
from hotel_agent.application.doors import join, share
from hotel_agent.application.window import is_open
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import LinkDoors, SendLinkCode
from hotel_agent.domain.conversations.events import (
    LinkRefused,
)
from hotel_agent.domain.conversations.linking import code_of, seal
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EventKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Channel, Identity
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.rows import AuditEntry, OutboxRow
from hotel_agent.ports.storage import Storage, Work

_MOST_CONFLICTS = 5
_KINDS = {ContactKind.EMAIL: "email", ContactKind.PHONE: "wa_phone"}
"""Under which kind of identity whoever is reached by such a contact is known."""


@frozen(kw_only=True)
class Linking:
    """Performs the two commands of a guest who shows that another door is theirs too."""

    storage: Storage
    channels: Mapping[str, Channel]
    clock: Clock
    chance: Chance

    async def attempt(self, tenant: TenantId, row: OutboxRow, command: SendLinkCode | LinkDoors) -> Attempt:
        """Make a code, or link whoever showed it. Repeating is safe: what is linked already stays so."""
        if isinstance(command, SendLinkCode):
            return await self._make_code(tenant, row, command)
        for _ in range(_MOST_CONFLICTS):
            try:
                async with self.storage.work(tenant) as work:
                    event = await self._link(work, row, command.address)
            except Conflict:
                continue
            return Settled(outcome="refused" if isinstance(event, LinkRefused) else "done", event=event)
        raise Conflict("these guests change faster than they are linked")

    async def _make_code(self, tenant: TenantId, row: OutboxRow, command: SendLinkCode) -> Settled:
        """A code, and the conversation it is told in. Both are kept as the command is closed: none is told twice."""
        now, code = self.clock.now(), code_of(self.chance.token())
        async with self.storage.work(tenant) as work:
            state = await _state(work, row)
            there = await self._there(work, command.address)
        made = LinkCodeMade(
            key=EventKey(f"result:{row.key}"),
            at=now,
            seal=seal(tenant, state.id, command.address, code),
            asked_at=command.asked_at,
        )
        asked = LinkCodeAsked(key=EventKey(f"code:{row.key}"), at=now, code=code)
        return Settled(outcome="done", event=made, elsewhere=None if there is None else (there, asked))

    async def _there(self, work: Work, address: GuestContact) -> ConversationId | None:
        """Where whoever is known at this address reads what is sent there; None where nobody is, or may be written to.

        Where a channel lets nobody write any more until its guest does, a code would come to nothing.
        """
        kind = _KINDS[address.kind]
        guest = await work.guest_of(Identity(kind, address.value))
        for door in () if guest is None else await work.conversations_of(guest):
            channel = self.channels.get(door.channel)
            if channel is None or kind not in channel.can.identities:
                continue
            stored = await work.load(door.conversation)
            wrote = None if stored is None else stored.conversation.last_guest_at
            if is_open(channel.can.reply_window, wrote, self.clock.now()):
                return door.conversation
        return None

    async def _link(self, work: Work, row: OutboxRow, address: GuestContact) -> DoorsLinked | LinkRefused:
        state, now = await _state(work, row), self.clock.now()
        key, guest = EventKey(f"result:{row.key}"), state.guest
        other = await work.guest_of(Identity(_KINDS[address.kind], address.value))
        refusal = Refusal(Reason.NOT_FOUND) if other is None else await join(work, guest, other)
        if other is not None and refusal is not None and refusal.reason is Reason.NOT_FOUND:
            raise Conflict("this guest has just become another one")
        if refusal is not None and refusal.reason is not Reason.SAME_GUEST:
            return LinkRefused(key=key, at=now, effect=row.key, refusal=refusal)
        if refusal is None:
            subject = f"{guest} with {other}: the code sent to the other door was shown"
            await work.note_act(AuditEntry(at=now, by="guest", action="link", subject=subject))
        # Told once more where a worker died after linking: under its key each conversation keeps it once.
        told = await share(work, guest, key=EventKey(f"linked:{row.key}"), at=now, but=state.id)
        return DoorsLinked(key=key, at=now, told=told)


async def _state(work: Work, row: OutboxRow) -> Conversation:
    stored = await work.load(row.conversation)
    if stored is None:
        raise Bug(f"command {row.key} belongs to no conversation")
    return stored.conversation
