"""A signed post as events (contract, 2.2 to 2.7). Pure and total: whatever the bytes say, it never raises.

What cannot be understood is kept whole as `Unparsed`, and spoils nothing beside it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256

from attrs import evolve, frozen

from hotel_agent.adapters.channels.whatsapp.faults import NOT_USABLE, PARAMETERS, UNWANTED, Fault, fault_of
from hotel_agent.adapters.channels.whatsapp.fields import (
    Json,
    elements,
    identifier,
    moment,
    number,
    phone,
    table,
    words,
)
from hotel_agent.adapters.channels.whatsapp.identity import changed_identity
from hotel_agent.adapters.channels.whatsapp.messages import READERS, Common, common, unreadable
from hotel_agent.adapters.channels.whatsapp.people import Cards, Person, addressee, recipient, sender
from hotel_agent.adapters.channels.whatsapp.statuses import codes, delivery
from hotel_agent.domain.conversations.events import GuestEvent
from hotel_agent.domain.conversations.staff_acts import ControlPassed, StaffWrote
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import AccountId, EventKey, digest
from hotel_agent.ports.channel import Admitted, Inbound, Unparsed

_LONGEST_KIND = 512
"""Code points of a name of Meta's that we repeat in a cause."""
_DEEPEST = 64
"""Levels of nesting. Meta's bodies have ten; more would break who stores or reads them."""

_OTHER_OWNERS = frozenset({"ai_agent"})
"""Who has a conversation that is not ours, as Meta calls them; ours is the escalation."""

_NOTES = frozenset(
    {
        *("message_template_status_update", "message_template_quality_update", "template_category_update"),
        *("message_template_components_update", "template_components_update", "template_correct_category_detection"),
        *("phone_number_quality_update", "phone_number_name_update", "account_update", "account_alerts"),
        *("account_review_update", "business_capability_update", "security"),
        *("calls", "history", "smb_app_state_sync"),
        *("group_lifecycle_update", "group_participants_update", "group_settings_update", "group_status_update"),
    }
)
"""Fields that are understood and start no turn: news about the account (2.7)."""


_WISHES = {"stop": False, "resume": True}
"""Whether a guest wants messages they did not ask for, as Meta calls it."""
_GRAVE = frozenset({Fault.CONFIG, Fault.ACCOUNT, Fault.QUALITY})
"""What is wrong with the account, whoever the message was for."""


@frozen
class Place:
    """Where in a post something stands: whose it is, and when it came."""

    entry: str
    field: str
    account: AccountId | None
    at: datetime

    def unparsed(self, piece: object, kind: str, cause: str) -> Unparsed:
        """A piece that is kept as it is. The key is the same whenever and in whatever batch it comes again."""
        payload = _whole(piece)
        key = EventKey(f"raw:{digest(self.field, self.entry, payload)}")
        return Unparsed(key=key, account=self.account, owner=self.entry, kind=kind, cause=cause, payload=payload)

    def note(self, piece: object, cause: str) -> Unparsed:
        """A piece that is understood and concerns no conversation."""
        return self.unparsed(piece, "note", cause)


Element = Callable[[Json, Cards, Place], Iterator[Admitted]]
"""From one element of a list, and the cards beside it, to what it says."""


def read(body: bytes, received_at: datetime) -> list[Admitted]:
    """Everything a signed post says, in its sequence."""
    try:
        envelope: object = json.loads(body)
    except RecursionError:
        return [_not_read(body, "nested too deep")]
    except ValueError:
        return [_not_read(body, "not JSON")]
    if _is_deep(envelope):
        return [_not_read(body, "nested too deep")]
    place = Place("", "", None, received_at)
    if not isinstance(envelope, dict) or envelope.get("object") != "whatsapp_business_account":
        return [place.unparsed(envelope, "envelope", "not about a WhatsApp Business account")]
    if not isinstance(envelope.get("entry"), list):
        return [place.unparsed(envelope, "envelope", "without a list of entries")]
    return [admitted for entry in elements(envelope, "entry") for admitted in _entry(entry, received_at)]


def _entry(entry: object, at: datetime) -> Iterator[Admitted]:
    if not isinstance(entry, dict) or not isinstance(entry.get("changes"), list):
        yield Place("", "", None, at).unparsed(entry, "entry", "without a list of changes")
        return
    for change in elements(entry, "changes"):
        value = table(change, "value")
        # What another app of the number had comes one level deeper.
        value = {**value, **table(value, "standby")}
        account = identifier(table(value, "metadata"), "phone_number_id")
        place = Place(words(entry, "id"), words(change, "field"), AccountId(account) if account else None, at)
        yield from _change(change, value, place)


