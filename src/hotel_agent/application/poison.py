"""Events that no turn can consume: tried again a few times, then set aside, and what happens in their stead."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath

from attrs import frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import DeskFailed, GivenUp, Happening
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.ids import EffectKey, EventKey
from hotel_agent.ports.clock import Clock

MOST_TRIES = 5
"""What fails so often is set aside."""

NO_END = f"tried {MOST_TRIES} times, and no try came to an end"
_RESULT = "result:"


@frozen(kw_only=True)
class Lost:
    """Events that are to be set aside, and why."""

    keys: tuple[EventKey, ...]
    kind: str
    cause: str

    def stand_in(self, name: str, state: Conversation, clock: Clock) -> Happening:
        """What happened as far as the conversation is concerned, under a name of its own.

        Where what the book did may be among what is lost, nobody here knows what became of it.
        """
        key, now = EventKey(name), clock.now()
        result = next((lost for lost in self.keys if lost.startswith(_RESULT)), None)
        if result is not None and state.errand is not None:
            effect = EffectKey(result.removeprefix(_RESULT))
            return GivenUp(key=key, at=now, effect=effect, command=state.errand.kind, cause="set_aside")
        return DeskFailed(key=key, at=now)


def rest(tries: int) -> timedelta:
    """How long to leave alone what failed so often: a second, then twice as long each time."""
    return timedelta(seconds=2 ** (tries - 1))


def reason(failure: BaseException) -> str:
    """The kind of error and its place. Never what it says: it may quote a guest."""
    facts = failure_facts(failure)
    return f"{facts['error']} at {PurePath(str(facts['where'])).name}"


def stand_in_name(version: int, keys: Sequence[EventKey]) -> EventKey:
    """The name of what happens in their stead: another one each time, since they may be replayed and fail again."""
    return EventKey(f"aside:{version}:{keys[0]}")
