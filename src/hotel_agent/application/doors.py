"""One guest at several doors: linked and parted, each act written down.

Linking gives one guest the other's identities and conversations. No conversation is merged: each learns what the
others know of their guest, and nothing else.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from attrs import frozen

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.doors import Whereabouts, objection, told_by
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
    DoorsParted,
)
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, EventKey, GuestId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Channel, Identity
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.rows import AtDoor, AuditEntry
from hotel_agent.ports.storage import Storage, Work


@frozen(kw_only=True)
class GuestCard:
    """A guest as staff see them: how channels know them, and their conversations."""

    guest: GuestId
    identities: Sequence[Identity]
    conversations: Sequence[AtDoor]


@frozen(kw_only=True)
class Doors:
    """Staff's hand on who is one guest. Everything stays within one hotel."""

    storage: Storage
    channels: Mapping[str, Channel]
    clock: Clock
    chance: Chance

    async def card(self, tenant: TenantId, name: str) -> GuestCard | None:
        """The guest of this id, or of the conversation of this id; None where this hotel has neither."""
        async with self.storage.work(tenant) as work:
            guest = await _guest_named(work, name)
            if guest is None:
                return None
            identities, conversations = await work.identities(guest), await work.conversations_of(guest)
        return GuestCard(guest=guest, identities=identities, conversations=conversations)

    async def link(self, tenant: TenantId, name: str, other: str, *, by: str, because: str) -> GuestCard | Refusal:
        """Two guests, each named by their id or a conversation's, are one from now on. `because` is what proved it.

        Refused: NOT_FOUND, SAME_GUEST, SAME_DOOR, ONLY_CLAIMED. Raises Conflict when somebody else was faster.
        """
        now, key = self.clock.now(), EventKey(f"linked:{self.chance.token()}")
        async with self.storage.work(tenant) as work:
            guest, second = await _guest_named(work, name), await _guest_named(work, other)
            if guest is None or second is None:
                return Refusal(Reason.NOT_FOUND)
            refusal = await join(work, guest, second)
            if refusal is not None:
                return refusal
            await share(work, guest, key=key, at=now)
            subject = f"{guest} with {second}: {because}"
            await work.note_act(AuditEntry(at=now, by=by, action="link", subject=subject))
            identities, conversations = await work.identities(guest), await work.conversations_of(guest)
        return GuestCard(guest=guest, identities=identities, conversations=conversations)

    async def part(self, tenant: TenantId, name: str, channel: str, *, by: str, because: str) -> GuestId | Refusal:
        """What this guest has at this channel is a guest's of its own again, whose new id is given.

        Refused: NOT_FOUND where there is no such guest, or they have no other door. Raises Bug for a channel that this
        desk does not have, Conflict when somebody else was faster.
        """
        door = self.channels.get(channel)
        if door is None:
            raise Bug(f"this desk has no channel {channel!r}")
        now, fresh = self.clock.now(), GuestId(self.chance.token())
        async with self.storage.work(tenant) as work:
            guest = await _guest_named(work, name)
            event = DoorsParted(key=EventKey(f"parted:{fresh}"), at=now)
            if guest is None or not await part_from(work, guest, door, to=fresh, event=event):
                return Refusal(Reason.NOT_FOUND)
            subject = f"{guest} at {channel}, now {fresh}: {because}"
            await work.note_act(AuditEntry(at=now, by=by, action="unlink", subject=subject))
        return fresh


async def join(work: Work, guest: GuestId, other: GuestId) -> Refusal | None:
    """Give this guest all that is the other's, or say why not. Raises Conflict when somebody else was faster."""
    if guest == other:
        return Refusal(Reason.SAME_GUEST)
    for each in sorted((guest, other)):
        await work.identities(each, held=True)
    identities, conversations = await work.identities(other), await work.conversations_of(other)
    refusal = objection(await _whereabouts(work, guest), await _whereabouts(work, other))
    if refusal is None:
        theirs = [each.conversation for each in conversations]
        await work.give(other, to=guest, identities=identities, conversations=theirs)
    return refusal


async def share(
    work: Work, guest: GuestId, *, key: EventKey, at: datetime, but: ConversationId | None = None
) -> KnownGuest:
    """Tell each of the guest's conversations what the others know. Returns what is to be told to the one left out."""
    states, left_out = await states_of(work, guest), KnownGuest()
    for state in states:
        told = told_by([each for each in states if each.id != state.id])
        if state.id == but:
            left_out = told
            continue
        await work.add_event(state.id, DoorsLinked(key=key, at=at, told=told), received_at=at, due_at=at)
    return left_out


async def part_from(work: Work, guest: GuestId, channel: Channel, *, to: GuestId, event: DoorsParted) -> bool:
    """What this guest has at this channel is the other's from now on. False where that is nothing, or everything."""
    kinds = {*channel.can.identities, *channel.can.also_known_by}
    held, conversations = await work.identities(guest, held=True), await work.conversations_of(guest)
    given = [each for each in held if each.kind in kinds]
    if not given or len(given) == len(held):
        return False
    moved = [each.conversation for each in conversations if each.channel == channel.name]
    await work.give(guest, to=to, identities=given, conversations=moved)
    for each in conversations:
        await work.add_event(each.conversation, event, received_at=event.at, due_at=event.at)
    return True


async def _whereabouts(work: Work, guest: GuestId) -> Whereabouts:
    identities, conversations = await work.identities(guest), await work.conversations_of(guest)
    return Whereabouts(
        kinds=frozenset(each.kind for each in identities),
        doors=frozenset((each.channel, each.account) for each in conversations),
    )


async def _guest_named(work: Work, name: str) -> GuestId | None:
    """The guest of this id, or of the conversation of this id."""
    if await work.identities(GuestId(name)):
        return GuestId(name)
    with suppress(Bug):  # one that nobody can read names no guest
        stored = await work.load(ConversationId(name))
        return None if stored is None else stored.conversation.guest
    return None


async def states_of(work: Work, guest: GuestId) -> list[Conversation]:
    """The guest's conversations, without those that nobody can read."""
    states = list[Conversation]()
    for each in await work.conversations_of(guest):
        with suppress(Bug):
            stored = await work.load(each.conversation)
            if stored is not None:
                states.append(stored.conversation)
    return states
