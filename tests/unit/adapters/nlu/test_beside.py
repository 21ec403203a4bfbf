"""What is wanted beside the room: extras by the hotel's names, several rooms, and wishes as they were said."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Question, Reading, Slots, Understanding
from hotel_agent.domain.ids import ExtraId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


def text(*words: str) -> LocalText:
    return LocalText(tuple(zip(SPOKEN, words, strict=True)))


ROOMS = (
    (RoomTypeId("single"), text("Individual", "Single room", "Individual")),
    (RoomTypeId("double"), text("Doble", "Double room", "Duplo")),
    (RoomTypeId("sea"), text("Doble con vista al mar", "Double with sea view", "Duplo com vista para o mar")),
    (RoomTypeId("family"), text("Familiar", "Family room", "Familiar")),
)
EXTRAS = (
    (ExtraId("parking"), text("Estacionamiento cubierto", "Covered parking", "Estacionamento coberto")),
    (ExtraId("cot"), text("Cuna", "Cot", "Berço")),
    (ExtraId("kayak"), text("Kayak", "Kayak", "Caiaque")),
)


def read(code: str, words: str, asked: Question | None = Question.ACCEPT_QUOTE) -> Understanding:
    reading = Reading(at=NOW, language=Language(code), languages=SPOKEN, asked=asked, room_types=ROOMS, extras=EXTRAS)
    return READER.read(words, reading)


def slots(code: str, words: str, asked: Question | None = Question.ACCEPT_QUOTE) -> Slots:
    return read(code, words, asked).slots


@pytest.mark.parametrize(
    ("code", "words", "wanted", "dropped"),
    [
        ("es", "una doble del 3 al 5 de mayo para 2 con estacionamiento y cuna", ("parking", "cot"), None),
        ("es", "y una cuna por favor", ("cot",), None),
        ("es", "¿me pueden poner una cuna?", ("cot",), None),
        ("es", "¿cuánto sale una doble con estacionamiento?", ("parking",), None),
        ("es", "estacionamiento, cuna", ("parking", "cot"), None),
        ("es", "¿cuánto sale una doble con estacionamiento y cuna?", ("parking", "cot"), None),
        ("es", "¿tienen estacionamiento y cuna?", None, None),
        ("pt", "quanto custa um duplo com berço e estacionamento?", ("cot", "parking"), None),
        ("es", "sin estacionamiento", None, ("parking",)),
        ("es", "ya no quiero la cuna", None, ("cot",)),
        ("es", "sin cuna pero con kayak", ("kayak",), ("cot",)),
        ("es", "¿tienen estacionamiento?", None, None),
        ("es", "¿estacionamiento?", None, None),
        ("es", "¿la habitación viene con estacionamiento?", None, None),
        ("es", "el estacionamiento estaba sucio", None, None),
        ("en", "yes, and can we have a cot?", ("cot",), None),
        ("en", "a kayak please", ("kayak",), None),
        ("en", "I do not need parking", None, ("parking",)),
        ("en", "without the cot please", None, ("cot",)),
        ("en", "do you have parking?", None, None),
        ("en", "how much is the crib?", None, None),
        ("pt", "sim, e um berço por favor", ("cot",), None),
        ("pt", "com garagem", ("parking",), None),
        ("pt", "não preciso de estacionamento", None, ("parking",)),
        ("pt", "vocês têm berço?", None, None),
    ],
)
def test_extras_are_wanted_or_not_and_a_question_is_no_order(
    code: str, words: str, wanted: tuple[str, ...] | None, dropped: tuple[str, ...] | None
) -> None:
    told = slots(code, words)
    assert (told.extras, told.without) == (wanted, dropped)


@pytest.mark.parametrize(
    ("code", "words", "wish"),
    [
        ("es", "una doble del 3 al 5 de mayo para 2 con cuna y estacionamiento", "cuna, estacionamiento"),
        ("es", "¿me pueden poner una cuna?", "cuna"),
        ("es", "quiero agregar el traslado", "traslado"),
        ("es", "no sé si voy con mi perro", None),
        ("es", "¿tienen estacionamiento?", None),
        ("es", "sin cuna, por favor", None),
        ("es", "con desayuno", None),
        ("en", "a double for 2 with parking and a cot", "parking, cot"),
        ("en", "please add an extra bed", "extra bed"),
        ("en", "is there parking?", None),
        ("pt", "um quarto duplo para 2 com berço", "berço"),
        ("pt", "tem estacionamento?", None),
    ],
)
def test_what_the_hotel_sells_none_of_is_a_wish_to_be_passed_on(code: str, words: str, wish: str | None) -> None:
    reading = Reading(at=NOW, language=Language(code), languages=SPOKEN, asked=Question.ACCEPT_QUOTE, room_types=ROOMS)
    told = READER.read(words, reading).slots
    assert (told.extras, told.request) == (None, wish)


def test_what_is_sold_is_no_wish_and_what_is_not_is_one_beside_it() -> None:
    told = slots("es", "una doble con cuna y con traslado")
    assert (told.extras, told.request) == (("cot",), "traslado")


def test_an_extra_the_hotel_does_not_sell_is_none() -> None:
    assert slots("es", "con desayuno y traslado").extras is None


@pytest.mark.parametrize(
    ("code", "words", "types"),
    [
        ("es", "quiero una doble y una familiar del 3 al 6 de mayo, 4 adultos", ("double", "family")),
        ("es", "dos dobles y una individual para 5", ("double", "double", "single")),
        ("es", "una doble con vista al mar y una individual", ("sea", "single")),
        ("en", "a double and a family room for 4 adults", ("double", "family")),
        ("pt", "um quarto duplo e um familiar de 3 a 6 de maio", ("double", "family")),
        ("es", "una doble o una familiar", None),
        ("es", "cambiar la doble por una familiar", None),
        ("es", "una doble", None),
        ("es", "nueve dobles y una individual", None),
    ],
)
def test_rooms_of_several_types_are_named_together(code: str, words: str, types: tuple[str, ...] | None) -> None:
    assert slots(code, words, None).room_types == types


@pytest.mark.parametrize(
    ("code", "words", "change"),
    [
        ("es", "agregar una habitación", 1),
        ("es", "una habitación más", 1),
        ("es", "quitar una habitación", -1),
        ("es", "cancelar una de las habitaciones", -1),
        ("en", "add another room", 1),
        ("en", "one more room please", 1),
        ("en", "one room less", -1),
        ("pt", "mais um quarto", 1),
        ("pt", "tirar um quarto", -1),
        ("es", "dos habitaciones más baratas", None),
        ("es", "una habitación", None),
        ("en", "without room service", None),
    ],
)
def test_rooms_more_or_fewer_are_told_from_how_many(code: str, words: str, change: int | None) -> None:
    assert slots(code, words, Question.WHAT_TO_CHANGE).more_rooms == change


@pytest.mark.parametrize(
    ("code", "words", "wish"),
    [
        ("es", "Sí. Un piso alto, es nuestro aniversario", "Un piso alto, es nuestro aniversario"),
        ("es", "somos 2, llegamos a las 23", "llegamos a las 23"),
        ("en", "a quiet room please", "a quiet room please"),
        ("pt", "andar alto, se possível", "andar alto"),
        ("es", "¿hay habitaciones tranquilas?", None),
        ("es", "llegamos el 12 de mayo", None),
    ],
)
def test_a_wish_is_taken_as_it_was_said(code: str, words: str, wish: str | None) -> None:
    assert slots(code, words).request == wish


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("es", "agregar una habitación a mi reserva ABC123"),
        ("es", "cancelar la cuna de mi reserva ABC123"),
        ("es", "cancelar una de las habitaciones de mi reserva"),
        ("en", "can you add a cot to my reservation ABC123"),
    ],
)
def test_something_added_to_a_reservation_or_taken_off_is_a_change_of_it(code: str, words: str) -> None:
    shown = {score.name for score in read(code, words, None).intents}
    assert "change_reservation" in shown
    assert not shown & {"find_reservation", "cancel_reservation"}


def test_a_reservation_is_cancelled_whole_as_before() -> None:
    assert {score.name for score in read("es", "quiero cancelar mi reserva", None).intents} == {"cancel_reservation"}
