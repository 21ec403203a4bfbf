"""Answers: a yes, a no or a later. A yes may cost money, so whatever shades it makes it no answer at all."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.terms import Term, at
from hotel_agent.domain.conversations.understanding import Answer, Question

_FILLING = frozenset({"please", "thanks", "greet", "sign", "hash", "name_cue", "phone_cue"})
_SAYING = frozenset({"yes", "no", "later", "yes_weak"})
_ENDS = frozenset({"comma", "stop", "break", "question", "bracket"})
_AGREEABLE = frozenset(
    {"yes", "yes_weak", "to_book", "reservation", "room", "one", "cancel", "number", "month", "weekday", "want"}
)
"""What may follow a yes at any length and leave it one."""
_SECOND_THOUGHTS = frozenset({"but", "not", "no", "later", "correction", "how_much", "complaint", "cancel", "change"})
"""What may not follow even a firm yes."""
_STAY = frozenset({"room", "night", "day", "person", "reservation", "want"})
_COSTLY = frozenset({Question.ACCEPT_QUOTE, Question.CONFIRM_CANCELLATION})
"""Where a yes makes or ends a reservation, so that it must say nothing else."""
_CUES = frozenset({"name_cue", "name_weak", "phone_cue", "email_cue"})
_PLAIN = (_FILLING - _CUES - {"sign"}) | {
    "yes",
    "yes_weak",
    "agreeing",
    "to_book",
    "reservation",
    "want",
    "room",
    "taken",
}
"""What a yes may say where it is costly; whatever else is said, known or not, leaves the question open."""
_MARKS = frozenset({"comma", "stop", "break", "colon", "dash", "bracket"})
_MORE = 2
"""How many other words may follow a "later" in its clause."""


@frozen
class Clause:
    """The words between two stops, without filling; `asks` if it ends in a question mark."""

    terms: tuple[Term, ...]
    asks: bool


def clauses(terms: Sequence[Term]) -> Iterator[Clause]:
    """The clauses of a message."""
    part: list[Term] = []
    for term in terms:
        if term.tags.keys() & _ENDS:
            if part:
                yield Clause(tuple(part), "question" in term)
                part = []
        elif not _is_filling(term):
            part.append(term)
    if part:
        yield Clause(tuple(part), asks=False)


def _is_filling(term: Term) -> bool:
    greets = "greet" in term and "no" not in term
    return greets or "taken" in term or (bool(term.tags.keys() & _FILLING) and not term.tags.keys() & _SAYING)


def answer(terms: Sequence[Term], text: str, asked: Question | None, *, gives_values: bool) -> Answer | None:
    """How the message answers a yes-or-no question. Unsure is None."""
    parts = list(clauses(terms))
    if not parts or grants_itself(terms):
        return None
    if asked is Question.RESERVATION_NUMBER and not gives_values and any("not_at_hand" in term for term in terms):
        return Answer.NO
    told = [_clause_answer(part, text, asked) for part in parts]
    if Answer.LATER in told or any(promises(term) for part in parts for term in part.terms):
        return Answer.LATER
    if Answer.NO in told:
        sole = all(each is Answer.NO or _is_weak(part) for each, part in zip(told, parts, strict=True))
        # "No, better keep it" takes nothing back but the cancelling.
        corrects = asked is not Question.CONFIRM_CANCELLATION and any("correction" in term for term in terms)
        taken_back = gives_values or corrects
        return Answer.NO if not taken_back and (sole or told[0] is Answer.NO) and Answer.YES not in told else None
    agreed = all(each is Answer.YES or _is_weak(part) for each, part in zip(told, parts, strict=True))
    opened = told[0] is Answer.YES or (Answer.YES in told and (_is_weak(parts[0]) or told[-1] is Answer.YES))
    plain = (agreed or opened) and not _is_shaded(terms, parts) and (asked not in _COSTLY or _is_plain(terms, asked))
    return Answer.YES if plain or _opens_firmly(terms, text, asked) else None


def _opens_firmly(terms: Sequence[Term], text: str, asked: Question | None) -> bool:
    """Whether the beginning says yes, and what follows only asks something: "Sí, confirmo. ¿Hay cochera?".

    Sentences before it in which guests only say who they are count for nothing: "Soy Ana. Sí, confirmo. ¿Hay...?".
    """
    terms = _past_the_introduction(terms, asked)
    end = next((place for place in range(len(terms)) if _parts_from_the_yes(terms, place)), None)
    if end is None or "question" in terms[end]:
        return False
    parts = list(clauses(terms[:end]))
    firm = bool(parts) and all(_clause_answer(part, text, asked) is Answer.YES or _is_weak(part) for part in parts)
    said_yes = any(_clause_answer(part, text, asked) is Answer.YES for part in parts)
    if not (firm and said_yes) or any(term.tags.keys() & _SECOND_THOUGHTS for term in terms[end:]):
        return False
    return asked not in _COSTLY or (_is_plain(terms[:end], asked) and _only_asks(terms[end:], asked))


def _past_the_introduction(terms: Sequence[Term], asked: Question | None) -> Sequence[Term]:
    """What is left behind leading sentences that hold a name, an address or a number of the guest, and nothing else."""
    start = 0
    for place, term in enumerate(terms):
        if not term.tags.keys() & {"stop", "break", "question"}:
            continue
        sentence = terms[start : place + 1]
        told = any("taken" in each for each in sentence) and not any("yes" in each for each in sentence)
        if "question" in term or not told or not _is_plain(sentence, asked):
            break
        start = place + 1
    return terms[start:]


def _parts_from_the_yes(terms: Sequence[Term], place: int) -> bool:
    """Whether a new sentence begins here, or an "and" after which the house is asked something: "yes, and is there a
    pool?". What is asked of the room or the stay is no question beside the yes.
    """
    if terms[place].tags.keys() & {"stop", "break", "question"}:
        return True
    before, rest = terms[:place], terms[place + 1 :]
    joined = "and" in terms[place] and any("yes_itself" in term for term in before)
    return joined and any("question" in term for term in rest) and not any(_of_the_stay(term) for term in rest)


def _of_the_stay(term: Term) -> bool:
    return bool(term.tags.keys() & _STAY) or any(tag.startswith("kind_") for tag in term.tags)


def _is_plain(terms: Sequence[Term], asked: Question | None) -> bool:
    """Whether these words say yes and nothing more: each of them agrees or fills, and none is a number."""
    return all(_agrees(terms, place, asked) for place in range(len(terms)))


def _agrees(terms: Sequence[Term], place: int, asked: Question | None) -> bool:
    term = terms[place]
    tags = term.tags.keys()
    if term.number is not None:
        return "one" in tags and bool(at(terms, place - 1).tags.keys() & {"this", "the"})
    if "sign" in tags:
        return bool(tags & _MARKS) or not tags - {"sign"}
    if tags & _CUES and any("taken" in near for near in terms[place + 1 : place + 4]):
        return True
    cancels = asked is Question.CONFIRM_CANCELLATION and "cancel" in tags and "cancel_terms" not in tags
    return (bool(tags & _PLAIN) or cancels) and not any(tag.startswith("kind_") for tag in tags)


def _only_asks(terms: Sequence[Term], asked: Question | None) -> bool:
    """Whether each of these sentences is a question without a number, or says nothing more than yes."""
    start = 0
    for place, term in enumerate(terms):
        if not term.tags.keys() & {"stop", "break", "question"} and place < len(terms) - 1:
            continue
        sentence = terms[start : place + 1]
        asks = "question" in term and not any(each.number is not None for each in sentence)
        if not asks and not _is_plain(sentence, asked) and term.words != "¿":
            return False
        start = place if term.words == "¿" else place + 1
    return True


def is_firm(terms: Sequence[Term]) -> bool:
    """Whether a yes is said in so many words: more than an "ok", a "bueno" or a "perfect"."""
    return any(term.tags.keys() & {"yes", "to_book", "reservation", "cancel"} for term in terms)


def promises(term: Term) -> bool:
    """Whether the words put an answer off wherever they stand: "te aviso", "I'll let you know"."""
    return "later" in term and " " in term.words and "unsure" not in term


def grants_itself(terms: Sequence[Term]) -> bool:
    """Whether the words try to instruct the machine, or to give themselves something for nothing."""
    tags = {tag for term in terms for tag in term.tags}
    return ("machine_verb" in tags and "machine_noun" in tags) or "free" in tags


def _clause_answer(clause: Clause, text: str, asked: Question | None) -> Answer | None:
    head, rest = clause.terms[0], clause.terms[1:]
    if clause.asks:
        return None
    if (
        rest
        and "yes" not in head
        and head.tags.keys() & {"yes_weak", "no", "but"}
        and rest[0].tags.keys() & {"later", "no"}
    ):
        head, rest = rest[0], rest[1:]
    if "later" in head:
        return Answer.LATER if len(rest) <= _MORE else None
    if "no" in head or (asked is Question.WISH and "nothing_more" in head):
        return Answer.NO if _denies(rest, asked) else None
    if "yes" in head and not _is_condition(head, rest, text) and not _goes_on(rest):
        return Answer.YES
    if asked is Question.ACCEPT_QUOTE and not rest and {"to_book", "reservation"} & head.tags.keys():
        return Answer.YES
    return Answer.YES if asked is Question.CONFIRM_CANCELLATION and "cancel" in head else None


def _denies(rest: Sequence[Term], asked: Question | None) -> bool:
    """Whether a "no" with this behind it stands for itself: "no", "no no", "no la canceles" when that was asked."""
    if all(term.tags.keys() & {"no", "not", "yes_weak", "nothing_more"} for term in rest):
        return True
    if asked is Question.CONFIRM_CANCELLATION:
        return any("cancel" in term for term in rest)
    booked = any(term.tags.keys() & {"yes", "to_book", "cancel"} for term in rest)
    return asked is Question.ACCEPT_QUOTE and len(rest) <= _MORE and booked


def _goes_on(rest: Sequence[Term]) -> bool:
    """Whether so much else follows that the first word was no agreement: "isso é um absurdo"."""
    return len(rest) > _MORE and not any(
        term.tags.keys() & _AGREEABLE or any(tag.startswith("kind_") for tag in term.tags) for term in rest
    )


def _is_condition(head: Term, rest: Sequence[Term], text: str) -> bool:
    """Whether an unaccented "si" opens a condition ("si llego tarde...") rather than agreeing."""
    if head.words != "si" or "í" in text[head.start : head.end].lower():
        return False
    return bool(rest) and not rest[0].tags.keys() & {"yes", "yes_weak", "to_book", "cancel"}


def _is_weak(clause: Clause) -> bool:
    return not clause.asks and all(term.tags.keys() & {"yes", "yes_weak"} for term in clause.terms)


def _is_shaded(terms: Sequence[Term], parts: Sequence[Clause]) -> bool:
    """Whether a question, a complaint, a condition, a denial or a correction stands beside the yes."""
    if any("question" in term or "complaint" in term for term in terms):
        return True
    beside = (term for part in parts for term in part.terms if "yes" not in term)
    if any(term.tags.keys() & {"but", "not", "correction"} for term in beside):
        return True
    return any("ask" in part.terms[0] and not part.terms[0].tags.keys() & {"yes", "cancel"} for part in parts)
