"""A book in trouble is trouble for its own hotel only, and for no longer than it lasts."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from attrs import define, evolve
from prometheus_client import CollectorRegistry
from tests.unit.adapters.pms.own_book import HERE, TABLES, THERE, OwnBookContract
from tests.unit.adapters.pms.test_mock import MockOffice

from hotel_agent.adapters.breakers.memory import MemoryBreakers
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.observer import PrometheusObserver
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.application.guard import GuardedPms
from hotel_agent.application.guard.guarded import READS_AT_ONCE, WRITES_AT_ONCE
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk, offered, reason
from hotel_agent.testing.trouble.pms import ALWAYS, ForgetfulPms, LatePms, SilentPms, SlowPms, TroubledPms

T = TypeVar("T")
SECOND = timedelta(seconds=1)


class CountedPms(TroubledPms):
    """A book that counts who asks it for what."""

    def __init__(self, pms: Pms) -> None:
        super().__init__(pms)
        self.asked: list[str] = []

    async def _call(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        self.asked.append(method)
        return await call()

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        return await call()


class PatientPms(CountedPms):
    """A book that says that a search may take longer than a guest waits."""

    @property
    def time_limits(self) -> Mapping[str, timedelta]:
        return {"search": timedelta(minutes=1)}


class HastyPms(CountedPms):
    """A book that says that a search must not take long."""

    @property
    def time_limits(self) -> Mapping[str, timedelta]:
        return {"search": SECOND}


@define(kw_only=True)
class Hotel:
    """A guarded book, with whatever trouble is in it, and everything that can be done to it."""

    clock: ManualClock
    counted: CountedPms
    pms: GuardedPms
    clerk: Clerk
    registry: CollectorRegistry

    def count(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)

    def stands(self) -> float | None:
        return self.count("pms_circuit_breaker_state", pms="mock", tenant_id="miramar")

    def ask(self, **more: Any) -> Ask:
        return evolve(self.clerk.ask(self.clerk.stay()), **more)

    async def after(self, seconds: float, *calls: Awaitable[object]) -> Sequence[object]:
        """What these calls come to while so many seconds pass; None for one that is not answered by then."""
        tasks = [asyncio.ensure_future(call) for call in calls]
        await let_others_run()
        self.clock.advance(timedelta(seconds=seconds))
        await let_others_run()
        return [None if not task.done() else task.exception() or task.result() for task in tasks]


Trouble = Callable[[Pms], Pms]
Opened = Callable[..., Hotel]


async def let_others_run() -> None:
    still = ManualClock(datetime(2031, 1, 1, tzinfo=UTC))
    for _ in range(30):
        await still.sleep_until(still.now())


def a_book(clock: ManualClock) -> MockPms:
    hotels = {each: read_hotel(TABLES, key=each, currency="EUR", child_until_age=12) for each in (HERE, THERE)}
    return MockPms(hotels, clock=clock)


def guarded(pms: Pms, clock: ManualClock, registry: CollectorRegistry) -> GuardedPms:
    return GuardedPms(
        pms=pms,
        name="mock",
        tenant=TenantId("miramar"),
        breaker=MemoryBreakers(clock).breaker("miramar"),
        clock=clock,
        observer=PrometheusObserver(registry),
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2031, 1, 1, tzinfo=UTC))


@pytest.fixture
def opened(clock: ManualClock, request: pytest.FixtureRequest) -> Opened:
    def opened(trouble: Trouble = lambda pms: pms, counted: type[CountedPms] = CountedPms) -> Hotel:
        registry, inside = CollectorRegistry(), a_book(clock)
        outside = counted(trouble(inside))
        pms = guarded(outside, clock, registry)
        clerk = Clerk(pms=inside, office=MockOffice(pms=inside), name=request.node.name)
        return Hotel(clock=clock, counted=outside, pms=pms, clerk=clerk, registry=registry)

    return opened


class TestGuardedPms(OwnBookContract):
    @pytest.fixture
    def book(self, clock: ManualClock) -> MockPms:
        return a_book(clock)

    @pytest.fixture
    def pms(self, book: MockPms, clock: ManualClock) -> Pms:
        return guarded(book, clock, CollectorRegistry())

    @pytest.fixture
    def office(self, book: MockPms) -> MockOffice:
        return MockOffice(pms=book)


# Limits of time, and who asks again


async def test_a_read_that_hangs_is_waited_for_five_seconds_and_not_asked_twice(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, timedelta(minutes=5), find=ALWAYS))
    assert await hotel.after(4.9, hotel.pms.find(HERE, hotel.clerk.key())) == [None]
    (silent,) = await hotel.after(5, hotel.pms.find(HERE, hotel.clerk.key()))
    assert type(silent) is Unavailable
    assert hotel.counted.asked == ["find", "find"]


async def test_a_book_may_set_limits_of_its_own(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, timedelta(minutes=5), search=ALWAYS, find=ALWAYS), HastyPms)
    calls = (hotel.pms.search(hotel.ask()), hotel.pms.find(HERE, hotel.clerk.key()))
    assert [type(each) for each in await hotel.after(1, *calls)] == [Unavailable, type(None)]


async def test_a_reservation_that_takes_half_a_minute_may_have_been_made(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: LatePms(pms, clock, timedelta(minutes=5), book=1))
    quote, key = await hotel.clerk.quote(hotel.ask()), hotel.clerk.key()
    (silent,) = await hotel.after(30, hotel.pms.book(quote, hotel.clerk.booker, key=key))
    assert type(silent) is OutcomeUnknown
    assert hotel.counted.asked == ["book"], "what changes the book is repeated by those who know its key only"
    (made,) = await hotel.pms.find(HERE, key)
    assert made.key == key


async def test_a_read_that_fails_at_once_is_asked_once_more(opened: Opened) -> None:
    hotel = opened(lambda pms: SilentPms(pms, search=1, find=2))
    assert offered(await hotel.pms.search(hotel.ask()))
    with pytest.raises(Unavailable):
        await hotel.pms.find(HERE, hotel.clerk.key())
    assert hotel.counted.asked == ["search", "search", "find", "find"]


# The breaker


async def dies(hotel: Hotel) -> None:
    for _ in range(3):
        with pytest.raises(Unavailable):
            await hotel.pms.find(HERE, hotel.clerk.key())


async def test_a_dead_book_is_left_alone_and_asked_again_when_it_may_be_back(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SilentPms(pms, find=6))
    await dies(hotel)
    assert (len(hotel.counted.asked), hotel.stands()) == (5, 1)
    for call in (hotel.pms.search(hotel.ask()), hotel.pms.catalogue(HERE)):
        with pytest.raises(Unavailable, match="left alone"):
            await call
    assert len(hotel.counted.asked) == 5, "nothing was asked of it"
    clock.advance(31 * SECOND)
    with pytest.raises(Unavailable):
        await hotel.pms.find(HERE, hotel.clerk.key())
    assert (len(hotel.counted.asked), hotel.stands()) == (6, 1)
    clock.advance(31 * SECOND)
    assert await hotel.pms.find(HERE, hotel.clerk.key()) == []
    assert hotel.stands() == 0


async def test_one_call_alone_finds_out_whether_the_book_is_back(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(SilentPms(pms, find=5), clock, 2 * SECOND, catalogue=1))
    await dies(hotel)
    clock.advance(31 * SECOND)
    calls = (hotel.pms.catalogue(HERE), hotel.pms.find(HERE, hotel.clerk.key()))
    trial, turned_away = await hotel.after(1, *calls)
    assert (trial, type(turned_away).__mro__[1]) == (None, Unavailable)
    clock.advance(SECOND)
    await let_others_run()
    assert hotel.stands() == 0


async def test_everybody_sees_that_a_call_finds_out_also_while_others_are_turned_away(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SlowPms(SilentPms(pms, find=5), clock, 2 * SECOND, catalogue=1))
    await dies(hotel)
    clock.advance(31 * SECOND)
    assert hotel.stands() == 1, "until somebody asks, nobody knows better"
    await hotel.after(1, hotel.pms.catalogue(HERE), hotel.pms.find(HERE, hotel.clerk.key()))
    assert hotel.stands() == 2
    clock.advance(SECOND)
    await let_others_run()
    assert hotel.stands() == 0
    assert hotel.count("pms_circuit_breaker_calls_total", state="half_open", result="success") == 1


async def test_a_no_of_the_book_is_an_answer(opened: Opened) -> None:
    hotel = opened()
    await hotel.clerk.fill(hotel.clerk.stay(), hotel.clerk.scarce)
    for day in range(10):
        ask = hotel.ask(parties=(Party(9),), stay=hotel.clerk.stay(day))
        assert reason(await hotel.pms.search(ask)) is Reason.NO_ROOM_FITS
    assert hotel.stands() == 0
    assert hotel.count("pms_operations_total", operation="search", status="refused") == 10


async def test_callers_who_give_up_say_nothing_about_the_book(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, SECOND, find=10))
    for _ in range(10):
        asked = asyncio.ensure_future(hotel.pms.find(HERE, hotel.clerk.key()))
        await let_others_run()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
    assert hotel.stands() == 0
    assert hotel.count("pms_circuit_breaker_calls_total", state="closed", result="abandoned") == 10


async def test_callers_who_give_up_when_others_had_their_answer_long_ago_say_that_there_is_none(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, timedelta(minutes=5), search=ALWAYS), PatientPms)
    for day in range(5):
        asked = asyncio.ensure_future(hotel.pms.search(hotel.ask(stay=hotel.clerk.stay(day))))
        assert await hotel.after(5, asked) == [None], "the book may take a minute by its own limits"
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
    assert hotel.stands() == 1


async def test_an_adapter_that_breaks_is_a_book_that_does_not_answer(opened: Opened) -> None:
    class BrokenPms(CountedPms):
        async def _call(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
            raise KeyError(method)

    hotel = opened(counted=BrokenPms)
    for _ in range(5):
        with pytest.raises(KeyError):
            await hotel.pms.catalogue(HERE)
    with pytest.raises(Unavailable, match="left alone"):
        await hotel.pms.catalogue(HERE)
    assert hotel.count("pms_errors_total", operation="catalogue", error_type="key_error") == 5


# The bulkhead


async def test_a_hanging_book_keeps_a_few_hands_busy_and_turns_the_others_away(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, timedelta(minutes=5), find=ALWAYS))
    calls = [hotel.pms.find(HERE, hotel.clerk.key()) for _ in range(READS_AT_ONCE + 3)]
    answers = await hotel.after(2, *calls)
    assert answers[:READS_AT_ONCE] == [None] * READS_AT_ONCE
    assert [str(each) for each in answers[READS_AT_ONCE:]] == ["too many calls to this book wait for an answer"] * 3
    assert hotel.count("pms_operations_total", operation="find", status="crowded") == 3
    assert hotel.stands() == 0, "being crowded is not being silent"


async def test_reservations_that_wait_for_one_another_keep_no_question_waiting(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: LatePms(pms, clock, timedelta(minutes=5), book=ALWAYS))
    quotes = [await hotel.clerk.quote(hotel.ask()) for _ in range(WRITES_AT_ONCE + 1)]
    books = [hotel.pms.book(each, hotel.clerk.booker, key=hotel.clerk.key()) for each in quotes]
    *waiting, turned_away, found = await hotel.after(2, *books, hotel.pms.find(HERE, hotel.clerk.key()))
    assert waiting == [None] * WRITES_AT_ONCE
    assert (type(turned_away), found) == (Unavailable, []), "nothing was asked, so that it is tried again later"
    assert hotel.counted.asked.count("book") == WRITES_AT_ONCE


async def test_a_hanging_book_does_not_keep_another_hotel_waiting(opened: Opened, clock: ManualClock) -> None:
    hanging = opened(lambda pms: SlowPms(pms, clock, timedelta(minutes=5), find=ALWAYS))
    other = opened()
    calls = [hanging.pms.find(HERE, hanging.clerk.key()) for _ in range(10)]
    answers = await hanging.after(0, *calls, other.pms.find(HERE, other.clerk.key()))
    assert answers == [None] * 10 + [[]]


async def test_whoever_waits_gets_the_place_that_is_given_up(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, SECOND, find=READS_AT_ONCE))
    calls = [hotel.pms.find(HERE, hotel.clerk.key()) for _ in range(3 * READS_AT_ONCE)]
    assert await hotel.after(1, *calls) == [[]] * 3 * READS_AT_ONCE


# What was answered a moment ago


async def test_the_same_question_is_asked_once_in_a_while(opened: Opened, clock: ManualClock) -> None:
    hotel = opened()
    first = await hotel.pms.search(hotel.ask())
    clock.advance(29 * SECOND)
    assert await hotel.pms.search(hotel.ask()) == first
    assert hotel.counted.asked == ["search"]
    clock.advance(SECOND)
    await hotel.pms.search(hotel.ask())
    assert hotel.counted.asked == ["search", "search"]
    assert hotel.count("pms_cache_hits_total", operation="search") == 1
    assert hotel.count("pms_cache_misses_total", operation="search") == 2


async def test_questions_that_differ_in_anything_are_different_questions(opened: Opened) -> None:
    hotel = opened()
    asks = [
        hotel.ask(),
        hotel.ask(property_id=THERE),
        hotel.ask(stay=hotel.clerk.stay(1)),
        hotel.ask(stay=hotel.clerk.stay(nights=3)),
        hotel.ask(parties=(Party(2),)),
        hotel.ask(parties=(Party(1), Party(1))),
        hotel.ask(parties=(Party(1, (4,)),)),
        hotel.ask(room_type=hotel.clerk.scarce),
        hotel.ask(instead_of=(await hotel.clerk.reserve(hotel.ask())).number),
    ]
    for ask in asks:
        assert await hotel.pms.search(ask) == await hotel.clerk.pms.search(ask)
    assert len(hotel.counted.asked) == len(asks)


async def test_who_asks_the_same_at_the_same_moment_waits_for_the_same_answer(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, SECOND, search=ALWAYS))
    answers = await hotel.after(1, *(hotel.pms.search(hotel.ask()) for _ in range(20)))
    assert answers == [await hotel.clerk.pms.search(hotel.ask())] * 20
    assert hotel.counted.asked == ["search"]


async def test_one_who_stops_waiting_leaves_the_others_their_answer(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, SECOND, search=ALWAYS))
    gone = asyncio.ensure_future(hotel.pms.search(hotel.ask()))
    stays = asyncio.ensure_future(hotel.pms.search(hotel.ask()))
    await let_others_run()
    gone.cancel()
    await let_others_run()
    clock.advance(SECOND)
    assert offered(await stays)
    assert gone.cancelled()


async def test_when_nobody_waits_any_more_the_question_is_taken_back(opened: Opened, clock: ManualClock) -> None:
    hotel = opened(lambda pms: SlowPms(pms, clock, SECOND, search=1))
    gone = asyncio.ensure_future(hotel.pms.search(hotel.ask()))
    await let_others_run()
    gone.cancel()
    await asyncio.wait({gone})
    assert offered(await hotel.pms.search(hotel.ask()))
    assert hotel.counted.asked == ["search", "search"]


async def test_while_the_book_is_away_no_old_price_is_told(opened: Opened, clock: ManualClock) -> None:
    class AnswersOncePms(CountedPms):
        async def _call(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
            if self.asked:
                raise Unavailable("the book was here a moment ago")
            return await super()._call(method, call)

    hotel = opened(counted=AnswersOncePms)
    assert offered(await hotel.pms.search(hotel.ask()))
    clock.advance(31 * SECOND)
    with pytest.raises(Unavailable):
        await hotel.pms.search(hotel.ask())


async def test_no_answer_is_not_remembered(opened: Opened) -> None:
    hotel = opened(lambda pms: SilentPms(pms, search=2))
    with pytest.raises(Unavailable):
        await hotel.pms.search(hotel.ask())
    assert offered(await hotel.pms.search(hotel.ask()))


async def test_after_a_reservation_a_room_less_is_found(opened: Opened) -> None:
    hotel = opened()
    ask = hotel.ask(room_type=hotel.clerk.plenty)
    (before, *_), key = offered(await hotel.pms.search(ask)), hotel.clerk.key()
    made = await hotel.pms.book(hotel.clerk.quoted(before), hotel.clerk.booker, key=key)
    assert isinstance(made, Reservation)
    after = offered(await hotel.pms.search(ask))[0]
    assert (before.rooms_left, after.rooms_left) == (3, 2)
    await hotel.pms.cancel(made.number, penalty=made.total, key=hotel.clerk.key())
    assert offered(await hotel.pms.search(ask))[0].rooms_left == 3


async def test_a_reservation_nobody_heard_of_counts_too(opened: Opened) -> None:
    hotel = opened(lambda pms: ForgetfulPms(pms, book=1))
    ask = hotel.ask(room_type=hotel.clerk.plenty)
    before = offered(await hotel.pms.search(ask))[0]
    with pytest.raises(OutcomeUnknown):
        await hotel.pms.book(hotel.clerk.quoted(before), hotel.clerk.booker, key=hotel.clerk.key())
    assert offered(await hotel.pms.search(ask))[0].rooms_left == 2


async def test_what_was_asked_before_a_reservation_is_not_remembered_after_it(
    opened: Opened, clock: ManualClock
) -> None:
    hotel = opened(lambda pms: LatePms(pms, clock, SECOND, search=1))
    ask = hotel.ask(room_type=hotel.clerk.plenty)
    quote = await hotel.clerk.quote(ask)
    asked = asyncio.ensure_future(hotel.pms.search(ask))
    await let_others_run()
    await hotel.pms.book(quote, hotel.clerk.booker, key=hotel.clerk.key())
    clock.advance(SECOND)
    assert offered(await asked)[0].rooms_left == 3
    assert offered(await hotel.pms.search(ask))[0].rooms_left == 2


async def test_calls_are_timed_by_what_was_asked(opened: Opened) -> None:
    hotel = opened()
    await hotel.pms.search(hotel.ask())
    await hotel.pms.cancel(ConfirmationNumber("NOSUCH"), penalty=Money(0, "EUR"), key=hotel.clerk.key())
    assert hotel.count("pms_api_latency_seconds_count", endpoint="search", method="read") == 1
    assert hotel.count("pms_api_latency_seconds_count", endpoint="cancel", method="write") == 1
    assert hotel.count("pms_operations_total", operation="cancel", status="refused") == 1
    assert hotel.count("pms_circuit_breaker_calls_total", state="closed", result="success") == 2
