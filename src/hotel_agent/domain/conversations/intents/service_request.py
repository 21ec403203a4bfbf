"""Towels, a taxi, a call in the morning: a task for our people, with the room it is for."""

from hotel_agent.domain.conversations import tasks
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import asking, is_elsewhere, pass_on, room_in, with_room

PASSED_ON = Line("service_request.passed_on")


def ask_our_people(talk: Talk) -> Decision:
    """Tell them at once; the room is asked for once, of a guest who may be in the house."""
    talk = with_room(talk)
    told = talk.first(talk.says(PASSED_ON()), pass_on(talk, "service_request"))
    if room_in(talk) is None and not is_elsewhere(talk):
        told = asking(told, "service_request")
    return told.over()


SERVICE_REQUEST = Intent(
    name="service_request",
    subject=Subject.ASIDE,
    serve=ask_our_people,
    lines=(PASSED_ON, *tasks.LINES),
    lasting=False,
)
