"""A worded reply as the bodies Meta takes, each within its limits (contract, 3). Pure."""

from collections.abc import Mapping, Sequence

from attrs import evolve

from hotel_agent.adapters.channels.text import numbered, plain_content, shorten, split, split_tail
from hotel_agent.domain.ids import EffectKey, ProviderId
from hotel_agent.ports.channel import Asked, Content, ContentChoice, ContentMedia, ContentPlace, Identity

LONGEST_TEXT = 4096
MOST_BUTTONS = 3
MOST_ROWS = 10

_LONGEST_INTERACTIVE = 1024
_LONGEST_BUTTON = 20
_LONGEST_ROW = 24
_LONGEST_DESCRIPTION = 72
_LONGEST_MENU = 20
_LONGEST_TOKEN = 200
_LONGEST_HEADER = 60
_LONGEST_CAPTION = 1024
_LONGEST_FILE_NAME = 240
_LONGEST_ADDRESS = 2000
_CAPTIONED = frozenset({"image", "video", "document"})
_LINK = "➜"
"""Opens a page whose wording named no word for it."""
_MENU = "☰"
"""Opens a list of choices whose wording named no word for it."""

Body = dict[str, object]

_ASKS: Mapping[Asked, Body] = {
    Asked.PLACE: {"type": "location_request_message", "action": {"name": "send_location"}},
    Asked.PHONE: {"type": "request_contact_info", "action": {"name": "request_contact_info"}},
}


def bodies(to: Identity, content: Content, key: EffectKey, template: Body | None = None) -> list[Body]:
    """The posts that say this, in sequence: text that is too long goes before, choices that do not fit stand in it.

    Nothing is dropped; an empty content has no posts. Our key alone stands on the last post: a report that carries it
    proves that all of them were taken, since each is posted after the one before was. On those before it the number of
    the part follows the key. `template` is one that was checked, and stands for everything else.
    """
    kinds = [_template(template)] if template is not None else _kinds(plain_content(content))
    posts = [_frame(to, content.reply_to) | kind for kind in kinds]
    marks = [*(f"{key}.{part}" for part in range(1, len(posts))), key]
    return [post | {"biz_opaque_callback_data": mark} for post, mark in zip(posts, marks, strict=False)]


def reaction(to: Identity, message: ProviderId, emoji: str) -> Body:
    """The post that puts a sign on a guest's message, or takes it back."""
    return _frame(to, None) | {"type": "reaction", "reaction": {"message_id": message, "emoji": emoji}}


def _frame(to: Identity, reply_to: ProviderId | None) -> Body:
    recipient = {"to": to.value} if to.kind == "wa_phone" else {"recipient": to.value}
    context = {"context": {"message_id": reply_to}} if reply_to else {}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **recipient, **context}


def _kinds(content: Content) -> list[Body]:
    """What is shown beside the text goes first, so that what may be pressed stands last and nearest."""
    shown, rest = [], content
    if content.media is not None:
        medium, rest = _media(content.media, rest)
        shown.append(medium)
    if content.place is not None:
        shown.append(_place(content.place))
    return [*shown, *_worded(rest)]


def _worded(content: Content) -> list[Body]:
    """The text, with what may be pressed. One message has one kind of button: the rest stands in the text."""
    pressed = content.choices or content.asks
    if pressed and content.link is not None and len(content.link.url) > _LONGEST_INTERACTIVE // 2:
        # It would be torn: what stands above a button is a quarter of what a text may hold.
        lines = f"{content.link.title}\n{content.link.url}"
        return [*map(_text, split(lines, LONGEST_TEXT)), *_worded(evolve(content, link=None))]
    if content.choices:
        return _with_choices(_spelled(content))
    text = content.text.strip()
    if content.link is not None and text and _is_address(content.link.url):
        title = shorten(content.link.title, _LONGEST_BUTTON) or _LINK
        action = {"name": "cta_url", "parameters": {"display_text": title, "url": content.link.url}}
        return _pressed_once({"type": "cta_url", "action": action}, content)
    spelled = _spelled(content)
    whole = "\n\n".join(part for part in (spelled.header, spelled.text, spelled.footer) if part.strip())
    if content.asks is not None and text:
        return _pressed_once(_ASKS[content.asks], Content(text=whole))
    return [_text(piece) for piece in split(whole, LONGEST_TEXT)]


def _pressed_once(interactive: Body, content: Content) -> list[Body]:
    before, last = split_tail(content.text, _LONGEST_INTERACTIVE)
    return [*map(_text, split(before, LONGEST_TEXT)), _interactive(last, interactive, content)]


def _spelled(content: Content) -> Content:
    """The content with its link as a line of the text."""
    if content.link is None:
        return content
    return evolve(content, text=f"{content.text}\n\n{content.link.title}\n{content.link.url}".strip(), link=None)


def _with_choices(content: Content) -> list[Body]:
    text, choices = content.text.strip(), content.choices
    if not _can_be_pressed(choices):
        parts = (content.header, _with_lines(text, choices), content.footer)
        return [_text(piece) for piece in split("\n\n".join(part for part in parts if part.strip()), LONGEST_TEXT)]
    described = any(choice.description for choice in choices)
    as_buttons = len(choices) <= MOST_BUTTONS and not described
    longest = _LONGEST_BUTTON if as_buttons else _LONGEST_ROW
    titles = [shorten(choice.title, longest) for choice in choices]
    if not _says_it_all(choices, titles):
        text = _with_lines(text, choices)
        titles = [shorten(f"{number}. {choice.title}", longest) for number, choice in enumerate(choices, 1)]
    action = _buttons(choices, titles) if as_buttons else _list(choices, titles, content.menu)
    before, last = split_tail(text or content.menu.strip() or _MENU, _LONGEST_INTERACTIVE)
    return [*map(_text, split(before, LONGEST_TEXT)), _interactive(last, action, content)]


def _media(media: ContentMedia, content: Content) -> tuple[Body, Content]:
    """The medium with as much of the text as it may bear, and what is left to be said."""
    kind = "audio" if media.kind == "voice" else media.kind
    inside: Body = {"link": media.link}
    if media.kind == "voice":
        inside["voice"] = True
    if kind == "document" and media.file_name:
        inside["filename"] = shorten(media.file_name, _LONGEST_FILE_NAME)
    alone = not (content.choices or content.link or content.asks or content.header or content.footer)
    text = content.text.strip()
    if kind in _CAPTIONED and alone and 0 < len(text) <= _LONGEST_CAPTION:
        inside["caption"] = text
        content = evolve(content, text="")
    return {"type": kind, kind: inside}, content


def _place(place: ContentPlace) -> Body:
    inside: Body = {"latitude": place.latitude, "longitude": place.longitude, "name": place.name}
    return {"type": "location", "location": inside | {"address": place.address}}


def _template(template: Body) -> Body:
    return {"type": "template", "template": template}


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= _LONGEST_ADDRESS


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


def _interactive(text: str, action: Body, content: Content) -> Body:
    header, footer = (shorten(each, _LONGEST_HEADER) for each in (content.header, content.footer))
    around: Body = {"header": {"type": "text", "text": header}} if header else {}
    if footer:
        around["footer"] = {"text": footer}
    return {"type": "interactive", "interactive": {"type": action["type"], "body": {"text": text}, **around, **action}}


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
