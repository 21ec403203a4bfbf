"""What a decision wants done: queries change nothing outside, commands change the world or say something."""

from datetime import datetime

from attrs import field, frozen

from hotel_agent.domain.conversations.delivery import Hindrance
from hotel_agent.domain.conversations.replies import Part, Reply
from hotel_agent.domain.conversations.staff_buttons import StaffButton
from hotel_agent.domain.conversations.understanding import Reading
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, ProviderId
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, GuestContact


@frozen(kw_only=True)
class Understand:
    """Read these messages as one, in the sequence they were sent."""

    texts: tuple[str, ...] = field(repr=False)
    reading: Reading


@frozen(kw_only=True)
class SearchRooms:
    """Ask the book what is free."""

    ask: Ask


@frozen(kw_only=True)
class FindReservation:
    """Ask the book for reservations."""

    by: ConfirmationNumber | GuestContact


Query = Understand | SearchRooms | FindReservation


@frozen(kw_only=True)
class Book:
    """Make the reservation this quote describes."""

    quote: Quote
    booker: Booker


@frozen(kw_only=True)
class Modify:
    """Change this reservation into what the quote describes."""

    number: ConfirmationNumber
    quote: Quote


@frozen(kw_only=True)
class Cancel:
    """Cancel this reservation at the penalty the guest agreed to."""

    number: ConfirmationNumber
    penalty: Money


@frozen(kw_only=True)
class Say:
    """Say this to the guest.

    After a handover only its own notice is said, and the outcome of a command begun before it.
    """

    reply: Reply
    language: Language
    although_handed_over: bool = False
    sources: tuple[str, ...] = ()
    """For staff: the entries of knowledge it was taken from, each with its owner and date."""
    unanswered: tuple[str, ...] = ()
    """The topics of questions to which nobody wrote an answer: names of ours, never the guest's words."""
    unasked: bool = False
    """The house writes of its own accord: nobody waits for it, and where it cannot be sent it is left unsaid."""


@frozen(kw_only=True)
class PassOn:
    """Say to the guest, word for word, what somebody of the hotel wrote, or what could not be said at another door."""

    text: str = field(repr=False)
    by: str
    """Who of the hotel; empty for the house itself."""
    language: Language
    """The conversation's: where only a template may still be sent, it is sent in this."""
    buttons: tuple[StaffButton, ...] = ()
    """What the guest may press below it; left out where only a template may still be sent."""


@frozen(kw_only=True)
class SayOtherwise:
    """Say in another way what did not arrive: what was said by this effect, and what stood in its way.

    Only once, and only while it has not arrived after all. Where there is no other way, staff are told.
    """

    effect: EffectKey
    message: ProviderId
    hindrance: Hindrance
    noted_at: datetime
    part: bool = False
    """Whether it was one message of several, and not the last, that did not arrive."""


@frozen(kw_only=True)
class NotifyStaff:
    """Tell the hotel's people: why, and in a few lines what they need to know, worded in the hotel's own language.

    `reason` is one of `brief.REASONS`. `to` names one of those the hotel wants told; empty: nobody is named, and it is
    said aloud in the log.
    """

    reason: str
    lines: tuple[Part, ...] = field(default=(), repr=False)
    urgent: bool = False
    """Whether it cannot wait until somebody looks."""
    to: str = ""


@frozen(kw_only=True)
class WakeAt:
    """Come back at this moment, for this."""

    at: datetime
    about: str


@frozen(kw_only=True)
class KeepMedia:
    """Fetch what a guest sent and keep it safe; `hear` a voice note, so that what it says is answered.

    `digest` is the channel's word on the bytes, base64 of their SHA-256.
    """

    media: ProviderId
    kind: str
    mime_type: str = ""
    digest: str = ""
    sent_at: datetime
    hear: bool = False


@frozen(kw_only=True)
class SendLinkCode:
    """Make a code, and send it to this address if a guest of the house is known there. Nobody is told whether."""

    address: GuestContact = field(repr=False)
    asked_at: datetime


@frozen(kw_only=True)
class LinkDoors:
    """Know this guest and the one at this address as one: they showed the code that was sent there."""

    address: GuestContact = field(repr=False)


Spoken = Say | PassOn | SayOtherwise
"""What the guest reads: it goes out in the sequence in which it was decided."""

Command = Book | Modify | Cancel | Spoken | NotifyStaff | WakeAt | KeepMedia | SendLinkCode | LinkDoors


@frozen
class Ignore:
    """Nothing is done, for a reason that can be counted."""

    reason: str


Effect = Query | Command | Ignore
