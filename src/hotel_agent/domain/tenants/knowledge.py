"""What the hotel knows about itself, each entry with its owner and date."""

from datetime import date

from attrs import frozen

from hotel_agent.domain.language import LocalText


@frozen(kw_only=True)
class KnowledgeEntry:
    """One answer the hotel stands for: who keeps it, and since when it holds."""

    topic: str
    answer: LocalText
    owner: str
    since: date


@frozen
class Knowledge:
    """Everything the hotel has written down."""

    entries: tuple[KnowledgeEntry, ...] = ()
