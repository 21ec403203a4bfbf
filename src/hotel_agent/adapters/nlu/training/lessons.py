"""Lessons: what `hotel-agent nlu` does, each as lines to print."""

import asyncio
import tracemalloc
from collections.abc import Iterator, Sequence
from importlib.resources import files as packaged
from pathlib import Path

from attrs import frozen

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.weights import UNTAUGHT, Weights, shipped, unpacked
from hotel_agent.adapters.nlu.exams.dates import date_marks
from hotel_agent.adapters.nlu.exams.marks import Marks
from hotel_agent.adapters.nlu.exams.rows import rows
from hotel_agent.adapters.nlu.exams.stays import stay_marks
from hotel_agent.adapters.nlu.training.examples import Example
from hotel_agent.adapters.nlu.training.measures import Measures
from hotel_agent.adapters.nlu.training.report import by_label, by_slot, parsed_aloud, percent, told, understood
from hotel_agent.adapters.nlu.training.trials import (
    NAMED,
    Pupil,
    Stopwatch,
    Trial,
    gathered,
    own_examples,
    reading_of,
)
from hotel_agent.adapters.nlu.training.wishes import wish_measures
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.nlu import Nlu


@frozen
class Lessons:
    """What can be taught to the embedded reader and asked of it; the clock is asked how long it takes."""

    stopwatch: Stopwatch

    def train(self, files: Sequence[Path], out: Path) -> Iterator[str]:
        """Fit weights to these examples, or to our own where there are none, and keep them in a file."""
        begun = self.stopwatch()
        trial = self._trial()
        examples = gathered(files) if files else own_examples("examples")
        pupil = trial.taught(examples)
        content = pupil.weights.packed()
        try:
            out.write_bytes(content)
        except OSError as cause:
            raise BadConfig(f"{out} cannot be written: {cause.strerror}") from cause
        seconds = (self.stopwatch() - begun).total_seconds()
        yield f"{len(examples)} examples, {len(pupil.weights.labels)} labels, {seconds:.0f} s"
        yield f"weights: {len(content) / 1e6:.2f} MB in {out}"
        measures = Measures()
        trial.tried(pupil, examples, measures)
        yield from told(measures, "learnt by heart (what counts is `hotel-agent nlu eval` on others)")

    def examine(
        self,
        files: Sequence[Path],
        *,
        train: Sequence[Path] = (),
        helping: Sequence[Path] = (),
        by_fold: bool = False,
        weights: Path | None = None,
        wrong: bool = False,
    ) -> Iterator[str]:
        """Try weights on examples, or on our own that were set aside; the figures by language and label.

        The weights are those of the file, or fitted to `train`, or, `by_fold`, to the other folds of the examples;
        `helping` are examples of something else that teach only the labels in common. Raises BadConfig where the files
        hold no example.
        """
        examples = gathered(files) if files else own_examples("development")
        if not examples:
            named = ", ".join(str(file) for file in files)
            raise BadConfig(f"{named}: no example in it, so nothing can be measured; give one JSON object a line")
        yield from self._cost_of_reading()
        trial, helpers = self._trial(), gathered(helping)
        measures = {language: Measures() for language in sorted({each.lang for each in examples})}
        courses: Iterator[tuple[Pupil, Sequence[Example]]]
        if by_fold:
            courses = ((pupil, asked) for _, pupil, asked in trial.by_fold(examples, helpers))
        elif train:
            courses = iter([(trial.taught(gathered(train), helpers, NAMED), examples)])
        else:
            courses = iter([(Pupil(weights=weights_in(weights)), examples)])
        for pupil, asked in courses:
            for language, measure in measures.items():
                trial.tried(pupil, [each for each in asked if each.lang == language], measure)
        for language, measure in measures.items():
            yield from told(measure, language)
            yield from by_label(measure)
            yield from by_slot(measure)
            if wrong:
                yield from (f"  {line}" for line in measure.wrong())

    def dates(self, file: Path, *, wrong: bool = False) -> Iterator[str]:
        """How the reader does on specs of dates and numbers."""
        marks = asyncio.run(date_marks(EmbeddedNlu(UNTAUGHT), rows(file), languages.codes()))
        yield from _marked(file, marks, wrong=wrong)

    def stays(self, file: Path, *, wrong: bool = False) -> Iterator[str]:
        """How the reader does on phrases that ask for a stay: arrival, departure, nights and party."""
        marks = asyncio.run(stay_marks(EmbeddedNlu(UNTAUGHT), rows(file), languages.codes()))
        yield from _marked(file, marks, wrong=wrong)

    def parse(self, text: str, language: str, asked: str | None, weights: Path | None = None) -> Iterator[str]:
        """What is understood of one message, and why."""
        reader = EmbeddedNlu(weights_in(weights))
        example = Example(text=text, lang=_spoken_here(language), asked=asked, ref=self.stopwatch())
        yield from parsed_aloud(reader, text, reading_of(example))

    async def sit_exam(
        self,
        nlu: Nlu,
        files: Sequence[Path],
        *,
        dates: Sequence[Path] = (),
        stays: Sequence[Path] = (),
        wrong: bool = False,
    ) -> list[str]:
        """The same exam for any reader, through the port alone: intents, dates and stays, and how long it takes.

        Without a file it is what was set aside of our own examples. Only labels that are intents count.
        """
        lines: list[str] = []
        for file in dates:
            lines += _marked(file, await date_marks(nlu, rows(file), languages.codes()), wrong=wrong)
        for file in stays:
            lines += _marked(file, await stay_marks(nlu, rows(file), languages.codes()), wrong=wrong)
        if (dates or stays) and not files:
            return lines
        examples = gathered(files) if files else own_examples("development")
        for language in sorted({each.lang for each in examples}):
            measure = await wish_measures(nlu, [each for each in examples if each.lang == language], self.stopwatch)
            lines += [*told(measure, language), *by_label(measure)]
            lines += [f"  {line}" for line in measure.wrong()] if wrong else []
        return lines

    async def hear(self, nlu: Nlu, text: str, language: str, asked: str | None) -> list[str]:
        """What any reader understands of one message."""
        example = Example(text=text, lang=_spoken_here(language), asked=asked, ref=self.stopwatch())
        return list(understood(await nlu.understand([text], reading_of(example))))

    def _trial(self) -> Trial:
        return Trial(EmbeddedNlu(UNTAUGHT), self.stopwatch)

    def _cost_of_reading(self) -> Iterator[str]:
        begun = self.stopwatch()
        EmbeddedNlu()
        loaded = (self.stopwatch() - begun).total_seconds()
        tracemalloc.start()
        reader = EmbeddedNlu()
        memory, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del reader
        space = f"{memory / 1e6:.0f} MB of memory and {_disk() / 1e6:.1f} MB on disk"
        yield f"the reader loads in {loaded:.2f} s and takes {space}"


def _spoken_here(language: str) -> str:
    if language not in languages.codes():
        raise BadConfig(f"no language {language!r} is spoken here; expected one of {', '.join(languages.codes())}")
    return language


def _disk() -> int:
    """Bytes of what the reader loads: its weights and the words of every language."""
    words = packaged("hotel_agent.adapters.languages")
    tables = (file for code in languages.codes() for file in (words / code).iterdir() if file.name.endswith(".toml"))
    weights = packaged("hotel_agent.adapters.nlu.embedded") / "wishes.weights"
    return sum(len(file.read_bytes()) for file in (weights, *tables))


def _marked(file: Path, marks: Marks, *, wrong: bool) -> Iterator[str]:
    yield f"{file.name}: {marks.rows} rows, all right {percent(marks.share)}, F1 {percent(marks.f1)}"
    yield from (f"  {line}" for line in marks.missed if wrong)


def weights_in(file: Path | None) -> Weights:
    """The weights in a file, or those that come with the package. Raises BadConfig where it holds none."""
    if file is None:
        return shipped()
    try:
        return unpacked(file.read_bytes())
    except OSError as cause:
        raise BadConfig(f"{file} cannot be read: {cause.strerror}") from cause
