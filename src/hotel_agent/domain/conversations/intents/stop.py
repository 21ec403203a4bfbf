"""No more messages, please: the house writes no more of its own accord, until the guest wants it again."""

from attrs import evolve

from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.conversation import Meaning, at_rest
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk

DONE = Line("stop.done")
RESUMED = Line("stop.resumed")
HEAR_FROM_US = Line("choice.hear_from_us")


def stop_writing(talk: Talk) -> Decision:
    """Keep that the guest wants to be left alone, and say so. What they write themselves is answered as before."""
    stopped = talk.to(evolve(at_rest(talk.state), stopped_at=talk.event.at))
    return stopped.replies(DONE(), choices=(stopped.choice(Meaning.HEAR_FROM_US, HEAR_FROM_US()),))


def hear_again(talk: Talk) -> Decision:
    """The guest wants to hear from the house again."""
    resumed = talk.to(evolve(talk.state, stopped_at=None))
    return ask_again(resumed.first(resumed.says(RESUMED())))


STOP = Intent(name="stop", serve=stop_writing, lines=(DONE, RESUMED, HEAR_FROM_US), lasting=False, before_all=True)
