"""What comes in is stored before anybody is told that it arrived."""

from collections.abc import Collection
from contextlib import nullcontext
from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.budget import Budget
from hotel_agent.application.doors import part_from
from hotel_agent.application.otherwise import went_out_since
from hotel_agent.application.pressed import as_shown
from hotel_agent.application.trails import coming_in
from hotel_agent.domain.conversations.cards import masked_json, without_cards
from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.events import (
    DeliveryNoted,
    GuestChangedIdentity,
    GuestEvent,
    GuestRevoked,
)
from hotel_agent.domain.conversations.other_doors import (
    DoorsParted,
)
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, EventKey, GuestId, TenantId, event_name
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.domain.tenants.directory import Directory, FoundBy
from hotel_agent.domain.tenants.tenant import Door
from hotel_agent.ports.channel import (
    Channel,
    Credentials,
    Identity,
    Inbound,
    RawRequest,
    SupportsNews,
    Unparsed,
)
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.rows import AuditEntry, OutboxRow, Stray
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.trail import Trail, following

LONGEST_BURST = timedelta(seconds=8)
"""A guest who keeps writing is answered after so long at the latest."""

UNROUTED = "unrouted"
"""The kind of what was understood and belongs to no hotel."""

_MOST_CONFLICTS = 5

_UNCLAIMED = "no hotel claims this account; name it under a tenant's accounts, or name a default tenant"


@frozen(kw_only=True)
class Received:
    """What became of a request: events newly kept, events already known, and pieces that belong to no conversation."""

    kept: int = 0
    repeated: int = 0
    strays: int = 0


@frozen(kw_only=True)
class _Kept:
    """What became of one piece: whether it was new, and the trail it is on where it is a conversation's."""

    new: bool
    trail: Trail | None = None


class _KnownChange(Exception):
    """Told of a change of number once more: what was changed under it again is undone. The number may be another's."""


