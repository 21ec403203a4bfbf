"""A card number never gets further than the door; what only looks like one does."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from hotel_agent.domain.conversations.cards import MASK, NOT_HERE, masked, masked_json, shows_card, without_cards
from hotel_agent.domain.conversations.events import (
    Event,
    GuestChose,
    GuestEdited,
    GuestFilledForm,
    GuestReacted,
    GuestSentBasket,
    GuestSentLocation,
    GuestSentMedia,
    GuestSpoke,
    GuestWrote,
)
from hotel_agent.domain.conversations.staff_acts import StaffWrote
from hotel_agent.domain.ids import ChoiceToken, EventKey, ProviderId
from hotel_agent.testing.specification import NOW, an_offer, given, the_book_offers, the_guest_writes

CARD = "4111 1111 1111 1111"
ISSUERS = (
    ("4", 16),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("37", 15),
    ("34", 15),
    ("36", 14),
    ("6011", 16),
    ("62", 19),
)
ISSUERS_AT_HOME = (("589562", 16), ("606282", 16), ("5067", 16), ("4", 13), ("6304", 18))
"""Naranja, Hipercard, Elo; and lengths seldom seen."""


def with_check_figure(figures: str) -> str:
    """These figures and the last one that makes a card number of them: reckoned by trying all ten, as on paper."""
    for last in "0123456789":
        total = 0
        for place, figure in enumerate(reversed(figures + last), start=1):
            value = int(figure) if place % 2 else int(figure) * 2
            total += sum(int(each) for each in str(value))
        if total % 10 == 0:
            return figures + last
    raise AssertionError("one of ten figures fits")


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number of some issuer, its figures at once."""
    first, length = draw(st.sampled_from((*ISSUERS, *ISSUERS_AT_HOME)))
    rest = draw(st.text("0123456789", min_size=length - 1 - len(first), max_size=length - 1 - len(first)))
    return with_check_figure(first + rest)


@st.composite
def written_cards(draw: st.DrawFn) -> str:
    """A card number as guests write it: at once, in fours, or figure by figure."""
    number, size = draw(cards()), draw(st.sampled_from((1, 2, 4, 19)))
    between = draw(st.sampled_from((" ", "-", " - ", ".", "\u00a0", "–", "\n")))
    return between.join(number[place : place + size] for place in range(0, len(number), size))


WORDS = st.text(st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="+\u00ad"), max_size=12)


@drawn(before=WORDS, card=written_cards(), after=WORDS)
def test_no_figure_of_a_card_number_is_left_wherever_it_stands(before: str, card: str, after: str) -> None:
    clear = masked(f"{before} ,{card}, {after}")
    assert not any(each.isdecimal() for each in clear)
    assert shows_card(clear)
    assert masked(clear) == clear


@drawn(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@drawn(
    country=st.sampled_from(("1", "34", "351", "44", "49", "52", "54", "549", "55", "56", "57", "598")),
    rest=st.text("0123456789", min_size=8, max_size=11),
    lead=st.sampled_from(("+", "00", "+ ")),
    between=st.sampled_from(("", " ", "-")),
)
def test_a_telephone_number_with_its_country_stays(country: str, rest: str, lead: str, between: str) -> None:
    text = f"{lead}{country}{between}{rest[:2]}{between}{rest[2:6]}{between}{rest[6:]}"
    assert masked(f"mi teléfono es {text}") == f"mi teléfono es {text}"


@drawn(st.sampled_from(("549", "5255", "5511", "57300", "59899", "34", "351", "1")), st.text("0123456789", min_size=9))
def test_a_telephone_number_without_its_plus_stays(country: str, rest: str) -> None:
    text = (country + rest)[:13]
    assert masked(text) == text


@drawn(st.from_regex(r"[A-HJ-NP-Z2-9]{5,10}|[0-9]{4,12}|[A-Z]{2}[0-9]{6,10}", fullmatch=True))
def test_a_confirmation_number_stays(number: str) -> None:
    assert masked(f"reserva {number}.") == f"reserva {number}."


@drawn(
    st.lists(st.dates(date(2025, 1, 1), date(2030, 12, 31)), min_size=1, max_size=4),
    st.sampled_from(("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y")),
    st.sampled_from((" ", " - ", " al ")),
)
def test_dates_stay(days: list[date], form: str, between: str) -> None:
    text = between.join(day.strftime(form) for day in days)
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ES91 2100 0418 4502 0005 1332",
        "0070999030004123456789",
        "somos 600 123 456 y 600 987 654",
        "600123456 600987654",
        "4111 1111 1111 1112",
        "1234567890",
    ],
)
def test_accounts_telephones_and_wrong_figures_stay(text: str) -> None:
    assert masked(text) == text


