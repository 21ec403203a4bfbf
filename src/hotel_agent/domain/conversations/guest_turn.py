"""What a guest sent in one breath: words to be read, a button pressed, or something a machine cannot read."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.domain.conversations import linking, wordless
from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.brief import TWO_GUESTS, tell_staff
from hotel_agent.domain.conversations.cards import shows_card
from hotel_agent.domain.conversations.conversation import (
    Breath,
    Conversation,
    KnownGuest,
    Needs,
    at_rest,
)
from hotel_agent.domain.conversations.effects import Effect, Ignore, Understand
from hotel_agent.domain.conversations.errand import UNDER_WAY
from hotel_agent.domain.conversations.events import (
    GuestChangedIdentity,
    GuestChose,
    GuestEdited,
    GuestErased,
    GuestEvent,
    GuestFilledForm,
    GuestRevoked,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSentUnreadable,
    GuestSpoke,
    GuestTurn,
    GuestWrote,
)
from hotel_agent.domain.conversations.handover import ours_again
from hotel_agent.domain.conversations.hearing import heard, introduce
from hotel_agent.domain.conversations.intents.unclear import CHOICE_GONE
from hotel_agent.domain.conversations.proof import look_up
from hotel_agent.domain.conversations.quoting import shown
from hotel_agent.domain.conversations.staff_buttons import is_of_staff
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.task_list import without_words
from hotel_agent.domain.conversations.understanding import Question, Reading, Understanding
from hotel_agent.domain.ids import ChoiceToken

LATEST_DELIVERY = timedelta(days=8)
"""No channel delivers later: WhatsApp tries for seven days (WhatsApp contract, 2.2)."""

_WANTS_AN_ANSWER = (
    GuestSentMedia | GuestSentUnreadable | GuestSentBasket | GuestSentLocation | GuestSentContact | GuestFilledForm
)
"""What says something that only a person would understand. The rest (a sticker, a sign on a message) says enough."""


def guest_turn(talk: Talk, turn: GuestTurn) -> Decision:
    """Read what has words; without any, serve the button pressed. While a person has the conversation, only listen.

    What was sent beside words is kept in any case, but for a guest who is blocked: nothing of theirs is decided.
    """
    talk = ours_again(_came(talk, turn), turn.sent)
    if talk.state.is_blocked:
        return talk.ends(Ignore("blocked"))
    with_staff = talk.state.handover is not None
    before: list[Effect] = list(wordless.kept(turn.sent, talk.house, with_staff=with_staff))
    if any(isinstance(sent, GuestChangedIdentity) and sent.kept_apart for sent in turn.sent):
        before.append(tell_staff(talk, TWO_GUESTS))
    answer = _listen(talk, turn) if with_staff else _answer(talk, turn)
    return evolve(answer, effects=(*before, *answer.effects))


def _came(talk: Talk, turn: GuestTurn) -> Talk:
    """What it means that something came: from when the reply window counts, and whose the conversation is."""
    # That a number changed is the channel's word, not the guest's.
    own = [_sent_at(sent) for sent in turn.sent if not isinstance(sent, GuestChangedIdentity)]
    latest = max((at for at in (*own, talk.state.last_guest_at) if at is not None), default=None)
    talk = talk.to(evolve(talk.state, last_guest_at=latest))
    changed = any(isinstance(sent, GuestChangedIdentity | GuestErased) for sent in turn.sent)
    return talk.to(_of_a_stranger(talk.state)) if changed else talk


def _listen(talk: Talk, turn: GuestTurn) -> Decision:
    """A person answers. What the guest tells them is kept for later, and a button of the machine's counts for nothing.

    Whoever presses a button of that person's says its title.
    """
    texts = _texts(turn)
    if not texts:
        return talk.ends(Ignore("with_staff"))
    received_at, sent_at = min(sent.at for sent in turn.sent), min(_sent_at(sent) for sent in turn.sent)
    talk = talk.to(evolve(talk.state, breath=Breath(received_at=received_at, sent_at=sent_at, texts=texts)))
    return talk.ends(Understand(texts=texts, reading=reading(talk)))


def _texts(turn: GuestTurn) -> tuple[str, ...]:
    return tuple(text for text in (_words(sent) for sent in _not_taken_back(turn)) if text.strip())


def _answer(talk: Talk, turn: GuestTurn) -> Decision:
    chosen = [sent for sent in turn.sent if isinstance(sent, GuestChose)]
    open_choices = {choice.token: choice for choice in talk.state.choices}
    pressed = next((open_choices[each.token] for each in reversed(chosen) if each.token in open_choices), None)
    texts = _texts(turn)
    breath = Breath(
        received_at=min(sent.at for sent in turn.sent),
        sent_at=min(_sent_at(sent) for sent in turn.sent),
        # Whoever presses what stands open has seen it, whether or not it is noted as sent yet. Whoever presses what a
        # person of the hotel put before them answers that person: it is no yes to the machine.
        unheard=any(_answers_another(sent) for sent in turn.sent if not _presses(sent, open_choices)),
        pressed=pressed,
        card=any(shows_card(text) for text in texts),
        texts=texts,
    )
    if (answer := linking.show(talk.to(evolve(talk.state, breath=breath)), texts)) is not None:
        return answer
    if texts:
        talk = talk.to(evolve(talk.state, breath=breath, spent=None))
        return talk.ends(Understand(texts=texts, reading=reading(talk)))
    if pressed is not None:
        return heard(talk.to(evolve(talk.state, breath=breath, spent=pressed.token)), Understanding())
    if chosen:
        return _pressed_in_vain(talk, chosen)
    if any(isinstance(sent, _WANTS_AN_ANSWER) for sent in turn.sent):
        return wordless.answered(talk, [sent for sent in turn.sent if isinstance(sent, _WANTS_AN_ANSWER)])
    return talk.ends(Ignore("nothing_to_answer"))


def _presses(sent: GuestEvent, choices: Container[ChoiceToken]) -> bool:
    return isinstance(sent, GuestChose) and sent.token in choices


def _answers_another(sent: GuestEvent) -> bool:
    return sent.unheard or (isinstance(sent, GuestChose) and is_of_staff(sent.token))


def _pressed_in_vain(talk: Talk, chosen: Sequence[GuestChose]) -> Decision:
    """A choice that no longer holds; a finger that came down twice is not answered twice."""
    if all(each.token == talk.state.spent for each in chosen):
        return talk.ends(Ignore("pressed_twice"))
    if talk.state.errand is not None:
        return talk.ends(talk.says(UNDER_WAY()))
    gone = introduce(talk)
    gone = gone.first(gone.says(CHOICE_GONE()))
    if talk.state.made and talk.state.asked is None and not talk.state.quotes:
        # Whoever presses a yes once more wonders what became of it: the book says.
        return look_up(gone.to(evolve(gone.state, purpose="find_reservation")))
    return ask_again(gone)


def _of_a_stranger(state: Conversation) -> Conversation:
    """A number that changed hands proves nothing: whoever writes now proves anew what is theirs."""
    proven_anew = evolve(at_rest(state), known=KnownGuest(), made=(), reservation=None, needs=Needs(), linking=None)
    return evolve(proven_anew, tasks=without_words(state.tasks))


def _sent_at(sent: GuestEvent) -> datetime:
    """When the guest sent this. A time stamp that no late delivery explains is a wrong clock, and ours counts."""
    return sent.sent_at if timedelta(0) <= sent.at - sent.sent_at <= LATEST_DELIVERY else sent.at


def reading(talk: Talk) -> Reading:
    """What a reader must know of this conversation. "Tomorrow" is told from the moment it was written."""
    house, state, needs = talk.house, talk.state, talk.state.needs
    spoken_of = state.reservation.stay if state.reservation and state.purpose == "change_reservation" else None
    written_at = state.breath.sent_at if state.breath else talk.event.at
    in_doubt = needs.doubts if talk.state.asked is Question.WHICH_DATE else ()
    return Reading(
        at=house.property.local(written_at),
        language=talk.state.language,
        languages=house.languages,
        day_first=house.property.day_first,
        asked=talk.state.asked,
        room_types=tuple((each.id, each.name) for each in house.catalogue.room_types),
        rate_plans=tuple((each.id, each.name) for each in house.catalogue.rate_plans),
        extras=tuple((each.id, each.name) for each in house.catalogue.extras),
        options=len(state.found if state.asked is Question.WHICH_RESERVATION else shown(talk)),
        arrival=needs.arrival or (spoken_of.arrival if spoken_of else None),
        departure=needs.departure or (spoken_of.departure if spoken_of else None),
        choices=in_doubt[0].readings if in_doubt else (),
    )


def _not_taken_back(turn: GuestTurn) -> tuple[GuestEvent, ...]:
    """What the guest let stand: a message taken back in the same breath was never said."""
    taken_back = {sent.message for sent in turn.sent if isinstance(sent, GuestRevoked)}
    return tuple(sent for sent in turn.sent if sent.key not in taken_back)


def _words(sent: GuestEvent) -> str:
    match sent:
        case GuestWrote() | GuestSpoke() | GuestEdited() | GuestSentBasket():
            return sent.text
        case GuestSentMedia():
            return sent.caption
        case GuestChose() if is_of_staff(sent.token):
            return sent.title
        case _:
            return ""