@frozen(kw_only=True)
class Reception:
    """Takes requests in: admits, finds tenant, guest and conversation, and keeps each event in one transaction."""

    tenants: Directory
    storage: Storage
    clock: Clock
    chance: Chance
    observer: Observer
    quiet: timedelta
    budget: Budget = field(init=False)

    @budget.default
    def _own_budget(self) -> Budget:
        return Budget(self.clock, self.observer)

    async def receive(self, channel: Channel, request: RawRequest, credentials: Credentials) -> Received | Refusal:
        """Keep everything in this request. Repeating is safe: what is known already is not kept twice.

        Returned, all of it is stored. Raises Unavailable when something could not be: then the sender must send again.
        """
        admitted = channel.admit(request, credentials)
        if isinstance(admitted, Refusal):
            return admitted
        received = Received()
        for piece in admitted:
            if isinstance(piece, Unparsed):
                before, received = received, await self._set_aside(_unparsed(channel, piece, request), received)
                is_news = piece.kind == "note" and received.strays > before.strays
                if is_news and _may_tell_of(piece.account, credentials.accounts) and isinstance(channel, SupportsNews):
                    channel.heed(piece, credentials.accounts)
            elif (cause := self._nobodys(channel, piece, credentials.accounts)) is not None:
                stray = _unrouted(channel, piece, request, cause, credentials.app)
                received = await self._set_aside(stray, received)
            else:
                received = await self._keep(channel, piece, request, received, credentials.app)
        return received

    def _nobodys(self, channel: Channel, piece: Inbound, accounts: Collection[AccountId] | None) -> str | None:
        """Why this piece belongs to nobody, if it does; an account no hotel has is counted as such."""
        cause = _nobodys(piece, accounts)
        if cause is None or self.tenants.account(channel.name, piece.account) is not None:
            return cause
        self.observer.tenant_resolved(FoundBy.NOBODY.value)
        return _UNCLAIMED

    async def take_again(
        self, channel: Channel, stray: Stray, *, accounts: Collection[AccountId] | None, by: str
    ) -> TenantId | None:
        """Give what came in for nobody to the hotel whose account it names by now; None where there still is none.

        It is forgotten as a stray once its hotel has it. Repeating is safe: what the hotel has already is not kept
        twice. `accounts` are those its sender may speak for today; None: every account. Raises Unavailable.
        """
        piece = stray.arrival
        if piece is None or _nobodys(piece, accounts) is not None:
            return None
        door = self.tenants.behind(channel.name, piece.account)
        if door is None:
            return None
        subject = f"{channel.name} {event_name(door.tenant.id, ConversationId(''), stray.key)}"
        act = AuditEntry(at=self.clock.now(), by=by, action="route", subject=subject)
        await self._keep_once(door, channel, piece, act)
        await self.storage.drop_stray(stray)
        return door.tenant.id

    async def _keep(
        self, channel: Channel, piece: Inbound, request: RawRequest, received: Received, app: str
    ) -> Received:
        found = self.tenants.resolve(channel.name, piece.account)
        self.observer.tenant_resolved(found.found_by.value)
        door = found.door
        if door is None:
            return await self._set_aside(_unrouted(channel, piece, request, _UNCLAIMED, app), received)
        if await self._keep_once(door, channel, piece):
            return evolve(received, kept=received.kept + 1)
        return evolve(received, repeated=received.repeated + 1)

    async def _keep_once(self, door: Door, channel: Channel, piece: Inbound, act: AuditEntry | None = None) -> bool:
        """Keep it for this door, with who wanted that. False, and nothing kept, where the hotel has it already."""
        for _ in range(_MOST_CONFLICTS):
            try:
                kept = await self._keep_at(door, channel, piece, act)
            except _KnownChange:
                kept = _Kept(new=False)
            except Conflict:
                continue
            with nullcontext() if kept.trail is None else following(kept.trail):
                self._tell(door, channel, piece, new=kept.new)
            return kept.new
        raise Bug("an event was in conflict with itself")

    def _tell(self, door: Door, channel: Channel, piece: Inbound, *, new: bool) -> None:
        kind = type(piece.event).__name__
        self.observer.event_received(channel=channel.name, kind=kind, repeated=not new, tenant=door.tenant.id)
        if new and isinstance(piece.event, DeliveryNoted):
            self.observer.delivery_noted(channel.name, piece.event.state.value, tenant=door.tenant.id)

    async def _keep_at(self, door: Door, channel: Channel, piece: Inbound, act: AuditEntry | None) -> "_Kept":
        now = self.clock.now()
        async with self.storage.work(door.tenant.id) as work:
            if act is not None:
                await work.note_act(act)
            if isinstance(piece.event, DeliveryNoted):
                return await self._keep_delivery(work, door, piece.account, piece.event, now)
            piece, guest = await self._whose(work, channel, piece)
            conversation = await work.conversation_at(channel.name, piece.account, guest)
            if conversation is None:
                if not isinstance(piece.event, GuestChangedIdentity) and not await work.identities(guest, held=True):
                    raise Conflict("this guest has just been linked with another")
                conversation = ConversationId(self.chance.token())
                await work.begin(_conversation(conversation, door, channel, piece, guest, await _vouched(work, piece)))
            event, due_at = await as_shown(work, conversation, without_cards(piece.event)), now
            if isinstance(event, GuestRevoked):
                await work.erase(conversation, event.message)
            if isinstance(event, GuestEvent):
                due_at = await _end_of_burst(work, conversation, now, self.quiet)
                event = evolve(event, unheard=await work.unsaid(conversation))
            new = await work.add_event(conversation, event, received_at=now, due_at=due_at)
            if not new and isinstance(event, GuestChangedIdentity):
                raise _KnownChange
            return _Kept(new=new, trail=coming_in(door.tenant.id, piece.account, conversation, event))

    async def _keep_delivery(
        self, work: Work, door: Door, account: AccountId, event: DeliveryNoted, now: datetime
    ) -> "_Kept":
        failed, before = event.state is DeliveryState.FAILED, None
        if failed and (held := await _noted(work, event, DeliveryState.ACCEPTED, now)) is not None:
            # Who notes anything holds the conversation: of two failures reported at once, one sees the other.
            row = await _row(work, held, event)
            if row is not None and went_out_since(row, event):
                new = await work.add_event(held, evolve(event, overtaken=True), received_at=now, due_at=now)
                return _Kept(new=new, trail=coming_in(door.tenant.id, account, held, event))
            before = row.delivery if row is not None else None
            event = evolve(event, effect=row.key if row is not None else event.effect)
        conversation = await _noted(work, event, event.state, now)
        if conversation is None:
            return _Kept(new=True)
        if failed:
            row = await _row(work, conversation, event)
            after = row.delivery if row is not None else None
            event = evolve(event, overtaken=not _is_news(before, after, event))
        cost = event.cost
        if cost is not None and await work.note_cost(conversation, event.message, cost, at=now) and cost.billable:
            await self.budget.charge(work, door, cost)
        new = await work.add_event(conversation, event, received_at=now, due_at=now)
        return _Kept(new=new, trail=coming_in(door.tenant.id, account, conversation, event))

    async def _whose(self, work: Work, channel: Channel, piece: Inbound) -> tuple[Inbound, GuestId]:
        """The guest this piece concerns; of a change of number or id, what could not be given to them is said in it."""
        fresh, event = GuestId(self.chance.token()), piece.event
        if not isinstance(event, GuestChangedIdentity):
            lent = channel.can.lent
            return piece, await work.guest(piece.identities, fresh=fresh, lent=lent, also=piece.also)
        guest = await work.guest(piece.identities, fresh=fresh)
        # Doors were linked with whoever had the number, and not with whoever has it now.
        parted = DoorsParted(key=EventKey(f"parted:{fresh}"), at=self.clock.now())
        if await part_from(work, guest, channel, to=fresh, event=parted):
            guest = fresh
        current = [Identity(*pair) for pair in event.current]
        await work.detach(guest, [Identity(*pair) for pair in event.previous if pair not in event.current])
        own = await work.identities(guest)
        return evolve(piece, event=evolve(event, kept_apart=any(each not in own for each in current))), guest

    async def _set_aside(self, stray: Stray, received: Received) -> Received:
        new = await self.storage.keep_stray(stray)
        lost = stray.kind == UNROUTED
        self.observer.event_received(channel=stray.channel, kind=UNROUTED if lost else "stray", repeated=not new)
        if new:
            level, facts = "ERROR" if lost else "WARNING", {"channel": stray.channel, "app": stray.app}
            told = "a message is nobody's: no hotel has the account" if lost else "a piece that says nothing was kept"
            logger.log(level, told, kind=stray.kind, cause=stray.cause, **facts)
            return evolve(received, strays=received.strays + 1)
        return evolve(received, repeated=received.repeated + 1)


