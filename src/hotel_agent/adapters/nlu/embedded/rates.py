"""Rate plans: which of the hotel's rates a guest names, by the names the hotel gave them."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.rooms import stem
from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at
from hotel_agent.adapters.nlu.embedded.tokens import tokenise
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.ids import RatePlanId
from hotel_agent.domain.language import LocalText

RatePlanWords = dict[str, tuple[tuple[RatePlanId, tuple[str, ...]], ...]]
"""By their first word, and by all their words as one: the words that tell a rate plan from the others, in sequence."""

_DENYING = frozenset({"no", "not", "instead_of", "without", "be"})
_ENDS = frozenset({"comma", "stop", "break", "question"})
_SHOWING = frozenset({Question.WHICH_OFFER, Question.ACCEPT_QUOTE})


def rate_plan_words(rate_plans: Sequence[tuple[RatePlanId, LocalText]]) -> RatePlanWords:
    """The telling words of these rate plans: those of each name that no other rate plan of the hotel bears."""
    names = [(identity, _words(name)) for identity, text in rate_plans for _, name in text.texts]
    found: dict[str, list[tuple[RatePlanId, tuple[str, ...]]]] = {}
    for identity, name in names:
        others = {word for another, other in names if another != identity for word in other}
        telling = tuple(word for word in name if word not in others and word not in _plain(names))
        if telling:
            for first in dict.fromkeys((telling[0], "".join(telling))):
                found.setdefault(first, []).append((identity, telling))
    return {first: tuple(sorted(plans, key=lambda plan: -len(plan[1]))) for first, plans in found.items()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(stem(token.folded) for token in tokenise(text) if token.folded[:1].isalpha())


def _plain(names: Sequence[tuple[RatePlanId, tuple[str, ...]]]) -> frozenset[str]:
    """What a rate is called whichever it is; kept where a name is nothing else."""
    words = frozenset(stem(word) for word in ("tarifa", "tarifas", "rate", "rates", "plan", "plano", "precio", "preço"))
    return words if all(set(name) - words for _, name in names) else frozenset()


def rates(terms: Sequence[Term], words: RatePlanWords, asked: Question | None) -> list[Value]:
    """The rate plan these terms name last; one that is denied, or that dates are called by, is none."""
    if not words:
        return []
    said = [(stem(word), place) for place, term in enumerate(terms) for word in term.words.split()]
    found: list[Value] = []
    for here, (word, place) in enumerate(said):
        for identity, name in words.get(word, ()):
            length = 1 if word == "".join(name) else len(name)
            if length > 1 and tuple(each for each, _ in said[here : here + length]) != name:
                continue
            last = said[here + length - 1][1]
            if not _is_denied(terms, place) and (len(name) > 1 or _is_named(terms, place, last, asked)):
                found.append(Value("rate_plan", identity, terms[place].start, terms[last].end))
                break
    return found[-1:]


def _is_denied(terms: Sequence[Term], place: int) -> bool:
    """Whether the words just before take the name back, or ask whether it is so: "is it non-refundable?"."""
    for before in range(place - 1, max(-1, place - 4), -1):
        tags = at(terms, before).tags.keys()
        if tags & _ENDS:
            return False
        if tags & _DENYING:
            return True
    return False


def _is_named(terms: Sequence[Term], first: int, last: int, asked: Question | None) -> bool:
    """Whether a common word names a rate here: "la flexible", "flexible rate", or alone where rates were shown."""
    if at(terms, first - 1).tags.keys() & {"the", "the_f", "one", "how_much", "option"}:
        return True
    if at(terms, last + 1).tags.keys() & {"how_much", "one", "option"}:
        return True
    rest = (term for place, term in enumerate(terms) if not first <= place <= last)
    return asked in _SHOWING and all(term.tags.keys() & {"sign", "please", "yes", "yes_weak", "greet"} for term in rest)
