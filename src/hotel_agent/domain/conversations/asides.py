"""Around a question answered in passing: what is said where nobody knows, and how a reply ends that only answers."""

from attrs import evolve

from hotel_agent.domain.conversations.again import goes_on, what_can_we_do
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.facts import written_in
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.stays import ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import ADDED, pass_on, with_room
from hotel_agent.domain.conversations.understanding import Question

NOT_KNOWN = Line("aside.not_known")
NOT_KNOWN_ASK = Line("aside.not_known_ask")
ANYTHING_ELSE = Line("aside.anything_else")
AND_THE_STAY = Line("aside.and_the_stay")
LINES = (NOT_KNOWN, NOT_KNOWN_ASK, ANYTHING_ELSE, AND_THE_STAY)


def not_known(talk: Talk) -> Decision:
    """Say that nobody wrote it down, and offer a person; too often in a row, and a person takes over.

    Where something else follows or is open no person is offered: a yes must not have two meanings.
    """
    if any(isinstance(each, Say) and each.reply.choices for each in talk.said):
        return talk.over()
    turns = talk.state.unclear_turns + 1
    counted = talk.to(evolve(talk.state, unclear_turns=turns))
    if turns > talk.house.rules.unclear_turns:
        told = hand_over(talk, HandoverReason.UNANSWERED)
    elif counted.more or goes_on(counted) is not None:
        told = counted.ends(counted.says(NOT_KNOWN()))
    else:
        told = ask(counted, Question.TALK_TO_PERSON, NOT_KNOWN_ASK(), or_a_person=True)
    return _with_topic(talk, told)


def _with_topic(talk: Talk, told: Decision) -> Decision:
    """The same, with the topic of the question beside what is said to it, so that it is counted."""
    texts = talk.state.breath.texts if talk.state.breath else ()
    topic = talk.house.knowledge.about("\n".join(texts), language=written_in(talk))
    before = len(talk.said)
    said = (evolve(each, unanswered=(topic,)) if isinstance(each, Say) else each for each in told.effects[before:])
    return evolve(told, effects=(*told.effects[:before], *said))


def details(talk: Talk) -> Decision:
    """What our people needed to know is passed on, as the guest wrote it."""
    task = talk.state.task
    reason = "service_request" if task is None else task.reason
    talk = with_room(talk) if reason == "service_request" else talk
    told = pass_on(talk, reason)
    done = talk.to(evolve(talk.state, task=None, asked=None))
    return close(done.first(done.says(ADDED()), told))


def close(talk: Talk) -> Decision:
    """End a reply that only answers in passing: what else may it be?

    What a stay costs is asked about, too, where a price was wanted: the one answered may have been another.
    """
    if {score.name for score in talk.heard.intents} - {"greet", "thanks"} == {"language_switch"}:
        return what_can_we_do(talk)
    of_a_stay = talk.heard.shows("price") and not talk.state.made and talk.state.reservation is None
    line = AND_THE_STAY if of_a_stay else ANYTHING_ELSE
    asked = talk.to(evolve(talk.state, asked=Question.WISH, asked_at=talk.event.at))
    return asked.ends(asked.says(line()))
