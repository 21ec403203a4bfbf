"""A room, please: from the first detail to the yes."""

from hotel_agent.domain.conversations import quote_lines, quoting, stays
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.quoting import remind, which
from hotel_agent.domain.conversations.stays import pursue
from hotel_agent.domain.conversations.talk import Decision, Talk


def book(talk: Talk) -> Decision:
    """Go on towards a quote; a quote already put, or a list already shown, is asked about again."""
    if not talk.changed and talk.state.chosen is not None:
        return remind(talk)
    if not talk.changed and len(talk.state.quotes) > 1:
        return which(talk)
    return pursue(talk)


BOOK = Intent(
    name="book",
    subject=Subject.NEW_STAY,
    serve=book,
    lines=(*stays.LINES, *quote_lines.LINES, *quoting.LINES),
    about_a_stay=True,
)
