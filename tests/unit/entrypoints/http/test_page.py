"""The page at the front: what a strict browser lets through, and what every guest can use."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import resources

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.entrypoints.http.app import build_app

STATIC = resources.files("hotel_agent.entrypoints.http") / "static"
SCRIPT = STATIC.joinpath("page.js").read_text(encoding="utf-8")


async def test_the_page_names_the_hotel_and_its_chat(doors: Doors) -> None:
    answer = await doors.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert 'data-key="marina" data-hotel="Hotel Marina" data-demo="yes"' in answer.text
    assert "<title>Hotel Marina</title>" in answer.text


async def test_a_hotel_of_ones_own_is_no_demo(desk: FrontDesk, config: Config) -> None:
    own = evolve(config, tenants_file="hotels.toml")
    async with AsyncTestClient(app=build_app(desk, own, registry=CollectorRegistry())) as client:
        assert 'data-demo="no"' in (await client.get("/")).text


async def test_a_hotels_name_is_text_whatever_it_holds(desk: FrontDesk, config: Config) -> None:
    (tenant,) = desk.tenants.tenants
    sly = evolve(tenant.properties[0], name='<script>alert("1")</script> $key & Co')
    renamed = evolve(desk, tenants=Tenants(tenants=[evolve(tenant, properties=(sly,))]))
    async with AsyncTestClient(app=build_app(renamed, config, registry=CollectorRegistry())) as client:
        page = (await client.get("/")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; $key &amp; Co" in page


async def test_without_a_web_chat_the_front_says_how_to_open_one(desk: FrontDesk, config: Config) -> None:
    (tenant,) = desk.tenants.tenants
    closed = evolve(desk, tenants=Tenants(tenants=[evolve(tenant, accounts=())]))
    async with AsyncTestClient(app=build_app(closed, config, registry=CollectorRegistry())) as client:
        answer = await client.get("/")
    assert answer.status_code == 404
    assert "webchat" in answer.json()["detail"]


async def test_every_file_the_page_asks_for_is_there(doors: Doors) -> None:
    page = (await doors.get("/")).text
    for path in re.findall(r'(?:href|src)="(/[^"]+)"', page):
        answer = await doors.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].split(";")[0] in {"text/css", "text/javascript", "image/svg+xml"}


@pytest.mark.parametrize("name", ["page.html", "../app.py", "__init__.py", "page.js.map"])
async def test_nothing_else_is_served(doors: Doors, name: str) -> None:
    assert (await doors.get(f"/page/{name}")).status_code == 404


async def test_no_page_needs_an_exception_from_the_policy(doors: Doors) -> None:
    for path in ("/", "/docs"):
        page = (await doors.get(path)).text
        assert not list(inline_code(page)), path
        assert not re.findall(r"https?://", page.replace("http://www.w3.org", "")), path


def test_the_script_writes_text_and_never_markup() -> None:
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert dangerous not in SCRIPT
    assert "localStorage" not in SCRIPT
    assert "cookie" not in SCRIPT


def test_the_page_speaks_every_language_of_the_demo_hotel_completely() -> None:
    words = {code: set(re.findall(r"\b(\w+): [\"\[]", block)) for code, block in blocks_of_words()}
    assert set(words) == {"es", "en", "pt"}
    assert words["es"] == words["en"] == words["pt"]


@pytest.mark.parametrize(
    "needed",
    [
        'role="log"',
        'aria-live="polite"',
        '<label for="text"',
        'role="status"',
        'name="viewport"',
        "<h1>",
        "<main>",
        "<noscript>",
    ],
)
async def test_a_guest_who_does_not_see_finds_the_way(doors: Doors, needed: str) -> None:
    assert needed in (await doors.get("/")).text


def blocks_of_words() -> Iterator[tuple[str, str]]:
    table = SCRIPT[SCRIPT.index("const WORDS") : SCRIPT.index("const SOON")]
    yield from re.findall(r"^  (\w\w): \{\n(.*?)^  \},", table, re.MULTILINE | re.DOTALL)


def inline_code(page: str) -> Iterator[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            named = dict(attrs)
            if (tag == "script" and not named.get("src")) or tag == "style" or "style" in named:
                found.append(tag)
            found.extend(name for name in named if name.startswith("on"))

    Reader().feed(page)
    yield from found
