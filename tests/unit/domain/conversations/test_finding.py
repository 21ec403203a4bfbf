"""My reservation, please: shown once it is proven to be the guest's. A number alone shows nothing."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import FindReservation, NotifyStaff, SearchRooms
from hotel_agent.domain.conversations.proof import same_name
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Answer, Pick, Question
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact, ReservationState
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    TODAY,
    Decided,
    Message,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    cancelling_costs,
    given,
    the_book_finds,
    the_guest_presses,
    the_guest_writes,
)

MINE = the_guest_writes("mi reserva", intents="find_reservation")
NUMBER = ConfirmationNumber("ABC234")
PHONE = GuestContact(ContactKind.PHONE, "34600000001")
ANAS = a_reservation(name="Ana García López", phone="34600000001")
LATER_STAY = a_reservation(an_offer(arrival=ARRIVAL + timedelta(days=30)), number="XYZ789", phone="34600000001")


def asked_for_number() -> Decided:
    """A guest nobody vouches for, who asked for a reservation."""
    return given().when(MINE)


def with_number(**told: object) -> Message:
    return the_guest_writes("ABC234", number="ABC234", **told)  # type: ignore[arg-type]


# Asking for what proves it


def test_a_stranger_is_asked_for_the_number_and_offered_a_person() -> None:
    asked = asked_for_number().then_says_only("proof.ask_number").then_shows(Meaning.TALK_TO_PERSON)
    asked.then_state(asked=Question.RESERVATION_NUMBER, purpose="find_reservation")


def test_a_number_alone_shows_nothing_and_is_not_even_looked_up() -> None:
    asked = asked_for_number().when(with_number()).then_does_not(FindReservation)
    asked.then_says_only("proof.ask_name").then_state(asked=Question.PROOF)
    assert asked.said("proof.ask_name") == {"number": Words("ABC234")}


def test_a_number_with_the_name_shows_the_reservation() -> None:
    looked_up = asked_for_number().when(with_number(name="Ana García")).then(FindReservation(by=NUMBER))
    shown = looked_up.when(the_book_finds(ANAS))
    shown.then_says("reservation.here_it_is", "told.number", "told.name", "told.dates", "told.total")
    shown.then_state(reservation=ANAS, purpose=None, asked=None, number=None)


def test_a_name_told_after_the_number_shows_it_too() -> None:
    asked_for_number().when(with_number(), the_guest_writes("Ana García", name="Ana García")).then(
        FindReservation(by=NUMBER)
    )


def test_the_email_of_the_reservation_proves_as_well_as_the_name() -> None:
    by_mail = a_reservation(name="Ana García", email="ana@example.org")
    looked_up = asked_for_number().when(with_number(email="Ana@example.org"))
    looked_up.when(the_book_finds(by_mail)).then_says("reservation.here_it_is")
    looked_up.when(the_book_finds(ANAS)).then_says_only("proof.not_found")


def test_a_number_told_at_once_finds_it_without_a_wish() -> None:
    given().when(with_number(name="Ana García")).then(FindReservation(by=NUMBER)).then_state(purpose="find_reservation")


@pytest.mark.parametrize("found", [(), (ANAS,)])
def test_a_wrong_name_and_a_wrong_number_are_told_in_the_same_words(found: tuple[object, ...]) -> None:
    looked_up = asked_for_number().when(with_number(name="Pedro Gómez"))
    told = looked_up.when(the_book_finds(*found))  # type: ignore[arg-type]
    told.then_says_only("proof.not_found").then_shows(Meaning.TALK_TO_PERSON)
    told.then_state(asked=Question.RESERVATION_NUMBER, failed_proofs=1, number=None, reservation=None)
    assert told.state.known.name is None
    assert told.state.known.email is None


def test_three_wrong_answers_fetch_a_person() -> None:
    decided = asked_for_number()
    for _ in range(2):
        decided = decided.when(with_number(name="Pedro Gómez"), the_book_finds()).then_says_only("proof.not_found")
    decided.when(with_number(name="Pedro Gómez"), the_book_finds(ANAS)).then_hands_over(HandoverReason.NOT_UNDERSTOOD)


def test_a_right_answer_forgives_the_wrong_ones() -> None:
    decided = asked_for_number().when(with_number(name="Pedro Gómez"), the_book_finds(ANAS))
    decided.when(with_number(name="Ana García"), the_book_finds(ANAS)).then_state(failed_proofs=0)


@pytest.mark.parametrize(
    ("told", "booker", "same"),
    [
        ("Ana García", "Ana García López", True),
        ("ana garcia", "Ana García López", True),
        ("García López", "Ana García López", True),
        ("Ana", "Ana García López", False),
        ("Ana", "Ana", True),
        ("Ana Gómez", "Ana García López", False),
        ("", "Ana", False),
        ("12", "12", False),
        ("O'Neill Sean", "Sean O'Neill", True),
    ],
)
def test_a_name_is_the_bookers_with_or_without_accents_but_not_by_the_first_name_only(
    told: str, booker: str, same: bool
) -> None:
    assert same_name(told, booker) is same


# What the channel vouches for


def test_a_guest_the_channel_vouches_for_is_looked_up_by_telephone() -> None:
    by_phone = given(a_conversation(known=a_guest(phone=PHONE.value))).when(MINE).then(FindReservation(by=PHONE))
    by_phone.when(the_book_finds(ANAS, by=PHONE)).then_says("reservation.here_it_is")
    by_phone.when(the_book_finds(by=PHONE)).then_says_only("proof.ask_number")


def test_a_telephone_number_that_was_only_told_proves_nothing() -> None:
    known = evolve(a_guest(), phone=PHONE.value)
    given(a_conversation(known=known)).when(with_number()).then_says_only("proof.ask_name")


def test_anothers_number_is_not_shown_to_a_guest_with_a_telephone_of_their_own() -> None:
    looked_up = (
        given(a_conversation(known=a_guest(phone="34699999999"))).when(with_number()).then(FindReservation(by=NUMBER))
    )
    looked_up.when(the_book_finds(ANAS)).then_says_only("proof.ask_name")
    looked_up.when(the_book_finds()).then_says_only("proof.ask_name")


def test_a_reservation_made_in_this_conversation_needs_no_proof() -> None:
    made = evolve(a_conversation(), made=(NUMBER,))
    given(made).when(MINE).then(FindReservation(by=NUMBER)).when(the_book_finds(ANAS)).then_says(
        "reservation.here_it_is"
    )
    given(made).when(with_number()).then(FindReservation(by=NUMBER))


def test_the_reservation_spoken_of_last_is_shown_again() -> None:
    shown = asked_for_number().when(with_number(name="Ana García"), the_book_finds(ANAS))
    shown.when(MINE).then(FindReservation(by=NUMBER))


# Several


def of_two() -> Decided:
    """A guest whose two reservations were found."""
    return given(a_conversation(known=a_guest(phone=PHONE.value))).when(
        MINE, the_book_finds(ANAS, LATER_STAY, by=PHONE)
    )


def test_of_several_reservations_the_guest_picks_one() -> None:
    which = of_two().then_says_only("proof.which").then_shows(Meaning.TAKE_RESERVATION, Meaning.TAKE_RESERVATION)
    pressed = which.when(the_guest_presses(which.choice(Meaning.TAKE_RESERVATION, 1)))
    pressed.then(FindReservation(by=LATER_STAY.number))
    pressed.when(the_book_finds(LATER_STAY)).then_says("reservation.here_it_is")


@pytest.mark.parametrize(("pick", "number"), [(Pick(1), "ABC234"), (Pick(2), "XYZ789"), (Pick(-1), "XYZ789")])
def test_one_of_several_may_be_named_by_its_place(pick: Pick, number: str) -> None:
    of_two().when(the_guest_writes(pick=pick)).then(FindReservation(by=ConfirmationNumber(number)))


def test_a_place_that_was_not_shown_asks_which_again() -> None:
    of_two().when(the_guest_writes(pick=Pick(3))).then_says_only("unclear.sorry", "proof.which")


@pytest.mark.parametrize(
    "past",
    [
        evolve(LATER_STAY, state=ReservationState.CANCELLED),
        evolve(LATER_STAY, state=ReservationState.CHECKED_OUT),
        evolve(LATER_STAY, state=ReservationState.NO_SHOW),
        a_reservation(an_offer(arrival=TODAY - timedelta(days=10)), number="OLD222"),
    ],
)
def test_what_is_over_is_not_among_those_to_pick_from(past: object) -> None:
    found = given(a_conversation(known=a_guest(phone=PHONE.value))).when(MINE, the_book_finds(past, ANAS, by=PHONE))  # type: ignore[arg-type]
    found.then_says("reservation.here_it_is").then_state(reservation=ANAS)


def test_a_cancelled_reservation_is_shown_as_such_when_there_is_no_other() -> None:
    cancelled = evolve(ANAS, state=ReservationState.CANCELLED)
    given(a_conversation(known=a_guest(phone=PHONE.value))).when(MINE, the_book_finds(cancelled, by=PHONE)).then_says(
        "reservation.is_cancelled", "told.number"
    )


# Words on the way


def test_a_date_told_to_find_the_reservation_begins_no_new_stay() -> None:
    hint = the_guest_writes("la del 12 de mayo", arrival=ARRIVAL, adults=2)
    decided = asked_for_number().when(hint).then_does_not(SearchRooms)
    decided.then_says_only("unclear.sorry", "proof.ask_number").then_state(purpose="find_reservation")
    assert decided.state.needs.arrival is None


def test_a_new_wish_while_the_number_is_asked_for_is_served() -> None:
    wish = the_guest_writes("mejor reservo otra", intents="book", arrival=ARRIVAL, nights=1, adults=2)
    asked_for_number().when(wish).then_searches(nights=1)


def test_who_does_not_know_the_number_gets_a_person_in_the_end() -> None:
    decided = asked_for_number()
    for _ in range(2):
        decided = decided.when(the_guest_writes("no sé")).then_says_only("unclear.sorry", "proof.ask_number")
    decided.when(the_guest_writes("no sé")).then_hands_over(HandoverReason.NOT_UNDERSTOOD)
    pressed = asked_for_number()
    pressed.when(the_guest_presses(pressed.choice(Meaning.TALK_TO_PERSON))).then_hands_over(HandoverReason.GUEST_ASKED)


def test_the_proof_is_asked_for_again_when_it_is_not_understood() -> None:
    asked_for_number().when(with_number(), the_guest_writes("?")).then_says_only("unclear.sorry", "proof.ask_name")


def test_what_cancelling_would_cost_is_told_with_the_reservation() -> None:
    dear = a_reservation(an_offer(terms=cancelling_costs((48, "50"))), phone=PHONE.value)
    shown = given(a_conversation(known=a_guest(phone=PHONE.value))).when(MINE, the_book_finds(dear, by=PHONE))
    shown.then_says("told.free_until", "told.costs_after")


def test_reservations_that_nobody_asked_for_are_still_answered() -> None:
    found = given().when(the_book_finds(ANAS))
    found.then_says_only("proof.ask_name")
    quoting = evolve(a_conversation(known=a_guest(phone=PHONE.value)), purpose="book")
    given(quoting).when(the_book_finds(ANAS, by=PHONE)).then_says("reservation.here_it_is")
    unknown = evolve(quoting, purpose="an intent of another day")
    given(unknown).when(the_book_finds(ANAS, by=PHONE)).then_says("reservation.here_it_is")


def test_nothing_is_told_to_staff_about_a_reservation_just_shown() -> None:
    of_two().then_does_not(NotifyStaff)
    of_two().when(the_guest_writes("ok", answer=Answer.YES, at=NOW)).then_does_not(NotifyStaff)


def test_one_s_own_reservation_forgives_no_wrong_answer_about_anothers() -> None:
    guest = given(evolve(a_conversation(known=a_guest(phone="34600000001")), failed_proofs=2))
    guest.when(the_guest_writes("mi reserva", intents="find_reservation"), the_book_finds(a_reservation())).then_state(
        failed_proofs=2
    )


def test_the_small_words_of_a_name_prove_nothing() -> None:
    assert not same_name("de la", "María de la Cruz")
    assert same_name("María Cruz", "María de la Cruz")


def test_what_is_no_number_of_this_house_is_asked_about_again_and_not_looked_for() -> None:
    house = a_house()
    six = evolve(house, catalogue=evolve(house.catalogue, shortest_number=6))
    asked = given(house=six).when(MINE)
    room = the_guest_writes("204", number="204")
    again = asked.when(room).then_does_not(FindReservation).then_says_only("proof.no_number")
    again.then_shows(Meaning.TALK_TO_PERSON).then_state(number=None, asked=Question.RESERVATION_NUMBER)
    again.when(with_number()).then_says_only("proof.ask_name")


def test_who_has_no_number_at_hand_is_offered_a_person() -> None:
    without = asked_for_number().when(the_guest_writes("no lo tengo", answer=Answer.NO))
    without.then_says_only("proof.without_number").then_shows(Meaning.TALK_TO_PERSON)
    without.when(the_guest_writes("sí", answer=Answer.YES)).then_hands_over(HandoverReason.GUEST_ASKED)
