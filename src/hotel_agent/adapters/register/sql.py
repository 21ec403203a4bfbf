"""The register in the installation's database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Row, Table, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.audit import row_of
from hotel_agent.adapters.database.database import TENANT_SETTING, Database
from hotel_agent.adapters.database.tables import audit
from hotel_agent.adapters.database.tables_register import (
    register_revision,
    registered_accounts,
    registered_secrets,
    registered_tenants,
)
from hotel_agent.adapters.register.seal import Seal
from hotel_agent.adapters.register.words import cannot_be_opened, claimed
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.register import Entry, RegisteredTenant
from hotel_agent.ports.rows import AuditEntry

_REVISION = select(register_revision.c.revision)


@frozen
class SqlRegister:
    """The port Register over four tables. Changes wait for one another; looking waits for nobody."""

    _database: Database
    _seal: Seal

    async def revision(self) -> int:
        """How often anything was changed."""
        async with self._database.reading() as connection:
            return (await connection.execute(_REVISION)).scalar_one_or_none() or 0

    async def changed(self, since: int = 0) -> Sequence[RegisteredTenant]:
        """The hotels changed after this revision, by their ids."""
        rows = registered_tenants.c
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(registered_tenants).where(rows.revision > since).order_by(rows.tenant)
            )
            return await self._read(connection, found.all(), every=since == 0)

    async def tenant(self, wanted: TenantId) -> RegisteredTenant | None:
        """The hotel of this id."""
        async with self._database.reading() as connection:
            return await self._one(connection, wanted)

    async def keep(
        self, entry: Entry, *, version: int | None, at: datetime, act: AuditEntry | None = None
    ) -> RegisteredTenant | Refusal:
        """Let this stand in the register."""
        sealed = {name: self._seal.seal(entry.id, name, secret) for name, secret in entry.secrets.items()}
        async with self._database.transaction() as connection:
            revision = await self._next_revision(connection)
            taken = await self._taken(connection, entry)
            if taken is not None:
                return taken
            told = {
                "revision": revision,
                "active": entry.active,
                "written": json.dumps(entry.written, separators=(",", ":"), ensure_ascii=False),
                "changed_at": at,
            }
            await self._write(connection, entry.id, told, version=version, at=at)
            await self._claim(connection, entry)
            secrets = registered_secrets.c
            forgotten = delete(registered_secrets).where(
                secrets.tenant == entry.id, secrets.name.not_in([*entry.named, *sealed])
            )
            await connection.execute(forgotten)
            await self._lay(connection, entry.id, sealed)
            kept = await self._one(connection, entry.id)
            if kept is None:
                raise Bug("what was just entered in the register is not there")
            if act is not None:
                await self._note(connection, entry.id, act)
            return kept

    async def announce(self) -> None:
        """Let the revision grow."""
        async with self._database.transaction() as connection:
            await self._next_revision(connection)

    async def rotate(self, *, act: AuditEntry | None = None) -> int:
        """Seal every secret anew."""
        async with self._database.transaction() as connection:
            await self._next_revision(connection)
            rows = (await connection.execute(select(registered_secrets))).all()
            for row in rows:
                secret = self._seal.open(row.tenant, row.name, row.sealed)
                if secret is None:
                    raise cannot_be_opened(row.tenant, [row.name])
                await self._lay(connection, row.tenant, {row.name: self._seal.seal(row.tenant, row.name, secret)})
            if act is not None:
                for tenant in sorted({row.tenant for row in rows}):
                    await self._note(connection, tenant, act)
            return len(rows)

    async def _note(self, connection: AsyncConnection, tenant: TenantId, act: AuditEntry) -> None:
        if self._database.on_postgresql:
            # The line is written behind its own hotel's wall.
            await connection.execute(select(func.set_config(TENANT_SETTING, tenant, True)))
        await connection.execute(insert(audit).values(tenant=tenant, **row_of(act)))

    async def _next_revision(self, connection: AsyncConnection) -> int:
        """One more. Whoever else changes something waits from here on until this transaction is over."""
        row = register_revision.c
        once = self._insert(register_revision).values(id=1, revision=1)
        further = once.on_conflict_do_update(index_elements=[row.id], set_={"revision": row.revision + 1})
        revision: int = (await connection.execute(further.returning(row.revision))).scalar_one()
        return revision

    async def _write(
        self,
        connection: AsyncConnection,
        tenant: TenantId,
        told: Mapping[str, object],
        *,
        version: int | None,
        at: datetime,
    ) -> None:
        row = registered_tenants.c
        if version is None:
            new = self._insert(registered_tenants).values(tenant=tenant, version=1, entered_at=at, **told)
            done = await connection.execute(new.on_conflict_do_nothing().returning(row.version))
        else:
            same = (row.tenant == tenant) & (row.version == version)
            other = update(registered_tenants).where(same).values(version=version + 1, **told)
            done = await connection.execute(other.returning(row.version))
        if done.scalar_one_or_none() is None:
            raise Conflict("somebody else changed this hotel first")

    async def _taken(self, connection: AsyncConnection, entry: Entry) -> Refusal | None:
        row = registered_accounts.c
        theirs = tuple_(row.channel, row.account).in_(entry.accounts) & (row.tenant != entry.id)
        found = (await connection.execute(select(registered_accounts).where(theirs).limit(1))).one_or_none()
        if found is None:
            return None
        detail = claimed(found.channel, AccountId(found.account), TenantId(found.tenant))
        return Refusal(Reason.TAKEN, detail=detail)

    async def _claim(self, connection: AsyncConnection, entry: Entry) -> None:
        await connection.execute(delete(registered_accounts).where(registered_accounts.c.tenant == entry.id))
        claims = [{"channel": channel, "account": account, "tenant": entry.id} for channel, account in entry.accounts]
        if claims:
            await connection.execute(self._insert(registered_accounts), claims)

    async def _lay(self, connection: AsyncConnection, tenant: TenantId, sealed: Mapping[str, bytes]) -> None:
        row = registered_secrets.c
        for name, each in sealed.items():
            new = self._insert(registered_secrets).values(tenant=tenant, name=name, sealed=each)
            laid = new.on_conflict_do_update(index_elements=[row.tenant, row.name], set_={"sealed": each})
            await connection.execute(laid)

    async def _one(self, connection: AsyncConnection, wanted: TenantId) -> RegisteredTenant | None:
        found = await connection.execute(select(registered_tenants).where(registered_tenants.c.tenant == wanted))
        return next(iter(await self._read(connection, found.all())), None)

    async def _read(
        self, connection: AsyncConnection, rows: Sequence[Row[Any]], *, every: bool = False
    ) -> Sequence[RegisteredTenant]:
        wanted = [row.tenant for row in rows]
        accounts, secrets = select(registered_accounts), select(registered_secrets)
        if not every:
            accounts = accounts.where(registered_accounts.c.tenant.in_(wanted))
            secrets = secrets.where(registered_secrets.c.tenant.in_(wanted))
        claims: dict[str, list[tuple[str, AccountId]]] = {}
        for each in await connection.execute(accounts.order_by(*registered_accounts.primary_key)):
            claims.setdefault(each.tenant, []).append((each.channel, AccountId(each.account)))
        opened: dict[str, dict[str, str | None]] = {}
        for each in await connection.execute(secrets):
            opened.setdefault(each.tenant, {})[each.name] = self._seal.open(each.tenant, each.name, each.sealed)
        return [_registered(row, claims.get(row.tenant, ()), opened.get(row.tenant, {})) for row in rows]

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        return postgresql.insert(table) if self._database.on_postgresql else sqlite.insert(table)


def _registered(
    row: Row[Any], accounts: Iterable[tuple[str, AccountId]], opened: Mapping[str, str | None]
) -> RegisteredTenant:
    return RegisteredTenant(
        id=TenantId(row.tenant),
        version=row.version,
        revision=row.revision,
        active=row.active,
        written=_table(row.written),
        accounts=tuple(accounts),
        secrets={name: secret for name, secret in opened.items() if secret is not None},
        unopened=tuple(sorted(name for name, secret in opened.items() if secret is None)),
        entered_at=row.entered_at,
        changed_at=row.changed_at,
    )


def _table(written: str) -> Mapping[str, object]:
    try:
        table = json.loads(written)
    except ValueError:
        table = None
    # What somebody spoilt by hand is no hotel; whoever reads it as one says so.
    return table if isinstance(table, dict) else {}
