"""Trials: weights fitted to examples and tried on others, by one road for our own examples and anybody's."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from attrs import evolve, frozen

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu, Heard
from hotel_agent.adapters.nlu.embedded.traits import Traits
from hotel_agent.adapters.nlu.embedded.weights import Weights
from hotel_agent.adapters.nlu.training.examples import Example, examples_in, parsed
from hotel_agent.adapters.nlu.training.fitting import OWN, Recipe, fit
from hotel_agent.adapters.nlu.training.measures import Measures
from hotel_agent.adapters.nlu.training.tagger import Tagger, Taught, fit_tagger
from hotel_agent.domain.conversations.understanding import Question, Reading
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.language import Language

NOW = datetime(2022, 3, 15, 9, tzinfo=UTC)
"""When a message was written whose line does not say: the reference of NLU++."""
NAMED = Recipe(strictness=0.5, shares=(1.0, 1.0, 0.8, 0.6), balance=0.5, parts=2)
"""For corpora with many labels, most of them rare."""
OWN_COUNTS = 3.0
"""How much an example of the corpus asked about counts beside one of a corpus that only helps."""
Stopwatch = Callable[[], datetime]


@frozen(kw_only=True)
class Pupil:
    """What training made: weights for the labels, and a tagger where values were noted."""

    weights: Weights
    tagger: Tagger | None = None


class Trial:
    """Reads examples once, and fits and tries as often as asked."""

    def __init__(self, reader: EmbeddedNlu, stopwatch: Stopwatch) -> None:
        self._reader = reader
        self._stopwatch = stopwatch
        self._known: dict[str, Traits] = {}

    def traits(self, example: Example) -> Traits:
        """What an example shows to the weights."""
        key = f"{example.lang} {example.asked} {example.ref} {example.text}"
        if key not in self._known:
            self._known[key] = self._reader.traits(self._heard(example))
        return self._known[key]

    def taught(self, examples: Sequence[Example], helping: Sequence[Example] = (), recipe: Recipe = OWN) -> Pupil:
        """Weights and tagger fitted to these examples; of those that only help, just the labels in common count."""
        names = frozenset(name for example in examples for name in example.intents)
        everything = [*examples, *(evolve(each, intents=each.intents & names) for each in helping)]
        counted = [OWN_COUNTS if helping else 1.0] * len(examples) + [1.0] * len(helping)
        weights = fit(
            [self.traits(each) for each in everything], [each.intents for each in everything], recipe, counted
        )
        noted = [each for each in examples if each.slots is not None]
        kinds = frozenset(slot.slot for each in noted for slot in each.slots or ())
        if not kinds:
            return Pupil(weights=weights)
        beside = [each for each in (_of_kinds(other, kinds) for other in helping) if each.slots]
        return Pupil(
            weights=weights,
            tagger=fit_tagger([self._lesson(each) for each in noted], [self._lesson(each) for each in beside]),
        )

    def tried(self, pupil: Pupil, examples: Sequence[Example], measures: Measures) -> None:
        """Count how this does on these examples; what is timed is everything a guest's message has to wait for."""
        for example in examples:
            traits = self._reader.traits(self._heard(example))
            begun = self._stopwatch()
            self._reader.read(example.text, reading_of(example))
            chances = pupil.weights.chances(traits)
            measures.milliseconds.append((self._stopwatch() - begun).total_seconds() * 1000)
            measures.count(example.text, example.intents, chances)
            if pupil.tagger is not None and example.slots is not None:
                lesson = self._lesson(example)
                told = pupil.tagger.slots(example.text, example.lang, lesson.understanding)
                measures.count_slots(
                    Counter((each.slot, each.text) for each in example.slots),
                    Counter((each.slot, each.text) for each in told),
                )

    def by_fold(
        self, examples: Sequence[Example], helping: Sequence[Example], recipe: Recipe = NAMED
    ) -> Iterator[tuple[int, Pupil, Sequence[Example]]]:
        """Each fold of the examples with what the other folds, in every language, and all that helps teach."""
        folds = sorted({each.fold for each in examples if each.fold is not None})
        if len(folds) < 2:
            raise BadConfig("these examples name no folds; give each line a number in `fold`, or train on another file")
        for fold in folds:
            rest = [each for each in examples if each.fold != fold]
            yield fold, self.taught(rest, helping, recipe), [each for each in examples if each.fold == fold]

    def _heard(self, example: Example) -> Heard:
        return self._reader.heard(example.text, reading_of(example))

    def _lesson(self, example: Example) -> Taught:
        understanding = self._reader.read(example.text, reading_of(example))
        return Taught(text=example.text, language=example.lang, understanding=understanding, slots=example.slots or ())


def _of_kinds(example: Example, kinds: frozenset[str]) -> Example:
    """The example with only the values of these kinds."""
    return evolve(example, slots=tuple(slot for slot in example.slots or () if slot.slot in kinds))


def reading_of(example: Example) -> Reading:
    """What a reader is told beside the words of an example."""
    language, spoken = Language(example.lang), languages.codes()
    at = example.ref or NOW
    return Reading(
        at=at if at.tzinfo is not None else at.replace(tzinfo=UTC),
        language=language,
        languages=tuple(dict.fromkeys((language, *spoken))),
        asked=Question(example.asked) if example.asked in {each.value for each in Question} else None,
        day_first=language != "en",
    )


def own_examples(name: str) -> tuple[Example, ...]:
    """Our own examples in every language: `examples` to learn from, or those of `development`, set aside to measure."""
    found: list[Example] = []
    for code in languages.codes():
        file = files("hotel_agent.adapters.languages") / code / f"{name}.jsonl"
        found += parsed(file.read_text(encoding="utf-8").splitlines(), f"{code}/{name}.jsonl")
    return tuple(found)


def gathered(paths: Sequence[Path]) -> tuple[Example, ...]:
    """The examples of all these files."""
    return tuple(example for path in paths for example in examples_in(path))
