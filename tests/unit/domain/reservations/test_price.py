"""A price whose parts do not add up does not exist."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.price import NightPrice, Price, TaxLine

amounts = st.integers(0, 10**6)


def priced(nights: list[int], taxes: list[tuple[int, bool]], total: int) -> Price:
    return Price(
        nights=tuple(
            NightPrice(date(2027, 3, 1) + timedelta(days=day), Money(amount, "EUR"))
            for day, amount in enumerate(nights)
        ),
        taxes=tuple(
            TaxLine(name=LocalText.of("Tax"), amount=Money(amount, "EUR"), included=included)
            for amount, included in taxes
        ),
        total=Money(total, "EUR"),
    )


@given(st.lists(amounts), st.lists(st.tuples(amounts, st.booleans())), st.integers(-3, 3))
def test_a_total_is_the_nights_and_what_comes_on_top(
    nights: list[int], taxes: list[tuple[int, bool]], wrong_by: int
) -> None:
    total = sum(nights) + sum(amount for amount, included in taxes if not included)
    if wrong_by:
        with pytest.raises(Bug, match="do not add up"):
            priced(nights, taxes, total + wrong_by)
    else:
        assert priced(nights, taxes, total).total == Money(total, "EUR")
