"""From what stands in QloApps to a reservation, and from free rooms to a price. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hotel_agent.adapters.pms.qloapps.available import FreeRooms
from hotel_agent.adapters.pms.qloapps.fields import money
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.people import email_of, name_of, phone_of
from hotel_agent.adapters.pms.qloapps.records import CHECKED_IN, CHECKED_OUT, Account, Kept, Line
from hotel_agent.adapters.pms.qloapps.sheet import Fee, Sheet, Sold
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.reservation import Booker, Reservation, ReservationState
from hotel_agent.domain.stay import Stay

OURS = "hotel-agent:"
"""How the `source` of what we make begins; the key of the command follows (contract, 7)."""

Nights = Mapping[tuple[int, Stay], Mapping[date, Decimal]]
"""Room type and stay -> night -> what it costs now."""

_TOKEN = re.compile(rf"{OURS}([0-9a-f]{{32}})", re.IGNORECASE)


def token(key: EffectKey) -> str:
    """The `source` of the reservation this command makes."""
    return f"{OURS}{key.lower()}"


def reservation(kept: Kept, account: Account | None, sheet: Sheet, house: House, nights: Nights) -> Reservation:
    """The reservation of this entry."""
    currency = sheet.currencies.get(kept.entry.currency) or house.currency
    made_by = _TOKEN.fullmatch(kept.entry.source)
    return Reservation(
        number=ConfirmationNumber(kept.entry.reference),
        property_id=house.property_id,
        state=state_of(kept),
        room_stays=tuple(room_stay(line, sheet) for line in counted(kept)),
        rate_plan=house.plan.id,
        price=_price(kept, sheet, house, nights, currency),
        terms=house.plan.terms,
        booker=_booker(kept, account, sheet, house),
        key=EffectKey(made_by[1].lower()) if made_by else None,
    )


def counted(kept: Kept) -> tuple[Line, ...]:
    """The rooms a reservation speaks of: those that count, or all it had when none does any more."""
    return kept.live or tuple(line for line in kept.lines if not line.back_order) or kept.lines


def room_stay(line: Line, sheet: Sheet) -> RoomStay:
    """The room of this line."""
    name = RoomTypeId(str(line.room_type))
    sold = sheet.find(name)
    label = sold.room_type.name if sold else LocalText.of(f"#{line.room_type}")
    return RoomStay(room_type=name, name=label, stay=line.stay, occupancy=line.occupancy)


def price_of_rooms(
    sold: Sold, free: FreeRooms, stay: Stay, nights: Mapping[date, Decimal], house: House, *, rooms: int
) -> Price:
    """What so many rooms cost a guest for the whole stay, night by night."""
    for_nights = money(free.gross, house.currency) * rooms
    weights = [nights.get(night, Decimal(0)) for night in stay.nights]
    factor = free.gross / free.net if free.net else Decimal(1)
    fees = fees_beside(sold, stay, factor, rooms, house)
    return _sum(list(zip(stay.nights, spread(for_nights, weights), strict=True)), fees, house.currency)


def together(prices: Sequence[Price]) -> Price:
    """What rooms of several types cost for the same nights."""
    nights: dict[date, Money] = {}
    fees: dict[LocalText, Money] = {}
    total = Money.zero(prices[0].total.currency)
    for price in prices:
        total += price.total
        for night in price.nights:
            nights[night.night] = nights.get(night.night, Money.zero(total.currency)) + night.amount
        for fee in price.taxes:
            fees[fee.name] = fees.get(fee.name, Money.zero(total.currency)) + fee.amount
    return Price(
        nights=tuple(NightPrice(night, amount) for night, amount in nights.items()),
        taxes=tuple(TaxLine(name=name, amount=amount, included=False) for name, amount in fees.items()),
        total=total,
    )


def fees_beside(sold: Sold, stay: Stay, factor: Decimal, rooms: int, house: House) -> list[tuple[Fee, Money]]:
    """The fees a guest pays on top of so many rooms, where the hotel takes them. Raises Unavailable."""
    if not house.separate_fees:
        return []
    found = []
    for fee in sold.fees:
        if fee.beside_the_room:
            if fee.tax_group not in {0, sold.tax_group}:
                raise Unavailable(f"the fee {fee.id} is taxed otherwise than its room; set separate_fees = false")
            once = fee.net * (factor if fee.tax_group else 1) * (stay.night_count if fee.by_night else 1)
            found.append((fee, money(once, house.currency) * rooms))
    return found


def spread(amount: Money, weights: Sequence[Decimal]) -> list[Money]:
    """The amount in parts of these weights, that add up to it exactly; equal parts where there are no weights."""
    told = list(weights) if all(weight > 0 for weight in weights) else [Decimal(1)] * len(weights)
    whole, passed, parts, given = sum(told), Decimal(0), list[Money](), 0
    for weight in told:
        passed += weight
        upto = int((Decimal(amount.minor) * passed / whole).to_integral_value(rounding=ROUND_HALF_UP))
        parts.append(Money(upto - given, amount.currency))
        given = upto
    return parts


def same_rooms(one: Sequence[RoomStay], other: Sequence[RoomStay]) -> bool:
    """Whether these are the same rooms for the same people, in whatever sequence."""
    return _what(one) == _what(other)


def _what(rooms: Sequence[RoomStay]) -> Counter[object]:
    return Counter(
        (each.room_type, each.stay, each.occupancy.adults, tuple(sorted(each.occupancy.child_ages))) for each in rooms
    )


def state_of(kept: Kept) -> ReservationState:
    """Where it stands by its rooms: the entry's own state lies (contract, fact 7)."""
    states = {line.status for line in kept.live}
    if not states:
        return ReservationState.CANCELLED
    if states == {CHECKED_OUT}:
        return ReservationState.CHECKED_OUT
    return ReservationState.CHECKED_IN if states & {CHECKED_IN, CHECKED_OUT} else ReservationState.CONFIRMED


