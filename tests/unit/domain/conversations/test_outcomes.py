"""What a command came to, told to the guest as it is."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand, HandoverReason
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.effects import Book, Ignore, NotifyStaff, PassOn, SayOtherwise, SearchRooms
from hotel_agent.domain.conversations.events import Booked, BookRefused, DeliveryNoted, GivenUp, Modified, StrangerWrote
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Answer, Question
from hotel_agent.domain.ids import EffectKey, ProviderId
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_quote,
    a_reservation,
    an_offer,
    euros,
    given,
    happens,
    the_book_offers,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)


def under_way() -> Decided:
    """A guest whose yes to three nights in a double is on its way to the book."""
    return given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2),
        the_book_offers(an_offer()),
        the_guest_writes("sí", answer=Answer.YES, at=SOON),
    )


def test_a_reservation_made_is_told_with_its_number_and_everything_in_it() -> None:
    done = under_way().when(happens(Booked, reservation=a_reservation(an_offer(tax="6.00"))))
    done.then_says_only(
        "outcome.reserved",
        "told.number",
        "told.name",
        "told.reserved_room",
        "told.dates",
        "told.guests",
        "told.total",
        "told.tax_added",
        "told.free_always",
    )
    assert done.said("told.number") == {"number": Words("ABC234")}
    assert done.said("told.total") == {"total": euros("306.00")}


def test_a_reservation_made_ends_the_errand_and_is_remembered_as_the_guests() -> None:
    done = under_way().when(happens(Booked, reservation=a_reservation()))
    done.then_state(errand=None, purpose=None, asked=None, quotes=(), made=(a_reservation().number,))
    assert done.state.needs.arrival is None


def test_a_book_that_reserved_at_another_price_or_for_other_nights_is_told_to_staff() -> None:
    dearer = under_way().when(happens(Booked, reservation=a_reservation(an_offer(nightly="101.00"))))
    assert dearer.said("told.total") == {"total": euros("303.00")}
    assert dearer.the(NotifyStaff).reason == "price_differs_from_quote"
    moved = under_way().when(happens(Booked, reservation=a_reservation(an_offer(arrival=ARRIVAL + timedelta(days=1)))))
    assert moved.the(NotifyStaff).reason == "stay_differs_from_quote"


def test_a_reservation_that_was_cancelled_before_its_maker_heard_of_it_is_told_so() -> None:
    gone = evolve(a_reservation(), state=ReservationState.CANCELLED)
    under_way().when(happens(Booked, reservation=gone)).then_says("reservation.is_cancelled", "told.number")


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (Reason.SOLD_OUT, "outcome.room_gone"),
        (Reason.PRICE_CHANGED, "outcome.price_changed"),
        (Reason.QUOTE_EXPIRED, "outcome.quote_expired"),
    ],
)
def test_a_refusal_after_which_another_quote_may_do_is_quoted_anew_and_asked_anew(reason: Reason, line: str) -> None:
    refused = under_way().when(happens(BookRefused, refusal=Refusal(reason), at=SOON))
    refused.then_says_only(line).then_searches(nights=3).then_state(errand=None)
    dearer = refused.when(the_book_offers(an_offer(nightly="120.00"), at=SOON)).then_says("quote.ask_yes")
    assert dearer.said("told.total") == {"total": euros("360.00")}
    dearer.then_does_not(Book)


def test_a_book_that_wants_an_email_gets_one_and_the_yes_still_holds() -> None:
    asked = under_way().when(happens(BookRefused, refusal=Refusal(Reason.MISSING_CONTACT), at=SOON))
    asked.then_says_only("quote.ask_email").then_state(asked=Question.EMAIL, errand=None)
    booked = asked.when(the_guest_writes("ana@example.org", email="ana@example.org", at=SOON)).the(Book)
    assert (booked.booker.email, booked.quote.total) == ("ana@example.org", euros("300.00"))


def test_an_email_told_too_late_is_answered_with_a_new_quote() -> None:
    asked = under_way().when(happens(BookRefused, refusal=Refusal(Reason.MISSING_CONTACT), at=SOON))
    late = NOW + timedelta(hours=3)
    asked.when(the_guest_writes(email="ana@example.org", at=late)).then_does_not(Book).then_says_only("quote.expired")


def test_a_book_that_wants_a_contact_although_it_has_one_is_left_to_a_person() -> None:
    known = a_guest("Ana García", phone="34600000001", email="ana@example.org")
    start = given(evolve(a_conversation(known=known), errand=Errand(kind="book", quote=a_quote())))
    start.when(happens(BookRefused, refusal=Refusal(Reason.MISSING_CONTACT))).then_hands_over(
        HandoverReason.OWN_FAILURE
    )


def test_a_refusal_nobody_foresaw_goes_to_a_person() -> None:
    under_way().when(happens(BookRefused, refusal=Refusal(Reason.NOT_ALLOWED))).then_hands_over(
        HandoverReason.OWN_FAILURE
    ).then_state(errand=None)


def test_an_outcome_nobody_waits_for_is_told_all_the_same() -> None:
    given().when(happens(Booked, reservation=a_reservation())).then_says("outcome.reserved", "told.number")
    given().when(happens(Modified, reservation=a_reservation())).then_says("outcome.changed", "told.number")
    given().when(happens(BookRefused, refusal=Refusal(Reason.MISSING_CONTACT))).then_hands_over(
        HandoverReason.OWN_FAILURE
    )


# While it is under way


@pytest.mark.parametrize(
    "message",
    [
        the_guest_writes("sí", answer=Answer.YES, at=SOON),
        the_guest_writes("¿y?", at=SOON),
        the_guest_writes("mejor 5 noches", nights=5, intents="book", at=SOON),
        the_guest_writes("cambiar mi reserva", intents="change_reservation", at=SOON),
        the_guest_writes("cancelar", intents="cancel_reservation", at=SOON),
    ],
)
def test_nothing_else_is_begun_while_a_command_is_under_way(message: object) -> None:
    before = under_way()
    decided = before.when(message).then_says_only("errand.under_way").then_does_not(SearchRooms, Book)  # type: ignore[arg-type]
    decided.then_state(errand=before.state.errand, needs=before.state.needs, purpose=before.state.purpose)


def test_who_the_guest_is_may_still_be_told_while_a_command_is_under_way() -> None:
    told = under_way().when(the_guest_writes(email="ana@example.org", at=SOON))
    assert told.state.known.email == "ana@example.org"


def test_a_person_may_be_asked_for_while_a_command_is_under_way() -> None:
    before = under_way()
    before.when(the_guest_writes("una persona", intents="person", at=SOON)).then_hands_over(
        HandoverReason.GUEST_ASKED
    ).then_state(errand=before.state.errand)


# Delivery


@pytest.mark.parametrize("state", DeliveryState)
def test_only_a_message_that_did_not_arrive_is_news_and_only_for_staff(state: DeliveryState) -> None:
    noted = under_way().when(happens(DeliveryNoted, message=ProviderId("m1"), state=state))
    if state is DeliveryState.FAILED:
        assert noted.the(NotifyStaff).reason == "message_not_delivered"
    else:
        noted.then(Ignore("delivery_noted"))


def test_what_somebody_else_wrote_in_a_guests_thread_is_for_staff_and_changes_nothing() -> None:
    before = under_way()
    wrote = before.when(happens(StrangerWrote, sender="rui@example.com", text="I am coming along " * 100))
    told = wrote.the(NotifyStaff)
    assert told.reason == "stranger_wrote"
    (line,) = [part.named for part in told.lines if part.line == "staff.writes"]
    assert line["name"] == Words("rui@example.com")
    assert len(str(line["text"])) < 700
    assert wrote.state == before.state
    with_staff = before.when(the_guest_writes("una persona", intents="person", at=SOON))
    again = with_staff.when(happens(StrangerWrote, sender="rui@example.com", text="Hello?"))
    assert again.the(NotifyStaff).reason == "stranger_wrote"


def test_a_reservation_of_two_rooms_is_told_as_two() -> None:
    both = a_reservation(an_offer(parties=(Party(2), Party(1, (4,)))))
    done = given().when(happens(Booked, reservation=both)).then_says("told.reserved_rooms")
    assert done.said("told.guests") == {"party": Party(3, (4,))}


@pytest.mark.parametrize("hindrance", Hindrance)
@pytest.mark.parametrize("effect", [None, EffectKey("ab" * 16)])
def test_what_did_not_arrive_is_said_in_another_way_where_it_is_known_what_it_was(
    hindrance: Hindrance, effect: EffectKey | None
) -> None:
    failed = {"state": DeliveryState.FAILED, "hindrance": hindrance, "effect": effect, "part": True}
    noted = under_way().when(happens(DeliveryNoted, message=ProviderId("m1"), at=SOON, **failed))
    if effect is None:
        assert noted.the(NotifyStaff).reason == "message_not_delivered"
    else:
        again = noted.the(SayOtherwise)
        assert (again.effect, again.message, again.hindrance, again.part) == (effect, "m1", hindrance, True)
        assert again.noted_at == SOON


def test_what_is_said_in_another_way_and_cannot_be_is_told_to_staff() -> None:
    given_up = happens(GivenUp, effect=EffectKey("ab" * 16), command="sayotherwise", cause="no other way")
    assert under_way().when(given_up).the(NotifyStaff).reason == "message_not_delivered"


def test_what_another_door_could_not_carry_is_said_here_as_it_is() -> None:
    carried = under_way().when(happens(CarriedOver, text="Queda reservado.")).the(PassOn)
    assert (carried.text, carried.by) == ("Queda reservado.", "")


def test_that_a_room_is_gone_is_said_once_and_whatever_is_free_is_looked_for() -> None:
    gone = under_way().when(happens(BookRefused, refusal=Refusal(Reason.SOLD_OUT), at=SOON))
    gone.then_says_only("outcome.room_gone").then_searches(room_type=None, room_types=(), nights=3)
