"""What a yes, a no, a pick or a pressed button means, given what was asked."""

from collections.abc import Callable

from attrs import evolve

from hotel_agent.domain.conversations.again import what_can_we_do
from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning, OpenChoice
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.intents.cancel_reservation import confirm, keep
from hotel_agent.domain.conversations.needs import settle
from hotel_agent.domain.conversations.quoting import accept, decline, pick, take, think_over, which
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Answer, Question

Step = Callable[[Talk], Decision]


def _fetch_person(talk: Talk) -> Decision:
    return hand_over(talk, HandoverReason.GUEST_ASKED)


_ANSWERED: dict[tuple[Question, Answer], Step] = {
    (Question.ACCEPT_QUOTE, Answer.YES): accept,
    (Question.ACCEPT_QUOTE, Answer.NO): decline,
    (Question.ACCEPT_QUOTE, Answer.LATER): think_over,
    (Question.WHICH_OFFER, Answer.YES): which,
    (Question.WHICH_OFFER, Answer.NO): decline,
    (Question.NAME, Answer.NO): decline,
    (Question.EMAIL, Answer.NO): decline,
    (Question.CONFIRM_CANCELLATION, Answer.YES): confirm,
    (Question.CONFIRM_CANCELLATION, Answer.NO): keep,
    (Question.CONFIRM_CANCELLATION, Answer.LATER): keep,
    (Question.TALK_TO_PERSON, Answer.YES): _fetch_person,
    (Question.TALK_TO_PERSON, Answer.NO): what_can_we_do,
}


def answered(talk: Talk) -> Step | None:
    """What the guest's answer to our last question leads to; None when it is no answer to it.

    Words that change the stay wanted, or take something back, are no yes to the quote before.
    """
    state, heard = talk.state, talk.heard
    if talk.changed or heard.correction or _turns_elsewhere(talk):
        return None
    if state.accepted is not None and heard.answer is not Answer.NO:
        given = {Question.NAME: heard.slots.name, Question.EMAIL: heard.slots.email}
        if state.asked in given and given[state.asked] is not None:
            return accept
    chosen = heard.slots.pick
    if chosen is not None and len(state.quotes) > 1:
        return lambda talk: pick(talk, chosen)
    if chosen is not None and state.asked is Question.WHICH_RESERVATION and 0 < chosen.rank <= len(state.found):
        number = state.found[chosen.rank - 1].number
        return lambda talk: _serve_purpose(talk.to(evolve(talk.state, number=number)))
    if state.asked is None or heard.answer is None:
        return None
    return _ANSWERED.get((state.asked, heard.answer))


def _turns_elsewhere(talk: Talk) -> bool:
    """Whether the guest, whatever the yes or no, comes with a wish about a reservation that is not the one at hand.

    While a new stay is talked of, "no, cancel that" only takes back the quote.
    """
    wishes = {"find_reservation", "change_reservation", "cancel_reservation"} - {talk.state.purpose}
    if talk.heard.answer is Answer.NO and talk.state.purpose in {"book", "availability", "price"}:
        wishes = wishes - {"cancel_reservation"}
    return any(talk.heard.shows(wish) for wish in wishes)


def pressed(talk: Talk, button: OpenChoice) -> Decision:
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
            return _fetch_person(talk)
        case Meaning.WANT_TO_BOOK:
            return INTENTS["book"].serve(talk.to(evolve(talk.state, purpose="book")))
        case Meaning.TAKE_RESERVATION:
            return _serve_purpose(talk.to(evolve(talk.state, number=button.number)))
        case Meaning.TAKE_DATE:
            return _take_date(talk, button)


def _take_date(talk: Talk, button: OpenChoice) -> Decision:
    doubts = talk.state.needs.doubts
    if not doubts or button.day not in doubts[0].readings:
        return _serve_purpose(talk)
    return _serve_purpose(
        talk.to(evolve(talk.state, needs=settle(talk.state.needs, doubts[0].readings.index(button.day))))
    )


def _serve_purpose(talk: Talk) -> Decision:
    return INTENTS[talk.state.purpose or "availability"].serve(talk)
