"""From a guest's words to what is done for them."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import Book, Cancel, SearchRooms
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Answer, Doubt, Question
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    given,
    the_book_finds,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
WISH = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
NONSENSE = the_guest_writes("asdf", at=SOON)


def quoted() -> Decided:
    known = a_guest("Ana García", phone="34600000001")
    return given(a_conversation(known=known)).when(WISH, the_book_offers(an_offer()))


# Hello


def test_the_first_reply_says_who_speaks_and_that_it_is_a_machine() -> None:
    hello = given(a_conversation(greeted=False)).when(the_guest_writes("hola", intents="greet"))
    hello.then_says_only("greet.hello", "greet.what_can_we_do").then_state(greeted=True, asked=Question.WISH)
    hello.then_shows(Meaning.WANT_TO_BOOK, Meaning.TALK_TO_PERSON)
    assert hello.said("greet.hello") == {"hotel": Words("Miramar")}


def test_the_introduction_goes_before_every_first_reply_and_only_there() -> None:
    first = given(a_conversation(greeted=False)).when(WISH).then_says_only("greet.hello")
    first.the(SearchRooms)
    first.when(the_book_offers(an_offer())).then_does_not_say("greet.hello")
    given(a_conversation(greeted=False)).when(NONSENSE).then_says("greet.hello", "unclear.sorry")
    given(a_conversation(greeted=False)).when(the_guest_writes(intents="person")).then_says(
        "greet.hello", "handover.to_person"
    )


def test_a_guest_who_greets_again_is_greeted_again_and_asked_what_was_open() -> None:
    again = the_guest_writes("hola", intents="greet", at=SOON)
    given().when(again).then_says_only("greet.hello_again", "greet.what_can_we_do")
    quoted().when(again).then_says_only("greet.hello_again", "quote.remind")


def test_a_greeting_beside_a_wish_is_not_answered_for_itself() -> None:
    given().when(the_guest_writes("hola, 3 noches", intents="greet", arrival=ARRIVAL, nights=3)).then_says_only(
        "stay.ask_party"
    )
    quoted().when(the_guest_writes("hola, soy Luz", intents="greet", name="Luz Pérez", at=SOON)).then_says_only(
        "quote.remind"
    )


def test_the_button_of_the_welcome_begins_a_reservation() -> None:
    hello = given().when(the_guest_writes("hola", intents="greet"))
    hello.when(the_guest_presses(hello.choice(Meaning.WANT_TO_BOOK))).then_says_only(
        "stay.ask_dates_and_party"
    ).then_state(purpose="book")
    hello.when(the_guest_presses(hello.choice(Meaning.TALK_TO_PERSON))).then_hands_over(HandoverReason.GUEST_ASKED)


# Language


def test_the_conversation_follows_the_guests_language_among_those_spoken_here() -> None:
    given().when(the_guest_writes("olá", language="pt", intents="greet")).then_state(language=Language("pt"))
    given().when(the_guest_writes("bonjour", language="fr", intents="greet")).then_state(language=Language("en"))
    given().when(the_guest_writes("ok")).then_state(language=Language("en"))


# Unclear


def test_what_was_not_understood_is_said_so_and_what_can_be_done_is_shown() -> None:
    unclear = given().when(NONSENSE).then_says_only("unclear.sorry", "greet.what_can_we_do")
    unclear.then_shows(Meaning.WANT_TO_BOOK, Meaning.TALK_TO_PERSON)


def test_a_house_may_leave_it_at_an_apology() -> None:
    house = a_house(suggests_when_unclear=False)
    given(house=house).when(NONSENSE).then_says_only("unclear.sorry").then_state(unclear_turns=1)
    asked = given(house=house).when(the_guest_writes(intents="book"), NONSENSE)
    asked.then_says_only("unclear.sorry", "stay.ask_dates_and_party")


@pytest.mark.parametrize("allowed", [1, 2, 4])
def test_after_so_many_unclear_turns_in_a_row_a_person_comes(allowed: int) -> None:
    decided = given(house=a_house(rules=HouseRules(unclear_turns=allowed)))
    for _ in range(allowed):
        decided = decided.when(NONSENSE).then_says("unclear.sorry")
    decided.when(NONSENSE).then_hands_over(HandoverReason.NOT_UNDERSTOOD)


def test_a_clear_word_between_them_forgives_the_unclear_ones() -> None:
    decided = given().when(NONSENSE, NONSENSE, the_guest_writes(intents="greet"))
    decided.then_state(unclear_turns=0).when(NONSENSE).then_says("unclear.sorry")
    pressed = given().when(NONSENSE)
    pressed.when(the_guest_presses(pressed.choice(Meaning.WANT_TO_BOOK))).then_state(unclear_turns=0)


# An answer to no question


@pytest.mark.parametrize("answer", [Answer.YES, Answer.LATER])
def test_all_right_needs_no_answer(answer: Answer) -> None:
    given().when(the_guest_writes("ok, gracias", answer=answer)).then_ignores("no_question_open")


def test_a_no_to_nothing_is_asked_about() -> None:
    given().when(the_guest_writes("no", answer=Answer.NO)).then_says_only("greet.what_can_we_do")


def test_an_answer_beside_a_wish_is_the_wish() -> None:
    given().when(the_guest_writes("sí, quiero reservar", answer=Answer.YES, intents="book")).then_says_only(
        "stay.ask_dates_and_party"
    )


def test_yes_to_what_else_asks_for_what() -> None:
    yes, no = (the_guest_writes(answer=answer, at=SOON) for answer in (Answer.YES, Answer.NO))
    declined = quoted().when(no)
    declined.when(yes).then_says_only("stay.ask_dates").then_state(asked=Question.DATES)
    declined.when(no).then_ignores("nothing_wished").then_state(asked=None)
    declined.when(the_guest_writes(answer=Answer.LATER, at=SOON)).then_ignores("nothing_wished")
    given().when(the_guest_writes(intents="greet"), yes).then_says_only("greet.what_can_we_do")


# Several wishes


def test_the_weightiest_of_several_wishes_is_served() -> None:
    given().when(the_guest_writes(intents=("greet", "book", "person"))).then_hands_over(HandoverReason.GUEST_ASKED)
    given().when(the_guest_writes(intents=("book", "cancel_reservation"))).then_says_only("proof.ask_number")


@pytest.mark.parametrize("intent", ["availability", "price", "book"])
def test_a_room_a_price_and_a_reservation_all_lead_to_a_quote(intent: str) -> None:
    wish = the_guest_writes(intents=intent, arrival=ARRIVAL, nights=3, adults=2)
    given().when(wish).then_searches(nights=3).then_state(purpose=intent)


def test_more_about_the_stay_goes_on_with_what_was_wished() -> None:
    given().when(the_guest_writes(intents="price"), the_guest_writes(arrival=ARRIVAL)).then_state(purpose="price")


def test_dates_without_a_wish_ask_what_is_free() -> None:
    given().when(the_guest_writes("12 de mayo", arrival=ARRIVAL)).then_says_only("stay.ask_departure").then_state(
        purpose="availability"
    )


def test_dates_after_a_reservation_was_cancelled_ask_what_is_free() -> None:
    asking = given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes(intents="cancel_reservation"), the_book_finds(a_reservation())
    )
    asking.when(the_guest_writes("¿y del 12 de mayo?", arrival=ARRIVAL, nights=1, adults=1, at=SOON)).then_searches(
        nights=1
    ).then_state(purpose="availability")


def test_a_wish_to_cancel_said_of_a_quote_drops_the_quote() -> None:
    unsure = the_guest_writes("cancelar", intents="cancel_reservation", confidence=0.85, at=SOON)
    quoted().when(unsure).then_says_only("quote.declined").then_state(quotes=(), purpose="book")
    asking = given().when(the_guest_writes(intents="price"))
    asking.when(unsure).then_says_only("quote.declined")


def test_no_cancel_that_drops_the_quote_however_sure_it_is() -> None:
    no = the_guest_writes("no, cancela", answer=Answer.NO, intents="cancel_reservation", at=SOON)
    quoted().when(no).then_says_only("quote.declined")


def test_a_reservation_clearly_named_is_cancelled_and_the_quote_dropped() -> None:
    sure = the_guest_writes("cancelar mi reserva", intents="cancel_reservation", at=SOON)
    found = quoted().when(sure, the_book_finds(a_reservation(), at=SOON)).then_says_only("cancel.free")
    found.then_state(quotes=(), chosen=None, accepted=None)


def test_a_new_reservation_wished_for_drops_the_change_that_was_quoted() -> None:
    changing = given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        the_guest_writes(intents="change_reservation", nights=4),
        the_book_finds(a_reservation()),
        the_book_offers(an_offer(nights=4)),
    )
    wish = the_guest_writes("otra habitación aparte", intents="book", arrival=ARRIVAL, nights=1, adults=1, at=SOON)
    changing.when(wish).then_searches(instead_of=None, nights=1)


@pytest.mark.parametrize("intent", ["find_reservation", "change_reservation"])
def test_yes_beside_a_wish_about_a_reservation_is_no_yes_to_the_quote(intent: str) -> None:
    quoted().when(the_guest_writes("sí, y mi reserva?", answer=Answer.YES, intents=intent, at=SOON)).then_does_not(Book)


# Buttons and words in one breath


@pytest.mark.parametrize(
    "told",
    [
        {"answer": Answer.NO},
        {"answer": Answer.LATER},
        {"correction": True},
        {"adults": 3},
        {"intents": "cancel_reservation"},
        {"intents": "change_reservation"},
        {"intents": "find_reservation"},
        {"intents": "person"},
    ],
)
def test_a_word_outweighs_the_button_pressed_in_the_same_breath(told: dict[str, object]) -> None:
    before = quoted()
    both = the_guest_writes("...", pressing=before.choice(Meaning.ACCEPT_QUOTE), at=SOON, **told)  # type: ignore[arg-type]
    before.when(both).then_does_not(Book, Cancel)


@pytest.mark.parametrize("told", [{}, {"answer": Answer.YES}, {"name": "Ana García"}, {"intents": "book"}])
def test_words_that_do_not_speak_against_it_leave_the_button_its_meaning(told: dict[str, object]) -> None:
    before = quoted()
    both = the_guest_writes("...", pressing=before.choice(Meaning.ACCEPT_QUOTE), at=SOON, **told)  # type: ignore[arg-type]
    before.when(both).the(Book)


def test_the_button_of_a_no_is_a_no_even_beside_a_yes() -> None:
    before = quoted()
    both = the_guest_writes("sí", answer=Answer.YES, pressing=before.choice(Meaning.DECLINE_QUOTE), at=SOON)
    before.when(both).then_does_not(Book).then_says_only("quote.declined")


def test_a_purpose_is_not_needed_to_press_a_date() -> None:
    doubt = Doubt(slot="arrival", readings=(date(2026, 6, 7), date(2026, 7, 6)))
    asked = given().when(the_guest_writes(doubts=(doubt,), nights=1, adults=1))
    lost = evolve(asked.state, needs=evolve(asked.state.needs, doubts=()), purpose=None)
    given(lost).when(the_guest_presses(asked.choice(Meaning.TAKE_DATE))).then_says_only("stay.ask_dates")


def test_a_message_tells_who_the_guest_is() -> None:
    told = given().when(the_guest_writes(name="Luz Pérez", email="luz@example.org", phone="34611111111"))
    assert (told.state.known.name, told.state.known.email, told.state.known.phone) == (
        "Luz Pérez",
        "luz@example.org",
        "34611111111",
    )
    assert told.state.known.contacts == ()
    kept = told.when(the_guest_writes(name="Luz P. Gómez"))
    assert (kept.state.known.name, kept.state.known.email) == ("Luz P. Gómez", "luz@example.org")
