"""What a channel fetches by itself, taken in like everything else that comes."""

from attrs import frozen

from hotel_agent.application.receive import Reception
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.tenant import Tenants
from hotel_agent.ports.channel import RawRequest, SupportsListening


@frozen(kw_only=True)
class ChannelIntake:
    """Takes in what one channel brings."""

    tenants: Tenants
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
