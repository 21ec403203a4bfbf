"""What people did by hand is written down, and read by their own house only."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from attrs import evolve

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, Keeper, outcomes


class _Regret(Exception):
    """Stands for whatever undoes a unit of work."""


def _entry(number: int, *, at: timedelta = timedelta()) -> AuditEntry:
    return AuditEntry(at=NOW + at, by="Inés 🌊", action="take_over", subject=f"c-{number}")


async def _writes(keeper: Keeper, *entries: AuditEntry) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        for entry in entries:
            await work.note_act(entry)


async def _writes_and_regrets(keeper: Keeper) -> None:
    async with keeper.storage.work(keeper.tenant) as work:
        await work.note_act(_entry(1))
        raise _Regret


async def _acts(keeper: Keeper, *, limit: int = 100) -> Sequence[AuditEntry]:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.acts(limit=limit)


class AuditContract(StorageFixtures):
    """What is promised of what is done by hand."""

    async def test_what_was_done_is_read_as_it_was_written_the_latest_first(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        entries = [_entry(1), _entry(2, at=SECOND), _entry(3, at=2 * SECOND)]
        for entry in entries:
            await _writes(keeper, entry)
        assert list(await _acts(other_keeper)) == entries[::-1]
        assert list(await _acts(keeper, limit=2)) == [entries[2], entries[1]]

    async def test_the_same_thing_done_twice_is_written_down_twice(self, keeper: Keeper) -> None:
        await _writes(keeper, _entry(1), _entry(1))
        assert list(await _acts(keeper)) == [_entry(1), _entry(1)]

    async def test_what_many_do_at_once_is_all_written_down(self, keeper: Keeper, other_keeper: Keeper) -> None:
        writers = [(_entry(number), (keeper, other_keeper)[number % 2]) for number in range(8)]
        results = await outcomes(*(_writes(writer, entry) for entry, writer in writers))
        # Whoever is told that the storage does not answer, as on a disk that stalls, writes once more.
        silent = [writers[number] for number, result in enumerate(results) if isinstance(result, Unavailable)]
        assert len(silent) + results.count(None) == len(writers), results
        for entry, writer in silent:
            await _writes(writer, entry)
        assert {entry.subject for entry in await _acts(keeper)} == {f"c-{number}" for number in range(8)}

    async def test_what_stood_before_and_after_is_read_as_it_was_written(self, keeper: Keeper) -> None:
        before = {"name": "Señal 🌊", "codes": False, "tenants": ["mar", "lua"], "sum": 3, "none": None}
        changed = evolve(_entry(1), before=before, after={**before, "codes": True})
        begun, ended = evolve(_entry(2), after={"role": "owner"}), evolve(_entry(3), before={"role": "owner"})
        await _writes(keeper, changed, begun, ended)
        assert [(each.before, each.after) for each in await _acts(keeper)] == [
            ({"role": "owner"}, None),
            (None, {"role": "owner"}),
            (before, {**before, "codes": True}),
        ]

    async def test_a_long_log_is_read_page_by_page_and_by_who_did_what(self, keeper: Keeper, stranger: Keeper) -> None:
        entries = [
            evolve(_entry(number), by=("ana", "bea")[number % 2], action=("note", "answer")[number % 3 == 0])
            for number in range(9)
        ]
        await _writes(keeper, *entries)
        await _writes(stranger, *entries)
        for by, action in product((None, "ana", "bea", "nobody"), (None, "note", "answer", "drop")):
            fitting = [each for each in reversed(entries) if by in {None, each.by} and action in {None, each.action}]
            async with keeper.storage.work(keeper.tenant) as work:
                pages = [await work.acts(limit=2, skip=skip, by=by, action=action) for skip in range(0, 12, 2)]
                assert await work.count_acts(by=by, action=action) == len(fitting)
            assert [each for page in pages for each in page] == fitting

    async def test_what_was_undone_is_not_written_down(self, keeper: Keeper) -> None:
        with pytest.raises(_Regret):
            await _writes_and_regrets(keeper)
        assert list(await _acts(keeper)) == []

    async def test_another_hotels_acts_are_not_shown(self, keeper: Keeper, stranger: Keeper) -> None:
        await _writes(stranger, _entry(1))
        assert list(await _acts(keeper)) == []
        assert list(await _acts(stranger)) == [_entry(1)]
