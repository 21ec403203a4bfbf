"""What Meta takes in one message, checked the dull way, by the table in WhatsApp's contract, section 3."""

from collections.abc import Iterator


def complaints(body: object) -> list[str]:
    """Everything for which Meta would refuse this body; empty when it would take it."""
    if not isinstance(body, dict):
        return ["not an object"]
    return [*_frame(body), *_content(body)]


def _frame(body: dict[str, object]) -> Iterator[str]:
    if body.get("messaging_product") != "whatsapp":
        yield "messaging_product is not whatsapp"
    if not body.get("to") and not body.get("recipient"):
        yield "neither to nor recipient"
    if len(str(body.get("biz_opaque_callback_data", ""))) > 512:
        yield "biz_opaque_callback_data is longer than 512"


def _content(body: dict[str, object]) -> Iterator[str]:
    match body:
        case {"type": "text", "text": {"body": str(text)}}:
            yield from _between(1, text, 4096, "text.body")
        case {"type": "template", "template": {"name": str(), "language": {"code": str()}}}:
            yield from ()
        case {"type": "reaction", "reaction": {"message_id": str(), "emoji": str()}}:
            yield from ()
        case {"type": "location", "location": {"latitude": int() | float(), "longitude": int() | float()}}:
            yield from ()
        case {"type": "image" | "video" | "audio" | "document" | "sticker" as kind, **rest}:
            yield from _media(kind, rest.get(kind))
        case {"type": "interactive", "interactive": {"body": {"text": str(text)}, **interactive}}:
            yield from _between(1, text, 1024, "interactive.body.text")
            yield from _around(interactive)
            yield from _interactive(interactive)
        case _:
            yield f"type {body.get('type')!r} without its content"


def _media(kind: str, medium: object) -> Iterator[str]:
    if not isinstance(medium, dict) or not (medium.get("link") or medium.get("id")):
        yield f"{kind} without a link or an id"
    elif "caption" in medium:
        yield from _between(1, str(medium["caption"]), 1024, "caption")
        if kind in {"audio", "sticker"}:
            yield f"{kind} with a caption"


def _around(interactive: dict[object, object]) -> Iterator[str]:
    for name in ("header", "footer"):
        around = interactive.get(name)
        if isinstance(around, dict):
            yield from _between(1, str(around.get("text", "")), 60, name)


def _interactive(interactive: dict[object, object]) -> Iterator[str]:
    match interactive:
        case {
            "type": "cta_url",
            "action": {"name": "cta_url", "parameters": {"display_text": str(title), "url": str()}},
        }:
            yield from _between(1, title, 20, "display_text")
        case {"type": "location_request_message", "action": {"name": "send_location"}}:
            yield from ()
        case {"type": "request_contact_info", "action": {"name": "request_contact_info"}}:
            yield from ()
        case {"type": "button", "action": {"buttons": [*buttons]}}:
            yield from _between(1, buttons, 3, "buttons")
            yield from _distinct([button["reply"]["title"] for button in buttons], "button titles")
            yield from _distinct([button["reply"]["id"] for button in buttons], "button ids")
            for button in buttons:
                if button["type"] != "reply":
                    yield "a button that is no reply"
                yield from _between(1, button["reply"]["title"], 20, "button title")
                yield from _between(1, button["reply"]["id"], 256, "button id")
        case {"type": "list", "action": {"button": str(opener), "sections": [*sections]}}:
            rows = [row for section in sections for row in section["rows"]]
            yield from _between(1, opener, 20, "opening button")
            yield from _between(1, sections, 10, "sections")
            yield from _between(1, rows, 10, "rows")
            yield from _distinct([row["id"] for row in rows], "row ids")
            if len(sections) > 1 and not all(section.get("title") for section in sections):
                yield "several sections, and one without a title"
            for row in rows:
                yield from _between(1, row["title"], 24, "row title")
                yield from _between(1, row["id"], 200, "row id")
                yield from _between(1, row.get("description", "-"), 72, "row description")
        case _:
            yield "an interactive of no known kind"


def _between(least: int, what: str | list[object], most: int, name: str) -> Iterator[str]:
    if not least <= len(what) <= most:
        yield f"{name}: {len(what)}, expected {least} to {most}"


def _distinct(what: list[str], name: str) -> Iterator[str]:
    if len(set(what)) != len(what):
        yield f"{name} are not distinct"
