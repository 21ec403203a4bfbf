"""What the hotel knows about itself, each entry with its owner and date, and how a question finds its answer.

Nothing is made up: an answer is an entry as it was written, or nothing.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from attrs import field, frozen

from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.tenants.lookup import Found, Index, Written
from hotel_agent.domain.tenants.vocabulary import Vocabulary

FACTS = ("check_in", "check_out", "phone", "email", "address", "pets", "quiet_hours")
"""What a property or the rules of the house may say by themselves, so that no entry is needed for it."""


@frozen(kw_only=True)
class KnowledgeEntry:
    """One answer the hotel stands for: who keeps it, and since when and until when it holds."""

    topic: str
    answer: LocalText
    owner: str
    since: date
    until: date | None = None
    """The last day on which it holds."""
    id: str = field()
    """What staff call it: the topic, where there is one entry on it only."""
    properties: tuple[PropertyId, ...] = ()
    """For which of the tenant's properties it holds; all of them where none is named."""
    questions: Mapping[Language, tuple[str, ...]] = field(factory=dict)
    """How guests ask for it, by language, where neither the topic nor the answer says it."""

    @id.default
    def _topic(self) -> str:
        return self.topic

    def __attrs_post_init__(self) -> None:
        """Raises ValueError for an entry that ends before it begins."""
        if self.until is not None and self.until < self.since:
            raise ValueError(f"until {self.until} is before since {self.since}")

    @property
    def source(self) -> str:
        """Where an answer comes from, for staff."""
        return f"{self.id} ({self.owner}, {self.since})"

    def holds(self, of: PropertyId, on: date) -> bool:
        """Whether it is said at this property on this day."""
        here = not self.properties or of in self.properties
        return here and self.since <= on and (self.until is None or on <= self.until)


@frozen
class Match:
    """What answers a question: an entry, or a fact the property holds itself; and how well it fits, up to 1."""

    topic: str
    entry: KnowledgeEntry | None
    score: float


@frozen
class Knowledge:
    """Everything the hotel has written down, and the words by which it is found."""

    entries: tuple[KnowledgeEntry, ...] = ()
    vocabularies: Mapping[Language, Vocabulary] = field(factory=dict, repr=False)

    def answers(
        self, text: str, *, language: Language, of: PropertyId, on: date, facts: Collection[str] = FACTS
    ) -> tuple[Match, ...]:
        """What answers the questions of a text, each answer once, in the sequence in which they are asked.

        Empty where nothing fits well enough. What holds at another property only, or no longer, is never said. `facts`
        are those that are held here, by their topics.
        """
        found = self._index.answers(text, language, lambda place: self._is_said(place, of, on, facts))
        return tuple(self._match(each) for each in found)

    def ranked(
        self, text: str, *, language: Language, of: PropertyId, on: date, facts: Collection[str] = FACTS
    ) -> tuple[Match, ...]:
        """Everything that fits the whole text at all, the best first, however badly."""
        found = self._index.ranked(text, language, lambda place: self._is_said(place, of, on, facts))
        return tuple(self._match(each) for each in found)

    def about(self, text: str, *, language: Language) -> str:
        """The topic of a question, answered or not: a name without the guest's words; `other` where none is known."""
        return self._index.about(text, language)

    def about_topic(self, topic: str) -> frozenset[str]:
        """The concepts a topic names."""
        return self._index.of_topic(topic).concepts

    def about_name(self, name: LocalText) -> frozenset[str]:
        """The concepts a thing's name speaks of in its first language that knows any."""
        spoken = (self.vocabularies[code].terms(text) for code, text in name.texts if code in self.vocabularies)
        return next((terms.concepts for terms in spoken if terms.concepts), frozenset())

    def _match(self, found: Found) -> Match:
        entry = self.entries[found.place] if found.place < len(self.entries) else None
        topic = FACTS[found.place - len(self.entries)] if entry is None else entry.topic
        return Match(topic, entry, found.score)

    def _is_said(self, place: int, of: PropertyId, on: date, facts: Collection[str]) -> bool:
        if place < len(self.entries):
            return self.entries[place].holds(of, on)
        fact = FACTS[place - len(self.entries)]
        return fact in facts and not any(entry.topic == fact and entry.holds(of, on) for entry in self.entries)

    @cached_property
    def _index(self) -> Index:
        """Entries first, then facts."""
        written = [
            Written(
                topic=entry.topic,
                texts=entry.answer.texts,
                questions=tuple((code, text) for code, texts in entry.questions.items() for text in texts),
                rank=(bool(entry.properties), entry.since.toordinal()),
            )
            for entry in self.entries
        ]
        written += [Written(topic=fact) for fact in FACTS]
        return Index(tuple(written), self.vocabularies)
