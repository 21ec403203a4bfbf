"""From a guest's words to the intent that serves them: take in what was said, then find what it was said for."""

from collections.abc import Callable

from attrs import evolve

from hotel_agent.domain.conversations import cards, contact, requesting
from hotel_agent.domain.conversations.again import ask_again, ask_what_to_change, goes_on
from hotel_agent.domain.conversations.answers import answered, pressed
from hotel_agent.domain.conversations.asides import close, details
from hotel_agent.domain.conversations.brief import TASKS
from hotel_agent.domain.conversations.conversation import Conversation, HandoverReason, Meaning, Needs, OpenChoice
from hotel_agent.domain.conversations.effects import Ignore, Say
from hotel_agent.domain.conversations.errand import UNDER_WAY
from hotel_agent.domain.conversations.facts import known
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents import INTENTS, Intent, about
from hotel_agent.domain.conversations.intents.greet import HELLO
from hotel_agent.domain.conversations.intents.intent import Subject
from hotel_agent.domain.conversations.linking import another_door, offer
from hotel_agent.domain.conversations.needs import settle, take_in
from hotel_agent.domain.conversations.quoting import decline
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Answer, PickBy, Question, Slots, Understanding

Step = Callable[[Talk], Decision]

_OF_A_RESERVATION = about(Subject.RESERVATION)
_OF_A_NEW_STAY = about(Subject.NEW_STAY)
_ABOUT_FREE_ROOMS = _OF_A_NEW_STAY - {"book"}
_COURTESIES = about(Subject.COURTESY)
_ASIDES = about(Subject.ASIDE)
_DAYS_ASKED = {Question.DATES, Question.ARRIVAL, Question.DEPARTURE, Question.WHICH_DATE, Question.WHAT_TO_CHANGE}
_WHOSE_RESERVATION = {Question.RESERVATION_NUMBER, Question.PROOF, Question.WHICH_RESERVATION}

SURE = 0.9
"""So sure a reader must be that a reservation is meant while a new stay is being quoted."""


def heard(talk: Talk, understanding: Understanding) -> Decision:
    """Serve what the guest said. A word of the guest outweighs a button pressed in the same breath."""
    if _tells_details(talk, understanding):
        known = evolve(talk.state, known=contact.take_in(talk.state.known, understanding.slots))
        return details(warned_of_cards(introduce(evolve(talk.to(known).by("details"), heard=understanding))))
    talk = warned_of_cards(introduce(_take_in(talk, understanding)))
    if (fetching := _fetching(talk)) is not None:
        return fetching(talk)
    asides, step = _asides(talk), _step(talk)
    if step is None and not asides:
        return ask_again(talk.by("card_number")) if _is_warned(talk) else INTENTS["unclear"].serve(talk.by("unclear"))
    told = evolve(_in_passing(evolve(talk, more=step is not None), asides), more=False)
    if told.state.handover is not None:
        return _no_more(told)
    if step is None:
        step = _go_on(told)
    if told.state.unclear_turns == talk.state.unclear_turns and told.state.errand is None:
        told = told.to(evolve(told.state, unclear_turns=0))
    return step(told)


def overheard(talk: Talk, understanding: Understanding) -> Decision:
    """Keep what a guest tells a person of the hotel, so that it is not asked again once the machine answers.

    Dates, people, a name, a number, and what they came for. Nothing is answered, agreed to or begun by it, and a wish
    in their own words is left to the person who reads it.
    """
    told = _take_in(talk, evolve(understanding, slots=evolve(understanding.slots, request=None)))
    wishes = (name for name, intent in INTENTS.items() if intent.lasting and understanding.shows(name))
    return told.to(evolve(told.state, purpose=next(wishes, told.state.purpose))).ends(Ignore("with_staff"))


def _tells_details(talk: Talk, understanding: Understanding) -> bool:
    """Whether these words are what our people asked for: anything that is no other wish, and no plain no."""
    if talk.state.asked is not Question.DETAILS or talk.state.task is None or talk.state.breath is None:
        return False
    wishes = {score.name for score in understanding.intents}
    elsewhere = wishes - _COURTESIES - {talk.state.task.reason, "find_reservation"}
    pressed_only = not talk.state.breath.texts
    refuses = understanding.answer is not None and understanding.slots == Slots() and not understanding.said
    return not (elsewhere or pressed_only or refuses)


