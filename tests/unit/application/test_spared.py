"""For visitors of a page a reader that costs money is asked so often a day; then the house reads alone."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve, field
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent import open_desk
from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.application.spared import Spared
from hotel_agent.config import IN_MEMORY, AdapterChoice
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId, PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.ports.channel import Capabilities
from hotel_agent.ports.limits import Limits

READING = Reading(at=NOW, language=Language("es"), languages=(Language("es"),))
STATE = Conversation(
    id=ConversationId("c-1"),
    tenant=TenantId("miramar"),
    property_id=PropertyId("beach"),
    channel="page",
    account=AccountId("marina"),
    guest=GuestId("g-1"),
    language=Language("es"),
)


@define
class Noting:
    """A reader that notes whether it was to read alone."""

    alone: list[bool] = field(factory=list)

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        self.alone.append(reading.alone)
        return Understanding()


class Page(Loopback):
    """A door whose guests nobody knows and nobody can call back."""

    can = Capabilities(identities=("loopback",), only_while_there=True)


class Silent:
    """Nobody answers."""

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        raise Unavailable("nobody counts")


@pytest.fixture
async def limits(clock: ManualClock) -> AsyncIterator[Limits]:
    async with LIMITS["memory"]({"guest": "2/day", "tenant": "3/day"}, clock=clock) as limits:
        yield limits


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


async def reads(limits: Limits | None, clock: ManualClock, state: Conversation = STATE) -> bool:
    """Whether the next message of this conversation is read by the house alone."""
    noting = Noting()
    channels = {"page": Page(), "phone": Loopback()}
    await Spared(noting, limits, state, channels, clock).understand(["hola"], READING)
    return noting.alone[0]


async def test_a_page_has_so_much_advice_a_day_and_then_the_house_reads_alone(
    limits: Limits, clock: ManualClock
) -> None:
    assert [await reads(limits, clock) for _ in range(4)] == [False, False, True, True]
    clock.advance(timedelta(days=1, seconds=1))
    assert not await reads(limits, clock)


async def test_each_page_has_its_own_and_all_of_a_hotel_together_so_much(limits: Limits, clock: ManualClock) -> None:
    other = evolve(STATE, account=AccountId("garden"))
    said = [await reads(limits, clock, each) for each in (STATE, STATE, other, other)]
    assert said == [False, False, False, True]
    assert not await reads(limits, clock, evolve(other, tenant=TenantId("sierra")))


async def test_who_can_be_called_back_is_always_worth_advice(limits: Limits, clock: ManualClock) -> None:
    known = evolve(STATE, channel="phone")
    assert not any([await reads(limits, clock, known) for _ in range(9)])
    assert not any([await reads(limits, clock, evolve(STATE, channel="closed by now")) for _ in range(9)])


@pytest.mark.parametrize("limits_of_none", [None, Silent()])
async def test_where_nobody_counts_advice_is_asked(limits_of_none: Limits | None, clock: ManualClock) -> None:
    assert not any([await reads(limits_of_none, clock) for _ in range(9)])


async def test_a_guest_above_the_measure_is_answered_all_the_same() -> None:
    noting = Noting()
    async with (
        open_story(channel=lambda _: Page()) as opened,
        LIMITS["memory"]({"guest": "1/day"}, clock=opened.clock) as day,
    ):
        page = opened.desk.channels["loopback"]
        assert isinstance(page, Page)

        class Reader:
            async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
                await noting.understand(texts, reading)
                return await opened.desk.nlu.understand(texts, reading)

        desk = evolve(opened.desk, advice=day, nlu=Reader())
        story = Story(desk=desk, clock=opened.clock, loopback=page)
        for text in ("Hello", "A double room for two adults from 4 to 6 December, please"):
            await story.writes(text)
            await story.passes(4)
        assert noting.alone[0] is False
        assert all(noting.alone[1:])
        assert len(story.said()) == 2


@pytest.mark.parametrize(("reader", "counted"), [("embedded", False), ("llm", True)])
async def test_only_a_reader_that_asks_somebody_is_counted(reader: str, counted: bool) -> None:
    told = {"base_url": "http://127.0.0.1:9/v1", "model": "small"} if counted else {}
    config = evolve(IN_MEMORY, nlu=AdapterChoice(reader, told))
    async with open_desk(config) as desk:
        assert (desk.advice is not None) is counted
