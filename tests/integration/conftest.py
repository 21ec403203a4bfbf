"""What every integration test stands on."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.service import Service, open_service

from hotel_agent.adapters.nlu import NLUS
from hotel_agent.ports.nlu import Nlu


@pytest.fixture(scope="session")
def nlu() -> Nlu:
    """Readers remember nothing, so one is enough for all."""
    return NLUS["embedded"]()


@pytest.fixture
async def service(nlu: Nlu) -> AsyncIterator[Service]:
    async with open_service(nlu) as opened:
        yield opened
