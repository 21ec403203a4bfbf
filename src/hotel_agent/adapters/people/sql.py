"""People, passes and tokens in the database, each change in one transaction with what is written down of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.audit import row_of
from hotel_agent.adapters.database.database import TENANT_SETTING, Database
from hotel_agent.adapters.database.keyring import Keyring
from hotel_agent.adapters.database.tables import Name, audit
from hotel_agent.adapters.database.tables_people import passes, people, tokens
from hotel_agent.domain.errors import BadConfig, Bug, Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.people import Card, Pass, Person, Token, concerned
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.ports.rows import AuditEntry

_NAME, _DIGEST = bindparam("its_name", type_=Name), bindparam("its_digest", type_=Name)
_CARD = select(people).where(people.c.name == _NAME)
_ALL = select(people).order_by(people.c.name)
_USE = update(people).where(people.c.name == _NAME, people.c.step < bindparam("its_step")).values(
    step=bindparam("its_step")
)  # fmt: skip
_BEARER = (
    select(people)
    .join(passes, passes.c.name == people.c.name)
    .where(passes.c.digest == _DIGEST, passes.c.expires_at > bindparam("now", type_=passes.c.expires_at.type))
    .where(people.c.disabled_at.is_(None))
)
_LOST = (
    "SECRET_KEY_PREVIOUS: the codes of {name} open under none of these keys; list the one of then, or give {name}"
    " new codes with `hotel-agent people code {name}`"
)
_TOKENS = select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.id.desc())


class SqlPeople:
    """The port People over three tables. Seeds are sealed under the house's key: rows alone make no codes."""

    def __init__(self, database: Database, *secret_keys: str) -> None:
        self._database = database
        self._keyring = Keyring(secret_keys, b"hotel_agent: seeds of codes of people")

    async def add(self, card: Card, *, act: AuditEntry) -> bool:
        """Keep somebody new."""
        new = postgresql.insert if self._database.on_postgresql else sqlite.insert
        row = {**self._row(card), "version": card.version, "created_at": act.at}
        adding = new(people).values(row).on_conflict_do_nothing(index_elements=[people.c.name])
        async with self._database.transaction() as connection:
            if (await connection.execute(adding.returning(people.c.name))).one_or_none() is None:
                return False
            await self._note(connection, act, card.person.tenants)
            return True

    async def card(self, name: str) -> Card | None:
        """The person of this name."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_CARD, {"its_name": name})).one_or_none()
        return None if row is None else self._card(row)

    async def everybody(self) -> Sequence[Card]:
        """All people, by name."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(_ALL)).all()
        return [self._card(row) for row in rows]

    async def change(self, before: Card, after: Card, *, act: AuditEntry, shut_out: bool) -> None:
        """Keep a person as they are from now on."""
        name = before.person.name
        changing = update(people).where(people.c.name == name, people.c.version == before.version)
        async with self._database.transaction() as connection:
            row = {**self._row(after), "version": before.version + 1}
            if (await connection.execute(changing.values(row))).rowcount != 1:
                raise Conflict("somebody else changed this person")
            if shut_out:
                await connection.execute(delete(passes).where(passes.c.name == name))
            await self._note(connection, act, before.person.tenants, after.person.tenants)

    async def use_code(self, name: str, step: int) -> bool:
        """Use up a code by its step."""
        async with self._database.transaction() as connection:
            return (await connection.execute(_USE, {"its_name": name, "its_step": step})).rowcount == 1

    async def let_in(self, new: Pass, *, act: AuditEntry) -> None:
        """Keep a new pass."""
        row = {"digest": new.digest, "name": new.name, "begun_at": new.begun_at, "expires_at": new.expires_at}
        async with self._database.transaction() as connection:
            card = (await connection.execute(_CARD, {"its_name": new.name})).one_or_none()
            if card is None:
                raise Bug("a pass for nobody")
            await connection.execute(delete(passes).where(passes.c.expires_at <= new.begun_at))
            await connection.execute(insert(passes).values(row))
            await self._note(connection, act, _tenants(card.tenants))

    async def bearer(self, digest: str, *, now: datetime) -> Card | None:
        """Whose pass this is."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_BEARER, {"its_digest": digest, "now": now})).one_or_none()
        return None if row is None else self._card(row)

    async def end(self, digest: str) -> None:
        """This pass lets nobody in any more."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(passes).where(passes.c.digest == digest))

    async def issue(self, token: Token, *, act: AuditEntry) -> None:
        """Keep a new token."""
        row = {
            "digest": token.digest,
            "id": token.id,
            "name": token.name,
            "role": token.role.value,
            "tenants": _written(token.tenants),
            "made_by": token.made_by,
            "created_at": token.created_at,
            "expires_at": token.expires_at,
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(tokens).values(row))
            await self._note(connection, act, token.tenants)

    async def token(self, digest: str) -> Token | None:
        """The token of this secret."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(tokens).where(tokens.c.digest == digest))).one_or_none()
        return None if row is None else _token(row)

    async def tokens(self) -> Sequence[Token]:
        """All tokens, the latest first."""
        async with self._database.reading() as connection:
            return [_token(row) for row in (await connection.execute(_TOKENS)).all()]

    async def revoke(self, token: Token, *, at: datetime, act: AuditEntry) -> bool:
        """Let this token prove nothing any more."""
        revoking = update(tokens).where(tokens.c.digest == token.digest, tokens.c.revoked_at.is_(None))
        async with self._database.transaction() as connection:
            if (await connection.execute(revoking.values(revoked_at=at))).rowcount != 1:
                return False
            await self._note(connection, act, token.tenants)
            return True

    async def rotate(self, *, act: AuditEntry) -> int:
        """Seal every seed anew."""
        async with self._database.transaction() as connection:
            rows = (await connection.execute(_ALL.where(people.c.seed.is_not(None)))).all()
            lost = [row.name for row in rows if self._card(row).seed is None]
            if lost:
                raise BadConfig([_LOST.format(name=name) for name in lost])
            for row in rows:
                card = self._card(row)
                # Whoever gives this person another seed meanwhile is not overtaken by the one of before.
                same = (people.c.name == row.name) & (people.c.seed == row.seed)
                await connection.execute(update(people).where(same).values(seed=self._row(card)["seed"]))
            if rows:
                await self._note(connection, act, *(_tenants(row.tenants) for row in rows))
            return len(rows)

    async def _note(self, connection: AsyncConnection, act: AuditEntry, *tenants: frozenset[TenantId] | None) -> None:
        for tenant in concerned(*tenants):
            if self._database.on_postgresql:
                # Each line is written behind its own hotel's wall.
                await connection.execute(select(func.set_config(TENANT_SETTING, tenant, True)))
            await connection.execute(insert(audit).values(tenant=tenant, **row_of(act)))

    def _row(self, card: Card) -> dict[str, object]:
        row: dict[str, object] = {
            "name": card.person.name,
            "role": card.person.role.value,
            "tenants": _written(card.person.tenants),
            "password": card.password,
            "disabled_at": card.person.disabled_at,
        }
        if card.seed is None:
            return row  # it stays as it is: whoever has the key it was sealed under may still open it
        name = card.person.name.encode()
        return row | {"seed": self._keyring.seal(card.seed.encode(), name) if card.seed else None}

    def _card(self, row: Row[Any]) -> Card:
        person = Person(name=row.name, role=Role(row.role), tenants=_tenants(row.tenants), disabled_at=row.disabled_at)
        seed = self._opened(row.seed, row.name)
        return Card(person=person, password=row.password, seed=seed, version=row.version)

    def _opened(self, sealed: bytes | None, name: str) -> str | None:
        if sealed is None:
            return ""
        seed = self._keyring.open(sealed, name.encode())
        return None if seed is None else seed.decode()


def _written(tenants: frozenset[TenantId] | None) -> str | None:
    return None if tenants is None else json.dumps(sorted(tenants))


def _tenants(written: str | None) -> frozenset[TenantId] | None:
    return None if written is None else frozenset(TenantId(each) for each in json.loads(written))


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        digest=row.digest,
        name=row.name,
        role=Role(row.role),
        tenants=_tenants(row.tenants),
        made_by=row.made_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
