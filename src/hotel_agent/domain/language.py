"""Languages, and texts a hotel wrote in several of them."""

import re
from enum import Enum
from typing import NewType

from attrs import field, frozen

Language = NewType("Language", str)
"""A lower-case ISO 639-1 code. Which ones are spoken is known by `adapters/languages`, not here."""


class Tone(Enum):
    """How guests are addressed in a language that has several ways. Spanish has these three; English and Portuguese,
    as we speak them, one each."""

    USTED = "usted"
    TU = "tu"
    VOS = "vos"


_CODE = re.compile(r"[a-z]{2}")


def language(code: str) -> Language:
    """The language of this code. Raises ValueError unless it is two lower-case letters."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not a language code; two lower-case letters are expected, as in 'es'")
    return Language(code)


@frozen
class LocalText:
    """One text in one or more languages. The first is the hotel's own and answers for those not written."""

    texts: tuple[tuple[Language, str], ...] = field()

    @texts.validator
    def _has_one(self, _attribute: object, texts: tuple[tuple[Language, str], ...]) -> None:
        if not texts:
            raise ValueError("a text needs at least one language")

    @classmethod
    def of(cls, text: str, code: str = "en") -> "LocalText":
        """A text written in one language only."""
        return cls(((language(code), text),))

    def in_language(self, wanted: Language) -> str:
        """The text in this language, or in the hotel's own."""
        return dict(self.texts).get(wanted, self.texts[0][1])
