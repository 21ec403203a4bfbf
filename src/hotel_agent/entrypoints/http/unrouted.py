"""What came in for nobody, over HTTP: looked at without a word of any guest, and given to its hotel."""

from collections.abc import Mapping

from attrs import field, frozen
from litestar import get, post
from litestar.exceptions import ClientException
from litestar.params import JSONBody

from hotel_agent.application.lost_and_found import Unrouted
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.back_office import told
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.hotels import described
from hotel_agent.entrypoints.http.operations import Shown
from hotel_agent.entrypoints.http.paging import PageNumber, Pages, PageSize, paged
from hotel_agent.entrypoints.http.rules import Whose, only

_ONE = {
    "name": "9df2d1e5f3fd",
    "channel": "whatsapp",
    "identifier": "100000000000001",
    "received_at": "2026-11-23T10:15:00+00:00",
    "cause": "no hotel claims this account; name it under a tenant's accounts, or name a default tenant",
    "tenant_id": "sol",
}


@frozen(kw_only=True)
class Lost:
    """One message that is nobody's. `tenant_id` is the hotel that has the account by now, or empty."""

    name: str
    channel: str
    identifier: str
    received_at: str
    cause: str
    tenant_id: str


@frozen(kw_only=True)
class AllLost:
    """One page of them."""

    messages: list[Lost]
    pagination: Pages


@frozen(kw_only=True)
class Wanted:
    """Which are to be given to their hotels: these, or all."""

    names: list[str] = field(factory=list)


@frozen(kw_only=True)
class Given:
    """How many each hotel was given, and how many are still nobody's."""

    routed: Mapping[str, int]
    left: int


@get(
    "/admin/unrouted",
    opt=only(Permission.CHANGE_DOORS, Whose.INSTALLATION),
    **described(
        "What came in for nobody",
        Shown(
            about="One page, the latest first; nothing that guests wrote",
            example={"messages": [_ONE], "pagination": {"page": 1, "page_size": 50, "total": 1, "pages": 1}},
        ),
        changes=False,
        by_pages=True,
    ),
)
async def list_unrouted(
    desk: GivenDesk,
    page: PageNumber = 1,
    page_size: PageSize = 50,
) -> AllLost:
    """Messages to an account no hotel has. They are kept for 30 days, ten thousand at most."""
    every = await told(desk.lost_and_found.unrouted())
    shown, pages = paged(every, page, page_size)
    return AllLost(messages=[_lost(each) for each in shown], pagination=pages)


@post(
    "/admin/unrouted/route",
    status_code=200,
    opt=only(Permission.CHANGE_DOORS, Whose.INSTALLATION),
    **described(
        "Give what came in for nobody to its hotel",
        Shown(about="What became of them", example={"routed": {"sol": 2}, "left": 0}),
        takes=Shown(about="The names of those that are meant; without any, all", example={"names": ["9df2d1e5f3fd"]}),
        keyed=True,
    ),
)
async def route_unrouted(desk: GivenDesk, principal: GivenPrincipal, data: JSONBody[Wanted]) -> Given:
    """Each goes to the hotel that has its account by now, and is answered there. Sending again does no harm."""
    room = desk.lost_and_found
    if unknown := sorted(set(data.names) - {each.name for each in await told(room.unrouted())}):
        raise ClientException(f"names: nothing of this name is kept for nobody: {', '.join(unknown[:10])}")
    routed = await told(room.route(by=principal.who, names=data.names))
    return Given(routed={str(tenant): count for tenant, count in routed.to.items()}, left=routed.left)


def _lost(each: Unrouted) -> Lost:
    stray = each.stray
    return Lost(
        name=each.name,
        channel=stray.channel,
        identifier=stray.account or "",
        received_at=stray.received_at.isoformat(),
        cause=stray.cause,
        tenant_id=each.tenant or "",
    )
