"""What a hotel says on an ordinary day: each line with likely values, and whole replies as a guest gets them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

from attrs import evolve

from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.quote_lines import (
    MEALS,
    describe,
    list_offers,
    name_room,
    summarise,
    summary,
    to_be_paid,
)
from hotel_agent.domain.conversations.replies import (
    Choice,
    Count,
    Day,
    Line,
    Moment,
    Part,
    Reply,
    Sayings,
    Term,
    Value,
    Words,
)
from hotel_agent.domain.ids import (
    ChoiceToken,
    ConfirmationNumber,
    ExtraId,
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
from hotel_agent.domain.reservations.catalogue import Meals, RoomStay
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.price import ExtraLine, NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Property
from hotel_agent.testing.strategies.replies import NESTED


def text(es: str, en: str, pt: str) -> LocalText:
    return LocalText(((Language("es"), es), (Language("en"), en), (Language("pt"), pt)))


NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
STAY = Stay(date(2026, 12, 12), date(2026, 12, 15))
FAMILY = Party(2, (5, 8))
NUMBER = ConfirmationNumber("M7K2QX")
DOUBLE = text("Doble", "Double room", "Duplo")
SEA_VIEW = text(
    "Doble superior con vista al mar", "Superior double with sea view", "Duplo superior com vista para o mar"
)
ROOM_FOR_FOUR = text("Familiar", "Family room", "Familiar")
FLEXIBLE = text("Flexible", "Flexible", "Flexível")
SAVER = text("Ahorro, no reembolsable", "Saver, non-refundable", "Econômica, não reembolsável")
VAT = text("IVA", "VAT", "IVA")
PARKING = text("Estacionamiento cubierto", "Covered parking", "Estacionamento coberto")
COT = text("Cuna", "Cot", "Berço")
CITY_TAX = text("Tasa turística", "City tax", "Taxa turística")

CHECK_IN = datetime(2026, 12, 12, 15, 0, tzinfo=UTC)

LIKELY: dict[str, tuple[Value, ...]] = {
    "address": (Words("Paseo del Faro 12, 07012 Palma"),),
    "amount": (Money.of("38.40", "EUR"),),
    "answer": (Words("La piscina abre de 9:00 a 20:00."),),
    "arrival": (Day(STAY.arrival),),
    "before": (Money.of("414.00", "EUR"),),
    "children": (Count(1), Count(2)),
    "closes": (Words("11:00"),),
    "fee": (text("20 €", "€20", "20 €"),),
    "opens": (Words("15:00"),),
    "ways": (text("Se paga al llegar.", "You pay on arrival.", "Paga-se na chegada."),),
    "day": (Day(date(2026, 3, 1)),),
    "departure": (Day(STAY.departure),),
    "description": (text("Balcón a la plaza", "Balcony over the square", "Varanda para a praça"),),
    "email": (Words("recepcion@hotel-marina.example"),),
    "first": (Day(date(2026, 4, 3)),),
    "guest": (Words("Ana García, +34 600 000 000, whatsapp"),),
    "guests": (Count(2),),
    "hotel": (Words("Hotel Marina"),),
    "check_in": (Moment(CHECK_IN),),
    "check_out": (Moment(CHECK_IN + timedelta(days=3, hours=-4)),),
    "link": (Words("https://hotel-marina.example/como-llegar"),),
    "hour": (Words("15:00"),),
    "meals": (Term(MEALS[Meals.BREAKFAST].name),),
    "name": (Words("Ana García"),),
    "number": (Words(NUMBER),),
    "party": (Party(1), FAMILY, Party(2, (0, 1, 12))),
    "penalty": (Money.of("134.00", "EUR"), Money.of("120000", "ARS"), Money.of("1250.50", "USD")),
    "phone": (Words("+34 971 000 112"),),
    "plan": (FLEXIBLE,),
    "question": (Term("staff.asked.quote"), Term("staff.under_way.book"), Term("staff.asked.nothing")),
    "reservation": (Words(NUMBER),),
    "room": (SEA_VIEW,),
    "rooms": (Count(2),),
    "second": (Day(date(2026, 3, 4)),),
    "since": (Moment(datetime(2026, 12, 10, 15, 0, tzinfo=UTC)),),
    "stay": (STAY, Stay(date(2026, 11, 28), date(2026, 12, 1)), Stay(date(2026, 12, 31), date(2027, 1, 1))),
    "text": (Words("31 de febrero"),),
    "total": (Money.of("452.40", "EUR"),),
    "until": (Moment(datetime(2026, 12, 10, 15, 0, tzinfo=UTC)),),
    "wish": (Term("staff.wish.book"), Term("staff.wish.other")),
}
OF_LINES: dict[tuple[str, str], tuple[Value, ...]] = {
    ("payment.nights", "limit"): (Count(1),),
    ("payment.percent", "limit"): (Count(30),),
    ("pets.extra", "name"): (text("Mascota", "Pet", "Animal de estimação"),),
    ("pets.most", "limit"): (Count(1), Count(2)),
    ("pets.heaviest", "limit"): (Count(10),),
    ("house.quiet_hours", "opens"): (Words("22:00"),),
    ("house.quiet_hours", "closes"): (Words("08:00"),),
    ("staff.room", "number"): (Words("204"),),
    ("quote.no_email", "text"): (Words("ana@example"),),
    ("quote.no_phone", "text"): (Words("12345"),),
    ("refused.child_age_unlikely", "limit"): (Count(17),),
    ("refused.guest_too_young", "limit"): (Count(18),),
    ("refused.maximum_stay", "limit"): (Count(1), Count(7)),
    ("refused.minimum_stay", "limit"): (Count(2),),
    ("refused.more_rooms_than_adults", "limit"): (Count(1), Count(2)),
    ("refused.party_too_large", "limit"): (Count(8),),
    ("refused.stay_too_long", "limit"): (Count(30),),
    ("refused.too_far_ahead", "limit"): (Count(540),),
    ("staff.last_said", "text"): (Words("¿Puedo hablar con alguien?"),),
    ("staff.people", "limit"): (Count(1), Count(40)),
    ("staff.wanted", "stay"): (STAY, Sayings((Part("staff.arrives", (("arrival", Day(STAY.arrival)),)),))),
    ("staff.wanted", "party"): (FAMILY,),
    ("request.noted", "text"): (Words("piso alto"),),
    ("request.passed_on", "text"): (Words("piso alto"),),
    ("told.extra", "name"): (PARKING,),
    ("told.extra_free", "name"): (COT,),
    ("told.offer", "number"): (Count(1),),
    ("told.request", "text"): (Words("piso alto"),),
    ("told.offers", "party"): (FAMILY,),
    ("told.offers", "stay"): (STAY,),
    ("told.tax_included", "name"): (VAT,),
    ("told.tax_added", "name"): (CITY_TAX,),
}


def likely(line: Line) -> Iterator[Part]:
    """This line with likely values, once for each of the first that has several."""
    several = [_values(line.name, name) for name in line.values]
    first = next((place for place, values in enumerate(several) if len(values) > 1), 0)
    chosen = [values if place == first else values[:1] for place, values in enumerate(several)]
    for values in product(*chosen):
        yield line(**dict(zip(line.values, values, strict=True)))


def _values(line: str, name: str) -> tuple[Value, ...]:
    if name in NESTED:
        return (Sayings(tuple(likely(ALL_LINES[NESTED[name]]))),)
    return OF_LINES.get((line, name)) or LIKELY[name]


HOUSE = House(
    tenant=TenantId("marina"),
    property=Property(
        id=PropertyId("marina"),
        name="Hotel Marina",
        time_zone="Europe/Madrid",
        currency="EUR",
        payment=text(
            "El anticipo se paga por transferencia en dos días; el resto, al llegar, con tarjeta o en efectivo.",
            "The deposit is paid by bank transfer within two days; the rest on arrival, by card or in cash.",
            "O sinal é pago por transferência em dois dias; o restante na chegada, com cartão ou em dinheiro.",
        ),
    ),
    languages=(Language("es"), Language("en"), Language("pt")),
)
ONE_NIGHT = CancellationTerms((PenaltyStep(hours_before=48, basis=PenaltyBasis.NIGHTS, value=Decimal(1)),))
ALL_OF_IT = CancellationTerms((PenaltyStep(hours_before=14400, basis=PenaltyBasis.PERCENT, value=Decimal(100)),))


def with_extras(priced: Price) -> Price:
    parking = Money.of("14.00", "EUR") * len(priced.nights)
    lines = (
        ExtraLine(extra=ExtraId("parking"), name=PARKING, amount=parking),
        ExtraLine(extra=ExtraId("cot"), name=COT, amount=Money.zero("EUR")),
    )
    return evolve(priced, extras=lines, total=priced.total + parking)


def price(stay: Stay, nightly: str, party: Party) -> Price:
    nights = tuple(NightPrice(night, Money.of(nightly, "EUR")) for night in stay.nights)
    room = total((night.amount for night in nights), "EUR")
    city = Money.of("2.20", "EUR") * stay.night_count * party.adults
    taxes = (
        TaxLine(name=VAT, amount=room.contained_percent(Decimal(10)), included=True),
        TaxLine(name=CITY_TAX, amount=city, included=False),
    )
    return Price(nights=nights, taxes=taxes, total=room + city)


def room_stay(name: LocalText, stay: Stay, party: Party) -> RoomStay:
    return RoomStay(room_type=RoomTypeId(name.texts[1][1]), name=name, stay=stay, occupancy=party)


def quote(
    room: LocalText = SEA_VIEW,
    plan: LocalText = FLEXIBLE,
    *,
    meals: Meals = Meals.BREAKFAST,
    nightly: str = "149.50",
    stay: Stay = STAY,
    terms: CancellationTerms = ONE_NIGHT,
    replaces: ConfirmationNumber | None = None,
) -> Quote:
    offer = Offer(
        property_id=HOUSE.property.id,
        room_stays=(room_stay(room, stay, FAMILY),),
        rate_plan=RatePlanId(plan.texts[1][1]),
        rate_plan_name=plan,
        meals=meals,
        price=price(stay, nightly, FAMILY),
        terms=terms,
    )
    return issue(offer, id=QuoteId("q"), tenant=HOUSE.tenant, at=NOW, valid_minutes=120, replaces=replaces)


RESERVATION = Reservation(
    number=NUMBER,
    property_id=HOUSE.property.id,
    room_stays=(room_stay(SEA_VIEW, STAY, FAMILY),),
    price=price(STAY, "149.50", FAMILY),
    terms=ONE_NIGHT,
    booker=Booker(name="Ana García"),
)


def say(line: str, **values: Value) -> Part:
    return ALL_LINES[line](**values)


def shown(*titles: Part, descriptions: tuple[Part, ...] = ()) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            token=ChoiceToken(f"{place}"),
            title=title,
            description=descriptions[place] if descriptions else None,
        )
        for place, title in enumerate(titles)
    )


YES_OR_NO = shown(say("choice.accept"), say("choice.decline"), say("choice.talk_to_person"))
A_WEEK_LATER = Stay(STAY.arrival + timedelta(days=7), STAY.departure + timedelta(days=8))
OFFERS = (quote(DOUBLE, nightly="105.00"), quote(), quote(ROOM_FOR_FOUR, nightly="158.00"))
CHEAPER = quote(plan=SAVER, meals=Meals.ROOM_ONLY, nightly="120.60", terms=ALL_OF_IT)
CHEAPER_SAID = summary(CHEAPER)
WITH_DEPOSIT = evolve(quote(), deposit=Money.of("138.51", "EUR"))

TWO_TYPES = evolve(
    quote(nightly="254.50"),
    requests=("piso alto",),
    offer=evolve(
        quote(nightly="254.50").offer,
        room_stays=(room_stay(DOUBLE, STAY, Party(1)), room_stay(ROOM_FOR_FOUR, STAY, Party(1, (5, 8)))),
        price=with_extras(price(STAY, "254.50", FAMILY)),
    ),
)
WITH_EXTRAS = evolve(
    RESERVATION,
    room_stays=TWO_TYPES.offer.room_stays,
    price=TWO_TYPES.offer.price,
    requests=TWO_TYPES.requests,
)

REPLIES: dict[str, Reply] = {
    "the first quote": Reply(
        parts=(
            say("greet.hello", hotel=Words("Hotel Marina")),
            *describe(HOUSE, quote()),
            say("quote.ask_yes_and_name"),
        ),
        choices=YES_OR_NO,
    ),
    "rooms of two types, with extras and a wish": Reply(
        parts=(*describe(HOUSE, TWO_TYPES), say("quote.ask_yes")), choices=YES_OR_NO
    ),
    "what was reserved of two types, with extras and a wish": Reply(
        parts=(say("outcome.reserved"), *summarise(HOUSE, WITH_EXTRAS, NOW))
    ),
    "a quote, with another rate beside it": Reply(
        parts=(
            *describe(HOUSE, quote()),
            say("quote.other_plan", plan=SAVER, total=CHEAPER.total),
            say("quote.ask_yes"),
        ),
        choices=(
            *YES_OR_NO[:2],
            Choice(token=ChoiceToken("2"), title=say("choice.take_offer", room=SEA_VIEW), description=summary(CHEAPER)),
        ),
    ),
    "a quote that costs its whole price when cancelled": Reply(
        parts=(*describe(HOUSE, CHEAPER), say("quote.ask_yes_and_name")), choices=YES_OR_NO
    ),
    "a quote whose rate asks for something ahead": Reply(
        parts=(*describe(HOUSE, WITH_DEPOSIT), say("quote.ask_yes_and_name")), choices=YES_OR_NO
    ),
    "a reservation of which something is paid ahead": Reply(
        parts=(say("outcome.reserved"), *summarise(HOUSE, RESERVATION, NOW), *to_be_paid(HOUSE, WITH_DEPOSIT))
    ),
    "a list to choose from": Reply(
        parts=list_offers(OFFERS),
        choices=shown(
            *(say("choice.take_offer", room=name_room(each)) for each in OFFERS),
            descriptions=tuple(summary(each) for each in OFFERS),
        ),
    ),
    "a reservation that was made": Reply(parts=(say("outcome.reserved"), *summarise(HOUSE, RESERVATION, NOW))),
    "a change, with the price before": Reply(
        parts=(
            *describe(HOUSE, quote(stay=A_WEEK_LATER, nightly="174.00", replaces=NUMBER), RESERVATION),
            say("quote.ask_yes_to_change", number=Words(NUMBER)),
        ),
        choices=YES_OR_NO,
    ),
    "a cancellation, before the yes": Reply(
        parts=(say("cancel.costs", number=Words(NUMBER), stay=STAY, penalty=Money.of("149.50", "EUR")),),
        choices=shown(say("choice.confirm_cancellation"), say("choice.keep_reservation")),
    ),
    "a refusal": Reply(
        parts=(say("refused.party_too_large", limit=Count(8)),), choices=shown(say("choice.talk_to_person"))
    ),
}
"""By what they are."""
