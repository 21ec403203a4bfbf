"""While a command is on its way to the hotel's book: the guest is told once when it takes long."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand
from hotel_agent.domain.conversations.effects import Book, Cancel, Ignore, Modify, WakeAt
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

UNDER_WAY = Line("errand.under_way")
NOT_YET = Line("errand.not_yet")
LINES = (UNDER_WAY, NOT_YET)

LONG = timedelta(seconds=25)
"""After so long a guest wonders what became of their yes. Until then most outcomes are known."""

TIMER = "errand"
"""What the timer of a command that takes long is about."""


def send_out(talk: Talk, errand: Errand, command: Book | Modify | Cancel) -> Decision:
    """Have the book do it, and come back to the guest in case it takes long. Nothing else is asked meanwhile."""
    long_at = talk.event.at + LONG
    sent = talk.to(
        evolve(
            talk.state,
            errand=evolve(errand, long_at=long_at),
            quotes=(),
            chosen=None,
            accepted=None,
            cancellation=None,
            choices=(),
            asked=None,
        )
    )
    return sent.ends(command, WakeAt(at=long_at, about=TIMER))


def not_done_yet(talk: Talk) -> Decision:
    """Say that it takes longer: it is noted, tried on, and not confirmed. Nothing is promised."""
    errand = talk.state.errand
    if errand is None:
        return talk.ends(Ignore("errand_done"))
    if errand.long_at is None or talk.event.at < errand.long_at:
        # The timer of an errand before this one: this one has its own.
        return talk.ends(Ignore("too_early"))
    if talk.state.handover is not None:
        return talk.ends(Ignore("with_staff"))
    return talk.ends(talk.says(NOT_YET()))
