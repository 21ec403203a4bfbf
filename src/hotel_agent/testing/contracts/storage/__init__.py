"""The promises of the port `Storage`, test by test, for every adapter.

Subclass `StorageContract` in a test file of your own and give it the fixtures `storage`: an empty one, and `spoiler`:
what makes its rows unreadable. Where several processes can share a store, also override `elsewhere`: the same store as
another process sees it. A storage that tells a dispatch of its work takes `AnnouncingContract` on top. The tests are
coroutines: run them with pytest-asyncio.
"""

import pytest

from hotel_agent.testing.contracts.storage.announcing import AnnouncingContract
from hotel_agent.testing.contracts.storage.aside import AsideContract
from hotel_agent.testing.contracts.storage.audit import AuditContract
from hotel_agent.testing.contracts.storage.deliveries import DeliveriesContract
from hotel_agent.testing.contracts.storage.drafting import DraftingContract
from hotel_agent.testing.contracts.storage.guests import GuestsContract
from hotel_agent.testing.contracts.storage.inbox import InboxContract
from hotel_agent.testing.contracts.storage.ledger import LedgerContract
from hotel_agent.testing.contracts.storage.links import LinksContract
from hotel_agent.testing.contracts.storage.listing import ListingContract
from hotel_agent.testing.contracts.storage.outbox import OutboxContract
from hotel_agent.testing.contracts.storage.spans import SpansContract
from hotel_agent.testing.contracts.storage.strays import StraysContract
from hotel_agent.testing.contracts.storage.together import TogetherContract
from hotel_agent.testing.contracts.storage.tracing import TracingContract
from hotel_agent.testing.contracts.storage.transactions import TransactionsContract
from hotel_agent.testing.contracts.storage.turns import TurnsContract
from hotel_agent.testing.contracts.storage.unreadable import UnreadableContract

__all__ = ["AnnouncingContract", "StorageContract"]


class StorageContract(
    GuestsContract,
    LinksContract,
    InboxContract,
    TurnsContract,
    TracingContract,
    OutboxContract,
    TogetherContract,
    DeliveriesContract,
    LedgerContract,
    TransactionsContract,
    StraysContract,
    AsideContract,
    AuditContract,
    ListingContract,
    SpansContract,
    DraftingContract,
    UnreadableContract,
):
    """Everything `ports/storage.py` promises."""

    pytestmark = pytest.mark.asyncio
