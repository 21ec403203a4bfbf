"""What happened within a span of time, over all conversations."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from hotel_agent.adapters.storage.memory.rows import CommandRow
from hotel_agent.adapters.storage.memory.unit import Unit
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.errors import Bug
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import Lane, OutboxRow
from hotel_agent.ports.spans import CameTo


class Spans(Unit):
    """Looks back, and reads what is kept of commands."""

    async def outcomes(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[CameTo]:
        """What commands came to, the latest first."""
        kept = [
            (name, row)
            for name, happened in self._rows.happened.items()
            for row in happened
            if since <= row.received_at < until and row.key.startswith("result:")
        ]
        found = []
        for name, row in sorted(kept, key=lambda each: each[1].key):
            with suppress(Bug):
                event, place = self._codec.event(row.event), self._rows.conversations[name].property_id
                found.append(CameTo(conversation=name, property_id=place, at=row.received_at, event=event))
        return sorted(found, key=lambda each: each.at, reverse=True)[:limit]

    async def said(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[OutboxRow]:
        """What was said, or is to be, the latest first."""
        kept = (each for each in self._rows.commands.values() if each.lane is Lane.SAY)
        within = sorted((each for each in kept if since <= each.due_at < until), key=lambda row: row.key)
        latest = sorted(within, key=lambda row: row.due_at, reverse=True)
        return [self._outbox_row(row) for row in latest[:limit]]

    def _outbox_row(self, row: CommandRow) -> OutboxRow:
        command, content, receipt = self._read(row)
        return OutboxRow(
            key=row.key,
            conversation=row.conversation,
            sequence=row.sequence,
            lane=row.lane,
            command=command,
            state=row.state,
            attempts=row.attempts,
            due_at=row.due_at,
            lease_until=row.lease_until,
            sent_before=row.sent_before,
            content=content,
            receipt=receipt,
            delivery=row.delivery,
            rests=row.rests,
            rested=row.rested,
            cause=row.cause,
        )

    def _read(self, row: CommandRow) -> tuple[Command | None, Content | None, Receipt | None]:
        """What is to be done, what was sent of it and how it was taken; or that nobody here can read it."""
        try:
            return (
                self._codec.command(row.command),
                None if row.content is None else self._codec.content(row.content),
                None if row.receipt is None else self._codec.receipt(row.receipt),
            )
        except Bug:
            return None, None, None
