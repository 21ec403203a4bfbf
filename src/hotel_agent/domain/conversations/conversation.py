"""A conversation: everything the house remembers between two messages, and nothing else."""

from datetime import date, datetime
from enum import Enum

from attrs import evolve, field, frozen

from hotel_agent.domain.conversations.staff_tasks import StaffTask, Tasks
from hotel_agent.domain.conversations.understanding import Aspect, Doubt, Question
from hotel_agent.domain.ids import (
    AccountId,
    ChoiceToken,
    ConfirmationNumber,
    ConversationId,
    ExtraId,
    GuestId,
    PropertyId,
    QuoteId,
    RatePlanId,
    RoomTypeId,
    TenantId,
)
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import GuestContact, Reservation


class HandoverReason(Enum):
    """Why a person takes the conversation. A closed list: staff filter by it."""

    GUEST_ASKED = "guest_asked"
    NOT_UNDERSTOOD = "not_understood"
    UNANSWERED = "unanswered"
    """The guest asks what nobody wrote down."""
    GROUP = "group"
    LONG_STAY = "long_stay"
    HOUSE_RULE = "house_rule"
    """The guest spoke of what the hotel leaves to its people."""
    COMPLAINT = "complaint"
    URGENT = "urgent"
    STAFF_TOOK_OVER = "staff_took_over"
    ANOTHER_APP = "another_app"
    OWN_FAILURE = "own_failure"
    OUTCOME_UNKNOWN = "outcome_unknown"
    BOOK_SILENT = "book_silent"
    UNDELIVERED = "undelivered"
    SHADOW = "shadow"
    """The hotel tries the machine out: it drafts, and people answer."""
    BLOCKED = "blocked"
    """Somebody of the hotel blocked the guest at this door: nobody answers until they are let in again."""


TAKING = (HandoverReason.STAFF_TOOK_OVER, HandoverReason.ANOTHER_APP, HandoverReason.BLOCKED)
"""Whoever has the conversation then took it, and knows of it."""


@frozen(kw_only=True)
class Handover:
    """A person has the conversation. Until released, or until nobody came for too long, the machine is silent."""

    reason: HandoverReason
    since: datetime
    until: datetime
    by: str = ""
    """Who of the hotel has it; empty while nobody took it, or nobody says who."""
    quote: Quote | None = None
    """What the guest was quoted last, for whoever goes on. Nobody can accept it any more."""
    asked: Question | None = None
    """What the guest was asked last and had not answered."""

    @property
    def taken(self) -> bool:
        """Whether somebody of the hotel came."""
        return bool(self.by) or self.reason in TAKING


class Standing(Enum):
    """Who has a conversation."""

    DESK = "desk"
    """The machine answers."""
    WAITING = "waiting"
    """A person is wanted, and nobody took it yet."""
    STAFF = "staff"
    """Somebody of the hotel has it."""


@frozen(kw_only=True)
class Needs:
    """What the guest wants of a stay, as far as it is known. Everything can be corrected at any time."""

    arrival: date | None = None
    departure: date | None = None
    nights: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    rooms: int | None = None
    more_rooms: int | None = None
    """Rooms more or fewer than there are, while it is not known how many there are."""
    room_type: RoomTypeId | None = None
    room_types: tuple[RoomTypeId, ...] = ()
    """Where rooms of several types are wanted together: the type of each."""
    rate_plan: RatePlanId | None = None
    extras: tuple[ExtraId, ...] = ()
    """What is wanted beside the room."""
    without: tuple[ExtraId, ...] = ()
    """What is not wanted any more, though a reservation may have it."""
    requests: tuple[str, ...] = field(default=(), repr=False)
    """Wishes in the guest's own words, to be passed on."""
    in_name: str | None = field(default=None, repr=False)
    """Whose name a reservation is to be given."""
    aspect: Aspect | None = None
    """What of a reservation is to be different, while it is not known how."""
    doubts: tuple[Doubt, ...] = ()
    impossible: tuple[str, ...] = ()


