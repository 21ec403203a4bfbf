"""What guests attach, fetched again from the mailbox and checked, to be kept for staff (contract, 6)."""

from email import policy
from email.parser import BytesParser

from hotel_agent.adapters.channels.email.body import attached_at, seal_of
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

LARGEST = 16 * 1024 * 1024
"""Bytes of one attachment that are kept."""
WANTED = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/heic", "image/heif", "text/plain", "text/calendar"}
)
"""What is kept. Everything else stays in the mailbox, for staff to open there, or not."""


def attachment(raw: bytes, place: int, digest: str) -> Media | Refusal:
    """What is attached at this place of a mail; or why it is not kept. Never raises."""
    try:
        found = attached_at(BytesParser(policy=policy.compat32).parsebytes(raw), place)
    except Exception:  # noqa: BLE001 - whatever bytes do to their reader, what cannot be read is not there
        found = None
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    kind, content = found
    if len(content) > LARGEST:
        return Refusal(Reason.TOO_LARGE, limit=LARGEST)
    if digest and seal_of(content) != digest:
        return Refusal(Reason.BAD_REQUEST, detail="it is not what was announced")
    if kind not in WANTED:
        return Refusal(Reason.BAD_REQUEST, detail="it is of a kind that is not kept")
    return Media(mime_type=kind, content=content)
