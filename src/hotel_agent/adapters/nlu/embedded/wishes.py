"""Wishes: what the rules are certain of, and what the weights see where no rule reaches."""

from collections.abc import Mapping, Sequence

from hotel_agent.adapters.nlu.embedded.intents import Signs, asks_own_number
from hotel_agent.domain.conversations.intents import INTENTS, about
from hotel_agent.domain.conversations.intents.intent import Subject
from hotel_agent.domain.conversations.understanding import IntentScore, Question

SEEN = 0.7
"""So likely a wish must be that no rule heard."""
WRITING = 0.9
"""So likely where it leads to the hotel's book. Below it the guest is asked, or a person fetched."""
FETCHING = 0.85
"""So likely where a person of the hotel would be fetched for it."""
DOUBTED = 0.02
"""A wish that a rule only guesses at, and the weights hold for less likely, is none."""
CERTAIN = 0.85
"""From here on what a rule says stands."""

FETCHED: frozenset[str] = frozenset({"complaint", "urgent", "person"})
"""Wishes for which a person is fetched at once: they stand beside any other."""

_AT_ONCE = FETCHED - {"person"}
"""What is heard whatever was asked."""

DATED = 0.95
"""So likely where bare dates may as well go on with what was spoken of before."""
_LEAST = {
    "availability": DATED,
    "book": WRITING,
    "change_reservation": WRITING,
    "cancel_reservation": WRITING,
    **dict.fromkeys(FETCHED, FETCHING),
    "stop": FETCHING,
    "delete_data": FETCHING,
    "group_or_event": FETCHING,
}
_COURTESIES = about(Subject.COURTESY)
_BESIDE = _COURTESIES | about(Subject.ASIDE)
"""What may stand beside any other wish."""
_OPEN = frozenset({None, Question.WISH})


def wishes(ruled: Sequence[IntentScore], chances: Mapping[str, float], signs: Signs) -> tuple[IntentScore, ...]:
    """The wishes of a message, the surest first: those of the rules, and those that only the weights see.

    An answer to a question is left to the rules: the weights learnt from messages that open a conversation. Only
    questions in passing are seen beside it.
    """
    kept = [each for each in ruled if each.confidence >= CERTAIN or chances.get(each.name, 1.0) >= DOUBTED]
    kept += _seen(frozenset(each.name for each in kept), chances, signs)
    return tuple(sorted(kept, key=lambda each: -each.confidence))


def _seen(ruled: frozenset[str], chances: Mapping[str, float], signs: Signs) -> list[IntentScore]:
    """What only the weights see. Where rules heard a wish that is no courtesy, they are not talked over."""
    found: list[IntentScore] = []
    served = bool(ruled - _COURTESIES)
    for name, chance in chances.items():
        intent = INTENTS.get(name)
        if intent is None or not intent.readable or name in ruled:
            continue
        if signs.asked not in _OPEN and not (intent.subject is Subject.ASIDE or (name in _AT_ONCE and chance >= DATED)):
            continue
        if served and name not in _BESIDE | FETCHED:
            continue
        if name == "person" and asks_own_number(signs):
            continue
        if name in signs.denied or chance < _LEAST.get(name, SEEN):
            continue
        found.append(IntentScore(name, chance))
    return found
