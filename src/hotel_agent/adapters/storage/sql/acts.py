"""What people did by hand."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from hotel_agent.adapters.database.tables import audit
from hotel_agent.adapters.storage.sql.unit import TENANT, Unit
from hotel_agent.ports.rows import AuditEntry

_ACTS = select(audit).where(audit.c.tenant == TENANT).order_by(audit.c.sequence.desc()).limit(bindparam("most"))


class Acts(Unit):
    """The house's own book of what was done by hand."""

    async def note_act(self, entry: AuditEntry) -> None:
        """Write down what somebody did by hand."""
        row = {"at": entry.at, "by": entry.by, "action": entry.action, "subject": entry.subject}
        await self._connection.execute(self._insert(audit).values(tenant=self._tenant, **row))

    async def acts(self, *, limit: int = 100) -> Sequence[AuditEntry]:
        """What was done by hand, the latest first."""
        rows = await self._run(_ACTS, most=limit)
        return [AuditEntry(at=row.at, by=row.by, action=row.action, subject=row.subject) for row in rows]
