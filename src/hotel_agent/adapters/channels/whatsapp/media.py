"""What guests send beside words, fetched in two steps and believed in nothing (contract, 3.4)."""

import hashlib
from base64 import b64decode
from binascii import Error
from urllib.parse import urlsplit

from hotel_agent.adapters.channels.whatsapp.faults import Fault, No
from hotel_agent.adapters.channels.whatsapp.fetching import FetchGate
from hotel_agent.adapters.channels.whatsapp.fields import number, words
from hotel_agent.adapters.channels.whatsapp.graph import Graph, StoreNo
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.domain.ids import AccountId, ProviderId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

_GONE = frozenset({100, 33})
"""Meta's codes for a name it does not know, or no longer."""
_TOO_MUCH = 429
"""The HTTP status of whoever asks too much."""

_LOOKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
)
"""Kinds that are kept, by how their bytes begin. What looks like nothing of this is not wanted: it may be a program."""


async def fetch(
    graph: Graph, gate: FetchGate, options: WhatsAppOptions, account: AccountId, name: ProviderId, *, digest: str
) -> Media | Refusal:
    """Ask where it lies, fetch it from there, and look at it. Raises Unavailable, Postponed where it must wait."""
    if not name.isalnum():
        return Refusal(Reason.NOT_FOUND, detail="no name of a medium")
    await gate.pass_through(account, name)
    told = await graph.ask(account, name, phone_number_id=account)
    if isinstance(told, No):
        said = f"WhatsApp does not tell where it lies: {told}"
        failure = gate.failed(account, said, too_much=told.fault is Fault.THROTTLE)
        if told.code in _GONE:
            return Refusal(Reason.NOT_FOUND, detail=str(told))
        raise failure
    url, size = words(told, "url"), number(told, "file_size")
    if not _is_metas(url, options):
        return Refusal(Reason.NOT_ALLOWED, detail="it lies at a host that is not Meta's; our token is not shown there")
    if size is not None and size > options.largest_media:
        return Refusal(Reason.TOO_LARGE, detail=f"{size} bytes")
    content = await graph.fetch(account, url, most=options.largest_media)
    if isinstance(content, StoreNo):
        said = f"WhatsApp's store does not give it out: {content}"
        raise gate.failed(account, said, too_much=content.status == _TOO_MUCH)
    gate.went_well(account, name)
    if content is None:
        return Refusal(Reason.TOO_LARGE, detail=f"more than {options.largest_media} bytes")
    if not all(_is_digest_of(content, each) for each in (digest, words(told, "sha256")) if each):
        return Refusal(Reason.BAD_REQUEST, detail="its bytes are not those that were announced")
    mime_type = look(content)
    if not mime_type:
        return Refusal(Reason.BAD_REQUEST, detail="of a kind nobody wants")
    return Media(mime_type=mime_type, content=content)


def look(content: bytes) -> str:
    """What these bytes are by their own look; empty for what is not kept."""
    return next((kind for at, sign, kind in _LOOKS if content[at : at + len(sign)] == sign), "")


def _is_metas(url: str, options: WhatsAppOptions) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    safe = parts.scheme == "https" or host == "127.0.0.1"
    return safe and parts.username is None and any(_is_under(host, each) for each in options.media_hosts)


def _is_under(host: str, allowed: str) -> bool:
    return host == allowed or host.endswith(f".{allowed}")


def _is_digest_of(content: bytes, digest: str) -> bool:
    """Whether this is their SHA-256, in hex or in base64."""
    actual = hashlib.sha256(content).digest()
    if digest.lower() == actual.hex():
        return True
    try:
        return b64decode(digest, validate=True) == actual
    except (Error, ValueError):
        return False
