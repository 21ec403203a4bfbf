"""What guests sent is kept sealed, each hotel's for itself, and not for long."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.database.tables_media import media
from hotel_agent.adapters.media import MemoryMedia, SqlMedia
from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.ports.media import Media, MediaStore

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
LUA, MAR = TenantId("lua"), TenantId("mar")
NAME = ProviderId("600000000000007")
PASSPORT = Media(mime_type="image/jpeg", content=b"\xff\xd8\xffpassport" * 100)
OTHER = Media(mime_type="application/pdf", content=b"%PDF-other")


@pytest.fixture
async def house() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as database:
        await prepare(database)
        yield database


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, house: Database) -> MediaStore:
    return MemoryMedia() if request.param == "memory" else SqlMedia(house, "the house's secret")


async def keep(
    store: MediaStore, medium: Media = PASSPORT, *, tenant: TenantId = LUA, name: ProviderId = NAME, now: datetime = NOW
) -> None:
    await store.keep(tenant, ConversationId("c-1"), name, medium, now=now, expires_at=now + WEEK)


async def test_what_was_kept_comes_back_as_it_was_and_is_nobody_elses(store: MediaStore) -> None:
    await keep(store)
    assert await store.kept(LUA, NAME, now=NOW) == PASSPORT
    assert await store.kept(MAR, NAME, now=NOW) is None
    assert await store.kept(LUA, ProviderId("another"), now=NOW) is None


async def test_it_is_kept_once_and_the_first_stays(store: MediaStore) -> None:
    await keep(store)
    await keep(store, OTHER)
    await keep(store, OTHER, tenant=MAR)
    assert await store.kept(LUA, NAME, now=NOW) == PASSPORT
    assert await store.kept(MAR, NAME, now=NOW) == OTHER


async def test_what_has_expired_is_gone_and_makes_room(store: MediaStore) -> None:
    await keep(store)
    last_moment = NOW + WEEK - timedelta(seconds=1)
    assert await store.kept(LUA, NAME, now=last_moment) == PASSPORT
    assert await store.kept(LUA, NAME, now=NOW + WEEK) is None
    await keep(store, OTHER, now=NOW + WEEK)
    assert await store.kept(LUA, NAME, now=NOW + WEEK) == OTHER


async def test_what_is_kept_can_be_told_of_each_hotels_alone_the_latest_first(store: MediaStore) -> None:
    day = timedelta(days=1)
    await keep(store, now=NOW - day)
    await keep(store, OTHER, name=ProviderId("later"))
    await keep(store, OTHER, tenant=MAR)
    first, last = await store.all_kept(LUA, now=NOW)
    assert (first.name, first.kept_at, first.expires_at) == ("later", NOW, NOW + WEEK)
    assert (last.name, last.mime_type, last.size) == (NAME, PASSPORT.mime_type, len(PASSPORT.content))
    assert [each.name for each in await store.all_kept(LUA, now=NOW + WEEK - day)] == ["later"]
    assert last.conversation == "c-1"


async def test_the_rows_say_nothing_to_whoever_has_no_key(house: Database) -> None:
    await keep(SqlMedia(house, "the house's secret"))
    async with house.transaction(LUA) as connection:
        (sealed,) = (await connection.execute(select(media.c.sealed))).scalars()
        everything = str((await connection.execute(text("SELECT * FROM media"))).all())
    assert b"passport" not in sealed
    assert "passport" not in everything
    assert await SqlMedia(house, "another secret").kept(LUA, NAME, now=NOW) is None


async def test_what_was_sealed_under_the_key_of_before_opens_as_long_as_that_is_listed(house: Database) -> None:
    await keep(SqlMedia(house, "the house's secret"))
    assert await SqlMedia(house, "the next secret", "the house's secret").kept(LUA, NAME, now=NOW) == PASSPORT
    assert await SqlMedia(house, "the next secret").kept(LUA, NAME, now=NOW) is None


async def test_a_row_moved_under_another_name_opens_no_more(house: Database) -> None:
    store = SqlMedia(house, "the house's secret")
    await keep(store)
    async with house.transaction(LUA) as connection:
        await connection.execute(update(media).values(media="moved"))
    assert await store.kept(LUA, ProviderId("moved"), now=NOW) is None


async def test_what_expired_leaves_the_table_when_something_comes(house: Database) -> None:
    store = SqlMedia(house, "the house's secret")
    await keep(store)
    await keep(store, OTHER, name=ProviderId("later"), now=NOW + WEEK)
    async with house.transaction(LUA) as connection:
        assert (await connection.execute(select(media.c.media))).scalars().all() == ["later"]
