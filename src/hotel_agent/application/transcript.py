"""What was said in a conversation, by whom, in its sequence: by the guest, the machine and the hotel's people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from hotel_agent.application.together import is_said_by_another
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import PassOn, SayOtherwise, Spoken
from hotel_agent.domain.conversations.events import (
    Event,
    GuestChangedIdentity,
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
    GuestSpoke,
    GuestWrote,
    Referral,
    StrangerWrote,
)
from hotel_agent.domain.conversations.staff_acts import (
    StaffAssigned,
    StaffBlocked,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffUnblocked,
    StaffWrote,
    TaskAssigned,
    TaskSettled,
)
from hotel_agent.domain.conversations.staff_buttons import StaffButton
from hotel_agent.ports.channel import ContentChoice
from hotel_agent.ports.rows import CommandState, InboxRow, OutboxRow

_WITHOUT_WORDS: dict[type[GuestEvent], str] = {
    GuestChose: "pressed",
    GuestSpoke: "voice, as it was heard",
    GuestEdited: "corrected",
    GuestRevoked: "took a message back",
    GuestSentContact: "a contact card",
    GuestSentBasket: "a basket",
    GuestSentSticker: "a sticker",
    GuestChangedIdentity: "has another number",
}
"""What was sent beside words, or instead of them."""


class Speaker(Enum):
    """Who said it."""

    GUEST = "guest"
    DESK = "desk"
    """The machine."""
    STAFF = "staff"
    NOTE = "note"
    """Somebody of the hotel, to the others: no guest ever sees it."""


@frozen(kw_only=True)
class Said:
    """One thing said or done. `what` says of what has no words what it was, as `image` or `took over`."""

    at: datetime
    speaker: Speaker
    by: str = ""
    """Who of the hotel."""
    text: str = field(default="", repr=False)
    what: str = ""
    fate: str = ""
    """What became of a message of ours: `waits`, `sent`, `delivered`, `read`, `failed`, `not sent`, `held back`."""


def transcript(happened: Sequence[InboxRow], commands: Sequence[OutboxRow]) -> tuple[Said, ...]:
    """All of it, the earliest first. What we said stands where it was decided, or where it was tried last."""
    heard = [said for row in happened if (said := _heard(row.event, row.received_at)) is not None]
    return tuple(sorted((*_came_from(happened), *heard, *_ours(commands)), key=lambda said: said.at))


def last_said(happened: Sequence[InboxRow]) -> str:
    """The guest's latest words, if there are any."""
    words = (_words(row.event) for row in reversed(happened) if isinstance(row.event, GuestEvent))
    return next((text for text in words if text.strip()), "")


def _came_from(happened: Sequence[InboxRow]) -> Iterator[Said]:
    """Where the guest came from, told before what they wrote first from there."""
    before: Referral | None = None
    for row in happened:
        referral = row.event.referral if isinstance(row.event, GuestEvent) else None
        if referral is None or referral == before:
            continue
        before = referral
        visitor = f"visitor {referral.click}" if referral.click else ""
        told = "\n".join(part for part in (referral.headline, referral.source, visitor) if part)
        if told:
            yield Said(at=row.received_at, speaker=Speaker.NOTE, text=told, what="came from")


def _heard(event: Event, at: datetime) -> Said | None:
    match event:
        case GuestEvent():
            return Said(at=at, speaker=Speaker.GUEST, text=_words(event), what=_what(event))
        case StrangerWrote():
            return Said(at=at, speaker=Speaker.NOTE, by=event.sender, text=event.text, what="somebody else wrote")
        case StaffWrote():
            return Said(at=at, speaker=Speaker.STAFF, text=event.text)
        case StaffNoted():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, text=event.text)
        case StaffTookOver():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, what="took over")
        case _:
            return _acted(event, at)


def _acted(event: Event, at: datetime) -> Said | None:
    """What somebody of the hotel did with the conversation, beside words."""
    match event:
        case StaffAssigned():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, text=event.to, what="assigned to")
        case StaffReleased():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, what="released")
        case StaffBlocked():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, what="blocked")
        case StaffUnblocked():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, what="unblocked")
        case TaskAssigned():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, text=event.to, what=f"task {event.task} assigned to")
        case TaskSettled():
            return Said(at=at, speaker=Speaker.NOTE, by=event.by, what=f"task {event.task} {event.became.value}")
        case _:
            return None


def _ours(commands: Sequence[OutboxRow]) -> Iterator[Said]:
    latest: datetime | None = None
    for row in commands:
        if not isinstance(row.command, Spoken) or is_said_by_another(row):
            continue
        # What is said goes in its sequence, however often an earlier piece was tried again.
        latest = row.due_at if latest is None else max(latest, row.due_at)
        if isinstance(row.command, PassOn):
            passed = row.command
            speaker = Speaker.STAFF if passed.by else Speaker.DESK
            text = passed.text if row.content is None else row.content.text
            # In a template they were left out.
            shown = () if row.receipt is not None and row.receipt.in_template else passed.buttons
            yield Said(at=latest, speaker=speaker, by=passed.by, text=_with_pressed(text, shown), fate=_fate(row))
        elif row.content is not None:
            text = _with_pressed(row.content.text, row.content.choices)
            yield Said(at=latest, speaker=Speaker.DESK, text=text, fate=_fate(row))
        else:
            again = isinstance(row.command, SayOtherwise)
            yield Said(at=latest, speaker=Speaker.DESK, what="it again" if again else "a reply", fate=_fate(row))


def _with_pressed(text: str, shown: Sequence[ContentChoice | StaffButton]) -> str:
    """The words, and below them what could be pressed."""
    return "\n".join((text, *(f"[{each.title}]" for each in shown)))


def _fate(row: OutboxRow) -> str:
    if row.delivery is not None:
        return "sent" if row.delivery is DeliveryState.ACCEPTED else row.delivery.value
    if row.state is CommandState.WAITING:
        return "waits"
    if row.state is CommandState.GIVEN_UP:
        return "not sent"
    return "sent" if row.receipt is not None else "held back"


def _words(event: Event) -> str:
    match event:
        case GuestWrote() | GuestSpoke() | GuestEdited() | GuestSentBasket():
            return event.text
        case GuestSentMedia():
            return event.caption
        case GuestChose():
            return event.title
        case _:
            return ""


def _what(event: GuestEvent) -> str:
    match event:
        case GuestWrote():
            return "" if event.text else "withdrawn"
        case GuestSentMedia():
            return event.kind
        case GuestReacted():
            return f"reacted {event.emoji}".strip()
        case GuestSentLocation():
            return " ".join(f"a place: {event.name} {event.latitude}, {event.longitude}".split())
        case GuestFilledForm():
            return f"a form {event.name}".strip()
        case _:
            return _WITHOUT_WORDS.get(type(event), "something nobody here can read")
