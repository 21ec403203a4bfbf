"""A worded reply as the bodies Meta takes, each within its limits (contract, 3). Pure."""

from collections.abc import Sequence

from hotel_agent.adapters.channels.text import numbered, plain_content, shorten, split, split_tail
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.channel import Content, ContentChoice, Identity

LONGEST_TEXT = 4096
MOST_BUTTONS = 3
MOST_ROWS = 10

_LONGEST_INTERACTIVE = 1024
_LONGEST_BUTTON = 20
_LONGEST_ROW = 24
_LONGEST_DESCRIPTION = 72
_LONGEST_MENU = 20
_LONGEST_TOKEN = 200
_MENU = "☰"
"""Opens a list of choices whose wording named no word for it."""

Body = dict[str, object]


def bodies(to: Identity, content: Content, key: EffectKey) -> list[Body]:
    """The posts that say this, in sequence: text that is too long goes before, choices that do not fit stand in it.

    Nothing is dropped; an empty content has no posts. Our key stands on the last post only: a report that carries it
    proves that all of them were taken, since each is posted after the one before was.
    """
    kinds = _kinds(plain_content(content))
    recipient = {"to": to.value} if to.kind == "wa_phone" else {"recipient": to.value}
    frame: Body = {"messaging_product": "whatsapp", "recipient_type": "individual", **recipient}
    posts = [frame | kind for kind in kinds]
    return [*posts[:-1], *(post | {"biz_opaque_callback_data": key} for post in posts[-1:])]


def _kinds(content: Content) -> list[Body]:
    text, choices = content.text.strip(), content.choices
    if not _can_be_pressed(choices):
        return [_text(piece) for piece in split(_with_lines(text, choices), LONGEST_TEXT)]
    described = any(choice.description for choice in choices)
    as_buttons = len(choices) <= MOST_BUTTONS and not described
    longest = _LONGEST_BUTTON if as_buttons else _LONGEST_ROW
    titles = [shorten(choice.title, longest) for choice in choices]
    if not _says_it_all(choices, titles):
        text = _with_lines(text, choices)
        titles = [shorten(f"{number}. {choice.title}", longest) for number, choice in enumerate(choices, 1)]
    action = _buttons(choices, titles) if as_buttons else _list(choices, titles, content.menu)
    before, last = split_tail(text or content.menu or _MENU, _LONGEST_INTERACTIVE)
    return [*map(_text, split(before, LONGEST_TEXT)), _interactive(last, action)]


def _can_be_pressed(choices: Sequence[ContentChoice]) -> bool:
    """Whether WhatsApp can show them at all: not too many, each with a short token of its own."""
    tokens = {choice.token for choice in choices}
    short = all(0 < len(token) <= _LONGEST_TOKEN for token in tokens)
    return 0 < len(choices) <= MOST_ROWS and len(tokens) == len(choices) and short


def _says_it_all(choices: Sequence[ContentChoice], titles: Sequence[str]) -> bool:
    """Whether these titles are whole and differ, and every description fits."""
    whole = all(
        title and title == " ".join(choice.title.split()) for choice, title in zip(choices, titles, strict=True)
    )
    fits = all(len(choice.description) <= _LONGEST_DESCRIPTION for choice in choices)
    return whole and fits and len(set(titles)) == len(titles)


def _with_lines(text: str, choices: Sequence[ContentChoice]) -> str:
    """The text, followed by the choices as numbered lines."""
    return f"{text}\n\n{numbered(choices)}".strip()


def _text(text: str) -> Body:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _interactive(text: str, action: Body) -> Body:
    return {"type": "interactive", "interactive": {"type": action["type"], "body": {"text": text}, **action}}


def _buttons(choices: Sequence[ContentChoice], titles: Sequence[str]) -> Body:
    buttons = [
        {"type": "reply", "reply": {"id": choice.token, "title": title}}
        for choice, title in zip(choices, titles, strict=True)
    ]
    return {"type": "button", "action": {"buttons": buttons}}


def _list(choices: Sequence[ContentChoice], titles: Sequence[str], menu: str) -> Body:
    rows = [_row(choice, title) for choice, title in zip(choices, titles, strict=True)]
    return {"type": "list", "action": {"button": shorten(menu, _LONGEST_MENU) or _MENU, "sections": [{"rows": rows}]}}


def _row(choice: ContentChoice, title: str) -> Body:
    row: Body = {"id": choice.token, "title": title}
    description = shorten(choice.description, _LONGEST_DESCRIPTION)
    return row | {"description": description} if description else row
