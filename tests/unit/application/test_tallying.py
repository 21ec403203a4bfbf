"""What is counted after a story: the road from the quote to the reservation, and how long guests wait."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve, frozen
from prometheus_client import CollectorRegistry

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk, prometheus_observer
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.ports.nlu import Nlu

HOTEL = {"tenant_id": "marina"}
HERE = {"channel": "loopback", **HOTEL}


@frozen
class Watched:
    """A desk, and what was counted at it."""

    desk: FrontDesk
    clock: ManualClock
    registry: CollectorRegistry

    def counted(self, name: str, **labels: str) -> float | None:
        """The figure of this series; None where there is none."""
        return self.registry.get_sample_value(name, labels)

    def total(self, name: str) -> float:
        """The figures of all series of this name."""
        return sum(
            sample.value for family in self.registry.collect() for sample in family.samples if sample.name == name
        )


@pytest.fixture(scope="module")
def nlu() -> Nlu:
    """Readers remember nothing, so one is enough for all."""
    return open_embedded()


@pytest.fixture
async def watched(nlu: Nlu) -> AsyncIterator[Watched]:
    registry = CollectorRegistry()
    clock = ManualClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    config = evolve(IN_MEMORY, quiet_seconds=0.0)
    async with open_desk(config, nlu=nlu, clock=clock, observer=prometheus_observer(registry)) as desk:
        yield Watched(desk, clock, registry)


async def test_a_reservation_is_counted_on_its_whole_road_with_what_it_comes_to(watched: Watched) -> None:
    say = watched.desk.say
    await say("Hello, I am Ana Pérez, ana@example.com. A double for two adults from 4 to 6 December 2026")
    assert watched.counted("hotel_quotes_total", **HERE) == 1
    assert watched.total("hotel_reservations_total") == 0
    await say("Yes, I confirm")
    await watched.desk.drain()
    assert watched.counted("hotel_reservations_total", status="asked", **HERE) == 1
    assert watched.counted("hotel_reservations_total", status="confirmed", **HERE) == 1
    assert watched.total("hotel_revenue_total") > 0
    assert watched.counted("hotel_reservation_nights_sum") == 2
    assert watched.counted("hotel_reservation_lead_time_days_sum") == 12
    await say("Please cancel my reservation")
    await say("Yes, cancel it")
    await watched.desk.drain()
    assert watched.total("hotel_cancellations_total") == 1


async def test_how_long_a_guest_waited_is_counted_from_the_message_to_the_turn(watched: Watched) -> None:
    loopback = Loopback()
    await watched.desk.receive(
        "loopback", loopback.writes("Ana", "Hello", at=watched.clock.now()), loopback.credentials
    )
    watched.clock.advance(timedelta(seconds=7))
    await watched.desk.drain()
    assert watched.counted("hotel_response_time_by_channel_seconds_count", channel="loopback") == 1
    assert watched.counted("hotel_response_time_by_channel_seconds_sum", channel="loopback") == 7
    assert watched.counted("inbox_lag_seconds_count", canal="loopback") == 1
    assert watched.counted("inbox_lag_seconds_sum", canal="loopback") == 7
    for step in ("load", "understand", "commit"):
        assert watched.counted("turn_step_seconds_count", step=step) == 1
    assert watched.counted("messages_sent_total", canal="loopback", outcome="done", **HOTEL) == 1
    assert watched.counted("tenant_request_total", **HOTEL) == 1
    assert watched.counted("tenant_request_errors_total", **HOTEL) is None


async def test_a_handover_counts_with_its_reason_its_door_and_its_hotel(watched: Watched) -> None:
    await watched.desk.say("I want to talk to a person")
    assert watched.counted("orchestrator_escalations_total", reason="guest_asked", **HERE) == 1
    assert watched.counted("orchestrator_messages_total", intent="person", status="handed_over") == 1


async def test_a_turn_that_fails_counts_under_what_it_failed_of(watched: Watched) -> None:
    broken = evolve(watched, desk=evolve(watched.desk, nlu=Deaf()))
    await broken.desk.say("Hello")
    assert broken.counted("orchestrator_errors_total", intent="none", error_type="zero_division_error") == 1
    assert broken.counted("tenant_request_errors_total", **HOTEL) == 1


class Deaf:
    """A reader that is broken."""

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        raise ZeroDivisionError
