"""No more messages, please: the house writes no more of its own accord, at any of the guest's doors, until they want
it again."""

from collections.abc import Iterable

from attrs import evolve

from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.conversation import Conversation, Meaning, at_rest
from hotel_agent.domain.conversations.effects import Ignore
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.willingness import WillingnessNoted

DONE = Line("stop.done")
RESUMED = Line("stop.resumed")
HEAR_FROM_US = Line("choice.hear_from_us")


def stop_writing(talk: Talk) -> Decision:
    """Keep that the guest wants to be left alone, and say so. What they write themselves is answered as before."""
    stopped = talk.to(evolve(at_rest(talk.state), stopped_at=talk.event.at))
    return stopped.replies(DONE(), choices=(stopped.choice(Meaning.HEAR_FROM_US, HEAR_FROM_US()),))


def hear_again(talk: Talk) -> Decision:
    """The guest wants to hear from the house again."""
    resumed = talk.to(evolve(talk.state, stopped_at=None, heard_again_at=talk.event.at))
    return ask_again(resumed.first(resumed.says(RESUMED())))


def willingness_noted(talk: Talk, event: WillingnessNoted) -> Decision:
    """What the guest told the channel counts as if they had told us, by when they did, in whatever sequence it comes.

    They are not answered: they did not write.
    """
    state, at = talk.state, event.told_at
    if event.wanted:
        heard = evolve(state, heard_again_at=max(at, state.heard_again_at or at))
    else:
        heard = evolve(state, stopped_at=max(at, state.stopped_at or at))
    return talk.to(heard).ends(Ignore("willingness_noted"))


def wants_silence(states: Iterable[Conversation]) -> bool:
    """Whether the guest of these conversations is to be left alone: what they said last counts, wherever it was."""
    told = tuple(states)
    stopped = max((each.stopped_at for each in told if each.stopped_at is not None), default=None)
    allowed = max((each.heard_again_at for each in told if each.heard_again_at is not None), default=None)
    return stopped is not None and (allowed is None or allowed < stopped)


STOP = Intent(name="stop", serve=stop_writing, lines=(DONE, RESUMED, HEAR_FROM_US), lasting=False, before_all=True)
HEAR_AGAIN = Intent(name="hear_again", serve=hear_again, lines=(RESUMED,), lasting=False)
