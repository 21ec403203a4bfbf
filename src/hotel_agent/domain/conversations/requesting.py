"""A wish in the guest's own words: it goes with what is quoted, or to staff where a reservation stands already."""

from attrs import evolve

from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.beside import as_wish
from hotel_agent.domain.conversations.brief import REQUESTED, SPECIAL_REQUEST, tell_staff
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.proof import same_name
from hotel_agent.domain.conversations.quote_lines import cut_short
from hotel_agent.domain.conversations.quoting import put
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.stays import pursue
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Slots

PASSED_ON = Line("request.passed_on", ("text",))
NOTED = Line("request.noted", ("text",))
LINES = (PASSED_ON, NOTED)


def with_requests(state: Conversation) -> Conversation:
    """The conversation with what the guest wishes in every quote open: it changes no price, so they still hold."""
    wishes = state.needs.requests
    return evolve(state, quotes=tuple(evolve(each, requests=wishes) for each in state.quotes))


def noted(talk: Talk) -> Decision:
    """Take the wish along with the stay that is talked of; of a reservation that stands, staff are told."""
    text, quote = as_wish(talk.heard.slots), talk.state.quote(talk.state.chosen)
    if quote is not None and not quote.expired(talk.event.at):
        return put(talk, quote)
    said = talk.first(talk.says(NOTED(text=Words(cut_short(text)))))
    if talk.state.reservation is not None:
        return _passed_on(talk, text)
    if talk.state.asked is not None:
        return ask_again(said)
    if talk.state.made:
        return _passed_on(talk, text)
    return pursue(said.to(evolve(talk.state, purpose="availability")))


def is_beside_a_reservation(talk: Talk) -> bool:
    """Whether only something beside the room is wanted, and a reservation stands for which it can be meant."""
    told = talk.heard.slots
    beside = told.extras is not None or told.without is not None or told.more_rooms is not None
    rooms = None if told.more_rooms is not None else told.rooms
    rest = evolve(told, extras=None, without=None, request=None, more_rooms=None, rooms=rooms)
    return beside and rest == Slots() and bool(talk.state.made)


def is_a_new_name(talk: Talk, told: Slots) -> bool:
    """Whether a name told is what a reservation is to be called, and not who the guest is."""
    reservation = talk.state.reservation
    if told.name is None or reservation is None or talk.state.purpose != "change_reservation":
        return False
    return not same_name(told.name, reservation.booker.name)


def _passed_on(talk: Talk, text: str) -> Decision:
    """Staff are told of it, and the guest that it is a wish."""
    told = tell_staff(talk, SPECIAL_REQUEST, REQUESTED(text=Words(text)))
    at_ease = talk.to(evolve(talk.state, needs=evolve(talk.state.needs, requests=())))
    return at_ease.ends(at_ease.says(PASSED_ON(text=Words(cut_short(text)))), told)
