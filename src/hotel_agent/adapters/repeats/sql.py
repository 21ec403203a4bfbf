"""First answers in the database: they hold for every process, and after a restart."""

import json
from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.keyring import Keyring
from hotel_agent.adapters.database.tables import Name
from hotel_agent.adapters.database.tables_repeats import repeats
from hotel_agent.domain.ids import TenantId, digest
from hotel_agent.ports.repeats import Answer, Standing

_HERE = (
    repeats.c.tenant == bindparam("its_tenant", type_=Name),
    repeats.c.name == bindparam("its_name", type_=Name),
)
_FIND = select(repeats).where(*_HERE)
_KEEP = update(repeats).where(*_HERE, repeats.c.sealed.is_(None))
_DROP = delete(repeats).where(*_HERE, repeats.c.sealed.is_(None))


class SqlRepeats:
    """The port Repeats over its table. Answers are sealed under the house's key: one may hold a new token."""

    def __init__(self, database: Database, *secret_keys: str) -> None:
        self._database = database
        self._keyring = Keyring(secret_keys, b"hotel_agent: first answers")

    async def begin(
        self, tenant: TenantId, name: str, *, words: str, now: datetime, lease_until: datetime, until: datetime
    ) -> Answer | Standing:
        """Take it upon oneself, or hear how it stands."""
        new = postgresql.insert if self._database.on_postgresql else sqlite.insert
        fresh = {"words": words, "lease_until": lease_until, "expires_at": until, "sealed": None}
        row = repeats.c
        # What is there gives way only where its term is over, or where whoever began it is taken for dead.
        over = or_(row.expires_at <= now, (row.words == words) & row.sealed.is_(None) & (row.lease_until <= now))
        taking = (
            new(repeats)
            .values(tenant=tenant, name=name, **fresh)
            .on_conflict_do_update(index_elements=[row.tenant, row.name], set_=fresh, where=over)
            .returning(row.name)
        )
        async with self._database.transaction(tenant) as connection:
            if (await connection.execute(taking)).one_or_none() is not None:
                return Standing.NEW
            found = (await connection.execute(_FIND, {"its_tenant": tenant, "its_name": name})).one_or_none()
        if found is None:
            return Standing.UNDER_WAY
        if found.words != words:
            return Standing.OTHERWISE
        return Standing.UNDER_WAY if found.sealed is None else self._opened(found.sealed, tenant, name)

    async def keep(self, tenant: TenantId, name: str, answer: Answer) -> None:
        """This was answered."""
        keeping = _KEEP.values(sealed=self._sealed(answer, tenant, name))
        async with self._database.transaction(tenant) as connection:
            await connection.execute(keeping, {"its_tenant": tenant, "its_name": name})

    async def drop(self, tenant: TenantId, name: str) -> None:
        """It came to nothing."""
        async with self._database.transaction(tenant) as connection:
            await connection.execute(_DROP, {"its_tenant": tenant, "its_name": name})

    async def forget(self, tenant: TenantId, now: datetime) -> int:
        """Forget what is over."""
        over = delete(repeats).where(repeats.c.tenant == tenant, repeats.c.expires_at <= now)
        async with self._database.transaction(tenant) as connection:
            return (await connection.execute(over)).rowcount

    def _sealed(self, answer: Answer, tenant: TenantId, name: str) -> bytes:
        told = {"status": answer.status, "headers": answer.headers, "body": b64encode(answer.body).decode()}
        return self._keyring.seal(json.dumps(told).encode(), _place(tenant, name))

    def _opened(self, sealed: bytes, tenant: TenantId, name: str) -> Answer | Standing:
        opened = self._keyring.open(sealed, _place(tenant, name))
        if opened is None:
            # Sealed under a key the house has no more: what was answered is not known, only that it was.
            return Standing.OTHERWISE
        told = json.loads(opened)
        headers = tuple((each[0], each[1]) for each in told["headers"])
        return Answer(status=told["status"], headers=headers, body=b64decode(told["body"]))


def _place(tenant: TenantId, name: str) -> bytes:
    return digest("answer", tenant, name).encode()
