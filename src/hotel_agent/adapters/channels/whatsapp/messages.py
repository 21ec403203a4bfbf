"""What each type of a guest's message means to the house (contract, 2.5)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, flag, identifier, number, table, words
from hotel_agent.domain.conversations.events import (
    Article,
    GuestChose,
    GuestEdited,
    GuestEvent,
    GuestFilledForm,
    GuestReacted,
    GuestRevoked,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSentSticker,
    GuestSentUnreadable,
    GuestWrote,
    Referral,
)
from hotel_agent.domain.ids import ChoiceToken, EventKey, ProviderId

_LONGEST_TEXT = 65_536
"""Code points. Meta names 4096; its own app lets guests write this much, and more is no message."""
_LONGEST_TOKEN = 256
_LONGEST_KIND = 64
_MOST_OF_ONE_ARTICLE = 1_000_000
_CAPTIONED = ("image", "video", "document")


class Common(TypedDict):
    """What every message of a guest has beside its content."""

    key: EventKey
    at: datetime
    sent_at: datetime
    reply_to: ProviderId | None
    forwarded: bool
    referral: Referral | None


Reader = Callable[[Json, Common], GuestEvent | None]
"""From a message to what the guest did; None when the content is not what its type promises."""


def common(message: Json, *, at: datetime, sent_at: datetime) -> Common:
    """What this message has beside its content."""
    context = table(message, "context")
    referral = table(message, "referral")
    return Common(
        key=EventKey(f"message:{identifier(message, 'id')}"),
        at=at,
        sent_at=sent_at,
        reply_to=_name(context, "id"),
        forwarded=flag(context, "forwarded") or flag(context, "frequently_forwarded"),
        referral=_referral(referral) if referral else None,
    )


def unreadable(message: Json, common: Common) -> GuestSentUnreadable:
    """Something the channel does not carry, or we do not know; with Meta's code, where it gives one."""
    kind = words(table(message, "unsupported"), "type") or words(message, "type")
    codes = [code for error in elements(message, "errors") if (code := number(error, "code")) is not None]
    return GuestSentUnreadable(**common, kind=kind[:_LONGEST_KIND], code=str(codes[0]) if codes else "")


def _text(message: Json, common: Common) -> GuestEvent | None:
    text = words(table(message, "text"), "body")
    return GuestWrote(**common, text=text) if text.strip() and len(text) <= _LONGEST_TEXT else None


def _interactive(message: Json, common: Common) -> GuestEvent | None:
    content = table(message, "interactive")
    match words(content, "type"):
        case "button_reply" | "list_reply" as kind:
            reply = table(content, kind)
            return _choice(words(reply, "id"), common, words(reply, "title"), words(reply, "description"))
        case "nfm_reply":
            return _form(table(content, "nfm_reply"), common)
        case _:
            return None


def _button(message: Json, common: Common) -> GuestEvent | None:
    """The answer to a template's button. Without our payload, what stood on the button is what the guest said."""
    content = table(message, "button")
    title = words(content, "text")
    if "payload" not in content and title.strip():
        return GuestWrote(**common, text=title)
    return _choice(words(content, "payload"), common, title)


def _choice(token: str, common: Common, title: str, description: str = "") -> GuestEvent | None:
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    return GuestChose(**common, token=ChoiceToken(token), title=title, description=description)


def _form(reply: Json, common: Common) -> GuestEvent | None:
    """A form's answers are JSON inside a text."""
    try:
        answers = json.loads(words(reply, "response_json"))
        inside = json.dumps(answers, sort_keys=True)
    except (ValueError, RecursionError):
        return None
    return GuestFilledForm(**common, name=words(reply, "name"), answers=inside) if isinstance(answers, dict) else None


def _media(message: Json, common: Common) -> GuestEvent | None:
    kind = words(message, "type")
    content = table(message, kind)
    media = _name(content, "id")
    if media is None:
        return None
    return GuestSentMedia(
        **common,
        kind="voice" if kind == "audio" and flag(content, "voice") else kind,
        media=media,
        mime_type=words(content, "mime_type"),
        digest=words(content, "sha256"),
        url=words(content, "url"),
        caption=words(content, "caption"),
        file_name=words(content, "filename"),
    )


def _sticker(message: Json, common: Common) -> GuestEvent | None:
    media = _name(table(message, "sticker"), "id")
    return None if media is None else GuestSentSticker(**common, media=media)


def _location(message: Json, common: Common) -> GuestEvent | None:
    """A place on Earth. 0/0 is one."""
    place = table(message, "location")
    latitude, longitude = number(place, "latitude"), number(place, "longitude")
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return GuestSentLocation(
        **common,
        latitude=_degrees(latitude),
        longitude=_degrees(longitude),
        name=words(place, "name"),
        address=words(place, "address"),
    )


def _contacts(message: Json, common: Common) -> GuestEvent | None:
    cards = elements(message, "contacts")
    names = (_full_name(table(card, "name")) for card in cards)
    return GuestSentContact(**common, names=tuple(name for name in names if name)) if cards else None


def _reaction(message: Json, common: Common) -> GuestEvent | None:
    reaction = table(message, "reaction")
    to = _name(reaction, "message_id")
    return None if to is None else GuestReacted(**common, to=to, emoji=words(reaction, "emoji"))


def _basket(message: Json, common: Common) -> GuestEvent | None:
    basket = table(message, "order")
    articles = [_article(item) for item in elements(basket, "product_items")]
    whole = tuple(article for article in articles if article is not None)
    if not whole or len(whole) != len(articles):
        return None
    return GuestSentBasket(**common, articles=whole, text=words(basket, "text"))


def _article(item: object) -> Article | None:
    name, quantity, price = words(item, "product_retailer_id"), number(item, "quantity"), number(item, "item_price")
    if not name or not isinstance(quantity, int) or not 0 < quantity <= _MOST_OF_ONE_ARTICLE:
        return None
    claimed = None if price is None else Decimal(str(price))
    return Article(name=name, quantity=quantity, claimed_price=claimed, currency=words(item, "currency"))


def _edit(message: Json, common: Common) -> GuestEvent | None:
    """New words for an earlier message: its text, or the caption of what it shows."""
    edit = table(message, "edit")
    original = _name(edit, "original_message_id")
    if original is None:
        return None
    inner = table(edit, "message")
    captions = (words(table(inner, kind), "caption") for kind in _CAPTIONED)
    text = words(table(inner, "text"), "body") or "".join(captions)
    return GuestEdited(**common, original=original, text=text)


def _revoke(message: Json, common: Common) -> GuestEvent | None:
    original = _name(table(message, "revoke"), "original_message_id")
    return None if original is None else GuestRevoked(**common, original=original)


def _referral(referral: Json) -> Referral:
    return Referral(
        source=words(referral, "source_id") or words(referral, "source_url"),
        click=words(referral, "ctwa_clid"),
        headline=words(referral, "headline"),
    )


def _full_name(name: Json) -> str:
    both = f"{words(name, 'first_name')} {words(name, 'last_name')}"
    return words(name, "formatted_name").strip() or both.strip()


def _degrees(value: float) -> str:
    """Degrees as decimal text, to the centimetre."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def _name(of: Json, name: str) -> ProviderId | None:
    found = identifier(of, name)
    return ProviderId(found) if found else None


READERS: Mapping[str, Reader] = {
    "text": _text,
    "interactive": _interactive,
    "button": _button,
    "image": _media,
    "video": _media,
    "audio": _media,
    "document": _media,
    "sticker": _sticker,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "order": _basket,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": unreadable,
}
"""Every type of message that is a guest's act, with its reader."""
