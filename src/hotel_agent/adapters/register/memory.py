"""The register in this process, forgotten with it. Secrets are sealed all the same: it keeps every promise."""

import json
from collections.abc import Sequence
from datetime import datetime

from attrs import define, evolve, field, frozen

from hotel_agent.adapters.register.seal import Seal
from hotel_agent.adapters.register.words import cannot_be_opened, claimed
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.register import Entry, RegisteredTenant
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage


@define
class Rows:
    """What a register in memory keeps. Whoever opens it under another key is given the same rows."""

    kept: dict[TenantId, RegisteredTenant] = field(factory=dict, repr=False)
    sealed: dict[TenantId, dict[str, bytes]] = field(factory=dict, repr=False)
    revision: int = 0


@frozen
class MemoryRegister:
    """The port Register over dictionaries. It does nothing between reading and writing that another could step into."""

    _seal: Seal
    _rows: Rows = field(factory=Rows, repr=False)
    _storage: Storage | None = field(default=None, repr=False)
    """Whose audit log tells what was done; without one nobody is told."""

    async def revision(self) -> int:
        """How often anything was changed."""
        return self._rows.revision

    async def changed(self, since: int = 0) -> Sequence[RegisteredTenant]:
        """The hotels changed after this revision, by their ids."""
        return [self._opened(each) for _, each in sorted(self._rows.kept.items()) if each.revision > since]

    async def tenant(self, wanted: TenantId) -> RegisteredTenant | None:
        """The hotel of this id."""
        kept = self._rows.kept.get(wanted)
        return None if kept is None else self._opened(kept)

    async def keep(
        self, entry: Entry, *, version: int | None, at: datetime, act: AuditEntry | None = None
    ) -> RegisteredTenant | Refusal:
        """Let this stand in the register."""
        if act is None or self._storage is None:
            return self._keep(entry, version=version, at=at)
        async with self._storage.work(entry.id) as work:
            kept = self._keep(entry, version=version, at=at)
            if isinstance(kept, RegisteredTenant):
                await work.note_act(act)
            return kept

    def _keep(self, entry: Entry, *, version: int | None, at: datetime) -> RegisteredTenant | Refusal:
        before = self._rows.kept.get(entry.id)
        if (None if before is None else before.version) != version:
            raise Conflict("somebody else changed this hotel first")
        for other in self._rows.kept.values():
            for channel, account in other.accounts:
                if other.id != entry.id and (channel, account) in entry.accounts:
                    return Refusal(Reason.TAKEN, detail=claimed(channel, account, other.id))
        sealed = {name: self._seal.seal(entry.id, name, secret) for name, secret in entry.secrets.items()}
        stays = {name: each for name, each in self._rows.sealed.get(entry.id, {}).items() if name in entry.named}
        self._rows.sealed[entry.id] = {**stays, **sealed}
        self._rows.revision += 1
        self._rows.kept[entry.id] = RegisteredTenant(
            id=entry.id,
            version=1 if before is None else before.version + 1,
            revision=self._rows.revision,
            active=entry.active,
            written=json.loads(json.dumps(entry.written)),
            accounts=tuple(sorted(entry.accounts)),
            entered_at=at if before is None else before.entered_at,
            changed_at=at,
        )
        return self._opened(self._rows.kept[entry.id])

    async def announce(self) -> None:
        """Let the revision grow."""
        self._rows.revision += 1

    async def rotate(self, *, act: AuditEntry | None = None) -> int:
        """Seal every secret anew."""
        anew = dict[TenantId, dict[str, bytes]]()
        for tenant, sealed in self._rows.sealed.items():
            opened = {name: self._seal.open(tenant, name, each) for name, each in sealed.items()}
            lost = [name for name, secret in opened.items() if secret is None]
            if lost:
                raise cannot_be_opened(tenant, lost)
            anew[tenant] = {
                name: self._seal.seal(tenant, name, each) for name, each in opened.items() if each is not None
            }
        self._rows.sealed.update(anew)
        if act is not None and self._storage is not None:
            for tenant in sorted(tenant for tenant, sealed in anew.items() if sealed):
                async with self._storage.work(tenant) as work:
                    await work.note_act(act)
        return sum(len(each) for each in anew.values())

    def _opened(self, kept: RegisteredTenant) -> RegisteredTenant:
        opened = {name: self._seal.open(kept.id, name, each) for name, each in self._rows.sealed[kept.id].items()}
        return evolve(
            kept,
            secrets={name: secret for name, secret in opened.items() if secret is not None},
            unopened=tuple(sorted(name for name, secret in opened.items() if secret is None)),
        )
