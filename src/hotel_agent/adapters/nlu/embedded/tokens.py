"""Tokens: words, figures and signs of a message, folded so that case, accents and stray marks do not matter."""

import re
import unicodedata
from collections.abc import Iterator

from attrs import frozen

_TOKEN = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+(?:['’`´](?:[^\W\d_]|[\u0300-\u036f])+)*|\d+|\n|\S")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_DASHES = frozenset("-‐‑‒–—−")
_STRETCHED = re.compile(r"(.)\1{2,}")


@frozen(slots=True)
class Token:
    """One word, run of figures or sign, and where it stood."""

    text: str
    folded: str
    start: int
    end: int
    glued: bool


def fold(text: str) -> str:
    """Lower case without accents; curly apostrophes straight, every dash a hyphen."""
    if text.isascii():
        return text.lower().replace("`", "'")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return "".join("-" if sign in _DASHES else "'" if sign in "’`´" else sign for sign in bare)


def unstretched(word: str) -> str:
    """A word said slowly, written plainly: "siiii" is "si"."""
    return _STRETCHED.sub(r"\1", word)


def folded_words(phrase: str) -> tuple[str, ...]:
    """The folded words and signs of a phrase; thousands are asked for as a reader is loaded."""
    if phrase.replace(" ", "").isalpha():
        return tuple(fold(phrase).split())
    return tuple(token.folded for token in tokenise(phrase))


def tokenise(text: str) -> Iterator[Token]:
    """The tokens of a text, in time linear in its length. A hyphen inside a word parts two words; "!!!" is one sign."""
    if text.isalpha():
        yield Token(text, fold(text), 0, len(text), glued=False)
        return
    end = -1
    repeated = ""
    pending: Token | None = None
    for found in _TOKEN.finditer(text):
        if _UNSEEN.fullmatch(found[0]):
            continue
        if found[0] == repeated and found.start() == end:
            end = found.end()
            continue
        repeated = "" if found[0].isalnum() else found[0]
        token = Token(found[0], fold(found[0]) or found[0], found.start(), found.end(), found.start() == end)
        end = token.end
        if pending is not None:
            if not (token.glued and token.folded[:1].isalpha()):
                yield pending
            pending = None
        elif token.folded == "-" and token.glued and text[token.start - 1].isalpha():
            pending = token
            continue
        yield token
    if pending is not None:
        yield pending
