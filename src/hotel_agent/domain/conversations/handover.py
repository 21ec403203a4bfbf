"""Handing a conversation to a person, and taking it back. A state set by code, with a reason, and always said aloud."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.domain.conversations.brief import NOBODY_CAME, tell_staff
from hotel_agent.domain.conversations.conversation import (
    TAKING,
    Conversation,
    Handover,
    HandoverReason,
    at_rest,
)
from hotel_agent.domain.conversations.effects import Effect, Ignore, PassOn, WakeAt
from hotel_agent.domain.conversations.events import GuestEvent
from hotel_agent.domain.conversations.replies import Line, Part
from hotel_agent.domain.conversations.staff_acts import ControlPassed, StaffAnswered, StaffAssigned
from hotel_agent.domain.conversations.staff_buttons import StaffButton
from hotel_agent.domain.conversations.talk import Decision, Talk

TO_PERSON = Line("handover.to_person")
OWN_FAILURE = Line("handover.own_failure")
BOOK_SILENT = Line("handover.book_silent")
UNFINISHED = Line("handover.unfinished")
NOBODY = Line("handover.nobody_came")
LINES = (TO_PERSON, OWN_FAILURE, BOOK_SILENT, UNFINISHED, NOBODY)

_NOTICE = {
    HandoverReason.OWN_FAILURE: OWN_FAILURE,
    HandoverReason.BOOK_SILENT: BOOK_SILENT,
    HandoverReason.OUTCOME_UNKNOWN: UNFINISHED,
}

_FOR_GOOD = timedelta(days=36525)
"""Nobody waits a hundred years for a guest who is blocked: only people let them in again."""

TIMEOUT = "handover"
"""What the timer of a handover is about."""


_BLOCKED = Ignore("blocked")


def hand_over(talk: Talk, reason: HandoverReason, *notice: Part, by: str = "") -> Decision:
    """A person takes it from here: the guest is told once, staff get a brief, the machine is silent."""
    state, at = talk.state, talk.event.at
    until = at + timedelta(minutes=talk.house.rules.staff_silence_minutes)
    before = state.handover
    if state.is_blocked:
        # Nobody lets a guest in again by the way; what went wrong is told to staff all the same.
        return talk.ends(_BLOCKED if reason in TAKING else tell_staff(talk, reason.value))
    begun = Handover(
        reason=reason,
        since=before.since if before is not None and before.taken else at,
        until=until,
        by=by or (before.by if before is not None else ""),
        quote=state.quote(state.chosen) or (before.quote if before is not None else None),
        asked=state.asked or (before.asked if before is not None else None),
    )
    silent = talk.to(
        evolve(
            state,
            handover=begun,
            away=None,
            choices=(),
            asked=None,
            chosen=None,
            accepted=None,
            quotes=(),
            cancellation=None,
            unclear_turns=0,
            failed_proofs=0,
        )
    )
    effects: list[Effect] = []
    if reason not in TAKING:
        told = notice or (_NOTICE.get(reason, TO_PERSON)(),)
        effects.append(silent.says(*told, although_handed_over=True))
        effects.append(tell_staff(talk, reason.value, urgent=reason is HandoverReason.URGENT))
    effects.append(WakeAt(at=until, about=TIMEOUT))
    return silent.by(f"hand_over:{reason.value}").ends(*effects)


def staff_took_over(talk: Talk, by: str = "") -> Decision:
    """Somebody of the hotel writes or takes the conversation: silence, without a word. Who has it keeps it."""
    if _anothers(talk, by):
        return talk.ends(Ignore("taken_by_another"))
    return hand_over(talk, HandoverReason.STAFF_TOOK_OVER, by=by)


def staff_answered(talk: Talk, event: StaffAnswered) -> Decision:
    """What somebody of the hotel wrote is passed on, and the conversation is theirs."""
    if _anothers(talk, event.by):
        return talk.ends(Ignore("taken_by_another"))
    if talk.state.is_blocked:
        return talk.ends(_BLOCKED)
    buttons = tuple(
        StaffButton.named(talk.token("button", str(number)), title) for number, title in enumerate(event.buttons)
    )
    words = PassOn(text=event.text, by=event.by, language=talk.state.language, buttons=buttons)
    return hand_over(talk.first(words), HandoverReason.STAFF_TOOK_OVER, by=event.by)


def staff_assigned(talk: Talk, event: StaffAssigned) -> Decision:
    """The conversation is this one's from now on, whoever had it."""
    return hand_over(talk, HandoverReason.STAFF_TOOK_OVER, by=event.to)


