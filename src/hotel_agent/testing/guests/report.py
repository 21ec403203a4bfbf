"""The figures of an evaluation, and the transcript of every story that went wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from statistics import mean, median

from hotel_agent.testing.guests.evaluation import Verdict
from hotel_agent.testing.guests.transcript import By, Line

_NAMES = {By.GUEST: "Guest", By.DESK: "Desk", By.STAFF: "Staff", By.WORLD: "*"}
_MOST_SHOWN = 25


def figures(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Everything that was measured, to read."""
    told = [each for each in verdicts if not each.drawn]
    for name, some in (
        ("fair weather", [each for each in told if not each.played.weather]),
        ("bad weather", [each for each in told if each.played.weather]),
        ("random guests", [each for each in verdicts if each.drawn]),
    ):
        if some:
            yield f"{name}: {_passes(some)}; {_effort(some)}"
    yield from _table(told)
    plain = [each.played.guest_turns for each in told if each.played.scenario.plain and not each.played.weather]
    if plain:
        yield f"a plain reservation, everything said at once: {median(plain):g} guest messages in the median"
    yield from _faults(verdicts)


def pass_to_the(verdicts: Sequence[Verdict]) -> tuple[float, float]:
    """The part of all stories that went well, and of all scenarios that went well with every seed."""
    by_scenario: dict[str, list[bool]] = defaultdict(list)
    for each in verdicts:
        by_scenario[each.played.scenario.title].append(each.passed)
    return mean(each.passed for each in verdicts), mean(all(each) for each in by_scenario.values())


def transcript(verdict: Verdict) -> str:
    """One story as text."""
    played = verdict.played
    head = [played.title, *(f"weather: {', '.join(played.weather)}" for _ in range(bool(played.weather)))]
    faults = [f"FAULT {each.kind}: {each.said}" for each in verdict.violations]
    return "\n".join([*head, *faults, "", *(_as_text(line) for line in played.lines), ""])


def as_pages(verdicts: Sequence[Verdict]) -> str:
    """These stories as Markdown, for people to read."""
    stories = []
    for each in verdicts:
        name, language = each.played.scenario.name.replace("_", " "), each.played.scenario.language
        stories += [f"## {name.capitalize()} ({language})", "", "```text"]
        stories += [*(_as_text(line) for line in each.played.lines), "```", ""]
    return "\n".join(stories)


def write_report(verdicts: Sequence[Verdict], folder: Path) -> int:
    """The figures and the transcript of each failure, as text and as one page; how many failures there are."""
    folder.mkdir(parents=True, exist_ok=True)
    failures = [each for each in verdicts if not each.passed]
    said = "\n".join(figures(verdicts))
    (folder / "figures.txt").write_text(said + "\n", encoding="utf-8")
    for place, each in enumerate(failures, start=1):
        name = each.played.title.replace("/", "-").replace(" ", "-")
        (folder / f"{place:04}-{name}.txt").write_text(transcript(each), encoding="utf-8")
    stories = "\n".join(
        f"<h2>{escape(each.played.title)}</h2><pre>{escape(transcript(each))}</pre>" for each in failures
    )
    page = (
        '<!doctype html><meta charset="utf-8"><title>Simulated guests</title>'
        "<style>body{font:16px sans-serif;max-width:60rem;margin:2rem auto}pre{white-space:pre-wrap}</style>"
        f"<h1>Simulated guests</h1><pre>{escape(said)}</pre>{stories}"
    )
    (folder / "report.html").write_text(page, encoding="utf-8")
    return len(failures)


def _passes(verdicts: Sequence[Verdict]) -> str:
    once, always = pass_to_the(verdicts)
    seeds = max(Counter(each.played.scenario.title for each in verdicts).values())
    said = f"{len(verdicts)} stories, pass^1 {once:.1%}"
    return f"{said}, pass^{seeds} {always:.1%}" if seeds > 1 and not verdicts[0].drawn else said


def _effort(verdicts: Sequence[Verdict]) -> str:
    turns = [each.played.guest_turns for each in verdicts]
    replies = [each.played.replies for each in verdicts]
    corrections = sum(each.played.corrections for each in verdicts)
    paid = sum(each.played.paid for each in verdicts)
    return (
        f"{median(turns):g} guest messages in the median (most {max(turns)}), {sum(replies)} sent by the desk"
        f" of which {paid} are charged, {corrections} misreadings corrected by guests"
    )


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    rows: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for each in verdicts:
        rows[each.played.scenario.intent, each.played.scenario.language].append(each)
    if rows:
        yield f"{'intent':<22}{'language':<10}{'stories':>8}{'pass^1':>9}{'pass^k':>9}{'turns':>7}"
    for (intent, language), some in sorted(rows.items()):
        once, always = pass_to_the(some)
        turns = median(each.played.guest_turns for each in some)
        yield f"{intent:<22}{language:<10}{len(some):>8}{once:>9.1%}{always:>9.1%}{turns:>7g}"


def _faults(verdicts: Sequence[Verdict]) -> Iterator[str]:
    kinds = Counter(each.kind for verdict in verdicts for each in verdict.violations)
    yield "no fault" if not kinds else "faults: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    for each in [each for each in verdicts if not each.passed][:_MOST_SHOWN]:
        yield f"  {each.played.title}: {each.violations[0].kind}: {each.violations[0].said}"


def _as_text(line: Line) -> str:
    first, *rest = line.shown.splitlines() or [""]
    return "\n".join([f"{_NAMES[line.by] + ':':<7}{first}", *(f"       {each}".rstrip() for each in rest)])