@frozen(kw_only=True)
class KnownGuest:
    """Who the guest said to be, and how the channel knows them."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    contacts: tuple[GuestContact, ...] = ()
    """Contacts the channel itself vouches for: proof that a reservation made with them is the guest's."""
    elsewhere: tuple[GuestContact, ...] = ()
    """Those that the guest's other doors vouch for, for as long as they are linked."""

    @property
    def vouched(self) -> tuple[GuestContact, ...]:
        """Every contact a channel vouches for."""
        return (*self.contacts, *self.elsewhere)


class Meaning(Enum):
    """What a button or row stands for."""

    TAKE_RESERVATION = "take_reservation"
    TAKE_OFFER = "take_offer"
    ACCEPT_QUOTE = "accept_quote"
    DECLINE_QUOTE = "decline_quote"
    CONFIRM_CANCELLATION = "confirm_cancellation"
    KEEP_RESERVATION = "keep_reservation"
    TALK_TO_PERSON = "talk_to_person"
    WANT_TO_BOOK = "want_to_book"
    TAKE_DATE = "take_date"
    HEAR_FROM_US = "hear_from_us"
    SEND_CODE = "send_code"


@frozen(kw_only=True)
class OpenChoice:
    """A choice shown and not yet pressed. It holds in this conversation only, and no longer than the quote it names."""

    token: ChoiceToken
    meaning: Meaning
    quote: QuoteId | None = None
    number: ConfirmationNumber | None = None
    day: date | None = None
    room_type: RoomTypeId | None = None


@frozen(kw_only=True)
class Breath:
    """What is to be remembered of a guest's turn while its words are read."""

    received_at: datetime
    """When its first message was here, by our clock."""
    sent_at: datetime
    """When its first message was sent, by the channel's clock."""
    unheard: bool = False
    """The guest wrote before all that we had to say was sent, or answers a person of the hotel: us they do not."""
    pressed: OpenChoice | None = None
    card: bool = False
    """A card number stood in what they wrote, and was masked."""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """Its words, for what is looked up by them."""


@frozen(kw_only=True)
class CancellationAsked:
    """A cancellation shown to the guest with its price, waiting for a yes."""

    number: ConfirmationNumber
    penalty: Money
    asked_at: datetime
    expires_at: datetime


@frozen(kw_only=True)
class Errand:
    """A command on its way to the book. Until its outcome is known no second one is begun."""

    kind: str
    """`book`, `modify` or `cancel`."""
    quote: Quote | None = None
    number: ConfirmationNumber | None = None
    long_at: datetime | None = None
    """From when on the guest is told that it takes long."""


@frozen(kw_only=True)
class Linking:
    """The guest may have another door, at this address: asked about, or waited for the code that goes there."""

    address: GuestContact
    sent_at: datetime | None = None
    """When the guest agreed that a code be sent; None before, and where nothing came of it."""
    seal: str | None = None
    """By which the code is known again; the code itself is not kept here."""
    tries: int = 0
    """How many wrong codes were shown."""
    shown: bool = False
    """The right code was shown, and the doors are being linked."""


@frozen(kw_only=True)
class BookAway:
    """What the guest wants to know waits for a book that does not answer."""

    since: datetime
    look_at: datetime
    """When it is asked again, by itself."""


@frozen(kw_only=True)
class Task:
    """What the hotel's people were asked to do for the guest, and what they still need to know for it."""

    reason: str
    since: datetime


@frozen(kw_only=True)
class InRoom:
    """The room a guest said to be in."""

    number: str
    at: datetime


@frozen(kw_only=True)
class Coming:
    """A stay reserved in this conversation, to be written about when its time comes."""

    number: ConfirmationNumber
    arrival: date
    departure: date
    said: tuple[str, ...] = ()
    """The occasions written about already."""


