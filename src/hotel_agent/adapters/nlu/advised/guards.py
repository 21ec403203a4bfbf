"""What an adviser may not do: grant a yes, lead to the hotel's book against the words, or talk over a cry for help."""

from collections.abc import Mapping, Sequence

from hotel_agent.adapters.nlu.advised.advice import Advice
from hotel_agent.adapters.nlu.embedded.engine import Heard
from hotel_agent.adapters.nlu.embedded.wishes import DOUBTED, FETCHING, SEEN, WRITING
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Question

WRITES = frozenset({"book", "change_reservation", "cancel_reservation"})
"""Wishes that lead to the hotel's book."""
OWN_ALONE = frozenset({"hear_again"})
"""A consent: it is given in so many words that our rules know, or not at all."""
NEVER_LOST = frozenset(name for name, intent in INTENTS.items() if intent.before_all) | OWN_ALONE | {"delete_data"}
"""What the embedded reader heard of these stands, whatever an adviser says."""
LESS_THAN_SURE = 0.85
"""How sure a wish to write may be at most that only an adviser heard: a quote on the table outweighs it."""
_NO_YES = frozenset({Answer.NO, Answer.LATER})
_ASKED_ANYHOW = {
    "book": Question.ACCEPT_QUOTE,
    "cancel_reservation": Question.CONFIRM_CANCELLATION,
}
"""What the house asks already: words about it are an answer, and no new wish."""


def answered(heard: Heard, advice: Advice, *, says_more: bool) -> Answer | None:
    """The answer. A yes takes two: only what the embedded reader hears as one is one, and an adviser may doubt it.

    `says_more`: by advice the message tells something of the stay besides, so it is no mere yes.
    """
    if heard.answer is Answer.YES and (says_more or advice.answers_nothing or advice.answer in _NO_YES):
        return advice.answer if advice.answer in _NO_YES else None
    if heard.answer is None and advice.answer is not Answer.YES:
        return advice.answer
    return heard.answer


def wished(
    own: Sequence[IntentScore], heard: Heard, chances: Mapping[str, float], advice: Advice
) -> tuple[IntentScore, ...]:
    """The wishes of a message, the surest first: what was advised and may be, and what must never be lost."""
    if advice.intents is None:
        return tuple(own)
    known = {each.name: each.confidence for each in own}
    found = {name: score for name, score in known.items() if name in NEVER_LOST}
    for each in advice.intents:
        score = max(_as_sure_as_may_be(each, heard, chances, known), found.get(each.name, 0.0))
        if score > 0:
            found[each.name] = score
    scores = (IntentScore(name, score) for name, score in found.items())
    return tuple(sorted(scores, key=lambda each: (-each.confidence, each.name)))


def _as_sure_as_may_be(
    advised: IntentScore, heard: Heard, chances: Mapping[str, float], known: Mapping[str, float]
) -> float:
    """How sure an advised wish is; 0 where it is none."""
    name, score = advised.name, advised.confidence
    intent = INTENTS.get(name)
    if intent is None or not intent.readable or name in OWN_ALONE or name in heard.signs.denied:
        return 0.0
    if name in known:
        return max(known[name], score) if name not in WRITES else known[name]
    if score < (WRITING if name in WRITES else FETCHING if name in NEVER_LOST else SEEN):
        return 0.0
    if name not in WRITES:
        return score
    asked_anyhow = _ASKED_ANYHOW.get(name) is heard.signs.asked
    return 0.0 if asked_anyhow or chances.get(name, 1.0) < DOUBTED else min(score, LESS_THAN_SURE)
