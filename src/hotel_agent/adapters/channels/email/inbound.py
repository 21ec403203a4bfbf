"""A mail as events. Pure and total: whatever the bytes say, it never raises.

What gets no automatic answer is kept whole as `Unparsed`, with the reason, for staff.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from attrs import field, frozen

from hotel_agent.adapters.channels.email.authentication import Sender, sender_of
from hotel_agent.adapters.channels.email.automatic import (
    SAID,
    Unanswered,
    is_a_report,
    is_of_the_desk,
    says_away,
    why_unanswered,
)
from hotel_agent.adapters.channels.email.envelope import Envelope, Folder, ShownChoice
from hotel_agent.adapters.channels.email.mail import Mail, read
from hotel_agent.adapters.channels.email.reports import failed_delivery
from hotel_agent.adapters.channels.text import plain
from hotel_agent.domain.conversations.events import (
    GuestAway,
    GuestChose,
    GuestEvent,
    GuestSentMedia,
    GuestSentUnreadable,
    GuestWrote,
    StrangerWrote,
)
from hotel_agent.domain.conversations.staff_acts import StaffWrote
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import EventKey, ProviderId
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Admitted, Identity, Inbound, RawRequest, Unparsed

PROVEN = "email"
"""Whoever writes from this address, as their domain confirms."""
CLAIMED = "email_claimed"
"""Whoever says they write from this address: somebody else to us, with a conversation of their own."""

_NUMBER = re.compile(r"^\W{0,3}(\d{1,2})\W{0,3}$")


@frozen(kw_only=True)
class Place:
    """The mailbox a mail lay in, as far as reading it needs it."""

    own: Collection[str] = field(repr=False)
    ours: Collection[str] = field(repr=False)
    authserv_id: str = ""


def admitted(request: RawRequest, envelope: Envelope, place: Place) -> list[Admitted]:
    """Everything in this mail."""
    if envelope.unwilling is not None:
        return [_wants_silence(envelope, envelope.unwilling, request)]
    mail = read(request.body)
    if envelope.aside in {Unanswered.TOO_LARGE, Unanswered.BROKEN}:
        return [_aside(mail, envelope, envelope.aside)]
    if envelope.folder is Folder.SENT:
        return list(_staff_wrote(mail, envelope, request))
    if is_a_report(mail) and (failed := failed_delivery(request)) is not None:
        return [Inbound(account=envelope.account, event=failed, payload=mail.shown())]
    reason = why_unanswered(mail, own=place.own, ours=place.ours) or envelope.aside
    if reason is None:
        return list(_guest_wrote(mail, envelope, request, place))
    if reason is Unanswered.STRANGER and envelope.owner is not None and mail.sender is not None:
        return [_stranger_wrote(mail, envelope, envelope.owner, request)]
    away = _guests_away(mail, envelope, request) if reason is Unanswered.AUTOMATIC and says_away(mail) else ()
    return [*away, _aside(mail, envelope, reason)]


def _wants_silence(envelope: Envelope, guest: Identity, request: RawRequest) -> Inbound:
    at, key = request.received_at, EventKey(f"willing:{envelope.name}")
    event = WillingnessNoted(key=key, at=at, told_at=at, wanted=False)
    return Inbound(account=envelope.account, event=event, identities=(guest,))


def _aside(mail: Mail, envelope: Envelope, reason: Unanswered) -> Unparsed:
    return Unparsed(
        key=EventKey(f"raw:{name_of(mail, envelope)}"),
        account=envelope.account,
        kind=f"mail:{reason.value}",
        cause=SAID[reason],
        payload=mail.shown(),
    )


def _stranger_wrote(mail: Mail, envelope: Envelope, owner: Identity, request: RawRequest) -> Inbound:
    """Somebody else in a guest's thread: shown to staff where they see that guest, and not taken for them."""
    event = StrangerWrote(
        key=EventKey(f"message:{name_of(mail, envelope)}"),
        at=request.received_at,
        sender=mail.sender.address if mail.sender else "",
        text=mail.said.new,
    )
    return Inbound(account=envelope.account, event=event, identities=(owner,), payload=mail.shown())


