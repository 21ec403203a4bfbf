"""A reservation goes only where the table of transitions leads, and knows who made it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import NightPrice, Price
from hotel_agent.domain.reservations.reservation import (
    TRANSITIONS,
    Booker,
    ContactKind,
    GuestContact,
    Move,
    Reservation,
    ReservationState,
    after,
)
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.reservations import stays


@pytest.mark.parametrize("state", ReservationState)
@pytest.mark.parametrize("move", Move)
def test_every_move_leads_where_the_table_says_or_is_refused(state: ReservationState, move: Move) -> None:
    led = after(state, move)
    if (state, move) in TRANSITIONS:
        assert led is TRANSITIONS[state, move]
    elif state is ReservationState.CANCELLED:
        assert led == Refusal(Reason.ALREADY_CANCELLED)
    else:
        assert isinstance(led, Refusal)
        assert led.reason is Reason.NOT_CHANGEABLE


@given(st.lists(st.sampled_from(Move), max_size=12))
def test_a_reservation_is_cancelled_once_and_nobody_leaves_before_coming(moves: list[Move]) -> None:
    state, past = ReservationState.CONFIRMED, []
    for move in moves:
        led = after(state, move)
        if isinstance(led, ReservationState):
            state = led
            past.append(move)
    assert past.count(Move.CANCEL) <= 1
    assert past.count(Move.CHECK_IN) >= past.count(Move.CHECK_OUT)
    for last in (Move.CANCEL, Move.CHECK_OUT, Move.MISS):
        assert last not in past[:-1]
    if Move.CHECK_IN in past:
        assert Move.MODIFY not in past[past.index(Move.CHECK_IN) :]


EMAIL, PHONE = ContactKind.EMAIL, ContactKind.PHONE
ANA = Booker(name="Ana", email="Ana@Example.com", phone="34600111222")


@pytest.mark.parametrize(
    ("booker", "contact", "reached"),
    [
        (ANA, GuestContact(EMAIL, "ana@example.com"), True),
        (ANA, GuestContact(EMAIL, "ana@example.co"), False),
        (ANA, GuestContact(PHONE, "34600111222"), True),
        (ANA, GuestContact(PHONE, "600111222"), False),
        (ANA, GuestContact(PHONE, "ana@example.com"), False),
        (Booker(name="Ana"), GuestContact(EMAIL, ""), False),
        (Booker(name="Ana", phone=""), GuestContact(PHONE, ""), False),
    ],
)
def test_a_booker_is_reached_by_their_own_contacts_only(booker: Booker, contact: GuestContact, reached: bool) -> None:
    assert booker.reached_by(contact) is reached


def test_a_booker_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        Booker(name="")


NIGHT = Money(12000, "EUR")


def reservation(*stays: Stay) -> Reservation:
    rooms = tuple(
        RoomStay(room_type=RoomTypeId("double"), name=LocalText.of("Double"), stay=stay, occupancy=Party(1))
        for stay in stays
    )
    nights = tuple(NightPrice(night, NIGHT) for stay in stays for night in stay.nights)
    first_night = PenaltyStep(hours_before=24, basis=PenaltyBasis.NIGHTS, value=Decimal(1))
    return Reservation(
        number=ConfirmationNumber("K7TR2B"),
        property_id=PropertyId("miramar"),
        room_stays=rooms,
        price=Price(nights=nights, total=NIGHT * len(nights)),
        terms=CancellationTerms((first_night,)),
        booker=ANA,
    )


@given(st.lists(stays(), min_size=1, max_size=4))
def test_a_reservation_stays_from_the_first_arrival_to_the_last_departure(rooms: list[Stay]) -> None:
    made = reservation(*rooms)
    assert made.stay.arrival == min(each.arrival for each in rooms)
    assert made.stay.departure == max(each.departure for each in rooms)
    assert made.total == made.price.total


def test_a_reservation_has_a_room() -> None:
    with pytest.raises(ValueError, match="room_stays"):
        reservation()


def test_cancelling_costs_what_its_own_terms_say() -> None:
    arrival = datetime(2027, 7, 10, 13, tzinfo=UTC)
    made = reservation(Stay(date(2027, 7, 10), date(2027, 7, 12)))
    assert made.penalty(at=arrival - timedelta(hours=24), arrival=arrival) == Money(0, "EUR")
    assert made.penalty(at=arrival - timedelta(hours=23), arrival=arrival) == NIGHT
