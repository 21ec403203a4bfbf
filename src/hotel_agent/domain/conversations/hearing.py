"""From a guest's words to the intent that serves them: take in what was said, then find what it was said for."""

from collections.abc import Callable

from attrs import evolve

from hotel_agent.domain.conversations.answers import answered, pressed
from hotel_agent.domain.conversations.conversation import HandoverReason, Needs
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.intents.greet import HELLO
from hotel_agent.domain.conversations.needs import settle, take_in
from hotel_agent.domain.conversations.quoting import remind
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Answer, PickBy, Question, Understanding

UNDER_WAY = Line("errand.under_way")
LINES = (UNDER_WAY,)

Step = Callable[[Talk], Decision]

_OF_A_RESERVATION = {"find_reservation", "change_reservation", "cancel_reservation"}
_ABOUT_FREE_ROOMS = {"availability", "price"}


def heard(talk: Talk, understanding: Understanding) -> Decision:
    """Serve what the guest said. A word of the guest outweighs a button pressed in the same breath."""
    talk = _introduce(_take_in(talk, understanding))
    if understanding.shows("person"):
        return hand_over(talk, HandoverReason.GUEST_ASKED)
    if talk.state.errand is not None:
        return talk.ends(talk.says(UNDER_WAY()))
    button = talk.state.breath.pressed if talk.state.breath else None
    taken_back = talk.changed or understanding.correction or understanding.answer is Answer.NO
    if button is not None and not taken_back:
        return pressed(talk.to(evolve(talk.state, unclear_turns=0)), button)
    step = answered(talk) or _intended(talk) or _continued(talk)
    if step is None:
        return INTENTS["unclear"].serve(talk)
    return step(talk.to(evolve(talk.state, unclear_turns=0)))


def _take_in(talk: Talk, understanding: Understanding) -> Talk:
    state, slots = talk.state, understanding.slots
    known = evolve(
        state.known,
        name=slots.name or state.known.name,
        email=slots.email or state.known.email,
        phone=slots.phone or state.known.phone,
    )
    if understanding.language in talk.house.languages:
        talk = talk.to(evolve(talk.state, language=understanding.language))
    if understanding.shows("change_reservation") and state.purpose != "change_reservation":
        # What was wanted of another stay is no part of the change that begins here.
        before = Needs()
        talk = talk.to(evolve(talk.state, reservation=None, quotes=(), chosen=None, accepted=None))
    else:
        before = state.needs
    needs = take_in(_settle(talk, before, understanding), understanding)
    talk = evolve(talk, heard=understanding, changed=needs != before)
    return talk.to(evolve(talk.state, known=known, needs=needs, number=slots.number or state.number))


def _settle(talk: Talk, needs: Needs, understanding: Understanding) -> Needs:
    """The needs with doubtful dates read as the guest picked them ("the first one") or named one of them."""
    if talk.state.asked is not Question.WHICH_DATE or not needs.doubts:
        return needs
    doubt, slots = needs.doubts[0], understanding.slots
    for day in (slots.arrival, slots.departure):
        if day in doubt.readings:
            return settle(needs, doubt.readings.index(day))
    if slots.pick is not None and slots.pick.by is PickBy.SHOWN:
        return settle(needs, 0 if slots.pick.rank == 1 else 1)
    return needs


def _introduce(talk: Talk) -> Talk:
    """Before the first reply: who speaks, and that it is a machine."""
    if talk.state.greeted:
        return talk
    hello = talk.says(HELLO(hotel=Words(talk.house.property.name)))
    return talk.to(evolve(talk.state, greeted=True)).first(hello)


def _intended(talk: Talk) -> Step | None:
    """The weightiest intent the words show; what belongs to the purpose at hand goes on with it."""
    purpose = talk.state.purpose
    for name, intent in INTENTS.items():
        if not talk.heard.shows(name):
            continue
        if name == "find_reservation" and purpose in _OF_A_RESERVATION:
            return INTENTS[purpose].serve
        if name in _ABOUT_FREE_ROOMS and purpose == "change_reservation":
            return INTENTS[purpose].serve
        if name == "greet" and (talk.changed or _named_something(talk)):
            continue
        if not intent.lasting:
            return intent.serve
        return lambda talk, name=name: intent.serve(talk.to(evolve(talk.state, purpose=name)))  # type: ignore[misc]
    return None


def _continued(talk: Talk) -> Step | None:
    """What goes on without a new wish: more about the stay, a name, a number."""
    purpose = talk.state.purpose
    if talk.changed:
        if purpose is not None and INTENTS[purpose].about_a_stay:
            return INTENTS[purpose].serve
        return lambda talk: INTENTS["availability"].serve(talk.to(evolve(talk.state, purpose="availability")))
    if purpose in _OF_A_RESERVATION and _named_something(talk):
        return INTENTS[purpose].serve
    if talk.heard.slots.number is not None:
        return lambda talk: INTENTS["find_reservation"].serve(talk.to(evolve(talk.state, purpose="find_reservation")))
    if talk.state.chosen is not None and _named_something(talk):
        return remind
    return None


def _named_something(talk: Talk) -> bool:
    slots = talk.heard.slots
    return any(value is not None for value in (slots.name, slots.email, slots.phone, slots.number))
