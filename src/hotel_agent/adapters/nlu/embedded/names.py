"""Names of guests: behind the words that announce one, or the whole answer to "what is your name?"."""

from collections.abc import Container, Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at
from hotel_agent.adapters.nlu.embedded.tokens import fold
from hotel_agent.domain.conversations.understanding import Question

LONGEST = 6
"""Words in a name."""
_PARTICLES = frozenset(
    {"de", "del", "da", "do", "dos", "das", "la", "las", "los", "y", "e", "van", "von", "der", "di", "san", "santa"}
)
_FILLING = frozenset(
    {"yes", "yes_weak", "please", "greet", "thanks", "name_cue", "name_weak", "sign", "comma", "stop", "be"}
)


def names(terms: Sequence[Term], text: str, asked: Question | None, common: Container[str]) -> list[Value]:
    """The names told here. Words that are `common` in the language are no name unless written as one."""
    values: list[Value] = []
    for place, term in enumerate(terms):
        if "name_cue" in term:
            start = place + 1
            while at(terms, start).tags.keys() & {"colon", "be", "dash"}:
                start += 1
            values.extend(_name(terms, start, text, sure=True))
        elif "name_weak" in term:
            values.extend(_name(terms, place + 1, text, sure=asked is Question.NAME))
    if asked is Question.ACCEPT_QUOTE and not values:
        values.extend(_beside_a_yes(terms, text))
    if asked is Question.NAME and not values:
        start = 0
        while start < len(terms) and terms[start].tags.keys() & _FILLING and "question" not in terms[start]:
            start += 1
        found = _name(terms, start, text, sure=True)
        spoken = found and any(_is_common(word, common) for word in text[found[0].start : found[0].end].split())
        if found and not spoken and not any("question" in term for term in terms):
            values.extend(found)
    if asked is Question.ACCEPT_QUOTE and not values:
        values.extend(_beside_an_answer(terms, text))
    return values


def _beside_an_answer(terms: Sequence[Term], text: str) -> list[Value]:
    """A first and a last name, written as names are, behind a yes or alone ("Sí, Ana Pérez"): a quote asks for both."""
    start = 0
    while start < len(terms) and terms[start].tags.keys() & _FILLING:
        start += 1
    found = _name(terms, start, text, sure=False)
    if not found or " " not in str(found[0].value) or any("question" in term for term in terms):
        return []
    behind = next((term for term in terms[start:] if term.start >= found[0].end), None)
    return found if behind is None or behind.tags.keys() & {"comma", "stop", "and"} else []


def _beside_a_yes(terms: Sequence[Term], text: str) -> list[Value]:
    """A clause of its own that is nothing but a name written as one: "Sí, Ana Pérez"."""
    for place in range(1, len(terms)):
        if not terms[place - 1].tags.keys() & {"comma", "stop", "break", "yes"}:
            continue
        for found in _name(terms, place, text, sure=False):
            behind = next((term for term in terms[place:] if term.start >= found.end), None)
            alone = behind is None or bool(behind.tags.keys() & {"sign", "figures", "taken"})
            if alone and isinstance(found.value, str) and " " in found.value:
                return [found]
    return []


def _is_common(word: str, common: Container[str]) -> bool:
    return word.islower() and word not in _PARTICLES and fold(word) in common


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
