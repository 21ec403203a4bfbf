"""What guests ask for beside a stay: told to our people in the guest's words, answered, and what was open goes on."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.cards import MASK
from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning, Needs
from hotel_agent.domain.conversations.effects import Book, Ignore, NotifyStaff, Say
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.intents.stop import wants_silence
from hotel_agent.domain.conversations.replies import Sayings, Words
from hotel_agent.domain.conversations.said import Kind, Said
from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Question, Understanding
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules, OffHours
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.vocabulary import Vocabulary
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    Message,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    euros,
    given,
    happens,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

NEXT_DAY = ARRIVAL + timedelta(days=1)
ANA = a_guest("Ana García", phone="34600000001")


def quoted(house: House | None = None) -> Decided:
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    return given(a_conversation(known=ANA), house).when(wish, the_book_offers(an_offer()))


def told_to_staff(decided: Decided) -> dict[str, str]:
    """What our people read beyond the brief: the guest's words, and the room."""
    lines = decided.the(NotifyStaff).lines
    wanted = {"staff.last_said": "text", "staff.room": "number"}
    named = {part.line: part.named[wanted[part.line]] for part in lines if part.line in wanted}
    return {line: value.text for line, value in named.items() if isinstance(value, Words)}


def numbering(message: Message, number: int) -> Message:
    """The same message, in which this number was read."""
    said = Said(kind=Kind.NUMBER, readings=(Decimal(number),), text=str(number), start=0, end=1)
    return evolve(message, understanding=evolve(message.understanding, said=(said,)))


# A task for our people


def test_towels_are_passed_on_at_once_and_the_room_is_asked_for_once() -> None:
    asked = given().when(the_guest_writes("Toallas, por favor", intents="service_request"))
    asked.then_says_only("service_request.passed_on", "task.ask_room")
    assert asked.the(NotifyStaff).reason == "service_request"
    assert told_to_staff(asked) == {"staff.last_said": "Toallas, por favor"}
    added = asked.when(the_guest_writes("estamos en la 204b"))
    added.then_says_only("task.added", "aside.anything_else").then_state(task=None, asked=Question.WISH)
    assert told_to_staff(added) == {"staff.last_said": "estamos en la 204b", "staff.room": "204b"}


def test_a_room_told_at_once_is_not_asked_for() -> None:
    told = given().when(numbering(the_guest_writes("toallas a la 204", intents="service_request"), 204))
    told.then_says_only("service_request.passed_on", "aside.anything_else")
    assert told_to_staff(told)["staff.room"] == "204"
    few = given().when(numbering(the_guest_writes("2 toallas", intents="service_request"), 2))
    few.then_says("task.ask_room")


@pytest.mark.parametrize(
    ("state", "arrives_in", "asks"),
    [
        (ReservationState.CONFIRMED, 30, False),
        (ReservationState.CONFIRMED, 0, True),
        (ReservationState.CHECKED_IN, 30, True),
    ],
)
def test_who_is_not_in_the_house_yet_is_asked_for_no_room(state: ReservationState, arrives_in: int, asks: bool) -> None:
    reservation = a_reservation(an_offer(arrival=NOW.date() + timedelta(days=arrives_in)), state=state)
    start = evolve(a_conversation(), reservation=reservation)
    said = given(start).when(the_guest_writes("un taxi", intents="service_request")).lines
    assert ("task.ask_room" in said) is asks


def test_in_the_middle_of_a_quote_a_task_is_passed_on_and_the_quote_asked_about_again() -> None:
    told = quoted().when(the_guest_writes("y un taxi", intents="service_request"))
    told.then_says_only("service_request.passed_on", "quote.remind").then_state(asked=Question.ACCEPT_QUOTE, task=None)
    told.when(the_guest_writes(answer=Answer.YES)).the(Book)


def test_another_wish_instead_of_the_room_is_served() -> None:
    asked = given().when(the_guest_writes("toallas", intents="service_request"))
    asked.when(the_guest_writes("¿y dónde están?", intents="directions")).then_says("directions.address")
    asked.when(the_guest_writes("una doble", intents="book")).then_says("stay.ask_dates_and_party")
    asked.when(the_guest_writes("no", answer=Answer.NO)).then_says_only("greet.what_can_we_do")
    asked.when(the_guest_writes("luego", answer=Answer.LATER)).then_ignores("nothing_wished")
    pressed = the_guest_presses(asked.choice(Meaning.TALK_TO_PERSON)) if asked.state.choices else None
    assert pressed is None


