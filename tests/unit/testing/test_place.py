"""Who goes away and comes back finds their place free."""

import socket
from collections.abc import Callable

import pytest

from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.qloapps import QloAppsStub


@pytest.mark.parametrize("stand_in", [lambda: GraphStub(token="a-token"), QloAppsStub], ids=["Meta", "QloApps"])
async def test_the_place_of_a_stand_in_that_is_away_is_given_to_nobody_else(
    stand_in: Callable[[], GraphStub | QloAppsStub],
) -> None:
    async with stand_in() as opened:
        where = opened.url
        await opened.go_away()
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", int(where.rpartition(":")[2])))
        await opened.come_back()
        assert opened.url == where
        await opened.go_away()
