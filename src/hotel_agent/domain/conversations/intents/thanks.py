"""Thanks, and goodbye: answered in a word. Whatever was asked stays asked."""

from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

WELCOME = Line("thanks.welcome")


def welcome(talk: Talk) -> Decision:
    """Say that it was a pleasure. Choices shown before still hold."""
    return talk.ends(talk.says(WELCOME()))


THANKS = Intent(name="thanks", serve=welcome, lines=(WELCOME,), lasting=False)
