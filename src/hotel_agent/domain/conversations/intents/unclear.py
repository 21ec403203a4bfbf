"""Nothing was understood: say so, ask again what was asked, and after a few times fetch a person."""

from attrs import evolve

from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

SORRY = Line("unclear.sorry")
UNREADABLE = Line("unclear.unreadable")
CHOICE_GONE = Line("unclear.choice_gone")


def ask_back(talk: Talk) -> Decision:
    """Say that it was not understood; too often in a row, and a person takes over."""
    turns = talk.state.unclear_turns + 1
    if turns > talk.house.rules.unclear_turns:
        return hand_over(talk, HandoverReason.NOT_UNDERSTOOD)
    counted = talk.to(evolve(talk.state, unclear_turns=turns))
    sorry = counted.first(counted.says(SORRY()))
    if counted.state.asked is None and not talk.house.suggests_when_unclear:
        return sorry.over()
    return ask_again(sorry)


UNCLEAR = Intent(name="unclear", serve=ask_back, lines=(SORRY, UNREADABLE, CHOICE_GONE), lasting=False, readable=False)
