"""A limit refuses the stays it speaks of, with the reason a guest can do something about."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.restrictions import Restriction, easiest, restricted
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.reservations import periods, restrictions, stays

DOUBLE, SUITE = RoomTypeId("double"), RoomTypeId("suite")
AUGUST = Period(date(2027, 8, 1), date(2027, 8, 31))
limits = st.lists(restrictions((DOUBLE, SUITE)), max_size=4)

HARDEST_FIRST = (
    Reason.SOLD_OUT,
    Reason.CLOSED_TO_ARRIVAL,
    Reason.CLOSED_TO_DEPARTURE,
    Reason.MAXIMUM_STAY,
    Reason.MINIMUM_STAY,
)


def broken(limit: Restriction, stay: Stay) -> set[tuple[Reason, int | date | None]]:
    """Everything in which a stay goes against one limit, read off its fields one by one."""
    found: set[tuple[Reason, int | date | None]] = set()

    def in_force(day: date) -> bool:
        return limit.period is None or limit.period.contains(day)

    night = stay.arrival
    while night < stay.departure:
        if limit.closed and in_force(night):
            found.add((Reason.SOLD_OUT, night))
        night += timedelta(days=1)
    nights = (stay.departure - stay.arrival).days
    if in_force(stay.arrival):
        if nights < limit.minimum_nights:
            found.add((Reason.MINIMUM_STAY, limit.minimum_nights))
        if limit.maximum_nights is not None and nights > limit.maximum_nights:
            found.add((Reason.MAXIMUM_STAY, limit.maximum_nights))
        if stay.arrival.isoweekday() - 1 in limit.no_arrival_on:
            found.add((Reason.CLOSED_TO_ARRIVAL, stay.arrival))
    if in_force(stay.departure) and stay.departure.isoweekday() - 1 in limit.no_departure_on:
        found.add((Reason.CLOSED_TO_DEPARTURE, stay.departure))
    return found


@given(limits, st.sampled_from((DOUBLE, SUITE)), stays())
def test_a_stay_is_refused_exactly_when_it_breaks_a_limit(
    limits: list[Restriction], room_type: RoomTypeId, stay: Stay
) -> None:
    against = [each for limit in limits if limit.room_type in (None, room_type) for each in broken(limit, stay)]
    refusal = restricted(limits, room_type, stay)
    if refusal is None:
        assert not against
        return
    said = refusal.limit if refusal.limit is not None else refusal.on
    assert (refusal.reason, said) in against
    reasons = {reason for reason, _ in against}
    assert refusal.reason is next(reason for reason in HARDEST_FIRST if reason in reasons)
    if refusal.reason is Reason.MINIMUM_STAY:
        assert refusal.limit == max(limit for reason, limit in against if isinstance(limit, int))
    if refusal.reason is Reason.MAXIMUM_STAY:
        assert refusal.limit == min(limit for reason, limit in against if reason is Reason.MAXIMUM_STAY)  # type: ignore[type-var]


minimums = st.builds(Restriction, period=st.none() | periods(), minimum_nights=st.integers(1, 7))


@given(st.lists(minimums, max_size=4), stays(longest=7))
def test_a_guest_who_stays_the_minimum_is_not_told_of_another(limits: list[Restriction], stay: Stay) -> None:
    refusal = restricted(limits, DOUBLE, stay)
    if refusal is not None:
        assert refusal.reason is Reason.MINIMUM_STAY
        assert refusal.limit is not None
        assert refusal.limit > stay.night_count
        assert restricted(limits, DOUBLE, Stay.of_nights(stay.arrival, refusal.limit)) is None


@given(st.lists(restrictions((DOUBLE,)), min_size=1, max_size=4), stays())
def test_of_several_reasons_the_easiest_is_given(limits: list[Restriction], stay: Stay) -> None:
    refusals = [refusal for limit in limits if (refusal := restricted([limit], DOUBLE, stay))]
    assume(refusals)
    chosen = easiest(refusals)
    assert chosen in refusals
    places = [HARDEST_FIRST.index(each.reason) for each in refusals]
    assert HARDEST_FIRST.index(chosen.reason) == max(places)


def test_the_shortest_minimum_and_the_longest_maximum_are_the_easiest() -> None:
    two, five = Refusal(Reason.MINIMUM_STAY, limit=2), Refusal(Reason.MINIMUM_STAY, limit=5)
    week, fortnight = Refusal(Reason.MAXIMUM_STAY, limit=7), Refusal(Reason.MAXIMUM_STAY, limit=14)
    assert easiest([five, two]) == two
    assert easiest([week, fortnight]) == fortnight
    assert easiest([Refusal(Reason.SOLD_OUT), five]) == five


@pytest.mark.parametrize(
    ("arrival", "nights", "refusal"),
    [
        (date(2027, 8, 1), 2, Refusal(Reason.MINIMUM_STAY, limit=3)),
        (date(2027, 8, 31), 2, Refusal(Reason.MINIMUM_STAY, limit=3)),
        (date(2027, 8, 1), 3, None),
        (date(2027, 7, 31), 2, None),
        (date(2027, 9, 1), 1, None),
        (date(2027, 8, 1), 14, None),
        (date(2027, 8, 1), 15, Refusal(Reason.MAXIMUM_STAY, limit=14)),
    ],
)
def test_a_minimum_stay_binds_those_who_arrive_in_its_period(
    arrival: date, nights: int, refusal: Refusal | None
) -> None:
    limit = Restriction(period=AUGUST, minimum_nights=3, maximum_nights=14)
    assert restricted([limit], DOUBLE, Stay.of_nights(arrival, nights)) == refusal


@pytest.mark.parametrize(
    ("stay", "closed_on"),
    [
        (Stay(date(2027, 7, 30), date(2027, 8, 1)), None),
        (Stay(date(2027, 7, 30), date(2027, 8, 2)), date(2027, 8, 1)),
        (Stay(date(2027, 8, 31), date(2027, 9, 1)), date(2027, 8, 31)),
        (Stay(date(2027, 9, 1), date(2027, 9, 2)), None),
    ],
)
def test_a_closed_house_refuses_whoever_would_sleep_there(stay: Stay, closed_on: date | None) -> None:
    refusal = restricted([Restriction(period=AUGUST, closed=True)], DOUBLE, stay)
    assert (refusal.on if refusal else None) == closed_on


def test_nobody_arrives_or_departs_on_a_closed_weekday() -> None:
    sunday = date(2027, 8, 8)
    limit = Restriction(no_arrival_on=frozenset({6}), no_departure_on=frozenset({6}))
    assert restricted([limit], DOUBLE, Stay.of_nights(sunday, 2)) == Refusal(Reason.CLOSED_TO_ARRIVAL, on=sunday)
    leaving = Stay(sunday - timedelta(days=2), sunday)
    assert restricted([limit], DOUBLE, leaving) == Refusal(Reason.CLOSED_TO_DEPARTURE, on=sunday)


def test_a_limit_of_one_room_type_leaves_the_others_alone() -> None:
    limit = Restriction(room_type=SUITE, minimum_nights=3)
    stay = Stay.of_nights(date(2027, 8, 1), 1)
    assert restricted([limit], DOUBLE, stay) is None
    assert restricted([limit], SUITE, stay) is not None


def test_a_maximum_below_the_minimum_sells_nothing() -> None:
    with pytest.raises(ValueError, match="at most 2 and at least 3 nights"):
        Restriction(minimum_nights=3, maximum_nights=2)
