"""The back office: hotels are entered in the register, changed, closed and opened again, while guests are served."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from typing import Protocol

from attrs import frozen

from hotel_agent.application.accounts import Identifier
from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import AccountId, PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.abilities import Finding
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.register import Entry, Register, RegisteredTenant, Table
from hotel_agent.ports.rows import AuditEntry

_MOST_CONFLICTS = 5
Alter = Callable[[dict[str, object]], Refusal | None]
"""Changes a hotel's table in its place, or says why not."""


class Drawings(Protocol):
    """Who understands a hotel's table."""

    def parted(self, table: Table) -> tuple[dict[str, object], dict[str, str]]:
        """The table as anybody may see it, and the secrets that stood in it, by the names it now has for them."""
        ...

    def named(self, table: Table) -> frozenset[str]:
        """The names of the secrets it speaks of."""
        ...

    def tenant(self, table: Table, secrets: Mapping[str, str], *, whole: bool) -> Tenant:
        """The hotel it describes. Raises BadConfig with every problem; unless it must be whole, without its book's."""
        ...

    def check_written(self, table: Table, secrets: Mapping[str, str]) -> None:
        """Raises BadConfig for every server a hotel may not name here, and every key its book does not know."""
        ...


@frozen(kw_only=True)
class BackOffice:
    """Every change is checked whole before it is kept, counts in every process at once, and is written down."""

    register: Register
    clock: Clock
    drawings: Drawings
    refresh: Callable[[], Awaitable[None]]
    """Lets what the register says count in this process."""
    of_file: Callable[[str, AccountId], TenantId | None]
    """Whose account this is by the tenants file, which is not changed from here."""
    try_book: Callable[[RegisteredTenant], Awaitable[Sequence[Finding]]]
    """Looks whether a hotel's book answers, and changes nothing there."""

    async def hotels(self) -> Sequence[RegisteredTenant]:
        """All of the register, by their ids."""
        return await self.register.changed()

    async def hotel(self, tenant: TenantId) -> RegisteredTenant | None:
        """The one of this id."""
        return await self.register.tenant(tenant)

    async def enter(self, written: Table, *, by: str, active: bool = True) -> RegisteredTenant | Refusal:
        """Enter a hotel. Secrets may stand in its table, and are sealed. One that takes no guests need not be whole.

        TAKEN where there is one of this id, or another has one of its accounts. Raises BadConfig with every problem.
        """
        table, secrets = self.drawings.parted(written)
        tenant = self.drawings.tenant(table, secrets, whole=active)
        self.drawings.check_written(table, secrets)
        if await self.register.tenant(tenant.id) is not None:
            return Refusal(Reason.TAKEN, detail=f"there is a hotel {tenant.id} in the register already")
        try:
            return await self._keep(tenant, table, secrets, active=active, before=None, by=by, action="enter_hotel")
        except Conflict:
            return Refusal(Reason.TAKEN, detail=f"there is a hotel {tenant.id} in the register already")

    async def change(
        self,
        tenant: TenantId,
        alter: Alter,
        *,
        by: str,
        action: str = "change_hotel",
        version: int | None = None,
        active: bool | None = None,
    ) -> RegisteredTenant | Refusal:
        """Change a hotel's table, and whether it takes guests. Secrets may stand in what is changed, and are sealed.

        NOT_FOUND for one that is not in the register; whatever `alter` refuses; TAKEN where another has one of the
        accounts; NOT_CHANGEABLE for a new id, and for a property that is left out. Raises Conflict where the hotel is
        no longer at this version, BadConfig with every problem.
        """
        for _ in range(_MOST_CONFLICTS):
            record = await self.register.tenant(tenant)
            if record is None:
                return Refusal(Reason.NOT_FOUND, detail=f"there is no hotel {tenant} in the register")
            if version not in {None, record.version}:
                raise Conflict(f"hotel {tenant} is at version {record.version} by now; load it again")
            table = deepcopy(dict(record.written))
            refused = alter(table) or _left_out(record, table)
            if refused is not None:
                return refused
            table, secrets = self.drawings.parted(table)
            secrets = {name: each for name, each in secrets.items() if record.secrets.get(name) != each}
            counts = record.active if active is None else active
            checked = self.drawings.tenant(table, {**record.secrets, **secrets}, whole=counts)
            if secrets or table != record.written:  # a hotel can be closed whatever became of it
                self.drawings.check_written(table, {**record.secrets, **secrets})
            try:
                return await self._keep(checked, table, secrets, active=counts, before=record, by=by, action=action)
            except Conflict:
                if version is not None:
                    raise
        raise Unavailable("others were faster each time; try again")

    async def merge(
        self, tenant: TenantId, parts: Table, *, by: str, version: int | None = None, active: bool | None = None
    ) -> RegisteredTenant | Refusal:
        """Change these parts of a hotel's table; what stands beside them stays. As `change` otherwise."""

        def alter(table: dict[str, object]) -> Refusal | None:
            table.update(deepcopy(dict(parts)))
            return None

        return await self.change(tenant, alter, by=by, version=version, active=active)

    async def add_identifier(
        self,
        tenant: TenantId,
        identifier: Identifier,
        *,
        by: str,
        property_id: PropertyId | None = None,
        version: int | None = None,
    ) -> RegisteredTenant | Refusal:
        """Let guests who write to this account write to this hotel: at this property, or at its first.

        TAKEN where a hotel has it already, this one too; NOT_FOUND for no such hotel or property.
        """

        def alter(table: dict[str, object]) -> Refusal | None:
            if identifier.among(table):
                return Refusal(Reason.TAKEN, detail=f"{identifier} is {tenant}'s already")
            if not identifier.added_to(table, property_id):
                return Refusal(Reason.NOT_FOUND, detail=f"hotel {tenant} has no property {property_id or ''}".rstrip())
            return None

        return await self.change(tenant, alter, by=by, action="add_account", version=version)

    async def remove_identifier(
        self, tenant: TenantId, identifier: Identifier, *, by: str, version: int | None = None
    ) -> RegisteredTenant | Refusal:
        """Guests who write to this account no longer write to this hotel. NOT_FOUND where it does not have it."""

        def alter(table: dict[str, object]) -> Refusal | None:
            if not identifier.taken_from(table):
                return Refusal(Reason.NOT_FOUND, detail=f"{identifier} is none of {tenant}'s")
            return None

        return await self.change(tenant, alter, by=by, action="remove_account", version=version)

    async def rotate(self, *, by: str) -> int:
        """Seal every hotel's secrets anew under the present key. Returns how many. Repeating is safe.

        Raises BadConfig, and changes nothing, where one cannot be opened.
        """
        act = AuditEntry(at=self.clock.now(), by=by, action="rotate_secrets", subject="SECRET_KEY")
        return await self.register.rotate(act=act)

    async def _keep(
        self,
        tenant: Tenant,
        table: Table,
        secrets: Mapping[str, str],
        *,
        active: bool,
        before: RegisteredTenant | None,
        by: str,
        action: str,
    ) -> RegisteredTenant | Refusal:
        for each in tenant.accounts:
            owner = self.of_file(each.channel, each.account)
            if owner not in {None, tenant.id}:
                detail = f"{each.channel} {each.account} is {owner}'s in the tenants file; take it from there first"
                return Refusal(Reason.TAKEN, detail=detail)
        entry = Entry(
            id=tenant.id,
            active=active,
            written=table,
            accounts=tuple(dict.fromkeys((each.channel, each.account) for each in tenant.accounts)),
            secrets=secrets,
            named=self.drawings.named(table),
        )
        now, version = self.clock.now(), None if before is None else before.version
        was, now_is = _changes(before, entry)
        subject = f"{tenant.id}, version {(version or 0) + 1}"
        act = AuditEntry(at=now, by=by, action=action, subject=subject, before=was, after=now_is)
        kept = await self.register.keep(entry, version=version, at=now, act=act)
        if isinstance(kept, Refusal):
            return kept
        await self.refresh()
        return kept


