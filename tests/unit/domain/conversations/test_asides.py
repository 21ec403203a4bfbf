"""A question in the middle is answered, and what the guest came for goes on in the same reply."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import Book, Cancel, SearchRooms
from hotel_agent.domain.conversations.events import BookSilent
from hotel_agent.domain.conversations.talk import Talk
from hotel_agent.domain.conversations.understanding import Answer, Question
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
    happens,
    the_book_finds,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
WHERE = the_guest_writes("¿dónde están?", intents="directions", at=SOON)
ANA = a_guest("Ana García", phone="34600000001")
HOUSE = a_house()
NOWHERE = evolve(HOUSE, property=evolve(HOUSE.property, address=""))
"""The Miramar, whose address nobody wrote down."""


def quoted() -> Decided:
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    return given(a_conversation(known=ANA)).when(wish, the_book_offers(an_offer()))


# Alone


def test_a_question_alone_is_answered_and_more_is_offered() -> None:
    given().when(WHERE).then_says_only("directions.address", "aside.anything_else").then_state(
        asked=Question.WISH, purpose=None
    )


def test_a_question_is_answered_after_the_introduction_and_beside_a_greeting() -> None:
    hello = the_guest_writes("hola, ¿dónde están?", intents=("greet", "directions"))
    given(a_conversation(greeted=False)).when(hello).then_says_only(
        "greet.hello", "directions.address", "aside.anything_else"
    )
    thanks = the_guest_writes("gracias, ¿dónde están?", intents=("thanks", "directions"))
    given().when(thanks).then_says_only("directions.address", "aside.anything_else")


def test_days_told_with_a_question_alone_begin_no_reservation() -> None:
    told = the_guest_writes("¿cómo llego el 12?", intents="directions", arrival=ARRIVAL)
    given().when(told).then_says_only("directions.address", "aside.anything_else").then_does_not(SearchRooms)


def test_what_the_price_is_asked_of_may_be_the_way_and_the_price_of_a_stay_is_offered() -> None:
    taxi = the_guest_writes("¿cuánto sale un taxi hasta ahí?", intents=("directions", "price"))
    given().when(taxi).then_says_only("directions.address", "aside.and_the_stay").then_state(purpose=None)


@pytest.mark.parametrize("answer", list(Answer))
def test_yes_or_no_to_anything_else_beside_another_question_is_only_that_question(answer: Answer) -> None:
    again = the_guest_writes("sí, ¿dónde están?", intents="directions", answer=answer, at=SOON)
    given().when(WHERE, again).then_says_only("directions.address", "aside.anything_else")


# In the middle


def test_a_question_before_a_quote_is_answered_and_the_quote_is_asked_about_again() -> None:
    asked = quoted().when(WHERE).then_says_only("directions.address", "quote.remind").then_does_not(SearchRooms)
    asked.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).the(Book)


def test_after_thinking_it_over_a_question_is_followed_by_the_quote_that_still_holds() -> None:
    later = quoted().when(the_guest_writes("lo pienso", answer=Answer.LATER, at=SOON))
    later.when(WHERE).then_says_only("directions.address", "quote.remind")


def test_a_question_among_the_questions_about_the_stay_keeps_what_is_known() -> None:
    asking = given().when(the_guest_writes(intents="book", arrival=ARRIVAL, nights=2), WHERE)
    asking.then_says_only("directions.address", "stay.ask_party").then_state(purpose="book")
    asking.when(the_guest_writes(adults=2)).then_searches(nights=2)


def test_a_question_before_a_cancellation_leaves_it_asked() -> None:
    asked = given(a_conversation(known=ANA)).when(
        the_guest_writes(intents="cancel_reservation"), the_book_finds(a_reservation())
    )
    again = asked.when(WHERE).then_says_only("directions.address", "cancel.free")
    again.when(the_guest_writes(answer=Answer.YES, at=SOON)).the(Cancel)


def test_a_question_while_the_book_is_at_work_is_answered_too() -> None:
    busy = quoted().when(the_guest_writes("sí", answer=Answer.YES, at=SOON))
    busy.when(WHERE).then_says_only("directions.address", "errand.under_way")


def test_a_question_while_the_book_is_away_is_answered_and_the_guest_knows_that_it_is_still_away() -> None:
    waiting = given().when(the_guest_writes(intents="book", arrival=ARRIVAL, nights=2, adults=2), happens(BookSilent))
    waiting.when(WHERE).then_says_only("directions.address", "away.still")


# Beside something else


def test_two_wishes_in_one_message_are_served_in_one_reply() -> None:
    both = the_guest_writes(intents=("availability", "directions"), arrival=ARRIVAL, nights=3, adults=2)
    first = given().when(both).then_says_only("directions.address").then_searches(nights=3)
    first.when(the_book_offers(an_offer())).then_says("told.room", "quote.ask_yes_and_name")


def test_a_yes_beside_a_question_is_still_a_yes() -> None:
    yes = the_guest_writes("sí, y ¿dónde están?", intents="directions", answer=Answer.YES, at=SOON)
    quoted().when(yes).then_says("directions.address").the(Book)


def test_a_no_beside_a_question_is_still_a_no() -> None:
    no = the_guest_writes("no. ¿Dónde están?", intents="directions", answer=Answer.NO, at=SOON)
    quoted().when(no).then_says_only("directions.address", "quote.declined")


def test_a_button_beside_a_question_counts() -> None:
    before = quoted()
    both = the_guest_writes("?", intents="directions", pressing=before.choice(Meaning.ACCEPT_QUOTE), at=SOON)
    before.when(both).then_says("directions.address").the(Book)


def test_what_changes_the_stay_beside_a_question_is_taken_in() -> None:
    longer = the_guest_writes("4 noches, ¿dónde están?", intents="directions", nights=4, at=SOON)
    quoted().when(longer).then_says_only("directions.address").then_searches(nights=4)


def test_a_name_told_beside_a_question_is_taken() -> None:
    asked = given().when(the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2))
    asked = asked.when(the_book_offers(an_offer()), the_guest_writes(answer=Answer.YES, at=SOON))
    told = the_guest_writes("Ana García, ¿dónde están?", intents="directions", name="Ana García", at=SOON)
    asked.then_says_only("quote.ask_name").when(told).then_says("directions.address")


def test_who_asks_for_a_person_is_not_told_the_way() -> None:
    both = the_guest_writes(intents=("person", "directions"))
    given().when(both).then_says_only("handover.to_person").then_hands_over(HandoverReason.GUEST_ASKED)


# What nobody wrote down


def test_what_nobody_wrote_down_is_said_so_and_a_person_is_offered() -> None:
    unknown = given(house=NOWHERE).when(WHERE).then_says_only("aside.not_known_ask")
    unknown.then_shows(Meaning.TALK_TO_PERSON).then_state(asked=Question.TALK_TO_PERSON, unclear_turns=1)
    unknown.when(the_guest_writes("sí", answer=Answer.YES)).then_hands_over(HandoverReason.GUEST_ASKED)
    unknown.when(the_guest_presses(unknown.choice(Meaning.TALK_TO_PERSON))).then_hands_over(HandoverReason.GUEST_ASKED)
    both = the_guest_writes("no. ¿y dónde están?", intents="directions", answer=Answer.NO)
    unknown.when(both).then_says_only("aside.not_known_ask")


def test_no_person_is_offered_where_a_yes_would_mean_something_else() -> None:
    unknown = evolve(quoted(), house=NOWHERE).when(WHERE).then_says_only("aside.not_known", "quote.remind")
    unknown.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).the(Book)


def test_two_things_nobody_wrote_down_are_said_once() -> None:
    talk = Talk(state=a_conversation(), event=WHERE.turn, house=NOWHERE)
    once = not_known(talk)
    assert not_known(evolve(talk, state=once.state, said=once.effects)) == once


def test_no_person_is_offered_where_something_else_is_served_in_the_same_reply() -> None:
    both = the_guest_writes(intents=("find_reservation", "directions"))
    given(house=NOWHERE).when(both).then_says_only("aside.not_known", "proof.ask_number")


def test_too_many_questions_nobody_can_answer_fetch_a_person() -> None:
    twice = given(house=NOWHERE).when(WHERE, WHERE).then_says_only("aside.not_known_ask")
    gone = twice.when(WHERE).then_says_only("handover.to_person").then_hands_over(HandoverReason.UNANSWERED)
    gone.when(WHERE).then_ignores("with_staff")


def test_a_question_that_is_answered_forgives_those_that_were_not() -> None:
    once = given(house=NOWHERE).when(WHERE)
    evolve(once, house=HOUSE).when(WHERE).then_state(unclear_turns=0)