def test_lost_property_is_told_at_once_and_what_helps_to_find_it_after() -> None:
    asked = given().when(the_guest_writes("Olvidé mi cargador", intents="lost_property"))
    asked.then_says_only("lost_property.passed_on", "task.ask_lost")
    added = asked.when(the_guest_writes("negro, ayer, en la 12", email="ana@example.org"))
    assert added.the(NotifyStaff).reason == "lost_property"
    assert added.state.known.email == "ana@example.org"


def test_an_invoice_is_asked_for_what_the_house_needs() -> None:
    house = a_house(rules=HouseRules(invoice_asks=("name", "tax_number")))
    asked = given(house=house).when(the_guest_writes("Necesito factura", intents="invoice"))
    asked.then_says_only("invoice.gladly", "task.ask_invoice").then_does_not(NotifyStaff)
    facts = asked.said("task.ask_invoice")["facts"]
    assert isinstance(facts, Sayings)
    assert [part.line for part in facts.parts] == ["task.fact.name", "task.fact.tax_number"]
    given_facts = asked.when(the_guest_writes("Sol SL, B12345678", number="B12345678"))
    given_facts.then_says("task.added").then_state(number=None)
    assert told_to_staff(given_facts) == {"staff.last_said": "Sol SL, B12345678"}


def test_an_invoice_with_its_data_or_in_the_middle_of_something_is_passed_on() -> None:
    told = given().when(the_guest_writes("Factura a Sol SL, B12345678", intents="invoice"))
    told.then_says_only("invoice.passed_on", "aside.anything_else")
    assert told.the(NotifyStaff).reason == "invoice"
    quoted().when(the_guest_writes("¿hacen factura?", intents="invoice")).then_says_only(
        "invoice.passed_on", "quote.remind"
    )


def test_a_task_kept_without_what_it_is_about_is_asked_about_all_the_same() -> None:
    lost = evolve(a_conversation(), asked=Question.DETAILS, task=None)
    given(lost).when(the_guest_writes("?", intents="directions")).then_says("directions.address", "task.ask_lost")


def test_long_words_are_cut_and_masked_before_they_are_passed_on() -> None:
    told = given().when(the_guest_writes(MASK + "x" * 900, intents="lost_property"))
    assert len(told_to_staff(told)["staff.last_said"]) == 600


# What the house says of itself


def test_the_hours_beside_the_usual_ones_are_those_of_the_house() -> None:
    told = given().when(the_guest_writes(intents="early_or_late"))
    told.then_says_only("early_or_late.usual", "aside.anything_else")
    assert told.the(NotifyStaff).reason == "early_or_late"
    rules = HouseRules(
        early_check_in=OffHours(hour=time(12)), late_check_out=OffHours(hour=time(14), fee=LocalText.of("20 €"))
    )
    told = given(house=a_house(rules=rules)).when(the_guest_writes(intents="early_or_late"))
    said = told.said("early_or_late.allowed")
    assert said["opens"] == Words("15:00")
    hours = said["hours"]
    assert isinstance(hours, Sayings)
    assert [part.line for part in hours.parts] == ["early_or_late.early", "early_or_late.late_for"]


def paid(ways: str | None, deposit: Deposit | None) -> House:
    house = a_house(rules=HouseRules(deposit=deposit))
    payment = None if ways is None else LocalText.of(ways)
    return evolve(house, property=evolve(house.property, payment=payment))


@pytest.mark.parametrize(
    ("ways", "deposit", "line"),
    [
        ("On arrival.", None, "payment.how"),
        (None, Deposit(percent=30), "payment.deposit_only"),
        ("On arrival.", Deposit(nights=1), "payment.how_with_deposit"),
        (None, None, "aside.not_known_ask"),
    ],
)
def test_payment_is_told_as_the_house_wrote_it(ways: str | None, deposit: Deposit | None, line: str) -> None:
    given(house=paid(ways, deposit)).when(the_guest_writes(intents="payment")).then_says(line)


