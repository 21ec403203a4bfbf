"""The page at the front: where a newcomer talks with the hotel. Plain files, read once, under a strict policy."""

from html import escape
from importlib import resources
from string import Template

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hotel_agent.entrypoints.http.given import GivenConfig, GivenDesk
from hotel_agent.entrypoints.http.rules import anybody

_FILES = resources.files("hotel_agent.entrypoints.http") / "static"
_KINDS = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml", "docs.css": "text/css"}
"""What is served beside the page, and nothing else."""
_FRESH = {"cache-control": "no-cache"}
_CLOSED = "No hotel here has a web chat. Give one a key: [[tenants.properties.webchat]] in the tenants file"


@get("/", include_in_schema=False, media_type=MediaType.HTML, opt=anybody("guests come here"))
async def page(desk: GivenDesk, config: GivenConfig) -> Response[str]:
    """The first web chat of the installation, on a page of its own."""
    for tenant in desk.tenants.tenants:
        for door in tenant.accounts:
            if door.channel == "webchat":
                house = tenant.property_named(door.property_id)
                return _page(key=door.account, hotel=house.name, demo=not config.tenants_file)
    raise NotFoundException(_CLOSED)


@get("/page/{name:str}", include_in_schema=False, opt=anybody("guests come here"))
async def page_file(name: FromPath[str]) -> Response[bytes]:
    """A file that the page needs."""
    if name not in _KINDS:
        raise NotFoundException
    return Response(_FILES.joinpath(name).read_bytes(), media_type=_KINDS[name], headers=_FRESH)


def _page(*, key: str, hotel: str, demo: bool) -> Response[str]:
    written = Template(_FILES.joinpath("page.html").read_text(encoding="utf-8"))
    shown = {"key": escape(key), "hotel": escape(hotel), "demo": "yes" if demo else "no"}
    return Response(written.substitute(shown), media_type=MediaType.HTML, headers=_FRESH)
