"""Hours, sums and lengths of time in what a hotel wrote, however it wrote them."""

from datetime import time
from decimal import Decimal

import pytest

from hotel_agent.domain.tenants.figures import figures_in


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("de 7:30 a 10:30", {time(7, 30), time(10, 30)}),
        ("das 7h30 às 11h", {time(7, 30), time(11)}),
        ("from 9 am to 8 pm, 12 pm, 12 am", {time(9), time(20), time(12), time(0)}),
        ("hasta las 24:00", {time(0)}),
        ("habitaciones 103 y 104, a 300 metros, 15 kg, 2 años", set()),
        ("1.250,50 € y 12:00 €", {time(12)}),
    ],
)
def test_hours_are_read(text: str, hours: set[time]) -> None:
    assert figures_in(text).hours == hours


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("12 € por persona", {"12"}),
        ("€12.50 a person", {"12.5"}),
        ("1.250,50 € o US$ 1,250.50", {"1250.5"}),
        ("hasta 1000 €", {"1000"}),
        ("R$ 1.200", {"1200"}),
        ("20 euros", {"20"}),
        ("15 %, 30 minutos", set()),
    ],
)
def test_amounts_are_read(text: str, amounts: set[str]) -> None:
    assert figures_in(text).amounts == {Decimal(each) for each in amounts}


def test_lengths_in_hours_are_read() -> None:
    assert figures_in("hasta 48 horas antes; 24 hours").hours_long == {48, 24}
