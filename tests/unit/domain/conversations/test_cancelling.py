"""Cancel my reservation: what it costs is shown first, and only a yes to that price cancels."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand, Meaning
from hotel_agent.domain.conversations.effects import Cancel, FindReservation, Say
from hotel_agent.domain.conversations.errand import LONG
from hotel_agent.domain.conversations.events import Cancelled, CancelRefused
from hotel_agent.domain.conversations.understanding import Answer, Question
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Cancellation, Reservation, ReservationState
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    cancelling_costs,
    euros,
    given,
    happens,
    the_book_finds,
    the_guest_presses,
    the_guest_writes,
)

NUMBER = ConfirmationNumber("ABC234")
FREE = a_reservation()
HALF_TWO_DAYS_BEFORE = a_reservation(an_offer(terms=cancelling_costs((48, "50"), (24, "100"))))
CANCEL = "cancel_reservation"


def asked(reservation: Reservation = FREE, *, hours_before: int | None = None) -> Decided:
    """A guest who was told what cancelling costs, so many hours before arrival."""
    at = NOW if hours_before is None else a_house().property.arrival_moment(ARRIVAL) - timedelta(hours=hours_before)
    return given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes("cancelar mi reserva", intents=CANCEL, at=at),
        the_book_finds(reservation, at=at),
    )


def yes(decided: Decided, *, minutes: int = 1, sent_minutes_before: int = 0) -> Decided:
    cancellation = decided.state.cancellation
    assert cancellation is not None
    at = cancellation.asked_at + timedelta(minutes=minutes)
    return decided.when(
        the_guest_writes("sí", answer=Answer.YES, at=at, sent_at=at - timedelta(minutes=sent_minutes_before))
    )


def test_a_free_cancellation_is_asked_about_before_it_is_done() -> None:
    decided = asked().then_says_only("cancel.free").then_does_not(Cancel)
    decided.then_shows(Meaning.CONFIRM_CANCELLATION, Meaning.KEEP_RESERVATION)
    decided.then_state(asked=Question.CONFIRM_CANCELLATION)


def test_a_yes_cancels_at_the_penalty_shown() -> None:
    decided = asked(HALF_TWO_DAYS_BEFORE, hours_before=40)
    assert decided.said("cancel.costs")["penalty"] == euros("150.00")
    assert decided.state.cancellation is not None
    long_at = decided.state.cancellation.asked_at + timedelta(minutes=1) + LONG
    told = (
        yes(decided)
        .then_does_not(Say)
        .then_state(
            errand=Errand(kind="cancel", number=NUMBER, long_at=long_at), cancellation=None, choices=(), asked=None
        )
    )
    assert told.the(Cancel) == Cancel(number=NUMBER, penalty=euros("150.00"))


def test_a_pressed_yes_cancels_too() -> None:
    decided = asked()
    pressed = decided.when(the_guest_presses(decided.choice(Meaning.CONFIRM_CANCELLATION)))
    assert pressed.the(Cancel) == Cancel(number=NUMBER, penalty=euros("0"))


def test_a_penalty_that_grew_before_the_yes_is_shown_again() -> None:
    decided = asked(HALF_TWO_DAYS_BEFORE, hours_before=49).then_says_only("cancel.free")
    grown = yes(decided, minutes=90).then_does_not(Cancel)
    assert grown.said("cancel.costs")["penalty"] == euros("150.00")
    assert yes(grown).the(Cancel) == Cancel(number=NUMBER, penalty=euros("150.00"))


def test_a_yes_after_the_question_expired_is_asked_for_again() -> None:
    yes(asked(), minutes=119).the(Cancel)
    again = yes(asked(), minutes=120).then_does_not(Cancel).then_says_only("cancel.free")
    yes(again).the(Cancel)


def test_an_old_yes_cancels_nothing() -> None:
    yes(asked(), minutes=20, sent_minutes_before=16).then_does_not(Cancel).then_says_only("cancel.free")


def test_a_yes_received_before_the_price_was_shown_cancels_nothing() -> None:
    early = the_guest_writes("sí", answer=Answer.YES, at=NOW, received_at=NOW - timedelta(seconds=1))
    asked().when(early).then_does_not(Cancel).then_says_only("cancel.free")


@pytest.mark.parametrize("answer", [Answer.NO, Answer.LATER])
def test_who_does_not_say_yes_keeps_the_reservation(answer: Answer) -> None:
    kept = asked().when(the_guest_writes(answer=answer)).then_says_only("cancel.kept")
    kept.then_state(cancellation=None, purpose=None, asked=None)


def test_the_button_that_keeps_the_reservation_keeps_it() -> None:
    decided = asked()
    decided.when(the_guest_presses(decided.choice(Meaning.KEEP_RESERVATION))).then_says_only("cancel.kept")


def test_no_beside_the_button_of_the_yes_outweighs_it() -> None:
    decided = asked()
    button = decided.choice(Meaning.CONFIRM_CANCELLATION)
    decided.when(the_guest_writes("no", answer=Answer.NO, pressing=button)).then_does_not(Cancel).then_says_only(
        "cancel.kept"
    )


def test_what_was_not_understood_puts_the_question_again_with_the_price_of_now() -> None:
    late = a_house().property.arrival_moment(ARRIVAL) - timedelta(hours=47)
    decided = asked(HALF_TWO_DAYS_BEFORE, hours_before=49)
    decided.when(the_guest_writes("?", at=late)).then_says_only("unclear.sorry", "cancel.costs").then_shows(
        Meaning.CONFIRM_CANCELLATION, Meaning.KEEP_RESERVATION
    )


def test_what_is_cancelled_already_is_not_cancelled_again() -> None:
    asked(evolve(FREE, state=ReservationState.CANCELLED)).then_says_only("reservation.is_cancelled").then_state(
        purpose=None, asked=None
    )


def test_a_guest_in_the_house_cannot_cancel_here() -> None:
    asked(evolve(FREE, state=ReservationState.CHECKED_IN)).then_says_only("cancel.not_possible")


def test_the_reservation_just_shown_is_the_one_to_cancel() -> None:
    shown = given(a_conversation()).when(
        the_guest_writes(intents="find_reservation", number="ABC234", name="Ana García"), the_book_finds(FREE)
    )
    shown.when(the_guest_writes("cancélala", intents=CANCEL)).then(FindReservation(by=NUMBER))


@pytest.mark.parametrize("meaning", [Meaning.CONFIRM_CANCELLATION, Meaning.KEEP_RESERVATION])
def test_a_choice_about_a_cancellation_no_longer_asked_about_looks_again(meaning: Meaning) -> None:
    decided = asked()
    gone = evolve(decided.state, cancellation=None)
    given(gone).when(the_guest_presses(decided.choice(meaning))).then_does_not(Cancel).the(FindReservation)


def test_the_reservation_to_cancel_must_be_proven_to_be_the_guests() -> None:
    looked_up = given().when(the_guest_writes(intents=CANCEL, number="ABC234", name="Pedro Gómez"))
    looked_up.when(the_book_finds(FREE)).then_says_only("proof.not_found").then_state(cancellation=None)


def test_my_reservation_said_while_cancelling_names_the_one_to_cancel() -> None:
    named = the_guest_writes("mi reserva es la ABC234", intents="find_reservation", number="ABC234", name="Ana García")
    looked_up = given().when(the_guest_writes(intents=CANCEL), named).then(FindReservation(by=NUMBER))
    looked_up.when(the_book_finds(FREE)).then_says_only("cancel.free")


def test_the_question_put_again_without_its_reservation_looks_for_it() -> None:
    gone = evolve(asked().state, reservation=None)
    given(gone).when(the_guest_writes("?")).the(FindReservation)


# What it came to


def under_way(*, handed_over: bool = False) -> Decided:
    decided = yes(asked(HALF_TWO_DAYS_BEFORE, hours_before=40))
    if handed_over:
        decided = decided.when(the_guest_writes("una persona", intents="person", at=NOW + timedelta(days=80)))
    return decided


@pytest.mark.parametrize("handed_over", [False, True])
@pytest.mark.parametrize(("penalty", "line"), [("0", "outcome.cancelled_free"), ("150.00", "outcome.cancelled_for")])
def test_the_guest_is_told_what_cancelling_came_to(penalty: str, line: str, handed_over: bool) -> None:
    done = under_way(handed_over=handed_over).when(
        happens(Cancelled, cancellation=Cancellation(number=NUMBER, penalty=euros(penalty)))
    )
    done.then_says_only(line).then_state(errand=None, reservation=None, purpose=None)


def test_what_somebody_else_cancelled_meanwhile_is_told_so() -> None:
    refused = under_way().when(happens(CancelRefused, refusal=Refusal(Reason.ALREADY_CANCELLED)))
    refused.then_says_only("reservation.is_cancelled").then_state(errand=None)


def test_what_can_no_longer_be_cancelled_is_told_so() -> None:
    refused = under_way().when(happens(CancelRefused, refusal=Refusal(Reason.NOT_CHANGEABLE)))
    refused.then_says_only("cancel.not_possible").then_state(errand=None)


def test_a_cancellation_refused_for_no_good_reason_goes_to_a_person() -> None:
    refused = under_way().when(happens(CancelRefused, refusal=Refusal(Reason.NOT_FOUND)))
    refused.then_says_only("handover.own_failure").then_state(errand=None)
    stray = given().when(happens(CancelRefused, refusal=Refusal(Reason.NOT_CHANGEABLE)))
    stray.then_says_only("handover.own_failure")


def test_thanks_for_what_a_cancellation_costs_cancel_nothing() -> None:
    thanks = the_guest_writes("great, thanks", intents="thanks", answer=Answer.YES, firm=False)
    asked().when(thanks).then_does_not(Cancel).then_says_only("cancel.free")
    asked().when(the_guest_writes("ok", answer=Answer.YES, firm=False)).the(Cancel)