async def _noted(work: Work, event: DeliveryNoted, state: DeliveryState, at: datetime) -> ConversationId | None:
    """Where the message was said that is known to have got so far, now that it is noted."""
    return await work.note_delivery(effect=event.effect, message=event.message, state=state, at=at, part=event.part)


async def _row(work: Work, conversation: ConversationId, event: DeliveryNoted) -> OutboxRow | None:
    """The command that said what is reported on."""
    for row in await work.outbox(conversation):
        if row.key == event.effect or (row.receipt is not None and row.receipt.message == event.message):
            return row
    return None


def _is_news(before: DeliveryState | None, after: DeliveryState | None, event: DeliveryNoted) -> bool:
    """Whether the guest has not got it, and nobody knew. One answer fails once, however many parts of it do."""
    if before is not None and before.is_failure:
        return False
    return not event.part if after is None else after.is_failure


async def _end_of_burst(work: Work, conversation: ConversationId, now: datetime, quiet: timedelta) -> datetime:
    """When the guest's breath ends if nothing more comes: messages waiting already wait as long as this one."""
    waiting = [row for row in await work.waiting(conversation) if row.from_guest]
    due_at = now + quiet
    if waiting:
        due_at = max(now, min(due_at, min(row.received_at for row in waiting) + LONGEST_BURST))
        # What was put off has to wait for as long as it has to; what is written meanwhile is answered with it.
        due_at = max(due_at, *(row.due_at for row in waiting))
        await work.postpone(conversation, [row.key for row in waiting], due_at=due_at)
    return due_at


async def _vouched(work: Work, piece: Inbound) -> tuple[GuestContact, ...]:
    """What the channel vouches for; of what was another guest's before, nothing: their reservations stand under it."""
    return () if await work.detached([*piece.identities, *piece.also]) else piece.contacts


def _conversation(  # noqa: PLR0917 - all a conversation begins with
    conversation: ConversationId,
    door: Door,
    channel: Channel,
    piece: Inbound,
    guest: GuestId,
    vouched: tuple[GuestContact, ...],
) -> Conversation:
    phones = (contact.value for contact in piece.contacts if contact.kind is ContactKind.PHONE)
    emails = (contact.value for contact in piece.contacts if contact.kind is ContactKind.EMAIL)
    return Conversation(
        id=conversation,
        tenant=door.tenant.id,
        property_id=door.property.id,
        channel=channel.name,
        account=piece.account,
        guest=guest,
        language=_spoken(door, piece.language),
        known=KnownGuest(phone=next(phones, None), email=next(emails, None), contacts=vouched),
    )


def _spoken(door: Door, hint: str) -> Language:
    """The house's language in which the person came; its own where it does not speak that."""
    languages = door.tenant.languages
    return next((each for each in languages if each == hint.partition("-")[0].lower()), languages[0])


def _may_tell_of(account: AccountId | None, accounts: Collection[AccountId] | None) -> bool:
    """Whether who speaks for these accounts may tell of this one; news may be of none."""
    return account is None or accounts is None or account in accounts


def _nobodys(piece: Inbound, accounts: Collection[AccountId] | None) -> str | None:
    """Why this piece belongs to nobody, if it does. Its sender speaks for these accounts; None: for every one."""
    if not _may_tell_of(piece.account, accounts):
        return "the sender has no right to speak for this account"
    if not piece.identities and not isinstance(piece.event, DeliveryNoted):
        return "it names no person"
    return None


def _unparsed(channel: Channel, piece: Unparsed, request: RawRequest) -> Stray:
    return Stray(
        channel=channel.name,
        account=piece.account,
        key=piece.key,
        kind=piece.kind,
        cause=piece.cause,
        payload=masked_json(piece.payload),
        received_at=request.received_at,
    )


def _unrouted(channel: Channel, piece: Inbound, request: RawRequest, cause: str, app: str) -> Stray:
    return Stray(
        channel=channel.name,
        account=piece.account,
        key=piece.event.key,
        kind=UNROUTED,
        cause=cause,
        payload=masked_json(piece.payload),
        received_at=request.received_at,
        app=app,
        arrival=evolve(piece, event=without_cards(piece.event), payload=""),
    )
