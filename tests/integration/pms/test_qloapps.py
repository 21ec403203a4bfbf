"""QloApps keeps the promises of the port, whatever it answers: on the stand-in, fault by fault and all at once."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.pms.qloapps_office import QloAppsOffice, open_office, open_stub

from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import PmsContract
from hotel_agent.testing.qloapps import AS_RECORDED, Fault, QloAppsStub

EVERYTHING = frozenset(Fault)
MODES = {
    "as recorded": AS_RECORDED,
    "stock php.ini, mixed types": AS_RECORDED | {Fault.STOCK_INI, Fault.MIXED_TYPES},
    "loses answers": AS_RECORDED | {Fault.LOSES_ANSWERS},
    "slow, racing, moves rooms": AS_RECORDED | {Fault.SLOW_CREATE, Fault.OVERBOOKS, Fault.SURPLUS, Fault.MOVES_ROOMS},
    "everything": EVERYTHING,
}
"""Every fault is in a mode that has few others, and in the one that has them all."""


@pytest.fixture(params=MODES.values(), ids=list(MODES))
async def stub(request: pytest.FixtureRequest) -> AsyncIterator[QloAppsStub]:
    async with open_stub(request.param) as opened:
        yield opened


@pytest.fixture
async def opened(stub: QloAppsStub) -> AsyncIterator[tuple[QloAppsOffice, Pms]]:
    async with open_office(stub) as both:
        yield both


class TestQloApps(PmsContract):
    @pytest.fixture
    def office(self, opened: tuple[QloAppsOffice, Pms]) -> QloAppsOffice:
        return opened[0]

    @pytest.fixture
    def pms(self, opened: tuple[QloAppsOffice, Pms]) -> Pms:
        return opened[1]
