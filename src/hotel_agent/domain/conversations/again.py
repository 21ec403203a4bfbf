"""Putting the open question once more."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.effects import SearchRooms
from hotel_agent.domain.conversations.quoting import remind, which
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.stays import TALK_TO_PERSON, pursue
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question

WHAT_CAN_WE_DO = Line("greet.what_can_we_do")
WANT_TO_BOOK = Line("choice.want_to_book")

_ABOUT_THE_STAY = {
    Question.DATES,
    Question.ARRIVAL,
    Question.DEPARTURE,
    Question.WHICH_DATE,
    Question.PARTY,
    Question.CHILD_AGES,
    Question.ROOMS,
}


def ask_again(talk: Talk) -> Decision:
    """Put the open question once more, or ask what can be done."""
    asked = talk.state.asked
    if asked is Question.ACCEPT_QUOTE and talk.state.chosen is not None:
        return remind(talk)
    if asked is Question.WHICH_OFFER and talk.state.quotes:
        return which(talk)
    if asked in _ABOUT_THE_STAY:
        again = pursue(talk)
        if not any(isinstance(effect, SearchRooms) for effect in again.effects):
            return again
    return what_can_we_do(talk)


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