def test_where_only_the_notes_of_the_house_speak_of_payment_they_answer() -> None:
    entry = KnowledgeEntry(topic="payment", answer=LocalText.of("By card."), owner="Ana", since=date(2026, 1, 1))
    words = Vocabulary(stop=("how", "can", "i"), joins=("and",), concepts={"payment": ("pay*",)})
    notes = evolve(paid(None, None), knowledge=Knowledge((entry,), {Language("en"): words}))
    told = given(house=notes).when(the_guest_writes("How can I pay?", intents="payment"))
    told.then_says_only("knowledge.answer", "aside.anything_else")
    both = given(house=notes).when(the_guest_writes("How can I pay?", intents=("payment", "house_question")))
    both.then_says_only("knowledge.answer", "aside.anything_else")


def deposit_lines(decided: Decided) -> dict[str, object]:
    deposit = decided.said("payment.deposit_only")["deposit"]
    assert isinstance(deposit, Sayings)
    return {part.line: part.named.get("amount") for part in deposit.parts}


def test_a_deposit_is_an_amount_only_where_a_price_was_said() -> None:
    house, how = paid(None, Deposit(percent=30)), the_guest_writes(intents="payment")
    assert deposit_lines(given(house=house).when(how)) == {"payment.percent": None}
    assert deposit_lines(quoted(house).when(how)) == {"payment.percent": None, "payment.of_quote": euros("90.00")}
    mine = evolve(a_conversation(), reservation=a_reservation())
    assert deposit_lines(given(mine, house).when(how))["payment.of_reservation"] == euros("90.00")
    late = the_guest_writes(intents="payment", at=NOW + timedelta(hours=3))
    assert deposit_lines(quoted(house).when(late)) == {"payment.percent": None}
    nights = paid(None, Deposit(nights=1))
    assert deposit_lines(quoted(nights).when(how))["payment.of_quote"] == euros("100.00")


def test_other_languages_are_those_the_house_speaks() -> None:
    told = given().when(the_guest_writes(intents="language_switch")).said("language_switch.gladly")["languages"]
    assert isinstance(told, Sayings)
    assert [part.line for part in told.parts] == ["language.es", "language.pt"]
    only = evolve(a_house(), languages=(Language("en"),))
    given(house=only).when(the_guest_writes(intents="language_switch")).then_says("language_switch.only")


def wishing(code: str | None, text: str = "...", *others: str) -> Message:
    """A guest who asks to go on in this language."""
    message = the_guest_writes(text, intents=("language_switch", *others))
    wished = None if code is None else Language(code)
    return evolve(message, understanding=evolve(message.understanding, wished_language=wished))


def test_the_language_a_guest_names_is_gone_on_in_at_once() -> None:
    switched = given().when(wishing("pt")).then_says_only("language_switch.switched", "greet.what_can_we_do")
    assert {say.language for say in switched.effects if isinstance(say, Say)} == {"pt"}
    open_quote = quoted().when(wishing("es")).then_says_only("language_switch.switched", "quote.remind")
    assert {say.language for say in open_quote.effects if isinstance(say, Say)} == {"es"}


def test_a_language_nobody_writes_here_is_told_so_with_those_that_are() -> None:
    told = given().when(wishing("de")).then_says_only("language_switch.not_here", "greet.what_can_we_do")
    languages = told.said("language_switch.not_here")["languages"]
    assert isinstance(languages, Sayings)
    assert {part.line for part in languages.parts} == {"language.en", "language.es", "language.pt"}
    assert told.state.language == "en"


def test_a_question_is_looked_up_in_the_language_it_is_written_in() -> None:
    entry = KnowledgeEntry(topic="pool", answer=LocalText.of("Until 20:00.", "en"), owner="Ana", since=date(2026, 1, 1))
    english = Vocabulary(stop=("is", "there", "a"), concepts={"pool": ("pool*",)})
    knowing = evolve(a_house(), knowledge=Knowledge((entry,), {Language("en"): english}))
    asks = wishing("es", "is there a pool", "house_question")
    asks = evolve(asks, understanding=evolve(asks.understanding, language=Language("en")))
    given(house=knowing).when(asks).then_says("knowledge.elsewhere", "language_switch.switched")


def test_what_is_not_the_hotels_is_declined_in_one_line() -> None:
    given().when(the_guest_writes(intents="off_topic")).then_says_only("off_topic.declined", "aside.anything_else")
    quoted().when(the_guest_writes(intents="off_topic")).then_says_only("off_topic.declined", "quote.remind")


