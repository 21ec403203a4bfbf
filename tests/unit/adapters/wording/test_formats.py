"""Dates, money and people as somebody of the country would write them in a message."""

from datetime import date, datetime

import pytest

from hotel_agent.adapters.languages import codes, load
from hotel_agent.adapters.wording.formats import Formats
from hotel_agent.domain.conversations.replies import Count, Day, Moment
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay


def formats(language: str) -> Formats:
    return Formats(load(next(code for code in codes() if code == language), "formats.toml"))


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("es", "120.50", "EUR", "€ 120,50"),
        ("es", "120000", "ARS", "ARS 120.000,00"),
        ("es", "1200", "USD", "US$ 1.200,00"),
        ("es", "0", "USD", "US$ 0,00"),
        ("es", "0.05", "MXN", "MXN 0,05"),
        ("es", "89000", "CLP", "CLP 89.000"),
        ("en", "120.50", "EUR", "€120.50"),
        ("en", "1234567.89", "GBP", "£1,234,567.89"),
        ("en", "120000", "ARS", "ARS 120,000.00"),
        ("en", "1.234", "KWD", "KWD 1.234"),
        ("en", "120.50", "RSD", "RSD 120.50"),
        ("pt", "1200.10", "BRL", "R$ 1.200,10"),
        ("pt", "1200", "CAD", "CAD 1.200,00"),
        ("pt", "9000", "JPY", "JPY 9.000"),
    ],
)
def test_an_amount_keeps_every_digit_and_names_one_currency_only(
    language: str, amount: str, currency: str, written: str
) -> None:
    assert formats(language).write(Money.of(amount, currency), "") == written


@pytest.mark.parametrize(
    ("language", "arrival", "departure", "written"),
    [
        ("es", "2026-12-12", "2026-12-15", "del sábado 12 al martes 15 de diciembre de 2026 (3 noches)"),
        ("es", "2026-11-30", "2026-12-01", "del lunes 30 de noviembre al martes 1 de diciembre de 2026 (1 noche)"),
        ("en", "2026-12-12", "2026-12-15", "Saturday 12 to Tuesday 15 December 2026 (3 nights)"),
        ("en", "2026-12-31", "2027-01-01", "Thursday 31 December 2026 to Friday 1 January 2027 (1 night)"),
        ("pt", "2026-12-12", "2026-12-15", "de sábado 12 a terça-feira 15 de dezembro de 2026 (3 noites)"),
        ("pt", "2026-03-01", "2026-03-02", "de domingo 1º a segunda-feira 2 de março de 2026 (1 noite)"),
        (
            "pt",
            "2026-12-12",
            "2027-12-12",
            "de sábado 12 de dezembro de 2026 a domingo 12 de dezembro de 2027 (365 noites)",
        ),
    ],
)
def test_a_stay_says_what_both_dates_share_once(language: str, arrival: str, departure: str, written: str) -> None:
    stay = Stay(date.fromisoformat(arrival), date.fromisoformat(departure))
    assert formats(language).write(stay, "") == written


@pytest.mark.parametrize(
    ("language", "ages", "written"),
    [
        ("es", (), "2 adultos"),
        ("es", (1,), "2 adultos y 1 niño (1 año)"),
        ("es", (8, 5), "2 adultos y 2 niños (5 y 8 años)"),
        ("es", (0,), "2 adultos y 1 niño (menos de 1 año)"),
        ("es", (5, 0, 8), "2 adultos y 3 niños (menos de 1 año, 5 y 8 años)"),
        ("en", (5,), "2 adults and 1 child (5 years old)"),
        ("en", (0, 1), "2 adults and 2 children (under 1 and 1 year old)"),
        ("pt", (17, 2), "2 adultos e 2 crianças (2 e 17 anos)"),
    ],
)
def test_a_party_is_told_with_every_age(language: str, ages: tuple[int, ...], written: str) -> None:
    assert formats(language).write(Party(2, ages), "") == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es", "jueves 31 de diciembre, 09:05 h"),
        ("en", "Thursday 31 December, 09:05"),
        ("pt", "quinta-feira 31 de dezembro, 09h05"),
    ],
)
def test_a_moment_names_its_weekday_and_needs_no_year(language: str, written: str) -> None:
    at = datetime.fromisoformat("2026-12-31T09:05:59-03:00")
    assert formats(language).write(Moment(at), "") == written


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("es", 0, "0 noches"),
        ("es", 1, "1 noche"),
        ("es", 2, "2 noches"),
        ("es", 1_000_000, "1000000 noches"),
        ("en", 0, "0 nights"),
        ("en", 1, "1 night"),
        ("pt", 0, "0 noite"),
        ("pt", 2, "2 noites"),
    ],
)
def test_a_number_of_things_agrees_as_the_language_wants(language: str, number: int, written: str) -> None:
    assert formats(language).write(Count(number), "nights") == written


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("es", "miércoles 30 de septiembre de 2026", "mié 30 sept 2026"),
        ("en", "Wednesday 30 September 2026", "Wed 30 Sep 2026"),
        ("pt", "quarta-feira 30 de setembro de 2026", "qua 30 set 2026"),
    ],
)
def test_a_day_is_written_out_or_short_for_a_button(language: str, full: str, short: str) -> None:
    day = Day(date(2026, 9, 30))
    assert formats(language).write(day, "") == full
    assert formats(language).write(day, "short") == short


def test_an_amount_has_no_forms() -> None:
    with pytest.raises(Bug, match="short"):
        formats("en").write(Money.of(1, "EUR"), "short")
