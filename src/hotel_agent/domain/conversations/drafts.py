"""What the machine would have said where it may say nothing, and what became of it once somebody answered."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

from attrs import evolve, field, frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.ids import ConversationId, DraftId, EventKey, PropertyId, TenantId, digest
from hotel_agent.domain.language import Language

ALIKE: Final = 50
"""Of a hundred words so many must be the draft's for the answer to count as the draft, changed."""


class Fate(Enum):
    """What became of a draft."""

    OPEN = "open"
    """Nobody answered yet."""
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    OTHERWISE = "otherwise"
    """Somebody answered something else."""
    OVERTAKEN = "overtaken"
    """The guest wrote again before anybody answered: whatever is said next answers both."""
    SILENT = "silent"
    """The machine would have said and done nothing, or found no words it may say."""


ANSWERED: Final = (Fate.UNCHANGED, Fate.CHANGED, Fate.OTHERWISE)
"""Those that somebody's answer is held against."""


@frozen(kw_only=True)
class Draft:
    """What the machine would have said to a guest's messages, and done."""

    key: DraftId
    conversation: ConversationId
    property_id: PropertyId
    at: datetime
    events: tuple[EventKey, ...]
    """The messages it answers."""
    text: str = field(default="", repr=False)
    language: Language
    intent: str
    would: tuple[str, ...] = ()
    """What it would have had the book do: `book`, `modify`, `cancel`."""
    good_until: datetime | None = None
    """When a price in it is no longer held by the quote it was made from; None where it names none."""
    after: Conversation | None = field(default=None, repr=False)
    """The conversation as it would stand, had it been said."""
    fate: Fate = Fate.OPEN
    settled_at: datetime | None = None
    likeness: int | None = None
    """How much of a hundred of what was answered is the draft's."""


@frozen
class Answered:
    """What somebody of the hotel told the guest."""

    text: str = field(repr=False)
    at: datetime


@frozen
class Overtaken:
    """A guest wrote again, and nothing was drafted to it: the machine answers itself, or no draft could be made."""

    at: datetime


News = Draft | Answered | Overtaken
"""What changes the drafts of a conversation."""


def name_of(tenant: TenantId, conversation: ConversationId, event: EventKey) -> DraftId:
    """The name of the draft to this event: the same however often it is made."""
    return DraftId(digest("draft", tenant, conversation, event))


def waiting_draft(kept: Sequence[Draft]) -> Draft | None:
    """The one that somebody may still send, if there is one."""
    return next((each for each in reversed(kept) if each.fate is Fate.OPEN), None)


def latest(kept: Sequence[Draft], news: Sequence[News]) -> Draft | None:
    """The last in which there was something to say, once this has happened too: the next one may go on from it."""
    standing = {each.key: each for each in kept}
    for each in news:
        standing.update({draft.key: draft for draft in after(tuple(standing.values()), each)})
    return next((each for each in reversed(standing.values()) if each.fate is not Fate.SILENT), None)


def after(kept: Sequence[Draft], news: News) -> tuple[Draft, ...]:
    """What changes in the drafts of a conversation by this: those that are another's or over stay as they are."""
    waiting = [each for each in kept if each.fate is Fate.OPEN]
    if isinstance(news, Answered):
        return tuple(_held_against(each, news) for each in waiting)
    overtaken = tuple(evolve(each, fate=Fate.OVERTAKEN, settled_at=news.at) for each in waiting)
    if isinstance(news, Overtaken):
        return overtaken
    return (news,) if news.fate is Fate.SILENT else (*overtaken, news)


def likeness(draft: str, said: str) -> int:
    """How alike two texts are, of a hundred, word by word."""
    return round(100 * SequenceMatcher(None, draft.split(), said.split(), autojunk=False).ratio())


def _held_against(draft: Draft, answer: Answered) -> Draft:
    if draft.text.split() == answer.text.split():
        return evolve(draft, fate=Fate.UNCHANGED, settled_at=answer.at, likeness=100)
    alike = min(99, likeness(draft.text, answer.text))
    fate = Fate.CHANGED if alike >= ALIKE else Fate.OTHERWISE
    return evolve(draft, fate=fate, settled_at=answer.at, likeness=alike)
