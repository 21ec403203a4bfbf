"""What every database is held to beside the contract of the storage: what dies in the middle, and what guests write."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event, select, update

from hotel_agent.adapters.database.codec import Row
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables import conversations, inbox
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, EffectKey, EventKey, GuestId, ProviderId
from hotel_agent.ports.channel import Content, Identity, Receipt
from hotel_agent.ports.rows import AuditEntry, CommandState, NewCommand, Stray
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
    outcomes,
    say,
    wrote,
)

_NASTY = {
    "a zero": "a\x00b",
    "half a character": "wave \ud83c",
    "the sign that escapes": "\x1a0000 and \x1a",
    "an emoji": "🌊",
    "an apostrophe": "O'Higgins; DROP TABLE guests --",
}
_LONG = ("x" * 5_000, "ñ" * 599, "\x00" * 900, "a" * 566 + "\x00" * 40)
Everything = Callable[[], Awaitable[dict[str, list[str]]]]

_WHOLE_TABLE = re.compile(
    r"Seq Scan|^SCAN (guests|conversations|inbox|outbox|before|early_reports|ledger|strays|audit|detached)"
    r"|^SCAN message_costs"
)
_WHOLE_HOTEL = re.compile(r"\(tenant=\?\)$")
"""On SQLite; PostgreSQL chooses by how much there is, and here is little."""
_BY_INDEX = re.compile(r"USING (COVERING )?INDEX|^SCAN strays$")

_LIMIT = timedelta(seconds=30)


class _TheWorkerDies(Exception):
    """Stands for whatever ends a worker in the middle of its work."""


@contextmanager
def _at_statement(database: Database, number: int, fatal: Any) -> Iterator[list[str]]:
    """Something fatal happens just before this statement. Gives the statements there were."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)
        if len(seen) == number:
            fatal()

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)


def _dies(_: "asyncio.Task[None]") -> None:
    raise _TheWorkerDies


def _is_cancelled(working: "asyncio.Task[None]") -> None:
    working.cancel()


def _is_cancelled_with_all_that_runs(working: "asyncio.Task[None]") -> None:
    working.cancel()
    statement = asyncio.current_task()
    assert statement is not None
    statement.cancel()


async def _everything(work: Work) -> None:
    """Every kind of write there is, over what `before` arranged."""
    kept = a_conversation("c-1", guest="guest-c-1")
    await work.guest([PHONE, NAME], fresh=GuestId("bea"))
    await work.detach(GuestId("bea"), [PHONE])
    await work.begin(a_conversation("c-new", guest="somebody"))
    await work.note_act(AuditEntry(at=NOW, by="ana", action="replay", subject="c-1"))
    await work.add_event(kept.id, wrote("new"), received_at=NOW, due_at=NOW)
    await work.erase(kept.id, wrote("waits").key)
    await work.count_try(kept.id, [wrote("waits").key])
    await work.postpone(kept.id, [wrote("waits").key], due_at=NOW + 9 * SECOND)
    await work.set_aside(kept.id, [wrote("bad").key], at=NOW, cause="three tries")
    await work.replay(kept.id, wrote("aside").key, due_at=NOW)
    await work.claim(key("free"), now=NOW, lease_until=NOW + LEASE)
    await work.renew(key("free"), attempt=1, lease_until=NOW + 2 * LEASE)
    await work.keep_content(key("free"), Content(text="hola"))
    await work.finish(key("held"), attempt=1, state=CommandState.DONE, receipt=Receipt(message=ProviderId("wamid.1")))
    await work.retry(key("beside"), attempt=1, due_at=NOW + SECOND, sent_before=True, cause="silence")
    await work.note_delivery(effect=None, message=ProviderId("wamid.1"), state=DeliveryState.READ, at=NOW)
    await work.note_delivery(effect=None, message=ProviderId("wamid.2"), state=DeliveryState.READ, at=NOW)
    await work.note_cost(kept.id, ProviderId("wamid.1"), MessageCost(billable=True), at=NOW)
    consumed, more = [wrote("waits").key], [act("another"), say("next")]
    await work.commit_turn(evolve(kept, greeted=True), version=1, consumed=consumed, commands=more)


