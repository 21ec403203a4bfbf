"""Values by advice: the adviser says which words tell a slot, and our own grammar says what these words are."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.advised.advice import Advice
from hotel_agent.domain.conversations.understanding import Mention, Question, Reading, Slots, Understanding

LONGEST_WORDS = 300
"""Characters. What is longer tells more than one value."""
LONGEST_REQUEST = 600

Read = Callable[[str, Reading], Understanding]
"""The embedded reader."""


@frozen
class Kind:
    """How the words of a slot are read: as if this had been asked, and what of that may stand for the slot."""

    asked: Question | None = None
    sources: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "arrival": Kind(Question.ARRIVAL, ("arrival", "departure")),
    "departure": Kind(Question.DEPARTURE, ("departure", "arrival")),
    "nights": Kind(None, ("nights",)),
    "guests": Kind(Question.PARTY, ("guests", "adults")),
    "adults": Kind(Question.PARTY, ("adults", "guests")),
    "children": Kind(None, ("children",)),
    "child_ages": Kind(Question.CHILD_AGES, ("child_ages",)),
    "rooms": Kind(Question.ROOMS, ("rooms",)),
    "room_type": Kind(None, ("room_type",)),
    "rate_plan": Kind(None, ("rate_plan",)),
    "extras": Kind(None, ("extras",)),
    "without": Kind(None, ("extras", "without")),
    "name": Kind(Question.NAME, ("name",)),
}
"""Every slot that can be advised, but `request`, which is the words themselves. The rest is known by its shape."""
DAYS = frozenset({"arrival", "departure"})
_OPEN = frozenset({None, Question.WISH})
_KIN = (DAYS, frozenset({"guests", "adults", "children"}), frozenset({"extras", "without"}))
"""Slots whose words are easily taken for each other's."""


def taken_in(own: Understanding, text: str, reading: Reading, advice: Advice, read: Read) -> Understanding:
    """The understanding with the values advised: words that stand in the text, and mean something to our grammar.

    What the embedded reader read of these very words stands: it knows what stands around them. Words of a slot that an
    adviser knows as another's go over to that one.
    """
    slots: dict[str, Any] = {name: getattr(own.slots, name) for name in {each.slot for each in own.mentions}}
    mentions = {each.slot: each for each in own.mentions}
    before = dict(mentions)
    unsure = {doubt.slot for doubt in own.doubts} | (DAYS if own.impossible else frozenset())
    for slot, words in advice.words:
        start = text.find(words) if 0 < len(words) <= LONGEST_REQUEST else -1
        if start < 0 or slot in unsure:
            continue
        mention = Mention(slot=slot, text=words, start=start, end=start + len(words))
        known = before.get(slot)
        if known is not None and (known.text == words or _share_words(known, mention)):
            continue
        taken = [kin for kin in _kin_of(slot) if kin in before and _share_words(before[kin], mention)]
        if taken and reading.asked not in _OPEN:
            continue  # what is said in answer keeps the role that the question gave it
        value = _read_as(slot, words, reading, read)
        if value is None:
            continue
        for kin in taken:
            slots.pop(kin, None)
            mentions.pop(kin, None)
        slots[slot], mentions[slot] = value, mention
    return evolve(own, slots=Slots(**slots), mentions=tuple(mentions.values()))


def _read_as(slot: str, words: str, reading: Reading, read: Read) -> object:
    """What the grammar makes of these words alone; None where they tell no such thing."""
    if slot == "request":
        return words.strip() or None
    kind = KINDS.get(slot)
    if kind is None or len(words) > LONGEST_WORDS:
        return None
    if slot in DAYS and words.strip().isdecimal() and reading.asked is not kind.asked:
        return None  # a bare figure is a day only where a day was asked for
    alone = read(words, evolve(reading, asked=kind.asked or reading.asked))
    if slot in DAYS and alone.doubts:
        return None
    told = (getattr(alone.slots, source) for source in kind.sources)
    return next((value for value in told if value is not None), None)


def _kin_of(slot: str) -> frozenset[str]:
    return next((kin - {slot} for kin in _KIN if slot in kin), frozenset())


def _share_words(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
