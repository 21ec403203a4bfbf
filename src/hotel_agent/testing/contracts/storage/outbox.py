"""Commands: claimed under a lease, by one worker at a time, what is said in its sequence."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.ports.channel import Content, ContentChoice
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import LEASE, NOW, SECOND, Keeper, act, key, outcomes, say
from hotel_agent.testing.strategies.values import commands

CONTENT = Content(
    text="¡Hola!",
    choices=(ContentChoice(token=ChoiceToken("t1"), title="Sí", description="la doble"),),
    menu="Elegir",
)


async def _finishes(
    keeper: Keeper, name: str, *, attempt: int, state: CommandState = CommandState.DONE, cause: str = ""
) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        await work.finish(key(name), attempt=attempt, state=state, cause=cause)


async def _gives_back(keeper: Keeper, name: str, *, attempt: int, in_seconds: int = 0, sent: bool = False) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        due_at = NOW + in_seconds * SECOND
        await work.retry(key(name), attempt=attempt, due_at=due_at, sent_before=sent, cause="silence")


async def _renews(keeper: Keeper, name: str, *, attempt: int, until: datetime) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        await work.renew(key(name), attempt=attempt, lease_until=until)


async def _unsaid(keeper: Keeper, kept: Conversation) -> bool:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.unsaid(kept.id)


async def _words(keeper: Keeper, name: str, content: Content) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        await work.keep_content(key(name), content)


class OutboxContract(StorageFixtures):
    """What is promised of commands."""

    async def test_claiming_counts_the_attempt_and_takes_the_lease(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("hello"))
        row = await keeper.holds("hello")
        assert row == await keeper.command(kept, "hello")
        assert (row.attempts, row.lease_until, row.sent_before) == (1, NOW + LEASE, False)
        assert row.command == say("hello").command

    async def test_a_command_is_not_claimed_before_it_is_due(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("later", due_at=NOW + SECOND))
        assert await keeper.claims("later") is None
        assert (await keeper.command(kept, "later")).attempts == 0
        assert await keeper.claims("later", now=NOW + SECOND) is not None

    async def test_a_leased_command_is_not_claimed_until_its_lease_runs_out(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        await keeper.holds("work")
        assert await other_keeper.claims("work", now=NOW + LEASE - SECOND) is None
        row = await other_keeper.holds("work", now=NOW + LEASE)
        assert (row.attempts, row.sent_before, row.lease_until) == (2, True, NOW + 2 * LEASE)

    async def test_of_many_who_claim_at_once_one_wins(self, keeper: Keeper, other_keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("work"))
        claims = await outcomes(*((keeper, other_keeper)[number % 2].claims("work") for number in range(10)))
        won = [row for row in claims if row is not None and not isinstance(row, BaseException)]
        assert len(won) == 1
        assert won[0].attempts == 1

    @pytest.mark.parametrize("state", [CommandState.DONE, CommandState.GIVEN_UP])
    async def test_a_finished_command_is_never_claimed_again(self, keeper: Keeper, state: CommandState) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        row = await keeper.holds("work")
        await _finishes(keeper, "work", attempt=row.attempts, state=state, cause="why")
        assert await keeper.claims("work", now=NOW + 1000 * LEASE) is None
        finished = await keeper.command(kept, "work")
        assert (finished.state, finished.cause, finished.attempts) == (state, "why", 1)

    async def test_what_is_said_goes_in_its_sequence(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("first"), say("second"))
        await keeper.decides(kept, say("third"))
        for name, held in (("first", ("second", "third")), ("second", ("third",)), ("third", ())):
            assert [await keeper.claims(each) for each in held] == [None] * len(held)
            row = await keeper.holds(name)
            assert [await keeper.claims(each) for each in held] == [None] * len(held)
            await _finishes(keeper, name, attempt=row.attempts, state=CommandState.GIVEN_UP)

    async def test_what_is_said_waits_for_what_is_tried_again(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("first"), say("second"))
        await keeper.holds("first")
        await _gives_back(keeper, "first", attempt=1, in_seconds=30)
        assert await keeper.claims("second", now=NOW + 10 * SECOND) is None
        await keeper.holds("first", now=NOW + 30 * SECOND)
        await _finishes(keeper, "first", attempt=2)
        await keeper.holds("second", now=NOW + 30 * SECOND)

    async def test_rests_somebody_asked_for_are_told_apart_from_failures(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), say("first"))
        for attempt, rest in enumerate((timedelta(minutes=5), None, timedelta(seconds=90.4)), 1):
            await keeper.holds("first", now=NOW + attempt * SECOND)
            async with keeper.storage.work(keeper.tenant) as work:
                due_at = NOW + (attempt + 1) * SECOND
                await work.retry(
                    key("first"), attempt=attempt, due_at=due_at, sent_before=False, cause="slower", rest=rest
                )
        row = await keeper.holds("first", now=NOW + 9 * SECOND)
        assert (row.attempts, row.rests, row.rested) == (4, 2, timedelta(minutes=5, seconds=90))

    async def test_what_is_said_holds_nothing_else_up(self, keeper: Keeper) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.decides(kept, say("first"), act("work"), act("more"))
        await keeper.decides(beside, say("elsewhere"))
        await keeper.holds("first")
        for name in ("more", "work", "elsewhere"):
            await keeper.holds(name)

    async def test_what_is_done_does_not_hold_up_what_is_said(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("work"), say("hello"))
        await keeper.holds("work")
        await keeper.holds("hello")

    async def test_a_worker_whose_lease_was_taken_over_may_not_close_the_command(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        slow = await keeper.holds("work")
        quick = await other_keeper.holds("work", now=NOW + LEASE)
        with pytest.raises(Conflict):
            await _finishes(keeper, "work", attempt=slow.attempts)
        with pytest.raises(Conflict):
            await _gives_back(keeper, "work", attempt=slow.attempts)
        assert await keeper.command(kept, "work") == quick
        await _finishes(other_keeper, "work", attempt=quick.attempts)

    async def test_a_worker_may_close_its_command_after_its_lease_if_nobody_took_it_over(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        row = await keeper.holds("work", lease=SECOND)
        await _finishes(keeper, "work", attempt=row.attempts)
        assert (await keeper.command(kept, "work")).state is CommandState.DONE

    async def test_a_lease_that_is_renewed_holds_for_longer(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        row = await keeper.holds("work")
        await _renews(keeper, "work", attempt=1, until=NOW + 2 * LEASE)
        assert await keeper.command(kept, "work") == evolve(row, lease_until=NOW + 2 * LEASE)
        assert await other_keeper.claims("work", now=NOW + 2 * LEASE - SECOND) is None
        assert list(await keeper.due(NOW + 2 * LEASE - SECOND)) == []
        assert [due.at for due in await keeper.due(NOW + 2 * LEASE)] == [NOW + 2 * LEASE]
        assert (await other_keeper.holds("work", now=NOW + 2 * LEASE)).attempts == 2

    async def test_a_lease_that_ran_out_may_be_renewed_until_another_has_it(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        await keeper.holds("work", lease=SECOND)
        await _renews(keeper, "work", attempt=1, until=NOW + LEASE)
        quick = await other_keeper.holds("work", now=NOW + LEASE)
        with pytest.raises(Conflict):
            await _renews(keeper, "work", attempt=1, until=NOW + 9 * LEASE)
        assert await keeper.command(kept, "work") == quick

    async def test_of_renewing_and_taking_over_at_once_one_has_the_command(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        await keeper.holds("work", lease=SECOND)
        renewed, taken = await outcomes(
            _renews(keeper, "work", attempt=1, until=NOW + 9 * LEASE),
            other_keeper.holds("work", now=NOW + LEASE),
        )
        assert isinstance(renewed, Conflict) or isinstance(taken, AssertionError)
        assert (await keeper.command(kept, "work")).attempts == (2 if isinstance(renewed, Conflict) else 1)

    async def test_nobody_renews_what_they_do_not_hold(self, keeper: Keeper, stranger: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("unclaimed"), act("closed"), act("given-back"), act("held"))
        for name in ("closed", "given-back", "held"):
            await keeper.holds(name)
        await _finishes(keeper, "closed", attempt=1)
        await _gives_back(keeper, "given-back", attempt=1)
        for name, attempt in (("unclaimed", 0), ("closed", 1), ("given-back", 1), ("held", 2), ("never", 1)):
            with pytest.raises(Conflict):
                await _renews(keeper, name, attempt=attempt, until=NOW + LEASE)
        with pytest.raises(Conflict):
            await _renews(stranger, "held", attempt=1, until=NOW + LEASE)

    async def test_something_is_unsaid_until_all_that_is_to_be_said_came_to_an_end(
        self, keeper: Keeper, stranger: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        assert not await _unsaid(keeper, kept)
        await keeper.decides(kept, act("work"))
        assert not await _unsaid(keeper, kept)
        await keeper.decides(kept, say("now"), say("later", due_at=NOW + SECOND))
        assert await _unsaid(other_keeper, kept)
        assert not await _unsaid(stranger, kept)
        await keeper.holds("now")
        assert await _unsaid(keeper, kept)
        await _finishes(keeper, "now", attempt=1)
        assert await _unsaid(keeper, kept)
        await keeper.holds("later", now=NOW + SECOND)
        await _finishes(keeper, "later", attempt=1, state=CommandState.GIVEN_UP)
        assert not await _unsaid(keeper, kept)

    async def test_nobody_closes_what_they_do_not_hold(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("unclaimed"), act("closed"), act("given-back"))
        row = await keeper.holds("closed")
        await _finishes(keeper, "closed", attempt=row.attempts)
        await keeper.holds("given-back")
        await _gives_back(keeper, "given-back", attempt=1)
        for name, attempt in (("unclaimed", 0), ("unclaimed", 1), ("closed", 1), ("given-back", 1), ("never", 1)):
            with pytest.raises(Conflict):
                await _finishes(keeper, name, attempt=attempt)
            with pytest.raises(Conflict):
                await _gives_back(keeper, name, attempt=attempt)

    async def test_a_command_is_not_finished_as_waiting(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("work"))
        await keeper.holds("work")
        with pytest.raises(Bug):
            await _finishes(keeper, "work", attempt=1, state=CommandState.WAITING)

    async def test_a_command_given_back_is_claimed_again_at_its_moment(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        await keeper.holds("work")
        await _gives_back(keeper, "work", attempt=1, in_seconds=5)
        waiting = await keeper.command(kept, "work")
        assert (waiting.state, waiting.attempts, waiting.cause) == (CommandState.WAITING, 1, "silence")
        assert waiting.lease_until is None
        assert await keeper.claims("work", now=NOW + 4 * SECOND) is None
        again = await keeper.holds("work", now=NOW + 5 * SECOND)
        assert (again.attempts, again.sent_before) == (2, False)

    async def test_what_may_have_been_sent_once_may_have_been_sent_for_ever(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), say("hello"))
        await keeper.holds("hello")
        await _gives_back(keeper, "hello", attempt=1, sent=True)
        assert (await keeper.holds("hello")).sent_before
        await _gives_back(keeper, "hello", attempt=2, sent=False)
        assert (await keeper.holds("hello")).sent_before

    async def test_every_attempt_sends_the_same(self, keeper: Keeper, other_keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), say("hello"))
        assert (await keeper.holds("hello")).content is None
        await _words(keeper, "hello", CONTENT)
        assert (await other_keeper.holds("hello", now=NOW + LEASE)).content == CONTENT
        await _words(other_keeper, "hello", CONTENT)
        with pytest.raises(Conflict):
            await _words(keeper, "hello", Content(text="Buenas"))
        assert (await keeper.holds("hello", now=NOW + 2 * LEASE)).content == CONTENT

    async def test_another_hotels_command_cannot_be_reached(self, keeper: Keeper, stranger: Keeper) -> None:
        theirs = await stranger.begins("c-9")
        await stranger.decides(theirs, say("hello"))
        assert await keeper.claims("hello") is None
        row = await stranger.holds("hello")
        with pytest.raises(Conflict):
            await _finishes(keeper, "hello", attempt=row.attempts)
        with pytest.raises(Conflict):
            await _gives_back(keeper, "hello", attempt=row.attempts)
        with pytest.raises(Conflict):
            await _words(keeper, "hello", CONTENT)
        assert await stranger.command(theirs, "hello") == row

    async def test_two_hotels_may_have_commands_of_the_same_key(self, keeper: Keeper, stranger: Keeper) -> None:
        await keeper.decides(await keeper.begins(), say("hello"))
        await stranger.decides(await stranger.begins(), say("hello"))
        await keeper.holds("hello")
        await stranger.holds("hello")

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(command=commands())
    async def test_any_command_comes_back_equal(self, keeper: Keeper, command: Command) -> None:
        name = keeper.fresh_name()
        await keeper.decides(await keeper.begins(name), act(name, command))
        back = (await keeper.holds(name)).command
        assert back == command
        assert type(back) is type(command)