def _change(change: object, value: Json, place: Place) -> Iterator[Admitted]:
    if place.field == "messaging_handovers":
        yield from _control(value, place)
        return
    lists = _LISTS.get(place.field)
    if lists is None:
        known = place.field in _NOTES
        parts = (place.field, words(value, "event"), words(value, "message_template_name"))
        said = ": ".join(part[:_LONGEST_KIND] for part in parts if part)
        yield place.note(change, said) if known else place.unparsed(change, "field", "a field nobody reads")
    elif place.account is None:
        yield place.unparsed(change, place.field, "without the number it came in at: whose guest this is, nobody knows")
    elif not value.keys() & lists.keys():
        yield place.unparsed(change, place.field, "says nothing")
    else:
        cards = Cards.among(elements(value, "contacts"))
        for name, read_one in lists.items():
            if not isinstance(value.get(name, []), list):
                yield place.unparsed(value[name], name, "not a list")
            for element in elements(value, name):
                if isinstance(element, dict):
                    yield from read_one(element, cards, place)
                else:
                    yield place.unparsed(element, name, "not an object")


def _message(message: Json, cards: Cards, place: Place) -> Iterator[Admitted]:
    kind = words(message, "type")
    if not identifier(message, "id"):
        yield place.unparsed(message, "message", "without an id")
    elif "group_id" in message:
        yield place.note(message, "a message in a group")
    elif _is_silent(message):
        yield place.note(message, f"a message of type {kind}, to which nothing is said")
    else:
        sent_at = moment(message, "timestamp", otherwise=place.at)
        shared = common(message, at=place.at, sent_at=sent_at)
        yield from (_system if kind == "system" else _guests_act)(message, cards, place, shared)


def _guests_act(message: Json, cards: Cards, place: Place, shared: Common) -> Iterator[Admitted]:
    """What a guest did. What cannot be read comes as unreadable, so that the guest hears of it, and is kept beside."""
    person = sender(message, cards)
    if place.account is None or not person.identities:
        yield place.unparsed(message, "message", "without a sender")
        return
    kind = words(message, "type")
    read_type = READERS.get(kind)
    event = read_type(message, shared) if read_type else None
    yield Inbound(
        account=place.account,
        event=event or unreadable(message, shared),
        identities=person.identities,
        also=person.also,
        profile_name=person.profile_name,
        contacts=person.contacts,
        payload=_whole(message),
    )
    if event is None:
        why = "its content is not what its type promises" if read_type else "a type nobody knows"
        yield place.unparsed(message, "message", f"{kind[:_LONGEST_KIND]}: {why}")


def _system(message: Json, _cards: Cards, place: Place, shared: Common) -> Iterator[Admitted]:
    changed = changed_identity(message, shared)
    if changed is None or place.account is None:
        yield place.unparsed(message, "system", "neither a change of number nor of id, or of nobody named")
    else:
        event, identities = changed
        yield Inbound(account=place.account, event=event, identities=identities, payload=_whole(message))


def _is_silent(message: Json) -> bool:
    """Whether WhatsApp itself speaks here for a guest who has said nothing: a chat opened, calls allowed."""
    kind = words(message, "type")
    return kind == "request_welcome" or words(table(message, "interactive"), "type") == "call_permission_reply"


def _status(status: Json, _cards: Cards, place: Place) -> Iterator[Admitted]:
    event = delivery(status, place.at)
    if event is None or place.account is None:
        yield place.unparsed(status, "status", "of no message, or in a state nobody knows")
    else:
        person, failed = recipient(status), codes(status)
        yield Inbound(account=place.account, event=event, identities=person.identities, payload=_whole(status))
        if UNWANTED in failed and person.identities:
            yield from _willingness(event.key, person, place, status, wanted=False)
        if grave := [code for code in failed if fault_of(code) in _GRAVE or code in NOT_USABLE | PARAMETERS]:
            yield place.note({"status": event.message, "codes": grave}, "a message failed, and more will")


def _preference(told: Json, cards: Cards, place: Place) -> Iterator[Admitted]:
    """A guest told WhatsApp that they want messages like ours no longer, or again."""
    person = cards.person(identifier(told, "user_id"), phone(told, "wa_id"))
    wish, category = words(told, "value"), words(told, "category")
    if wish not in _WISHES or category not in {"", "marketing_messages"} or not person.identities:
        yield place.unparsed(told, "preference", "of nobody named, or of something we do not know")
    else:
        key = EventKey(digest(_whole(told)))
        yield from _willingness(key, person, place, told, wanted=_WISHES[wish])


