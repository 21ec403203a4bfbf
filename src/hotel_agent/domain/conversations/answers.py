"""What a yes, a no, a pick or a pressed button means, given what was asked."""

from collections.abc import Callable
from typing import assert_never

from attrs import evolve

from hotel_agent.domain.conversations import contact, linking
from hotel_agent.domain.conversations.again import ask_again, what_can_we_do
from hotel_agent.domain.conversations.cancelling import ask_to_confirm, confirm, keep
from hotel_agent.domain.conversations.conversation import Meaning, OpenChoice
from hotel_agent.domain.conversations.effects import Ignore
from hotel_agent.domain.conversations.intents import INTENTS, about
from hotel_agent.domain.conversations.intents.intent import Subject
from hotel_agent.domain.conversations.intents.person import fetch_person
from hotel_agent.domain.conversations.intents.stop import hear_again
from hotel_agent.domain.conversations.needs import settle
from hotel_agent.domain.conversations.proof import WITHOUT_NUMBER
from hotel_agent.domain.conversations.quoting import accept, agree, decline, pick, take, think_over, which
from hotel_agent.domain.conversations.stays import ASK_DATES, ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Answer, Pick, Question

Step = Callable[[Talk], Decision]


def _other_wishes(talk: Talk) -> Decision:
    """Yes, something else, please: what?"""
    if INTENTS[talk.state.purpose or "unclear"].about_a_stay:
        return ask(talk, Question.DATES, ASK_DATES())
    return what_can_we_do(talk)


def _nothing_more(talk: Talk) -> Decision:
    """No, thanks: nothing is pressed on anybody."""
    return talk.to(evolve(talk.state, asked=None)).ends(Ignore("nothing_wished"))


def _no_question(talk: Talk) -> Decision:
    """All right: nothing was asked, and nothing is to be said. Who is greeted for the first time is asked what for."""
    if talk.said:
        return what_can_we_do(talk)
    return talk.ends(Ignore("no_question_open"))


def _without_number(talk: Talk) -> Decision:
    """The guest has no number at hand: a person finds the reservation in another way."""
    return ask(talk, Question.TALK_TO_PERSON, WITHOUT_NUMBER(), or_a_person=True)


def _cancel(talk: Talk) -> Decision:
    """Yes, cancel it; but a "great, thanks" may only mean that the guest has read what it costs."""
    thanked = not talk.heard.firm and talk.heard.shows("thanks")
    return ask_to_confirm(talk) if thanked else confirm(talk)


def _without_another_door(talk: Talk) -> Decision:
    """No code, then: the guest shows who they are in another way."""
    freed = talk.to(evolve(talk.state, asked=None))
    return _serve_purpose(freed) if freed.state.purpose in about(Subject.RESERVATION) else what_can_we_do(freed)


_ANSWERED: dict[tuple[Question, Answer], Step] = {
    (Question.ACCEPT_QUOTE, Answer.YES): agree,
    (Question.ACCEPT_QUOTE, Answer.NO): decline,
    (Question.ACCEPT_QUOTE, Answer.LATER): think_over,
    (Question.WHICH_OFFER, Answer.YES): which,
    (Question.WHICH_OFFER, Answer.NO): decline,
    (Question.WHICH_OFFER, Answer.LATER): think_over,
    (Question.NAME, Answer.NO): decline,
    (Question.NAME, Answer.LATER): think_over,
    (Question.EMAIL, Answer.NO): decline,
    (Question.EMAIL, Answer.LATER): think_over,
    (Question.PHONE, Answer.NO): decline,
    (Question.PHONE, Answer.LATER): think_over,
    (Question.CONFIRM_CANCELLATION, Answer.YES): _cancel,
    (Question.CONFIRM_CANCELLATION, Answer.NO): keep,
    (Question.CONFIRM_CANCELLATION, Answer.LATER): keep,
    (Question.DATES, Answer.NO): what_can_we_do,
    (Question.ARRIVAL, Answer.NO): what_can_we_do,
    (Question.DEPARTURE, Answer.NO): what_can_we_do,
    (Question.PARTY, Answer.NO): what_can_we_do,
    (Question.RESERVATION_NUMBER, Answer.NO): _without_number,
    (Question.TALK_TO_PERSON, Answer.YES): fetch_person,
    (Question.TALK_TO_PERSON, Answer.NO): what_can_we_do,
    (Question.DETAILS, Answer.NO): what_can_we_do,
    (Question.DETAILS, Answer.LATER): _nothing_more,
    (Question.LINK_DOORS, Answer.YES): linking.send,
    (Question.LINK_DOORS, Answer.NO): _without_another_door,
    (Question.LINK_DOORS, Answer.LATER): _without_another_door,
    (Question.LINK_CODE, Answer.NO): _without_another_door,
    (Question.LINK_CODE, Answer.LATER): _without_another_door,
    (Question.WISH, Answer.YES): _other_wishes,
    (Question.WISH, Answer.NO): _nothing_more,
    (Question.WISH, Answer.LATER): _nothing_more,
}

