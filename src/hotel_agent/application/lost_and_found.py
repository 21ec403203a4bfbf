"""What came in for nobody: listed without a word of any guest, and given to its hotel once that has the account."""

from collections.abc import Collection, Mapping, Sequence

from attrs import field, frozen

from hotel_agent.application.receive import UNROUTED, Reception
from hotel_agent.domain.ids import AccountId, TenantId, digest
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.rows import Stray
from hotel_agent.ports.storage import MOST_STRAYS

_SIGNED_BY_APPS = "whatsapp"
"""The channel to whose door several of the installation's apps post."""


@frozen(kw_only=True)
class Unrouted:
    """A message that is nobody's, and whose it would be by now."""

    stray: Stray
    tenant: TenantId | None
    """The hotel that has the account by now; None while none has, and where nobody here can read the message."""

    @property
    def name(self) -> str:
        """Under which people know it: a key holds a provider's id, which may hold a telephone number."""
        return digest("unrouted", self.stray.channel, self.stray.account or "", self.stray.key)[:12]


@frozen(kw_only=True)
class Routed:
    """What became of messages that were nobody's: how many each hotel has now, and how many are still nobody's."""

    to: Mapping[TenantId, int] = field(factory=dict)
    left: int = 0


@frozen(kw_only=True)
class LostAndFound:
    """Looks after what came in for nobody in this installation."""

    reception: Reception
    channels: Mapping[str, Channel]
    numbers: Mapping[str, frozenset[AccountId]]
    """For which WhatsApp numbers each app of the installation speaks."""

    async def unrouted(self) -> Sequence[Unrouted]:
        """Every message that is nobody's, the latest first."""
        strays = await self.reception.storage.strays(limit=MOST_STRAYS)
        return [Unrouted(stray=each, tenant=self._tenant(each)) for each in strays if each.kind == UNROUTED]

    async def route(self, *, by: str, names: Collection[str] = ()) -> Routed:
        """Give these messages, or all of them, to the hotels that have their accounts by now, the earliest first.

        Repeating is safe: a message becomes one event, however often and by how many at once it is given.
        Raises Unavailable; what was given until then is given.
        """
        to, left = dict[TenantId, int](), 0
        for each in reversed(await self.unrouted()):
            if names and each.name not in names:
                continue
            tenant = await self._route(each.stray, by)
            if tenant is None:
                left += 1
            else:
                to[tenant] = to.get(tenant, 0) + 1
        return Routed(to=to, left=left)

    async def _route(self, stray: Stray, by: str) -> TenantId | None:
        channel = self.channels.get(stray.channel)
        if channel is None:
            return None
        return await self.reception.take_again(channel, stray, accounts=self._speaks_for(stray), by=by)

    def _tenant(self, stray: Stray) -> TenantId | None:
        accounts, piece = self._speaks_for(stray), stray.arrival
        if piece is None or stray.channel not in self.channels:
            return None
        if accounts is not None and piece.account not in accounts:
            return None
        door = self.reception.tenants.behind(stray.channel, piece.account)
        return None if door is None else door.tenant.id

    def _speaks_for(self, stray: Stray) -> frozenset[AccountId] | None:
        """For which accounts whoever signed it may speak today; None: the channel has no such walls."""
        return self.numbers.get(stray.app, frozenset()) if stray.channel == _SIGNED_BY_APPS else None
