"""Identities. Each is a string with a meaning of its own, so that one cannot be passed for another."""

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
"""The idempotency key of a command: 32 lower-case hex characters without personal data."""
QuoteId = NewType("QuoteId", str)
ChoiceToken = NewType("ChoiceToken", str)
RoomTypeId = NewType("RoomTypeId", str)
RoomId = NewType("RoomId", str)
RatePlanId = NewType("RatePlanId", str)
ExtraId = NewType("ExtraId", str)
ConfirmationNumber = NewType("ConfirmationNumber", str)
ProviderId = NewType("ProviderId", str)
"""How a channel's provider names one message, ours or the guest's. Opaque."""


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


def effect_key(tenant: TenantId, account: AccountId, event: EventKey, position: int) -> EffectKey:
    """The key of the command at this position of the turn that consumed this account's event."""
    return EffectKey(digest("effect", tenant, account, event, str(position)))
