"""The promises of the port `Repeats`, test by test, for every adapter.

Subclass `RepeatsContract` in a test file of your own and give it the fixtures `repeats` and `elsewhere`, which another
process would hold. The tests are coroutines: run them with pytest-asyncio.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.ports.repeats import Answer, Repeats, Standing

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SOL, LUA = TenantId("sol"), TenantId("lua")
FIRST = Answer(status=201, headers=(("content-type", "application/json"), ("etag", '"1"')), body=b'{"ok":"\xc3\xb1"}')
SECOND = Answer(status=200, body=b"another")


async def begun(
    repeats: Repeats, name: str = "one", *, tenant: TenantId = SOL, words: str = "w", at: datetime = NOON
) -> Answer | Standing:
    """How it stands with what is asked at this moment, for a minute to be done and a day to be kept."""
    return await repeats.begin(tenant, name, words=words, now=at, lease_until=at + MINUTE, until=at + DAY)


class RepeatsContract:
    """Everything `ports/repeats.py` promises."""

    async def test_what_was_answered_is_answered_the_same_again_everywhere(
        self, repeats: Repeats, elsewhere: Repeats
    ) -> None:
        assert await begun(repeats) is Standing.NEW
        await repeats.keep(SOL, "one", FIRST)
        for one in (repeats, elsewhere):
            assert await begun(one, at=NOON + DAY - MINUTE) == FIRST

    async def test_the_first_answer_stays(self, repeats: Repeats, elsewhere: Repeats) -> None:
        await begun(repeats)
        await repeats.keep(SOL, "one", FIRST)
        await elsewhere.keep(SOL, "one", SECOND)
        await elsewhere.drop(SOL, "one")
        assert await begun(repeats) == FIRST

    async def test_something_else_under_the_same_name_is_told_so_before_and_after_it_is_answered(
        self, repeats: Repeats, elsewhere: Repeats
    ) -> None:
        await begun(repeats)
        assert await begun(elsewhere, words="others") is Standing.OTHERWISE
        await repeats.keep(SOL, "one", FIRST)
        assert await begun(elsewhere, words="others") is Standing.OTHERWISE
        assert await begun(repeats, "two", words="others") is Standing.NEW

    async def test_of_many_at_once_one_does_it(self, repeats: Repeats, elsewhere: Repeats) -> None:
        told = await asyncio.gather(*(begun((repeats, elsewhere)[number % 2]) for number in range(6)))
        assert sorted(each.value for each in told if isinstance(each, Standing)) == ["new", *["under_way"] * 5]

    async def test_who_does_not_come_to_an_end_is_taken_for_dead_and_one_other_does_it(
        self, repeats: Repeats, elsewhere: Repeats
    ) -> None:
        await begun(repeats)
        assert await begun(elsewhere, at=NOON + MINUTE / 2) is Standing.UNDER_WAY
        assert await begun(elsewhere, at=NOON + MINUTE, words="others") is Standing.OTHERWISE
        assert await begun(elsewhere, at=NOON + MINUTE) is Standing.NEW
        assert await begun(repeats, at=NOON + MINUTE) is Standing.UNDER_WAY

    async def test_what_came_to_nothing_may_be_asked_again_at_once(self, repeats: Repeats, elsewhere: Repeats) -> None:
        await begun(repeats)
        await repeats.drop(SOL, "one")
        assert await begun(elsewhere, words="others") is Standing.NEW

    async def test_once_its_term_is_over_a_name_is_free_for_anything(self, repeats: Repeats) -> None:
        await begun(repeats)
        await repeats.keep(SOL, "one", FIRST)
        assert await begun(repeats, words="others", at=NOON + DAY) is Standing.NEW
        assert await begun(repeats, words="others", at=NOON + DAY) is Standing.UNDER_WAY

    async def test_what_is_over_is_forgotten_and_nothing_else(self, repeats: Repeats) -> None:
        await begun(repeats)
        await begun(repeats, "later", at=NOON + MINUTE)
        await begun(repeats, tenant=LUA)
        assert await repeats.forget(SOL, NOON + DAY) == 1
        assert await repeats.forget(SOL, NOON + DAY) == 0
        assert await begun(repeats, "later", at=NOON + MINUTE) is Standing.UNDER_WAY
        assert await repeats.forget(LUA, NOON + DAY) == 1

    async def test_a_hotels_names_are_its_own(self, repeats: Repeats) -> None:
        for tenant in (SOL, LUA, EVERYWHERE):
            assert await begun(repeats, tenant=tenant) is Standing.NEW
        await repeats.keep(SOL, "one", FIRST)
        await repeats.keep(LUA, "one", SECOND)
        assert await begun(repeats, tenant=SOL) == FIRST
        assert await begun(repeats, tenant=LUA) == SECOND
        assert await begun(repeats, tenant=EVERYWHERE) is Standing.UNDER_WAY
