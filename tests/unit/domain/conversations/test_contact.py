"""Who reserves and how they are reached: what the house or its book insists on is asked for, and nothing else."""

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.effects import Book, Modify
from hotel_agent.domain.conversations.events import BookRefused
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.understanding import Answer, Question
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Booker
from hotel_agent.testing.specification import (
    ARRIVAL,
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
    the_guest_writes,
)

ROOM = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
YES = the_guest_writes("sí", answer=Answer.YES)
NUMBER = the_guest_writes("+34 600 000 002", phone="+34 600 000 002")
ADDRESS = the_guest_writes("Ana@Example.org", email="Ana@Example.org")
WHATSAPP = "34600000001"


def house(*, email: bool = False, phone: bool = False) -> House:
    """The Miramar, whose book insists on these."""
    plain = a_house()
    return evolve(plain, catalogue=evolve(plain.catalogue, email_required=email, phone_required=phone))


def yes(of: House, *, phone: str | None = None, name: str | None = "Ana García") -> Decided:
    """A guest who said yes, of whom the channel knows this."""
    return given(a_conversation(known=a_guest(name, phone=phone)), of).when(ROOM, the_book_offers(an_offer()), YES)


def booker(decided: Decided) -> Booker:
    return decided.the(Book).booker


def test_a_book_that_insists_on_both_is_told_both_one_after_the_other() -> None:
    by_name = yes(house(email=True, phone=True), name=None).then_says_only("quote.ask_name").then_does_not(Book)
    by_address = by_name.when(the_guest_writes("Ana García", name="Ana García")).then_says_only("quote.ask_email")
    by_phone = by_address.when(ADDRESS).then_says_only("quote.ask_phone").then_state(asked=Question.PHONE)
    told = booker(by_phone.when(NUMBER))
    assert (told.name, told.email, told.phone) == ("Ana García", "ana@example.org", "34600000002")


def test_a_number_the_channel_knows_is_not_asked_for() -> None:
    asked = yes(house(email=True, phone=True), phone=WHATSAPP).then_says_only("quote.ask_email")
    assert booker(asked.when(ADDRESS)).phone == WHATSAPP


def test_all_told_at_once_is_asked_for_no_more() -> None:
    asked = yes(house(email=True, phone=True), name=None)
    told = the_guest_writes(name="Ana García", email="ana@example.org", phone="0034 600-000-002")
    assert booker(asked.when(told)).phone == "34600000002"


@pytest.mark.parametrize(
    ("of", "line"),
    [
        (house(), "quote.ask_contact"),
        (house(email=True), "quote.ask_email"),
        (house(phone=True), "quote.ask_phone"),
    ],
)
def test_who_tells_nothing_is_asked_for_exactly_what_is_missing(of: House, line: str) -> None:
    yes(of).then_says_only(line).then_does_not(Book)


def test_a_number_does_where_no_address_is_insisted_on() -> None:
    assert booker(yes(house(), phone=WHATSAPP)).email is None
    assert booker(yes(house()).when(NUMBER)).phone == "34600000002"
    assert booker(yes(house(phone=True)).when(NUMBER)).email is None


def test_a_number_does_not_stand_for_the_address_insisted_on() -> None:
    asked = yes(house(email=True)).when(NUMBER).then_says_only("quote.ask_email")
    assert booker(asked.when(ADDRESS)).phone == "34600000002"


@pytest.mark.parametrize(
    "told", ["ana@", "@ana", "ana@example", "ana@example..org", "ana@1.2.3.4", "a" * 250 + "@b.org"]
)
def test_what_can_be_no_address_is_asked_again_with_what_was_wrong(told: str) -> None:
    again = yes(house(email=True)).when(the_guest_writes(told, email=told)).then_does_not(Book)
    again.then_says_only("quote.no_email", "quote.ask_email").then_state(asked=Question.EMAIL)
    assert again.state.known.email is None
    assert booker(again.when(ADDRESS)).email == "ana@example.org"


@pytest.mark.parametrize("told", ["12345", "00 12345", "1234567890123456", "+"])
def test_what_can_be_no_number_is_asked_again_with_what_was_wrong(told: str) -> None:
    again = yes(house(phone=True)).when(the_guest_writes(told, phone=told)).then_does_not(Book)
    again.then_says_only("quote.no_phone", "quote.ask_phone").then_state(asked=Question.PHONE)
    assert again.state.known.phone is None
    assert booker(again.when(NUMBER)).phone == "34600000002"


def test_an_answer_that_is_neither_is_asked_again_too() -> None:
    yes(house(phone=True)).when(the_guest_writes("?")).then_says_only("unclear.sorry", "quote.ask_phone")
    yes(house(phone=True)).when(ADDRESS).then_says_only("quote.ask_phone").then_does_not(Book)


@pytest.mark.parametrize(("answer", "line"), [(Answer.NO, "quote.declined"), (Answer.LATER, "quote.later")])
def test_who_does_not_tell_their_number_has_reserved_nothing(answer: Answer, line: str) -> None:
    yes(house(phone=True)).when(the_guest_writes(answer=answer)).then_says_only(line).then_does_not(Book)


def test_an_address_that_is_none_takes_nothing_known_away() -> None:
    knows = yes(house(email=True)).when(ADDRESS)
    told = knows.when(the_guest_writes(email="no@where"))
    assert told.state.known.email == "ana@example.org"


def test_a_change_asks_for_no_contact_its_booker_is_known() -> None:
    mine = evolve(a_conversation(), made=(a_reservation().number,))
    longer = the_guest_writes(intents="change_reservation", nights=4)
    quoted = given(mine, house(email=True, phone=True)).when(longer, the_book_finds(a_reservation()))
    quoted.when(the_book_offers(an_offer(nights=4)), YES).the(Modify)


def test_a_book_that_insists_although_nobody_knew_gets_what_is_missing() -> None:
    refused = happens(BookRefused, refusal=Refusal(Reason.MISSING_CONTACT))
    by_address = yes(house()).when(ADDRESS, refused).then_says_only("quote.ask_phone")
    told = by_address.when(NUMBER)
    assert (booker(told).email, booker(told).phone) == ("ana@example.org", "34600000002")
    told.when(refused).then_hands_over(HandoverReason.OWN_FAILURE)
