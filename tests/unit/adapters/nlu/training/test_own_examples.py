"""Our own examples: enough of every wish in every language, in many guests' words, and no two alike."""

import re
from collections import Counter

import pytest

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.tokens import tokenise
from hotel_agent.adapters.nlu.training.examples import Example
from hotel_agent.adapters.nlu.training.trials import own_examples
from hotel_agent.domain.conversations.intents import INTENTS

TO_COME = frozenset({"extras"})
"""Wishes told apart already, which the house serves in its own way later."""
TOLD_BY_RULES = frozenset({"hear_again"})
"""A consent: no weights learn it, since nothing but its own words gives it."""
LABELS = frozenset(name for name, intent in INTENTS.items() if intent.readable) - TOLD_BY_RULES | TO_COME
FEWEST = 150
MOST_ALIKE = 0.03
"""The largest share of the messages of one language that may be built alike."""
BONES = 3
"""Sentences with fewer linking words than this have no build of their own."""
LEARNT, SET_ASIDE = own_examples("examples"), own_examples("development")
LINKING = frozenset(
    [
        "a", "al", "ante", "con", "de", "del", "desde", "e", "el", "ella", "en", "entre", "es", "esta", "este",
        "eso", "ese", "hasta", "hay", "la", "las", "le", "les", "lo", "los", "me", "mi", "mis", "nos", "o",
        "para", "pero", "por", "que", "se", "si", "sin", "su", "sus", "te", "un", "una", "unos", "unas", "y",
        "ya", "yo", "como", "cuando", "cuanto", "donde", "cual", "quien", "no", "muy", "mas", "i", "you", "we",
        "he", "she", "it", "they", "my", "our", "your", "his", "her", "the", "an", "of", "to", "in", "on", "at",
        "for", "from", "with", "and", "or", "but", "is", "are", "was", "be", "been", "do", "does", "did",
        "have", "has", "had", "can", "could", "would", "will", "may", "please", "there", "this", "that",
        "these", "those", "what", "when", "where", "which", "who", "how", "not", "no", "if", "so", "any",
        "some", "as", "by", "up", "out", "as", "os", "um", "uma", "uns", "umas", "da", "das", "do", "dos", "na",
        "nas", "nos", "pra", "pro", "pelo", "pela", "com", "em", "e", "ou", "mas", "nao", "eu", "voce", "voces",
        "meu", "minha", "seu", "sua", "tem", "ter", "foi", "ser", "esta", "isso", "esse", "essa", "qual",
        "quais", "quanto", "quando", "onde", "quem", "ja", "mais",
    ]
)  # fmt: skip
"""Words that carry the build of a sentence; those between them are the guest's own."""


def in_language(code: str) -> list[Example]:
    return [each for each in (*LEARNT, *SET_ASIDE) if each.lang == code]


def skeleton(text: str) -> str | None:
    """How a sentence is built: its linking words, with a dot for whatever stands between; none of a mere few words."""
    words = [token.folded for token in tokenise(text)]
    if sum(word in LINKING for word in words) < BONES:
        return None
    bones = " ".join(word if word in LINKING or word in {"?", "!"} else "." for word in words)
    return re.sub(r"\.(?: \.)+", ".", bones)


def most_alike(examples: list[Example]) -> tuple[str, int]:
    built = Counter(bones for each in examples if (bones := skeleton(each.text)) is not None)
    return built.most_common(1)[0]


@pytest.mark.parametrize("code", languages.codes())
@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_wish_has_enough_messages_in_every_language(code: str, label: str) -> None:
    assert sum(label in each.intents for each in in_language(code)) >= FEWEST


@pytest.mark.parametrize("code", languages.codes())
def test_there_is_plenty_that_wishes_nothing(code: str) -> None:
    assert sum(not each.intents for each in in_language(code)) >= FEWEST


def test_no_label_is_unknown() -> None:
    assert {name for each in (*LEARNT, *SET_ASIDE) for name in each.intents} == LABELS


@pytest.mark.parametrize("code", languages.codes())
def test_few_sentences_are_built_alike(code: str) -> None:
    bones, count = most_alike(in_language(code))
    assert count <= MOST_ALIKE * len(in_language(code)), bones


@pytest.mark.parametrize("code", languages.codes())
@pytest.mark.parametrize("label", sorted(LABELS))
def test_few_sentences_of_one_wish_are_built_alike(code: str, label: str) -> None:
    own = [each for each in in_language(code) if label in each.intents]
    bones, count = most_alike(own)
    assert count <= MOST_ALIKE * len(own), bones


def test_what_is_set_aside_teaches_nothing() -> None:
    texts = Counter((each.lang, each.text) for each in LEARNT)
    assert max(texts.values()) == 1, "said twice over"
    assert not {(each.lang, each.text) for each in SET_ASIDE} & {(each.lang, each.text) for each in LEARNT}


@pytest.mark.parametrize("code", languages.codes())
def test_enough_is_set_aside_to_measure_by(code: str) -> None:
    assert sum(each.lang == code for each in SET_ASIDE) >= 400
