"""The same contract over a QloApps that really runs: QLOAPPS_URL and QLOAPPS_KEY name it. It cancels what it reserved.

It wants a shop to try things out: cancelled reservations and the accounts of guests that never were stay in its book.
"""

import os
from collections.abc import AsyncIterator

import pytest
from tests.integration.pms.live_office import LiveOffice, open_live_office

from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import PmsContract

URL, KEY = os.environ.get("QLOAPPS_URL", ""), os.environ.get("QLOAPPS_KEY", "")
NOBODY = "no QloApps is named: set QLOAPPS_URL and QLOAPPS_KEY to try the contract on one that really runs"


@pytest.fixture
async def opened() -> AsyncIterator[tuple[LiveOffice, Pms]]:
    async with open_live_office(URL, KEY) as both:
        yield both


@pytest.mark.skipif(not (URL and KEY), reason=NOBODY)
class TestLiveQloApps(PmsContract):
    @pytest.fixture
    def office(self, opened: tuple[LiveOffice, Pms]) -> LiveOffice:
        return opened[0]

    @pytest.fixture
    def pms(self, opened: tuple[LiveOffice, Pms]) -> Pms:
        return opened[1]
