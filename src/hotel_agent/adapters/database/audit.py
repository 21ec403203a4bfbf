"""Lines of the audit log as rows, and rows as lines."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from hotel_agent.ports.rows import AuditEntry


def row_of(entry: AuditEntry) -> dict[str, object]:
    """The row of this line, without whose log it stands in."""
    return {
        "at": entry.at,
        "by": entry.by,
        "action": entry.action,
        "subject": entry.subject,
        "before": _written(entry.before),
        "after": _written(entry.after),
    }


def entry_of(row: Row[Any]) -> AuditEntry:
    """The line of this row."""
    return AuditEntry(
        at=row.at,
        by=row.by,
        action=row.action,
        subject=row.subject,
        before=_read(row.before),
        after=_read(row.after),
    )


def _written(facts: Mapping[str, object] | None) -> str | None:
    return None if facts is None else json.dumps(facts, ensure_ascii=False)


def _read(text: str | None) -> Mapping[str, object] | None:
    return None if text is None else dict(json.loads(text))
