"""Money, stays, parties and tariffs as hotels know them. For values of any kind at all see `values`."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from hotel_agent.domain.ids import PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.restrictions import Restriction
from hotel_agent.domain.reservations.tariff import ChildBand, PlanRate, RoomRate, Season, Supplements, Tariff
from hotel_agent.domain.reservations.taxes import NightFee, PercentTax, PersonFee, StayFee, Tax
from hotel_agent.domain.stay import Stay

CURRENCIES = ("EUR", "USD", "BRL", "JPY", "KWD")
"""With two, none and three digits after the point."""

DAYS = st.dates(date(2027, 1, 1), date(2028, 12, 31))
"""Two years, one of them with a 29 February."""


def money(currency: str = "EUR", *, most: int = 100_000) -> st.SearchStrategy[Money]:
    """From nothing to so many minor units."""
    return st.integers(0, most).map(lambda minor: Money(minor, currency))


def stays(*, longest: int = 10, days: st.SearchStrategy[date] = DAYS) -> st.SearchStrategy[Stay]:
    """From one night to so many."""
    return st.builds(Stay.of_nights, days, st.integers(1, longest))


def parties(*, adults: int = 4, children: int = 4) -> st.SearchStrategy[Party]:
    """Up to so many adults with up to so many children."""
    ages = st.lists(st.integers(0, OLDEST_CHILD), max_size=children).map(tuple)
    return st.builds(Party, st.integers(1, adults), ages)


def asks(property_id: PropertyId, *, rooms: int = 3) -> st.SearchStrategy[Ask]:
    """For up to so many rooms of any type."""
    return st.builds(
        Ask,
        property_id=st.just(property_id),
        stay=stays(),
        parties=st.lists(parties(), min_size=1, max_size=rooms).map(tuple),
    )


def room_stays(room_types: Sequence[RoomTypeId]) -> st.SearchStrategy[RoomStay]:
    """One room of one of these types."""
    return st.builds(
        RoomStay,
        room_type=st.sampled_from(room_types),
        name=st.just(LocalText.of("Room")),
        stay=stays(),
        occupancy=parties(),
    )


def periods() -> st.SearchStrategy[Period]:
    """Days of one year, or of every year, then also over New Year."""
    once = st.builds(lambda first, days: Period(first, first + timedelta(days=days)), DAYS, st.integers(0, 200))
    return once | st.builds(Period, DAYS, DAYS, yearly=st.just(True))


def restrictions(room_types: Sequence[RoomTypeId]) -> st.SearchStrategy[Restriction]:
    """Limits for one of these types or for all, in a period or always."""
    weekdays = st.frozensets(st.integers(0, 6), max_size=3)
    return st.builds(
        lambda shortest, more, **rest: Restriction(
            minimum_nights=shortest, maximum_nights=None if more is None else shortest + more, **rest
        ),
        st.integers(1, 5),
        st.none() | st.integers(0, 9),
        period=st.none() | periods(),
        room_type=st.none() | st.sampled_from(room_types),
        no_arrival_on=weekdays,
        no_departure_on=weekdays,
        closed=st.booleans(),
    )


@st.composite
def tariffs(
    draw: st.DrawFn, room_types: Sequence[RoomTypeId], rate_plans: Sequence[RatePlanId], currency: str | None = None
) -> Tariff:
    """Any way to price these room types under these rate plans."""
    currency = currency or draw(st.sampled_from(CURRENCIES))
    amount = money(currency)
    return Tariff(
        currency=currency,
        rates={each: draw(st.builds(RoomRate, nightly=amount, guests=st.integers(1, 4))) for each in room_types},
        seasons=tuple(draw(st.lists(_seasons(room_types, amount), max_size=3))),
        weekdays=draw(st.dictionaries(st.integers(0, 6), percents(-100, 100))),
        supplements=draw(st.none() | _supplements(amount)),
        plans=draw(st.dictionaries(st.sampled_from(rate_plans), _plans(amount))),
        taxes=tuple(draw(st.lists(taxes(amount), max_size=3))),
        child_until_age=draw(st.integers(0, OLDEST_CHILD)),
    )


def percents(least: int, most: int) -> st.SearchStrategy[Decimal]:
    """With up to two digits after the point."""
    return st.integers(100 * least, 100 * most).map(lambda hundredths: Decimal(hundredths) / 100)


def taxes(amount: st.SearchStrategy[Money]) -> st.SearchStrategy[Tax]:
    """Of every kind."""
    name = st.just(LocalText.of("Tax"))
    limit, age = st.none() | st.integers(1, 9), st.none() | st.integers(0, OLDEST_CHILD + 1)
    return st.one_of(
        st.builds(PercentTax, name=name, percent=percents(0, 30), included=st.booleans()),
        st.builds(NightFee, name=name, amount=amount, max_nights=limit),
        st.builds(PersonFee, name=name, amount=amount, from_age=age, max_nights=limit),
        st.builds(StayFee, name=name, amount=amount),
    )


def _seasons(room_types: Sequence[RoomTypeId], amount: st.SearchStrategy[Money]) -> st.SearchStrategy[Season]:
    nightly = st.dictionaries(st.sampled_from(room_types), amount)
    return st.builds(Season, name=st.just("season"), period=periods(), nightly=nightly)


def _supplements(amount: st.SearchStrategy[Money]) -> st.SearchStrategy[Supplements]:
    bands = st.lists(
        st.builds(ChildBand, until_age=st.integers(0, OLDEST_CHILD), amount=amount),
        max_size=3,
        unique_by=lambda band: band.until_age,
    ).map(lambda bands: tuple(sorted(bands, key=lambda band: band.until_age)))
    return st.builds(Supplements, adult=amount, children=bands)


def _plans(amount: st.SearchStrategy[Money]) -> st.SearchStrategy[PlanRate]:
    return st.builds(
        PlanRate,
        percent=percents(-100, 100),
        per_person=st.none() | amount,
        from_age=st.integers(0, OLDEST_CHILD + 1),
    )
