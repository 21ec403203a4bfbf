"""Units of work: everything in one happens, or nothing does."""

import asyncio

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import AccountId, GuestId, ProviderId
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import AuditEntry, CommandState
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NAME,
    NOW,
    PHONE,
    SECOND,
    Keeper,
    a_conversation,
    act,
    key,
    let_others_run,
    say,
    wrote,
)


class _TheWorkerDies(Exception):
    """Stands for whatever ends a worker in the middle of its work."""


async def _everything_at_once(work: Work) -> None:
    """Every kind of write there is, over what `_before` arranged."""
    await work.guest([PHONE, NAME], fresh=GuestId("bea"))
    await work.begin(a_conversation("c-new", guest="somebody"))
    kept = a_conversation("c-1", guest="guest-c-1")
    await work.add_event(kept.id, wrote("new"), received_at=NOW, due_at=NOW)
    await work.postpone(kept.id, [wrote("waits").key], due_at=NOW + 9 * SECOND)
    await work.count_try(kept.id, [wrote("waits").key, wrote("poison").key])
    await work.set_aside(kept.id, [wrote("poison").key], at=NOW, cause="KeyError")
    assert await work.replay(kept.id, wrote("cured").key, due_at=NOW)
    await work.note_act(AuditEntry(at=NOW, by="Inés", action="replay", subject=kept.id))
    claimed = await work.claim(key("free"), now=NOW, lease_until=NOW + LEASE)
    assert claimed is not None
    await work.renew(key("free"), attempt=1, lease_until=NOW + 2 * LEASE)
    await work.keep_content(key("free"), Content(text="hola"))
    await work.finish(key("held"), attempt=1, state=CommandState.DONE, receipt=Receipt(message=ProviderId("wamid.1")))
    await work.retry(key("beside"), attempt=1, due_at=NOW + SECOND, sent_before=True, cause="silence")
    await work.note_delivery(effect=None, message=ProviderId("wamid.1"), state=DeliveryState.READ, at=NOW)
    await work.note_delivery(effect=None, message=ProviderId("wamid.2"), state=DeliveryState.READ, at=NOW)
    await work.commit_turn(
        evolve(kept, greeted=True), version=1, consumed=[wrote("waits").key], commands=[act("another")]
    )


async def _dies_in_the_middle(keeper: Keeper) -> None:
    async with keeper.storage.work(HOTEL) as work:
        await _everything_at_once(work)
        raise _TheWorkerDies


