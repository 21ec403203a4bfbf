"""How much one visitor of the web chat may ask of us. Whoever exceeds it is told when to come back."""

from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import TooManyRequestsException

from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.ids import AccountId, GuestId, TenantId, digest
from hotel_agent.entrypoints.http.chats import CHANNEL

TOO_MUCH = "Too much was asked from here in a short while; try again later"
_HOUSEHOLD = 64
"""Bits of an address of IPv6 that a household has in common."""


async def spend_visit(request: Request[Any, Any, State], desk: FrontDesk, tenant: TenantId) -> None:
    """Count one request of this visitor at this hotel. Raises the problem of one too many, with the wait."""
    if desk.visits is None:
        return
    wait = await desk.visits.spend(tenant=tenant, guest=GuestId(digest("visitor", whence(request))))
    if wait is not None:
        desk.observer.rate_limited(CHANNEL, tenant=tenant)
        raise TooManyRequestsException(TOO_MUCH, headers={"retry-after": str(ceil(wait.total_seconds()))})


async def is_crowded(desk: FrontDesk, tenant: TenantId, account: AccountId) -> bool:
    """Count one more chat of this key. Whether as many were opened lately as one visitor may ask for."""
    if desk.visits is None:
        return False
    return await desk.visits.spend(tenant=tenant, guest=GuestId(digest("new chats", account))) is not None


def whence(request: Request[Any, Any, State]) -> str:
    """Whence the request came; of an address of IPv6 what does not change from one request to the next."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, _HOUSEHOLD), strict=False)) if isinstance(address, IPv6Address) else host
