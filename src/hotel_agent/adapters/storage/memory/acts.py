"""What people did by hand."""

from collections.abc import Sequence

from hotel_agent.adapters.storage.memory.unit import Unit
from hotel_agent.ports.rows import AuditEntry


class Acts(Unit):
    """The house's own book of what was done by hand."""

    async def note_act(self, entry: AuditEntry) -> None:
        """Write down what somebody did by hand."""
        self._journal.put(self._rows.acts, len(self._rows.acts), entry)

    async def acts(
        self, *, limit: int = 100, skip: int = 0, by: str | None = None, action: str | None = None
    ) -> Sequence[AuditEntry]:
        """What was done by hand, the latest first."""
        return self._acts(by, action)[::-1][skip : skip + limit]

    async def count_acts(self, *, by: str | None = None, action: str | None = None) -> int:
        """How much was done by hand."""
        return len(self._acts(by, action))

    def _acts(self, by: str | None, action: str | None) -> list[AuditEntry]:
        return [each for each in self._rows.acts.values() if by in {None, each.by} and action in {None, each.action}]
