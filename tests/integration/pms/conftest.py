"""A shop as it was recorded, the adapter over it, and somebody who tries it."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.pms.qloapps_office import QloAppsOffice, open_office, open_pms, open_stub

from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk
from hotel_agent.testing.qloapps import AS_RECORDED, QloAppsStub


@pytest.fixture
async def stub() -> AsyncIterator[QloAppsStub]:
    async with open_stub(AS_RECORDED) as opened:
        yield opened


@pytest.fixture
async def opened(stub: QloAppsStub) -> AsyncIterator[tuple[QloAppsOffice, Pms]]:
    async with open_office(stub) as both:
        yield both


@pytest.fixture
def clerk(opened: tuple[QloAppsOffice, Pms], request: pytest.FixtureRequest) -> Clerk:
    return Clerk(pms=opened[1], office=opened[0], name=request.node.name)


@pytest.fixture
async def rival(stub: QloAppsStub) -> AsyncIterator[Pms]:
    """The same book as another process has it open, with nothing that would keep the two apart."""
    async with open_pms(stub) as pms:
        yield pms
