"""The house's rules for a stay: each says no with its own reason, and a good wish passes all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.party import OLDEST_CHILD
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.policies import POLICIES, Facts, Wish, first_refusal
from hotel_agent.domain.tenants.house_rules import HouseRules

TODAY = date(2027, 3, 10)
RULES = HouseRules(longest_stay_nights=14, days_ahead=365, largest_party=6)
ADULTS_ONLY = HouseRules(youngest_guest=18)
FROM_TWELVE = HouseRules(youngest_guest=12)
TWO_NIGHTS = HouseRules(shortest_stay_nights=2)

wishes = st.builds(
    Wish,
    arrival=st.none() | st.integers(-5, 400).map(lambda days: TODAY + timedelta(days=days)),
    departure=st.none() | st.integers(-5, 420).map(lambda days: TODAY + timedelta(days=days)),
    adults=st.none() | st.integers(-1, 9),
    children=st.integers(0, 4),
    child_ages=st.lists(st.integers(-2, 20), max_size=4).map(tuple),
    rooms=st.none() | st.integers(1, 5),
)


def judged(**wish: object) -> Refusal | None:
    return first_refusal(Facts(wish=Wish(**wish), rules=RULES, today=TODAY))  # type: ignore[arg-type]


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"arrival": day(0)}, None),
        ({"arrival": day(-1)}, Refusal(Reason.ARRIVAL_IN_PAST, on=day(-1))),
        ({"arrival": day(3), "departure": day(4)}, None),
        ({"arrival": day(3), "departure": day(3)}, Refusal(Reason.DEPARTURE_NOT_AFTER_ARRIVAL, on=day(3))),
        ({"arrival": day(3), "departure": day(2)}, Refusal(Reason.DEPARTURE_NOT_AFTER_ARRIVAL, on=day(2))),
        ({"departure": day(3)}, None),
        ({"arrival": day(3), "departure": day(17)}, None),
        ({"arrival": day(3), "departure": day(18)}, Refusal(Reason.STAY_TOO_LONG, limit=14)),
        ({"arrival": day(365)}, None),
        ({"arrival": day(366)}, Refusal(Reason.TOO_FAR_AHEAD, limit=365, on=day(366))),
        ({"adults": 1}, None),
        ({"adults": 0}, Refusal(Reason.NO_GUESTS)),
        ({"adults": -1}, Refusal(Reason.NO_GUESTS)),
        ({"adults": 0, "child_ages": (9,)}, Refusal(Reason.NO_ADULT)),
        ({"adults": 0, "children": 1}, Refusal(Reason.NO_ADULT)),
        ({"adults": 1, "child_ages": (0, OLDEST_CHILD)}, None),
        ({"adults": 1, "child_ages": (OLDEST_CHILD + 1,)}, Refusal(Reason.CHILD_AGE_UNLIKELY, limit=OLDEST_CHILD)),
        ({"child_ages": (-1,)}, Refusal(Reason.CHILD_AGE_UNLIKELY, limit=OLDEST_CHILD)),
        ({"adults": 6}, None),
        ({"adults": 7}, Refusal(Reason.PARTY_TOO_LARGE, limit=6)),
        ({"adults": 4, "child_ages": (1, 2, 3)}, Refusal(Reason.PARTY_TOO_LARGE, limit=6)),
        ({"adults": 4, "children": 3}, Refusal(Reason.PARTY_TOO_LARGE, limit=6)),
        ({"adults": 4, "children": 2, "child_ages": (1, 2)}, None),
        ({"adults": 2, "rooms": 2}, None),
        ({"adults": 2, "rooms": 3}, Refusal(Reason.MORE_ROOMS_THAN_ADULTS, limit=2)),
        ({"rooms": 3}, None),
    ],
)
def test_a_wish_is_judged_at_the_very_limit(wish: dict[str, object], refusal: Refusal | None) -> None:
    assert judged(**wish) == refusal


@pytest.mark.parametrize(
    ("rules", "wish", "refusal"),
    [
        (TWO_NIGHTS, {"arrival": day(3), "departure": day(5)}, None),
        (TWO_NIGHTS, {"arrival": day(3), "departure": day(4)}, Refusal(Reason.MINIMUM_STAY, limit=2)),
        (TWO_NIGHTS, {"arrival": day(3)}, None),
        (FROM_TWELVE, {"adults": 2, "child_ages": (12,), "children": 1}, None),
        (FROM_TWELVE, {"adults": 2, "child_ages": (12, 11)}, Refusal(Reason.GUEST_TOO_YOUNG, limit=12)),
        (FROM_TWELVE, {"adults": 2, "children": 1}, None),
        (ADULTS_ONLY, {"adults": 2}, None),
        (ADULTS_ONLY, {"adults": 2, "children": 1}, Refusal(Reason.GUEST_TOO_YOUNG, limit=18)),
        (ADULTS_ONLY, {"adults": 2, "child_ages": (17,)}, Refusal(Reason.GUEST_TOO_YOUNG, limit=18)),
    ],
)
def test_a_house_has_limits_of_its_own(rules: HouseRules, wish: dict[str, object], refusal: Refusal | None) -> None:
    assert first_refusal(Facts(wish=Wish(**wish), rules=rules, today=TODAY)) == refusal  # type: ignore[arg-type]


@given(wishes)
def test_the_first_rule_that_says_no_is_heard(wish: Wish) -> None:
    facts = Facts(wish=wish, rules=RULES, today=TODAY)
    refusals = [refusal for policy in POLICIES if (refusal := policy(facts)) is not None]
    assert first_refusal(facts) == (refusals[0] if refusals else None)


@given(wishes)
def test_a_wish_that_passes_can_be_asked_of_the_book(wish: Wish) -> None:
    if first_refusal(Facts(wish=wish, rules=RULES, today=TODAY)) is None:
        if wish.arrival and wish.departure:
            assert TODAY <= wish.arrival < wish.departure <= wish.arrival + timedelta(days=14)
        if wish.adults is not None:
            assert max(wish.adults + wish.children, wish.adults + len(wish.child_ages)) <= 6
            assert wish.adults >= max(1, wish.rooms or 1)


def test_a_wish_that_says_nothing_is_no_problem() -> None:
    assert judged() is None
