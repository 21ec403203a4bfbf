"""What guests sent, kept in the database, sealed: whoever reads the rows without the house's key sees nothing."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.keyring import Keyring
from hotel_agent.adapters.database.tables import Moment, Name
from hotel_agent.adapters.database.tables_media import media
from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.ports.media import KeptMedia, Media

_TENANT, _MEDIA = bindparam("its_tenant", type_=Name), bindparam("its_media", type_=Name)
_NOW = bindparam("now", type_=Moment)
_KEPT = select(media.c.mime_type, media.c.sealed).where(
    media.c.tenant == _TENANT, media.c.media == _MEDIA, media.c.expires_at > _NOW
)
_ALL = (
    select(media.c.media, media.c.conversation, media.c.mime_type, media.c.size, media.c.kept_at, media.c.expires_at)
    .where(media.c.tenant == _TENANT, media.c.expires_at > _NOW)
    .order_by(media.c.kept_at.desc(), media.c.media)
)
_EXPIRED = delete(media).where(media.c.tenant == _TENANT, media.c.expires_at <= _NOW)


class SqlMedia:
    """The port MediaStore over a table, under the wall between tenants that all their rows stand behind."""

    def __init__(self, database: Database, *secret_keys: str) -> None:
        self._database = database
        self._keyring = Keyring(secret_keys, b"hotel_agent: what guests sent beside words")

    async def keep(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        name: ProviderId,
        medium: Media,
        *,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Keep this until it expires, and let go what has expired by now."""
        row = {
            "tenant": tenant,
            "media": name,
            "conversation": conversation,
            "mime_type": medium.mime_type,
            "digest": sha256(medium.content).hexdigest(),
            "size": len(medium.content),
            "sealed": self._keyring.seal(medium.content, _whose(tenant, name)),
            "kept_at": now,
            "expires_at": expires_at,
        }
        insert = postgresql.insert if self._database.on_postgresql else sqlite.insert
        async with self._database.transaction(tenant) as connection:
            await connection.execute(_EXPIRED, {"its_tenant": tenant, "now": now})
            await connection.execute(insert(media).values(row).on_conflict_do_nothing())

    async def kept(self, tenant: TenantId, name: ProviderId, *, now: datetime) -> Media | None:
        """What is kept under this name."""
        async with self._database.reading(tenant) as connection:
            asked = {"its_tenant": tenant, "its_media": name, "now": now}
            row = (await connection.execute(_KEPT, asked)).one_or_none()
        if row is None:
            return None
        content = self._keyring.open(row.sealed, _whose(tenant, name))
        return None if content is None else Media(mime_type=row.mime_type, content=content)

    async def all_kept(self, tenant: TenantId, *, now: datetime) -> Sequence[KeptMedia]:
        """What is kept of this tenant's guests."""
        async with self._database.reading(tenant) as connection:
            rows = (await connection.execute(_ALL, {"its_tenant": tenant, "now": now})).all()
        return [
            KeptMedia(
                name=ProviderId(row.media),
                conversation=ConversationId(row.conversation),
                mime_type=row.mime_type,
                size=row.size,
                kept_at=row.kept_at,
                expires_at=row.expires_at,
            )
            for row in rows
        ]


def _whose(tenant: TenantId, name: ProviderId) -> bytes:
    """What is sealed along: a row that is moved to another tenant, or under another name, opens no more."""
    return f"{tenant}\x00{name}".encode("utf-8", "surrogatepass")
