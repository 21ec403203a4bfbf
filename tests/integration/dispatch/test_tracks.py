"""Over PostgreSQL the workers of two tracks, of a real canary and of a dead one, leave no work behind."""

import pytest
from sqlalchemy import text
from tests.integration.dispatch.opening import SECOND, a_dispatch

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.jobs import HAND_OVER
from hotel_agent.adapters.dispatch.procrastinate.queue import Queue
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Track, Tracks
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.dispatch import TracksContract
from hotel_agent.testing.contracts.dispatch.tracks import Chosen, Opens, canary_lives
from hotel_agent.testing.contracts.dispatch.worker import Worker, running
from hotel_agent.testing.contracts.storage.keeper import Keeper, wrote


class TestTracksOverPostgresql(TracksContract):
    @pytest.fixture
    def clock(self, clock: Clock) -> Clock:
        return clock

    @pytest.fixture
    def storage(self, storage: Storage) -> Storage:
        return storage

    @pytest.fixture
    def opens(self, clock: Clock, opened: Database) -> Opens:
        return lambda tracks: a_dispatch(clock, opened, tracks, grace=SECOND)


async def test_what_was_given_to_a_canary_that_fell_silent_is_done(
    opened: Database, storage: Storage, clock: Clock
) -> None:
    worker, kept = Worker(storage, clock), await Keeper(storage).begins()
    await Keeper(storage).adds(kept, wrote("1"), due_at=clock.now())
    async with opened.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO procrastinate_workers (track, last_heartbeat) VALUES ('canary', now() - interval '1 day')"
            )
        )
        await connection.execute(
            text("UPDATE procrastinate_jobs SET queue_name = 'canary:' || queue_name, attempts = 1")
        )
    chosen = Chosen(canary={kept.id})
    async with running(a_dispatch(clock, opened, Tracks(of=chosen.track_of)), worker.serve):
        await worker.until(lambda: worker.taken == ["message:1"])


async def test_hotels_names_of_any_length_lead_to_the_canary_and_back(
    opened: Database, storage: Storage, clock: Clock
) -> None:
    keepers = [Keeper(storage, TenantId("h" * length)) for length in (1, 33, 34, 40, 41, 100)]
    kept = [await keeper.begins(f"c-{number}") for number, keeper in enumerate(keepers)]
    chosen = Chosen(canary={each.id for each in kept})
    stable, canary = Worker(storage, clock), Worker(storage, clock)
    new = a_dispatch(clock, opened, Tracks(Track.CANARY, chosen.track_of))
    async with running(new, canary.serve):
        await canary_lives(new, clock)
        async with running(a_dispatch(clock, opened, Tracks(of=chosen.track_of)), stable.serve):
            for keeper, each in zip(keepers, kept, strict=True):
                await keeper.adds(each, wrote(f"new {each.id}"), due_at=clock.now())
            await canary.until(lambda: {each.due.conversation for each in canary.begun} == {each.id for each in kept})
            back = {f"message:back {each.id}" for each in kept}
            chosen.canary.clear()
            for keeper, each in zip(keepers, kept, strict=True):
                await keeper.adds(each, wrote(f"back {each.id}"), due_at=clock.now())
            await stable.until(lambda: back <= set(stable.taken))


async def test_what_one_canary_died_over_no_other_begins(opened: Database, storage: Storage, clock: Clock) -> None:
    kept = await Keeper(storage).begins()
    chosen = Chosen(canary={kept.id})
    stable, canary = Worker(storage, clock), Worker(storage, clock)
    await Keeper(storage).adds(kept, wrote("1"), due_at=clock.now())
    async with opened.engine.begin() as connection:  # as it is given back
        await connection.execute(
            text("UPDATE procrastinate_jobs SET queue_name = 'canary:' || queue_name, attempts = 2")
        )
    new = a_dispatch(clock, opened, Tracks(Track.CANARY, chosen.track_of))
    async with running(new, canary.serve):
        await canary_lives(new, clock)
        async with running(a_dispatch(clock, opened, Tracks(of=chosen.track_of)), stable.serve):
            await stable.until(lambda: stable.taken == ["message:1"])
    assert canary.begun == []


async def test_what_could_not_be_handed_over_is_found_again(
    opened: Database, storage: Storage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await Keeper(storage).begins()
    stable, canary = Worker(storage, clock), Worker(storage, clock)
    asked = 0

    async def track_of(_due: Due) -> Track:
        """The first time something is handed over, PostgreSQL refuses it."""
        nonlocal asked
        asked += 1
        monkeypatch.setattr(f"{Queue.__module__}.HAND_OVER", "SELECT 1 / 0" if asked == 1 else HAND_OVER)
        return Track.CANARY

    new = a_dispatch(clock, opened, Tracks(Track.CANARY, Chosen(canary={kept.id}).track_of))
    async with running(new, canary.serve):
        await canary_lives(new, clock)
        async with running(a_dispatch(clock, opened, Tracks(of=track_of)), stable.serve):
            await Keeper(storage).adds(kept, wrote("1"), due_at=clock.now())
            await canary.until(lambda: bool(canary.begun))
    assert asked > 1
