"""All hotels of an installation, and whose door is knocked at: a hotel is found by the account a guest wrote to."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.tenant import ChannelAccount, Door, Tenant


class FoundBy(Enum):
    """How it was found whose door it is. The values are the labels by which it is counted."""

    REGISTER = "hit"
    """A hotel of the register in the database claims the account."""
    FILE = "static"
    """A hotel of the tenants file claims it."""
    DEFAULT = "default"
    """Nobody claims it, and one hotel answers for what nobody claims."""
    NOBODY = "miss_strict"
    """Nobody claims it, or a hotel that takes no guests; and a hotel is never guessed."""


@frozen
class Resolution:
    """Whose door it is, and how that was found."""

    door: Door | None
    found_by: FoundBy


class Directory(Protocol):
    """Who asks which hotels there are, and whose door it is. What is answered may change from one call to the next."""

    @property
    def tenants(self) -> Sequence[Tenant]:
        """Every hotel that takes guests, in no sequence that means anything."""
        ...

    @property
    def known(self) -> Sequence[Tenant]:
        """Every hotel there is, those that take no guests any more too: what they keep is kept no longer for that."""
        ...

    def tenant(self, wanted: TenantId) -> Tenant | None:
        """The hotel of this id, also one that takes no new guests: what was begun with it is finished."""
        ...

    def account(self, channel: str, account: AccountId) -> ChannelAccount | None:
        """This account, if a hotel that takes guests claims it."""
        ...

    def resolve(self, channel: str, account: AccountId) -> Resolution:
        """Whose door this receiving account is, and how that was found."""
        ...

    def behind(self, channel: str, account: AccountId) -> Door | None:
        """The door of this receiving account; None where it is nobody's."""
        ...


Account = tuple[str, AccountId]
"""A channel, and one of the accounts at which guests write there."""


def _in_a_tuple(tenants: Sequence[Tenant]) -> tuple[Tenant, ...]:
    return tuple(tenants)


@frozen(kw_only=True)
class Tenants:
    """The hotels as they stand at one moment, and which of them answers for an account nobody claims.

    Those of the register come before those of the file: an account both claim is the register's.
    """

    tenants: tuple[Tenant, ...] = field(converter=_in_a_tuple)
    default: TenantId | None = None
    registered: frozenset[TenantId] = frozenset()
    """Those that stand in the register in the database."""
    closed: tuple[Tenant, ...] = ()
    """Hotels that take no guests any more. Their accounts are nobody's, also not the default hotel's."""
    withheld: frozenset[Account] = frozenset()
    """Accounts of hotels that cannot be served at present: nobody's either."""
    _by_id: Mapping[TenantId, Tenant] = field(init=False, repr=False, eq=False)
    _claims: Mapping[Account, tuple[ChannelAccount, Tenant | None]] = field(init=False, repr=False, eq=False)
    """Each account, with its hotel; None where that hotel takes no guests."""

    @_by_id.default
    def _know_each(self) -> Mapping[TenantId, Tenant]:
        return {each.id: each for each in (*self.closed, *self.tenants)}

    @_claims.default
    def _know_claims(self) -> Mapping[Account, tuple[ChannelAccount, Tenant | None]]:
        claims: dict[Account, tuple[ChannelAccount, Tenant | None]] = {}
        ranked = sorted(self.tenants, key=lambda each: each.id not in self.registered)
        for tenant, is_open in (*((each, True) for each in ranked), *((each, False) for each in self.closed)):
            for each in tenant.accounts:
                claims.setdefault((each.channel, each.account), (each, tenant if is_open else None))
        return claims

    @property
    def known(self) -> Sequence[Tenant]:
        """Every hotel there is, whether it takes guests or not."""
        return tuple(self._by_id.values())

    @property
    def identifiers(self) -> int:
        """How many accounts are known."""
        return len(self._claims)

    def tenant(self, wanted: TenantId) -> Tenant | None:
        """The tenant of this id, whether it takes guests or not."""
        return self._by_id.get(wanted)

    def account(self, channel: str, account: AccountId) -> ChannelAccount | None:
        """This account, if a hotel that takes guests claims it."""
        claimed, tenant = self._claims.get((channel, account), (None, None))
        return None if tenant is None else claimed

    def resolve(self, channel: str, account: AccountId) -> Resolution:
        """Whose door this receiving account is.

        An account nobody claims belongs to the default tenant, and to nobody where the installation neither
        names one nor has exactly one tenant: a tenant is never guessed (architecture, section 7).
        """
        claim = self._claims.get((channel, account))
        if claim is not None:
            claimed, tenant = claim
            if tenant is None:
                return Resolution(None, FoundBy.NOBODY)
            found_by = FoundBy.REGISTER if tenant.id in self.registered else FoundBy.FILE
            return Resolution(Door(tenant, tenant.property_named(claimed.property_id)), found_by)
        fallback = None if (channel, account) in self.withheld else self._fallback()
        if fallback is None:
            return Resolution(None, FoundBy.NOBODY)
        return Resolution(Door(fallback, fallback.properties[0]), FoundBy.DEFAULT)

    def behind(self, channel: str, account: AccountId) -> Door | None:
        """The door of this receiving account, as `resolve` finds it."""
        return self.resolve(channel, account).door

    def _fallback(self) -> Tenant | None:
        if self.default is not None:
            return next((each for each in self.tenants if each.id == self.default), None)
        return self.tenants[0] if len(self.tenants) == 1 else None
