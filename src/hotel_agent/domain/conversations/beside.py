"""What a guest wants beside the room: extras that are sold, and wishes that are passed on."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.understanding import Slots

LONGEST_REQUEST = 200
"""Characters. A wish is a line of a note, not a letter."""
MOST_REQUESTS = 5


def take_in(needs: Needs, told: Slots) -> Needs:
    """The needs after these words about extras and wishes."""
    if told.extras is not None or told.without is not None:
        wanted, dropped = told.extras or (), told.without or ()
        needs = evolve(
            needs,
            extras=tuple(dict.fromkeys(each for each in (*needs.extras, *wanted) if each not in dropped)),
            without=tuple(dict.fromkeys(each for each in (*needs.without, *dropped) if each not in wanted)),
        )
    if request := as_wish(told):
        needs = evolve(needs, requests=tuple(dict.fromkeys((*needs.requests, request)))[-MOST_REQUESTS:])
    return needs


def as_wish(told: Slots) -> str:
    """The wish told, on one line and no longer than it may be; nothing where none is."""
    return " ".join((told.request or "").split())[:LONGEST_REQUEST]
