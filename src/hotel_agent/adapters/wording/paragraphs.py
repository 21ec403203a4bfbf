"""How the lines of a reply stand on a telephone: what belongs together in one paragraph, the rest apart."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

LONGEST: Final = 600
"""Characters. What is longer is no longer read at one look."""
SPARE: Final = ("told.tax_included", "told.tax_added", "quote.other_plan", "told.how_to_pay")
"""What a reply that is too long does without, the first first: taxes are inside the total, a rate is on its button, and
how to pay is told to whoever asks."""

_ECHO: Final = "told.request"
"""A guest's own words, told once more with the reservation: the very last that is left out of a quote."""
OWN_TEXTS: Final = frozenset({"knowledge.answer", "knowledge.elsewhere"})
"""What the hotel wrote itself, at any length: beside a quote its first sentences are enough."""

_SENTENCE = re.compile(r"(?<=\w\w\w)[.!?]\s+(?=[^\W\d_a-zà-ÿ]|[¿¡])")
"""Where a sentence ends for certain: "7 a.m. to 10" is not cut in two."""

_TOGETHER = (
    (
        "told.number",
        "told.name",
        "told.room",
        "told.rooms",
        "told.reserved_room",
        "told.reserved_rooms",
        "told.several_rooms",
        "told.reserved_several",
        "told.dates",
        "told.guests",
    ),
    (
        "told.total",
        "told.extra",
        "told.extra_free",
        "told.tax_included",
        "told.tax_added",
        "told.total_before",
        "told.dearer",
        "told.cheaper",
        "told.same_price",
        "told.deposit",
        "told.how_to_pay",
    ),
    ("told.request",),
    (
        "told.free_always",
        "told.free_until",
        "told.costs_now",
        "told.costs_after",
        "told.costs_since",
        "told.valid_until",
    ),
    ("quote.other_plan",),
)
"""Lines of one paragraph. A line named nowhere here is a paragraph of its own."""

PARAGRAPHS = {line: paragraph for paragraph, lines in enumerate(_TOGETHER) for line in lines}
"""The number of its paragraph, by line."""


def fit(said: Iterable[tuple[str, str]]) -> str:
    """One text of these lines. One that would be too long does without what may be spared, as far as it must."""
    kept: Sequence[tuple[str, str]] = list(said)
    for spared in SPARE:
        if len(text := join(kept)) <= LONGEST:
            return text
        kept = [(line, words) for line, words in kept if line != spared]
    while len(text := join(kept)) > LONGEST and (shorter := _shortened(kept)) is not None:
        kept = shorter
    return text if len(text) <= LONGEST else join(each for each in kept if each[0] != _ECHO)


def _shortened(said: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]] | None:
    """The same with the last sentence left out of the longest text of the hotel's own; None where each has but one."""
    places = [place for place, (line, words) in enumerate(said) if line in OWN_TEXTS and _SENTENCE.search(words)]
    if not places:
        return None
    longest = max(places, key=lambda place: len(said[place][1]))
    line, words = said[longest]
    *_, last = _SENTENCE.finditer(words)
    return [*said[:longest], (line, words[: last.start() + 1]), *said[longest + 1 :]]


def join(said: Iterable[tuple[str, str]]) -> str:
    """One text of these lines, each given by its name and its words."""
    text, before = "", None
    for line, words in said:
        paragraph = PARAGRAPHS.get(line)
        if text:
            text += "\n" if paragraph is not None and paragraph == before else "\n\n"
        text, before = text + words, paragraph
    return text
