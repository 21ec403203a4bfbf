"""How a mailbox logs in: by its password, or by tokens fetched with what its owner agreed to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tests.unit.adapters.channels.email.outside import DESK, NOW

from hotel_agent.adapters.channels.email.faults import LoginRefused
from hotel_agent.adapters.channels.email.login import AccessToken, ByToken, Password, login_of
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.errors import Unavailable


@asynccontextmanager
async def giver(*answers: tuple[int, object]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that gives tokens: its address, and what it was asked. The last answer is given again and again."""
    asked: list[str] = []

    async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        asked.append((await reader.readexactly(length)).decode())
        status, told = answers[min(len(asked), len(answers)) - 1]
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(give, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/token", asked


def mailbox(url: str) -> Mailbox:
    return Mailbox(
        address=DESK, password="", refresh_token="1//r", client_id="desk.app", client_secret="hush", token_url=url
    )


def by_token(url: str, clock: ManualClock | None = None) -> ByToken:
    return ByToken(mailbox(url), clock=clock or ManualClock(NOW), timeout=30)


async def test_a_mailbox_with_a_password_shows_it() -> None:
    told = Mailbox(address=DESK, password="abcd efgh")
    login = login_of(told, clock=ManualClock(NOW), timeout=30)
    login.forget()
    assert await login.key() == Password("abcdefgh")
    assert "abcd" not in repr((told, await login.key()))


async def test_a_token_is_fetched_once_for_its_time_and_for_all_who_want_it() -> None:
    clock = ManualClock(NOW)
    answers = [(200, {"access_token": f"t{number}", "expires_in": 600}) for number in (1, 2, 3)]
    async with giver(*answers) as (url, asked):
        login = login_of(mailbox(url), clock=clock, timeout=30)
        assert set(await asyncio.gather(*(login.key() for _ in range(5)))) == {AccessToken("t1")}
        clock.advance(timedelta(minutes=9))
        assert await login.key() == AccessToken("t2"), "none is used in its last minute"
        login.forget()
        assert await login.key() == AccessToken("t3")
    assert len(asked) == 3
    assert asked[0] == "grant_type=refresh_token&refresh_token=1%2F%2Fr&client_id=desk.app&client_secret=hush"


async def test_where_the_owner_took_it_back_nobody_storms_and_otherwise_it_is_asked_again() -> None:
    async with giver((400, {"error": "invalid_grant"})) as (url, _):
        with pytest.raises(LoginRefused):
            await by_token(url).key()
    answers: tuple[tuple[int, object], ...] = (
        (503, {}),
        (200, b"<html>"),
        (200, {}),
        (200, []),
        (200, {"access_token": "t", "expires_in": "x"}),
    )
    for answer in answers:
        async with giver(answer) as (url, _):
            with pytest.raises(Unavailable) as silent:
                await by_token(url).key()
            assert not isinstance(silent.value, LoginRefused)
            assert "hush" not in str(silent.value)
    with pytest.raises(Unavailable):
        await by_token(url).key()