# Groups


@pytest.mark.parametrize(("adults", "is_group"), [(None, True), (9, True), (8, False)])
def test_a_group_goes_to_a_person_and_a_party_goes_on(adults: int | None, is_group: bool) -> None:
    told = given().when(the_guest_writes(intents="group_or_event", adults=adults))
    if is_group:
        told.then_hands_over(HandoverReason.GROUP).then_says_only("handover.group")
    else:
        told.then_says("stay.ask_dates").then_state(purpose="book")


# Being left alone, and being forgotten


def test_who_wants_silence_is_told_so_and_asked_nothing() -> None:
    told = quoted().when(the_guest_writes(intents=("stop", "payment")))
    told.then_says_only("stop.done").then_state(stopped_at=NOW, quotes=(), asked=None)
    told.then_shows(Meaning.HEAR_FROM_US)
    told.when(the_guest_writes(intents="directions")).then_says("directions.address").then_state(stopped_at=NOW)
    again = told.when(the_guest_presses(told.choice(Meaning.HEAR_FROM_US)))
    again.then_says_only("stop.resumed", "greet.what_can_we_do").then_state(stopped_at=None)


def test_who_wants_to_hear_again_says_so_in_words_too() -> None:
    told = given(evolve(a_conversation(), stopped_at=NOW)).when(the_guest_writes(intents="hear_again"))
    told.then_says_only("stop.resumed", "greet.what_can_we_do").then_state(stopped_at=None, heard_again_at=NOW)


def test_what_a_guest_said_last_counts_at_whichever_door_they_said_it() -> None:
    silent, hearing = a_conversation(), a_conversation()
    assert not wants_silence([])
    assert not wants_silence([silent, hearing])
    silent = evolve(silent, stopped_at=NOW)
    assert wants_silence([silent, hearing])
    hearing = evolve(hearing, heard_again_at=NOW + timedelta(minutes=1))
    assert not wants_silence([silent, hearing])
    assert wants_silence([silent, evolve(hearing, stopped_at=NOW + timedelta(minutes=2))])
    assert wants_silence([evolve(silent, stopped_at=NOW + timedelta(minutes=2)), hearing])


def test_the_wish_to_be_forgotten_is_kept_told_and_acknowledged() -> None:
    told = given().when(the_guest_writes("Borren mis datos", intents="delete_data"))
    told.then_says_only("delete_data.noted", "aside.anything_else").then_state(erasure_asked_at=NOW)
    assert told.the(NotifyStaff).reason == "delete_data"
    later = told.when(the_guest_writes(intents="delete_data", at=NOW + timedelta(days=1)))
    later.then_state(erasure_asked_at=NOW)


def test_every_wish_told_apart_is_served() -> None:
    for name in INTENTS:
        if INTENTS[name].readable:
            meaning = Understanding(intents=(IntentScore(name),))
            assert given().when(evolve(the_guest_writes("x"), understanding=meaning)).effects


def test_who_told_their_room_is_not_asked_for_it_again_while_they_are_in_it() -> None:
    towels = given().when(the_guest_writes("Toallas, por favor", intents="service_request"))
    told = towels.when(the_guest_writes("204"))
    taxi = told.when(the_guest_writes("y un taxi", intents="service_request"))
    taxi.then_says_only("service_request.passed_on", "aside.anything_else")
    assert told_to_staff(taxi) == {"staff.last_said": "y un taxi", "staff.room": "204"}
    next_stay = the_guest_writes("un taxi", intents="service_request", at=NOW + timedelta(days=30))
    told.when(next_stay).then_says_only("service_request.passed_on", "task.ask_room")


@pytest.mark.parametrize("wish", ["service_request", "lost_property", "early_or_late", "invoice"])
def test_the_day_of_a_small_wish_is_no_day_of_arrival(wish: str) -> None:
    tomorrow = the_guest_writes("mañana a las 7", intents=wish, arrival=ARRIVAL)
    given().when(tomorrow).then_state(purpose=None, needs=Needs())
    assert quoted().when(tomorrow).state.needs == quoted().state.needs


