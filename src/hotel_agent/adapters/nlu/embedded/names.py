"""Names of guests: behind the words that announce one, or the whole answer to "what is your name?"."""

from collections.abc import Container, Sequence

from hotel_agent.adapters.nlu.embedded.rooms import stem
from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at
from hotel_agent.adapters.nlu.embedded.tokens import fold
from hotel_agent.domain.conversations.understanding import Question

LONGEST = 6
"""Words in a name."""
FAR = 12
"""So many words behind the word for it a new name may still come."""
_PARTICLES = frozenset(
    {"de", "del", "da", "do", "dos", "das", "la", "las", "los", "y", "e", "van", "von", "der", "di", "san", "santa"}
)
_FILLING = frozenset(
    {"yes", "yes_weak", "please", "greet", "thanks", "name_cue", "name_weak", "sign", "comma", "stop", "be"}
)
_LEADING = _FILLING | {"correction", "we_are"}
"""What may stand before a name that answers: "sorry, it's John Smith"."""
_ENDS = frozenset({"comma", "stop", "break", "taken", "question", "dash", "email_cue", "phone_cue", "colon"})
_SENTENCE_ENDS = frozenset({"stop", "break"})
_BESIDE_CONTACT = frozenset({"the", "the_f", "to", "of", "in", "and", "guess", "agreeing", "taken"})
"""What the words of a name may be taken for where an address stands beside it: "Al Bundy, al@b.com"."""


def names(
    terms: Sequence[Term], text: str, asked: Question | None, common: Container[str], reserved: Container[str] = ()
) -> list[Value]:
    """The names told here. Words that are `common` in the language are no name unless written as one.

    Words that are `reserved`, those of room types and rates, make no name that nothing announces.
    """
    to_be = _to_be_changed(terms)
    if to_be is not None:
        return _renamed(terms, to_be, text)
    return _told(terms, text, asked, common, reserved)


def _told(
    terms: Sequence[Term], text: str, asked: Question | None, common: Container[str], reserved: Container[str]
) -> list[Value]:
    values = _announced(terms, text, asked)
    if asked is Question.ACCEPT_QUOTE and not values:
        values.extend(_beside_a_yes(terms, text))
    if asked in {Question.NAME, Question.PROOF} and not values:
        start = 0
        while start < len(terms) and terms[start].tags.keys() & _LEADING and "question" not in terms[start]:
            start += 1
        found = _name(terms, start, text, sure=True)
        words = text[found[0].start : found[0].end].split() if found else []
        proof = asked is Question.PROOF
        spoken = any(_is_common(word.lower() if proof else word, common) for word in words)
        if found and not spoken and not any("question" in term for term in terms):
            values.extend(found)
    if asked is Question.ACCEPT_QUOTE and not values:
        values.extend(_beside_an_answer(terms, text))
    return values or _by_itself(terms, text, common, reserved)


def _announced(terms: Sequence[Term], text: str, asked: Question | None) -> list[Value]:
    """Names behind the words that announce one."""
    values: list[Value] = []
    for place, term in enumerate(terms):
        if "name_cue" in term:
            start = place + 1
            while at(terms, start).tags.keys() & {"colon", "be", "dash"}:
                start += 1
            values.extend(_name(terms, start, text, sure=True))
        elif "name_weak" in term:
            written = _title(terms, place + 1, text)
            values.extend(written or _name(terms, place + 1, text, sure=asked is Question.NAME))
    return values


def _to_be_changed(terms: Sequence[Term]) -> int | None:
    """Where a name is spoken of that is to be another: "change the name on my reservation to Tom Ford"."""
    for place, term in enumerate(terms):
        before = place - 1
        while "name_cue" in term and at(terms, before).tags.keys() & {"the", "the_f", "possessive"}:
            before -= 1
        if "name_cue" in term and "change" in at(terms, before):
            return place
    return None


def _renamed(terms: Sequence[Term], cue: int, text: str) -> list[Value]:
    """The new name, and who says so in a sentence beside: "Change the name to Tom Ford. My name is Ana Pérez"."""
    stops = [place for place, term in enumerate(terms) if term.tags.keys() & _SENTENCE_ENDS]
    begins = max((place for place in stops if place < cue), default=0)
    ends = min((place for place in stops if place > cue), default=len(terms))
    new = _new_name(terms[cue + 1 : min(ends, cue + 1 + FAR)], text)
    if not new:
        return _new_name(terms[cue + 1 : cue + 1 + FAR], text)
    beside = [*_announced(terms[:begins], text, None), *_announced(terms[ends:], text, None)]
    return new + [each for each in beside if each.value != new[0].value]


def _new_name(terms: Sequence[Term], text: str) -> list[Value]:
    """The name it is to be, behind the last word that leads to one."""
    for place in range(len(terms) - 1, -1, -1):
        if terms[place].tags.keys() & {"to", "for", "name_cue", "colon"}:
            found = _title(terms, place + 1, text) or _name(terms, place + 1, text, sure=False)
            if found:
                return [Value("in_name", found[0].value, found[0].start, found[0].end)]
    return []


def _title(terms: Sequence[Term], place: int, text: str) -> list[Value]:
    """Two capitalised words or more from here on, whatever they may mean besides: "Domingo Sábato", "Maria do Mar"."""
    end = last = place
    while end < min(len(terms), place + LONGEST) and (
        _is_capital(terms[end], text) or (end > place and terms[end].words in _PARTICLES)
    ):
        end += 1
        last = end if _is_capital(terms[end - 1], text) else last
    if sum(_is_capital(term, text) for term in terms[place:last]) < 2:
        return []
    start, stop = terms[place].start, terms[last - 1].end
    return [Value("name", _written(text[start:stop]), start, stop)]


def _is_capital(term: Term, text: str) -> bool:
    word = text[term.start : term.end]
    return word[:1].isupper() and " " not in word and term.value is None and (len(word) == 1 or not word.isupper())


def _by_itself(terms: Sequence[Term], text: str, common: Container[str], reserved: Container[str]) -> list[Value]:
    """A clause that is nothing but a name written as one, alone or beside an address or a phone."""
    told = [place for place, term in enumerate(terms) if not term.tags.keys() & (_LEADING | {"taken"})]
    if not told or any("question" in term for term in terms):
        return []
    contact = any("taken" in term for term in terms)
    found = _title(terms, told[0], text)
    if not found or any(term.start >= found[0].end and not term.tags.keys() & _ENDS for term in terms):
        return []
    for term in terms:
        if not found[0].start <= term.start < found[0].end or term.words in _PARTICLES:
            continue
        if stem(term.words) in reserved or term.tags.keys() - (_BESIDE_CONTACT if contact else {"guess"}):
            return []
        if not contact and ("guess" in term or fold(term.words) in common):
            return []
    return found


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
