"""Putting the open question once more."""

from collections.abc import Callable, Iterable

from attrs import evolve

from hotel_agent.domain.conversations import contact
from hotel_agent.domain.conversations.away import STILL
from hotel_agent.domain.conversations.cancelling import ask_to_confirm
from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.effects import SearchRooms
from hotel_agent.domain.conversations.linking import ask_code
from hotel_agent.domain.conversations.proof import look_up, which_reservation
from hotel_agent.domain.conversations.quoting import remind, which
from hotel_agent.domain.conversations.replies import Line, Sayings
from hotel_agent.domain.conversations.stays import ASK_DATES, ASK_PARTY, TALK_TO_PERSON, ask, pursue
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import ask_details
from hotel_agent.domain.conversations.understanding import Aspect, Question
from hotel_agent.domain.reservations.catalogue import Extra, RoomType

WHAT_CAN_WE_DO = Line("greet.what_can_we_do")
WANT_TO_BOOK = Line("choice.want_to_book")
WHAT_TO_CHANGE = Line("change.what")
NEW_NAME = Line("change.new_name")
NEW_ROOM = Line("change.new_room", ("kinds",))
NEW_EXTRAS = Line("change.new_extras", ("kinds",))
KIND = Line("change.kind", ("name",))
WHAT_IT_IS_TO_BE = (WHAT_TO_CHANGE, NEW_NAME, NEW_ROOM, NEW_EXTRAS, KIND)


def ask_again(talk: Talk) -> Decision:
    """Put the open question once more, or ask what can be done. Whoever waits for the book is told that it is away."""
    asked = talk.state.asked
    if asked is None and talk.state.away is not None:
        return talk.ends(talk.says(STILL()))
    return what_can_we_do(talk) if asked is None else _AGAIN.get(asked, what_can_we_do)(talk)


def goes_on(talk: Talk) -> Callable[[Talk], Decision] | None:
    """How what is open goes on after a question in passing; None where nothing is."""
    state = talk.state
    if state.asked is None and state.away is not None:
        return ask_again
    if state.asked is None and state.quote(state.chosen) is not None:
        return remind
    return None if state.asked is None else _AGAIN.get(state.asked)


def what_can_we_do(talk: Talk) -> Decision:
    """Ask what the guest would like."""
    asked = talk.to(evolve(talk.state, asked=Question.WISH, asked_at=talk.event.at))
    return asked.replies(
        WHAT_CAN_WE_DO(),
        choices=(
            asked.choice(Meaning.WANT_TO_BOOK, WANT_TO_BOOK()),
            asked.choice(Meaning.TALK_TO_PERSON, TALK_TO_PERSON()),
        ),
    )


def ask_what_to_change(talk: Talk, aspect: Aspect | None = None) -> Decision:
    """Ask what is to be different; where that was said, what it is to become."""
    extras = talk.house.catalogue.extras
    match aspect:
        case Aspect.DATES:
            return ask(talk, Question.DATES, ASK_DATES())
        case Aspect.PEOPLE:
            return ask(talk, Question.PARTY, ASK_PARTY())
        case Aspect.NAME:
            return ask(talk, Question.NAME, NEW_NAME())
        case Aspect.ROOM:
            return ask(talk, Question.WHAT_TO_CHANGE, NEW_ROOM(kinds=_named(talk.house.catalogue.room_types)))
        case Aspect.EXTRAS if extras:
            return ask(talk, Question.WHAT_TO_CHANGE, NEW_EXTRAS(kinds=_named(extras)))
        case _:
            return ask(talk, Question.WHAT_TO_CHANGE, WHAT_TO_CHANGE())


def _named(kinds: Iterable[RoomType | Extra]) -> Sayings:
    return Sayings(tuple(KIND(name=each.name) for each in kinds))


def _name(talk: Talk) -> Decision:
    if talk.state.purpose == "change_reservation":
        return ask_what_to_change(talk, Aspect.NAME)
    return contact.ask_name(talk)


def _about_the_stay(talk: Talk) -> Decision:
    """What is still missing of the stay. Nobody is kept waiting for a search they did not ask for."""
    again = pursue(talk)
    if any(isinstance(effect, SearchRooms) for effect in again.effects):
        return ask_what_to_change(talk) if talk.state.purpose == "change_reservation" else what_can_we_do(talk)
    return again


_AGAIN: dict[Question, Callable[[Talk], Decision]] = {
    Question.DATES: _about_the_stay,
    Question.ARRIVAL: _about_the_stay,
    Question.DEPARTURE: _about_the_stay,
    Question.WHICH_DATE: _about_the_stay,
    Question.PARTY: _about_the_stay,
    Question.CHILD_AGES: _about_the_stay,
    Question.ROOMS: _about_the_stay,
    Question.WHICH_OFFER: which,
    Question.ACCEPT_QUOTE: remind,
    **contact.ASKS,
    Question.NAME: _name,
    Question.RESERVATION_NUMBER: look_up,
    Question.PROOF: look_up,
    Question.WHICH_RESERVATION: which_reservation,
    Question.WHAT_TO_CHANGE: ask_what_to_change,
    Question.LINK_CODE: ask_code,
    Question.CONFIRM_CANCELLATION: ask_to_confirm,
    Question.DETAILS: ask_details,
}
"""How each question is put once more. Those not here are followed by what can be done."""
