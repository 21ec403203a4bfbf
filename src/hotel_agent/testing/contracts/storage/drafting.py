"""What the machine would have said: kept with the turn, found again, forgotten with what it answers."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.drafts import Draft, Fate
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, DraftId, EventKey
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, Keeper, wrote


def _draft(name: str, kept: Conversation, *events: EventKey, second: int = 0) -> Draft:
    return Draft(
        key=DraftId(name),
        conversation=kept.id,
        property_id=kept.property_id,
        at=NOW + second * SECOND,
        events=events,
        text=f"¿Para cuántas personas? 🌊 {name}",
        language=kept.language,
        intent="price",
        would=("book",),
        good_until=NOW + timedelta(hours=1),
        after=kept,
    )


async def _keeps(keeper: Keeper, *drafts: Draft) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        for each in drafts:
            await work.keep_draft(each)


async def _breaks_off(keeper: Keeper, *drafts: Draft) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        for each in drafts:
            await work.keep_draft(each)
        raise ZeroDivisionError


async def _drafts(keeper: Keeper, id: str = "c-1", *, limit: int = 50) -> list[Draft]:
    async with keeper.storage.work(keeper.tenant) as work:
        return list(await work.drafts(ConversationId(id), limit=limit))


async def _drafted(keeper: Keeper, since: int, until: int, *, limit: int = 50) -> list[str]:
    async with keeper.storage.work(keeper.tenant) as work:
        found = await work.drafted(since=NOW + since * SECOND, until=NOW + until * SECOND, limit=limit)
    return [each.key for each in found]


class DraftingContract(StorageFixtures):
    """What is promised of drafts."""

    async def test_drafts_come_back_as_they_were_the_latest_last(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        first, second, third = (_draft(str(number), kept, second=number) for number in range(3))
        await _keeps(keeper, first, third)
        await _keeps(keeper, second)
        assert await _drafts(other_keeper) == [first, second, third]
        assert await _drafts(keeper, limit=2) == [second, third]
        assert await _drafts(keeper, "c-2") == []

    async def test_a_draft_takes_the_place_of_the_one_of_its_name(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        draft = _draft("one", kept)
        sent = evolve(draft, fate=Fate.CHANGED, settled_at=NOW + SECOND, likeness=88)
        await _keeps(keeper, draft)
        await _keeps(keeper, sent)
        await _keeps(keeper, sent)
        assert await _drafts(keeper) == [sent]

    async def test_drafts_of_all_conversations_within_a_span_come_with_the_latest_first(self, keeper: Keeper) -> None:
        one, other = await keeper.begins("c-1"), await keeper.begins("c-2")
        await _keeps(keeper, _draft("early", one), _draft("late", one, second=2), _draft("middle", other, second=1))
        assert await _drafted(keeper, 0, 3) == ["late", "middle", "early"]
        assert await _drafted(keeper, 1, 2) == ["middle"]
        assert await _drafted(keeper, 0, 3, limit=2) == ["late", "middle"]
        assert await _drafted(keeper, 3, 9) == []

    async def test_of_a_unit_of_work_that_was_undone_no_draft_is_kept(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await _keeps(keeper, _draft("one", kept))
        with pytest.raises(ZeroDivisionError):
            await _breaks_off(keeper, _draft("two", kept), evolve(_draft("one", kept), text=""))
        assert await _drafts(keeper) == [_draft("one", kept)]

    async def test_another_hotels_drafts_are_not_told(self, keeper: Keeper, stranger: Keeper) -> None:
        kept, theirs = await keeper.begins(), await stranger.begins()
        await _keeps(keeper, _draft("one", kept))
        await _keeps(stranger, evolve(_draft("one", theirs), text="theirs"))
        assert [each.text for each in await _drafts(stranger)] == ["theirs"]
        assert await _drafts(keeper) == [_draft("one", kept)]
        with pytest.raises(Bug):
            await _keeps(stranger, _draft("two", await keeper.begins("c-2")))
        assert await _drafted(stranger, 0, 9) == ["one"]

    async def test_a_draft_goes_with_the_message_it_answers(self, keeper: Keeper, stranger: Keeper) -> None:
        kept, theirs = await keeper.begins(), await stranger.begins()
        taken_back, left = wrote("o'1%"), wrote("o'1%2")
        await keeper.adds(kept, taken_back, left)
        await _keeps(keeper, _draft("one", kept, taken_back.key, wrote("0").key), _draft("two", kept, left.key))
        await _keeps(stranger, _draft("one", theirs, taken_back.key))
        async with keeper.storage.work(keeper.tenant) as work:
            await work.erase(kept.id, taken_back.key)
        assert ([each.key for each in await _drafts(keeper)], len(await _drafts(stranger))) == (["two"], 1)

    async def test_all_drafts_go_with_the_guest(self, keeper: Keeper, stranger: Keeper) -> None:
        for each in (keeper, stranger):
            kept = await each.begins()
            await _keeps(each, _draft("one", kept), _draft("two", kept))
        other = await keeper.begins("c-2")
        await _keeps(keeper, _draft("three", other))
        for _ in range(2):
            async with keeper.storage.work(keeper.tenant) as work:
                await work.erase_guest(ConversationId("c-1"))
        assert (await _drafts(keeper), len(await _drafts(keeper, "c-2")), len(await _drafts(stranger))) == ([], 1, 2)