def _guests_away(mail: Mail, envelope: Envelope, request: RawRequest) -> Iterator[Inbound]:
    """A guest's machine answers that they are away: the house writes nothing of its own accord meanwhile."""
    for guest in envelope.guests:
        event = GuestAway(key=EventKey(f"away:{name_of(mail, envelope)}:{guest.kind}"), at=request.received_at)
        yield Inbound(account=envelope.account, event=event, identities=(guest,), payload=mail.shown())


def identity_of(mail: Mail, place: Place) -> Identity | None:
    """Who wrote it, as far as that is proven; None without a sender."""
    if mail.sender is None:
        return None
    proven = sender_of(mail, place.authserv_id) is Sender.PROVEN
    return Identity(PROVEN if proven else CLAIMED, mail.sender.address)


def media_name(message_id: str, place: int) -> ProviderId:
    """How what is attached at this place of a mail is called; `media_place` reads it again."""
    return ProviderId(f"{plain(message_id)}#{place}")


def media_place(media: ProviderId) -> tuple[str, int] | None:
    """The mail and the place in it that a name means; None where the mail has no name to be found by."""
    message_id, _, place = media.rpartition("#")
    return (message_id, int(place)) if message_id and place.isdecimal() else None


def name_of(mail: Mail, envelope: Envelope) -> str:
    """What a mail is known by: the provider's own name for it, else one made of what it says."""
    return plain(envelope.name) or mail.identity


def _guest_wrote(mail: Mail, envelope: Envelope, request: RawRequest, place: Place) -> Iterator[Inbound]:
    identity = identity_of(mail, place)
    if identity is None or mail.sender is None:
        return
    contacts = (GuestContact(ContactKind.EMAIL, identity.value),) if identity.kind == PROVEN else ()
    for event in _events(mail, envelope, request.received_at):
        yield Inbound(
            account=envelope.account,
            event=event,
            identities=(identity,),
            profile_name=mail.sender.name,
            contacts=contacts,
            payload=mail.shown(),
        )


def _events(mail: Mail, envelope: Envelope, received_at: datetime) -> Iterator[GuestEvent]:
    name, sent_at = name_of(mail, envelope), envelope.sent_at(received_at)
    key = EventKey(f"message:{name}")
    reply_to = ProviderId(mail.answered[-1]) if mail.answered else None
    words, chosen = mail.words, _chosen(mail.said.new, envelope.choices)
    if chosen is not None:
        yield GuestChose(
            key=key, at=received_at, sent_at=sent_at, reply_to=reply_to, token=chosen.token, title=chosen.title
        )
    elif words.strip():
        yield GuestWrote(key=key, at=received_at, sent_at=sent_at, reply_to=reply_to, text=words)
    elif not mail.body.attachments:
        yield GuestSentUnreadable(key=key, at=received_at, sent_at=sent_at, reply_to=reply_to, kind="empty mail")
    for each in mail.body.attachments:
        yield GuestSentMedia(
            key=EventKey(f"{key}:{each.place}"),
            at=received_at,
            sent_at=sent_at,
            kind=each.kind,
            media=media_name(mail.message_id, each.place),
            mime_type=each.mime_type,
            digest=each.digest,
            file_name=each.name,
        )


def _chosen(text: str, choices: tuple[ShownChoice, ...]) -> ShownChoice | None:
    """The choice of our last mail that an answer names: by its words, or by its number where there are several.

    Whoever answers "2" to "1" and "2", one below the other, means the words.
    """
    said = " ".join(text.split()).strip(".!").casefold()
    named = next((each for each in choices if said and " ".join(each.title.split()).casefold() == said), None)
    number = _NUMBER.match(text)
    if named is None and number and len(choices) > 1 and 1 <= int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1]
    return named


def _staff_wrote(mail: Mail, envelope: Envelope, request: RawRequest) -> Iterator[Inbound]:
    """Somebody of the hotel wrote to guests from the mailbox: the machine steps back. Other mail is passed over."""
    if is_of_the_desk(mail):
        return
    for guest in envelope.guests:
        key = EventKey(f"staff:{name_of(mail, envelope)}:{guest.kind}:{guest.value}")
        event = StaffWrote(key=key, at=request.received_at, text=mail.said.new)
        yield Inbound(account=envelope.account, event=event, identities=(guest,), payload=mail.shown())
