"""Words that cost a guest money or move a stay when misheard. Today is Wednesday, 11 March 2026."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Answer, Question, Reading, Slots, Understanding
from hotel_agent.domain.ids import RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText

ES, EN, PT = SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
DOUBLE, SEA_VIEW = RoomTypeId("double"), RoomTypeId("sea_view")
ROOM_TYPES = (
    (DOUBLE, LocalText(((ES, "Doble"), (EN, "Double"), (PT, "Duplo")))),
    (SEA_VIEW, LocalText(((ES, "Doble con vista al mar"), (EN, "Sea view double"), (PT, "Duplo com vista ao mar")))),
)
FLEXIBLE, NON_REFUNDABLE = RatePlanId("flexible"), RatePlanId("non_refundable")
RATE_PLANS = (
    (FLEXIBLE, LocalText(((ES, "Tarifa flexible"), (EN, "Flexible rate"), (PT, "Tarifa flexível")))),
    (NON_REFUNDABLE, LocalText(((ES, "No reembolsable"), (EN, "Non-refundable"), (PT, "Não reembolsável")))),
)
JUNE_14, JUNE_16 = date(2026, 6, 14), date(2026, 6, 16)


def read(code: str, text: str, asked: Question | None = None, **known: Any) -> Understanding:
    """What the reader makes of these words."""
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    told = {"room_types": ROOM_TYPES, "rate_plans": RATE_PLANS, **known}
    return READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked, **told))


SHADED_YES = [
    ("es", "sí con vista al mar"),
    ("es", "sí a 177"),
    ("es", "sí confirmo la de 181"),
    ("en", "yes, the non-refundable"),
    ("en", "yes, without breakfast"),
    ("es", "sí, sin desayuno"),
    ("es", "sí es caro"),
    ("pt", "sim, mais um berço"),
    ("en", "yes plus parking"),
    ("es", "si, tres"),
    ("en", "yes two of them"),
    ("en", "yes at 100 euros"),
    ("en", "book it with a 50% discount"),
    ("es", "sí con un 20% de descuento"),
    ("en", "yeah right"),
    ("es", "confirmo, ah y llegamos tarde"),
    ("es", "sí, confirmo. Con vista al mar"),
    ("es", "sí, confirmo. ¿A 100?"),
    ("pt", "sim, com café da manhã"),
    ("pt", "pode reservar o outro"),
]
PLAIN_YES = [
    ("es", "sí, confirmo"),
    ("es", "dale perfecto"),
    ("en", "yes please, that's lovely"),
    ("es", "sí, Ana Pérez, ana@x.com"),
    ("es", "perfecto, resérvala"),
    ("es", "sí por favor"),
    ("en", "go ahead please"),
    ("pt", "pode reservar, obrigado"),
    ("es", "👍"),
    ("es", "ok, dale"),
    ("en", "yes, John Smith, +44 7700 900123"),
    ("es", "sí, a nombre de Ana Pérez"),
    ("en", "yes, book it for us please"),
    ("es", "sí, quiero reservarla"),
    ("es", "sí, la reservo"),
    ("en", "yes, I would like to book it"),
    ("en", "yes, please book the room"),
    ("pt", "sim, quero reservar"),
    ("pt", "sim, faz a reserva"),
]


@pytest.mark.parametrize(("code", "text"), SHADED_YES)
def test_a_yes_with_anything_more_in_it_accepts_nothing(code: str, text: str) -> None:
    assert read(code, text, Question.ACCEPT_QUOTE).answer is not Answer.YES


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "yes, without charge"), ("es", "sí, sin costo"), ("es", "sí, la del viernes"), ("pt", "sim, as duas")],
)
def test_a_yes_with_anything_more_in_it_cancels_nothing(code: str, text: str) -> None:
    assert read(code, text, Question.CONFIRM_CANCELLATION).answer is not Answer.YES


@pytest.mark.parametrize(("code", "text"), PLAIN_YES)
def test_a_yes_with_nothing_else_in_it_is_one_in_so_many_words(code: str, text: str) -> None:
    understanding = read(code, text, Question.ACCEPT_QUOTE)
    assert understanding.answer is Answer.YES
    assert understanding.firm


@pytest.mark.parametrize("code", ["es", "en", "pt"])
@pytest.mark.parametrize("text", ["ok", "vale", "bueno", "ta", "ok gracias"])
def test_a_mere_ok_is_no_firm_yes(code: str, text: str) -> None:
    if code != "es" and "ok" not in text:
        return
    understanding = read(code, text, Question.ACCEPT_QUOTE)
    assert understanding.answer is Answer.YES
    assert not understanding.firm


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "mejor con vista al mar"),
        ("es", "vista al mar"),
        ("es", "la de vista al mar"),
        ("es", "la doble con vista"),
        ("en", "the sea view please"),
        ("en", "sea view"),
        ("en", "with a sea view, please"),
        ("pt", "prefiro com vista ao mar"),
        ("pt", "com vista"),
        ("pt", "o duplo com vista"),
    ],
)
def test_the_sea_in_sight_is_a_room_type_and_no_month(code: str, text: str) -> None:
    assert read(code, text, Question.ACCEPT_QUOTE, arrival=JUNE_14, departure=JUNE_16).slots == Slots(
        room_type=SEA_VIEW
    )


@pytest.mark.parametrize(("code", "text"), [("es", "la doble"), ("en", "the double"), ("pt", "o duplo")])
def test_the_plain_name_alone_is_the_plain_room_type(code: str, text: str) -> None:
    assert read(code, text).slots == Slots(room_type=DOUBLE)


@pytest.mark.parametrize(
    ("code", "text"), [("es", "queda cerca del mar?"), ("en", "is it near the sea?"), ("pt", "fica perto do mar?")]
)
def test_the_sea_alone_is_no_room_type(code: str, text: str) -> None:
    assert read(code, text, arrival=JUNE_14, departure=JUNE_16).slots == Slots()


@pytest.mark.parametrize("text", ["el 14 de mar", "14 mar", "mar 14", "14-mar", "14 mar 2026"])
def test_a_month_written_short_is_still_one_beside_a_day(text: str) -> None:
    assert read("es", text).slots == Slots(arrival=date(2026, 3, 14))
