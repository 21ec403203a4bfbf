"""How far messages got: reports come early, late, twice and in any sequence."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
from hotel_agent.domain.ids import ConversationId, ProviderId
from hotel_agent.ports.channel import Receipt
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, Keeper, key, say

ACCEPTED, SENT, DELIVERED = DeliveryState.ACCEPTED, DeliveryState.SENT, DeliveryState.DELIVERED
READ, PLAYED, FAILED = DeliveryState.READ, DeliveryState.PLAYED, DeliveryState.FAILED
INCOMPLETE = DeliveryState.INCOMPLETE

DAY = timedelta(days=1)

_FURTHEST_FIRST = (INCOMPLETE, PLAYED, READ, DELIVERED, FAILED, SENT, ACCEPTED)
"""Written down by hand from the WhatsApp contract, 2.6: once a device has a message, it has not failed."""


async def _reported(
    keeper: Keeper,
    state: DeliveryState,
    *,
    message: str = "wamid.1",
    effect: str | None = None,
    at: datetime = NOW,
    part: bool = False,
) -> ConversationId | None:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.note_delivery(
            effect=None if effect is None else key(effect), message=ProviderId(message), state=state, at=at, part=part
        )


async def _sent(keeper: Keeper, name: str, *, message: str = "wamid.1") -> None:
    row = await keeper.holds(name)
    async with keeper.storage.work(keeper.tenant) as work:
        receipt = Receipt(message=ProviderId(message))
        await work.finish(key(name), attempt=row.attempts, state=CommandState.DONE, receipt=receipt)


async def _said(keeper: Keeper, name: str = "hello", id: str = "c-1") -> Conversation:
    kept = await keeper.begins(id)
    await keeper.decides(kept, say(name))
    return kept


async def _costs(keeper: Keeper, message: str, *, billable: bool = True, at: datetime = NOW, id: str = "c-1") -> bool:
    cost = MessageCost(billable=billable, category="service", kind="regular")
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.note_cost(ConversationId(id), ProviderId(message), cost, at=at)


async def _paid(keeper: Keeper, since: datetime = NOW, *, id: str | None = None) -> int:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.paid_messages(since, conversation=None if id is None else ConversationId(id))


class DeliveriesContract(StorageFixtures):
    """What is promised of receipts and delivery reports."""

    async def test_whom_the_house_wrote_first_is_counted_once_and_answers_are_not(
        self, keeper: Keeper, stranger: Keeper
    ) -> None:
        async def reached(of: Keeper, since: datetime = NOW) -> int:
            async with of.storage.work(of.tenant) as work:
                return await work.reached(since)

        told = [("1", "utility", "c-1", NOW), ("2", "marketing", "c-1", NOW), ("3", "service", "c-2", NOW)]
        told += [("4", "", "c-3", NOW), ("5", "utility", "c-4", NOW + DAY)]
        for message, category, conversation, at in told:
            async with keeper.storage.work(keeper.tenant) as work:
                cost = MessageCost(billable=False, category=category)
                await work.note_cost(ConversationId(conversation), ProviderId(message), cost, at=at)
        assert (await reached(keeper), await reached(keeper, NOW + DAY), await reached(stranger)) == (2, 1, 0)

    async def test_a_message_is_paid_for_once_however_often_it_is_reported(
        self, keeper: Keeper, other_keeper: Keeper, stranger: Keeper
    ) -> None:
        assert await _costs(keeper, "wamid.1")
        assert not await _costs(other_keeper, "wamid.1", at=NOW + DAY, id="c-2")
        assert await _costs(keeper, "wamid.2", billable=False)
        assert await _costs(keeper, "wamid.3", at=NOW + DAY, id="c-2")
        assert await _paid(other_keeper) == 2
        assert await _paid(keeper, NOW + DAY) == 1
        assert (await _paid(keeper, id="c-1"), await _paid(keeper, id="c-2"), await _paid(keeper, id="c-3")) == (
            1,
            1,
            0,
        )
        assert await _paid(stranger) == 0
        assert await _costs(stranger, "wamid.1")

    async def test_what_the_messages_of_a_conversation_cost_is_told_in_their_sequence(
        self, keeper: Keeper, stranger: Keeper
    ) -> None:
        async def costs(of: Keeper, id: str) -> list[bool]:
            async with of.storage.work(of.tenant) as work:
                noted = await work.costs(ConversationId(id))
            assert {(each.category, each.kind) for each in noted} <= {("service", "regular")}
            return [each.billable for each in noted]

        await _costs(keeper, "wamid.9", billable=False)
        await _costs(keeper, "wamid.1", at=NOW + DAY)
        await _costs(keeper, "wamid.1", billable=False, at=NOW + 2 * DAY)
        await _costs(keeper, "wamid.2", id="c-2")
        assert (await costs(keeper, "c-1"), await costs(keeper, "c-2")) == ([False, True], [True])
        assert (await costs(keeper, "c-3"), await costs(stranger, "c-1")) == ([], [])

    async def test_a_receipt_is_kept_and_says_accepted(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello")
        row = await keeper.command(kept, "hello")
        assert (row.receipt, row.delivery) == (Receipt(message=ProviderId("wamid.1")), ACCEPTED)

    async def test_a_report_is_found_by_the_providers_name(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello")
        assert await _reported(other_keeper, DELIVERED) == kept.id
        assert (await keeper.command(kept, "hello")).delivery is DELIVERED

    async def test_a_report_is_found_by_our_key(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello", message="wamid.1")
        assert await _reported(keeper, READ, message="wamid.second-part", effect="hello") == kept.id
        row = await keeper.command(kept, "hello")
        assert (row.delivery, row.receipt) == (READ, Receipt(message=ProviderId("wamid.1")))

    async def test_a_key_that_is_not_ours_does_not_hide_the_providers_name(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello")
        assert await _reported(keeper, READ, effect="never-heard-of") == kept.id

    async def test_a_report_under_our_key_before_the_receipt_proves_that_it_was_sent(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await keeper.holds("hello")
        assert await _reported(keeper, SENT, effect="hello") == kept.id
        row = await keeper.command(kept, "hello")
        assert (row.state, row.delivery) == (CommandState.WAITING, SENT)
        assert row.receipt is not None
        assert row.receipt.message == "wamid.1"
        assert await _reported(keeper, DELIVERED) == kept.id

    async def test_a_receipt_that_comes_after_the_report_takes_nothing_back(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        row = await keeper.holds("hello")
        await _reported(keeper, DELIVERED, effect="hello")
        async with keeper.storage.work(keeper.tenant) as work:
            receipt = Receipt(message=ProviderId("wamid.1"))
            await work.finish(key("hello"), attempt=row.attempts, state=CommandState.DONE, receipt=receipt)
        assert (await keeper.command(kept, "hello")).delivery is DELIVERED

    async def test_a_part_that_arrived_proves_nothing_of_the_rest(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await keeper.holds("hello")
        for state in (SENT, READ):
            assert await _reported(keeper, state, message="wamid.first", effect="hello", part=True) == kept.id
        row = await keeper.command(kept, "hello")
        assert (row.receipt, row.delivery, row.state) == (None, None, CommandState.WAITING)

    async def test_a_part_that_failed_is_not_made_good_by_the_others(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello")
        await _reported(keeper, DELIVERED, effect="hello")
        assert await _reported(keeper, FAILED, message="wamid.first", effect="hello", part=True) == kept.id
        await _reported(keeper, READ, effect="hello")
        row = await keeper.command(kept, "hello")
        assert (row.delivery, row.receipt) == (INCOMPLETE, Receipt(message=ProviderId("wamid.1")))

    async def test_a_part_that_failed_before_the_receipt_is_not_forgotten(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _reported(keeper, FAILED, message="wamid.first", effect="hello", part=True)
        await _sent(keeper, "hello")
        assert (await keeper.command(kept, "hello")).delivery is INCOMPLETE

    async def test_a_part_that_a_device_has_did_not_fail(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        await _sent(keeper, "hello")
        for state in (DELIVERED, FAILED):
            await _reported(keeper, state, message="wamid.first", effect="hello", part=True)
        assert (await keeper.command(kept, "hello")).delivery is ACCEPTED

    async def test_a_part_of_another_hotels_message_is_not_known_here(self, keeper: Keeper, stranger: Keeper) -> None:
        theirs = await _said(stranger, "theirs")
        assert await _reported(keeper, FAILED, message="wamid.first", effect="theirs", part=True) is None
        assert (await stranger.command(theirs, "theirs")).delivery is None

    async def test_a_report_of_a_message_not_yet_known_waits_for_its_receipt(self, keeper: Keeper) -> None:
        kept = await _said(keeper)
        assert await _reported(keeper, READ) is None
        assert await _reported(keeper, SENT) is None
        assert (await keeper.command(kept, "hello")).delivery is None
        await _sent(keeper, "hello")
        assert (await keeper.command(kept, "hello")).delivery is READ

    async def test_another_hotels_message_is_not_known_here(self, keeper: Keeper, stranger: Keeper) -> None:
        theirs = await _said(stranger, "theirs")
        await _sent(stranger, "theirs")
        assert await _reported(keeper, READ) is None
        assert await _reported(keeper, READ, effect="theirs") is None
        assert (await stranger.command(theirs, "theirs")).delivery is ACCEPTED
        ours = await _said(keeper, "ours")
        await _sent(keeper, "ours", message="wamid.2")
        assert (await keeper.command(ours, "ours")).delivery is ACCEPTED

    async def test_a_report_of_one_message_says_nothing_of_another(self, keeper: Keeper) -> None:
        first, second = await _said(keeper, "one", "c-1"), await _said(keeper, "two", "c-2")
        await _sent(keeper, "one", message="wamid.1")
        await _sent(keeper, "two", message="wamid.2")
        assert await _reported(keeper, READ, message="wamid.2") == second.id
        assert (await keeper.command(first, "one")).delivery is ACCEPTED

    async def test_a_report_of_a_message_nobody_came_to_know_is_forgotten(self, keeper: Keeper) -> None:
        kept, later = await _said(keeper, "hello", "c-1"), await _said(keeper, "later", "c-2")
        await _reported(keeper, READ, message="wamid.1")
        await _reported(keeper, READ, message="wamid.2", at=NOW + 2 * DAY)
        await _reported(keeper, READ, message="wamid.3", at=NOW + 9 * DAY)
        await _sent(keeper, "hello", message="wamid.1")
        await _sent(keeper, "later", message="wamid.2")
        assert (await keeper.command(kept, "hello")).delivery is ACCEPTED
        assert (await keeper.command(later, "later")).delivery is READ

    async def test_a_report_makes_what_waits_for_it_due_at_once(self, keeper: Keeper) -> None:
        await _said(keeper)
        row = await keeper.holds("hello")
        async with keeper.storage.work(keeper.tenant) as work:
            await work.retry(
                key("hello"), attempt=row.attempts, due_at=NOW + 60 * SECOND, sent_before=True, cause="silence"
            )
        assert await keeper.claims("hello", now=NOW + SECOND) is None
        await _reported(keeper, SENT, effect="hello", at=NOW + SECOND)
        assert await keeper.storage.next_due(NOW) == NOW + SECOND
        assert await keeper.claims("hello", now=NOW + SECOND) is not None

    async def test_what_was_reported_while_it_was_tried_is_due_as_soon_as_it_is_given_back(
        self, keeper: Keeper
    ) -> None:
        await _said(keeper)
        row = await keeper.holds("hello")
        await _reported(keeper, SENT, effect="hello", at=NOW + SECOND)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.retry(
                key("hello"), attempt=row.attempts, due_at=NOW + 60 * SECOND, sent_before=True, cause="silence"
            )
        assert await keeper.claims("hello", now=NOW + SECOND) is not None

    async def test_a_report_makes_no_work(self, keeper: Keeper) -> None:
        await _said(keeper)
        await _sent(keeper, "hello")
        await _reported(keeper, READ)
        assert list(await keeper.due(NOW + 10 * (NOW - NOW.replace(hour=0)))) == []

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(
        reports=st.lists(st.tuples(st.sampled_from(DeliveryState), st.booleans()), min_size=1, max_size=6),
        receipt_after=st.integers(0, 6),
    )
    async def test_in_whatever_sequence_reports_come_the_furthest_counts(
        self, keeper: Keeper, reports: list[tuple[DeliveryState, bool]], receipt_after: int
    ) -> None:
        name = keeper.fresh_name()
        kept = await _said(keeper, name, name)
        heard = {ACCEPTED}
        for position, (state, by_key) in enumerate(reports):
            if position == receipt_after:
                await _sent(keeper, name, message=name)
            await _reported(keeper, state, message=name, effect=name if by_key else None)
            heard.add(state)
        if receipt_after >= len(reports):
            await _sent(keeper, name, message=name)
        expected = next(state for state in _FURTHEST_FIRST if state in heard)
        assert (await keeper.command(kept, name)).delivery is expected
