"""While the hotel's book does not answer: what is wanted is kept and looked for again; in the end a person has it."""

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import BookAway, HandoverReason
from hotel_agent.domain.conversations.effects import Ignore, Query, WakeAt
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

LATER = Line("away.later")
STILL = Line("away.still")
BACK = Line("away.back")
NOTHING_RESERVED = Line("away.nothing_reserved")
NOTHING_CHANGED = Line("away.nothing_changed")
LINES = (LATER, STILL, BACK, NOTHING_RESERVED, NOTHING_CHANGED)

LOOK_AGAIN = timedelta(minutes=1)
"""After so long the book is asked once more."""
PATIENCE = timedelta(minutes=10)
"""For so long a guest is left waiting for the book; then a person takes over."""

TIMER = "book"
"""What the timer of a book that is away is about."""


def silent(talk: Talk, *, untouched: Line | None) -> Decision:
    """Tell the guest that it cannot be looked up now, and look again in a while; after many whiles, fetch a person.

    `untouched` is what may be said for certain of what the guest came for.
    """
    away, at, by_itself = talk.state.away, talk.event.at, talk.state.breath is None
    if away is not None and at - away.since >= PATIENCE:
        return hand_over(talk, HandoverReason.BOOK_SILENT)
    if away is not None and by_itself:
        # Whoever waits was told so; what they were asked meanwhile stays asked.
        return _look_later(talk, away)
    talk = talk.to(evolve(talk.state, asked=None, quotes=(), chosen=None, accepted=None, choices=()))
    if away is None:
        certain = () if untouched is None else (untouched(),)
        return _look_later(talk.first(talk.says(LATER(), *certain)), BookAway(since=at, look_at=at))
    told = talk.first(talk.says(STILL()))
    return told.ends() if at < away.look_at else _look_later(told, away)


def look_again(talk: Talk, serve: Callable[[Talk], Decision]) -> Decision:
    """Go on with what the guest came for, unless it was given up, or something else has been asked since."""
    away, state = talk.state.away, talk.state
    if away is None or state.handover is not None or state.errand is not None:
        return talk.ends(Ignore("book_not_awaited"))
    if talk.event.at < away.look_at:
        return talk.ends(Ignore("too_early"))
    if state.asked is not None:
        return talk.to(evolve(state, away=None)).ends(Ignore("moved_on"))
    looking = serve(talk.to(evolve(state, breath=None)))
    if any(isinstance(effect, Query) for effect in looking.effects):
        return looking
    return evolve(looking, state=evolve(looking.state, away=None))


def thanked(talk: Talk) -> Talk:
    """The book answers: a guest who waited is thanked before anything else is said."""
    if talk.state.away is None:
        return talk
    back = talk.to(evolve(talk.state, away=None))
    return back.first(back.says(BACK()))


def _look_later(talk: Talk, away: BookAway) -> Decision:
    look_at = talk.event.at + LOOK_AGAIN
    return talk.to(evolve(talk.state, away=evolve(away, look_at=look_at))).ends(WakeAt(at=look_at, about=TIMER))
