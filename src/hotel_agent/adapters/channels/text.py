"""Text as channels carry it: what can be stored and sent, in pieces that fit, cut between words."""

import re
import unicodedata
from collections.abc import Iterable

from attrs import evolve

from hotel_agent.ports.channel import Content, ContentChoice

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINER = "\u200d"
_FLAG_LETTERS = "".join(chr(letter) for letter in range(0x1F1E6, 0x1F200))
_MOST_MARKS = 32
"""How many signs in a row may belong to one character before it is cut all the same."""


def plain(text: str) -> str:
    """The text with every sign that no database and no JSON reader takes (halves of characters, controls) as U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def plain_content(content: Content) -> Content:
    """The content with all its text made plain; tokens stay as they are."""
    choices = (evolve(each, title=plain(each.title), description=plain(each.description)) for each in content.choices)
    return evolve(
        content,
        text=plain(content.text),
        choices=tuple(choices),
        menu=plain(content.menu),
        header=plain(content.header),
        footer=plain(content.footer),
    )


def in_words(content: Content) -> Content:
    """The content with all that is no text, and no choice, written into its text."""
    if not (content.header or content.footer or content.link or content.place or content.media):
        return content
    parts = [content.header, content.text]
    if content.media is not None:
        parts.append(f"{content.media.file_name}\n{content.media.link}")
    if content.place is not None:
        place = content.place
        on_the_map = f"https://www.google.com/maps?q={place.latitude},{place.longitude}"
        parts.append("\n".join(each for each in (place.name, place.address, on_the_map) if each))
    if content.link is not None:
        parts.append(f"{content.link.title}\n{content.link.url}")
    parts.append(content.footer)
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return Content(
        text=text, language=content.language, choices=content.choices, menu=content.menu, reply_to=content.reply_to
    )


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` code points, cut between paragraphs, lines or words where there are any.

    Only white space at the cuts is lost.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _last_break(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def split_tail(text: str, limit: int) -> tuple[str, str]:
    """The text in two, the second part of at most `limit` code points and, where possible, made of whole paragraphs."""
    text = text.strip()
    if len(text) <= limit:
        return "", text
    start = len(text) - limit
    for gap in ("\n\n", "\n", " "):
        at = text.find(gap, start - 1)
        if at != -1:
            return text[:at].rstrip(), text[at:].lstrip()
    latest = min(start + _MOST_MARKS, len(text))
    cut = next((at for at in range(start, latest) if not _inside(text, at)), start)
    return text[:cut], text[cut:]


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` code points; where it does not fit, cut after a word and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    room = limit - 1
    space = text.rfind(" ", room // 2, room + 1)
    cut = space if space != -1 else _whole_characters(text, room)
    return text[:cut].rstrip(" ,;:.-") + "…"


def numbered(choices: Iterable[ContentChoice]) -> str:
    """The choices as lines of text, each with its number."""
    lines = []
    for number, choice in enumerate(choices, 1):
        description = f": {choice.description}" if choice.description else ""
        lines.append(f"{number}. {choice.title}{description}")
    return "\n".join(lines)


def _last_break(text: str, limit: int) -> int:
    """Where to cut so that the first piece fits: after half of it at a paragraph or a line, else at any space."""
    for gap, earliest in (("\n\n", limit // 2), ("\n", limit // 2), (" ", 1), ("\n", 1)):
        at = text.rfind(gap, earliest, limit + 1)
        if at != -1:
            return at
    return _whole_characters(text, limit)


def _whole_characters(text: str, limit: int) -> int:
    """The last place up to `limit` that does not tear what a reader sees as one character, as a flag or a family."""
    earliest = max(limit - _MOST_MARKS, 0)
    return next((at for at in range(limit, earliest, -1) if not _inside(text, at)), limit)


def _inside(text: str, at: int) -> bool:
    """Whether a cut here would tear a character made of several code points."""
    after = text[at]
    joined = after == _JOINER or text[at - 1] == _JOINER
    marks = unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff"
    return joined or marks or (after in _FLAG_LETTERS and _flag_letters_before(text, at) % 2 == 1)


def _flag_letters_before(text: str, at: int) -> int:
    """How many letters of flags end here. Two make a flag."""
    return at - len(text[:at].rstrip(_FLAG_LETTERS))
