"""What a simulated guest does about what stands on the screen."""

from datetime import datetime, timedelta

from tests.unit.testing.guests.stories import PERSON, QUOTE

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.agenda import Agenda
from hotel_agent.testing.guests.house import BEGINS, hotel_facts
from hotel_agent.testing.guests.moves import Act, Leaves, Rests, Says, StaffStep
from hotel_agent.testing.guests.scenario import Doing, Scenario, Want
from hotel_agent.testing.guests.transcript import Agreed, By, Line

_HOTEL = hotel_facts()
ACCEPT = (("t1", "Sí, confirmo"), ("t2", "No, gracias"))
WHOLE_QUOTE = f"Doble, con desayuno\nFechas: del domingo 31 de enero al martes 2 de febrero de 2027 (2 noches)\n{QUOTE}"


def agenda(*wants: Want, traits: tuple[str, ...] = ("writes",), **facts: object) -> Agenda:
    scenario = Scenario(name="x", intent="book", wants=wants, languages=("es",), facts={"arrival": 70, **facts})
    return Agenda(
        scenario=scenario,
        dice=Dice("1"),
        person=PERSON,
        today=BEGINS.date(),
        rooms=_HOTEL.rooms,
        plans=_HOTEL.plans,
        traits=frozenset(traits),
    )


def hears(guest: Agenda, text: str, choices: tuple[tuple[str, str], ...] = ()) -> None:
    at: datetime = BEGINS
    guest.lines.append(Line(at=at, by=By.DESK, text=text, choices=choices, language="es"))


def says(guest: Agenda) -> Act:
    move = guest.moves()
    assert isinstance(move, Says), move
    lines = [Line(at=BEGINS, by=By.GUEST, text=each.text, told=each.told, language="es") for each in move.acts]
    guest.said(move.acts, lines)
    return move.acts[-1]


def test_what_is_asked_is_answered() -> None:
    guest = agenda(Want(wish="book"), room="double", children=[5])
    says(guest)
    hears(guest, "¿Para qué fechas y cuántas personas?")
    answer = says(guest)
    assert {"dates", "party"} <= answer.told
    assert "5" in answer.text
    hears(guest, "¿A nombre de quién hago la reserva?")
    assert "Ana Pérez" in says(guest).text


def test_who_has_said_all_and_is_asked_what_to_change_says_it_again() -> None:
    wish = "Quiero cambiar el nombre de mi reserva"
    guest = agenda(Want(wish="say", hears="handed_over", says={"es": (wish,)}))
    says(guest)
    hears(guest, "¿Qué desea cambiar: las fechas, las personas, la habitación, los extras o el nombre?")
    assert says(guest).text == wish


def test_a_guest_who_presses_presses_yes_and_says_to_what() -> None:
    guest = agenda(Want(wish="book", tells=("dates",)), traits=("presses",), room="double")
    says(guest)
    hears(guest, WHOLE_QUOTE, ACCEPT)
    yes = says(guest)
    assert (yes.token, yes.agreed, yes.to) == ("t1", Agreed.BOOK, WHOLE_QUOTE)


def test_what_was_misread_is_mended_before_a_yes() -> None:
    guest = agenda(Want(wish="book", tells=("dates",)), room="double")
    says(guest)
    hears(guest, WHOLE_QUOTE.replace("martes 2", "viernes 5").replace("2 noches", "5 noches"), ACCEPT)
    mended = says(guest)
    assert mended.agreed is None
    assert "2 de febrero" in mended.text
    assert guest.corrections == 1


def test_a_change_of_mind_comes_before_the_yes() -> None:
    guest = agenda(Want(wish="book", before=(Doing(do="correct", facts={"nights": 4}),)), room="double")
    says(guest)
    hears(guest, WHOLE_QUOTE, ACCEPT)
    assert "4 noches" in says(guest).text
    assert [each.nights for each in guest.versions] == [2, 4]


def test_who_is_told_to_wait_waits_and_goes_on_with_what_comes() -> None:
    guest = agenda(Want(wish="find"))
    says(guest)
    hears(guest, "En este momento no puedo consultar el sistema: le responderé por aquí.")
    assert isinstance(guest.moves(), Rests)
    hears(guest, "Esta es su reserva:")
    assert guest.moves() == Leaves()


def test_a_person_who_takes_over_is_noted_and_what_follows_is_still_said() -> None:
    guest = agenda(Want(wish="person"), Want(wish="thanks"))
    says(guest)
    hears(guest, "Una persona del hotel sigue con usted y le responderá por aquí.")
    assert says(guest).text
    assert guest.with_person
    assert guest.moves() == Leaves()


def test_staff_step_in_between_two_wishes_and_give_it_back() -> None:
    words = {"es": ("Soy Marta.",)}
    guest = agenda(
        Want(wish="staff", verb="answer", says=words), Want(wish="staff", verb="release"), Want(wish="thanks")
    )
    seen = [(guest.moves(), guest.with_person) for _ in range(2)]
    assert seen == [(StaffStep(verb="answer", text="Soy Marta."), True), (StaffStep(verb="release"), False)]
    assert says(guest).text


def test_who_is_told_that_nobody_came_goes_on_with_the_desk() -> None:
    guest = agenda(Want(wish="person"), Want(wish="wait", hours=2), Want(wish="thanks"))
    says(guest)
    hears(guest, "Una persona del hotel sigue con usted y le responderá por aquí.")
    assert guest.moves() == Rests(timedelta(hours=2), looks=False)
    hears(guest, "Disculpe la espera: todavía nadie del hotel pudo responderle. ¿Qué necesita?")
    assert says(guest).text
    assert not guest.with_person


def test_who_hears_nothing_asks_and_gives_up_in_the_end() -> None:
    guest = agenda(Want(wish="book"))
    says(guest)
    for _ in range(3):
        says(guest)
    assert guest.moves() == Leaves(contented=False)


def test_silence_lasts_as_long_as_the_scenario_says() -> None:
    guest = agenda(Want(wish="book", before=(Doing(do="wait", hours=3),)), room="double")
    says(guest)
    hears(guest, WHOLE_QUOTE, ACCEPT)
    assert guest.moves() == Rests(timedelta(hours=3), looks=False)
    assert says(guest).agreed is Agreed.BOOK