def _willingness(key: EventKey, person: Person, place: Place, piece: Json, *, wanted: bool) -> Iterator[Inbound]:
    seconds = number(piece, "timestamp")
    written = {"timestamp": str(seconds)} if seconds is not None else piece
    told_at = moment(written, "timestamp", otherwise=place.at)
    if place.account is not None:
        yield Inbound(
            account=place.account,
            event=WillingnessNoted(key=EventKey(f"willing:{key}"), at=place.at, told_at=told_at, wanted=wanted),
            identities=person.identities,
            also=person.also,
            payload=_whole(piece),
        )


def _echo(message: Json, cards: Cards, place: Place) -> Iterator[Admitted]:
    """Somebody of the hotel wrote to a guest from the phone: whatever it was, the machine steps back."""
    name, person = identifier(message, "id"), addressee(message, cards)
    if not name or not person.identities or place.account is None:
        yield place.unparsed(message, "echo", "without an id or a guest")
        return
    text = words(table(message, "text"), "body") or words(table(message, words(message, "type")), "caption")
    yield Inbound(
        account=place.account,
        event=StaffWrote(key=EventKey(f"staff:{name}"), at=place.at, text=text),
        identities=person.identities,
        also=person.also,
        profile_name=person.profile_name,
        payload=_whole(message),
    )


def _standby(message: Json, cards: Cards, place: Place) -> Iterator[Admitted]:
    """A guest writes to another app of this number, which has the conversation: ours steps back, and listens."""
    name, person = identifier(message, "id"), sender(message, cards)
    if name:
        yield from _passed(message, EventKey(f"staff:standby:{name}"), person, place, to_us=False)
    for admitted in _message(message, cards, place):
        if isinstance(admitted, Inbound) and isinstance(admitted.event, GuestEvent):
            yield evolve(admitted, event=evolve(admitted.event, elsewhere=True))
        else:
            yield admitted


def _answered_elsewhere(message: Json, cards: Cards, place: Place) -> Iterator[Admitted]:
    """Another app of this number wrote to a guest: it has the conversation."""
    name, person = identifier(message, "id"), addressee(table(message, "message") or message, cards)
    if name and person.identities:
        yield from _passed(message, EventKey(f"control:{name}"), person, place, to_us=False)
    else:
        yield place.unparsed(message, "echo", "without an id or a guest")


def _control(value: Json, place: Place) -> Iterator[Admitted]:
    """Another app of this number gives a conversation to ours, or takes it.

    It names no metadata: the number is the one it was passed to, the guest the sender. Whom it comes from says nothing.
    """
    passed, told = table(value, "control_passed"), table(value, "sender")
    number = identifier(table(value, "recipient"), "phone_number_id")
    place = evolve(place, account=AccountId(number) if number else place.account)
    ids = identifier(told, "user_id"), phone(told, "phone_number") or phone(told, "wa_id")
    person = Cards.among(elements(value, "contacts")).person(*ids)
    if words(value, "type") != "control_passed" or place.account is None or not person.identities:
        yield place.unparsed(value, place.field, "neither a conversation passed on, nor whose it is")
    else:
        key = EventKey(f"control:{digest(_whole(value))}")
        to_us = words(passed, "new_owner_role") not in _OTHER_OWNERS
        yield from _passed(value, key, person, place, to_us=to_us)


def _passed(piece: Json, key: EventKey, person: Person, place: Place, *, to_us: bool) -> Iterator[Inbound]:
    if person.identities and place.account is not None:
        yield Inbound(
            account=place.account,
            event=ControlPassed(key=key, at=place.at, to_us=to_us),
            identities=person.identities,
            also=person.also,
            profile_name=person.profile_name,
            payload=_whole(piece),
        )


def _error(error: Json, _cards: Cards, place: Place) -> Iterator[Admitted]:
    yield place.note(error, "an error of the account, tied to no message")


_LISTS: Mapping[str, Mapping[str, Element]] = {
    "messages": {"messages": _message, "statuses": _status, "errors": _error},
    "smb_message_echoes": {"message_echoes": _echo},
    "user_preferences": {"user_preferences": _preference},
    "standby": {"messages": _standby, "message_echoes": _answered_elsewhere, "statuses": _status, "errors": _error},
}
"""The fields we read: for each, its lists and who reads one element."""


def _not_read(body: bytes, cause: str) -> Unparsed:
    """A post of which nothing can be kept but its size and digest."""
    seal = sha256(body).hexdigest()
    return Unparsed(key=EventKey(f"raw:{seal}"), kind="body", cause=cause, payload=f"sha256 {seal}, {len(body)} bytes")


def _whole(piece: object) -> str:
    return json.dumps(piece, sort_keys=True)


def _is_deep(whole: object) -> bool:
    """Whether it is nested deeper than anything Meta sends, found level by level."""
    level = [whole]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)
