"""A channel: how guests' messages come in, and how ours go out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, runtime_checkable

from attrs import field, frozen, validators

from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, EventKey, ProviderId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.reservation import GuestContact


@frozen(kw_only=True)
class RawRequest:
    """What came over the wire, untouched. Header names are lower case."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    received_at: datetime


@frozen(kw_only=True)
class Credentials:
    """What proves that a request comes from the channel's provider: any of these secrets. Never shown."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    accounts: frozenset[AccountId] | None = None
    """The accounts this proof speaks for; None: every account. An empty set speaks for nobody."""
    app: str = ""
    """Whose proof it is, where several post to one door: the provider's app, by the installation's name for it."""


@frozen
class Identity:
    """How a channel knows a person: `wa_phone`, `wa_bsuid`, `webchat`, ... Unique within a tenant, not beyond it.

    A kind that ends in `_claimed` is what somebody only says of themselves.
    """

    kind: str
    value: str = field(repr=False)


@frozen(kw_only=True)
class Inbound:
    """One thing that came in: the receiving account, who it concerns, and the event.

    `identities` are the person's, the surest first; empty when the event names none (a delivery report may not).
    """

    account: AccountId
    event: Event
    identities: tuple[Identity, ...] = ()
    also: tuple[Identity, ...] = ()
    """Other forms in which the person may be known: looked for, never written to."""
    profile_name: str = field(default="", repr=False)
    contacts: tuple[GuestContact, ...] = field(default=(), repr=False)
    """What the channel itself vouches for, as a telephone number it delivered from."""
    language: str = ""
    """The language in which the person came, as `pt-BR`: a hint for the first answer, before they are read."""
    payload: str = field(default="", repr=False, eq=False)
    """This piece as it came, in JSON, without what came beside it: kept when it turns out to belong to nobody."""


@frozen(kw_only=True)
class Unparsed:
    """A piece of a proven request that says nothing to us. Kept whole, with the reason, under a key of its own.

    `note` marks what is understood and concerns no conversation, as news about the account itself.
    """

    key: EventKey
    account: AccountId | None = None
    owner: str = ""
    """Who holds the account, or several of them, by the provider's name; empty where none is told."""
    kind: str
    cause: str
    payload: str = field(repr=False)


Admitted = Inbound | Unparsed


@frozen(kw_only=True)
class Capabilities:
    """What a channel can show: buttons, rows, length of text; how long after a guest's message we may write.

    `identities` are the kinds of identity it can write to, the best first; `lent` those that pass from one person to
    the next, as a telephone number does; `also_known_by` those it knows people by and cannot write to.
    """

    identities: tuple[str, ...] = ()
    also_known_by: tuple[str, ...] = ()
    lent: frozenset[str] = frozenset()
    buttons: int = 0
    rows: int = 0
    text_length: int = 4096
    reply_window: timedelta | None = None
    repeats_safely: bool = False
    """Whether sending again under the same key is sure to reach the guest once."""
    joins_texts: bool = False
    """Whether texts that had to wait for a guest are better sent as one: a guest bears only so many messages."""
    only_while_there: bool = False
    """Whether a guest reads what is sent only while they look, as on a page: nothing calls them back to it."""


@frozen(kw_only=True)
class Address:
    """Where a message goes: from one of our accounts, a tenant's own, to a person as the channel knows them."""

    tenant: TenantId
    account: AccountId
    identity: Identity


@frozen(kw_only=True)
class ContentChoice:
    """A choice as it is worded: token, title and a line of description."""

    token: ChoiceToken
    title: str
    description: str = ""


@frozen
class ContentLink:
    """A button that opens a page: to pay, to check in."""

    title: str
    url: str


@frozen(kw_only=True)
class ContentPlace:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@frozen(kw_only=True)
class ContentMedia:
    """A picture, video, document or sound that lies at this web address. The text beside it is its caption."""

    kind: str = field(validator=validators.in_(("image", "video", "document", "audio", "voice", "sticker")))
    link: str
    file_name: str = ""


@frozen(kw_only=True)
class ContentTemplate:
    """A text the channel approved beforehand, by its name there, in the first of these languages it has.

    `values` fill its places, in their sequence or by their names; `button` fills the end of the address its button
    opens.
    """

    name: str
    languages: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()
    """As name and text. Where the places have numbers only, the names do not count."""
    button: str = ""


class Asked(Enum):
    """What a guest may hand over with one press."""

    PLACE = "place"
    PHONE = "phone"


class Purpose(Enum):
    """What a message of ours is for: channels treat them differently."""

    ANSWER = "answer"
    CONFIRMATION = "confirmation"
    """What became of a reservation: it must arrive."""
    UNASKED = "unasked"
    """Written of our own accord."""
    PERSON = "person"
    """Written by somebody of the hotel, and passed on."""


@frozen(kw_only=True)
class Content:
    """A worded reply: text, and what may be pressed. `menu` is the word on the button that opens a list of choices.

    What a channel cannot show beside the text (a link, a place, media) stands in the text as words and an address.
    """

    text: str
    language: str = ""
    """The language of its words, as `es` (BCP 47); empty where nobody says."""
    choices: tuple[ContentChoice, ...] = ()
    menu: str = ""
    header: str = ""
    footer: str = ""
    link: ContentLink | None = None
    place: ContentPlace | None = None
    media: ContentMedia | None = None
    asks: Asked | None = None
    template: ContentTemplate | None = None
    """Sent in place of all the rest where nothing else may be sent any more, and where there is no text."""
    reply_to: ProviderId | None = None
    """The guest's message this answers, shown above it."""
    purpose: Purpose = Purpose.ANSWER


