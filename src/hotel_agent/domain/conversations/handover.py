"""Handing a conversation to a person, and taking it back. A state set by code, with a reason, and always said aloud."""

from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason
from hotel_agent.domain.conversations.effects import Effect, Ignore, NotifyStaff, WakeAt
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

TO_PERSON = Line("handover.to_person")
OWN_FAILURE = Line("handover.own_failure")
BOOK_SILENT = Line("handover.book_silent")
UNFINISHED = Line("handover.unfinished")
LINES = (TO_PERSON, OWN_FAILURE, BOOK_SILENT, UNFINISHED)

_NOTICE = {
    HandoverReason.OWN_FAILURE: OWN_FAILURE,
    HandoverReason.BOOK_SILENT: BOOK_SILENT,
    HandoverReason.OUTCOME_UNKNOWN: UNFINISHED,
}

TIMEOUT = "handover"
"""What the timer of a handover is about."""


def hand_over(talk: Talk, reason: HandoverReason, *, notice: Line | None = None) -> Decision:
    """A person takes it from here: the guest is told once, staff get a brief, the machine is silent."""
    until = talk.event.at + timedelta(minutes=talk.house.rules.staff_silence_minutes)
    silent = talk.to(
        evolve(
            talk.state,
            handover=Handover(reason=reason, since=talk.event.at, until=until),
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
    if reason is not HandoverReason.STAFF_TOOK_OVER:
        line = notice or _NOTICE.get(reason, TO_PERSON)
        effects.append(silent.says(line(), although_handed_over=True))
        effects.append(NotifyStaff(reason=reason.value, brief=brief(talk.state)))
    effects.append(WakeAt(at=until, about=TIMEOUT))
    return silent.ends(*effects)


def brief(state: Conversation) -> tuple[str, str, str]:
    """Three lines for staff: what is wanted, what was quoted, what is open."""
    needs, errand = state.needs, state.errand
    wanted = f"wants: {state.purpose or 'not known'}; {needs.arrival or '?'} to {needs.departure or '?'}"
    wanted += f"; adults {needs.adults or needs.guests or '?'}, children {needs.children or 0}"
    quote = errand.quote if errand is not None else state.quote(state.chosen)
    if quote is None:
        quoted = "quoted: nothing open"
    else:
        quoted = f"quoted: {quote.total.amount} {quote.total.currency}, quote {quote.id}, until {quote.expires_at}"
        quoted += f"; {quote.stay.arrival} to {quote.stay.departure}"
    spoken_of = state.reservation.number if state.reservation else state.made[-1] if state.made else None
    number = errand.number if errand is not None and errand.number is not None else spoken_of
    under_way = f"{errand.kind} under way" if errand is not None else None
    asked = state.asked.value if state.asked is not None else "no question"
    return wanted, quoted, f"open: {under_way or asked}; reservation {number or 'none'}"


def staff_took_over(talk: Talk) -> Decision:
    """Somebody of the hotel writes or takes the conversation: silence, without a word."""
    return hand_over(talk, HandoverReason.STAFF_TOOK_OVER)


def released(talk: Talk) -> Decision:
    """The machine answers again from the guest's next message on."""
    if talk.state.handover is None:
        return talk.ends(Ignore("not_handed_over"))
    return talk.to(evolve(talk.state, handover=None)).ends(Ignore("released"))


def taken_back(state: Conversation, at: datetime) -> Conversation:
    """The conversation at this moment: when nobody came for as long as the house allows, it is the machine's again."""
    if state.handover is None or at < state.handover.until:
        return state
    return evolve(state, handover=None)


def timed_out(talk: Talk) -> Decision:
    """The timer of a handover went off; another handover may have begun since."""
    return talk.ends(Ignore("with_staff" if talk.state.handover is not None else "handover_over"))
