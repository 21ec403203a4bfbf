"""Each kind of trouble strikes the calls it is told to, and leaves the others alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, QuoteId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.trouble.pms import ALWAYS, ForgetfulPms, LatePms, SilentPms, SlowPms, TroubledPms

HERE = PropertyId("miramar")
KEY = EffectKey("k")
ANA = Booker(name="Ana", email="ana@example.com")
ASK = Ask(property_id=HERE, stay=Stay.of_nights(date(2031, 3, 3), 2), parties=(Party(1),))
NOW = datetime(2031, 1, 1, tzinfo=UTC)
DELAY = timedelta(seconds=3)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def book(clock: ManualClock) -> MockPms:
    tables = {
        "room_types": [{"id": "single", "name": {"en": "Single"}, "rooms": ["1"], "adults": 1, "rate": 80}],
        "rate_plans": [{"id": "flexible", "name": {"en": "Flexible"}}],
    }
    return MockPms({HERE: read_hotel(tables, key="", currency="EUR", child_until_age=12)}, clock=clock)


async def quote_of(pms: MockPms) -> Quote:
    offers = await pms.search(ASK)
    assert not isinstance(offers, Refusal)
    return issue(offers[0], id=QuoteId("q"), tenant=TenantId("t"), at=NOW, valid_minutes=60)


async def test_a_silent_book_does_nothing_as_often_as_it_is_told(book: MockPms) -> None:
    quote = await quote_of(book)
    silent = SilentPms(book, book=2)
    for _ in range(2):
        with pytest.raises(Unavailable) as silence:
            await silent.book(quote, ANA, key=KEY)
        assert not isinstance(silence.value, OutcomeUnknown)
        assert not book.ledger(HERE)
    assert isinstance(await silent.book(quote, ANA, key=KEY), Reservation)


async def test_every_call_can_be_struck_and_more_trouble_made_later(book: MockPms) -> None:
    quote = await quote_of(book)
    silent = SilentPms(book)
    number, nothing = ConfirmationNumber("NOSUCH"), Money.zero("EUR")
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "catalogue": lambda: silent.catalogue(HERE),
        "search": lambda: silent.search(ASK),
        "book": lambda: silent.book(quote, ANA, key=KEY),
        "modify": lambda: silent.modify(number, quote, key=KEY),
        "cancel": lambda: silent.cancel(number, penalty=nothing, key=KEY),
        "find": lambda: silent.find(HERE, number),
        "staying": lambda: silent.staying(HERE, ASK.stay),
    }
    for method, call in calls.items():
        await call()
        silent.strikes[method] = ALWAYS
        for _ in range(3):
            with pytest.raises(Unavailable):
                await call()


async def test_a_forgetful_book_has_done_what_it_does_not_tell(book: MockPms) -> None:
    quote = await quote_of(book)
    with pytest.raises(OutcomeUnknown):
        await ForgetfulPms(book, book=1).book(quote, ANA, key=KEY)
    assert len(book.ledger(HERE)) == 1


@pytest.mark.parametrize(("kind", "done_meanwhile"), [(SlowPms, 0), (LatePms, 1)])
async def test_a_slow_book_acts_after_its_delay_and_a_late_one_before(
    book: MockPms, clock: ManualClock, kind: Callable[..., TroubledPms], done_meanwhile: int
) -> None:
    quote = await quote_of(book)
    asked = asyncio.create_task(kind(book, clock, DELAY, book=1).book(quote, ANA, key=KEY))
    await asyncio.wait({asked}, timeout=0)
    assert not asked.done()
    assert len(book.ledger(HERE)) == done_meanwhile
    assert clock.next_wake == NOW + DELAY
    clock.advance(DELAY)
    assert isinstance(await asked, Reservation)
    assert len(book.ledger(HERE)) == 1
