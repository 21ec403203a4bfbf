"""Identities. Each is a string with a meaning of its own, so that one cannot be passed for another."""

import re
from hashlib import blake2b
from typing import NewType

TenantId = NewType("TenantId", str)
PropertyId = NewType("PropertyId", str)
AccountId = NewType("AccountId", str)
"""The receiving end of a channel: a WhatsApp phone number id, a mailbox, a web-chat key."""
GuestId = NewType("GuestId", str)
ConversationId = NewType("ConversationId", str)
EventKey = NewType("EventKey", str)
"""Unique within (tenant, account): `message:<provider id>`, `result:<effect key>`, `wake:<effect key>`, ..."""
EffectKey = NewType("EffectKey", str)
"""The idempotency key of a command: 32 lower-case hex characters without personal data.

The first 12 name the trail it belongs to, the next 16 the turn that decided it, the last 4 its place therein.
"""
QuoteId = NewType("QuoteId", str)
DraftId = NewType("DraftId", str)
ChoiceToken = NewType("ChoiceToken", str)
RoomTypeId = NewType("RoomTypeId", str)
RoomId = NewType("RoomId", str)
RatePlanId = NewType("RatePlanId", str)
ExtraId = NewType("ExtraId", str)
ConfirmationNumber = NewType("ConfirmationNumber", str)
ProviderId = NewType("ProviderId", str)
"""How a channel's provider names one message, ours or the guest's. Opaque."""

_COME_OF_COMMANDS = frozenset({"result", "carried", "code", "willing"})
"""Kinds of event keys that may hold the key of the command they came of."""
_EFFECT_KEY = re.compile(r"[0-9a-f]{32}")


def digest(*parts: str) -> str:
    """32 lower-case hex characters naming these parts, in this order. The same parts always give the same name."""
    seal = blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        seal.update(len(encoded).to_bytes(8, "big"))
        seal.update(encoded)
    return seal.hexdigest()


def event_name(tenant: TenantId, conversation: ConversationId, key: EventKey) -> str:
    """A short name of an event for people and logs: a key holds a provider's id, which may hold a telephone number."""
    return digest("event", tenant, conversation, key)[:12]


def effect_key(trail: str, turn: str, position: int) -> EffectKey:
    """The key of the command at this position of this turn on this trail: it shows all three."""
    return EffectKey(f"{trail}{turn}{position:04x}")


def turn_name(tenant: TenantId, account: AccountId, event: EventKey) -> str:
    """16 lower-case hex characters naming the turn that consumed this account's event, and whatever came with it."""
    return digest("effect", tenant, account, event)[:16]


def trail_name(tenant: TenantId, account: AccountId, key: EventKey, *, effect: EffectKey | None = None) -> str:
    """Under which name all is done that comes of this event: 12 lower-case hex characters.

    What a command of ours came to, told by the event's key or by `effect`, goes on under the name at the head of that
    command's key; everything else is a beginning, also a moment we asked to be woken at.
    """
    kind, _, of = key.partition(":")
    ours = of if kind in _COME_OF_COMMANDS else effect or ""
    return ours[:12] if _EFFECT_KEY.fullmatch(ours) else digest("trail", tenant, account, key)[:12]
