"""The exam in wishes, for any reader: what it hears of examples through the port, by the labels that are intents."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.training.examples import Example
from hotel_agent.adapters.nlu.training.measures import Measures
from hotel_agent.adapters.nlu.training.trials import Stopwatch, reading_of
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.ports.nlu import Nlu


async def wish_measures(nlu: Nlu, examples: Sequence[Example], stopwatch: Stopwatch) -> Measures:
    """How a reader does on these; the time is what a guest's message waits for it."""
    measures = Measures()
    for example in examples:
        begun = stopwatch()
        understanding = await nlu.understand([example.text], reading_of(example))
        measures.milliseconds.append((stopwatch() - begun).total_seconds() * 1000)
        wanted = frozenset(name for name in example.intents if name in INTENTS and INTENTS[name].readable)
        measures.count(example.text, wanted, {each.name: each.confidence for each in understanding.intents})
    return measures
