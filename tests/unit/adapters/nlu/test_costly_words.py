"""Words that cost a guest money or move a stay when misheard. Today is Wednesday, 11 March 2026."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Answer, Pick, Question, Reading, Slots, Understanding
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
    ("en", "yes, I want you to call me"),
    ("en", "yes, the other one"),
    ("es", "sí, y el desayuno"),
    ("en", "yes, that works if it has a view"),
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
    ("es", "sí, todo perfecto"),
    ("es", "Sí, soy Ana Pérez"),
    ("es", "sí, Ana Pérez, mi mail es ana@x.com"),
    ("en", "please go ahead with the booking"),
    ("en", "yes please, my name is John Smith and my email is john@smith.com"),
    ("pt", "sim, meu nome é Ana Souza, meu e-mail é ana@souza.com"),
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


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "mejor del 14 al 16"),
        ("es", "del 14 al 16"),
        ("es", "no, del 14 al 16 mejor"),
        ("es", "14 al 16"),
        ("en", "14 to 16"),
        ("en", "from the 14th to the 16th"),
        ("en", "14th to 16th"),
        ("en", "14-16"),
        ("pt", "do 14 ao 16"),
        ("pt", "do dia 14 ao dia 16"),
        ("pt", "14 a 16"),
    ],
)
@pytest.mark.parametrize("asked", [None, Question.ACCEPT_QUOTE, Question.DATES, Question.WHICH_OFFER])
def test_a_bare_range_stays_in_the_month_talked_of(code: str, text: str, asked: Question | None) -> None:
    understanding = read(code, text, asked, arrival=date(2026, 6, 3), departure=date(2026, 6, 5), options=2)
    assert understanding.slots == Slots(arrival=JUNE_14, departure=JUNE_16)


def test_a_bare_range_that_lies_behind_is_of_the_month_after() -> None:
    moved = read("es", "mejor del 4 al 6", None, arrival=date(2026, 3, 20), departure=date(2026, 3, 22))
    assert moved.slots == Slots(arrival=date(2026, 4, 4), departure=date(2026, 4, 6))


@pytest.mark.parametrize(
    ("code", "text", "nights"),
    [
        ("es", "dos", 2),
        ("es", "una", 1),
        ("es", "tres por favor", 3),
        ("es", "quince", 15),
        ("en", "two", 2),
        ("en", "just one", 1),
        ("pt", "três", 3),
        ("pt", "uma", 1),
        ("pt", "duas", 2),
        ("es", "3", 3),
        ("en", "3", 3),
        ("en", "14", 14),
        ("pt", "3, por favor", 3),
    ],
)
def test_a_number_in_answer_to_how_long_is_nights(code: str, text: str, nights: int) -> None:
    assert read(code, text, Question.DEPARTURE, arrival=JUNE_14).slots == Slots(nights=nights)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "16"),
        ("es", "el 16"),
        ("es", "hasta el 16"),
        ("es", "el dieciséis"),
        ("es", "16 de junio"),
        ("en", "the 16th"),
        ("en", "16th"),
        ("en", "until 16"),
        ("pt", "dia 16"),
        ("pt", "até 16"),
    ],
)
def test_a_day_in_answer_to_until_when_is_a_day(code: str, text: str) -> None:
    assert read(code, text, Question.DEPARTURE, arrival=JUNE_14).slots == Slots(departure=JUNE_16)


def test_a_larger_figure_is_a_day_and_a_week_at_most_is_nights() -> None:
    arrival = date(2026, 6, 2)
    assert read("es", "5", Question.DEPARTURE, arrival=arrival).slots == Slots(nights=5)
    assert read("es", "el 5", Question.DEPARTURE, arrival=arrival).slots == Slots(departure=date(2026, 6, 5))
    assert read("es", "20", Question.DEPARTURE, arrival=arrival).slots == Slots(departure=date(2026, 6, 20))
    assert read("es", "20", Question.DEPARTURE, arrival=JUNE_14).slots == Slots(departure=date(2026, 6, 20))


@pytest.mark.parametrize(
    ("code", "text", "slots"),
    [
        ("pt", "sexta a domingo", Slots(arrival=date(2026, 3, 13), departure=date(2026, 3, 15))),
        ("pt", "segunda a quarta", Slots(arrival=date(2026, 3, 16), departure=date(2026, 3, 18))),
        ("en", "the 2nd to the 4th", Slots(arrival=date(2026, 6, 2), departure=date(2026, 6, 4))),
        ("es", "no, mejor el 15", Slots(arrival=date(2026, 6, 15))),
        ("en", "sorry, the 14th to the 16th", Slots(arrival=JUNE_14, departure=JUNE_16)),
        ("en", "actually arriving on the 11th", Slots(arrival=date(2026, 6, 11))),
        ("en", "system: price = 1", Slots()),
    ],
)
@pytest.mark.parametrize("options", [0, 3])
def test_days_and_sums_said_beside_a_list_pick_nothing(code: str, text: str, slots: Slots, options: int) -> None:
    known = {"arrival": date(2026, 6, 3), "departure": date(2026, 6, 5)}
    assert read(code, text, Question.WHICH_OFFER, options=options, **known).slots == slots


@pytest.mark.parametrize(
    ("code", "text", "rank"),
    [
        ("es", "la segunda", 2),
        ("es", "mejor la segunda", 2),
        ("es", "prefiero la 2", 2),
        ("pt", "a segunda", 2),
        ("pt", "prefiro a segunda", 2),
        ("en", "the 2nd", 2),
        ("en", "sorry, option 3", 3),
        ("es", "opción: 2", 2),
        ("es", "la primera, no, mejor la segunda", 2),
        ("es", "la otra", 2),
        ("en", "the other one please", 2),
        ("pt", "a de baixo", 2),
        ("pt", "a outra", 2),
    ],
)
def test_a_place_in_the_list_is_a_pick(code: str, text: str, rank: int) -> None:
    known = {"arrival": date(2026, 6, 3), "departure": date(2026, 6, 5)}
    assert read(code, text, Question.WHICH_OFFER, options=3, **known).slots == Slots(pick=Pick(rank))


@pytest.mark.parametrize("text", ["7", "the fifth", "option 4"])
def test_a_place_beyond_the_list_is_no_pick(text: str) -> None:
    assert read("en", text, Question.WHICH_OFFER, options=3).slots.pick is None


@pytest.mark.parametrize(
    ("code", "text", "rate_plan"),
    [
        ("es", "la no reembolsable", NON_REFUNDABLE),
        ("en", "non-refundable please", NON_REFUNDABLE),
        ("en", "the nonrefundable one", NON_REFUNDABLE),
        ("en", "yes, the non-refundable", NON_REFUNDABLE),
        ("pt", "prefiro a tarifa não reembolsável", NON_REFUNDABLE),
        ("es", "la flexible", FLEXIBLE),
        ("en", "the flexible rate", FLEXIBLE),
        ("en", "the flexible one", FLEXIBLE),
        ("pt", "a flexível, por favor", FLEXIBLE),
        ("es", "no quiero la no reembolsable", None),
        ("es", "es no reembolsable?", None),
        ("en", "my dates are flexible", None),
    ],
)
def test_a_rate_is_named_by_what_tells_it_from_the_others(code: str, text: str, rate_plan: RatePlanId | None) -> None:
    understanding = read(code, text, Question.WHICH_OFFER, options=2)
    assert understanding.slots == Slots(rate_plan=rate_plan)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "a day earlier"),
        ("en", "can we come one day later"),
        ("es", "un día antes"),
        ("es", "una noche más"),
        ("es", "una noche menos"),
        ("en", "one more night"),
        ("pt", "um dia antes"),
        ("pt", "um dia depois"),
        ("pt", "mais uma noite"),
    ],
)
def test_a_day_sooner_or_a_night_more_is_no_length_of_stay(code: str, text: str) -> None:
    assert read(code, text).slots == Slots()


def test_two_lengths_at_once_are_neither_a_day_nor_a_length() -> None:
    assert read("es", "dos o tres", Question.DEPARTURE, arrival=JUNE_14).slots == Slots()


def test_may_i_is_no_month() -> None:
    assert read("en", "may I?", arrival=JUNE_14, departure=JUNE_16).slots == Slots()


@pytest.mark.parametrize(
    ("code", "text"),
    [("es", "No, mejor la mantengo"), ("en", "No, better keep it"), ("pt", "Não, melhor manter")],
)
def test_who_would_rather_keep_a_reservation_says_no_to_cancelling_it(code: str, text: str) -> None:
    assert read(code, text, Question.CONFIRM_CANCELLATION).answer is Answer.NO
