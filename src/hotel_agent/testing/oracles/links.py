"""Whether two doors may be linked: the guest agreed to a code, and showed the one that was made, in time.

Read off what was said, sent and shown, never off the state of the conversation.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from attrs import define, field

from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.ids import ChoiceToken

TEN_MINUTES: Final = timedelta(minutes=10)
MOST_WRONG: Final = 5


@define
class Links:
    """Listens to both sides of one conversation."""

    offered: bool = False
    code: str | None = None
    """The code that was made for the guest last; they may never have got it."""
    wrong: int = 0
    _agreed: bool = False
    _asked_at: datetime | None = None
    _shown: bool = False
    _buttons: set[ChoiceToken] = field(factory=set)

    def hears_us(self, say: Say) -> None:
        """Something is said to the guest."""
        if any(part.line == "link.offer" for part in say.reply.parts):
            self.offered = True
        self._buttons.update(each.token for each in say.reply.choices if each.title.line == "choice.send_code")

    def hears_the_guest(self, *, yes: bool, pressed: Iterable[ChoiceToken], shows: str | None, at: datetime) -> None:
        """A guest says yes, presses something, or shows a code."""
        self._agreed = self.offered and (yes or bool(self._buttons & set(pressed)))
        self._shown = False
        if shows is None or self._asked_at is None:
            return
        if shows == self.code and at - self._asked_at < TEN_MINUTES and self.wrong < MOST_WRONG:
            self._shown = True
        elif shows != self.code:
            self.wrong += 1

    def sends(self, at: datetime) -> str | None:
        """A code is asked for: why not, or None."""
        if not self._agreed:
            return "the guest did not agree to it"
        self._agreed, self._asked_at, self.code, self.wrong = False, at, None, 0
        return None

    def links(self) -> str | None:
        """Two doors are linked: why not, or None. A code counts once."""
        if not self._shown:
            return "nobody showed the code that was sent, in time"
        self._shown, self.code, self._asked_at = False, None, None
        return None
