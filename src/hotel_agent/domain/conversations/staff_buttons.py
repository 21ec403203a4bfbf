"""Buttons below what somebody of the hotel writes. Whoever presses one says its title, and nothing else."""

from collections.abc import Sequence

from attrs import field, frozen

from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.refusals import Reason, Refusal

MOST_BUTTONS = 3
LONGEST_TITLE = 20
"""What every channel that has buttons shows as it stands (WhatsApp contract, 3.2: three, of 20 code points each)."""

_OF_STAFF = "staff-"
"""How their tokens begin. Those of the machine's own choices are digests: none of them does."""


@frozen(kw_only=True)
class StaffButton:
    """A button as the guest sees it: what it says, and the token that comes back."""

    token: ChoiceToken
    title: str = field(repr=False)

    @classmethod
    def named(cls, name: str, title: str) -> "StaffButton":
        """The button of this title; the name is nobody else's."""
        return cls(token=ChoiceToken(f"{_OF_STAFF}{name}"), title=title)


def is_of_staff(token: ChoiceToken) -> bool:
    """Whether this is the token of a button of theirs, and so never an answer to what the machine asked."""
    return token.startswith(_OF_STAFF)


def titled(wanted: Sequence[str]) -> tuple[str, ...] | Refusal:
    """These titles as they are shown, or BAD_REQUEST: too many, an empty one, one too long, two that say the same.

    Upper and lower case make no difference, nor does white space: a guest may also write the title.
    """
    titles = tuple(" ".join(each.split()) for each in wanted)
    if len(titles) > MOST_BUTTONS:
        return _wrong(f"there are {len(titles)} buttons; {MOST_BUTTONS} at most", MOST_BUTTONS)
    for number, title in enumerate(titles, 1):
        if not title:
            return _wrong(f"button {number} says nothing; give it 1 to {LONGEST_TITLE} characters")
        if len(title) > LONGEST_TITLE:
            return _wrong(f"button {number} has {len(title)} characters; {LONGEST_TITLE} at most", LONGEST_TITLE)
    folded = [title.casefold() for title in titles]
    for number, title in enumerate(folded):
        if title in folded[:number]:
            return _wrong(f"buttons {folded.index(title) + 1} and {number + 1} say the same; give each its own words")
    return titles


def _wrong(detail: str, limit: int | None = None) -> Refusal:
    return Refusal(Reason.BAD_REQUEST, limit=limit, detail=detail)
