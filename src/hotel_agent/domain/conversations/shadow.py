"""The shadow: the machine reads, asks and drafts; the hotel's people say and do. What it drafts nobody was told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import evolve

from hotel_agent.domain.conversations.brief import tell_staff
from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason
from hotel_agent.domain.conversations.drafts import Draft, Fate
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Effect,
    Modify,
    NotifyStaff,
    PassOn,
    Say,
    SendLinkCode,
)
from hotel_agent.domain.conversations.events import GivenUp, GuestTurn, Happening, TimePassed
from hotel_agent.domain.conversations.handover import TIMEOUT, hand_over, ours_again, taken_back
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.talk import Decision, Talk

UNSAID: Final = "unsaid"
"""How a message is given up that the shadow keeps from being sent."""
UNWRITTEN: Final = "unwritten"
"""How something for the book is given up that the shadow keeps from being done."""

_SHADOW = HandoverReason.SHADOW
_WRITES = (Book, Modify, Cancel)
_A_MOMENT = timedelta(seconds=1)


def in_shadow(
    state: Conversation, event: Happening, house: House, deciding: Callable[[Conversation], Decision]
) -> Decision:
    """What is decided where nothing may be said to the guest nor written to the book: a person has every conversation.

    `deciding` decides the event in the conversation it is given, as ever.
    """
    talk = Talk(state=taken_back(state, event.at), event=event, house=house)
    return _silenced(talk, _listening(talk, state.handover, deciding))


def kept_back(talk: Talk, event: GivenUp) -> Decision:
    """Something decided before the shadow fell was kept from being said or done: a person has to see to it.

    None of it counts as said, whether or not the shadow has gone since.
    """
    if event.command == UNWRITTEN:
        talk = talk.to(evolve(talk.state, errand=None))
    if talk.state.handover is not None:
        return talk.ends(tell_staff(talk, _SHADOW.value))
    return _silenced(talk, hand_over(talk, _SHADOW))


def drafted_upon(state: Conversation, latest: Draft | None) -> Conversation:
    """The conversation a draft is made in: as if the machine had it.

    What the latest draft would have left open is open only where that draft was sent as it was. What was never said
    is not there to be agreed to.
    """
    told = latest.after if latest is not None and latest.fate is Fate.UNCHANGED else None
    if told is None:
        return evolve(state, handover=None)
    return evolve(
        state,
        handover=None,
        purpose=told.purpose,
        needs=told.needs,
        asked=told.asked,
        asked_at=told.asked_at,
        quotes=told.quotes,
        chosen=told.chosen,
        accepted=told.accepted,
        outright=told.outright,
        cancellation=told.cancellation,
        reservation=told.reservation,
        found=told.found,
        number=told.number,
        greeted=told.greeted,
        task=told.task,
        unclear_turns=told.unclear_turns,
    )


def alerted(state: Conversation, drafted: Conversation) -> Conversation:
    """The conversation with what the drafted decision wants of our people: its tasks, and why a person is wanted."""
    state, would = evolve(state, tasks=drafted.tasks), drafted.handover
    handover = state.handover
    if handover is None or would is None or handover.reason is not _SHADOW:
        return state
    return evolve(state, handover=evolve(handover, reason=would.reason))


def _listening(talk: Talk, before: Handover | None, deciding: Callable[[Conversation], Decision]) -> Decision:
    event = talk.event
    if isinstance(event, GuestTurn):
        talk = ours_again(talk, event.sent)
    if talk.state.handover is not None:
        return deciding(talk.state)
    if isinstance(event, GuestTurn):
        begun = hand_over(talk, _SHADOW)
        told = deciding(begun.state)
        return evolve(told, effects=(*begun.effects, *told.effects), rules=(*begun.rules, *told.rules))
    if not isinstance(event, TimePassed):
        return deciding(talk.state)
    if event.about == TIMEOUT and before is not None and not before.taken:
        return _still_waiting(talk, before)
    # Timers find a person there, as they may: what the house writes of its own accord waits or is left out.
    nobody = Handover(reason=_SHADOW, since=event.at, until=event.at + _A_MOMENT)
    told = deciding(evolve(talk.state, handover=nobody))
    return evolve(told, state=evolve(told.state, handover=None)) if told.state.handover == nobody else told


def _still_waiting(talk: Talk, before: Handover) -> Decision:
    """Nobody came, and nobody else can answer: the guest goes on waiting, and our people are told again."""
    until = talk.event.at + timedelta(minutes=talk.house.rules.staff_silence_minutes)
    waiting = talk.to(evolve(talk.state, handover=evolve(before, until=until)))
    return waiting.ends(tell_staff(waiting, _SHADOW.value))


def _silenced(talk: Talk, told: Decision) -> Decision:
    """The decision without what it would say or write; where it would, a person has the conversation and is told."""
    kept = tuple(effect for effect in told.effects if not _reaches_out(effect))
    if len(kept) == len(told.effects):
        return told
    state = told.state
    if any(isinstance(effect, _WRITES) for effect in told.effects):
        state = evolve(state, errand=None)
    if state.handover is None:
        withheld = hand_over(talk.to(state), _SHADOW)
        state, kept = withheld.state, (*kept, *(each for each in withheld.effects if not _reaches_out(each)))
    elif not any(isinstance(effect, NotifyStaff) for effect in kept):
        kept = (*kept, tell_staff(talk.to(state), _SHADOW.value))
    return evolve(told, state=state, effects=kept)


def _reaches_out(effect: Effect) -> bool:
    """Whether the guest would read it, or the book be changed by it. What somebody of the hotel wrote goes out."""
    if isinstance(effect, PassOn):
        return not effect.by
    return isinstance(effect, Say | Book | Modify | Cancel | SendLinkCode)
