"""The promises of the port `Pms`, test by test, for every adapter.

Subclass `PmsContract` in a test file of your own and give it two fixtures: `office`, the hotel behind your adapter as
its own people see it (`FrontOffice`), and `pms`, your adapter over that hotel. The tests are coroutines: run them with
pytest-asyncio. No test is to be overridden or skipped: one that fails names a promise the adapter does not keep.
"""

import pytest

from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.beside import BesideContract
from hotel_agent.testing.contracts.pms.book import BookContract
from hotel_agent.testing.contracts.pms.cancel import CancelContract
from hotel_agent.testing.contracts.pms.find import FindContract
from hotel_agent.testing.contracts.pms.front_office import Clerk, FrontOffice, LedgerLine
from hotel_agent.testing.contracts.pms.modify import ModifyContract
from hotel_agent.testing.contracts.pms.search import SearchContract
from hotel_agent.testing.contracts.pms.sequences import SequenceContract
from hotel_agent.testing.contracts.pms.staying import StayingContract

__all__ = ["FrontOffice", "LedgerLine", "PmsContract"]


class PmsContract(
    SearchContract,
    BookContract,
    BesideContract,
    ModifyContract,
    CancelContract,
    FindContract,
    StayingContract,
    SequenceContract,
):
    """Everything `ports/pms.py` promises."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def clerk(self, pms: Pms, office: FrontOffice, request: pytest.FixtureRequest) -> Clerk:
        """Somebody who tries the adapter."""
        return Clerk(pms=pms, office=office, name=request.node.nodeid)
