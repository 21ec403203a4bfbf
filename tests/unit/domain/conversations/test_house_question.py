"""Questions of the house: answered as they were written down or as the property has it, or not at all."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.effects import NotifyStaff, Say
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.language import Language, LocalText
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
    an_offer,
    given,
    the_book_offers,
    the_guest_writes,
)

EN, PT = Language("en"), Language("pt")
ENGLISH = Vocabulary(
    stop=("is", "there", "a", "what", "when", "do", "you", "have", "how", "much", "the", "your"),
    joins=("and",),
    concepts={
        "pool": ("pool*",),
        "airport": ("airport*",),
        "beach": ("beach*",),
        "check_in": ("check in",),
        "check_out": ("check out",),
        "phone": ("phone",),
        "email": ("e mail",),
        "address": ("address",),
    },
)


def an_entry(topic: str, text: str, code: str = "en") -> KnowledgeEntry:
    return KnowledgeEntry(topic=topic, answer=LocalText.of(text, code), owner="Ana", since=date(2026, 1, 1))


POOL = an_entry("pool", "The pool is open from 9:00 to 20:00.")
AIRPORT = an_entry("airport", "Bus A1 stops at our door.")
BEACH = an_entry("beach", "A praia fica a 15 minutos.", "pt")


def a_house_that_knows(*entries: KnowledgeEntry) -> House:
    house = a_house()
    place = evolve(house.property, phone="+34 971 000 112", email="hola@miramar.example")
    return evolve(house, property=place, knowledge=Knowledge(entries, {EN: ENGLISH}))


HOUSE = a_house_that_knows(POOL, AIRPORT, BEACH)


def asks(text: str, intents: str | tuple[str, ...] = "house_question", **told: object) -> Message:
    return the_guest_writes(text, intents=intents, at=NOW + timedelta(minutes=1), **told)  # type: ignore[arg-type]


def quoted() -> Decided:
    known = a_guest("Ana García", phone="34600000001")
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    return given(a_conversation(known=known), HOUSE).when(wish, the_book_offers(an_offer()))


def test_what_is_written_down_is_said_as_it_was_written_and_staff_read_where_it_comes_from() -> None:
    told = given(house=HOUSE).when(asks("Is there a pool?"))
    told.then_says_only("knowledge.answer", "aside.anything_else")
    assert told.said("knowledge.answer") == {"answer": Words("The pool is open from 9:00 to 20:00.")}
    sources = [source for say in told.effects if isinstance(say, Say) for source in say.sources]
    assert sources == ["pool (Ana, 2026-01-01)"]


def test_in_the_middle_of_a_reservation_it_is_answered_and_the_quote_is_asked_about_again() -> None:
    quoted().when(asks("Is there a pool?")).then_says_only("knowledge.answer", "quote.remind")


def test_two_questions_get_two_answers() -> None:
    told = given(house=HOUSE).when(asks("Is there a pool, and what is your phone?"))
    told.then_says_only("knowledge.answer", "house.phone", "aside.anything_else")


def test_what_nobody_translated_is_said_in_the_hotels_language_and_so_announced() -> None:
    told = given(house=HOUSE).when(asks("How is the beach?"))
    told.then_says_only("knowledge.elsewhere", "aside.anything_else")


@pytest.mark.parametrize(
    ("text", "line", "value"),
    [
        ("When is check in?", "house.check_in", "15:00"),
        ("When is check out?", "house.check_out", "11:00"),
        ("Your phone?", "house.phone", "+34 971 000 112"),
        ("Your e-mail?", "house.email", "hola@miramar.example"),
        ("Your address?", "house.address", "Paseo del Mar 1, Madrid"),
    ],
)
def test_what_the_property_holds_needs_no_entry(text: str, line: str, value: str) -> None:
    told = given(house=HOUSE).when(asks(text)).then_says(line)
    assert Words(value) in told.said(line).values()


@pytest.mark.parametrize("text", ["Your phone?", "Your e-mail?", "Your address?"])
def test_what_the_property_does_not_hold_is_not_said(text: str) -> None:
    bare = evolve(HOUSE, property=evolve(HOUSE.property, phone="", email="", address=""))
    given(house=bare).when(asks(text)).then_says_only("aside.not_known_ask").then_state(asked=Question.TALK_TO_PERSON)


def test_what_nobody_wrote_down_is_never_made_up_and_in_the_end_a_person_comes() -> None:
    unknown = asks("Do you have horses?")
    once = given(house=HOUSE).when(unknown).then_says_only("aside.not_known_ask")
    gone = once.when(unknown, unknown).then_hands_over(HandoverReason.UNANSWERED)
    assert [decided.the(Say).unanswered for decided in (once, gone)] == [("other",), ("other",)]


def test_what_nobody_wrote_down_is_counted_by_its_topic_and_never_by_the_guests_words() -> None:
    asked = given(house=a_house_that_knows(AIRPORT)).when(asks("Is there a heated pool?"))
    assert [each.unanswered for each in asked.effects if isinstance(each, Say)] == [("pool",)]
    told = given(house=HOUSE).when(asks("Is there a pool?"))
    assert [each.unanswered for each in told.effects if isinstance(each, Say)] == [(), ()]
    middle = evolve(quoted(), house=a_house_that_knows(AIRPORT)).when(asks("Is there a pool?"))
    assert [each.unanswered for each in middle.effects if isinstance(each, Say)] == [("pool",), ()]


def test_two_questions_nobody_wrote_the_answer_to_are_one() -> None:
    unknown = asks("Do you have horses?", ("house_question", "directions"))
    nowhere = evolve(HOUSE, property=evolve(HOUSE.property, address=""))
    given(house=nowhere).when(unknown).then_says_only("aside.not_known_ask").then_state(unclear_turns=1)


def test_after_a_handover_no_second_answer_follows() -> None:
    unknown = asks("Do you have horses?", ("house_question", "directions"))
    nowhere = evolve(HOUSE, property=evolve(HOUSE.property, address=""))
    gone = given(house=nowhere).when(unknown, unknown, unknown)
    gone.then_says_only("handover.to_person").then_hands_over(HandoverReason.UNANSWERED)


def test_the_way_is_told_as_it_was_written_with_the_address() -> None:
    way = asks("How from the airport?", "directions")
    given(house=HOUSE).when(way).then_says_only("knowledge.answer", "directions.address", "aside.anything_else")
    nowhere = evolve(HOUSE, property=evolve(HOUSE.property, address=""))
    given(house=nowhere).when(way).then_says_only("knowledge.answer", "aside.anything_else")


def test_how_far_something_lies_needs_no_address() -> None:
    far = asks("How much is the pool?", "directions")
    given(house=HOUSE).when(far).then_says_only("knowledge.answer", "aside.anything_else")


def test_one_question_that_is_of_the_house_and_of_the_way_is_answered_once() -> None:
    both = asks("Is there a pool?", ("house_question", "directions"))
    given(house=HOUSE).when(both).then_says_only("knowledge.answer", "aside.anything_else")
    unknown = asks("Is there a harbour?", ("house_question", "directions"))
    given(house=HOUSE).when(unknown).then_says_only("directions.address", "aside.anything_else")


def test_a_price_of_something_in_the_house_is_answered_without_dates() -> None:
    price = asks("How much is the pool?", "price")
    given(house=HOUSE).when(price).then_says_only("knowledge.answer", "aside.and_the_stay").then_state(purpose=None)
    quoted().when(price).then_says_only("knowledge.answer", "quote.remind")
    given(house=HOUSE).when(asks("How much is it?", "price")).then_says_only("stay.ask_dates_and_party")


def test_whoever_takes_over_reads_where_the_answers_came_from() -> None:
    asked = given(house=HOUSE).when(asks("Is there a pool?")).when(asks("airport?")).when(asks("Is there a pool?"))
    person = asked.when(the_guest_writes("a person, please", intents="person"))
    told = [part.named["text"] for part in person.the(NotifyStaff).lines if part.line == "staff.told_from"]
    assert told == [Words(f"{POOL.source}; {AIRPORT.source}")]
    nothing = given(house=HOUSE).when(the_guest_writes("a person, please", intents="person"))
    assert "staff.told_from" not in [part.line for part in nothing.the(NotifyStaff).lines]


def test_a_reply_does_not_grow_without_bound() -> None:
    long = [an_entry(topic, f"{topic} " * 70) for topic in ("pool", "airport", "beach")]
    told = given(house=a_house_that_knows(*long)).when(asks("pool? airport? beach?"))
    assert [line for line in told.lines if line == "knowledge.answer"] == ["knowledge.answer"]
