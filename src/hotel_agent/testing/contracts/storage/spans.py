"""Looking back over all conversations of a hotel: what commands came to, and what was said."""

from collections.abc import Sequence

from hotel_agent.domain.conversations.events import GivenUp
from hotel_agent.domain.ids import EventKey
from hotel_agent.testing.contracts.storage.fixtures import Spoiler, StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, Keeper, act, key, say, wrote


def _came_to(name: str) -> GivenUp:
    return GivenUp(key=EventKey(f"result:{name}"), at=NOW, effect=key(name), command="book")


async def _outcomes(keeper: Keeper, since: int, until: int, *, limit: int = 100) -> Sequence[str]:
    async with keeper.storage.work(keeper.tenant) as work:
        found = await work.outcomes(since=NOW + since * SECOND, until=NOW + until * SECOND, limit=limit)
    return [row.event.key.removeprefix("result:") for row in found]


async def _said(keeper: Keeper, since: int, until: int, *, limit: int = 100) -> Sequence[str]:
    async with keeper.storage.work(keeper.tenant) as work:
        found = await work.said(since=NOW + since * SECOND, until=NOW + until * SECOND, limit=limit)
    return [row.key for row in found]


class SpansContract(StorageFixtures):
    """What is promised of looking back."""

    async def test_outcomes_of_all_conversations_within_a_span_come_with_the_latest_first(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        one, other = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.adds(one, _came_to("early"), wrote("1"), received_at=NOW)
        await keeper.adds(other, _came_to("middle"), received_at=NOW + SECOND)
        await keeper.adds(one, _came_to("late"), received_at=NOW + 2 * SECOND)
        await keeper.decides(one, consumed=[EventKey("result:late")])
        assert await _outcomes(other_keeper, 0, 3) == ["late", "middle", "early"]
        assert await _outcomes(other_keeper, 1, 2) == ["middle"]
        assert await _outcomes(other_keeper, 0, 3, limit=2) == ["late", "middle"]
        assert await _outcomes(other_keeper, 3, 9) == []
        async with keeper.storage.work(keeper.tenant) as work:
            (told,) = await work.outcomes(since=NOW + SECOND, until=NOW + 2 * SECOND)
        assert (told.conversation, told.property_id, told.at) == (other.id, other.property_id, NOW + SECOND)
        assert told.event == _came_to("middle")

    async def test_outcomes_nobody_can_read_are_left_out(self, keeper: Keeper, spoiler: Spoiler) -> None:
        one = await keeper.begins()
        await keeper.adds(one, _came_to("spoilt"), _came_to("whole"))
        await spoiler.event(keeper.tenant, one.id, EventKey("result:spoilt"))
        assert await _outcomes(keeper, 0, 1) == ["whole"]

    async def test_what_was_said_within_a_span_comes_with_the_latest_first(self, keeper: Keeper) -> None:
        one, other = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.decides(one, say("early"), act("done"), say("late", due_at=NOW + 2 * SECOND))
        await keeper.decides(other, say("middle", due_at=NOW + SECOND))
        assert await _said(keeper, 0, 3) == [key("late"), key("middle"), key("early")]
        assert await _said(keeper, 1, 2) == [key("middle")]
        assert await _said(keeper, 0, 3, limit=1) == [key("late")]

    async def test_another_hotels_past_is_not_told(self, keeper: Keeper, stranger: Keeper) -> None:
        one = await keeper.begins()
        await keeper.adds(one, _came_to("ours"))
        await keeper.decides(one, say("ours"))
        assert await _outcomes(stranger, 0, 1) == []
        assert await _said(stranger, 0, 1) == []
