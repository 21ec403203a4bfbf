"""What each message of ours is for."""

import pytest

from hotel_agent.application.purposes import purpose_of
from hotel_agent.domain.conversations.effects import PassOn, Say
from hotel_agent.domain.conversations.replies import Part, Reply
from hotel_agent.domain.language import Language
from hotel_agent.ports.channel import Purpose

SPANISH = Language("es")


def say(*lines: str, unasked: bool = False) -> Say:
    return Say(reply=Reply(parts=tuple(Part(line) for line in lines)), language=SPANISH, unasked=unasked)


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        (say("greet.hello"), Purpose.ANSWER),
        (say("greet.hello", "outcome.reserved"), Purpose.CONFIRMATION),
        (say("outcome.changed"), Purpose.CONFIRMATION),
        (say("outcome.cancelled_free"), Purpose.CONFIRMATION),
        (say("outcome.cancelled_for"), Purpose.CONFIRMATION),
        (say("outcome.room_gone"), Purpose.ANSWER),
        (say("around.welcome", unasked=True), Purpose.UNASKED),
        (PassOn(text="See you soon", by="Rosa", language=SPANISH), Purpose.PERSON),
        (PassOn(text="Said at another door before", by="", language=SPANISH), Purpose.ANSWER),
    ],
)
def test_what_is_said_is_said_for_something(command: Say | PassOn, purpose: Purpose) -> None:
    assert purpose_of(command) is purpose
