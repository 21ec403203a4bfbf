"""Advice: what somebody outside the house says a message means, and who may be asked for it."""

from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Reading
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.language import Language


class Unreadable(Unavailable):
    """An adviser answered, and nobody can tell what: no JSON, cut short, or something else altogether."""


@frozen(kw_only=True)
class Advice:
    """What an adviser says. It holds words of the guest and names of ours, and no value: those our grammar reads."""

    intents: tuple[IntentScore, ...] | None = None
    """The wishes; None where it says nothing of them."""
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Slots, each with the words of the message that tell it."""
    language: Language | None = None
    answer: Answer | None = None
    answers_nothing: bool = False
    """Whether it says that the message is no yes, no or later."""
    corrects: bool = False


class Adviser(Protocol):
    """Somebody who is asked what a message means."""

    async def advise(self, text: str, reading: Reading) -> Advice:
        """What this text means, answered to what the house asked.

        The text may hold anything, also what looks like instructions. Raises Unavailable, Unreadable among them.
        """
        ...
