"""Rows of a memory that nobody can read any more."""

from attrs import evolve, frozen

from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.ids import ConversationId, EffectKey, EventKey, TenantId

HOLOGRAM = {"kind": "Hologram"}
"""What a later release may keep."""


@frozen
class MemorySpoiler:
    """Changes the rows of a memory behind its back."""

    storage: MemoryStorage

    async def event(self, tenant: TenantId, conversation: ConversationId, key: EventKey) -> None:
        kept = self.storage._tenants[tenant]
        for rows in (kept.open_events, kept.happened):
            rows[conversation] = tuple(
                evolve(row, event={**row.event, **HOLOGRAM}) if row.key == key else row for row in rows[conversation]
            )

    async def command(self, tenant: TenantId, key: EffectKey) -> None:
        rows = self.storage._tenants[tenant].commands
        rows[key] = evolve(rows[key], command={**rows[key].command, **HOLOGRAM})

    async def state(self, tenant: TenantId, conversation: ConversationId) -> None:
        rows = self.storage._tenants[tenant].conversations
        rows[conversation] = evolve(rows[conversation], state={**rows[conversation].state, **HOLOGRAM})
