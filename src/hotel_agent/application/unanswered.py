"""What guests asked and nobody wrote down, counted by topic from what was said to them."""

from collections import Counter

from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.storage import Storage

MOST = 1000
"""So many conversations are looked through, the latest first."""


async def unanswered(storage: Storage, tenant: TenantId) -> Counter[str]:
    """How often each topic was asked about in vain at this tenant. Nothing guests wrote is read."""
    async with storage.work(tenant) as work:
        listed = [each.conversation for each in await work.conversations(limit=MOST) if each.conversation]
    asked = Counter[str]()
    for kept in listed:
        async with storage.work(tenant) as work:
            commands = [row.command for row in await work.outbox(kept.id)]
        asked.update(topic for each in commands if isinstance(each, Say) for topic in each.unanswered)
    return asked
