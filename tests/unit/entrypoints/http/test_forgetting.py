"""A guest has a chat forgotten: what was written is gone, the chat is closed, and that it was wished is known."""

from collections.abc import AsyncIterator

import pytest
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.test_webchat import Visitor, opened

from hotel_agent import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.ids import AccountId
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import CommandState, Lane


@pytest.fixture
async def doors(desk: FrontDesk, config: Config, registry: CollectorRegistry) -> AsyncIterator[Doors]:
    """The doors alone: the work is done when the test says so."""
    async with AsyncTestClient(app=build_app(desk, config, registry=registry, works=False)) as client:
        yield client


async def forgets(visitor: Visitor, *, token: str | None = None) -> int:
    path = f"/v1/webchat/conversations/{visitor.conversation}"
    token = visitor.token if token is None else token
    answer = await visitor.doors.delete(path, headers={"authorization": f"Bearer {token}"})
    return int(answer.status_code)


async def test_a_guest_has_a_chat_forgotten_and_nobody_elses(doors: Doors, desk: FrontDesk) -> None:
    visitor, other = await opened(doors), await opened(doors)
    for each in (visitor, other):
        await each.writes("I am Ana Perez. A double room for two from 4 to 6 December, please", client_id="a")
    await desk.drain()
    assert await forgets(visitor, token=other.token) == 401
    assert await forgets(visitor) == 202
    assert (await visitor.reads()).status_code == 401
    assert (await visitor.writes("Hello", client_id="b")).status_code == 401
    assert await forgets(visitor) == 401
    assert len((await other.reads()).json()) == 2
    await desk.drain()
    tenant = desk.tenants.tenants[0].id
    async with desk.storage.work(tenant) as work:
        guest = await work.guest_of(Identity("webchat", visitor.conversation))
        assert guest is not None
        name = await work.conversation_at("webchat", AccountId("marina"), guest)
        assert name is not None
        stored = await work.load(name)
        assert stored is not None
        assert (stored.conversation.known.name, stored.conversation.needs.arrival) == (None, None)
        (act,) = await work.acts()
        assert "Ana" not in repr([await work.outbox(name), await work.happened(name)])
    assert (act.by, act.action, act.subject) == ("guest", "erase", name)


async def test_a_chat_nobody_wrote_in_leaves_nothing_to_tell_of(doors: Doors, desk: FrontDesk) -> None:
    assert await forgets(await opened(doors)) == 202
    async with desk.storage.work(desk.tenants.tenants[0].id) as work:
        assert list(await work.acts()) == []


async def test_what_was_still_to_be_said_in_a_forgotten_chat_is_not_said_and_nobody_is_called(
    doors: Doors, desk: FrontDesk
) -> None:
    visitor = await opened(doors)
    await visitor.writes("I am Ana Perez. A double room for two from 4 to 6 December, please", client_id="a")
    tenant = desk.tenants.tenants[0].id
    await desk.clock.sleep_until(desk.clock.now() + desk.quiet)
    (turn,) = await desk.storage.due(desk.clock.now(), limit=1)
    await desk.serve(turn)
    assert await forgets(visitor) == 202
    await desk.drain()
    async with desk.storage.work(tenant) as work:
        rows, stored = await work.outbox(turn.conversation), await work.load(turn.conversation)
    assert [row.state for row in rows if row.lane is Lane.SAY] == [CommandState.DONE]
    assert not [row for row in rows if isinstance(row.command, NotifyStaff)]
    assert stored is not None
    assert stored.conversation.handover is None
    assert "Ana" not in repr(rows)
