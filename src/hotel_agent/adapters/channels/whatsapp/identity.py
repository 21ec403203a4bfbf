"""When WhatsApp says that somebody has another number, or another id, than before (contract, 2.5, `system`)."""

from hotel_agent.adapters.channels.whatsapp.fields import Json, identifier, phone, table, words
from hotel_agent.adapters.channels.whatsapp.messages import Common
from hotel_agent.adapters.channels.whatsapp.people import Person
from hotel_agent.domain.conversations.events import GuestChangedIdentity
from hotel_agent.ports.channel import Identity

_CHANGES = frozenset(
    {"user_changed_number", "user_changed_user_id", "customer_changed_number", "customer_identity_changed"}
)
"""The first two are today's names; the others are older and still sent by some."""


def changed_identity(message: Json, common: Common) -> tuple[GuestChangedIdentity, tuple[Identity, ...]] | None:
    """What was changed, and how the person is known: as before first, so that the guest is found, then as from now on.

    None when it does not say who is meant, or says something else.
    """
    system = table(message, "system")
    if words(system, "type") not in _CHANGES:
        return None
    before = Person(
        bsuid=identifier(system, "previous_user_id") or identifier(message, "from_user_id"),
        parent_bsuid=identifier(system, "previous_parent_user_id"),
        number=phone(message, "from") or phone(system, "customer"),
    ).identities
    since = Person(
        bsuid=identifier(system, "user_id"),
        parent_bsuid=identifier(system, "parent_user_id"),
        number=phone(system, "wa_id") or phone(system, "new_wa_id"),
    ).identities
    if not before or not since:
        return None
    event = GuestChangedIdentity(**common, previous=_pairs(before), current=_pairs(since))
    return event, (*before, *(each for each in since if each not in before))


def _pairs(identities: tuple[Identity, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((each.kind, each.value) for each in identities)