def test_a_day_of_which_a_question_is_asked_is_no_day_of_arrival_unless_a_stay_is_told() -> None:
    given().when(the_guest_writes("open in May?", intents="house_question", arrival=ARRIVAL)).then_state(needs=Needs())
    stay = the_guest_writes("a pool? 3 nights", intents="house_question", arrival=ARRIVAL, nights=3)
    assert given().when(stay).state.needs.arrival == ARRIVAL
    dates = (
        given()
        .when(the_guest_writes(intents="book"))
        .when(the_guest_writes("the 1st; a pool?", intents="house_question", arrival=ARRIVAL))
    )
    assert dates.state.needs.arrival == ARRIVAL
    moved = quoted().when(the_guest_writes("the 2nd? a pool?", intents="house_question", arrival=NEXT_DAY))
    assert moved.state.needs.arrival == NEXT_DAY


def test_a_way_to_pay_is_told_once() -> None:
    entry = KnowledgeEntry(topic="payment", answer=LocalText.of("By card.", "en"), owner="Ana", since=date(2026, 1, 1))
    english = Vocabulary(concepts={"payment": ("pay*",)})
    house = a_house()
    knowing = evolve(house, knowledge=Knowledge((entry,), {Language("en"): english}))
    both = the_guest_writes("pay?", intents=("house_question", "payment"))
    given(house=knowing).when(both).then_says_only("knowledge.answer", "aside.anything_else")
    place = evolve(house.property, payment=LocalText.of("Here, by card.", "en"))
    paid_here = evolve(knowing, property=place)
    given(house=paid_here).when(both).then_says("payment.how")
    assert "knowledge.answer" not in given(house=paid_here).when(both).lines


@pytest.mark.parametrize("twice", [False, True])
def test_what_a_guest_told_the_channel_counts_by_when_they_did_in_whatever_sequence_it_comes(twice: bool) -> None:
    early, late = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    stops = happens(WillingnessNoted, wanted=False, told_at=early)
    resumes = happens(WillingnessNoted, wanted=True, told_at=late)
    for told in ((stops, resumes), (resumes, stops)):
        done = given().when(*told, *(told if twice else ())).then(Ignore("willingness_noted"))
        assert not wants_silence([done.state])
    assert wants_silence([given().when(stops).state])
    again = happens(WillingnessNoted, wanted=False, told_at=NOW)
    assert wants_silence([given().when(again, resumes, stops).state])


def test_beside_a_quote_other_hours_are_passed_on_in_one_line() -> None:
    both = the_guest_writes(
        "a double; in at eleven?", intents=("early_or_late", "book"), arrival=ARRIVAL, nights=3, adults=2
    )
    told = given().when(both).then_says_only("early_or_late.passed_on").then_searches(nights=3)
    assert told.the(NotifyStaff).reason == "early_or_late"


def test_whoever_begins_with_a_yes_is_asked_what_for() -> None:
    stranger = evolve(a_conversation(), greeted=False)
    given(stranger).when(the_guest_writes("sí", answer=Answer.YES)).then_says_only(
        "greet.hello", "greet.what_can_we_do"
    )


@pytest.mark.parametrize("told", [{}, {"arrival": ARRIVAL}, {"arrival": ARRIVAL, "nights": 2}])
def test_no_to_what_is_asked_of_a_stay_leads_back_to_what_can_be_done(told: dict[str, object]) -> None:
    asked = given().when(the_guest_writes(intents="book", **told))  # type: ignore[arg-type]
    asked.when(the_guest_writes("no", answer=Answer.NO)).then_says_only("greet.what_can_we_do")


def test_of_a_guest_who_has_a_reservation_the_price_asked_is_not_that_of_another_stay() -> None:
    entry = KnowledgeEntry(topic="pool", answer=LocalText.of("10 EUR.", "en"), owner="Ana", since=date(2026, 1, 1))
    english = Vocabulary(concepts={"pool": ("pool*",)})
    knowing = evolve(a_house(), knowledge=Knowledge((entry,), {Language("en"): english}))
    asks = the_guest_writes("pool?", intents=("house_question", "price"))
    given(house=knowing).when(asks).then_says("aside.and_the_stay")
    reserved = evolve(a_conversation(), made=(ConfirmationNumber("ABC234"),))
    given(reserved, knowing).when(asks).then_says("aside.anything_else")
