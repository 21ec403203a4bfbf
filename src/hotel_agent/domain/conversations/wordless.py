"""What guests send that holds no words: pictures are kept for staff, voice notes are heard, the rest is asked for."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.effects import Effect, Ignore, KeepMedia
from hotel_agent.domain.conversations.events import GuestEvent, GuestSentMedia, GuestSentUnreadable, NotHeard
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.hearing import introduce
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.intents.unclear import UNREADABLE
from hotel_agent.domain.conversations.talk import Decision, Talk

TOLD_FOR = timedelta(hours=1)
"""For so long nobody is told twice that the channel does not carry what they send (WhatsApp contract, 2.5)."""


def kept(sent: Sequence[GuestEvent], house: House, *, with_staff: bool) -> tuple[Effect, ...]:
    """What is fetched of this: everything, where the house keeps it; voice notes also where it hears them.

    A voice note is not heard for a conversation that a person has: nobody would answer what it says.
    """
    media = (each for each in sent if isinstance(each, GuestSentMedia))
    wanted = ((each, _is_heard(each, house) and not with_staff) for each in media)
    return tuple(
        KeepMedia(
            media=each.media,
            kind=each.kind,
            mime_type=each.mime_type,
            digest=each.digest,
            sent_at=each.sent_at,
            hear=hear,
        )
        for each, hear in wanted
        if hear or house.keeps_media
    )


def answered(talk: Talk, sent: Sequence[GuestEvent]) -> Decision:
    """Say that only words can be read. What is heard is answered once it was heard."""
    left = [each for each in sent if not (isinstance(each, GuestSentMedia) and _is_heard(each, talk.house))]
    if not left:
        return talk.ends(Ignore("voice_is_being_heard"))
    if any(isinstance(each, GuestSentMedia) and each.kind == "voice" for each in left):
        return asks_to_write(talk)
    told_at = talk.state.unreadable_at
    if all(isinstance(each, GuestSentUnreadable) for each in left):
        if told_at is not None and talk.event.at - told_at < TOLD_FOR:
            return talk.ends(Ignore("unreadable_again"))
        talk = talk.to(evolve(talk.state, unreadable_at=talk.event.at))
    greeting = introduce(talk)
    return greeting.ends(greeting.says(UNREADABLE()))


def asks_to_write(talk: Talk) -> Decision:
    """A voice note nobody here can hear: ask for words, and after a few of them fetch a person."""
    turns = talk.state.unclear_turns + 1
    if turns > talk.house.rules.unclear_turns:
        return hand_over(talk, HandoverReason.NOT_UNDERSTOOD)
    greeting = introduce(talk.to(evolve(talk.state, unclear_turns=turns)))
    return greeting.ends(greeting.says(UNREADABLE()))


def not_heard(talk: Talk, _event: NotHeard) -> Decision:
    """A voice note could not be made out. Who talks with a person meanwhile is not bothered."""
    return talk.ends(Ignore("with_staff")) if talk.state.handover is not None else asks_to_write(talk)


def _is_heard(sent: GuestSentMedia, house: House) -> bool:
    return sent.kind == "voice" and house.hears_voice
