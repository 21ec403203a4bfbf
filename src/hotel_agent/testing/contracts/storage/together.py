"""What had to wait and is said together with what was to be said before it."""

from collections.abc import Sequence

import pytest

from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ProviderId
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import CommandState, OutboxRow
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import LEASE, NOW, SECOND, Keeper, act, key, outcomes, say

FIRST, ALL = Content(text="one"), Content(text="one\n\ntwo\n\nthree")


async def _rested(keeper: Keeper, name: str = "one") -> OutboxRow:
    """What is to be said first was tried, had to wait, and is tried again."""
    await keeper.holds(name)
    async with keeper.storage.work(keeper.tenant) as work:
        await work.keep_content(key(name), FIRST)
        await work.retry(key(name), attempt=1, due_at=NOW + SECOND, sent_before=False, cause="slower", rest=SECOND)
    return await keeper.holds(name, now=NOW + SECOND)


async def _says_together(keeper: Keeper, row: OutboxRow, later: Sequence[OutboxRow]) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        await work.say_together(row, later, content=ALL, cause="together")


class TogetherContract(StorageFixtures):
    """What is promised of texts that are said as one."""

    async def test_what_is_said_together_is_done_with_the_first_and_never_claimed(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), act("work"), say("two"), say("three"))
        await keeper.decides(kept, say("four"))
        row = await _rested(keeper)
        _, _, two, three, _ = await keeper.outbox(kept)
        await _says_together(keeper, row, [two, three])
        one, work, two, three, four = await keeper.outbox(kept)
        assert (one.content, one.state, one.attempts) == (ALL, CommandState.WAITING, 2)
        assert [(each.state, each.cause, each.attempts) for each in (two, three)] == [
            (CommandState.DONE, "together", 0)
        ] * 2
        assert [each.command for each in (two, three)] == [say("two").command, say("three").command]
        assert [each.state for each in (work, four)] == [CommandState.WAITING] * 2
        assert [await keeper.claims(name, now=NOW + LEASE) for name in ("two", "three", "four")] == [None] * 3
        async with keeper.storage.work(keeper.tenant) as unit:
            receipt = Receipt(message=ProviderId("wamid.1"))
            await unit.finish(key("one"), attempt=2, state=CommandState.DONE, receipt=receipt)
        await keeper.holds("four", now=NOW + SECOND)
        assert [due.command for due in await keeper.due(NOW + SECOND)] == [key("work")]

    async def test_more_may_be_said_together_when_it_had_to_wait_again(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        row = await _rested(keeper)
        await _says_together(keeper, row, [await keeper.command(kept, "two")])
        async with keeper.storage.work(keeper.tenant) as work:
            await work.retry(
                key("one"), attempt=2, due_at=NOW + 2 * SECOND, sent_before=False, cause="slower", rest=SECOND
            )
        await keeper.decides(kept, say("three"))
        row = await keeper.holds("one", now=NOW + 2 * SECOND)
        assert row.content == ALL
        await _says_together(keeper, row, [await keeper.command(kept, "three")])
        assert (await keeper.command(kept, "three")).state is CommandState.DONE

    async def test_who_no_longer_holds_the_first_says_nothing_together(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        row, two = await _rested(keeper), await keeper.command(kept, "two")
        await other_keeper.holds("one", now=NOW + SECOND + LEASE)
        before = await keeper.outbox(kept)
        with pytest.raises(Conflict):
            await _says_together(keeper, row, [two])
        assert await keeper.outbox(kept) == before

    async def test_what_may_have_been_sent_says_nothing_more(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        await _rested(keeper)
        row = await keeper.holds("one", now=NOW + SECOND + LEASE)
        assert row.sent_before
        with pytest.raises(Conflict):
            await _says_together(keeper, row, [await keeper.command(kept, "two")])
        assert (await keeper.command(kept, "two")).state is CommandState.WAITING

    async def test_one_that_is_not_untried_and_behind_it_keeps_all_of_them_apart(self, keeper: Keeper) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.decides(kept, say("before"), say("one"), act("work"), say("two"), say("worded"))
        await keeper.decides(beside, say("elsewhere"))
        before = await keeper.holds("before")
        async with keeper.storage.work(keeper.tenant) as work:
            await work.keep_content(key("worded"), FIRST)
            await work.finish(key("before"), attempt=1, state=CommandState.DONE)
        row = await _rested(keeper)
        rows = {each.key: each for each in await keeper.outbox(kept)}
        two, elsewhere = rows[key("two")], await keeper.command(beside, "elsewhere")
        for wrong in (before, rows[key("work")], rows[key("worded")], elsewhere, row):
            with pytest.raises(Conflict):
                await _says_together(keeper, row, [two, wrong])
            assert {each.key: each for each in await keeper.outbox(kept)} == rows
        await _says_together(keeper, row, [two])

    async def test_what_was_forgotten_meanwhile_is_not_said_together(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        row, two = await _rested(keeper), await keeper.command(kept, "two")
        async with keeper.storage.work(keeper.tenant) as work:
            await work.erase_guest(kept.id)
        with pytest.raises(Conflict):
            await _says_together(keeper, row, [two])
        assert (await keeper.command(kept, "one")).content == Content(text="")

    async def test_of_saying_together_and_taking_over_at_once_one_wins(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        row, two = await _rested(keeper), await keeper.command(kept, "two")
        together, taken = await outcomes(
            _says_together(keeper, row, [two]), other_keeper.holds("one", now=NOW + SECOND + LEASE)
        )
        assert isinstance(taken, OutboxRow)
        done = (await keeper.command(kept, "two")).state is CommandState.DONE
        assert done is (together is None)
        assert done is (taken.content == ALL)

    async def test_another_hotel_says_nothing_together(self, keeper: Keeper, stranger: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("one"), say("two"))
        row, two = await _rested(keeper), await keeper.command(kept, "two")
        with pytest.raises(Conflict):
            await _says_together(stranger, row, [two])
        assert (await keeper.command(kept, "two")).state is CommandState.WAITING
