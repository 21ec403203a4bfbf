"""Names of guests: behind the words that announce one, or the whole answer to "what is your name?"."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at
from hotel_agent.domain.conversations.understanding import Question

LONGEST = 6
"""Words in a name."""
_PARTICLES = frozenset(
    {"de", "del", "da", "do", "dos", "das", "la", "las", "los", "y", "e", "van", "von", "der", "di", "san", "santa"}
)
_FILLING = frozenset(
    {"yes", "yes_weak", "please", "greet", "thanks", "name_cue", "name_weak", "sign", "comma", "stop", "be"}
)


def names(terms: Sequence[Term], text: str, asked: Question | None) -> list[Value]:
    """The names told here."""
    values: list[Value] = []
    for place, term in enumerate(terms):
        if "name_cue" in term:
            start = place + 1
            while at(terms, start).tags.keys() & {"colon", "be", "dash"}:
                start += 1
            values.extend(_name(terms, start, text, sure=True))
        elif "name_weak" in term:
            values.extend(_name(terms, place + 1, text, sure=asked is Question.NAME))
    if asked is Question.NAME and not values:
        start = 0
        while start < len(terms) and terms[start].tags.keys() & _FILLING and "question" not in terms[start]:
            start += 1
        found = _name(terms, start, text, sure=True)
        if found and not any("question" in term for term in terms):
            values.extend(found)
    return values


def _name(terms: Sequence[Term], place: int, text: str, *, sure: bool) -> list[Value]:
    """The name from here on. Where it is not sure that one comes, it must be written as names are."""
    end = place
    while end < min(len(terms), place + LONGEST) and _is_part(terms, end, text, first=end == place, sure=sure):
        end += 1
    while end > place and terms[end - 1].words in _PARTICLES:
        end -= 1
    if end == place:
        return []
    start, stop = terms[place].start, terms[end - 1].end
    return [Value("name", _written(text[start:stop]), start, stop)]


def _is_part(terms: Sequence[Term], place: int, text: str, *, first: bool, sure: bool) -> bool:
    term = terms[place]
    word = text[term.start : term.end]
    if not term.words[:1].isalpha() or term.value is not None:
        return term.words == "." and not first and len(terms[place - 1].words) == 1
    capital = word[:1].isupper()
    if term.words in _PARTICLES:
        beyond = [at(terms, place + ahead) for ahead in (1, 2)]
        return not first and any(text[term.start : term.end][:1].isupper() for term in beyond)
    if not sure and not capital:
        return False
    return not term.tags or "guess" in term or (capital and " " not in term.words and not (first and not sure))


def _written(name: str) -> str:
    """A name typed in one case only, with its capitals; any other as typed."""
    words = " ".join(name.split())
    if words not in {words.lower(), words.upper()}:
        return words
    return " ".join(word.lower() if word.lower() in _PARTICLES else word.capitalize() for word in words.split())