class TransactionsContract(StorageFixtures):
    """What is promised of `Storage.work`."""

    @pytest.fixture
    async def before(self, keeper: Keeper) -> dict[str, object]:
        """A hotel at work, and all that can be seen of it."""
        kept = await keeper.begins("c-1")
        await keeper.decides(kept, say("held"), act("free"), act("beside"))
        await keeper.holds("held")
        await keeper.holds("beside")
        await keeper.adds(kept, wrote("waits"), wrote("poison"), wrote("cured"))
        async with keeper.storage.work(HOTEL) as work:
            await work.set_aside(kept.id, [wrote("cured").key], at=NOW, cause="KeyError")
        return await self._seen(keeper)

    async def _seen(self, keeper: Keeper) -> dict[str, object]:
        kept = a_conversation("c-1", guest="guest-c-1")
        async with keeper.storage.work(HOTEL) as work:
            return {
                "conversation": await work.load(kept.id),
                "new conversation": await work.load(a_conversation("c-new").id),
                "door": await work.conversation_at("whatsapp", AccountId("door-1"), GuestId("somebody")),
                "events": list(await work.open_events(kept.id)),
                "commands": list(await work.outbox(kept.id)),
                "aside": list(await work.aside()),
                "acts": list(await work.acts()),
                "identities": list(await work.identities(GuestId("bea"))),
                "due": list(await keeper.storage.due(NOW + LEASE * 100, limit=100)),
                "next": await keeper.storage.next_due(NOW),
            }

    async def test_leaving_by_an_exception_undoes_everything(self, keeper: Keeper, before: dict[str, object]) -> None:
        with pytest.raises(_TheWorkerDies):
            await _dies_in_the_middle(keeper)
        assert await self._seen(keeper) == before
        async with keeper.storage.work(HOTEL) as work:
            assert await work.guest([PHONE], fresh=GuestId("caro")) == GuestId("caro")
            assert (
                await work.note_delivery(effect=None, message=ProviderId("wamid.1"), state=DeliveryState.SENT, at=NOW)
                is None
            )

    async def test_what_was_undone_can_be_done_again(self, keeper: Keeper, before: dict[str, object]) -> None:
        with pytest.raises(_TheWorkerDies):
            await _dies_in_the_middle(keeper)
        async with keeper.storage.work(HOTEL) as work:
            await _everything_at_once(work)
        seen = await self._seen(keeper)
        assert all(seen[name] != before[name] for name in ("conversation", "new conversation", "door", "events"))
        assert all(seen[name] != before[name] for name in ("commands", "aside", "acts", "identities", "due"))

    @pytest.mark.usefixtures("before")
    async def test_being_cancelled_undoes_everything_and_blocks_nobody(self, keeper: Keeper) -> None:
        begun = asyncio.Event()

        async def works_for_ever() -> None:
            async with keeper.storage.work(HOTEL) as work:
                await work.begin(a_conversation("c-new", guest="somebody"))
                begun.set()
                await asyncio.Event().wait()

        worker = asyncio.create_task(works_for_ever())
        await asyncio.wait_for(begun.wait(), timeout=60)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        async with keeper.storage.work(HOTEL) as work:
            assert await work.load(a_conversation("c-new").id) is None

    async def test_nobody_sees_what_is_not_committed(self, keeper: Keeper, elsewhere: Storage) -> None:
        kept = await keeper.begins()
        written, go_on = asyncio.Event(), asyncio.Event()

        async def writes() -> None:
            async with keeper.storage.work(HOTEL) as work:
                await work.add_event(kept.id, wrote(), received_at=NOW, due_at=NOW)
                written.set()
                await go_on.wait()

        async def reads() -> int:
            async with elsewhere.work(HOTEL) as work:
                return len(await work.open_events(kept.id))

        writer = asyncio.create_task(writes())
        await asyncio.wait_for(written.wait(), timeout=60)
        assert list(await elsewhere.due(NOW, limit=10)) == []
        assert await elsewhere.next_due(NOW - SECOND) is None
        reader = asyncio.create_task(reads())
        await let_others_run()
        read_early = await reader if reader.done() else None
        assert read_early in (None, 0)
        go_on.set()
        await writer
        assert await reader in (0, 1)
        assert len(await elsewhere.due(NOW, limit=10)) == 1

    async def test_a_unit_of_work_sees_what_it_wrote(self, keeper: Keeper) -> None:
        async with keeper.storage.work(HOTEL) as work:
            await work.begin(a_conversation())
            await work.add_event(a_conversation().id, wrote(), received_at=NOW, due_at=NOW)
            await work.commit_turn(a_conversation(), version=0, consumed=[wrote().key], commands=[say("hello")])
            assert await work.claim(key("hello"), now=NOW, lease_until=NOW + LEASE) is not None
            stored = await work.load(a_conversation().id)
            assert stored is not None
            assert stored.version == 1
            assert list(await work.open_events(a_conversation().id)) == []

    async def test_a_unit_of_work_inside_another_is_a_bug_and_does_not_wait_for_itself(self, keeper: Keeper) -> None:
        async with keeper.storage.work(HOTEL) as work:
            with pytest.raises(Bug):
                async with keeper.storage.work(HOTEL):
                    pass
            await work.begin(a_conversation())
        assert (await keeper.stored(a_conversation())).version == 0
