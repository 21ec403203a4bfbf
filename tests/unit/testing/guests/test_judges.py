"""A story that is as it should be passes every judge; each fault planted in it is found, by the judge of that fault."""

from collections.abc import Callable

import pytest
from tests.unit.testing.guests.stories import (
    QUOTE,
    booked,
    desk,
    guest,
    played,
    prices,
    prices_with_deposits,
    reservation,
    staff,
)

from hotel_agent.testing.guests.judges import INVARIANTS, Violation, goal_missed, verdict
from hotel_agent.testing.guests.play import Played
from hotel_agent.testing.guests.scenario import Ends
from hotel_agent.testing.guests.transcript import Agreed, Line

PERSON_TAKES_OVER = "Una persona del hotel sigue con usted y le responderá por aquí."


def as_it_should_be() -> Played:
    return played(
        guest("Quiero una doble del 3 al 5 de febrero para 2 adultos", told=("dates", "party", "room")),
        desk(QUOTE),
        guest("Sí", agreed=Agreed.BOOK, to=QUOTE, after=1),
        desk("¿A nombre de quién hago la reserva?", after=1),
        guest("Ana Pérez", told=("name",), after=1),
        desk("¡Listo! Su reserva está confirmada.\nNúmero de reserva: BCD234\nTotal final: € 236,80", after=2),
        ends=Ends(confirmed=1, said=("reserved",), never=("cancelled",)),
        own=[reservation()],
        written=[booked(after=2)],
    )


def test_a_story_without_a_fault_passes() -> None:
    assert verdict(as_it_should_be(), prices()) == []


def kinds(story: Played) -> set[str]:
    return {each.kind for each in verdict(story, prices())}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Doble: € 236,90", "invented price"),
        ("Cancelar cuesta € 114,01", "invented price"),
        ("Su reserva BCD345 es para dos", "another guest's reservation shown"),
        ("Puede escribir a luz@guests.example", "another guest's reservation shown"),
        ("Su llegada es el 2027-02-03", "ISO date"),
        ("Con mucho gusto. " * 40, "reply over 600 characters"),
        ("What day do you arrive?", "another language"),
    ],
)
def test_a_sentence_that_should_not_be_is_found(said: str, kind: str) -> None:
    story = played(guest("Hola"), desk(said), strangers=("BCD345", "luz@guests.example"))
    assert kinds(story) == {kind}


@pytest.mark.parametrize("amount", ["€ 236,80", "€ 114,00", "€ 8,80", "€ 20,72", "€ 181,60", "€ 312,80", "€ 28,00"])
def test_what_the_tables_give_may_be_said(amount: str) -> None:
    """A double, a night, the city tax, the VAT inside, the other rate, another room, a garage for both nights."""
    assert kinds(played(guest("Hola"), desk(f"Son {amount} en total para una habitación"))) == set()


@pytest.mark.parametrize(
    ("amount", "may"),
    [("118,40", True), ("47,36", False), ("36,32", True)],
    ids=["half, as the rate asks", "a fifth of it, as the house asks", "a fifth of the other rate"],
)
def test_a_deposit_is_that_of_the_rate_or_else_of_the_house(amount: str, may: bool) -> None:
    asked = prices_with_deposits(house={"percent": 20}, flexible={"percent": 50})
    story = played(guest("Quiero una doble"), desk(f"Anticipo que pide el hotel: € {amount}"))
    assert ("invented price" not in {each.kind for each in verdict(story, asked)}) is may


def wrote(*written: object, lines: tuple[Line, ...] = ()) -> set[str]:
    story = played(*lines, ends=Ends(confirmed=1), own=[reservation()], written=written)  # type: ignore[arg-type]
    return kinds(story)


def test_a_reservation_nobody_agreed_to_is_found() -> None:
    assert wrote(booked(), lines=(guest("Hola"), desk(QUOTE))) == {"write without a yes"}


def test_a_yes_that_came_later_is_none() -> None:
    yes = guest("Sí", agreed=Agreed.BOOK, to=QUOTE, after=5)
    assert wrote(booked(after=1), lines=(guest("Hola"), desk(QUOTE), yes)) == {"write without a yes"}


