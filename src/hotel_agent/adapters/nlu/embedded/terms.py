"""A term: one or more words of a message with what they can stand for. The grammar rewrites lists of terms."""

from collections.abc import Mapping, Sequence

from attrs import frozen


@frozen(slots=True)
class Term:
    """Words, their tags, and where they stood. A tag's number is its value, or 1 where it has none."""

    words: str
    """Folded: lower case, no accents."""
    tags: Mapping[str, int]
    start: int
    end: int
    glued: bool = False
    """No space stands before it."""
    value: object = None
    """What a grammar made of it: a calendar point, a length of stay."""

    def __contains__(self, tag: str) -> bool:
        return tag in self.tags

    @property
    def number(self) -> int | None:
        """The number it says, in figures or words."""
        return self.tags.get("number")


NOTHING = Term("", {}, 0, 0)
"""What stands before the first term and after the last."""


def at(terms: Sequence[Term], place: int) -> Term:
    """The term there, or nothing."""
    return terms[place] if 0 <= place < len(terms) else NOTHING


def skip(terms: Sequence[Term], place: int, *tags: str) -> int:
    """The first place from here on whose term has none of these tags; a few on at most, so that time stays linear."""
    end = min(len(terms), place + 4)
    while place < end and any(tag in terms[place].tags for tag in tags):
        place += 1
    return place


def joined(terms: Sequence[Term], kind: str, value: object = None, **numbers: int) -> Term:
    """Several terms as one of this kind."""
    words = " ".join(term.words for term in terms)
    return Term(words, {kind: 1, **numbers}, terms[0].start, terms[-1].end, terms[0].glued, value)


@frozen(slots=True)
class Value:
    """A value for a slot, and where its words stood."""

    slot: str
    value: object
    start: int
    end: int


COUNTED = (
    "adult",
    "child",
    "baby",
    "person",
    "couple",
    "night",
    "day",
    "week",
    "fortnight",
    "month_unit",
    "year_unit",
    "old",
    "room",
    "other_count",
    "currency",
    "percent",
    "clock",
    "twins",
)
"""What a number before it counts: such a number is no day of a month."""


_JOINTS = frozenset({"to", "until", "dash"})
"""What stands between the ends of a range."""


def counts(terms: Sequence[Term], place: int) -> bool:
    """Whether the number here counts what comes next, so that it is nothing else."""
    following = at(terms, place + 1)
    if any(tag in following.tags for tag in COUNTED):
        return True
    return any(tag.startswith("kind_") for tag in following.tags) or described_room(terms, place + 1) is not None


def in_range(terms: Sequence[Term], place: int) -> bool:
    """Whether the day here is one end of a range: "the 2nd to the 4th", "sexta a domingo"."""
    if at(terms, place + 1).tags.keys() & _JOINTS and _is_day(at(terms, skip(terms, place + 2, "the", "the_f", "day"))):
        return True
    for before in range(place - 1, place - 4, -1):
        tags = at(terms, before).tags.keys()
        if tags & _JOINTS:
            return _is_day(at(terms, before - 1))
        if not tags & {"the", "the_f", "day"}:
            return False
    return False


def _is_day(term: Term) -> bool:
    return bool(term.tags.keys() & {"number", "ordinal", "weekday", "date"})


def described_room(terms: Sequence[Term], place: int) -> int | None:
    """The place of the room that plain words from here on describe: "pet friendly hotel room"."""
    for there in range(place, min(len(terms), place + 4)):
        if "room" in terms[there]:
            return there
        if terms[there].tags.keys() - {"adjective", "free_rooms", "other_count"} and not any(
            tag.startswith("kind_") for tag in terms[there].tags
        ):
            return None
    return None