@frozen(kw_only=True)
class Conversation:
    """One guest at one door of one hotel."""

    id: ConversationId
    tenant: TenantId
    property_id: PropertyId
    channel: str
    account: AccountId
    guest: GuestId
    language: Language
    purpose: str | None = None
    """The intent being served, by its name in the INTENTS table."""
    needs: Needs = Needs()
    known: KnownGuest = KnownGuest()
    asked: Question | None = None
    asked_at: datetime | None = None
    quotes: tuple[Quote, ...] = ()
    """Every quote that may still be accepted: those shown in a list, or the one the guest is asked about."""
    chosen: QuoteId | None = None
    """The quote put to the guest for a yes."""
    accepted: QuoteId | None = None
    """A quote the guest said yes to while something was still missing (a name)."""
    outright: bool = False
    """The guest said a mere "ok" to the quote put, and was asked outright whether that is a yes."""
    choices: tuple[OpenChoice, ...] = ()
    spent: ChoiceToken | None = None
    """The choice that counted last: pressed once more, it says nothing new."""
    breath: Breath | None = None
    """What the guest sent in the turn being decided, beside words."""
    reservation: Reservation | None = None
    """The reservation spoken of, once it is proven to be the guest's."""
    found: tuple[Reservation, ...] = ()
    """Several reservations that are the guest's, to pick one from."""
    made: tuple[ConfirmationNumber, ...] = ()
    """Reservations made in this conversation: the guest's without further proof."""
    cancellation: CancellationAsked | None = None
    errand: Errand | None = None
    away: BookAway | None = None
    linking: Linking | None = None
    codes_sent: tuple[datetime, ...] = ()
    """When codes were told here lately, for somebody who says that this door is theirs too."""
    handover: Handover | None = None
    unclear_turns: int = 0
    failed_proofs: int = 0
    number: ConfirmationNumber | None = None
    """A confirmation number the guest named and has not yet proven to own."""
    greeted: bool = False
    unreadable_at: datetime | None = None
    """When the guest was last told that the channel does not carry what they send."""
    last_guest_at: datetime | None = None
    """When the guest last wrote: the channel's reply window counts from here."""
    coming: tuple[Coming, ...] = ()
    """The stays to come that the house may write about of its own accord."""
    task: Task | None = None
    """What the guest is asked about for our people."""
    sources: tuple[str, ...] = ()
    """Where the answers came from that the guest was given last, each with its owner and date, for staff."""
    room: InRoom | None = None
    """Where the guest is in the house, for what our people bring there."""
    stopped_at: datetime | None = None
    """When the guest asked us here not to write of our own accord; None while we may."""
    heard_again_at: datetime | None = None
    """When the guest last allowed it again: it lifts what they asked before, whichever of their doors it was at."""
    away_at: datetime | None = None
    """When the guest's own machine last answered that they are away."""
    erasure_asked_at: datetime | None = None
    """When the guest asked to have their data erased."""
    looking_after: str | None = None
    """What the house is about to write of its own accord, while the book is asked whether it still holds."""
    reminded_at: datetime | None = None
    """When the guest was last reminded of a quote that stood open."""
    tasks: tuple[StaffTask, ...] = ()
    """What our people were asked to do here, the earliest first."""

    @property
    def is_blocked(self) -> bool:
        """Whether the guest is blocked at this door: what they send is kept, and nobody answers."""
        return self.handover is not None and self.handover.reason is HandoverReason.BLOCKED

    @property
    def has_tasks(self) -> Tasks:
        """Whether there is something for our people to do."""
        if any(each.is_open for each in self.tasks):
            return Tasks.OPEN
        return Tasks.SETTLED if self.tasks else Tasks.NONE

    @property
    def standing(self) -> Standing:
        """Who has it."""
        if self.handover is None:
            return Standing.DESK
        return Standing.STAFF if self.handover.taken else Standing.WAITING

    @property
    def stands_since(self) -> datetime | None:
        """Since when it stands so: with the desk, when the guest last wrote; None where they never did."""
        return self.last_guest_at if self.handover is None else self.handover.since

    def quote(self, wanted: QuoteId | None) -> Quote | None:
        """The quote of this id, if it is still open."""
        return next((each for each in self.quotes if each.id == wanted), None)


def at_rest(state: Conversation) -> Conversation:
    """The conversation with nothing open: no purpose, no question, no quote, no choice.

    What is known of the guest, of their reservations and of the stay they want stays known.
    """
    return evolve(
        state,
        purpose=None,
        asked=None,
        quotes=(),
        chosen=None,
        accepted=None,
        choices=(),
        cancellation=None,
        found=(),
        number=None,
        away=None,
    )
