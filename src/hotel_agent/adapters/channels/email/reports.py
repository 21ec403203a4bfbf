"""What a mail system reports of a mail of ours: that it did not arrive (RFC 3464; contract, 7)."""

import re
from email import policy
from email.parser import BytesParser

from attrs import frozen

from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.events import DeliveryNoted
from hotel_agent.domain.ids import EffectKey, EventKey, ProviderId
from hotel_agent.ports.channel import RawRequest

_FIELD = re.compile(rb"^(action|status)\s*:\s*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_OURS = re.compile(rb"<([0-9a-f]{32})\.([0-9a-f]{16})@([^<>@\s]{1,190})>")
_LARGEST_REPORT = 200_000
"""Bytes of a report that are read."""


@frozen
class OwnName:
    """The Message-ID of a mail of ours: which command sent it, and in which thread."""

    key: EffectKey
    thread: str
    domain: str

    def __str__(self) -> str:
        return f"<{self.key}.{self.thread}@{self.domain}>"


def own_name(message_id: str) -> OwnName | None:
    """Which command of ours bears this Message-ID; None for one that is not of our making."""
    found = _OURS.fullmatch(message_id.encode("utf-8", "replace"))
    return OwnName(EffectKey(found[1].decode()), found[2].decode(), found[3].decode()) if found else None


@frozen
class Failure:
    """That a mail of ours will never arrive, and in which words of the mail system (RFC 3463)."""

    name: OwnName
    status: str

    @property
    def for_good(self) -> bool:
        """Whether no mail arrives there, not only this one."""
        return self.status.startswith("5")

    @property
    def cause(self) -> str:
        """For staff."""
        return f"bounced {self.status}".strip()


def failure(report: bytes) -> Failure | None:
    """What a report says of a mail of ours; None where it says less, or of no mail of ours.

    A mail that is only late is no failure: its system goes on trying.
    """
    raw = _unpacked(report[:_LARGEST_REPORT])
    found = next(iter(_OURS.finditer(raw)), None)
    if found is None:
        return None
    fields = {name.lower(): value.decode("utf-8", "replace").strip() for name, value in reversed(_FIELD.findall(raw))}
    status = _STATUS.search(fields.get(b"status", "")) or _STATUS.search(raw.decode("utf-8", "replace"))
    failed = fields.get(b"action", "").lower().startswith("failed")
    if not failed and not (b"action" not in fields and status is not None and status[1].startswith("5")):
        return None
    name = OwnName(EffectKey(found[1].decode()), found[2].decode(), found[3].decode())
    return Failure(name, status[1] if status else "")


def failed_delivery(request: RawRequest) -> DeliveryNoted | None:
    """That a mail of ours will never arrive, as an event."""
    found = failure(request.body)
    if found is None:
        return None
    return DeliveryNoted(
        key=EventKey(f"status:{found.name.key}:failed"),
        at=request.received_at,
        message=ProviderId(str(found.name)),
        effect=found.name.key,
        state=DeliveryState.FAILED,
        error=found.cause,
        hindrance=Hindrance.DOOR,
    )


def _unpacked(raw: bytes) -> bytes:
    """The report with its parts as they read, and as they came: our name may stand in any of them."""
    try:
        parts = [part.get_payload(decode=True) for part in BytesParser(policy=policy.compat32).parsebytes(raw).walk()]
    except Exception:  # noqa: BLE001 - a broken report is searched as it came
        parts = []
    return b"\n".join([raw, *(part for part in parts if isinstance(part, bytes))])
