"""How simulated guests speak and read."""

from datetime import date

import pytest

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.scenario import LANGUAGES, Facts
from hotel_agent.testing.guests.words import amounts_in, words_of


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("€ 1.326,40 en total", [132640]),
        ("€1,326.40 in total", [132640]),
        ("14 € por noche", [1400]),
        ("€\u00a0236,80 y € 8,80", [23680, 880]),
        ("2 adultos, 3 noches, 15:00 h", []),
        ("cuesta 1000 €", [100000]),
        ("cuesta 12.50 €", [1250]),
    ],
)
def test_amounts_are_read_however_they_are_written(text: str, amounts: list[int]) -> None:
    assert list(amounts_in(text)) == amounts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_say_something_can_be_said(language: str) -> None:
    words, arrival = words_of(language), date(2027, 2, 27)
    for seed in range(30):
        dice = Dice(str(seed))
        for facts in (Facts(), Facts(adults=1, children=(5,)), Facts(adults=4, rooms=2, room="double", children=(0,))):
            said = " ".join(
                [
                    words.room(dice, facts),
                    words.dates(dice, arrival, facts.nights),
                    words.party(dice, facts),
                    words.party(dice, facts, unaged=True),
                ]
            )
            assert "{" not in said
            assert said.strip()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "del sábado 27 de febrero al lunes 1 de marzo de 2027"),
        ("en", "Saturday 27 February to Monday 1 March 2027"),
        ("pt", "de sábado 27 de fevereiro a segunda-feira 1º de março de 2027"),
    ],
)
def test_a_guest_sees_whether_a_day_is_named(language: str, text: str) -> None:
    words = words_of(language)
    assert words.says_day(date(2027, 3, 1), text)
    assert words.says_day(date(2027, 2, 27), text)
    assert not words.says_day(date(2027, 3, 2), text)
