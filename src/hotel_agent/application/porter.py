"""The porter: who stands at the door behind the desk, by what they show."""

from attrs import frozen

from hotel_agent.domain.tenants.rights import Principal
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.people import Vouchers


@frozen(kw_only=True)
class Porter:
    """Knows those who come to the back of the house. What each may do is not the porter's to say (`rights.may`)."""

    vouchers: Vouchers
    clock: Clock

    async def known(self, bearer: str) -> Principal | None:
        """Who bears this; None for whoever proves nothing."""
        return self.vouchers.read(bearer, now=self.clock.now())