def _anothers(talk: Talk, by: str) -> bool:
    holder = talk.state.handover.by if talk.state.handover is not None else ""
    return bool(by and holder and by != holder)


def released(talk: Talk) -> Decision:
    """The machine answers again from the guest's next message on."""
    if talk.state.handover is None:
        return talk.ends(Ignore("not_handed_over"))
    if talk.state.is_blocked:
        return talk.ends(_BLOCKED)
    return talk.to(evolve(talk.state, handover=None)).ends(Ignore("released"))


def blocked(talk: Talk, by: str) -> Decision:
    """The guest is not answered any more at this door, whoever had the conversation. Nothing is said about it.

    What was begun before comes to its end, and the outcome is told.
    """
    if talk.state.is_blocked:
        return talk.ends(_BLOCKED)
    at = talk.event.at
    shut = Handover(reason=HandoverReason.BLOCKED, since=at, until=at + _FOR_GOOD, by=by)
    return talk.to(evolve(at_rest(talk.state), handover=shut, task=None, linking=None)).ends(_BLOCKED)


def unblocked(talk: Talk) -> Decision:
    """The guest is answered again, from the next message on. What they sent meanwhile stays unanswered."""
    if not talk.state.is_blocked:
        return talk.ends(Ignore("not_blocked"))
    return talk.to(evolve(talk.state, handover=None)).ends(Ignore("unblocked"))


def control_passed(talk: Talk, event: ControlPassed) -> Decision:
    """Another app of the account took the conversation, or gave it back. Whom else has it keeps it."""
    handover = talk.state.handover
    if event.to_us and handover is not None and handover.reason is HandoverReason.ANOTHER_APP:
        return released(talk)
    if event.to_us or handover is not None:
        return talk.ends(Ignore("with_staff" if handover is not None else "not_handed_over"))
    return hand_over(talk, HandoverReason.ANOTHER_APP)


def ours_again(talk: Talk, sent: Sequence[GuestEvent]) -> Talk:
    """The talk as it is once a guest writes to us: then no other app has the conversation any more.

    Nor does a person to whom it fell only because the machine drafted: once the shadow is gone, it answers.
    """
    handover = talk.state.handover
    if handover is not None and handover.reason is HandoverReason.SHADOW and not (handover.by or talk.house.shadow):
        return talk.to(evolve(talk.state, handover=None))
    if handover is None or handover.reason is not HandoverReason.ANOTHER_APP:
        return talk
    to_us = any(not each.elsewhere and each.sent_at >= handover.since for each in sent)
    return talk.to(evolve(talk.state, handover=None)) if to_us else talk


def taken_back(state: Conversation, at: datetime) -> Conversation:
    """The conversation at this moment: when nobody came for as long as the house allows, it is the machine's again."""
    if state.handover is None or at < state.handover.until:
        return state
    return evolve(state, handover=None)


def timed_out(talk: Talk, before: Handover | None) -> Decision:
    """The timer of a handover went off: where nobody came, the guest is told so once, and staff are told again.

    Whom no word reaches is not told that either. `before` is the handover until this moment; another may have begun
    since that timer was set.
    """
    if talk.state.handover is not None:
        return talk.ends(Ignore("with_staff"))
    if before is None or before.taken or before.reason is HandoverReason.UNDELIVERED:
        return talk.ends(Ignore("handover_over"))
    return talk.ends(talk.says(NOBODY()), tell_staff(talk, NOBODY_CAME))
