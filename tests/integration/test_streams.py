"""A page follows its chat: every message as it is written, none twice, none missed, over every kind of interruption."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from attrs import evolve, field, frozen
from tests.integration.service import Service, eventually
from tests.integration.test_serve import started, started_again
from tests.integration.test_webchat import Visitor

HOUSE = {"SECRET_KEY": "5f0c7a1e9b3d4c62" * 4, "HOTEL_QUIET_SECONDS": "0"}


@frozen
class Stream:
    """The events of an answer, one after the other."""

    answer: httpx.Response
    _lines: AsyncIterator[str] = field(init=False)

    @_lines.default
    def _begin(self) -> AsyncIterator[str]:
        return self.answer.aiter_lines()

    async def next_block(self) -> dict[str, str]:
        """The fields up to the next empty line."""
        told: dict[str, str] = {}
        async for line in self._lines:
            if not line:
                return told
            name, _, value = line.partition(": ")
            told[name or "comment"] = value
        return {"event": "end"}

    async def next_event(self, *names: str) -> dict[str, str]:
        """The next event of these names; without any, of those that change what a page shows for good."""
        wanted = names or ("message", "handover", "closed", "end")
        while (told := await asyncio.wait_for(self.next_block(), timeout=60)).get("event") not in wanted:
            pass
        return told

    async def messages(self, count: int) -> list[dict]:  # type: ignore[type-arg]
        """The next so many messages, whose ids are their places."""
        told = [await self.next_event() for _ in range(count)]
        assert [each["event"] for each in told] == ["message"] * count
        read = [json.loads(each["data"]) for each in told]
        assert [int(each["id"]) for each in told] == [each["seq"] for each in read]
        return read


@asynccontextmanager
async def following(visitor: Visitor, after: int = 0, **headers: str) -> AsyncIterator[Stream]:
    path = f"/v1/webchat/conversations/{visitor.conversation}/events?after={after}"
    headers = {"authorization": f"Bearer {visitor.token}"} | headers
    async with visitor.web.stream("GET", path, headers=headers, timeout=120) as answer:
        assert answer.status_code == 200, await answer.aread()
        yield Stream(answer)


async def passing(service: Service, step: timedelta, *, until: "asyncio.Task[dict[str, str]]") -> None:
    """Let time pass, step by step, until this is done."""

    async def done() -> bool:
        service.clock.advance(step)
        return until.done()

    await eventually(done)


async def opened(web: httpx.AsyncClient) -> Visitor:
    chat = (await web.post("/v1/webchat/marina/sessions", json={"locale": "en"})).json()
    return Visitor(web=web, conversation=chat["conversation"], token=chat["token"])


@pytest.fixture
async def visitor(service: Service) -> Visitor:
    return await opened(service.web)


async def test_what_both_sides_write_arrives_as_it_is_written(visitor: Visitor) -> None:
    async with following(visitor) as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        assert stream.answer.headers["x-accel-buffering"] == "no"
        assert (await stream.next_block())["retry"] == "3000"
        await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
        asked, answered = await stream.messages(2)
    assert (asked["author"], asked["text"], asked["seq"]) == ("guest", "Hello", 1)
    assert (answered["author"], answered["seq"]) == ("desk", 2)


async def test_it_says_the_same_as_fetching(visitor: Visitor) -> None:
    await visitor.says("messages", {"client_id": "a-1", "text": "A double room for two from 4 to 6 December, please"})
    async with following(visitor) as stream:
        told = await stream.messages(2)
    assert told == await visitor.reads(0)


@pytest.mark.parametrize("header", [{}, {"last-event-id": "1"}])
async def test_who_comes_back_misses_nothing_and_sees_nothing_twice(visitor: Visitor, header: dict[str, str]) -> None:
    await visitor.says("messages", {"client_id": "a-1", "text": "Hello"})
    async with following(visitor, after=0 if header else 1, **header) as stream:
        (missed,) = await stream.messages(1)
    assert missed["seq"] == 2


async def test_every_tab_is_told(visitor: Visitor) -> None:
    async with following(visitor) as one, following(visitor) as other:
        for stream in (one, other):
            assert "retry" in await stream.next_block()
        await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
        assert await one.messages(2) == await other.messages(2)


async def test_a_quiet_line_is_kept_alive(service: Service, visitor: Visitor) -> None:
    async with following(visitor) as stream:
        assert "retry" in await stream.next_block()
        heard = asyncio.create_task(stream.next_block())
        await passing(service, timedelta(seconds=1), until=heard)
        assert "comment" in await heard


async def test_a_stream_ends_some_day_and_goes_on_where_it_was(service: Service, visitor: Visitor) -> None:
    async with following(visitor) as stream:
        assert "retry" in await stream.next_block()
        ended = asyncio.create_task(stream.next_event())
        await passing(service, timedelta(seconds=30), until=ended)
        assert (await ended)["event"] == "end"
    await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
    async with following(visitor) as stream:
        assert (await stream.messages(1))[0]["text"] == "Hello"


async def test_the_page_hears_that_a_person_has_the_conversation(visitor: Visitor) -> None:
    async with following(visitor) as stream:
        await visitor.posts("messages", {"client_id": "a-1", "text": "I want to talk to a person, please"})
        told = [await stream.next_event() for _ in range(3)]
    assert [each["event"] for each in told[:2]] == ["message"] * 2
    assert (told[2]["event"], json.loads(told[2]["data"])) == ("handover", {"person": True})


async def test_the_page_hears_what_was_read_and_when_an_answer_is_written(visitor: Visitor) -> None:
    """Also who comes back in the middle of it; and what a person has is not said to be read."""
    beside = ("status", "typing")
    async with following(visitor) as stream:
        await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
        told = [await stream.next_event(*beside) for _ in range(2)]
        while json.loads(told[-1]["data"]) != {"seq": 1, "state": "read"}:
            told.append(await stream.next_event(*beside))
    assert json.loads(told[0]["data"]) == {"seq": 1, "state": "delivered"}
    typing = [json.loads(each["data"])["on"] for each in told if each["event"] == "typing"]
    assert typing == [True, False][: len(typing)]
    assert not any("id" in each for each in told), "only messages are counted"
    async with following(visitor) as stream:
        again = [json.loads((await stream.next_event("status"))["data"])["state"] for _ in range(2)]
    assert again == ["delivered", "read"]
    await visitor.says("messages", {"client_id": "a-2", "text": "I want to talk to a person, please"})
    await visitor.posts("messages", {"client_id": "a-3", "text": "Is anybody there?"})
    async with following(visitor, after=4) as stream:
        told = [await stream.next_event("message", "status", "handover") for _ in range(3)]
    assert [each["event"] for each in told] == ["message", "status", "handover"]
    assert json.loads(told[1]["data"]) == {"seq": 5, "state": "delivered"}


async def test_a_chat_that_closes_says_so(service: Service, visitor: Visitor) -> None:
    service.clock.advance(timedelta(hours=23, minutes=58))
    async with following(visitor) as stream:
        assert "retry" in await stream.next_block()
        service.clock.advance(timedelta(minutes=3))
        assert (await stream.next_event())["event"] == "closed"


async def test_nobody_follows_another_guests_chat(service: Service, visitor: Visitor) -> None:
    eve = evolve(await opened(service.web), conversation=visitor.conversation)
    for token in (eve.token, "of-nobody"):
        answer = await service.web.get(
            f"/v1/webchat/conversations/{visitor.conversation}/events", headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 401


@pytest.mark.parametrize("after", ["-1", "x", "1.5"])
async def test_a_place_that_is_none_is_refused(visitor: Visitor, after: str) -> None:
    answer = await visitor.web.get(
        f"/v1/webchat/conversations/{visitor.conversation}/events?after={after}",
        headers={"authorization": f"Bearer {visitor.token}"},
    )
    assert answer.status_code == 400


async def test_what_is_written_in_one_process_is_followed_in_another(tables: str) -> None:
    told = {**HOUSE, "POSTGRES_URL": tables}
    async with (
        started_again(told) as one,
        started_again(told) as other,
        httpx.AsyncClient(base_url=one.url, timeout=120) as here,
        httpx.AsyncClient(base_url=other.url, timeout=120) as there,
    ):
        visitor = await opened(here)
        async with following(evolve(visitor, web=there)) as stream:
            assert "retry" in await stream.next_block()
            await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
            assert [each["author"] for each in await stream.messages(2)] == ["guest", "desk"]


async def test_a_service_that_is_told_to_stop_does_not_wait_for_its_streams() -> None:
    async with started(HOUSE) as service, httpx.AsyncClient(base_url=service.url, timeout=120) as web:
        visitor = await opened(web)
        async with following(visitor) as stream:
            assert "retry" in await stream.next_block()
            code, log = await service.stopped_by(signal.SIGTERM)
            assert (await stream.next_event())["event"] == "end"
    assert code == 0
    assert "Cancel" not in log, "requests were cut off instead of coming to their end"
