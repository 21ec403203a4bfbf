"""The stand-in for QloApps, open, and somebody who calls it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.unit.testing.qloapps.caller import Caller

from hotel_agent.testing.qloapps import QloAppsStub


@pytest.fixture
async def qloapps() -> AsyncIterator[QloAppsStub]:
    async with QloAppsStub() as stub:
        yield stub


@pytest.fixture
async def caller(qloapps: QloAppsStub) -> AsyncIterator[Caller]:
    async with httpx.AsyncClient(base_url=qloapps.url, auth=(qloapps.key, "")) as line:
        yield Caller(qloapps, line)
