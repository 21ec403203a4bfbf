"""What happens in a test: a guest writes or presses, the book answers, anything else of the closed union."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from attrs import field, frozen

from hotel_agent.domain.conversations.events import (
    Event,
    GuestChose,
    GuestEvent,
    GuestTurn,
    GuestWrote,
    NothingOffered,
    Outcome,
    ReservationsFound,
    RoomsFound,
)
from hotel_agent.domain.conversations.understanding import (
    Answer,
    Doubt,
    IntentScore,
    Pick,
    Slots,
    Understanding,
)
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber, EffectKey, EventKey, ExtraId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.reservation import GuestContact, Reservation
from hotel_agent.testing.specification.building import NOW, PROPERTY, a_stay

E = TypeVar("E", bound=Event)

_NOTHING: Final = Understanding()


@frozen
class Message:
    """What a guest sent in one breath, and what its words mean to whoever reads them."""

    turn: GuestTurn
    understanding: Understanding = field(default=_NOTHING)


def the_guest_writes(
    text: str = "...",
    *,
    at: datetime = NOW,
    sent_at: datetime | None = None,
    received_at: datetime | None = None,
    unheard: bool = False,
    pressing: ChoiceToken | None = None,
    intents: str | Sequence[str] = (),
    confidence: float = 1.0,
    answer: Answer | None = None,
    firm: bool = True,
    correction: bool = False,
    language: str | None = None,
    doubts: Sequence[Doubt] = (),
    impossible: Sequence[str] = (),
    arrival: date | None = None,
    departure: date | None = None,
    nights: int | None = None,
    guests: int | None = None,
    adults: int | None = None,
    children: int | None = None,
    child_ages: Sequence[int] | None = None,
    rooms: int | None = None,
    room_type: RoomTypeId | None = None,
    rate_plan: RatePlanId | None = None,
    room_types: Sequence[RoomTypeId] | None = None,
    more_rooms: int | None = None,
    extras: Sequence[ExtraId] | None = None,
    without: Sequence[ExtraId] | None = None,
    request: str | None = None,
    pick: Pick | None = None,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    number: str | None = None,
    in_name: str | None = None,
) -> Message:
    """A guest writes this, which means what follows; `pressing` a button in the same breath.

    `at` is when its turn comes, `received_at` when it was here, `sent_at` what the channel's clock says. `unheard`:
    something we had to say had not gone out by then.
    """
    named = (intents,) if isinstance(intents, str) else intents
    slots = Slots(
        arrival=arrival,
        departure=departure,
        nights=nights,
        guests=guests,
        adults=adults,
        children=children,
        child_ages=None if child_ages is None else tuple(child_ages),
        rooms=rooms,
        room_type=room_type,
        rate_plan=rate_plan,
        room_types=None if room_types is None else tuple(room_types),
        more_rooms=more_rooms,
        extras=None if extras is None else tuple(extras),
        without=None if without is None else tuple(without),
        request=request,
        pick=pick,
        name=name,
        email=email,
        phone=phone,
        number=None if number is None else ConfirmationNumber(number),
        in_name=in_name,
    )
    understanding = Understanding(
        language=None if language is None else Language(language),
        intents=tuple(IntentScore(intent, confidence) for intent in named),
        slots=slots,
        answer=answer,
        firm=firm,
        correction=correction,
        doubts=tuple(doubts),
        impossible=tuple(impossible),
    )
    came, sent = received_at or at, sent_at or received_at or at
    events: list[GuestEvent] = [
        GuestWrote(key=_key("message", came), at=came, sent_at=sent, unheard=unheard, text=text)
    ]
    if pressing is not None:
        events.append(GuestChose(key=_key("press", came), at=came, sent_at=sent, token=pressing))
    return Message(GuestTurn(key=_key("turn", at), at=at, sent=tuple(events)), understanding)


def the_guest_presses(
    *tokens: ChoiceToken, at: datetime = NOW, sent_at: datetime | None = None, received_at: datetime | None = None
) -> Message:
    """A guest presses these choices in one breath, the last one last."""
    came, sent = received_at or at, sent_at or received_at or at
    pressed = tuple(
        GuestChose(key=_key(f"press{place}", came), at=came, sent_at=sent, token=token)
        for place, token in enumerate(tokens)
    )
    return Message(GuestTurn(key=_key("turn", at), at=at, sent=pressed))


def the_guest_sends(*sent: GuestEvent, at: datetime = NOW, understanding: Understanding = _NOTHING) -> Message:
    """A guest sends these in one breath; what is to be read in them means this."""
    return Message(GuestTurn(key=_key("turn", at), at=at, sent=sent), understanding)


def the_book_offers(*offers: Offer, at: datetime = NOW, ask: Ask | None = None) -> RoomsFound:
    """The book has these rooms."""
    return RoomsFound(key=_key("turn", at), at=at, ask=ask or an_ask(), offers=offers)


def the_book_refuses(
    reason: Reason, *, limit: int | None = None, on: date | None = None, at: datetime = NOW, ask: Ask | None = None
) -> NothingOffered:
    """The book offers nothing, for this reason."""
    refusal = Refusal(reason, limit=limit, on=on)
    return NothingOffered(key=_key("turn", at), at=at, ask=ask or an_ask(), refusal=refusal)


def the_book_finds(
    *reservations: Reservation, by: str | GuestContact = "ABC234", at: datetime = NOW
) -> ReservationsFound:
    """The book has these reservations under this number, or of whom is reached so."""
    named = ConfirmationNumber(by) if isinstance(by, str) else by
    return ReservationsFound(key=_key("turn", at), at=at, by=named, reservations=reservations)


def happens(kind: Callable[..., E], *, at: datetime = NOW, **told: object) -> E:
    """Anything else that can happen, with a key of its own: `happens(Booked, reservation=a_reservation())`."""
    if isinstance(kind, type) and issubclass(kind, Outcome):
        told.setdefault("effect", EffectKey("0" * 32))
    return kind(key=_key("event", at), at=at, **told)


def an_ask(parties: tuple[Party, ...] = (Party(2),)) -> Ask:
    """What was asked of the book: three nights for these parties."""
    return Ask(property_id=PROPERTY, stay=a_stay(), parties=parties)


def _key(what: str, at: datetime) -> EventKey:
    return EventKey(f"{what}:{at.isoformat()}")
