"""Why the machine said what it said: what each turn went by, and what became of what it wanted said and done."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from hotel_agent.application.transcript import Said, transcript
from hotel_agent.domain.conversations.effects import Spoken
from hotel_agent.domain.conversations.events import BookRefused, CancelRefused, Event, ModifyRefused
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.ids import EffectKey, EventKey
from hotel_agent.ports.rows import CommandState, InboxRow, OutboxRow

_UNSAID = frozenset({"not sent", "held back"})


@frozen(kw_only=True)
class Told:
    """A reply of the turn. `withheld`: why it was not sent, where it was not."""

    said: Said
    withheld: str = ""


@frozen(kw_only=True)
class Done:
    """Something the turn wanted done in the world beside words."""

    kind: str
    """The name of the command, as `Book`."""
    state: CommandState
    attempts: int
    outcome: str = ""
    """What came of it, by the name of the event, or the reason of a refusal; empty while nothing did."""
    milliseconds: int | None = None
    """From the decision until it was known."""
    cause: str = ""
    """What stood in its way last."""


@frozen(kw_only=True)
class Explained:
    """One turn with all that followed from it."""

    trace: Trace
    told: tuple[Told, ...]
    done: tuple[Done, ...]


def explained(
    traces: Sequence[Trace], happened: Sequence[InboxRow], commands: Sequence[OutboxRow]
) -> tuple[Explained, ...]:
    """Each turn with its replies and commands, the earliest first."""
    rows = {row.key: row for row in commands}
    results = {row.event.key: row for row in happened}
    return tuple(_explained(trace, rows, results) for trace in traces)


def _explained(trace: Trace, rows: Mapping[EffectKey, OutboxRow], results: Mapping[EventKey, InboxRow]) -> Explained:
    own = [rows[key] for key in trace.commands if key in rows]
    return Explained(
        trace=trace,
        told=tuple(_told(row) for row in own if isinstance(row.command, Spoken)),
        done=tuple(_done(trace, row, results.get(EventKey(f"result:{row.key}"))) for row in own if not _is_spoken(row)),
    )


def _is_spoken(row: OutboxRow) -> bool:
    return isinstance(row.command, Spoken)


def _told(row: OutboxRow) -> Told:
    (said,) = transcript((), (row,))
    return Told(said=said, withheld=row.cause if said.fate in _UNSAID else "")


def _done(trace: Trace, row: OutboxRow, result: InboxRow | None) -> Done:
    known = None if result is None else (result.received_at - trace.at).total_seconds()
    return Done(
        kind="" if row.command is None else type(row.command).__name__,
        state=row.state,
        attempts=row.attempts,
        outcome="" if result is None else _outcome(result.event),
        milliseconds=None if known is None else round(known * 1000),
        cause=row.cause,
    )


def _outcome(event: Event) -> str:
    match event:
        case BookRefused() | ModifyRefused() | CancelRefused():
            return event.refusal.reason.value
        case _:
            return type(event).__name__
