"""What every part of a unit of work stands on: its tenant's rows, and the journal that can undo it."""

from collections.abc import Sequence

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.storage.memory.rows import Journal, TenantRows
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, TenantId


class Unit:
    """One unit of work of one tenant. Once it is over it only raises Bug."""

    def __init__(self, tenant: TenantId, rows: TenantRows, journal: Journal, codec: Codec) -> None:
        self._tenant = tenant
        self._open_rows: TenantRows | None = rows
        self._journal = journal
        self._codec = codec
        self._touched: dict[ConversationId, None] = {}

    def close(self) -> Sequence[ConversationId]:
        """End it. Returns the conversations whose work it may have changed."""
        self._open_rows = None
        return tuple(self._touched)

    @property
    def _rows(self) -> TenantRows:
        if self._open_rows is None:
            raise Bug("this unit of work is over; begin a new one")
        return self._open_rows
