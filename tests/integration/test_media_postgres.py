"""What guests sent is kept in PostgreSQL behind the wall between hotels."""

from datetime import UTC, datetime, timedelta

from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.media import SqlMedia
from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.ports.media import Media

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LUA, MAR = TenantId("lua"), TenantId("mar")
NAME = ProviderId("600000000000007")
PICTURE = Media(mime_type="image/jpeg", content=b"\xff\xd8\xffpicture" * 1000)


async def test_a_picture_is_kept_once_for_its_own_hotel_until_it_expires(emptied: str) -> None:
    async with open_database(emptied) as house:
        store, later = SqlMedia(house, "the house's secret"), NOW + timedelta(days=7)
        for _ in range(2):
            await store.keep(LUA, ConversationId("c-1"), NAME, PICTURE, now=NOW, expires_at=later)
        assert await store.kept(LUA, NAME, now=NOW) == PICTURE
        assert await store.kept(MAR, NAME, now=NOW) is None
        (told,) = await store.all_kept(LUA, now=NOW)
        assert (told.name, told.size, told.expires_at) == (NAME, len(PICTURE.content), later)
        assert [*await store.all_kept(MAR, now=NOW), *await store.all_kept(LUA, now=later)] == []
        assert await store.kept(LUA, NAME, now=later) is None
        await store.keep(LUA, ConversationId("c-1"), NAME, PICTURE, now=later, expires_at=later + timedelta(days=1))
        assert await store.kept(LUA, NAME, now=later) == PICTURE
