"""The body of a mail: its text, and what is attached to it. Whatever it holds, nothing here raises."""

import re
from base64 import b64encode
from collections.abc import Iterator
from email.message import Message
from hashlib import sha256

from attrs import field, frozen

from hotel_agent.adapters.channels.email.charsets import decoded
from hotel_agent.adapters.channels.email.head import one_line, readable
from hotel_agent.adapters.channels.email.markup import text_of
from hotel_agent.adapters.channels.email.quotes import is_a_stub
from hotel_agent.adapters.channels.text import plain

MOST_ATTACHMENTS = 30
_DEEPEST = 20
_MOST_PARTS = 500
_LONGEST_NAME = 120
_ORNAMENT = 20 * 1024
"""Bytes. A smaller picture inside the text is part of somebody's signature (contract, 6)."""
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,90}")
_SNIFFED = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"MZ", "application/x-msdownload"),
)
"""What bytes begin with, and what they then are, whatever they are called."""


@frozen(kw_only=True)
class Attachment:
    """Something attached: its name, cleaned, and what it is by its own bytes, else by what is said of it."""

    name: str = field(repr=False)
    mime_type: str
    size: int
    digest: str
    """Base64 of its SHA-256."""
    place: int
    """Which part of the mail it is, counted from 0."""

    @property
    def kind(self) -> str:
        """In the words of the house."""
        family = self.mime_type.partition("/")[0]
        return family if family in {"image", "video", "audio"} else "document"


@frozen(kw_only=True)
class Body:
    """What a mail says and brings."""

    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    types: frozenset[str] = frozenset()
    """The types of all its parts, `multipart/…` among them."""


def body_of(message: Message) -> Body:
    """The text for people, the plain one unless it says nothing, and what else there is."""
    parts = [(place, part) for place, part in enumerate(_parts(message))]
    attached = [(place, part) for place, part in parts if _is_attached(part)]
    shown = [part for place, part in parts if not _is_attached(part) and not part.is_multipart()]
    texts = [_text(part) for part in shown if content_type(part) == "text/plain"]
    text = "\n\n".join(each.strip() for each in texts if each.strip())
    if is_a_stub(text):
        pages = [text_of(_text(part)) for part in shown if content_type(part) == "text/html"]
        text = "\n\n".join(each for each in pages if each) or text
    found = [_attachment(place, part) for place, part in attached]
    return Body(
        text=plain(text),
        attachments=tuple(each for each in found if each is not None)[:MOST_ATTACHMENTS],
        types=frozenset(content_type(part) for _, part in parts),
    )


def attached_at(message: Message, place: int) -> tuple[str, bytes] | None:
    """What is attached at this place, and what it is by its bytes; None where nothing is."""
    part = next((part for at, part in enumerate(_parts(message)) if at == place and _is_attached(part)), None)
    if part is None:
        return None
    raw = _bytes(part)
    return _kind_of(part, raw), raw


def seal_of(raw: bytes) -> str:
    """Base64 of the SHA-256 of these bytes."""
    return b64encode(sha256(raw).digest()).decode()


def content_type(part: Message) -> str:
    """What a part says it is; `text/plain` where that cannot be read."""
    said = _parameterless(part, "content-type") or "text/plain"
    return said if _TOKEN.fullmatch(said) else "text/plain"


def _parts(message: Message) -> Iterator[Message]:
    """The parts from the outside in. What is forwarded whole is one attachment: it is not looked into."""
    level = [message]
    seen = 0
    for _ in range(_DEEPEST):
        inner: list[Message] = []
        for part in level:
            seen += 1
            if seen > _MOST_PARTS:
                return
            yield part
            payload = part.get_payload()
            if isinstance(payload, list) and content_type(part).startswith("multipart/"):
                inner += [each for each in payload if isinstance(each, Message)]
        level = inner


def _is_attached(part: Message) -> bool:
    kind = content_type(part)
    if kind.startswith("multipart/"):
        return False
    disposition = _parameterless(part, "content-disposition")
    return disposition == "attachment" or kind not in {"text/plain", "text/html"} or bool(_name(part))


def _attachment(place: int, part: Message) -> Attachment | None:
    raw = _bytes(part)
    kind = _kind_of(part, raw)
    inside = _parameterless(part, "content-disposition") == "inline" or "content-id" in part
    if inside and kind.startswith("image/") and len(raw) < _ORNAMENT:
        return None
    name = _name(part) or f"attachment {place}"
    return Attachment(name=name, mime_type=kind, size=len(raw), digest=seal_of(raw), place=place)


def _kind_of(part: Message, raw: bytes) -> str:
    return next((kind for beginning, kind in _SNIFFED if raw.startswith(beginning)), content_type(part))


def _text(part: Message) -> str:
    text = decoded(_bytes(part), str(_parameter(part, "charset") or ""))
    return _flowed(part, text) if content_type(part) == "text/plain" else text


def _flowed(part: Message, text: str) -> str:
    """Lines that were broken only for the way (RFC 3676) are one line again."""
    if str(_parameter(part, "format") or "").lower() != "flowed":
        return text
    joiner = "" if str(_parameter(part, "delsp") or "").lower() == "yes" else " "
    lines: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        shown = line if quoted else line.removeprefix(" ")
        soft = shown.endswith(" ") and shown != "-- "
        kept = shown.rstrip(" ") if soft else shown
        if open_line and not quoted:
            lines[-1] += joiner + kept
        else:
            lines.append(kept)
        open_line = soft and not quoted
    return "\n".join(lines)


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - broken encodings raise in many ways
        payload = None
    if isinstance(payload, bytes):
        return payload
    whole = part.get_payload()
    inner = whole[0] if isinstance(whole, list) and whole else None
    try:
        return inner.as_bytes() if isinstance(inner, Message) else str(whole).encode("utf-8", "replace")
    except Exception:  # noqa: BLE001 - what cannot be written again is named by what can be seen of it
        return repr(whole)[:1000].encode("utf-8", "replace")


def _parameterless(part: Message, name: str) -> str:
    """The value of a header without its parameters, in lower case."""
    return next(
        (str(value).partition(";")[0].strip().lower() for each, value in _raw(part) if each.lower() == name), ""
    )


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except Exception:  # noqa: BLE001 - as above
        return ""
    return value[2] if isinstance(value, tuple) else str(value or "")


def _name(part: Message) -> str:
    """The name of a file as it may be shown: no path, no controls, not too long."""
    try:
        said = str(part.get_filename() or "")
    except Exception:  # noqa: BLE001 - as above
        said = ""
    shown = one_line(readable(said)).replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub("_", shown).strip(". ")[-_LONGEST_NAME:]


def _raw(part: Message) -> Iterator[tuple[str, object]]:
    yield from part.raw_items()
