"""Every wording of the family's table keeps the promises of its port."""

from collections.abc import AsyncIterator

import pytest

from hotel_agent.adapters.wording import WORDINGS
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.wording import Wording
from hotel_agent.testing.contracts.wording import WordingContract


class TestWordings(WordingContract):
    @pytest.fixture(params=sorted(WORDINGS))
    async def wording(self, request: pytest.FixtureRequest) -> AsyncIterator[Wording]:
        async with WORDINGS[request.param]({}) as opened:
            yield opened


@pytest.mark.parametrize("name", sorted(WORDINGS))
async def test_an_option_nobody_knows_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(BadConfig, match="colour"):
        async with WORDINGS[name]({"colour": "blue"}):
            pass
