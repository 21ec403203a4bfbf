"""Why the machine said what it said, in lines for whoever reads a conversation at the terminal."""

from collections.abc import Iterator

from hotel_agent.application.why import Explained
from hotel_agent.domain.conversations.trace import BookAsked, WordsRead
from hotel_agent.domain.tenants.tenant import Property


def turn_told(explained: Explained, house: Property) -> Iterator[str]:
    """One turn: what happened, and below it what it went by."""
    trace = explained.trace
    yield ""
    yield f"{house.local(trace.at):%Y-%m-%d %H:%M}  why: {', '.join(trace.kinds) or 'nothing happened'}"
    for label, lines in (
        ("understood", [_read(each) for each in trace.read]),
        ("asked", [_asked(each) for each in trace.asked]),
        ("decided by", [", ".join(trace.rules)]),
        ("said", [", ".join(trace.lines)]),
        ("taken from", list(trace.sources)),
        ("nobody wrote down", list(trace.unanswered)),
        ("not answered", list(trace.ignored)),
        ("failed", [trace.failed]),
        ("withheld", [each.withheld for each in explained.told]),
        ("done", [" ".join((each.kind, each.outcome or each.state.value, each.cause)) for each in explained.done]),
    ):
        yield from (f"  {label + ':':<19}{line.strip()}" for line in lines if line.strip())


def _read(read: WordsRead) -> str:
    wishes = ", ".join(f"{each.name} {each.confidence:.2f}" for each in read.wishes)
    values = ", ".join(f"{name} {value}" for name, value in read.values)
    told = "; ".join(each for each in (wishes, values, read.answer) if each)
    return f"{told or 'nothing'} ({read.reader or 'unknown reader'})"


def _asked(asked: BookAsked) -> str:
    count = f" {asked.count}" if asked.count else ""
    return f"{asked.operation} {asked.about}: {asked.outcome}{count}, {asked.milliseconds} ms"