def _fetching(talk: Talk) -> Step | None:
    """How a person is fetched, or the guest left alone, where the words want that, whatever else they say."""
    for name, intent in INTENTS.items():
        if intent.before_all and talk.heard.shows(name):
            return _by(f"wish:{name}", intent.serve)
    words = "\n".join(talk.state.breath.texts) if talk.state.breath else ""
    if talk.house.rules.wants_a_person(words) or any(
        talk.heard.shows(name) for name in talk.house.rules.handover_intents
    ):
        return lambda talk: hand_over(talk, HandoverReason.HOUSE_RULE)
    return None


def _by(rule: str, step: Step) -> Step:
    """This step, decided by this rule."""
    return lambda talk: step(talk.by(rule))


def _step(talk: Talk) -> Step | None:
    """What is done about the words, and the button pressed beside them, apart from questions in passing."""
    if talk.state.errand is not None:
        return _by("under_way", lambda talk: talk.ends(talk.says(UNDER_WAY())))
    button = talk.state.breath.pressed if talk.state.breath else None
    if button is not None and not _outweighed(talk, button):
        return _by(f"button:{button.meaning.value}", lambda talk: pressed(talk, button))
    if _asides(talk) and _answers_nothing_in_particular(talk):
        return _intended(talk) or _continued(talk)
    return _an_answer(talk) or _intended(talk) or _what_to_change(talk) or _continued(talk)


def _an_answer(talk: Talk) -> Step | None:
    """What follows the guest's answer to what was asked last."""
    step, asked = answered(talk), talk.state.asked
    return step and _by(f"answer:{asked.value if asked else 'nothing'}", step)


def _asides(talk: Talk) -> tuple[Intent, ...]:
    """What the guest asks in passing.

    A price asked for without a word of a stay is of something in the house, where that is written down.
    """
    asides = tuple(
        intent for name, intent in INTENTS.items() if intent.subject is Subject.ASIDE and talk.heard.shows(name)
    )
    if not asides and talk.heard.shows("price") and not talk.changed and known(talk):
        return (INTENTS["house_question"],)
    return asides


def _in_passing(talk: Talk, asides: tuple[Intent, ...]) -> Talk:
    """The same with all of these answered, each once, before anything else is said."""
    for intent in asides:
        if talk.state.handover is None:
            answer = intent.serve(talk.by(f"aside:{intent.name}"))
            talk = evolve(talk, state=answer.state, said=answer.effects, rules=answer.rules)
    return talk


def _go_on(talk: Talk) -> Step:
    """What follows questions in passing where nothing else was said: what is open, or else how the reply ends."""
    asks = any(isinstance(each, Say) and each.reply.choices for each in talk.said)
    return _by("goes_on", goes_on(talk) or (_no_more if asks else close))


def _no_more(talk: Talk) -> Decision:
    """An answer in passing that has something to press ends the reply by itself."""
    return talk.over()


def _answers_nothing_in_particular(talk: Talk) -> bool:
    """Whether a yes or no beside a question is an answer to nothing: "no, but is there a pool?"."""
    asked = talk.state.asked
    return asked is Question.WISH or (asked is Question.TALK_TO_PERSON and talk.heard.answer is not Answer.YES)


def warned_of_cards(talk: Talk) -> Talk:
    """Whoever sends a card number is asked, before anything else, not to do so here."""
    return talk.first(talk.says(cards.NOT_HERE())) if _is_warned(talk) else talk


def _is_warned(talk: Talk) -> bool:
    return talk.state.breath is not None and talk.state.breath.card


def _outweighed(talk: Talk, button: OpenChoice) -> bool:
    """Whether words of the same breath speak against the button."""
    elsewhere = _OF_A_RESERVATION - {talk.state.purpose}
    return (
        talk.changed
        or talk.heard.correction
        or talk.heard.answer in {Answer.NO, Answer.LATER}
        or (button.meaning is Meaning.ACCEPT_QUOTE and any(talk.heard.shows(wish) for wish in elsewhere))
    )


