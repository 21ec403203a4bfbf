"""Values to begin with: a hotel, a conversation, an offer. Each is whole and valid; say only what matters."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.ids import (
    AccountId,
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
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money, total
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import (
    Capacity,
    Catalogue,
    Extra,
    ExtraBasis,
    RatePlan,
    RoomStay,
    RoomType,
)
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.price import ExtraLine, NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import (
    Booker,
    ContactKind,
    GuestContact,
    Reservation,
    ReservationState,
)
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.tenant import Property

NOW: Final = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday morning, eleven o'clock in Madrid."""
TODAY: Final = date(2026, 3, 2)
ARRIVAL: Final = date(2026, 5, 12)
"""When guests arrive unless it is said otherwise: a Tuesday."""

TENANT: Final = TenantId("miramar")
PROPERTY: Final = PropertyId("miramar")
DOUBLE: Final = RoomTypeId("double")
SUITE: Final = RoomTypeId("suite")
FLEXIBLE: Final = RatePlanId("flexible")
PARKING: Final = ExtraId("parking")
COT: Final = ExtraId("cot")

_NAMES: Final = {DOUBLE: LocalText.of("Double room"), SUITE: LocalText.of("Suite")}
_BESIDE: Final = (
    Extra(id=PARKING, name=LocalText.of("Parking"), price=Money(1500, "EUR"), basis=ExtraBasis.NIGHT),
    Extra(id=COT, name=LocalText.of("Cot"), price=Money(0, "EUR")),
)
_COUPLE: Final = Party(2)
_NO_RULES_OF_ITS_OWN: Final = HouseRules()
_A_STRANGER: Final = KnownGuest()
_FREE_TO_CANCEL: Final = CancellationTerms()
_MIRAMAR: Final = Property(
    id=PROPERTY, name="Miramar", time_zone="Europe/Madrid", currency="EUR", address="Paseo del Mar 1, Madrid"
)
_CATALOGUE: Final = Catalogue(
    room_types=(
        RoomType(id=DOUBLE, name=_NAMES[DOUBLE], capacity=Capacity(adults=2, children=1)),
        RoomType(id=SUITE, name=_NAMES[SUITE], capacity=Capacity(adults=3, children=2)),
    ),
    rate_plans=(RatePlan(id=FLEXIBLE, name=LocalText.of("Flexible rate"), terms=_FREE_TO_CANCEL),),
    extras=_BESIDE,
)


def a_house(*, rules: HouseRules = _NO_RULES_OF_ITS_OWN, suggests_when_unclear: bool = True) -> House:
    """The Miramar in Madrid: doubles for two and a child, suites for three and two children; es, en and pt.

    Parking is 15 euros a night, a cot is free.
    """
    return House(
        tenant=TENANT,
        property=_MIRAMAR,
        rules=rules,
        catalogue=_CATALOGUE,
        languages=(Language("es"), Language("en"), Language("pt")),
        suggests_when_unclear=suggests_when_unclear,
    )


def a_conversation(*, greeted: bool = True, known: KnownGuest = _A_STRANGER) -> Conversation:
    """A guest who writes to the Miramar over WhatsApp, and was greeted before. `attrs.evolve` changes the rest."""
    return Conversation(
        id=ConversationId("c1"),
        tenant=TENANT,
        property_id=PROPERTY,
        channel="whatsapp",
        account=AccountId("door"),
        guest=GuestId("g1"),
        language=Language("en"),
        greeted=greeted,
        known=known,
    )


def euros(amount: str) -> Money:
    """So many euros, written in full: `euros("120.00")`."""
    return Money.of(amount, "EUR")


def a_stay(nights: int = 3, arrival: date = ARRIVAL) -> Stay:
    """So many nights from this arrival on."""
    return Stay.of_nights(arrival, nights)


def an_offer(
    *,
    nightly: str = "100.00",
    nights: int = 3,
    arrival: date = ARRIVAL,
    room_type: RoomTypeId = DOUBLE,
    room_types: tuple[RoomTypeId, ...] = (),
    parties: tuple[Party, ...] = (_COUPLE,),
    plan: RatePlanId = FLEXIBLE,
    terms: CancellationTerms = _FREE_TO_CANCEL,
    tax: str | None = None,
    extras: tuple[ExtraId, ...] = (),
) -> Offer:
    """Rooms free for so many nights, one a party, at so many euros a night all rooms together; `tax` comes on top.

    They are of one type, or each of its own of `room_types`.
    """
    stay = Stay.of_nights(arrival, nights)
    amounts = tuple(NightPrice(night, euros(nightly)) for night in stay.nights)
    taxes = () if tax is None else (TaxLine(name=LocalText.of("City tax"), amount=euros(tax), included=False),)
    beside = tuple(
        ExtraLine(extra=each.id, name=each.name, amount=each.price * (nights if each.basis is ExtraBasis.NIGHT else 1))
        for each in _BESIDE
        if each.id in extras
    )
    return Offer(
        property_id=PROPERTY,
        room_stays=tuple(
            RoomStay(room_type=each, name=_NAMES[each], stay=stay, occupancy=party)
            for each, party in zip(room_types or (room_type,) * len(parties), parties, strict=True)
        ),
        rate_plan=plan,
        rate_plan_name=LocalText.of(plan.capitalize()),
        price=Price(
            nights=amounts,
            extras=beside,
            taxes=taxes,
            total=total((each.amount for each in (*amounts, *beside, *taxes)), "EUR"),
        ),
        terms=terms,
    )


def a_quote(
    offer: Offer | None = None,
    *,
    id: str = "q1",
    at: datetime = NOW,
    valid_minutes: int = 120,
    replaces: ConfirmationNumber | None = None,
) -> Quote:
    """The quote of this offer, said at this moment."""
    return issue(
        offer or an_offer(), id=QuoteId(id), tenant=TENANT, at=at, valid_minutes=valid_minutes, replaces=replaces
    )


def a_reservation(
    offer: Offer | None = None,
    *,
    number: str = "ABC234",
    name: str = "Ana García",
    email: str | None = None,
    phone: str | None = "34600000001",
    state: ReservationState = ReservationState.CONFIRMED,
) -> Reservation:
    """A reservation as offered, made by Ana García, who is reached by this e-mail address and telephone."""
    offer = offer or an_offer()
    return Reservation(
        number=ConfirmationNumber(number),
        property_id=offer.property_id,
        state=state,
        room_stays=offer.room_stays,
        price=offer.price,
        terms=offer.terms,
        booker=Booker(name=name, email=email, phone=phone),
    )


def cancelling_costs(*steps: tuple[int, str]) -> CancellationTerms:
    """Terms as steps of hours before arrival and percent: `cancelling_costs((48, "50"), (24, "100"))`."""
    return CancellationTerms(
        tuple(
            PenaltyStep(hours_before=hours, basis=PenaltyBasis.PERCENT, value=Decimal(percent))
            for hours, percent in steps
        )
    )


def a_guest(name: str | None = None, *, phone: str | None = None, email: str | None = None) -> KnownGuest:
    """A guest who gave this name. The channel vouches for the telephone number and the e-mail address."""
    told = ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email))
    contacts = tuple(GuestContact(kind, value) for kind, value in told if value is not None)
    return KnownGuest(name=name, phone=phone, email=email, contacts=contacts)
