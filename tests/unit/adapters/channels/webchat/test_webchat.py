"""The web chat keeps its promises in memory and in a database file."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.unit.adapters.channels.webchat.promises import WebChatPromises
from tests.unit.adapters.channels.webchat.visitors import HOTEL, Visitor, reason, visitor_of

from hotel_agent.adapters.channels.webchat import WebChat, memory, open_webchat
from hotel_agent.adapters.channels.webchat.transcript import LIFETIME
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.database.tables_chats import chat_messages, chats
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.refusals import Reason

SECRET = {"secret_key": "a secret of this house"}


class TestInMemory(WebChatPromises):
    @pytest.fixture
    async def chat(self, clock: ManualClock) -> AsyncIterator[WebChat]:
        async with open_webchat({}, clock=clock, chance=SeededChance()) as opened:
            yield opened

    @pytest.fixture
    def elsewhere(self, chat: WebChat) -> WebChat:
        return chat

    async def test_a_guest_who_wrote_is_never_pushed_out_by_new_chats(
        self, chat: WebChat, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(memory, "MOST_CHATS", 2)
        late = await visitor_of(chat, clock)
        guests = [await visitor_of(chat, clock) for _ in range(2)]
        for guest in guests:
            await guest.writes("Hola")
        assert reason(await chat.open(HOTEL)) is Reason.NOT_ALLOWED
        with pytest.raises(Unavailable):
            await late.writes("Hola")
        assert [await guest.is_shut_out() for guest in guests] == [False, False]
        clock.advance(LIFETIME)
        await (await visitor_of(chat, clock)).writes("Hola")

    async def test_without_a_secret_of_its_own_a_process_knows_nobody_elses_guests(
        self, visitor: Visitor, clock: ManualClock
    ) -> None:
        async with open_webchat({}, clock=clock, chance=SeededChance(7)) as other:
            assert await visitor.at(other).is_shut_out()


class TestInAFile(WebChatPromises):
    @pytest.fixture
    async def url(self, tmp_path: Path) -> str:
        address = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
        async with open_database(address) as database:
            await prepare(database)
        return address

    @pytest.fixture
    async def chat(self, url: str, clock: ManualClock) -> AsyncIterator[WebChat]:
        async with (
            open_database(url) as database,
            open_webchat(SECRET, clock=clock, chance=SeededChance(), database=database) as opened,
        ):
            yield opened

    @pytest.fixture
    async def elsewhere(self, url: str, clock: ManualClock) -> AsyncIterator[WebChat]:
        async with (
            open_database(url) as database,
            open_webchat(SECRET, clock=clock, chance=SeededChance(7), database=database) as opened,
        ):
            yield opened

    async def test_what_nobody_wrote_in_leaves_no_row_and_what_is_closed_leaves(
        self, chat: WebChat, clock: ManualClock, url: str
    ) -> None:
        async def rows() -> tuple[int, int]:
            async with open_database(url) as database, database.transaction() as connection:
                counted = [
                    (await connection.execute(select(func.count()).select_from(each))).scalar_one()
                    for each in (chats, chat_messages)
                ]
            return counted[0], counted[1]

        guests = [await visitor_of(chat, clock) for _ in range(3)]
        await guests[0].reads()
        assert await rows() == (0, 0)
        for guest in guests:
            await guest.writes("Hola")
        assert await rows() == (3, 3)
        clock.advance(LIFETIME)
        await (await visitor_of(chat, clock)).writes("Hola")
        assert await rows() == (1, 1)


@pytest.mark.parametrize("options", [{"colour": "blue"}, {"secret_key": 7}])
async def test_an_option_that_cannot_be_is_named(options: dict[str, object]) -> None:
    clock = ManualClock(datetime(2026, 11, 2, tzinfo=UTC))
    with pytest.raises(BadConfig, match=next(iter(options))):
        async with open_webchat(options, clock=clock, chance=SeededChance()):
            pytest.fail("it was opened")