def _take_in(talk: Talk, understanding: Understanding) -> Talk:
    """What was said of the guest and of the stay. A stay under way to the book is no longer changed."""
    state, slots = talk.state, understanding.slots
    for language in (understanding.language, understanding.wished_language):
        if language in talk.house.languages:
            talk = talk.to(evolve(talk.state, language=language))
    if slots.in_name is not None and _quotes_a_stay(state, understanding):
        # Nothing is reserved yet: whose name it shall be in is who reserves.
        slots = evolve(slots, name=slots.in_name, in_name=None)
        understanding = evolve(understanding, slots=slots)
    renamed = requesting.is_a_new_name(talk, slots)
    known = state.known if renamed else contact.take_in(state.known, slots)
    talk = evolve(talk.to(evolve(talk.state, known=known)), heard=understanding)
    if state.errand is not None:
        return talk
    if _hints_at_a_reservation(talk):
        return talk.to(evolve(talk.state, number=slots.number or state.number))
    number, before = slots.number or state.number, state.needs
    if _begins_a_change(talk):
        # What was wanted of another stay is no part of the change that begins here.
        before = Needs()
        number = number or (state.reservation.number if state.reservation else None)
        talk = talk.to(evolve(talk.state, reservation=None, quotes=(), chosen=None, accepted=None))
    elif _names_another(talk):
        before = Needs()
        talk = talk.to(evolve(talk.state, quotes=(), chosen=None, accepted=None))
    needs = take_in(*_settle(talk, before, _without_days_of_something_else(talk, understanding)))
    if renamed or slots.in_name is not None:
        needs = evolve(needs, in_name=slots.in_name or slots.name)
    needs = evolve(needs, aspect=understanding.aspect)
    changed = evolve(needs, requests=before.requests, aspect=before.aspect) != before
    talk = evolve(talk.to(evolve(talk.state, needs=needs, number=number)), changed=changed)
    return talk.to(requesting.with_requests(talk.state))


def _quotes_a_stay(state: Conversation, understanding: Understanding) -> bool:
    return state.purpose in _OF_A_NEW_STAY and bool(state.quotes) and understanding.slots.number is None


def _hints_at_a_reservation(talk: Talk) -> bool:
    """Whether dates and people are told of the reservation looked for, not of a new stay."""
    return (
        talk.state.purpose in _OF_A_RESERVATION - {"change_reservation"}
        and talk.state.asked in _WHOSE_RESERVATION
        and not any(talk.heard.shows(wish) for wish in (*_OF_A_NEW_STAY, "change_reservation"))
    )


def _without_days_of_something_else(talk: Talk, understanding: Understanding) -> Understanding:
    """The words without a day that belongs to what is asked in passing: a call tomorrow, a pool in May.

    A whole stay is one, whatever is asked beside it.
    """
    shown, slots = {score.name for score in understanding.intents}, understanding.slots
    whole = slots.arrival is not None and (slots.departure is not None or slots.nights is not None)
    if whole or not shown & _ASIDES or shown - _ASIDES - _COURTESIES or talk.state.asked in _DAYS_ASKED:
        return understanding
    if talk.state.purpose is not None and not shown & set(TASKS):
        return understanding
    return evolve(understanding, slots=evolve(slots, arrival=None, departure=None, nights=None), doubts=())


def _begins_a_change(talk: Talk) -> bool:
    purpose = talk.state.purpose
    return talk.heard.shows("change_reservation") and purpose != "change_reservation" and not _speaks_of_the_quote(talk)


def _names_another(talk: Talk) -> bool:
    """Whether the guest, in the middle of a change, names a reservation that is not the one being changed."""
    number, reservation = talk.heard.slots.number, talk.state.reservation
    return (
        talk.state.purpose == "change_reservation"
        and number is not None
        and reservation is not None
        and number.casefold() != reservation.number.casefold()
    )


def _speaks_of_the_quote(talk: Talk) -> bool:
    """Whether "change" and "cancel" mean the stay that is being quoted: no reservation was clearly named."""
    wishes = ("change_reservation", "cancel_reservation")
    sure = any(talk.heard.shows(wish, at_least=SURE) for wish in wishes)
    return talk.state.purpose in _OF_A_NEW_STAY and not sure and talk.heard.slots.number is None


def _settle(talk: Talk, needs: Needs, understanding: Understanding) -> tuple[Needs, Understanding]:
    """The needs with doubtful dates read as the guest picked or named them, and what else was said.

    A date named in answer is the one in doubt, whichever end of a stay the reader took it for.
    """
    if talk.state.asked is not Question.WHICH_DATE or not needs.doubts:
        return needs, understanding
    readings, slots = needs.doubts[0].readings, understanding.slots
    if slots.arrival in readings:
        rest = evolve(understanding, slots=evolve(slots, arrival=None))
        return settle(needs, readings.index(slots.arrival)), rest
    if slots.departure in readings:
        rest = evolve(understanding, slots=evolve(slots, departure=None))
        return settle(needs, readings.index(slots.departure)), rest
    if slots.pick is not None and slots.pick.by is PickBy.SHOWN:
        return settle(needs, 0 if slots.pick.rank == 1 else 1), understanding
    return needs, understanding


