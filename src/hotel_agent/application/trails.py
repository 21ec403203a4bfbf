"""The steps of a trail: something came in, a turn was taken, a command was performed."""

from collections.abc import Sequence

from hotel_agent.application.matters import Matter
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import DeliveryNoted, Event, GuestEvent, Outcome
from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    EffectKey,
    EventKey,
    TenantId,
    digest,
    trail_name,
    turn_name,
)
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.ports.trail import Trail, beginning


def coming_in(tenant: TenantId, account: AccountId, conversation: ConversationId, event: Event) -> Trail:
    """An event was kept: where nothing of ours led to it, a trail begins."""
    name = _trail_of(tenant, account, event)
    after = _performed(event.effect) if isinstance(event, DeliveryNoted) and event.effect else ""
    return Trail(name=name, step=beginning(name), after=after, conversation=conversation)


def deciding(state: Conversation, matters: Sequence[Matter], *, lost: EventKey | None = None, under: EventKey) -> Trail:
    """A turn is taken under this event's key: on the trail of the first of what it decides, or of what it gives up."""
    events = [row.event for matter in matters for row in matter.rows]
    names = list(dict.fromkeys(_trail_of(state.tenant, state.account, event) for event in events))
    name = names[0] if names else trail_name(state.tenant, state.account, lost or under)
    after = ""
    if events and isinstance(events[0], GuestEvent):
        after = beginning(name)
    elif events and isinstance(events[0], Outcome | DeliveryNoted) and events[0].effect:
        after = _performed(events[0].effect)
    step = turn_name(state.tenant, state.account, under)
    return Trail(name=name, step=step, after=after, conversation=state.id, also=tuple(names[1:]))


def performing(row: OutboxRow) -> Trail:
    """A command is performed: its key says what it came of, and which turn decided it."""
    return Trail(name=row.key[:12], step=_performed(row.key), after=row.key[12:28], conversation=row.conversation)


def _trail_of(tenant: TenantId, account: AccountId, event: Event) -> str:
    effect = event.effect if isinstance(event, DeliveryNoted) else None
    return trail_name(tenant, account, event.key, effect=effect)


def _performed(effect: EffectKey) -> str:
    return digest("performed", effect)[:16]
