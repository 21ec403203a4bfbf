"""Intents: what a guest wishes, told by the concepts in the words and by what else the message says."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.terms import Term, at
from hotel_agent.domain.conversations.understanding import IntentScore, Question

_OPEN = frozenset({None, Question.WISH})
"""Where nothing in particular was asked."""
_STAY_QUESTIONS = frozenset(
    {Question.DATES, Question.ARRIVAL, Question.DEPARTURE, Question.WHICH_DATE, Question.PARTY, Question.CHILD_AGES}
)
"""What is said in answer to these is said of the stay."""
_AGREED_TO: Mapping[Question | None, str] = {
    Question.ACCEPT_QUOTE: "book",
    Question.CONFIRM_CANCELLATION: "cancel_reservation",
}
_NEVER_DENIED = frozenset({"my_reservation", "reservation", "see", "greet"})
"""What is spoken of also where something about it is denied: "I never received my confirmation"."""
BRIEF = 2
"""Words: "una reserva", "booking please"."""
_OF_A_STAY = frozenset({"arrival", "departure", "nights", "room_type", "guests", "adults"})
_ONE_DAY = frozenset({"arrival", "name", "email", "phone", "number"})
_OF_STAYING = frozenset(
    {
        "room", "free_rooms", "my_reservation", "reservation", "to_book", "night", "person", "adult", "child",
        "arrive", "leave", "from", "until", "with", "change", "cancel", "correction",
    }
)  # fmt: skip
"""Where these are said beside a breakfast or a payment, the day may as well be that of a stay."""
REACH = 3
"""How many terms before a concept a "not" still denies it."""


@frozen
class Signs:
    """What a message shows of a wish."""

    concepts: frozenset[str]
    denied: frozenset[str]
    slots: frozenset[str]
    asked: Question | None
    asks: bool
    brief: bool
    """A few words at most."""

    def __contains__(self, concept: str) -> bool:
        return concept in self.concepts

    @property
    def aside(self) -> bool:
        """Whether the wish is for a table, a massage or a taxi, not for a room."""
        lodging = {"room", "free_rooms", "my_reservation", "night"}
        told = (
            self.concepts & lodging
            or self.slots & {"departure", "nights", "room_type", "rooms"}
            or self.asked in _STAY_QUESTIONS
        )
        return "elsewhere" in self.concepts and not told

    @property
    def another_day(self) -> bool:
        """Whether the one day told is that of a meal, a call or a payment, and nothing is said of a stay."""
        if "own_day" not in self.concepts or self.asked in _STAY_QUESTIONS or not self.slots <= _ONE_DAY:
            return False
        return not self.concepts & _OF_STAYING


def signs_of(terms: Sequence[Term], slots: frozenset[str], asked: Question | None) -> Signs:
    """What these terms, the values they give and the question before show."""
    said: set[str] = set()
    denied: set[str] = set()
    for place, term in enumerate(terms):
        if term.tags.keys() <= said:
            continue
        if _is_denied(terms, place):
            denied.update(term.tags)
            # In a no of several words the parts mean nothing of their own: "déjela como está" greets nobody.
            said.update(term.tags.keys() & _NEVER_DENIED if "no" not in term else ())
        else:
            said.update(term.tags)
    return Signs(
        concepts=frozenset(said),
        denied=frozenset(denied - said),
        slots=slots,
        asked=asked,
        asks=any("question" in term for term in terms),
        brief=sum("sign" not in term and "please" not in term for term in terms) <= BRIEF,
    )


def intents(signs: Signs, *, agreed: bool) -> tuple[IntentScore, ...]:
    """The wishes shown, the surest first; empty where none is clear. A yes is no new wish for what it agrees to."""
    scores = [IntentScore(name, score) for name, rule in _RULES if (score := rule(signs)) > 0]
    if agreed:
        scores = [score for score in scores if score.name != _AGREED_TO.get(signs.asked)]
    return tuple(sorted(scores, key=lambda each: -each.confidence))


def _is_denied(terms: Sequence[Term], place: int) -> bool:
    """Whether a "no" or "not" close by takes the words back: "no quiero cancelar", "cancelar no"."""
    if "no" in terms[place] and " " in terms[place].words:
        return True
    if "no" in at(terms, place + 1) and at(terms, place + 2).tags.keys() & {"comma", "stop", "break"}:
        return True
    for before in range(place - 1, place - 1 - REACH, -1):
        term = at(terms, before)
        if term.tags.keys() & {"comma", "stop", "break", "question"} or not term.words:
            return False
        if term.tags.keys() & {"not", "no"} and "sign" not in term:
            return True
    return False


def _greet(signs: Signs) -> float:
    """Whoever asks whether they write with a machine is told as everybody is who is greeted."""
    return 0.95 if signs.concepts & {"greet", "who_is_there"} else 0.0


def _thanks(signs: Signs) -> float:
    return 0.9 if "thanks" in signs and not signs.slots and not signs.concepts & {"yes", "no"} else 0.0


def _hear_again(signs: Signs) -> float:
    """Whoever took their consent back gives it again in so many words, or in those of the button and no others."""
    return 0.95 if "hear_again" in signs or ("notices" in signs and signs.brief) else 0.0


def _cancel(signs: Signs) -> float:
    if "cancel" not in signs:
        return 0.0
    if "cancel_terms" in signs and "my_reservation" not in signs:
        return 0.0
    return 0.95 if signs.concepts & {"my_reservation", "reservation"} or "number" in signs.slots else 0.85


def _change(signs: Signs) -> float:
    """While a new reservation is talked of, whose name it is put in is no change of it."""
    if _cancel(signs):
        return 0.0
    if "in_another_name" in signs and "name" in signs.slots and signs.asked in _OPEN:
        return 0.9
    if "change" not in signs:
        return 0.0
    if signs.concepts & {"my_reservation", "reservation"} or "number" in signs.slots:
        return 0.9
    return 0.7 if signs.concepts & {"day", "night", "room", "person"} or signs.slots & _OF_A_STAY else 0.0


def _find(signs: Signs) -> float:
    if _cancel(signs) or _change(signs):
        return 0.0
    told = "see" in signs or "number" in signs.slots
    if "my_reservation" in signs:
        return 0.9 if told or signs.asks else 0.6
    quoted = signs.asked is Question.ACCEPT_QUOTE or "to_book" in signs
    return 0.7 if told and "reservation" in signs and not quoted else 0.0


def _book(signs: Signs) -> float:
    if signs.concepts & {"my_reservation", "cancel", "change"} or signs.aside:
        return 0.0
    if "to_book" in signs:
        return 0.9
    if "reservation" in signs and signs.brief and not signs.slots and signs.asked in _OPEN:
        return 0.7
    wanted = "want" in signs and ("room" in signs or "room_type" in signs.slots)
    return 0.75 if wanted and not signs.concepts & {"free_rooms", "how_much"} and signs.asked in _OPEN else 0.0


def _availability(signs: Signs) -> float:
    if _cancel(signs) or _change(signs) or "my_reservation" in signs or signs.aside:
        return 0.0
    if "free_rooms" in signs:
        return 0.9
    stay = signs.slots & {"arrival", "departure", "nights"}
    party = signs.slots & {"guests", "adults", "children", "child_ages", "rooms", "room_type"} or "room" in signs
    return 0.6 if stay and party and signs.asked in _OPEN and not _book(signs) and "how_much" not in signs else 0.0


def _price(signs: Signs) -> float:
    return 0.9 if "how_much" in signs and not _cancel(signs) and not signs.aside else 0.0


def _house_question(signs: Signs) -> float:
    return 0.9 if asks_own_number(signs) else 0.0


def asks_own_number(signs: Signs) -> bool:
    """Whether the hotel's telephone is asked for, and nobody to talk to."""
    if "own_number" not in signs or "phone" in signs.slots:
        return False
    return not signs.concepts & {"complaint", "urgent"} and not {"human", "talk"} <= signs.concepts


def _person(signs: Signs) -> float:
    served = any(rule(signs) for rule in (_cancel, _change, _book, _availability))
    if "complaint" in signs or ("urgent" in signs and not served):
        return 0.8
    if "human" not in signs or "sent_for" in signs:
        return 0.0
    return 0.95 if "talk" in signs else 0.7


_RULES: tuple[tuple[str, Callable[[Signs], float]], ...] = (
    ("greet", _greet),
    ("thanks", _thanks),
    ("hear_again", _hear_again),
    ("cancel_reservation", _cancel),
    ("change_reservation", _change),
    ("find_reservation", _find),
    ("book", _book),
    ("availability", _availability),
    ("price", _price),
    ("person", _person),
    ("house_question", _house_question),
)
