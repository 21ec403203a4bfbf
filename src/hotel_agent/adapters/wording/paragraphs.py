"""How the lines of a reply stand on a telephone: what belongs together in one paragraph, the rest apart."""

from collections.abc import Iterable, Sequence
from typing import Final

LONGEST: Final = 600
"""Characters. What is longer is no longer read at one look."""
SPARE: Final = ("told.tax_included", "told.tax_added", "quote.other_plan")
"""What a reply that is too long does without, the first first: taxes are inside the total, a rate is on its button."""

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
    return join(kept)


def join(said: Iterable[tuple[str, str]]) -> str:
    """One text of these lines, each given by its name and its words."""
    text, before = "", None
    for line, words in said:
        paragraph = PARAGRAPHS.get(line)
        if text:
            text += "\n" if paragraph is not None and paragraph == before else "\n\n"
        text, before = text + words, paragraph
    return text
