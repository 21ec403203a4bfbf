"""What a hotel leaves unsaid is as it usually is; what makes no sense is refused."""

import pytest

from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.knowledge import Knowledge


def test_a_hotel_that_says_nothing_has_usual_rules() -> None:
    rules = HouseRules()
    assert (rules.quote_valid_minutes, rules.longest_stay_nights, rules.largest_party) == (120, 30, 8)
    assert not rules.email_required


@pytest.mark.parametrize(
    "limit",
    [
        "quote_valid_minutes",
        "longest_stay_nights",
        "days_ahead",
        "largest_party",
        "unclear_turns",
        "staff_silence_minutes",
    ],
)
def test_a_limit_is_at_least_one(limit: str) -> None:
    assert getattr(HouseRules(**{limit: 1}), limit) == 1  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=limit):
        HouseRules(**{limit: 0})  # type: ignore[arg-type]


@pytest.mark.parametrize("age", [-1, 18])
def test_a_child_of_the_house_is_a_minor(age: int) -> None:
    assert HouseRules(child_until_age=17).child_until_age == 17
    with pytest.raises(ValueError, match="child_until_age"):
        HouseRules(child_until_age=age)


def test_a_hotel_that_wrote_nothing_down_knows_nothing() -> None:
    assert Knowledge().entries == ()
