"""What a guest sent in one breath: words to be read, a button pressed, or something a machine cannot read."""

from attrs import evolve

from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.conversation import Breath
from hotel_agent.domain.conversations.effects import Ignore, Understand
from hotel_agent.domain.conversations.events import (
    GuestChangedIdentity,
    GuestChose,
    GuestEdited,
    GuestEvent,
    GuestSentBasket,
    GuestSentMedia,
    GuestSentUnreadable,
    GuestTurn,
    GuestWrote,
)
from hotel_agent.domain.conversations.handover import released
from hotel_agent.domain.conversations.hearing import heard
from hotel_agent.domain.conversations.intents.unclear import CHOICE_GONE, UNREADABLE
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Reading, Understanding


def guest_turn(talk: Talk, turn: GuestTurn) -> Decision:
    """Read what has words; without any, serve the button pressed. While a person has the conversation, be silent."""
    sent_at = max(min(sent.sent_at, sent.at) for sent in turn.sent)
    talk = talk.to(evolve(talk.state, last_guest_at=max(sent_at, talk.state.last_guest_at or sent_at)))
    if any(isinstance(sent, GuestChangedIdentity) for sent in turn.sent):
        # A number that changed hands proves nothing about a reservation made with it.
        talk = talk.to(evolve(talk.state, known=evolve(talk.state.known, contacts=())))
    handover = talk.state.handover
    if handover is not None and turn.at < handover.until:
        return talk.ends(Ignore("with_staff"))
    if handover is not None:
        talk = Talk(state=released(talk).state, event=turn, house=talk.house)
    chosen = [sent for sent in turn.sent if isinstance(sent, GuestChose)]
    open_choices = {choice.token: choice for choice in talk.state.choices}
    pressed = next((open_choices[each.token] for each in reversed(chosen) if each.token in open_choices), None)
    talk = talk.to(
        evolve(
            talk.state,
            breath=Breath(
                received_at=min(sent.at for sent in turn.sent),
                sent_at=min(sent.sent_at for sent in turn.sent),
                pressed=pressed,
            ),
        )
    )
    texts = tuple(text for text in (_words(sent) for sent in turn.sent) if text.strip())
    if texts:
        return talk.ends(Understand(texts=texts, reading=reading(talk)))
    if pressed is not None:
        return heard(talk, Understanding())
    if chosen:
        return ask_again(talk.first(talk.says(CHOICE_GONE())))
    if any(isinstance(sent, GuestSentMedia | GuestSentUnreadable | GuestSentBasket) for sent in turn.sent):
        return talk.ends(talk.says(UNREADABLE()))
    return talk.ends(Ignore("nothing_to_answer"))


def reading(talk: Talk) -> Reading:
    """What a reader must know of this conversation."""
    house = talk.house
    return Reading(
        at=house.property.local(talk.event.at),
        language=talk.state.language,
        languages=house.languages,
        day_first=house.property.day_first,
        asked=talk.state.asked,
        room_types=tuple((each.id, each.name) for each in house.catalogue.room_types),
    )


def _words(sent: GuestEvent) -> str:
    match sent:
        case GuestWrote() | GuestEdited() | GuestSentBasket():
            return sent.text
        case GuestSentMedia():
            return sent.caption
        case _:
            return ""
