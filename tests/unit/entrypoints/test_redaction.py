"""The second wall: what is cut out of a log line, and what an operator still needs to read in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.entrypoints.redaction import NOT_SHOWN, redacted, redacted_facts


@pytest.mark.parametrize(
    "number",
    [
        "447700900101",
        "+447700900101",
        "+34 971 000 112",
        "(011) 4321-9876",
        "+55 (11) 98765-4321",
        "00447700900101",
        "555 010 9999",
    ],
)
def test_a_telephone_number_is_cut_out_however_it_is_written(number: str) -> None:
    line = redacted(f"could not send to {number}, twice")
    assert line == "could not send to [number], twice"


@pytest.mark.parametrize("address", ["ana.perez@example.com", "a+b@mail.example.org", "josé@exámple.es", "x@y.z"])
def test_an_e_mail_address_is_cut_out(address: str) -> None:
    assert redacted(f"mail for <{address}>: none") == "mail for <[e-mail]>: none"


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22 10:15:00 turn 4 of 12",
        "arrival 2026-12-04, departure 2026-12-06",
        "took 0.123456789 s",
        "command 26399c1eb31866f3e82b01533e4e191a",
        "command 123456789012345678901234567890ab",
        "request 550e8400-e29b-41d4-a716-446655440000",
        "port 65535, status 503, 4194304 bytes",
        "http://127.0.0.1:8000/health",
    ],
)
def test_what_tells_of_nobody_stays(line: str) -> None:
    assert redacted(line) == line


@given(st.text(), st.from_regex(r"\+?[1-9][0-9]{8,14}", fullmatch=True), st.text())
def test_no_number_of_nine_digits_and_more_survives_between_blanks(before: str, number: str, after: str) -> None:
    assert number not in redacted(f"{before} {number} {after}").replace("[number]", "")


def test_facts_that_hold_words_or_secrets_are_not_shown_whatever_they_are() -> None:
    facts = {"text": "Hola", "token": "abc", "payload": {"a": 1}, "contacts": (), "conversation": "c-1"}
    assert redacted_facts(facts) == {
        "text": NOT_SHOWN,
        "token": NOT_SHOWN,
        "payload": NOT_SHOWN,
        "contacts": NOT_SHOWN,
        "conversation": "c-1",
    }


def test_other_facts_are_cleared_in_their_text_and_numbers_stay_numbers() -> None:
    facts = {"cause": "no route to 447700900101", "milliseconds": 12.5, "size": 512, "sender": 447700900101, "x": None}
    assert redacted_facts(facts) == {
        "cause": "no route to [number]",
        "milliseconds": 12.5,
        "size": 512,
        "sender": "[number]",
        "x": None,
    }


def test_the_hotels_own_account_may_be_read() -> None:
    assert redacted_facts({"account": "800000000000001"}) == {"account": "800000000000001"}
