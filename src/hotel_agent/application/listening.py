"""What a channel fetches by itself, taken in like everything else that comes."""

from datetime import timedelta

from attrs import frozen
from loguru import logger

from hotel_agent.application.receive import Reception
from hotel_agent.domain.errors import Bug, failure_facts
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import RawRequest, SupportsListening
from hotel_agent.ports.clock import Clock

_REST = timedelta(seconds=5)


@frozen(kw_only=True)
class ChannelIntake:
    """Takes in what one channel brings."""

    tenants: Directory
    reception: Reception
    channel: SupportsListening

    def tenant(self, account: AccountId) -> TenantId | None:
        """Whose account this is."""
        door = self.tenants.behind(self.channel.name, account)
        return None if door is None else door.tenant.id

    async def take(self, request: RawRequest) -> None:
        """Keep everything in this request. Raises Unavailable when it could not be."""
        received = await self.reception.receive(self.channel, request, self.channel.credentials)
        if isinstance(received, Refusal):
            raise Bug(f"the channel {self.channel.name} does not believe itself: {received.reason.value}")

    async def listen(self, clock: Clock) -> None:
        """Let the channel bring what comes, until cancelled. A mistake that ends it is told, and it begins again."""
        while True:
            try:
                return await self.channel.listen(self)
            except Exception as failure:  # noqa: BLE001 - whatever it was, guests must go on being heard
                logger.critical(
                    "a channel stopped fetching; it begins again soon",
                    channel=self.channel.name,
                    **failure_facts(failure),
                )
            await clock.sleep_until(clock.now() + _REST)
