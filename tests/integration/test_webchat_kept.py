"""A web chat outlives the process that opened it, and is the same in every process of the installation."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from attrs import evolve
from sqlalchemy import select
from tests.integration.service import eventually, side_by_side
from tests.integration.test_serve import started_again
from tests.integration.test_webchat import Visitor as Guest
from tests.unit.adapters.channels.webchat.promises import WebChatPromises
from tests.unit.adapters.channels.webchat.test_webchat import SECRET
from tests.unit.adapters.channels.webchat.visitors import Visitor

from hotel_agent.adapters.channels.webchat import WebChat, open_webchat
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.tables_book import reservations, reserved_nights
from hotel_agent.adapters.database.tables_chats import chat_messages, chats
from hotel_agent.domain.ids import TenantId

HOUSE = {"SECRET_KEY": "5f0c7a1e9b3d4c62" * 4, "HOTEL_QUIET_SECONDS": "0"}
WISH = "Hi, I'm Laura Miller, laura.miller@example.com. A double room for two, tomorrow, one night, please"


class TestWebChatOnPostgres(WebChatPromises):
    @pytest.fixture
    async def chat(self, emptied: str, clock: ManualClock) -> AsyncIterator[WebChat]:
        async with (
            open_database(emptied) as database,
            open_webchat(SECRET, clock=clock, chance=SeededChance(), database=database) as opened,
        ):
            yield opened

    @pytest.fixture
    async def elsewhere(self, emptied: str, clock: ManualClock) -> AsyncIterator[WebChat]:
        async with (
            open_database(emptied) as database,
            open_webchat(SECRET, clock=clock, chance=SeededChance(7), database=database) as opened,
        ):
            yield opened

    async def test_another_hotels_chats_are_out_of_reach(self, visitor: Visitor, emptied: str) -> None:
        await visitor.writes("Hola")
        async with open_database(emptied) as database:
            for tenant, kept in ((visitor.tenant, 1), (TenantId("bahia"), 0)):
                async with database.transaction(tenant) as connection:
                    for table in (chats, chat_messages):
                        assert len((await connection.execute(select(table))).all()) == kept


async def test_a_chat_goes_on_where_it_was_when_the_service_was_stopped_and_started(tmp_path: Path) -> None:
    told = {**HOUSE, "HOTEL_DATA_DIR": str(tmp_path)}
    async with started_again(told) as service, httpx.AsyncClient(base_url=service.url, timeout=120) as web:
        visitor = await opened(web)
        quote = await visitor.says("messages", {"client_id": "a-1", "text": WISH})
        before = await visitor.reads(0)
        code, _ = await service.stopped_by(signal.SIGTERM)
        assert code == 0
    async with started_again(told) as service, httpx.AsyncClient(base_url=service.url, timeout=120) as web:
        visitor = evolve(visitor, web=web)
        assert await visitor.reads(0) == before
        done = await visitor.says("choices", {"client_id": "a-2", "token": quote["choices"][0]["token"]})
        assert "Laura Miller" in done["text"]
        assert [each["seq"] for each in await visitor.reads(0)] == [1, 2, 3, 4]
        await service.stopped_by(signal.SIGTERM)
    async with open_database(f"sqlite:///{tmp_path}/hotel.sqlite3") as left, left.reading() as connection:
        (number,) = (await connection.execute(select(reservations.c.number))).scalars()
        nights = (await connection.execute(select(reserved_nights.c.number))).scalars().all()
    assert number in done["text"]
    assert nights == [number]


async def test_what_was_written_just_before_a_kill_is_answered_after_it(tmp_path: Path) -> None:
    told = {**HOUSE, "HOTEL_DATA_DIR": str(tmp_path)}
    async with started_again(told) as service, httpx.AsyncClient(base_url=service.url, timeout=120) as web:
        visitor = await opened(web)
        assert (await visitor.posts("messages", {"client_id": "a-1", "text": WISH})).status_code == 202
        service.running.kill()
        await service.running.wait()
    async with started_again(told) as service, httpx.AsyncClient(base_url=service.url, timeout=120) as web:
        visitor = evolve(visitor, web=web)

        async def answered() -> bool:
            return len(await visitor.reads(0)) > 1

        await eventually(answered)
        assert [(each["author"], each["text"] == WISH) for each in await visitor.reads(0)] == [
            ("guest", True),
            ("desk", False),
        ]


async def test_two_services_on_one_postgresql_serve_the_same_chat(tables: str) -> None:
    told = {**HOUSE, "POSTGRES_URL": tables}
    async with (
        side_by_side(started_again(told), started_again(told)) as (one, other),
        httpx.AsyncClient(base_url=one.url, timeout=120) as here,
        httpx.AsyncClient(base_url=other.url, timeout=120) as there,
    ):
        visitor = await opened(here)
        away = evolve(visitor, web=there)
        quote = await visitor.says("messages", {"client_id": "a-1", "text": WISH})
        taken = await asyncio.gather(
            *(
                each.posts("choices", {"client_id": "a-2", "token": quote["choices"][0]["token"]})
                for each in (visitor, away)
            )
        )
        assert [each.status_code for each in taken] == [202, 202]
        assert taken[0].json() == taken[1].json()

        async def done() -> bool:
            return len(await away.reads(0)) == 4

        await eventually(done)
        assert "Laura Miller" in (await away.reads(3))[0]["text"]
        assert await visitor.reads(0) == await away.reads(0)


async def opened(web: httpx.AsyncClient) -> Guest:
    chat = (await web.post("/v1/webchat/marina/sessions", json={"locale": "en"})).json()
    return Guest(web=web, conversation=chat["conversation"], token=chat["token"])
