"""Report: what training and trying found, in lines for whoever reads them in a terminal."""

from collections.abc import Iterator, Mapping

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.training.measures import Measures
from hotel_agent.domain.conversations.understanding import Reading, Understanding


def told(measures: Measures, title: str) -> Iterator[str]:
    """The figures of one trial."""
    if not measures.examples:
        return
    yield f"{title}: {measures.examples} messages"
    exact = measures.exact / measures.examples
    yield f"  intents        micro F1 {percent(measures.f1)}   exact match {percent(exact)}"
    if measures.slots_noted:
        yield f"  slots          micro F1 {percent(measures.slots_f1)}   of {measures.slots_noted.total()} values noted"
    yield f"  calibration    expected error {percent(measures.calibration_error)}"
    yield f"  time a message median {measures.time(0.5):.2f} ms   p95 {measures.time(0.95):.2f} ms"


def by_label(measures: Measures) -> Iterator[str]:
    """One line a label: how many bear it, and its F1."""
    yield f"  {'label':<36}{'messages':>9}{'F1':>8}{'made up':>9}{'missed':>8}"
    for name, count, f1 in measures.labels():
        yield f"  {name:<36}{count:>9}{percent(f1):>8}{measures.made_up[name]:>9}{measures.missed[name]:>8}"


def by_slot(measures: Measures) -> Iterator[str]:
    """One line a slot: how many values were noted, and its F1; nothing where none were."""
    if measures.slots_noted:
        yield f"  {'slot':<36}{'values':>9}{'F1':>8}{'made up':>9}{'missed':>8}"
    for name, noted, f1, made_up, missed in measures.slots():
        yield f"  {name:<36}{noted:>9}{percent(f1):>8}{made_up:>9}{missed:>8}"


def parsed_aloud(reader: EmbeddedNlu, text: str, reading: Reading) -> Iterator[str]:
    """What is understood of a message, and why: the words behind values, the rules, and what the weights hold."""
    heard = reader.heard(text, reading)
    yield from understood(reader.read(text, reading))
    yield "why"
    if heard.instructs:
        yield "  the words try to instruct the machine, so they grant nothing"
    yield f"  rules       {scores({each.name: each.confidence for each in reader.ruled(heard)}) or 'none'}"
    yield f"  weights     {scores(likely(reader.chances(heard))) or 'none of these'}"
    yield f"  concepts    {', '.join(sorted(heard.signs.concepts)) or 'none'}"
    if heard.signs.denied:
        yield f"  denied      {', '.join(sorted(heard.signs.denied))}"
    yield f"  topics      {', '.join(sorted(reader.topics(heard))) or 'none'}"


def understood(understanding: Understanding) -> Iterator[str]:
    """What any reader made of a message, with the words behind each value."""
    yield f"language    {understanding.language}"
    yield f"intents     {scores({each.name: each.confidence for each in understanding.intents}) or 'none'}"
    if understanding.answer is not None:
        yield f"answer      {understanding.answer.value}{'' if understanding.firm else ', not in so many words'}"
    for mention in understanding.mentions:
        value = getattr(understanding.slots, mention.slot)
        yield f"{mention.slot:<12}{value}   from {mention.text!r} at {mention.start}-{mention.end}"
    for doubt in understanding.doubts:
        yield f"doubt       {doubt.slot}: {' or '.join(day.isoformat() for day in doubt.readings)}"
    for impossible in understanding.impossible:
        yield f"impossible  {impossible!r}"
    if understanding.correction:
        yield "correction  something said before is taken back"


def likely(chances: Mapping[str, float], at_least: float = 0.05) -> Mapping[str, float]:
    """The chances worth showing, the best first."""
    return {name: chance for name, chance in sorted(chances.items(), key=lambda each: -each[1]) if chance >= at_least}


def scores(each: Mapping[str, float]) -> str:
    """Names with their scores on one line."""
    return ", ".join(f"{name} {score:.2f}" for name, score in each.items())


def percent(share: float) -> str:
    """A share of one, as people write it."""
    return f"{share * 100:.1f} %"
