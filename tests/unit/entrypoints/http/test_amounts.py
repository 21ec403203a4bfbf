"""Money and days are shown and asked for in one way, wherever they are."""

from datetime import date

import pytest
from litestar.exceptions import ClientException
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.domain.money import Money
from hotel_agent.entrypoints.http.amounts import Amount, amount_of, day_in


def test_money_is_shown_exactly() -> None:
    assert amount_of(Money.of("452.40", "EUR")) == Amount(amount="452.40", currency="EUR")
    assert amount_of(Money.of(452, "CLP")) == Amount(amount="452", currency="CLP")


def test_a_day_is_a_date_or_none_or_refused_in_the_routes_own_words() -> None:
    assert day_in("2026-11-23", otherwise="") == date(2026, 11, 23)
    assert day_in("", otherwise="") is None
    with pytest.raises(ClientException, match="a date, please"):
        day_in("2026-11-31", otherwise="a date, please")


async def test_the_description_knows_one_kind_of_amount(doors: Doors) -> None:
    schemas = (await doors.get("/docs/openapi.json")).json()["components"]["schemas"]
    assert [name for name in schemas if name.endswith("Amount")] == ["Amount"]
