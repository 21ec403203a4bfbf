"""Thanks, and goodbye: answered in a word. What was quoted before still holds."""

from attrs import evolve

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

WELCOME = Line("thanks.welcome")


def welcome(talk: Talk) -> Decision:
    """Say that it was a pleasure. A quote put before still holds, but a mere "ok" no longer answers it."""
    thanked = talk.to(evolve(talk.state, asked=None))
    return thanked.ends(thanked.says(WELCOME()))


THANKS = Intent(name="thanks", subject=Subject.COURTESY, serve=welcome, lines=(WELCOME,), lasting=False)
