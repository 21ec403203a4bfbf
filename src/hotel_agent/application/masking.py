"""Who a guest is, shown so that somebody who knows them recognises them and nobody else can reach them."""

import re

from attrs import evolve

from hotel_agent.application.transcript import Said
from hotel_agent.application.why import Explained
from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.drafts import Draft

_E_MAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")
_NUMBER = re.compile(r"(?P<kept>\b\d{4}-\d{2}-\d{2}\b)|(?<![\w.])\+?\(?\d(?:[ ().-]{0,3}\d){7,}(?!\w)")
"""Eight digits and more, however they are parted; but no date."""


def masked_guest(state: Conversation) -> Conversation:
    """The conversation with its guest's name as initials, and the ends of what they can be reached at."""
    known = state.known
    name = None if known.name is None else masked_name(known.name)
    phone = None if known.phone is None else _end(known.phone)
    email = None if known.email is None else _of(known.email)
    told = tuple(evolve(each, text=masked_words(each.text, (known.name or "",))) for each in state.tasks)
    return evolve(state, known=KnownGuest(name=name or None, phone=phone, email=email), tasks=told)


def masked_name(name: str) -> str:
    """Its initials."""
    return " ".join(f"{word[0]}." for word in name.split())


def masked_words(text: str, names: tuple[str, ...] = ()) -> str:
    """The text without addresses, numbers that may be telephones, and the words of these names."""
    text = _E_MAIL.sub(lambda found: _of(found[0]), text)
    text = _NUMBER.sub(lambda found: found["kept"] or _end(found[0]), text)
    for word in {word for name in names for word in name.split() if len(word) > 1}:
        text = re.sub(rf"(?i)\b{re.escape(word)}\b", f"{word[0]}.", text)
    return text


def masked_said(said: Said, names: tuple[str, ...]) -> Said:
    """The same with its words masked."""
    return evolve(said, text=masked_words(said.text, names))


def masked_draft(draft: Draft, names: tuple[str, ...]) -> Draft:
    """The same with its words masked, and nothing of what stands behind them."""
    return evolve(draft, text=masked_words(draft.text, names), after=None)


def masked_turn(explained: Explained, names: tuple[str, ...]) -> Explained:
    """The same with the words of its replies masked."""
    return evolve(explained, told=tuple(evolve(each, said=masked_said(each.said, names)) for each in explained.told))


def _end(number: str) -> str:
    return f"…{number[-2:]}"


def _of(address: str) -> str:
    return f"{address[0]}…@…{address[-3:]}"