async def _reads(work: Work) -> None:
    """Every look there is."""
    kept = a_conversation("c-1", guest="guest-c-1")
    await work.identities(kept.guest)
    await work.detached([PHONE, NAME])
    await work.conversation_at(kept.channel, kept.account, kept.guest)
    await work.load(kept.id)
    await work.open_events(kept.id)
    await work.waiting(kept.id)
    await work.aside()
    await work.outbox(kept.id)
    await work.unsaid(kept.id)
    await work.acts()
    await work.paid_messages(NOW)
    await work.paid_messages(NOW, conversation=kept.id)
    await work.reached(NOW)


class Durable(StorageFixtures):
    """Mix it in beside the contract, and give it the fixture `house`: the database under `storage`."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    async def before(self, keeper: Keeper) -> None:
        """A hotel at work."""
        kept = await keeper.begins("c-1")
        await keeper.decides(kept, say("held"), act("free"), act("beside"))
        await keeper.holds("held")
        await keeper.holds("beside")
        await keeper.adds(kept, wrote("waits"), wrote("bad"), wrote("aside"))
        async with keeper.storage.work(HOTEL) as work:
            await work.set_aside(kept.id, [wrote("aside").key], at=NOW, cause="three tries")

    @pytest.fixture
    async def everything(self, house: Database) -> Everything:
        """Asks for every row of every table."""
        names = sorted(await _tables(house))

        async def ask() -> dict[str, list[str]]:
            async with house.engine.connect() as connection:
                return {
                    name: sorted(map(str, await connection.exec_driver_sql(f"SELECT * FROM {name}"))) for name in names
                }

        return ask

    @pytest.mark.usefixtures("before")
    @pytest.mark.parametrize(
        "fatal",
        [_dies, _is_cancelled, _is_cancelled_with_all_that_runs],
        ids=["dies", "is cancelled", "is cancelled with all that runs"],
    )
    async def test_whoever_ends_before_any_statement_leaves_nothing_behind_and_blocks_nobody(
        self, house: Database, storage: Storage, elsewhere: Storage, everything: Everything, fatal: Any
    ) -> None:
        async def works() -> None:
            async with storage.work(HOTEL) as work:
                await _everything(work)

        before, number = await everything(), 0
        while True:
            number += 1
            task = asyncio.ensure_future(works())
            with _at_statement(house, number, partial(fatal, task)) as seen:
                (ended,) = await asyncio.gather(task, return_exceptions=True)
            if len(seen) < number:
                break
            assert isinstance(ended, _TheWorkerDies | asyncio.CancelledError), seen[-1]
            assert await everything() == before, seen[-1]
            async with asyncio.timeout(_LIMIT.total_seconds()), elsewhere.work(HOTEL) as work:
                await work.add_event(a_conversation().id, wrote("waits"), received_at=NOW, due_at=NOW)
        assert ended is None
        assert number > 30
        assert await everything() != before

    async def test_a_unit_of_work_of_which_a_part_failed_is_not_kept(
        self, keeper: Keeper, storage: Storage, everything: Everything
    ) -> None:
        kept = await keeper.begins()
        before = await everything()
        for commands, consumed in (([act("twice"), act("twice")], []), ([], [wrote("never").key])):
            with pytest.raises(Bug, match="a part of this unit of work failed"):
                await _goes_on_after_a_failed_turn(storage, kept, consumed, commands)
        assert await everything() == before

    async def test_a_unit_of_work_that_is_over_says_so(self, storage: Storage) -> None:
        async with storage.work(HOTEL) as work:
            await work.begin(a_conversation())
        with pytest.raises(Bug, match="over"):
            await work.load(a_conversation().id)

    @pytest.mark.parametrize("text", _NASTY.values(), ids=_NASTY)
    async def test_whatever_somebody_writes_is_kept_as_it_was(
        self, keeper: Keeper, storage: Storage, other_keeper: Keeper, text: str
    ) -> None:
        kept, identity = await keeper.begins(account=text), Identity("email", text)
        assert await keeper.adds(kept, wrote(text, text)) == [True]
        assert await other_keeper.adds(kept, wrote(text)) == [False]
        await keeper.decides(kept, act("work"), consumed=[])
        async with storage.work(HOTEL) as work:
            (row,) = await work.open_events(kept.id)
            assert row.event == wrote(text, text)
            assert [waiting.key for waiting in await work.waiting(kept.id)] == [wrote(text).key]
            assert await work.conversation_at("whatsapp", AccountId(text), kept.guest) == kept.id
            assert await work.guest([identity], fresh=GuestId(text)) == text
            assert await work.guest([PHONE, identity], fresh=GuestId("other")) == text
            assert list(await work.identities(GuestId(text))) == [PHONE, identity]
            assert list(await work.set_aside(kept.id, [wrote(text).key], at=NOW, cause=text)) == [wrote(text).key]
            assert [(row.key, row.cause) for row in await work.aside()] == [(wrote(text).key, text)]
            entry = AuditEntry(at=NOW, by=text, action=text, subject=text)
            await work.note_act(entry)
            assert list(await work.acts()) == [entry]
            await work.claim(key("work"), now=NOW, lease_until=NOW + LEASE)
            await work.keep_content(key("work"), Content(text=text))
            await work.keep_content(key("work"), Content(text=text))
            receipt = Receipt(message=ProviderId(text))
            await work.note_delivery(effect=None, message=receipt.message, state=DeliveryState.READ, at=NOW)
            await work.finish(key("work"), attempt=1, state=CommandState.DONE, receipt=receipt, cause=text)
        done = await other_keeper.command(kept, "work")
        assert (done.receipt, done.content, done.cause) == (receipt, Content(text=text), text)
        assert done.delivery is DeliveryState.READ
        stray = Stray(
            channel=text, account=None, key=EventKey(text), kind=text, cause=text, payload=text, received_at=NOW
        )
        assert [await storage.keep_stray(stray), await storage.keep_stray(stray)] == [True, False]
        assert list(await storage.strays()) == [stray]

    @pytest.mark.parametrize("text", _LONG, ids=[ascii(each[:1]) + str(len(each)) for each in _LONG])
    async def test_a_name_too_long_for_an_index_still_names_one_thing(
        self, keeper: Keeper, storage: Storage, text: str
    ) -> None:
        kept, other = await keeper.begins(account=text), f"{text}!"
        assert await keeper.adds(kept, wrote(text), wrote(other), wrote(text), wrote(other)) == [
            True,
            True,
            False,
            False,
        ]
        async with storage.work(HOTEL) as work:
            assert [row.event.key for row in await work.open_events(kept.id)] == [wrote(text).key, wrote(other).key]
            shortened = [row.key for row in await work.waiting(kept.id)]
            await work.postpone(kept.id, shortened, due_at=NOW + SECOND)
            assert {row.due_at for row in await work.waiting(kept.id)} == {NOW + SECOND}
            assert await work.guest([Identity("email", text)], fresh=GuestId("ana")) == "ana"
            assert await work.guest([Identity("email", other)], fresh=GuestId("bea")) == "bea"
            assert await work.guest([Identity("email", text)], fresh=GuestId("caro")) == "ana"
        await keeper.decides(kept)
        assert await keeper.open_keys(kept) == []

    async def test_rows_of_yesterday_are_read_by_todays_classes(
        self, keeper: Keeper, storage: Storage, house: Database
    ) -> None:
        """A field added since takes its default; one taken away since is left out."""
        kept = await keeper.begins()
        await keeper.adds(kept, wrote())
        async with house.transaction(HOTEL) as connection:
            for column in (conversations.c.state, inbox.c.event):
                row: Row = json.loads((await connection.execute(select(column))).scalar_one())
                body = row["body"]
                assert isinstance(body, dict)
                body.pop("greeted" if "greeted" in body else "mentions", None)
                old = json.dumps({**row, "body": {**body, "of_yesterday": ["x"]}})
                await connection.execute(update(column.table).values({column: old}))
        assert (await keeper.stored(kept)).conversation == kept
        assert [row.event for row in await keeper.open_events(kept)] == [wrote()]

    @pytest.mark.usefixtures("before")
    async def test_no_table_is_read_as_a_whole(self, house: Database, storage: Storage) -> None:
        """Whatever grows with the years of a hotel is found by an index."""
        asked: dict[str, Any] = {}

        def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")) and "set_config" not in statement:
                asked[statement] = given[0] if many else given

        event.listen(house.engine.sync_engine, "before_cursor_execute", note)
        async with storage.work(HOTEL) as work:
            await _reads(work)
            await _everything(work)
        await storage.due(NOW, limit=10)
        await storage.next_due(NOW)
        await storage.strays()
        event.remove(house.engine.sync_engine, "before_cursor_execute", note)
        assert len(asked) > 20
        async with house.transaction(HOTEL) as connection:
            if house.on_postgresql:
                await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            for statement, given in asked.items():
                explain = "EXPLAIN" if house.on_postgresql else "EXPLAIN QUERY PLAN"
                lines = await connection.exec_driver_sql(f"{explain} {statement}", given)
                plan = [str(line[-1]) for line in lines]
                whole = [line for line in plan if _WHOLE_TABLE.search(line) and not _BY_INDEX.search(line)]
                whole += [line for line in plan if _WHOLE_HOTEL.search(line) and "LIMIT" not in statement]
                assert whole == [], statement

    async def test_fifty_at_once_over_ten_conversations_all_come_through(
        self, keeper: Keeper, storage: Storage, elsewhere: Storage
    ) -> None:
        """Each takes a message in, and some decide and do what was decided: nobody waits for somebody who waits."""
        kept = [await keeper.begins(f"c-{number}") for number in range(10)]

        async def lives(number: int) -> None:
            at, own = (storage, elsewhere)[number % 2], kept[number % 10]
            async with at.work(HOTEL) as work:
                identities = [Identity("wa_phone", f"{number % 10}"), Identity("wa_bsuid", f"{number % 10}")]
                await work.guest(identities[:: 1 if number % 3 else -1], fresh=own.guest)
                await let_others_run()
                waiting = await work.waiting(own.id)
                await work.postpone(own.id, [row.key for row in waiting], due_at=NOW)
                await work.add_event(own.id, wrote(str(number)), received_at=NOW, due_at=NOW)
            if number % 2:
                await _decides(at, number)
                async with at.work(HOTEL) as work:
                    row = await work.claim(key(str(number)), now=NOW, lease_until=NOW + LEASE)
                    assert row is not None
                message = ProviderId(str(number))
                await asyncio.gather(_reports(at, message), _finishes(elsewhere, key(str(number)), message))

        async def _decides(at: Storage, number: int) -> None:
            own = kept[number % 10]
            while True:
                try:
                    async with at.work(HOTEL) as work:
                        stored = await work.load(own.id)
                        assert stored is not None
                        await work.commit_turn(own, version=stored.version, consumed=[], commands=[act(str(number))])
                        return
                except Conflict:
                    await let_others_run()

        async with asyncio.timeout(300):
            ended = await outcomes(*(lives(number) for number in range(50)))
        assert ended == [None] * 50
        for number in range(10):
            rows = await keeper.outbox(kept[number])
            assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
            assert {row.delivery for row in rows} <= {DeliveryState.READ}
        assert {due.command for due in await keeper.due(limit=1000)} == {None}


async def _goes_on_after_a_failed_turn(
    at: Storage, kept: Conversation, consumed: Sequence[EventKey], commands: Sequence[NewCommand]
) -> None:
    async with at.work(HOTEL) as work:
        with pytest.raises((Bug, Conflict)):
            await work.commit_turn(kept, version=0, consumed=consumed, commands=commands)


async def _reports(at: Storage, message: ProviderId) -> None:
    async with at.work(HOTEL) as work:
        await work.note_delivery(effect=None, message=message, state=DeliveryState.READ, at=NOW)


async def _finishes(at: Storage, command: EffectKey, message: ProviderId) -> None:
    async with at.work(HOTEL) as work:
        await work.finish(command, attempt=1, state=CommandState.DONE, receipt=Receipt(message=message))


async def _tables(house: Database) -> list[str]:
    known = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if house.on_postgresql
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    async with house.engine.connect() as connection:
        return list((await connection.exec_driver_sql(known)).scalars())
