"""A hotel writes first to so many guests a day, and keeps the rest of what its channel allows for answers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve, frozen
from tests.unit.application.story import NOW, Story, open_story
from tests.unit.application.test_window import Windowed

from hotel_agent.adapters.channels.loopback import ACCOUNT
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.conversations.effects import NotifyStaff, Say
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ConversationId, EffectKey, ProviderId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import ChannelAccount
from hotel_agent.ports.channel import Channel, Reach
from hotel_agent.ports.rows import CommandState, Lane, NewCommand, OutboxRow

DAY = timedelta(hours=24)
SISTER = AccountId("sister")


class Limited(Windowed):
    """Lets all hotels together write first to ten guests a day. `silent`: it does not tell, so many times."""

    silent = 0

    async def reach(self, account: AccountId) -> Reach | None:
        assert account
        if self.silent:
            self.silent -= 1
            raise Unavailable("no answer")
        return Reach(limit=10, accounts=frozenset({ACCOUNT, SISTER}))


@frozen
class House:
    story: Story
    channel: Limited

    async def has_reached(self, guests: int, *, tenant: TenantId | None = None, category: str = "utility") -> None:
        """So many guests were written to first this morning."""
        async with self.story.desk.storage.work(tenant or self.story.tenant) as work:
            for number in range(guests):
                name, cost = f"{tenant} {category} {number}", MessageCost(billable=True, category=category)
                noted = await work.note_cost(ConversationId(name), ProviderId(name), cost, at=NOW)
                assert noted

    async def writes(self, *, unasked: bool, late: timedelta = DAY) -> OutboxRow:
        """The house says something so long after the guest wrote last."""
        await self.story.writes("Hello")
        await self.story.passes(4)
        (first, *_) = await self.story.outbox(Say)
        assert isinstance(first.command, Say)
        self.story.clock.advance(late - timedelta(seconds=10))
        key, now = EffectKey("ab" * 16), self.story.clock.now()
        said = NewCommand(key=key, command=evolve(first.command, unasked=unasked), lane=Lane.SAY, due_at=now)
        async with self.story.desk.storage.work(self.story.tenant) as work:
            stored = await work.load(first.conversation)
            assert stored is not None
            await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[said])
        await self.story.passes(4)
        return next(row for row in await self.story.outbox(Say) if row.key == key)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    limited: list[Limited] = []

    def around(inner: Channel) -> Channel:
        limited.append(Limited(inner, times=0))
        return limited[0]

    async with open_story(channel=around) as story:
        yield House(story, limited[0])


async def test_within_the_days_reach_the_house_writes_first(house: House) -> None:
    await house.has_reached(7)
    row = await house.writes(unasked=True)
    assert (row.state, row.receipt is not None and row.receipt.in_template) == (CommandState.DONE, True)


async def test_the_last_fifth_is_kept_for_what_guests_wait_for(house: House) -> None:
    await house.has_reached(8)
    assert (await house.writes(unasked=True)).state is CommandState.GIVEN_UP
    assert [each.command for each in await house.story.outbox(NotifyStaff)] == [], "nobody waits for it"


async def test_an_answer_goes_out_also_when_only_the_kept_part_is_left(house: House) -> None:
    await house.has_reached(9)
    assert (await house.writes(unasked=False)).state is CommandState.DONE


async def test_answers_and_what_is_said_within_the_window_take_nothing_of_it(house: House) -> None:
    await house.has_reached(9)
    assert (await house.writes(unasked=True, late=timedelta(hours=2))).state is CommandState.DONE
    await house.has_reached(9, category="service")


async def test_hotels_that_share_an_account_share_its_reach_and_others_do_not(house: House) -> None:
    (tenant,) = house.story.desk.tenants.tenants
    place, sister, stranger = tenant.properties[0].id, TenantId("sister"), TenantId("stranger")
    one = evolve(tenant, accounts=(ChannelAccount(channel="loopback", account=ACCOUNT, property_id=place),))
    two = evolve(tenant, id=sister, accounts=(ChannelAccount(channel="loopback", account=SISTER, property_id=place),))
    far = evolve(tenant, id=stranger, accounts=())
    desk = evolve(house.story.desk, tenants=Tenants(tenants=[one, two, far]))
    together = House(evolve(house.story, desk=desk), house.channel)
    await together.has_reached(4)
    await together.has_reached(9, tenant=stranger)
    assert (await together.writes(unasked=True)).state is CommandState.DONE
    await together.has_reached(4, tenant=sister)
    name = await house.story.name()
    async with desk.storage.work(tenant.id) as work:
        (row, *_) = await work.outbox(name)
        stored = await work.load(row.conversation)
        assert stored is not None
        assert isinstance(row.command, Say)
        key = EffectKey("cd" * 16)
        again = NewCommand(key=key, command=evolve(row.command, unasked=True), lane=Lane.SAY, due_at=NOW)
        await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[again])
    await together.story.passes(2)
    assert next(row for row in await together.story.outbox(Say) if row.key == key).state is CommandState.GIVEN_UP


async def test_while_nobody_tells_the_limit_it_waits(house: House) -> None:
    house.channel.silent = 1
    assert (await house.writes(unasked=True)).state is CommandState.DONE
    assert len(house.story.said()) == 2
