"""What is new in a mail is read; what it quotes and how it is signed is not. Nothing new is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.channels.email.quotes import CUT, LONGEST_TEXT, told

NEW = "Could we add a cot please?"
QUOTED = "> Your stay is confirmed.\n> See you soon!"
HEADS = {
    "en": "On Sat, 21 Nov 2026 at 18:02, Hotel One wrote:",
    "en, broken": "On Sat, 21 Nov 2026 at 18:02, Hotel One Reservations Desk <reservations@one.example>\nwrote:",
    "es": "El sáb, 21 nov 2026 a las 18:02, Hotel Uno (<reservas@uno.example>) escribió:",
    "pt": "Em sáb., 21 de nov. de 2026 às 18:02, Hotel Um <reservas@um.example> escreveu:",
    "pt, broken": "Em sáb., 21 de nov. de 2026 às 18:02, Hotel Um <reservas@um.example>\nescreveu:",
    "fr": "Le sam. 21 nov. 2026 à 18:02, Hotel Un <un@un.example> a écrit :",
    "de": "Am Sa., 21. Nov. 2026 um 18:02 Uhr schrieb Hotel Eins <eins@eins.example>:",
    "it": "Il giorno sab 21 nov 2026 alle ore 18:02 Hotel Uno <uno@uno.example> ha scritto:",
}
BLOCKS = {
    "Outlook, en": "From: Hotel One\nSent: Saturday, 21 November 2026 18:02\nTo: Ana\nSubject: Your stay\n\nHello.",
    "Outlook, es": "De: Hotel <r@uno.example>\nEnviado: ayer\nPara: Ana\nAsunto: Su estancia\n\nHola.",
    "Outlook, pt": "De: Hotel <r@um.example>\nEnviada em: ontem\nPara: Ana\nAssunto: Sua estadia\n\nOlá.",
    "a line": "________________________________\nFrom: Hotel One\nSent: yesterday\n\nIt is confirmed.",
    "forwarded": "-----Original Message-----\nFrom: Hotel One\n\nIt is confirmed.",
}
SIGNATURES = [
    "-- \nAna Pérez\n+34 600 000 000",
    "Sent from my iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Get Outlook for iOS",
    "Obtener Outlook para Android",
]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_is_quoted_below_its_head_is_cut(head: str) -> None:
    both = told(f"{NEW}\n\n{head}\n{QUOTED}")
    assert both.new == NEW
    assert "See you soon!" in both.whole


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_what_is_quoted_below_a_block_of_headers_is_cut(block: str) -> None:
    assert told(f"{NEW}\n\n{block}").new == NEW


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_cut(signature: str) -> None:
    assert told(f"{NEW}\n\n{signature}").new == NEW
    assert told(f"{NEW}\n\n{signature}\n\n{HEADS['es']}\n{QUOTED}").new == NEW


def test_answers_between_quoted_lines_stay_with_what_they_answer() -> None:
    inline = f"{HEADS['en']}\n> How many guests?\n\nTwo adults.\n\n> Which room?\n\nThe double.\n"
    assert told(inline).new.split("\n\n")[-1] == "The double."
    assert "> How many guests?" in told(inline).new
    assert "Two adults." in told(inline).new


def test_where_nothing_is_left_everything_is_read() -> None:
    assert told(f"{HEADS['en']}\n{QUOTED}").new == f"{HEADS['en']}\n{QUOTED}"
    assert told("-- \nAna").new == "-- \nAna"


@pytest.mark.parametrize(
    "text",
    [
        "Hello\n- 2 adults\n- 1 child of 5",
        "Thanks,\nbut we need two rooms after all",
        "From: Friday 4th\nTo: Sunday",
        "De: viernes a domingo",
        "On Friday we arrive.\nWe wrote to you before.",
        "El viernes llegamos",
        "_____",
        "Total: 5 > 4",
    ],
)
def test_what_only_looks_like_a_quotation_is_read(text: str) -> None:
    assert told(text).new == text


def test_what_is_very_long_is_cut_with_a_mark() -> None:
    both = told("word " * LONGEST_TEXT)
    assert len(both.new) <= LONGEST_TEXT + len(CUT) + 1
    assert both.new.endswith(CUT)


@pytest.mark.parametrize(
    "text",
    [
        ">\n" * 20_000,
        "From: a\n" * 5_000,
        "On " + "a " * 20_000 + "wrote",
        "Thanks,\n" * 5_000,
        "CAUTION: " + "a " * 20_000,
        "On On On On " * 3_000,
        "De: x\nPara: y\n" * 3_000,
        "\u200b \xa0" * 10_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    """A minute would be noticed: what nobody can read in time is read in none."""
    assert told(text).whole


LINES = st.sampled_from(
    [
        "",
        " ",
        ">",
        "> quoted",
        ">> twice",
        "new words",
        "-- ",
        "_____________",
        "On Monday, Ana wrote:",
        "From: a",
        "To: b",
        "--",
    ]
)


@given(st.lists(LINES, max_size=30))
def test_no_new_line_is_lost_above_a_quotation(lines: list[str]) -> None:
    both = told("\n".join(lines))
    assert bool(both.new) == bool(both.whole)
    known = {line.strip() for line in both.whole.split("\n")}
    assert all(line.strip() in known for line in both.new.split("\n"))


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert bool(told(text).new) == bool(text.strip())
