"""What people did by hand."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, func, select

from hotel_agent.adapters.database.audit import entry_of, row_of
from hotel_agent.adapters.database.tables import Written, audit
from hotel_agent.adapters.storage.sql.unit import TENANT, Unit
from hotel_agent.ports.rows import AuditEntry

_BY, _ACTION = bindparam("its_by", type_=Written), bindparam("its_action", type_=Written)


def _told(by: str | None, action: str | None) -> list[ColumnElement[bool]]:
    told = [audit.c.tenant == TENANT]
    if by is not None:
        told.append(audit.c.by == _BY)
    if action is not None:
        told.append(audit.c.action == _ACTION)
    return told


class Acts(Unit):
    """The house's own book of what was done by hand."""

    async def note_act(self, entry: AuditEntry) -> None:
        """Write down what somebody did by hand."""
        await self._connection.execute(self._insert(audit).values(tenant=self._tenant, **row_of(entry)))

    async def acts(
        self, *, limit: int = 100, skip: int = 0, by: str | None = None, action: str | None = None
    ) -> Sequence[AuditEntry]:
        """What was done by hand, the latest first."""
        asking = select(audit).where(*_told(by, action)).order_by(audit.c.sequence.desc()).limit(limit).offset(skip)
        return [entry_of(row) for row in await self._run(asking, **_asked(by, action))]

    async def count_acts(self, *, by: str | None = None, action: str | None = None) -> int:
        """How much was done by hand."""
        counting = select(func.count()).select_from(audit).where(*_told(by, action))
        return int((await self._run(counting, **_asked(by, action))).scalar_one())


def _asked(by: str | None, action: str | None) -> dict[str, object]:
    return {name: value for name, value in (("its_by", by), ("its_action", action)) if value is not None}
