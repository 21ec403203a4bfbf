"""The hotels as they stand at this moment: whoever holds the directory is told of every change by asking it."""

from collections.abc import Sequence

from attrs import define

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.directory import Resolution, Tenants
from hotel_agent.domain.tenants.tenant import ChannelAccount, Door, Tenant


@define
class LiveDirectory:
    """The port-side face of `Tenants`: one value is put in the place of another, and each question asks one value."""

    now: Tenants

    @property
    def tenants(self) -> Sequence[Tenant]:
        """Every hotel that takes guests."""
        return self.now.tenants

    @property
    def known(self) -> Sequence[Tenant]:
        """Every hotel there is, whether it takes guests or not."""
        return self.now.known

    def tenant(self, wanted: TenantId) -> Tenant | None:
        """The hotel of this id, also one that takes no new guests."""
        return self.now.tenant(wanted)

    def account(self, channel: str, account: AccountId) -> ChannelAccount | None:
        """This account, if a hotel that takes guests claims it."""
        return self.now.account(channel, account)

    def resolve(self, channel: str, account: AccountId) -> Resolution:
        """Whose door this receiving account is, and how that was found."""
        return self.now.resolve(channel, account)

    def behind(self, channel: str, account: AccountId) -> Door | None:
        """The door of this receiving account; None where it is nobody's."""
        return self.now.behind(channel, account)