def _changes(before: RegisteredTenant | None, after: Entry) -> tuple[Table | None, Table]:
    """The keys of a hotel's table that changed, as they were and as they are. Secrets are named in it, never shown."""
    whole = {**json.loads(json.dumps(after.written)), "active": after.active}
    if before is None:
        return None, whole
    was = {**before.written, "active": before.active}
    changed = [key for key in {**was, **whole} if was.get(key) != whole.get(key)]
    return {key: was.get(key) for key in changed}, {key: whole.get(key) for key in changed}


def _left_out(record: RegisteredTenant, table: Table) -> Refusal | None:
    """Conversations and reservations speak of a hotel and its properties by their ids: those stay what they are."""
    if table.get("id") != record.id:
        return Refusal(Reason.NOT_CHANGEABLE, detail="id: a hotel's id stays what it is")
    left_out = sorted(properties_in(record.written).keys() - properties_in(table).keys())
    if left_out:
        detail = f"properties: {', '.join(left_out)} left out; a property stays, take its doors from it instead"
        return Refusal(Reason.NOT_CHANGEABLE, detail=detail)
    return None


def properties_in(table: Table) -> dict[str, dict[str, object]]:
    """The properties of a hotel's table, by their ids; those that have none are left out."""
    written = table.get("properties")
    parts = [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
    return {name: each for each in parts if isinstance(name := each.get("id"), str)}


def new_hotel(tenant: str, *, name: str, time_zone: str, currency: str, languages: Sequence[str]) -> dict[str, object]:
    """The table of a hotel of which no more is known: one property of the same name, and no book yet."""
    place: dict[str, object] = {"id": tenant, "name": name, "time_zone": time_zone, "currency": currency}
    return {"id": tenant, "name": name, "languages": list(languages), "properties": [place]}
