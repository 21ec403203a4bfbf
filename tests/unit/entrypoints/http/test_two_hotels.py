"""Two hotels of one house: with what one of them has, nothing of the other is read or moved, at any route there is.

The routes are those of the application and the bodies those of its description, so a route that is new is tried too.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attrs import field, frozen
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient
from litestar.types import ASGIApp
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import JWT_SECRET, letter
from tests.unit.entrypoints.http.test_route_matrix import the_routes
from tests.unit.test_registered_hotels import KEY, table

from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.envelope import Envelope

OURS, THEIRS = "sol", "caracola"
FLAG = "nlp.fallback.enhanced"
MOST, FEW = 12, 4
"""Addresses tried at one route: by whoever may most, and by others."""
MARKS = ("zarzuela", "agua de manantial", "Hotel caracola")
"""What stands in the other hotel alone, in no name and in no request: what its guest wrote, what it knows, its name."""


@frozen(kw_only=True)
class Hotels:
    """A house of two hotels: its doors, what is asked of them, and by which names things are known in the other."""

    doors: Doors
    desk: FrontDesk
    database: str
    routes: Sequence[str]
    described: Mapping[str, Any] = field(repr=False)
    names: Mapping[str, str]
    ours: Mapping[str, Mapping[str, str]] = field(repr=False)
    """Whoever has something of our hotel, with the headers that prove it."""

    async def asks(self, row: str, address: str, headers: Mapping[str, str], query: str = "") -> Response:
        method, _, path = row.partition(" ")
        if path.endswith("/events"):
            method = "HEAD"  # of a stream that has no end, its head will do
        return await self.doors.request(method, address + query, json=self.body(row), headers=dict(headers))

    def body(self, row: str) -> object:
        """The body that the description shows, with the other hotel's names wherever something is named."""
        method, _, path = row.partition(" ")
        takes = self.described["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {})
        shown = takes.get("content", {}).get("application/json", {}).get("example")
        if not isinstance(shown, dict):
            return shown
        theirs = {**self.names, "tenants": [THEIRS], "tenant_id": THEIRS, "tenant": THEIRS, "value": THEIRS}
        return {key: theirs.get(key, value) for key, value in shown.items()}

    async def rows(self) -> Sequence[str]:
        """Everything that stands of the other hotel, table by table, without a word of ours about what is whose."""
        found = []
        async with open_database(self.database) as opened, opened.engine.connect() as connection:
            tables = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            for name in tables.scalars().all():
                for row in (await connection.execute(text(f'SELECT * FROM "{name}"'))).mappings().all():
                    belongs = row["tenant"] == THEIRS if "tenant" in row else "marta" in str(row) or THEIRS in str(row)
                    if belongs:
                        found.append(f"{name}: {dict(row)}")
        return sorted(found)

    async def thrown(self) -> Sequence[str]:
        """The other hotel's switches."""
        return sorted(str(each) for each in (await self.desk.flags.thrown()).items() if each[0][1] == TenantId(THEIRS))


@pytest.fixture
async def hotels(tmp_path: Path) -> AsyncIterator[Hotels]:
    database = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    told = {"DATABASE_URL": database, "SECRET_KEY": KEY, "JWT_SECRET": JWT_SECRET, "HOTEL_QUIET_SECONDS": "0"}
    config = load_config(told)
    async with open_desk(config, nlu=ScriptedNlu()) as desk:
        app = build_app(desk, config, registry=CollectorRegistry(), works=False)
        assert isinstance(app, Envelope)
        inside = app._inside
        assert isinstance(inside, Litestar)
        surrounded: ASGIApp = app
        async with AsyncTestClient(app=surrounded) as doors:
            yield await furnished(doors, desk, database, sorted(set(the_routes(inside))))


async def furnished(doors: Doors, desk: FrontDesk, database: str, routes: Sequence[str]) -> Hotels:
    """Two hotels with the same things in both: a guest's words, people, a token, a switch, something known."""
    assert desk.back_office is not None
    assert desk.porter is not None
    chats, tokens = {}, {}
    for hotel, person in ((OURS, "sofia"), (THEIRS, "marta")):
        owner = letter(Role.OWNER, hotel, who=person)
        await desk.back_office.enter(table(hotel), by="group")
        engaged = await desk.porter.roster.engage(
            person, "four words in a row", role=Role.OWNER, tenants=frozenset({TenantId(hotel)}), by="group"
        )
        assert not isinstance(engaged, Refusal)
        issued = {"name": f"page-{hotel}", "role": "reception", "tenants": [hotel], "days": 30}
        answer = await doors.post("/admin/tokens", json=issued, headers=owner)
        assert answer.status_code == 200, answer.text
        tokens[hotel] = answer.json()
        chats[hotel] = (await doors.post(f"/v1/webchat/{hotel}/sessions", json={"locale": "es"})).json()
        say = f"/v1/webchat/conversations/{chats[hotel]['conversation']}/messages"
        words = {"client_id": "a-1", "text": "zarzuela" if hotel == THEIRS else "hola"}
        bearer = {"authorization": f"Bearer {chats[hotel]['token']}"}
        assert (await doors.post(say, json=words, headers=bearer)).status_code == 202
        here = f"/admin/tenants/{hotel}"
        told = {"topic": "agua", "answer": {"es": f"agua de {'manantial' if hotel == THEIRS else 'grifo'}"}}
        known = {**told, "owner": "Recepción", "since": "2026-05-01"}
        for what, body in ((f"feature-flags/{FLAG}", {"setting": "25%"}), ("knowledge/agua", known)):
            answer = await doors.put(f"{here}/{what}", json=body, headers=owner)
            assert answer.status_code in {200, 201}, answer.text
    async with desk.storage.work(TenantId(THEIRS)) as work:
        (listed,) = await work.conversations(standing=None)
    assert listed.conversation is not None
    return Hotels(
        doors=doors,
        desk=desk,
        database=database,
        routes=routes,
        described=(await doors.get("/docs/openapi.json")).json(),
        names={
            "conversation": listed.place.conversation,
            "chat": chats[THEIRS]["conversation"],
            "guest": chats[THEIRS]["conversation"],
            "name": "marta",
            "to": "marta",
            "id": tokens[THEIRS]["token"]["id"],
            "hotel": THEIRS,
            "flag": FLAG,
        },
        ours={
            **{role.value: letter(role, OURS, who="sofia") for role in (Role.OWNER, Role.RECEPTION)},
            "token": {"authorization": f"Bearer {tokens[OURS]['access_token']}"},
            "chat": {"authorization": f"Bearer {chats[OURS]['token']}"},
        },
    )


def addresses(hotels: Hotels, row: str) -> Iterator[str]:
    """The addresses of a route that name the other hotel, or ours and then something of the other's."""
    path = row.partition(" ")[2]
    steps = [(THEIRS, OURS) if step == "{tenant_id}" else
             tuple(quote(name, safe="") for name in dict.fromkeys(hotels.names.values())) if step.startswith("{") else
             (step,) for step in path.split("/")]  # fmt: skip
    for found in product(*steps):
        address = "/".join(found)
        # What names nothing of the other hotel's is ours to change.
        if THEIRS in found or "{" in path.replace("{tenant_id}", ""):
            yield address


async def test_with_what_is_of_one_hotel_nothing_of_the_other_is_read_or_moved(hotels: Hotels) -> None:
    before, thrown = await hotels.rows(), await hotels.thrown()
    assert len(before) > 5
    assert thrown
    forged = {"x-tenant-id": THEIRS, "x-tenant": THEIRS, "x-forwarded-host": f"{THEIRS}.example"}
    tried = 0
    for row in hotels.routes:
        plain = row.partition(" ")[2]
        found = list(addresses(hotels, row)) if "{" in plain else [plain]
        for who, headers in hotels.ours.items():
            for address in found[: MOST if who == "owner" else FEW]:
                for query in ("", f"?tenant_id={THEIRS}") if "{tenant_id}" not in plain else ("",):
                    answer = await hotels.asks(row, address, {**headers, **forged}, query)
                    tried += 1
                    told = f"{row} at {address}{query} by {who}: {answer.status_code}"
                    assert not [each for each in MARKS if each in answer.text], told
                    assert answer.status_code < 500 or answer.status_code == 503, told
    assert await hotels.rows() == before
    assert await hotels.thrown() == thrown
    assert tried > 200


async def test_whoever_has_the_other_hotel_reads_all_of_that(hotels: Hotels) -> None:
    hers, read = letter(Role.OWNER, THEIRS, who="marta"), ""
    for row in hotels.routes:
        if row.startswith("GET") and "{tenant_id}" in row and not row.endswith("/events"):
            for address in addresses(hotels, row):
                read += (await hotels.asks(row, address, hers)).text if THEIRS in address else ""
    assert [each for each in MARKS if each not in read] == []
