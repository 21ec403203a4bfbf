"""A hotel's set-up is looked at whatever is wrong with it, and nothing that is told holds a secret."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest
from attrs import evolve
from tests.unit.adapters.pms.own_book import HERE, TABLES

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.application.diagnosing import LONG_PATIENCE, PATIENCE, diagnose_adapter, diagnose_book, diagnose_opened
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms, SlowPms, TroubledPms

T = TypeVar("T")
NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
SECRET = "hush-hush"
WELL, WARNING, BROKEN = Verdict.WELL, Verdict.WARNING, Verdict.BROKEN


class Shop(TroubledPms):
    """A book that tells of itself what it is made to tell, then breaks or hangs if it is to."""

    tells: tuple[Finding, ...] = (Finding("shop", WELL),)
    then: Callable[[], Awaitable[object]] | None = None

    async def diagnose(self) -> AsyncIterator[Finding]:
        for finding in self.tells:
            yield finding
        if self.then is not None:
            await self.then()

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        return await call()


def tenant(*names: str) -> Tenant:
    (demo,) = IN_MEMORY.tenants.tenants
    places = tuple(evolve(demo.properties[0], id=PropertyId(name), name=name) for name in names or (HERE,))
    return evolve(demo, name="Group", properties=places)


def a_book(clock: ManualClock, *names: str) -> MockPms:
    hotel = read_hotel(TABLES, key=HERE, currency="EUR", child_until_age=12)
    return MockPms({PropertyId(name): hotel for name in names or (HERE,)}, clock=clock)


async def looked(findings: AsyncIterator[Finding], clock: ManualClock) -> dict[str, Finding]:
    """Every finding by what it is about, however long it takes by the clock."""

    async def all_of_them() -> list[Finding]:
        return [each async for each in findings]

    looking = asyncio.ensure_future(all_of_them())
    while not looking.done():
        for _ in range(50):
            await clock.sleep_until(clock.now())
        if not looking.done() and (alarm := clock.next_wake) is not None:
            clock.set(alarm)
    found = looking.result()
    assert not [each for each in found if SECRET in repr(each)]
    assert all(each.remedy for each in found if each.verdict is BROKEN), "who must mend something is told how"
    assert len({each.what for each in found}) == len(found), "two findings are told apart"
    return {each.what: each for each in found}


def verdicts(found: dict[str, Finding]) -> dict[str, Verdict]:
    return {name: each.verdict for name, each in found.items()}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


async def test_a_book_that_is_well_tells_what_its_adapter_knows_then_each_property(clock: ManualClock) -> None:
    names = ("north", "south")
    found = await looked(diagnose_book(tenant(*names), Shop(a_book(clock, *names)), clock=clock), clock)
    assert verdicts(found) == {
        "Group: shop": WELL,
        "north: catalogue": WELL,
        "north: search": WELL,
        "south: catalogue": WELL,
        "south: search": WELL,
    }
    assert found["south: search"].seen.endswith("offers for one adult on 2031-07-01")


async def test_where_the_adapter_finds_the_cause_its_consequences_are_not_told_as_well(clock: ManualClock) -> None:
    shop = Shop(SilentPms(a_book(clock), catalogue=ALWAYS))
    shop.tells = (Finding("door", WELL), Finding("key", BROKEN, "unknown", "Compare it."))
    found = await looked(diagnose_book(tenant(), shop, clock=clock), clock)
    assert verdicts(found) == {"Group: door": WELL, "Group: key": BROKEN}


async def test_an_adapter_that_breaks_while_it_tells_is_told_by_the_kind_of_its_error_alone(clock: ManualClock) -> None:
    async def breaks() -> None:
        raise KeyError(f"https://{SECRET}@shop.example.com")

    shop = Shop(a_book(clock))
    shop.then = breaks
    found = await looked(diagnose_book(tenant(), shop, clock=clock), clock)
    assert verdicts(found) == {"Group: shop": WELL, "Group: book": BROKEN}
    assert found["Group: book"].seen == "no answer (KeyError)"


async def test_nobody_waits_for_ever_for_an_adapter_that_hangs(clock: ManualClock) -> None:
    shop = Shop(a_book(clock))
    shop.then = asyncio.Event().wait
    found = await looked(diagnose_adapter("book", shop, clock=clock), clock)
    assert verdicts(found) == {"shop": WELL, "book": BROKEN}
    assert clock.now() == NOON + LONG_PATIENCE


async def test_a_book_that_does_not_answer_is_told_for_each_property(clock: ManualClock) -> None:
    names = ("north", "south")
    found = await looked(
        diagnose_book(tenant(*names), SilentPms(a_book(clock, *names), catalogue=1), clock=clock), clock
    )
    assert verdicts(found) == {"north: catalogue": BROKEN, "south: catalogue": WELL, "south: search": WELL}


async def test_a_search_that_hangs_is_waited_for_longer_than_a_guest_would(clock: ManualClock) -> None:
    book = SlowPms(a_book(clock), clock, timedelta(minutes=5), search=ALWAYS)
    found = await looked(diagnose_book(tenant(), book, clock=clock), clock)
    assert verdicts(found) == {f"{HERE}: catalogue": WELL, f"{HERE}: search": BROKEN}
    assert clock.now() == NOON + PATIENCE


async def test_a_book_without_anything_to_sell_is_broken(clock: ManualClock) -> None:
    class EmptyPms(Shop):
        async def catalogue(self, _property_id: PropertyId) -> Catalogue:
            return Catalogue()

    found = await looked(diagnose_book(tenant(), EmptyPms(a_book(clock)), clock=clock), clock)
    assert verdicts(found) == {"Group: shop": WELL, f"{HERE}: catalogue": BROKEN}


@pytest.mark.parametrize(
    ("reason", "verdict"), [(Reason.SOLD_OUT, WARNING), (Reason.NO_ROOM_FITS, WARNING), (Reason.MINIMUM_STAY, WELL)]
)
async def test_a_full_house_is_worth_a_look_and_a_rule_of_the_house_is_not(
    clock: ManualClock, reason: Reason, verdict: Verdict
) -> None:
    class FullPms(Shop):
        async def search(self, _ask: Ask) -> Refusal:
            return Refusal(reason)

    found = await looked(diagnose_book(tenant(), FullPms(a_book(clock)), clock=clock), clock)
    search = found[f"{HERE}: search"]
    assert (search.verdict, search.seen) == (verdict, f"nothing for one adult on 2031-07-01: {reason.value}")


async def test_a_book_whose_database_must_be_mended_first_is_not_searched(clock: ManualClock) -> None:
    book = SilentPms(a_book(clock), search=ALWAYS)
    found = await looked(diagnose_book(tenant(), book, clock=clock, searched=False), clock)
    assert verdicts(found) == {f"{HERE}: catalogue": WELL, f"{HERE}: search": WARNING}


@asynccontextmanager
async def opening(book: Pms | None, failure: Exception) -> AsyncIterator[Pms]:
    """A book that cannot be closed, or, where there is none, not even opened."""
    if book is not None:
        yield book
    raise failure


@pytest.mark.parametrize("opens", [True, False])
async def test_an_adapter_that_cannot_be_opened_or_closed_is_told_too(clock: ManualClock, opens: bool) -> None:
    book = opening(Shop(a_book(clock)) if opens else None, Unavailable(f"no answer to {SECRET}"))
    found = await looked(diagnose_opened("book", book, partial(diagnose_adapter, "book", clock=clock)), clock)
    assert verdicts(found) == ({"shop": WELL} if opens else {}) | {"book": BROKEN}


async def test_what_cannot_be_configured_so_is_no_finding(clock: ManualClock) -> None:
    book = opening(None, BadConfig("api_key: missing"))
    with pytest.raises(BadConfig, match="api_key"):
        await looked(diagnose_opened("book", book, partial(diagnose_adapter, "book", clock=clock)), clock)
