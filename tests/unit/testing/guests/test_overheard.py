"""The search for guests in a log and in figures finds them however they got there, and nothing else."""

import json

import pytest
from attrs import evolve
from tests.unit.testing.guests.stories import PERSON, desk, guest, played

from hotel_agent.testing.guests.overheard import KIND, Overheard, leaks
from hotel_agent.testing.guests.transcript import By

STORY = played(
    guest("Una doble del 3 al 5 de febrero para mi madre"),
    desk("Con desayuno son € 236,80 en total.\n¿Le parece bien?"),
    guest("Vale, perfecto"),
    guest("Mi documento es 12345678Z"),
    evolve(guest("Llame a la señora de la doce"), by=By.STAFF),
    strangers=("zoltan@elsewhere.example", "363012345678", "M-77"),
)


def overheard(**facts: object) -> Overheard:
    """A log with one line of these facts."""
    heard = Overheard()
    heard.log.write(json.dumps({"message": "a turn failed", **facts}, ensure_ascii=False) + "\n")
    return heard


@pytest.mark.parametrize(
    "leak",
    [
        PERSON.phone,
        "+34 600 111-222",
        PERSON.email.upper(),
        "no room for pérez",
        "Ana",
        "KeyError: 'una DOBLE del 3'",
        "Con desayuno son € 236,80",
        "vale perfecto",
        "12345678z",
        "la señora de la",
        "zoltan@elsewhere.example",
        "+363012345678",
    ],
)
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_guest_is_found_wherever_they_stand_in_a_line(leak: str, depth: int) -> None:
    facts: object = leak
    for _ in range(depth):
        facts = {"error": [facts, 7]}
    (found,) = leaks(STORY, overheard(cause=facts).taken())
    assert found.kind == KIND


def test_a_guest_is_found_in_the_label_of_a_figure() -> None:
    heard = Overheard()
    heard.figures.append('orchestrator_messages_total{intent="Quiero \\"Ana\\" reservar",status="answered"} 1.0')
    assert [each.kind for each in leaks(STORY, heard.taken())] == [KIND]


def test_what_is_the_houses_own_is_no_leak() -> None:
    heard = overheard(
        conversation="26399c1eb31866f3e82b01533e4e191a",
        at="2026-11-22T12:00:00.000+00:00",
        intent="book",
        tenant="marina",
        reservation="M-77",
        milliseconds=12,
        where="hotel_agent.application.turn:214",
    )
    heard.figures.append('messages_sent_total{canal="whatsapp",outcome="done"} 3.0\n# HELP perfecto Vale, perfecto')
    assert not list(leaks(STORY, heard.taken()))


def test_what_was_taken_is_not_held_against_the_next_story() -> None:
    heard = overheard(cause=PERSON.email)
    heard.figures.append('a{b="c"} 1')
    assert {PERSON.email, "c"} <= heard.taken()
    assert heard.taken() == frozenset()
