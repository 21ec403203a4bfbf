"""What a hotel's messages cost in a month, and the alarm before that is more than it meant to pay."""

from datetime import datetime, time

from attrs import field, frozen
from loguru import logger

from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.tenant import Door
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.storage import Work

WARNINGS = (80, 100)
"""At so many hundredths of its budget a hotel's keepers are told, once a month each."""


@frozen
class Budget:
    """Counts what is charged, and raises the alarm. Nothing is held back: a guest is not to pay for the month."""

    clock: Clock
    observer: Observer
    _told: set[tuple[TenantId, str, int]] = field(factory=set, init=False)
    """Of whom, in which month, at which part of the budget the alarm was raised in this process."""

    async def charge(self, work: Work, door: Door, cost: MessageCost) -> None:
        """One more message is charged for; it is noted already."""
        now, tenant = door.property.local(self.clock.now()), door.tenant
        began = datetime.combine(now.date().replace(day=1), time(), now.tzinfo)
        count, budget = await work.paid_messages(began), tenant.rules.paid_messages_a_month
        self.observer.message_charged(cost.category, tenant=tenant.id, this_month=count, budget=budget)
        if not budget:
            return
        for part in WARNINGS:
            told = (tenant.id, f"{began:%Y-%m}", part)
            if count * 100 >= budget * part and told not in self._told:
                self._told.add(told)
                logger.critical("a hotel's budget for messages runs out", tenant=tenant.id, percent=part, count=count)