@frozen(kw_only=True)
class Receipt:
    """The channel took the message, under this name. Accepted is not delivered."""

    message: ProviderId
    state: DeliveryState = DeliveryState.ACCEPTED
    in_template: bool = False
    """Whether it went out in a text that the channel had approved beforehand."""
    other_form: Identity | None = field(default=None, repr=False)
    """How the channel itself knows whom it was sent to, where that is written in another way than the address."""


class Channel(Protocol):
    """One way for guests to write to a hotel."""

    @property
    def name(self) -> str:
        """The channel's name in configuration, routes and metrics."""
        ...

    @property
    def can(self) -> Capabilities:
        """What it can show."""
        ...

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """Everything in a request, in its sequence, or why it is not let in. Pure: it asks nobody and stores nothing.

        Without proof the answer is BAD_SIGNATURE and not a byte of the body is read further. A proven request is never
        refused for what it says: what cannot be understood becomes `Unparsed`, and hurts nothing beside it.
        The same request always gives the same keys.
        """
        ...

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Send this. What exceeds the channel's limits is split or shown as text, never dropped.

        Returns UNDELIVERABLE, UNREACHABLE, UNWANTED or WINDOW_CLOSED where the channel says no for good. Raises
        Unavailable when nothing was sent and asking again is safe, OutcomeUnknown when it, or the first part of it,
        may have been sent.
        """
        ...


@runtime_checkable
class SupportsPresence(Protocol):
    """A channel on which a guest sees that they are being attended to."""

    async def attend(self, account: AccountId, message: ProviderId, *, answering: bool) -> None:
        """Show that this message was read; and, where an answer will come, that it is being written.

        Never raises for a world that does not answer: nothing depends on it. Repeating is safe.
        """
        ...

    async def react(self, to: Address, message: ProviderId, emoji: str) -> None:
        """Put a sign on the guest's message; an empty one takes it back. Raises Unavailable. Repeating is safe."""
        ...


@runtime_checkable
class SupportsTemplates(Protocol):
    """A channel that carries texts it approved beforehand also when nothing else may be sent any more."""

    def in_template(
        self, account: AccountId, content: Content, languages: Sequence[Language]
    ) -> ContentTemplate | None:
        """The template in which these words may be sent from this account, in the first of these languages it has.

        None where the hotel named none, or there are no words. Pure; whether it is approved and takes them is found
        out when it is sent.
        """
        ...


@frozen(kw_only=True)
class Reach:
    """To how many different guests these accounts together may write first in 24 hours."""

    limit: int
    accounts: frozenset[AccountId]


@runtime_checkable
class SupportsReach(Protocol):
    """A channel that lets a hotel write first, uninvited, to so many guests a day and no more."""

    async def reach(self, account: AccountId) -> Reach | None:
        """What this account may do, together with which others; None where nobody sets a limit. Raises Unavailable."""
        ...


@runtime_checkable
class SupportsNews(Protocol):
    """A channel whose provider tells of the accounts themselves: what was paused, limited or blocked."""

    def heed(self, note: Unparsed, accounts: Collection[AccountId] | None) -> None:
        """Take note of this news, which is kept already. Repeating is safe, and nothing is raised.

        Its sender speaks for these accounts, and nothing follows from it for any other; None: for every one.
        """
        ...


@runtime_checkable
class SupportsHandshake(Protocol):
    """A channel whose provider asks, before it ever posts, whether the address is really ours."""

    def handshake(self, question: Mapping[str, str], verify_token: str) -> str | Refusal:
        """The text to answer, exactly, as plain text; or NOT_ALLOWED. Pure. An empty verify token refuses everybody.

        `question` holds the parameters of the provider's GET.
        """
        ...


@runtime_checkable
class SupportsChange(Protocol):
    """A channel whose accounts may come and go while it is open."""

    def change(self, options: Mapping[str, object]) -> None:
        """Serve under these options from now on. What is under way goes on, under those before where it has to.

        Repeating is safe. Raises BadConfig with every problem; then nothing changes.
        """
        ...


class Intake(Protocol):
    """Where a channel brings what it fetched by itself."""

    def tenant(self, account: AccountId) -> TenantId | None:
        """Whose account this is; None for one that no hotel here claims."""
        ...

    async def take(self, request: RawRequest) -> None:
        """Keep everything in this request. Returned, all of it is stored; repeating is safe.

        Raises Unavailable when something could not be: it must be brought again.
        """
        ...


@runtime_checkable
class SupportsListening(Channel, Protocol):
    """A channel whose provider keeps guests' messages until they are fetched: a mailbox."""

    @property
    def credentials(self) -> Credentials:
        """What proves the requests it brings."""
        ...

    async def listen(self, intake: Intake) -> None:
        """Bring what comes, each thing once, until cancelled. It never ends by itself, whatever falls silent.

        Any number of processes may listen: each account is read by one of them at a time. What was not stored, or not
        noted as stored when its reader died, is brought again.
        """
        ...

    async def knock(self, request: RawRequest, intake: Intake) -> Refusal | None:
        """The provider says that something came: whoever reads that account, in whichever process, looks soon.

        Proof first: BAD_SIGNATURE without it. BAD_REQUEST for what tells of no account. Nothing else is taken from the
        request. Raises Unavailable when the proof cannot be tried now.
        """
        ...


@runtime_checkable
class SupportsUnsubscribing(SupportsListening, Protocol):
    """A channel whose unasked messages bear a link by which a guest is left alone with one press."""

    async def unsubscribe(self, token: str, intake: Intake) -> Refusal | None:
        """Bring that the guest of this link's token wants nothing unasked any more. Returned, it is stored.

        NOT_FOUND for a token that was not made here, or for another hotel's account than it was made for. Repeating is
        safe. Raises Unavailable when it could not be stored.
        """
        ...