def test_the_secret_code_beside_a_card_number_goes_too() -> None:
    assert masked(f"{CARD} cvv 123") == f"{MASK} cvv •••"
    assert masked("código de segurança: 1234") == "código de segurança: •••"
    assert masked(f"de {CARD}") == f"de {MASK}"


@pytest.mark.parametrize(
    ("behind", "kept"),
    [
        (", 12/28", ", ••/••"),
        (" exp. 5/2028, cvv 123", " exp. ••/••, cvv •••"),
        (", válida hasta 05/29 123", ", válida hasta ••/•• •••"),
        (" vence 05/29 123", " vence ••/•• •••"),
        (" validade 01/30, do dia 5/2 ao 7/2", " validade ••/••, do dia 5/2 ao 7/2"),
        (" del 12/03 al 15/03", " del 12/03 al 15/03"),
        (" 12/03", " 12/03"),
    ],
)
def test_the_month_in_which_a_card_ends_is_no_day_of_a_stay(behind: str, kept: str) -> None:
    assert masked(f"{CARD}{behind}") == f"{MASK}{kept}"
    assert masked(masked(f"{CARD}{behind}")) == masked(f"{CARD}{behind}")


def test_a_card_number_is_found_between_other_figures_and_behind_two_letters() -> None:
    assert masked(f"12 {CARD} 1227") == f"12 {MASK} 1227"
    assert masked("no4111111111111111") == f"no{MASK}"
    assert masked("+4111111111111111") == f"+{MASK}"
    assert masked("4222222222222") == MASK


WHO: dict[str, Any] = {"key": EventKey("m"), "at": NOW, "sent_at": NOW}
M = ProviderId("m")


@pytest.mark.parametrize(
    "event",
    [
        GuestWrote(**WHO, text=CARD),
        GuestSpoke(**WHO, text=CARD, media=M),
        GuestEdited(**WHO, original=M, text=CARD),
        GuestSentMedia(**WHO, kind="image", media=M, caption=CARD, file_name=f"{CARD}.jpg"),
        GuestChose(**WHO, token=ChoiceToken("t"), title=CARD, description=CARD),
        GuestSentBasket(**WHO, text=CARD),
        GuestSentLocation(**WHO, latitude="1", longitude="2", name=CARD, address=CARD),
        GuestFilledForm(**WHO, answers=json.dumps({"card": CARD, "name": "Ana"})),
        StaffWrote(key=EventKey("m"), at=NOW, text=CARD),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nothing_that_is_kept_holds_a_card_number(event: Event) -> None:
    assert "1111" not in str(without_cards(event))


def test_what_says_nothing_is_kept_as_it_came() -> None:
    event = GuestReacted(**WHO, to=M, emoji="👍")
    assert without_cards(event) is event


def test_in_json_every_value_is_cleared_but_names_of_things() -> None:
    card = 4111111111111111
    told = {"id": str(card), "from": str(card), "yes": True, "card": card, "text": {"body": [f"my card {card}", 12]}}
    cleared = json.loads(masked_json(json.dumps(told)))
    assert cleared == {**told, "card": MASK, "text": {"body": [f"my card {MASK}", 12]}}
    assert masked_json('{"a" :  1}') == '{"a" :  1}'
    assert masked_json(f"no json, {CARD}") == f"no json, {MASK}"


# What the guest is told


def test_who_sends_a_card_number_is_asked_not_to_and_answered() -> None:
    told = given().when(the_guest_writes(MASK)).then_says_only(NOT_HERE, "greet.what_can_we_do")
    told.then_state(unclear_turns=0)
    asked = given().when(the_guest_writes(MASK, intents="book", arrival=an_offer().stay.arrival))
    asked.then_says_only(NOT_HERE, "stay.ask_departure")


def test_a_card_number_is_no_yes_and_no_reason_to_forget_what_was_asked() -> None:
    quoted = given().when(the_guest_writes(intents="book", arrival=an_offer().stay.arrival, nights=3, adults=2))
    quoted = quoted.when(the_book_offers(an_offer()))
    quoted.when(the_guest_writes(MASK)).then_says(NOT_HERE, "quote.remind")
