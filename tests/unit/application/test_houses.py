"""What a house sells is known while its book is away, and everybody can see how old that knowledge is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from attrs import frozen
from prometheus_client import CollectorRegistry
from tests.unit.adapters.pms.own_book import TABLES

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.adapters.observer import PrometheusObserver
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.application.houses import FRESH, LEFT_ALONE, Houses
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.testing.trouble.pms import ALWAYS, TroubledPms

T = TypeVar("T")
NOON = datetime(2031, 1, 1, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


class MoodyPms(TroubledPms):
    """A book that fails as it is told to, and counts who asks."""

    failure: Exception = Unavailable("the book does not answer")
    hangs: asyncio.Event | None = None
    asked = 0

    async def _call(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        self.asked += 1
        if self.hangs is not None:
            await self.hangs.wait()
        return await super()._call(method, call)

    async def _struck(self, _method: str, _call: Callable[[], Awaitable[T]], /) -> T:
        raise self.failure


@frozen(kw_only=True)
class Town:
    """One house, its book, and who counts."""

    clock: ManualClock
    book: MoodyPms
    houses: Houses
    guest: Conversation
    registry: CollectorRegistry

    async def house(self, after: timedelta = timedelta(0)) -> House:
        """The house as the next turn meets it, so much later."""
        self.clock.advance(after)
        return await self.houses.of(self.guest)

    def stale(self) -> float | None:
        return self.registry.get_sample_value(
            "pms_stale_answers_total", {"operation": "catalogue", "tenant_id": self.guest.tenant}
        )


@pytest.fixture
def town() -> Town:
    clock, registry = ManualClock(NOON), CollectorRegistry()
    (tenant,) = IN_MEMORY.tenants.tenants
    name = tenant.properties[0].id
    hotel = read_hotel(TABLES, key=name, currency="EUR", child_until_age=12)
    book = MoodyPms(MockPms({name: hotel}, clock=clock))
    houses = Houses(IN_MEMORY.tenants, {tenant.id: book}, MemoryFlags(), clock, PrometheusObserver(registry))
    guest = Conversation(
        id=ConversationId("1"),
        tenant=tenant.id,
        property_id=name,
        channel="loopback",
        account=AccountId("loopback"),
        guest=GuestId("ana"),
        language=tenant.languages[0],
    )
    return Town(clock=clock, book=book, houses=houses, guest=guest, registry=registry)


async def test_a_house_says_when_its_book_was_last_read(town: Town) -> None:
    assert (await town.house()).catalogue_read_at == NOON
    assert (await town.house(FRESH - MOMENT)).catalogue_read_at == NOON
    assert (await town.house(MOMENT)).catalogue_read_at == NOON + FRESH
    assert town.book.asked == 2
    assert town.stale() is None


async def test_while_the_book_is_away_the_house_sells_what_it_sold_and_says_how_old_that_is(town: Town) -> None:
    before = await town.house()
    town.book.strikes["catalogue"] = ALWAYS
    later = await town.house(timedelta(days=1))
    assert (later.catalogue, later.catalogue_read_at) == (before.catalogue, NOON)
    assert town.stale() == 1
    again = await town.house(LEFT_ALONE - MOMENT)
    assert (again.catalogue, town.book.asked) == (before.catalogue, 2)
    assert town.stale() == 2
    town.book.strikes["catalogue"] = 0
    assert (await town.house(MOMENT)).catalogue_read_at == town.clock.now()
    assert town.stale() == 2


async def test_of_a_book_that_never_answered_it_is_known_that_nothing_is_known(town: Town) -> None:
    town.book.strikes["catalogue"] = ALWAYS
    house = await town.house()
    assert (house.catalogue.room_types, house.catalogue_read_at) == ((), None)
    assert town.stale() is None


async def test_an_adapter_that_breaks_silences_no_guest(town: Town) -> None:
    before = await town.house()
    town.book.failure, town.book.strikes["catalogue"] = KeyError("id_room_type"), 1
    assert (await town.house(FRESH)).catalogue == before.catalogue


async def test_while_a_catalogue_is_read_anew_others_go_on_with_the_one_that_is_known(town: Town) -> None:
    await town.house()
    town.clock.advance(FRESH)
    town.book.hangs = asyncio.Event()
    reading = asyncio.ensure_future(town.house())
    while town.book.asked < 2:
        await asyncio.wait({reading}, timeout=0)
    assert (await town.house()).catalogue_read_at == NOON
    town.book.hangs.set()
    assert (await reading).catalogue_read_at == NOON + FRESH
    assert town.book.asked == 2
