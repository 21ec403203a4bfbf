"""Everything that can happen to a conversation, as a closed union. What a query answered is an event too."""

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen, validators

from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance, MessageCost
from hotel_agent.domain.conversations.event import Event as Event  # noqa: PLC0414 - whoever knows events knows it
from hotel_agent.domain.conversations.other_doors import (
    CarriedOver,
    DoorsLinked,
    DoorsParted,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.conversations.staff_acts import StaffAct
from hotel_agent.domain.conversations.understanding import Understanding
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber, EffectKey, EventKey, ProviderId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.reservation import Cancellation, GuestContact, Reservation

# What guests do. `sent_at` is the channel's own time stamp.


@frozen(kw_only=True)
class Referral:
    """The advertisement, post or page at which the chat was opened: where it stands, and the name of the click.

    Of a page of the hotel, `click` is the page's own name for its visitor.
    """

    source: str = ""
    click: str = ""
    headline: str = ""


@frozen(kw_only=True)
class GuestEvent(Event):
    """Something a guest sent: perhaps in reply to a message, forwarded, or come from an advertisement."""

    sent_at: datetime
    unheard: bool = False
    """Something we were about to say had not been sent when this was kept: it cannot be an answer to that."""
    elsewhere: bool = False
    """It was sent to another app of the same account, which has the conversation; ours only listens."""
    reply_to: ProviderId | None = None
    forwarded: bool = False
    referral: Referral | None = None


@frozen(kw_only=True)
class GuestWrote(GuestEvent):
    """A guest wrote a text."""

    text: str


@frozen(kw_only=True)
class GuestChose(GuestEvent):
    """A guest pressed a button or picked a row. The token decides, never the title."""

    token: ChoiceToken
    title: str = ""
    description: str = ""


@frozen(kw_only=True)
class GuestSentMedia(GuestEvent):
    """A guest sent a picture, a video, a document or a voice note. The caption is text; the file name is untrusted.

    `digest` is the channel's word on the bytes (base64 of their SHA-256), `url` where they lie for some minutes.
    """

    kind: str = field(validator=validators.in_(("image", "video", "document", "voice", "audio")))
    media: ProviderId
    mime_type: str = ""
    digest: str = ""
    url: str = ""
    caption: str = ""
    file_name: str = ""


@frozen(kw_only=True)
class GuestSpoke(GuestEvent):
    """What a guest said in a voice note, as it was heard."""

    text: str
    media: ProviderId


@frozen(kw_only=True)
class GuestSentSticker(GuestEvent):
    """A guest sent a sticker: a feeling, not a question."""

    media: ProviderId


@frozen(kw_only=True)
class GuestSentLocation(GuestEvent):
    """A guest sent a place, in degrees as decimal text."""

    latitude: str
    longitude: str
    name: str = ""
    address: str = ""


@frozen(kw_only=True)
class GuestSentContact(GuestEvent):
    """A guest sent the card of a third person."""

    names: tuple[str, ...] = ()


@frozen(kw_only=True)
class GuestReacted(GuestEvent):
    """A guest put a sign on a message, or took it back (empty). It never confirms anything."""

    to: ProviderId
    emoji: str = ""


@frozen(kw_only=True)
class Article:
    """An article of a catalogue as a guest's device named it. What it claims as its price counts for nothing."""

    name: str
    quantity: int
    claimed_price: Decimal | None = None
    currency: str = ""


@frozen(kw_only=True)
class GuestSentBasket(GuestEvent):
    """A guest sent articles of a catalogue."""

    articles: tuple[Article, ...] = ()
    text: str = ""


@frozen(kw_only=True)
class GuestFilledForm(GuestEvent):
    """A guest filled in a form: its fields as they came, in JSON."""

    name: str = ""
    answers: str = "{}"


@frozen(kw_only=True)
class GuestSentUnreadable(GuestEvent):
    """A guest sent something that the channel does not carry."""

    kind: str = ""
    code: str = ""


@frozen(kw_only=True)
class GuestEdited(GuestEvent):
    """A guest changed the words of an earlier message."""

    original: ProviderId
    text: str = ""


@frozen(kw_only=True)
class GuestRevoked(GuestEvent):
    """A guest took an earlier message back."""

    original: ProviderId

    @property
    def message(self) -> EventKey:
        """The event that is taken back."""
        return EventKey(f"message:{self.original}")


@frozen(kw_only=True)
class GuestChangedIdentity(GuestEvent):
    """A guest's number or user id changed, by the channel's word. Each value as kind and value."""

    previous: tuple[tuple[str, str], ...] = ()
    current: tuple[tuple[str, str], ...] = ()
    kept_apart: bool = False
    """What they have now belongs to another guest of ours: who is who, a person has to find out."""


@frozen(kw_only=True)
class GuestErased(GuestEvent):
    """A guest wants what they wrote, and what is known of them by it, forgotten."""


@frozen(kw_only=True)
class GuestTurn(Event):
    """All a guest sent in one breath, oldest first. `decide` meets guests' events only in this form."""

    sent: tuple[GuestEvent, ...] = field(validator=validators.min_len(1))


# What time and the channel do


@frozen(kw_only=True)
class TimePassed(Event):
    """A moment we asked to be woken at has come. `about` says for what, as it was given to `WakeAt`."""

    about: str


@frozen(kw_only=True)
class DeliveryNoted(Event):
    """The channel says how far a message of ours got.

    `effect` is the command that sent it, when the channel returned it. `error` says for staff why it failed: the kind
    of failure and the channel's own code, as `window 131047`. `overtaken`: the message is known to have got further, or
    its failure is known already. `part`: it is one of several that say this, and not the last. `hindrance`: what stood
    in the way, where something else may be tried.
    """

    message: ProviderId
    effect: EffectKey | None = None
    state: DeliveryState
    error: str = ""
    cost: MessageCost | None = None
    overtaken: bool = False
    part: bool = False
    hindrance: Hindrance | None = None


@frozen(kw_only=True)
class StrangerWrote(Event):
    """Somebody else wrote into this guest's thread, from this address: for the hotel's people to read, and no guest."""

    sender: str = field(repr=False)
    text: str = field(default="", repr=False)


@frozen(kw_only=True)
class GuestAway(Event):
    """A guest's own machine answered one of our messages: they are away."""


# What queries answer


@frozen(kw_only=True)
class Understood(Event):
    """The guest's words, read."""

    understanding: Understanding


@frozen(kw_only=True)
class RoomsFound(Event):
    """What is free, and for how much. Empty: nothing is."""

    ask: Ask
    offers: tuple[Offer, ...]


@frozen(kw_only=True)
class NothingOffered(Event):
    """The book says no to this ask."""

    ask: Ask
    refusal: Refusal


@frozen(kw_only=True)
class ReservationsFound(Event):
    """The reservations that match. Empty: none does."""

    by: ConfirmationNumber | GuestContact
    reservations: tuple[Reservation, ...]


@frozen(kw_only=True)
class BookSilent(Event):
    """The hotel's book did not answer a query."""


@frozen(kw_only=True)
class DeskFailed(Event):
    """We cannot go on by ourselves: a rule of ours broke, a reader is silent, or a turn took more than it may."""


Answered = Understood | RoomsFound | NothingOffered | ReservationsFound | BookSilent | DeskFailed
"""What the queries of a turn came to, within that turn."""


# What commands came to


@frozen(kw_only=True)
class Outcome(Event):
    """What a command came to. `effect` is the command's key."""

    effect: EffectKey


@frozen(kw_only=True)
class Booked(Outcome):
    """The reservation stands in the book."""

    reservation: Reservation


@frozen(kw_only=True)
class BookRefused(Outcome):
    """The book did not make the reservation."""

    refusal: Refusal


@frozen(kw_only=True)
class Modified(Outcome):
    """The reservation was changed as quoted."""

    reservation: Reservation


@frozen(kw_only=True)
class ModifyRefused(Outcome):
    """The reservation stays as it was."""

    refusal: Refusal


@frozen(kw_only=True)
class Cancelled(Outcome):
    """The reservation is cancelled."""

    cancellation: Cancellation


@frozen(kw_only=True)
class CancelRefused(Outcome):
    """The reservation was not cancelled."""

    refusal: Refusal


@frozen(kw_only=True)
class NotHeard(Outcome):
    """A voice note could not be made out."""


@frozen(kw_only=True)
class GivenUp(Outcome):
    """A command was tried as often as it may be, or its outcome stayed unknown: a person has to look."""

    command: str
    cause: str = ""


@frozen(kw_only=True)
class LinkRefused(Outcome):
    """The doors were not linked."""

    refusal: Refusal


Happening = (
    GuestTurn
    | StaffAct
    | TimePassed
    | DeliveryNoted
    | StrangerWrote
    | GuestAway
    | WillingnessNoted
    | Answered
    | Booked
    | BookRefused
    | Modified
    | ModifyRefused
    | Cancelled
    | CancelRefused
    | NotHeard
    | LinkCodeMade
    | LinkRefused
    | LinkCodeAsked
    | DoorsLinked
    | DoorsParted
    | CarriedOver
    | GivenUp
)
"""Everything `decide` can meet. Guests' events come to it folded into a `GuestTurn`."""
