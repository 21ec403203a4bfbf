"""Which language a message is in, as far as its words tell."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hotel_agent.adapters.nlu.embedded.lexicon import Lexicon
from hotel_agent.adapters.nlu.embedded.tokens import Token, unstretched
from hotel_agent.domain.language import Language

ENOUGH = 3
"""How much more another language must weigh before a longer message leaves the conversation's."""

LONGEST_NAME = 4
"""Words."""
PHONE_FIGURES = 7


def spoken(tokens: Sequence[Token], lexicons: Mapping[Language, Lexicon], current: Language) -> Language:
    """The language of the message; the conversation's own unless the words tell otherwise."""
    said = [token for place, token in enumerate(tokens) if _is_speech(tokens, place)]
    if _is_signed(said, tokens):
        return current
    words = {token.folded for token in said}
    words |= {unstretched(word) for word in words}
    marked = {token.text.casefold() for token in said}
    # A name has the letters of its own language in any.
    small = {token.text for token in said if token.text.islower()}
    weights = {
        code: sum(3 if word in lexicon.telling else 1 for word in words if word in lexicon or word in lexicon.telling)
        + sum(2 for word in words if word in lexicon.telling and _only(word, code, lexicons))
        + sum(
            2
            for word in marked & lexicon.marked
            if not any(word in lexicons[other].marked for other in lexicons if other != code)
        )
        + (2 if any(lexicon.letters & set(word) for word in small) else 0)
        for code, lexicon in lexicons.items()
    }
    best = max(weights, key=lambda code: (weights[code], code == current))
    return best if weights[best] >= weights.get(current, 0) + ENOUGH else current


def _is_signed(said: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Whether a message is a name beside an address or a phone, which tells no language: "Al Bundy, al@b.com"."""
    contact = any(token.text == "@" for token in tokens) or (
        sum(len(token.text) for token in tokens if token.text.isdecimal()) >= PHONE_FIGURES
    )
    return contact and len(said) <= LONGEST_NAME and all(token.text[:1].isupper() for token in said)


def _is_speech(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token is a word, and no part of an address such as ana@hotel.com or of a number such as H4VC7K."""
    token = tokens[place]
    if not token.folded[:1].isalpha() or _is_of_a_number(tokens, place):
        return False
    before = tokens[place - 1].folded if place and token.glued else ""
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    return before not in {"@", "."} and not (behind is not None and behind.glued and behind.folded == "@")


def _is_of_a_number(tokens: Sequence[Token], place: int) -> bool:
    """Whether the token stands among letters and figures in which figures follow a letter: "H4VC7K", not "2noches"."""
    first, last = place, place + 1
    while first and tokens[first].glued and tokens[first - 1].folded.isalnum():
        first -= 1
    while last < len(tokens) and tokens[last].glued and tokens[last].folded.isalnum():
        last += 1
    kinds = [token.folded.isdecimal() for token in tokens[first:last]]
    return any(figures and not before for before, figures in pairwise(kinds))


def _only(word: str, code: Language, lexicons: Mapping[Language, Lexicon]) -> bool:
    return not any(word in lexicon for other, lexicon in lexicons.items() if other != code)