def test_a_yes_counts_once() -> None:
    yes = guest("Sí", agreed=Agreed.BOOK, to=QUOTE)
    assert wrote(booked(), lines=(desk(QUOTE), yes)) == set()
    assert wrote(booked(), booked(after=2), lines=(desk(QUOTE), yes)) == {"write without a yes"}


def test_a_yes_to_another_price_is_none() -> None:
    cheaper = QUOTE.replace("236,80", "181,60")
    yes = guest("Sí", agreed=Agreed.BOOK, to=cheaper)
    assert wrote(booked(), lines=(desk(cheaper), yes)) == {"write without a yes"}


def test_a_yes_to_a_reservation_cancels_nothing() -> None:
    yes = guest("Sí", agreed=Agreed.BOOK, to=QUOTE)
    cancelled = booked(0, what=Agreed.CANCEL)
    assert wrote(cancelled, lines=(desk(QUOTE), yes)) == {"write without a yes"}


def test_a_word_after_the_handover_is_found() -> None:
    lines = (guest("Una persona"), desk(PERSON_TAKES_OVER), guest("¿Hola?"), desk("¿En qué puedo ayudarle?", after=3))
    assert kinds(played(*lines, ends=Ends(person=True), with_person=True)) == {"message after handover"}


def test_staff_who_take_it_silence_the_desk_until_they_give_it_back() -> None:
    lines = (guest("Hola"), staff("take_over"), guest("¿Hola?", after=2), desk("¿En qué puedo ayudarle?", after=3))
    assert kinds(played(*lines)) == {"message after handover"}
    assert kinds(played(*lines[:2], staff("release", after=1), *lines[2:])) == set()


def test_the_outcome_of_what_was_agreed_before_the_handover_may_be_said() -> None:
    lines = (
        desk(QUOTE),
        guest("Sí", agreed=Agreed.BOOK, to=QUOTE),
        desk(PERSON_TAKES_OVER),
        desk("¡Listo! Su reserva está confirmada", after=2),
    )
    story = played(
        *lines, ends=Ends(confirmed=1, person=True), own=[reservation()], written=[booked()], with_person=True
    )
    assert kinds(story) == set()


@pytest.mark.parametrize(
    ("told", "question"),
    [
        ("dates", "¿Qué día llega y qué día se va?"),
        ("party", "¿Cuántos adultos se alojan?"),
        ("name", "¿A nombre de quién hago la reserva?"),
        ("email", "¿Qué correo electrónico pongo en la reserva?"),
        ("ages", "Anoté 1 niño. ¿Qué edad tiene?"),
    ],
)
def test_a_question_the_guest_has_answered_is_found(told: str, question: str) -> None:
    assert kinds(played(guest("Hola"), desk(question))) == set()
    assert kinds(played(guest("Hola", told=(told,)), desk(question))) == {"asked again"}


def test_after_a_no_other_dates_may_be_asked() -> None:
    lines = (guest("Del 3 al 5", told=("dates",)), desk("No nos queda nada libre. ¿En qué otras fechas busco?"))
    assert kinds(played(*lines)) == set()


@pytest.mark.parametrize(
    "ends",
    [
        Ends(),
        Ends(confirmed=2),
        Ends(confirmed=1, cancelled=1),
        Ends(confirmed=1, person=True),
        Ends(confirmed=1, said=("handed_over",)),
        Ends(confirmed=1, never=("reserved",)),
    ],
)
def test_an_end_that_is_not_as_it_must_be_is_found(ends: Ends) -> None:
    story = as_it_should_be()
    changed = played(*story.lines, ends=ends, own=story.own, written=story.written)
    assert [each.kind for each in goal_missed(changed, prices())] == ["goal"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: reservation(nights=4), "the stay is"),
        (lambda: reservation(room="family"), "the room is"),
        (lambda: reservation(name="Luz Pérez"), "in the name of"),
        (lambda: reservation(total=23600), "the price is"),
    ],
)
def test_a_reservation_that_is_not_what_was_wanted_is_found(made: Callable[[], object], said: str) -> None:
    story = as_it_should_be()
    changed = played(*story.lines, ends=Ends(confirmed=1), own=[made()], written=story.written)  # type: ignore[list-item]
    found: list[Violation] = list(goal_missed(changed, prices()))
    assert any(said in each.said for each in found), found


def test_every_invariant_has_a_fault_planted_here() -> None:
    assert len(INVARIANTS) == 8