def introduce(talk: Talk) -> Talk:
    """Before the first reply: who speaks, and that it is a machine."""
    if talk.state.greeted:
        return talk
    hello = talk.says(HELLO(hotel=Words(talk.house.property.name)))
    return talk.to(evolve(talk.state, greeted=True)).first(hello)


def _intended(talk: Talk) -> Step | None:
    """The weightiest intent the words show; what belongs to the purpose at hand goes on with it."""
    purpose, asides = talk.state.purpose, _asides(talk)
    for name, intent in INTENTS.items():
        if not talk.heard.shows(name) or intent in asides:
            continue
        if name == "price" and set(asides) - {INTENTS["room_options"]} and not talk.changed:
            # What is asked in passing is what the price is asked of: "how much is the car park?". Rooms have a price.
            continue
        if name == "cancel_reservation" and _speaks_of_the_quote(talk):
            return _by("wish:decline_quote", decline)
        if name == "change_reservation" and _speaks_of_the_quote(talk):
            return _by("wish:change_quote", INTENTS[purpose or "book"].serve if talk.changed else ask_what_to_change)
        if name == "find_reservation" and purpose in _OF_A_RESERVATION and not _names_another(talk):
            return _by(f"goes_on:{purpose}", INTENTS[purpose].serve)
        if name in _ABOUT_FREE_ROOMS and purpose == "change_reservation":
            return _by(f"goes_on:{purpose}", INTENTS[purpose].serve)
        if name in _COURTESIES and (asides or talk.changed or _named_something(talk)):
            continue
        return _turn_to(intent) if intent.lasting else _by(f"wish:{name}", intent.serve)
    return None


def _turn_to(intent: Intent) -> Step:
    """Serve this from now on. What was quoted for something else is no longer asked about.

    The kinds of wish for a new stay are one: availability, price and reserving go on with each other's quotes.
    """

    def serve(talk: Talk) -> Decision:
        purpose, state = talk.state.purpose, evolve(talk.state, purpose=intent.name)
        if purpose != intent.name and not {purpose, intent.name} <= _OF_A_NEW_STAY:
            state = evolve(state, quotes=(), chosen=None, accepted=None, cancellation=None)
        if purpose == "change_reservation" and intent.name in _OF_A_NEW_STAY:
            # The stay of the reservation is not the stay wanted beside it.
            state = evolve(state, needs=take_in(Needs(), talk.heard))
        return intent.serve(talk.to(state))

    return _by(f"wish:{intent.name}", serve)


def _what_to_change(talk: Talk) -> Step | None:
    """What follows a bare "the dates" in the middle of a change."""
    changes = talk.state.purpose == "change_reservation" and not talk.changed
    go_on = _by("goes_on:change_reservation", INTENTS["change_reservation"].serve)
    return go_on if changes and talk.heard.aspect is not None else None


def _continued(talk: Talk) -> Step | None:
    """What goes on without a new wish: more about the stay, a name, a number."""
    purpose = talk.state.purpose
    if purpose in _OF_A_RESERVATION and _named_something(talk):
        return _by(f"goes_on:{purpose}", INTENTS[purpose].serve)
    if purpose in _OF_A_RESERVATION and talk.state.asked in _WHOSE_RESERVATION:
        return None
    if talk.changed:
        if purpose is not None and INTENTS[purpose].about_a_stay:
            return _by(f"goes_on:{purpose}", INTENTS[purpose].serve)
        if requesting.is_beside_a_reservation(talk):
            return _turn_to(INTENTS["change_reservation"])
        # Days and people told with a question may belong to it alone: "is the pool open in May?".
        return None if _asides(talk) else _turn_to(INTENTS["availability"])
    if talk.heard.slots.number is not None:
        return _turn_to(INTENTS["find_reservation"])
    if purpose is None and talk.heard.slots.email is not None and (address := another_door(talk)) is not None:
        return _by("another_door", lambda talk: offer(talk, address))
    if talk.heard.slots.request is not None and not _asides(talk):
        return _by("request", requesting.noted)
    if (_named_something(talk) or talk.heard.slots != Slots()) and not _asides(talk):
        return _by("told_something", ask_again)
    return None


def _named_something(talk: Talk) -> bool:
    slots = talk.heard.slots
    return any(value is not None for value in (slots.name, slots.email, slots.phone, slots.number))