_UNASKED: dict[Answer, Step] = {
    Answer.YES: _no_question,
    Answer.LATER: _no_question,
    Answer.NO: what_can_we_do,
}
"""What an answer to no question leads to: "all right" needs none, a "no" may mean that something is wrong."""


def answered(talk: Talk) -> Step | None:
    """What the guest's answer to our last question leads to; None when it is no answer to it.

    Words that change the stay wanted, or take something back, are no yes to the quote before.
    """
    state, heard = talk.state, talk.heard
    if talk.changed or _turns_elsewhere(talk):
        return None
    if heard.slots.pick is not None and (picked := _picked(talk, heard.slots.pick)) is not None:
        return picked
    if heard.correction:
        return None
    if state.accepted is not None and heard.answer in {None, Answer.YES}:
        if contact.is_told(talk):
            return accept
        if (objection := contact.objection(talk)) is not None:
            return lambda talk: ask_again(talk.first(talk.says(objection)))
    if heard.answer is None:
        return None
    if state.asked is None:
        return None if heard.intents else _unasked(talk, heard.answer)
    return _ANSWERED.get((state.asked, heard.answer))


def _unasked(talk: Talk, answer: Answer) -> Step:
    """An answer when nothing was asked last: only a yes in so many words is one to what was quoted before."""
    if answer is Answer.YES and talk.state.chosen is not None:
        return agree
    return _UNASKED[answer]


def _picked(talk: Talk, chosen: Pick) -> Step | None:
    """One of those shown, as the guest named it. It reserves nothing: what was picked is shown and asked about."""
    found = talk.state.found
    if talk.state.asked is Question.WHICH_RESERVATION:
        place = chosen.rank - 1 if chosen.rank > 0 else len(found) + chosen.rank
        if not 0 <= place < len(found):
            return None
        return lambda talk: _serve_purpose(talk.to(evolve(talk.state, number=found[place].number)))
    if len(talk.state.quotes) > 1:
        return lambda talk: pick(talk, chosen)
    return None


def _turns_elsewhere(talk: Talk) -> bool:
    """Whether the guest, whatever the yes or no, comes with a wish about a reservation that is not the one at hand.

    While a new stay is talked of, "no, cancel that" only takes back the quote.
    """
    wishes = about(Subject.RESERVATION) - {talk.state.purpose}
    if talk.heard.answer is Answer.NO and talk.state.purpose in about(Subject.NEW_STAY):
        wishes = wishes - {"cancel_reservation"}
    return any(talk.heard.shows(wish) for wish in wishes)


def pressed(talk: Talk, button: OpenChoice) -> Decision:  # noqa: C901 - a case for each meaning
    """What a pressed button leads to. The token was issued in this conversation and is gone once it counted."""
    match button.meaning:
        case Meaning.TAKE_OFFER:
            return take(talk, button.quote)
        case Meaning.ACCEPT_QUOTE:
            return accept(talk)
        case Meaning.DECLINE_QUOTE:
            return decline(talk)
        case Meaning.CONFIRM_CANCELLATION:
            return confirm(talk)
        case Meaning.KEEP_RESERVATION:
            return keep(talk)
        case Meaning.TALK_TO_PERSON:
            return fetch_person(talk)
        case Meaning.WANT_TO_BOOK:
            return _begin(talk, button)
        case Meaning.TAKE_RESERVATION:
            return _serve_purpose(talk.to(evolve(talk.state, number=button.number)))
        case Meaning.HEAR_FROM_US:
            return hear_again(talk)
        case Meaning.TAKE_DATE:
            return _take_date(talk, button)
        case Meaning.SEND_CODE:
            return linking.send(talk)
        case _:
            assert_never(button.meaning)


def _begin(talk: Talk, button: OpenChoice) -> Decision:
    """A new stay, in the room of the button where it names one."""
    state = evolve(talk.state, purpose="book")
    if button.room_type is None:
        return INTENTS["book"].serve(talk.to(state))
    needs = evolve(state.needs, room_type=button.room_type, rate_plan=None)
    return INTENTS["book"].serve(evolve(talk.to(evolve(state, needs=needs)), changed=True))


def _take_date(talk: Talk, button: OpenChoice) -> Decision:
    doubts = talk.state.needs.doubts
    if not doubts or button.day not in doubts[0].readings:
        return _serve_purpose(talk)
    return _serve_purpose(
        talk.to(evolve(talk.state, needs=settle(talk.state.needs, doubts[0].readings.index(button.day))))
    )


def _serve_purpose(talk: Talk) -> Decision:
    return INTENTS[talk.state.purpose or "availability"].serve(talk)
