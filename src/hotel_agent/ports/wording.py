"""Who words what is said."""

from typing import Protocol

from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.language import Language, Tone
from hotel_agent.ports.channel import Content


class Wording(Protocol):
    """Turns a reply into words a guest reads. It adds no fact and drops none."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which every line can be said."""
        ...

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        """The reply in this language: plurals, dates and money as they are written there.

        Guests are addressed in this tone where the language has several. Every value of every part stands in the
        text. Raises Bug for a line or a language nobody wrote.
        """
        ...
