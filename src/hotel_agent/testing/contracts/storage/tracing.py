"""Why turns came out as they did: kept with each turn, or not at all, and forgotten with what was said."""

from datetime import timedelta

import pytest

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.trace import BookAsked, Trace, WordsRead
from hotel_agent.domain.conversations.understanding import IntentScore
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConversationId, EventKey
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, Keeper, key, wrote


def _trace(number: int, *events: EventKey) -> Trace:
    return Trace(
        at=NOW + timedelta(microseconds=number),
        events=events,
        kinds=("GuestWrote",),
        read=(WordsRead(reader="embedded", wishes=(IntentScore("book", 0.9),), values=(("arrival", "2026-12-04"),)),),
        asked=(BookAsked(operation="search", about="two nights", outcome="found", count=2, milliseconds=41),),
        rules=("wish:book",),
        sources=("el desayuno 🌊 (Eva)",),
        commands=(key("hello"),),
    )


async def _decides(keeper: Keeper, kept: Conversation, trace: Trace | None, *, version: int) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        consumed = [row.event.key for row in await work.open_events(kept.id)]
    async with keeper.storage.work(keeper.tenant) as work:
        await work.commit_turn(kept, version=version, consumed=consumed, commands=[], trace=trace)


async def _traces(keeper: Keeper, id: str = "c-1", *, limit: int = 200) -> list[Trace]:
    async with keeper.storage.work(keeper.tenant) as work:
        return list(await work.traces(ConversationId(id), limit=limit))


class TracingContract(StorageFixtures):
    """What is promised of traces."""

    async def test_why_a_turn_came_out_so_is_kept_with_it_in_its_sequence(
        self, keeper: Keeper, other_keeper: Keeper, stranger: Keeper
    ) -> None:
        kept = await keeper.begins()
        await stranger.begins()
        for version, trace in enumerate((_trace(0), None, _trace(2), _trace(3))):
            await _decides(keeper, kept, trace, version=version)
        assert await _traces(other_keeper) == [_trace(0), _trace(2), _trace(3)]
        assert await _traces(keeper, limit=2) == [_trace(2), _trace(3)]
        assert (await _traces(keeper, "c-2"), await _traces(stranger)) == ([], [])

    async def test_of_a_turn_that_was_not_kept_nothing_is(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await _decides(keeper, kept, _trace(0), version=0)
        with pytest.raises(Conflict):
            await _decides(keeper, kept, _trace(1), version=0)
        assert await _traces(keeper) == [_trace(0)]

    async def test_how_words_were_taken_is_forgotten_with_them(self, keeper: Keeper, stranger: Keeper) -> None:
        kept, theirs = await keeper.begins(), await stranger.begins()
        taken_back, left = wrote("o'1%"), wrote("o'1%2")
        await keeper.adds(kept, taken_back, left)
        await stranger.adds(theirs, taken_back)
        await _decides(keeper, kept, _trace(0, taken_back.key, wrote("0").key), version=0)
        await _decides(keeper, kept, _trace(1, left.key), version=1)
        await _decides(stranger, theirs, _trace(0, taken_back.key), version=0)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.erase(kept.id, taken_back.key)
        assert (await _traces(keeper), len(await _traces(stranger))) == ([_trace(1, left.key)], 1)

    async def test_all_of_it_is_forgotten_with_the_guest(self, keeper: Keeper, stranger: Keeper) -> None:
        for each in (keeper, stranger):
            await _decides(each, await each.begins(), _trace(0), version=0)
        await _decides(keeper, await keeper.begins("c-2"), _trace(1), version=0)
        for _ in range(2):
            async with keeper.storage.work(keeper.tenant) as work:
                await work.erase_guest(ConversationId("c-1"))
        assert (await _traces(keeper), await _traces(keeper, "c-2"), await _traces(stranger)) == (
            [],
            [_trace(1)],
            [_trace(0)],
        )
