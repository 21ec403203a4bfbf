"""A question about the house: answered with what the hotel wrote down or the property holds. Nothing is made up."""

from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.facts import LINES, known, tell
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.talk import Decision, Talk


def answer_question(talk: Talk) -> Decision:
    """Say what is known of it. Where the way is asked, too, that answer is enough."""
    answers = known(talk)
    if answers:
        return tell(talk, answers)
    return talk.over() if talk.heard.shows("directions") else not_known(talk)


HOUSE_QUESTION = Intent(name="house_question", subject=Subject.ASIDE, serve=answer_question, lines=LINES, lasting=False)