def _price(kept: Kept, sheet: Sheet, house: House, nights: Nights, currency: str) -> Price:
    """The total as QloApps has it; the nights share it by what they cost now, which adds up when nothing changed."""
    total = money(kept.entry.gross, currency)
    weights: Counter[date] = Counter()
    fees: list[tuple[Fee, Money]] = []
    for line in counted(kept):
        priced, even = nights.get((line.room_type, line.stay), {}), line.gross / line.stay.night_count
        for night in line.stay.nights:
            weights[night] += priced.get(night, even)  # type: ignore[assignment]  # a counter of amounts
        sold = sheet.find(RoomTypeId(str(line.room_type)))
        if sold is not None and currency == house.currency:
            factor = line.gross / line.net if line.net else Decimal(1)
            fees += fees_beside(sold, line.stay, factor, 1, house)
    beside = sum((amount.minor for _, amount in fees), 0)
    if beside > total.minor:
        fees, beside = [], 0
    slept = sorted(weights)
    parts = spread(Money(total.minor - beside, currency), [Decimal(weights[night]) for night in slept])
    return _sum(list(zip(slept, parts, strict=True)), fees, currency)


def _sum(nights: Sequence[tuple[date, Money]], fees: Sequence[tuple[Fee, Money]], currency: str) -> Price:
    named: dict[LocalText, Money] = {}
    for fee, amount in fees:
        named[fee.name] = named.get(fee.name, Money.zero(currency)) + amount
    total = Money.zero(currency)
    for amount in (*(amount for _, amount in nights), *named.values()):
        total += amount
    return Price(
        nights=tuple(NightPrice(night, amount) for night, amount in nights),
        taxes=tuple(TaxLine(name=name, amount=amount, included=False) for name, amount in named.items()),
        total=total,
    )


def _booker(kept: Kept, account: Account | None, sheet: Sheet, house: House) -> Booker:
    return Booker(
        name=(name_of(account) if account else "") or "-",
        email=(email_of(account) if account else "") or None,
        phone=(phone_of(account) if account else "") or None,
        language=sheet.languages.get(kept.entry.language, house.languages[0]),
    )
