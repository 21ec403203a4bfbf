"""Hello: say who speaks, that it is a machine, and what it can do."""

from hotel_agent.domain.conversations.again import WANT_TO_BOOK, WHAT_CAN_WE_DO, ask_again
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.talk import Decision, Talk

HELLO = Line("greet.hello", ("hotel",))
HELLO_AGAIN = Line("greet.hello_again", ("hotel",))


def greet(talk: Talk) -> Decision:
    """Greet back and ask what the guest would like. The introduction goes before every first reply by itself."""
    if talk.said:
        return ask_again(talk)
    return ask_again(talk.first(talk.says(HELLO_AGAIN(hotel=Words(talk.house.property.name)))))


GREET = Intent(
    name="greet",
    subject=Subject.COURTESY,
    serve=greet,
    lines=(HELLO, HELLO_AGAIN, WHAT_CAN_WE_DO, WANT_TO_BOOK),
    lasting=False,
)
