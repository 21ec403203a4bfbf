"""One conversation as a page of the reception shows it: guest, brief, quotes, reservations, cost, what was said."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attrs import frozen

from hotel_agent.application import staff_room
from hotel_agent.application.touched import Touched
from hotel_agent.application.transcript import Speaker
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.conversations.staff_tasks import StaffTask
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.entrypoints.http.amounts import Amount, amount_of, room_name
from hotel_agent.entrypoints.http.drafted import DRAFT, DraftLine, draft_line


@frozen(kw_only=True)
class SaidLine:
    """One thing said or done: by the `guest`, the `desk`, `staff`, or as a `note` no guest sees."""

    at: str
    speaker: str
    by: str
    what: str
    text: str
    fate: str


@frozen(kw_only=True)
class Guest:
    """Who the guest is, as far as it is known."""

    name: str
    phone: str
    email: str


@frozen(kw_only=True)
class RoomLine:
    """A room of a type, and who sleeps in it."""

    type: str
    name: str
    adults: int
    child_ages: list[int]


@frozen(kw_only=True)
class QuoteLine:
    """A price on the table. `standing`: `shown` in a list, `put` to the guest for a yes, `accepted` while a name or a
    contact is missing, `expired`, or `withdrawn` when a person took over: nobody can accept it any more."""

    id: str
    standing: str
    rooms: list[RoomLine]
    rate_plan: str
    arrival: str
    departure: str
    nights: int
    total: Amount
    issued_at: str
    expires_at: str
    replaces: str | None


@frozen(kw_only=True)
class ReservationLine:
    """A reservation `made`, `changed` or `cancelled` here, or only `spoken_of`.

    `looked_up`: the book has just told it; otherwise it is as it was told here last, or known by its number alone.
    """

    number: str
    parts: list[str]
    looked_up: bool
    state: str
    rooms: list[RoomLine]
    arrival: str | None
    departure: str | None
    nights: int | None
    total: Amount | None
    penalty: Amount | None


@frozen(kw_only=True)
class Cost:
    """For how many messages the channel charges, for how many it does not, and as what it counts those it charges."""

    charged: int
    free: int
    categories: dict[str, int]


@frozen(kw_only=True)
class Consent:
    """Whether the house may write of its own accord here, and what the guest asked for. None: they did not."""

    may_write_unasked: bool
    stopped_at: str | None
    allowed_again_at: str | None
    erasure_asked_at: str | None


@frozen(kw_only=True)
class NoteLine:
    """What one of you wrote down for the others."""

    at: str
    by: str
    text: str


@frozen(kw_only=True)
class TaskLine:
    """Something the guest asked for in the house: `open`, `done` or `cancelled`, who sees to it, who settled it."""

    number: int
    reason: str
    since: str
    text: str
    room: str
    state: str
    assigned: str
    settled_by: str
    settled_at: str | None


@frozen(kw_only=True)
class Sheet:
    """One conversation with all there is to know of it.

    `window_end`: until when the guest may be written to `freely`; `writable` says how they may be now: `freely`,
    `in_template` or `not_at_all`. `silent_until`: until when the machine leaves it to a person. `under_way`: what is on
    its way to the book.
    """

    id: str
    version: int
    standing: str
    since: str | None
    holder: str
    silent_until: str | None
    reason: str
    why: str
    property: str
    channel: str
    language: str
    guest: Guest
    window_end: str | None
    window_left_seconds: int | None
    writable: str
    brief: list[str]
    purpose: str
    under_way: str
    quotes: list[QuoteLine]
    reservations: list[ReservationLine]
    cost: Cost
    consent: Consent
    notes: list[NoteLine]
    tasks: list[TaskLine]
    draft: DraftLine | None
    said: list[SaidLine]


_ROOM = {"type": "double", "name": "Doble", "adults": 2, "child_ages": []}
_STAY = {"rooms": [_ROOM], "arrival": "2026-12-04", "departure": "2026-12-06", "nights": 2}
_TOTAL = {"amount": "236.80", "currency": "EUR"}
TASK: dict[str, Any] = {
    "number": 1,
    "reason": "service_request",
    "since": "2026-11-23T10:13:00+00:00",
    "text": "dos toallas más, por favor",
    "room": "204",
    "state": "open",
    "assigned": "luis",
    "settled_by": "",
    "settled_at": None,
}
EXAMPLE: dict[str, Any] = {
    "id": "5f0c7a1e9b3d4c62",
    "version": 7,
    "standing": "waiting",
    "since": "2026-11-23T10:15:00+00:00",
    "holder": "",
    "silent_until": "2026-11-23T22:15:00+00:00",
    "reason": "guest_asked",
    "why": "Piden hablar con una persona",
    "property": "marina",
    "channel": "whatsapp",
    "language": "es",
    "guest": {"name": "Maria Lima", "phone": "+447700900123", "email": ""},
    "window_end": "2026-11-24T10:09:00+00:00",
    "window_left_seconds": 85740,
    "writable": "freely",
    "brief": ["Doble del 4 al 6 de diciembre, dos adultos"],
    "purpose": "book",
    "under_way": "",
    "quotes": [
        {
            "id": "9b3d4c625f0c7a1e",
            "standing": "withdrawn",
            **_STAY,
            "rate_plan": "flexible",
            "total": _TOTAL,
            "issued_at": "2026-11-23T10:12:00+00:00",
            "expires_at": "2026-11-23T11:12:00+00:00",
            "replaces": None,
        }
    ],
    "reservations": [
        {
            "number": "Q7H8FJ",
            "parts": ["made"],
            "looked_up": True,
            "state": "confirmed",
            **_STAY,
            "total": _TOTAL,
            "penalty": None,
        }
    ],
    "cost": {"charged": 1, "free": 4, "categories": {"utility": 1}},
    "consent": {
        "may_write_unasked": True,
        "stopped_at": None,
        "allowed_again_at": None,
        "erasure_asked_at": None,
    },
    "notes": [{"at": "2026-11-23T10:16:00+00:00", "by": "luis", "text": "Viene cada año"}],
    "tasks": [TASK],
    "draft": DRAFT,
    "said": [
        {
            "at": "2026-11-23T10:14:00+00:00",
            "speaker": "guest",
            "by": "",
            "what": "",
            "text": "quiero hablar con una persona",
            "fate": "",
        }
    ],
}


def sheet_of(shown: staff_room.Shown) -> Sheet:
    """The conversation as it goes over the wire."""
    state, left = shown.conversation, None
    handover, known = state.handover, state.known
    if shown.window_end is not None:
        left = max(0, int((shown.window_end - shown.at).total_seconds()))
    return Sheet(
        id=state.id,
        version=shown.version,
        standing=shown.standing.value,
        since=_moment(shown.since),
        holder="" if handover is None else handover.by,
        silent_until=None if handover is None else _moment(handover.until),
        reason="" if handover is None else handover.reason.value,
        why=shown.why,
        property=state.property_id,
        channel=state.channel,
        language=state.language,
        guest=Guest(name=known.name or "", phone=known.phone or "", email=known.email or ""),
        window_end=_moment(shown.window_end),
        window_left_seconds=left,
        writable=shown.writable.value,
        brief=list(shown.brief),
        purpose=state.purpose or "",
        under_way="" if state.errand is None else state.errand.kind,
        quotes=list(_quotes(state, shown.at)),
        reservations=[_reservation(each) for each in shown.reservations],
        cost=_cost(shown.costs),
        consent=Consent(
            may_write_unasked=state.stopped_at is None,
            stopped_at=_moment(state.stopped_at),
            allowed_again_at=_moment(state.heard_again_at),
            erasure_asked_at=_moment(state.erasure_asked_at),
        ),
        notes=[
            NoteLine(at=each.at.isoformat(), by=each.by, text=each.text)
            for each in shown.said
            if each.speaker is Speaker.NOTE and not each.what
        ],
        tasks=[task_line(each) for each in state.tasks],
        draft=draft_line(shown.draft),
        said=[
            SaidLine(
                at=each.at.isoformat(),
                speaker=each.speaker.value,
                by=each.by,
                what=each.what,
                text=each.text,
                fate=each.fate,
            )
            for each in shown.said
        ],
    )


def task_line(task: StaffTask) -> TaskLine:
    """A task as it goes over the wire."""
    return TaskLine(
        number=task.number,
        reason=task.reason,
        since=task.since.isoformat(),
        text=task.text,
        room=task.room,
        state=task.state.value,
        assigned=task.assigned,
        settled_by=task.settled_by,
        settled_at=_moment(task.settled_at),
    )


def _quotes(state: Conversation, now: datetime) -> Iterator[QuoteLine]:
    for quote in state.quotes:
        if quote.expired(now):
            yield _quote(quote, "expired")
        elif quote.id == state.accepted:
            yield _quote(quote, "accepted")
        else:
            yield _quote(quote, "put" if quote.id == state.chosen else "shown")
    if state.handover is not None and state.handover.quote is not None:
        yield _quote(state.handover.quote, "withdrawn")


def _quote(quote: Quote, standing: str) -> QuoteLine:
    stay = quote.stay
    return QuoteLine(
        id=quote.id,
        standing=standing,
        rooms=[_room(each) for each in quote.offer.room_stays],
        rate_plan=quote.offer.rate_plan,
        arrival=stay.arrival.isoformat(),
        departure=stay.departure.isoformat(),
        nights=stay.night_count,
        total=amount_of(quote.total),
        issued_at=quote.issued_at.isoformat(),
        expires_at=quote.expires_at.isoformat(),
        replaces=quote.replaces,
    )


def _reservation(each: Touched) -> ReservationLine:
    known = each.reservation
    stay = None if known is None else known.stay
    return ReservationLine(
        number=each.number,
        parts=[part.value for part in each.parts],
        looked_up=each.looked_up,
        state="" if known is None else known.state.value,
        rooms=[] if known is None else [_room(room) for room in known.room_stays],
        arrival=None if stay is None else stay.arrival.isoformat(),
        departure=None if stay is None else stay.departure.isoformat(),
        nights=None if stay is None else stay.night_count,
        total=None if known is None else amount_of(known.total),
        penalty=None if each.penalty is None else amount_of(each.penalty),
    )


def _room(room: RoomStay) -> RoomLine:
    sleeps = room.occupancy
    return RoomLine(type=room.room_type, name=room_name(room), adults=sleeps.adults, child_ages=list(sleeps.child_ages))


def _cost(costs: tuple[MessageCost, ...]) -> Cost:
    charged, categories = [each for each in costs if each.billable], dict[str, int]()
    for each in charged:
        categories[each.category] = categories.get(each.category, 0) + 1
    return Cost(charged=len(charged), free=len(costs) - len(charged), categories=categories)


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
