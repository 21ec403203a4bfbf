"""A tagger learns from messages in which somebody noted the values, and finds them in others."""

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.weights import UNTAUGHT
from hotel_agent.adapters.nlu.training.examples import Example, Noted
from hotel_agent.adapters.nlu.training.tagger import Taught, fit_tagger
from hotel_agent.adapters.nlu.training.trials import reading_of

READER = EmbeddedNlu(UNTAUGHT)
LESSONS = [
    ("a table for 4 on Friday", {"people": "4", "date": "Friday"}),
    ("a table for 2 on Monday", {"people": "2", "date": "Monday"}),
    ("we arrive on Tuesday", {"date_from": "Tuesday"}),
    ("we arrive on Sunday", {"date_from": "Sunday"}),
    ("table for 6 please", {"people": "6"}),
    ("good morning", {}),
]


def taught(text: str, slots: dict[str, str]) -> Taught:
    understanding = READER.read(text, reading_of(Example(text=text, lang="en")))
    noted = tuple(Noted(slot, words, text.index(words)) for slot, words in slots.items())
    return Taught(text=text, language="en", understanding=understanding, slots=noted)


def test_what_was_noted_is_found_in_other_words() -> None:
    tagger = fit_tagger([taught(*lesson) for lesson in LESSONS * 3])
    new = taught("we arrive on Saturday", {})
    assert tagger.slots(new.text, "en", new.understanding) == (Noted("date_from", "Saturday", 13),)
    new = taught("a table for 8 on Thursday", {})
    assert tagger.slots(new.text, "en", new.understanding) == (Noted("people", "8", 12), Noted("date", "Thursday", 17))


def test_the_same_lessons_make_the_same_tagger() -> None:
    first, second = (fit_tagger([taught(*lesson) for lesson in LESSONS]) for _ in range(2))
    assert (first.weights == second.weights).all()


def test_a_message_without_words_holds_nothing() -> None:
    tagger = fit_tagger([taught(*lesson) for lesson in LESSONS])
    new = taught("", {})
    assert tagger.slots("", "en", new.understanding) == ()
