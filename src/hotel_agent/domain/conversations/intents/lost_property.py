"""Something was left behind: our people look for it, and know what, where, when, and whom to tell."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import asking, pass_on

PASSED_ON = Line("lost_property.passed_on")


def look_for_it(talk: Talk) -> Decision:
    """Tell our people at once, and ask for what helps to find it."""
    told = asking(talk.first(talk.says(PASSED_ON()), pass_on(talk, "lost_property")), "lost_property")
    return told.over()


LOST_PROPERTY = Intent(
    name="lost_property", subject=Subject.ASIDE, serve=look_for_it, lines=(PASSED_ON,), lasting=False
)
