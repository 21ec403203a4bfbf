"""Change my reservation: the new stay is quoted beside the old price, and only a yes to it changes anything."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand
from hotel_agent.domain.conversations.effects import Book, FindReservation, Modify, Say, SearchRooms
from hotel_agent.domain.conversations.errand import LONG
from hotel_agent.domain.conversations.events import Modified, ModifyRefused
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Answer, Aspect, Question
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    DOUBLE,
    FLEXIBLE,
    NOW,
    SUITE,
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
    the_book_finds,
    the_book_offers,
    the_guest_writes,
)

CHANGE = "change_reservation"
NUMBER = ConfirmationNumber("ABC234")
MINE = a_reservation(an_offer(nights=3, parties=(Party(2, (5,)),)))
SOON = NOW + timedelta(minutes=1)


def wanting(**said: object) -> Decided:
    """A guest who wants to change their reservation and said this of it; the book has found it."""
    return given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes("cambiar mi reserva", intents=CHANGE, **said),  # type: ignore[arg-type]
        the_book_finds(MINE),
    )


def quoted() -> Decided:
    """A guest to whom four nights instead of three were quoted."""
    return wanting(nights=4).when(the_book_offers(an_offer(nights=4, parties=(Party(2, (5,)),))))


def test_without_details_the_reservation_is_told_and_asked_about() -> None:
    wanting().then_says("told.number", "told.dates", "change.what").then_state(asked=Question.WHAT_TO_CHANGE)


@pytest.mark.parametrize(
    ("said", "arrival", "nights", "party"),
    [
        ({"arrival": ARRIVAL + timedelta(days=7)}, 7, 3, Party(2, (5,))),
        ({"departure": ARRIVAL + timedelta(days=5)}, 0, 5, Party(2, (5,))),
        ({"nights": 1}, 0, 1, Party(2, (5,))),
        ({"adults": 1}, 0, 3, Party(1, (5,))),
        ({"child_ages": (5, 9)}, 0, 3, Party(2, (5, 9))),
    ],
)
def test_what_is_not_to_be_changed_stays_as_it_is(
    said: dict[str, object], arrival: int, nights: int, party: Party
) -> None:
    ask = wanting(**said).then_searches(nights=nights, parties=(party,), instead_of=NUMBER, room_type=DOUBLE)
    assert ask.the(SearchRooms).ask.stay.arrival == ARRIVAL + timedelta(days=arrival)


def test_the_change_is_quoted_beside_the_price_of_before() -> None:
    decided = quoted().then_says("told.total", "told.dearer", "quote.ask_yes_to_change").then_does_not(Modify)
    assert decided.said("told.total") == {"total": euros("400.00")}
    assert decided.said("told.dearer") == {"amount": euros("100.00"), "before": euros("300.00")}


def test_a_yes_changes_the_reservation_and_makes_no_second_one() -> None:
    before = quoted()
    changed = before.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).then_does_not(Book)
    assert changed.then_does_not(Say).the(Modify) == Modify(number=NUMBER, quote=before.state.quotes[0])
    changed.then_state(errand=Errand(kind="modify", quote=before.state.quotes[0], number=NUMBER, long_at=SOON + LONG))


def test_a_change_asks_neither_for_a_name_nor_an_email() -> None:
    quoted().when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).the(Modify)


def test_a_no_leaves_everything_as_it_was() -> None:
    quoted().when(the_guest_writes("no", answer=Answer.NO, at=SOON)).then_does_not(Modify).then_says_only(
        "quote.declined"
    )


def test_an_expired_change_is_quoted_anew_for_the_same_reservation() -> None:
    late = NOW + timedelta(hours=3)
    quoted().when(the_guest_writes("sí", answer=Answer.YES, at=late)).then_does_not(Modify).then_says_only(
        "quote.expired"
    ).then_searches(instead_of=NUMBER, nights=4)


def test_the_change_itself_may_be_changed() -> None:
    quoted().when(the_guest_writes("mejor 5 noches", nights=5, at=SOON)).then_searches(nights=5, instead_of=NUMBER)
    quoted().when(the_guest_writes("¿y la suite?", intents="price", room_type=SUITE, at=SOON)).then_searches(
        room_type=SUITE, instead_of=NUMBER
    )


def test_the_wish_said_again_reminds_of_what_is_open() -> None:
    again = the_guest_writes("quiero cambiar mi reserva", intents=CHANGE, at=SOON)
    quoted().when(again).then_says_only("quote.remind")
    listed = wanting(nights=4).when(the_book_offers(an_offer(nights=4), an_offer(nights=4, room_type=SUITE)))
    listed.when(again).then_says_only("quote.which_offer")
    listed.when(the_guest_writes("¿cuánto?", intents="availability", at=SOON)).then_says_only("quote.which_offer")


def test_a_name_told_while_asked_what_to_change_asks_again() -> None:
    looked_up = wanting().when(the_guest_writes("Ana", name="Ana García")).then(FindReservation(by=NUMBER))
    looked_up.when(the_book_finds(MINE)).then_says("change.what")


def test_what_was_not_understood_asks_what_to_change_again() -> None:
    wanting().when(the_guest_writes("?")).then_says_only("unclear.sorry", "change.what")


def test_the_plan_and_the_rooms_of_before_are_kept() -> None:
    sold = evolve(
        a_reservation(an_offer(parties=(Party(2), Party(1)))),
        rate_plan=FLEXIBLE,
    )
    decided = given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes(intents=CHANGE, nights=1), the_book_finds(sold)
    )
    decided.then_searches(parties=(Party(2), Party(1)))
    assert decided.state.needs.rate_plan == FLEXIBLE


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (ReservationState.CANCELLED, "reservation.is_cancelled"),
        (ReservationState.CHECKED_IN, "change.not_possible"),
    ],
)
def test_what_can_no_longer_be_changed_is_told_so(state: ReservationState, line: str) -> None:
    decided = given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes(intents=CHANGE, nights=4), the_book_finds(evolve(MINE, state=state))
    )
    decided.then_says_only(line).then_state(purpose=None, asked=None)


# Which reservation, and which stay is meant


def test_the_stay_wanted_before_is_no_part_of_the_change() -> None:
    talking = given(a_conversation(known=a_guest(phone="34600000001"))).when(
        the_guest_writes(intents="book", arrival=ARRIVAL + timedelta(days=60), nights=1, adults=1),
        the_book_offers(an_offer(nights=1, arrival=ARRIVAL + timedelta(days=60))),
    )
    begun = talking.when(the_guest_writes("mi reserva ABC234, 4 noches", intents=CHANGE, number="ABC234", nights=4))
    begun.then(FindReservation(by=NUMBER)).then_state(quotes=(), chosen=None)
    begun.when(the_book_finds(MINE)).then_searches(nights=4, parties=(Party(2, (5,)),))


def test_the_reservation_just_shown_is_the_one_to_change() -> None:
    shown = given(a_conversation()).when(
        the_guest_writes(intents="find_reservation", number="ABC234", name="Ana García"), the_book_finds(MINE)
    )
    shown.when(the_guest_writes("cámbiala a 4 noches", intents=CHANGE, nights=4)).then(FindReservation(by=NUMBER))


def test_another_number_is_another_reservation() -> None:
    quoted().when(the_guest_writes("digo, la XYZ789", number="XYZ789", at=SOON)).then(
        FindReservation(by=ConfirmationNumber("XYZ789"))
    )


def test_change_the_dates_said_of_a_quote_changes_the_quote() -> None:
    quoting = given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )
    unsure = the_guest_writes("cambiar a 4 noches", intents=CHANGE, confidence=0.7, nights=4, at=SOON)
    quoting.when(unsure).then_searches(nights=4, instead_of=None).then_state(purpose="book")
    asked = quoting.when(the_guest_writes("cambiar las fechas", intents=CHANGE, confidence=0.7, at=SOON))
    asked.then_says_only("change.what").then_state(purpose="book")
    asked.when(the_guest_writes("2 noches", nights=2, at=SOON)).then_searches(nights=2)


def test_a_reservation_clearly_named_is_changed_even_while_another_stay_is_quoted() -> None:
    quoting = given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )
    quoting.when(the_guest_writes("cambiar mi reserva", intents=CHANGE, at=SOON)).then_says_only("proof.ask_number")


def test_the_reservation_to_change_must_be_proven_to_be_the_guests() -> None:
    looked_up = given().when(the_guest_writes(intents=CHANGE, number="ABC234", name="Pedro Gómez", nights=4))
    looked_up.when(the_book_finds(MINE)).then_says_only("proof.not_found").then_state(reservation=None)


def test_a_change_without_its_reservation_looks_for_it() -> None:
    lost = evolve(quoted().state, reservation=None)
    given(lost).when(the_guest_writes("5 noches", nights=5, at=SOON)).the(FindReservation)


# What it came to


def under_way() -> Decided:
    return quoted().when(the_guest_writes("sí", answer=Answer.YES, at=SOON))


def test_the_guest_is_told_the_reservation_as_it_is_now() -> None:
    changed = a_reservation(an_offer(nights=4))
    done = under_way().when(happens(Modified, reservation=changed))
    done.then_says("outcome.changed", "told.number", "told.dates", "told.total")
    done.then_state(errand=None, purpose=None, quotes=())


def test_a_change_refused_for_a_price_or_a_room_is_quoted_anew() -> None:
    for reason, line in [(Reason.SOLD_OUT, "outcome.room_gone"), (Reason.PRICE_CHANGED, "outcome.price_changed")]:
        refused = under_way().when(happens(ModifyRefused, refusal=Refusal(reason)))
        refused.then_says_only(line).then_searches(instead_of=NUMBER, nights=4).then_state(errand=None)


def test_a_change_refused_otherwise_goes_to_a_person() -> None:
    under_way().when(happens(ModifyRefused, refusal=Refusal(Reason.NOT_FOUND))).then_says_only(
        "handover.own_failure"
    ).then_state(errand=None)


def test_a_change_left_for_something_else_is_not_carried_out_by_a_later_yes() -> None:
    left = quoted().when(
        the_guest_writes("mejor cancelarla", intents="cancel_reservation", at=SOON), the_book_finds(MINE, at=SOON)
    )
    kept = left.when(the_guest_writes("no, dejala", answer=Answer.NO, at=SOON)).then_says_only("cancel.kept")
    again = kept.when(the_guest_writes("quiero reservar", intents="book", at=SOON)).then_does_not_say("quote.remind")
    again.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).then_does_not(Modify, Book)


def test_another_reservation_named_meanwhile_is_shown_and_not_changed_to_the_same_stay() -> None:
    asked = quoted().when(
        the_guest_writes("y la XYZ789?", intents="find_reservation", number="XYZ789", name="Ana García", at=SOON)
    )
    other = evolve(a_reservation(an_offer(nights=2)), number=ConfirmationNumber("XYZ789"))
    asked.the(FindReservation)
    asked.when(the_book_finds(other, by="XYZ789", at=SOON)).then_says("reservation.here_it_is").then_does_not(
        SearchRooms
    )


def test_another_reservation_to_be_changed_begins_from_its_own_stay() -> None:
    other = evolve(a_reservation(an_offer(nights=2)), number=ConfirmationNumber("XYZ789"))
    named = quoted().when(
        the_guest_writes("cambiar la XYZ789", intents=CHANGE, number="XYZ789", name="Ana García", at=SOON),
        the_book_finds(other, by="XYZ789", at=SOON),
    )
    named.then_says("told.number", "change.what").then_does_not(SearchRooms)


def test_a_room_beside_the_one_being_changed_is_a_stay_of_its_own() -> None:
    beside = quoted().when(the_guest_writes("quiero reservar otra", intents="book", arrival=ARRIVAL, at=SOON))
    beside.then_does_not(SearchRooms).then_says("stay.ask_departure")


# What is to be different, and how


def of(aspect: Aspect, **said: object) -> Message:
    """A guest who names what they want otherwise, and not how."""
    message = the_guest_writes("eso", at=SOON, **said)  # type: ignore[arg-type]
    return evolve(message, understanding=evolve(message.understanding, aspect=aspect))


@pytest.mark.parametrize(
    ("aspect", "line", "question"),
    [
        (Aspect.DATES, "stay.ask_dates", Question.DATES),
        (Aspect.PEOPLE, "stay.ask_party", Question.PARTY),
        (Aspect.ROOM, "change.new_room", Question.WHAT_TO_CHANGE),
        (Aspect.NAME, "change.new_name", Question.NAME),
        (Aspect.EXTRAS, "change.new_extras", Question.WHAT_TO_CHANGE),
    ],
)
def test_who_names_what_to_change_is_asked_what_it_is_to_become(aspect: Aspect, line: str, question: Question) -> None:
    asked = wanting().when(of(aspect)).then_says_only(line).then_state(asked=question, purpose=CHANGE)
    asked.when(the_guest_writes("?", at=SOON)).then_does_not(SearchRooms).then_does_not_say("greet.what_can_we_do")
    at_once = given(a_conversation(known=a_guest(phone="34600000001"))).when(
        of(aspect, intents=CHANGE), the_book_finds(MINE, at=SOON)
    )
    at_once.then_says("told.number", line).then_state(asked=question)


def test_where_no_extras_are_sold_none_are_asked_about() -> None:
    house = a_house()
    bare = evolve(house, catalogue=evolve(house.catalogue, extras=()))
    asking = given(a_conversation(known=a_guest(phone="34600000001")), bare).when(
        of(Aspect.EXTRAS, intents=CHANGE), the_book_finds(MINE, at=SOON)
    )
    asking.then_says("change.what")


def test_the_name_asked_for_is_the_new_name_of_the_reservation() -> None:
    asked = wanting().when(of(Aspect.NAME))
    named = asked.when(the_guest_writes("Luz Pérez", name="Luz Pérez", at=SOON), the_book_offers(an_offer(), at=SOON))
    assert named.said("told.name") == {"name": Words("Luz Pérez")}
    changed = named.when(the_guest_writes("sí", answer=Answer.YES, at=SOON))
    assert changed.the(Modify).quote.in_name == "Luz Pérez"


def test_a_new_name_told_at_once_is_not_who_the_guest_is() -> None:
    named = wanting(in_name="Luz Pérez").then_searches(instead_of=NUMBER)
    named.then_state(known=a_guest(phone="34600000001"))
    assert named.state.needs.in_name == "Luz Pérez"


def test_a_new_name_for_what_is_only_quoted_is_who_reserves() -> None:
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    put = given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        wish, the_book_offers(an_offer())
    )
    named = put.when(the_guest_writes("a nombre de Luz", in_name="Luz Pérez", at=SOON)).then_says("quote.remind")
    booked = named.when(the_guest_writes("sí", answer=Answer.YES, at=SOON + timedelta(minutes=1)))
    assert booked.the(Book).booker.name == "Luz Pérez"


def test_nobody_is_asked_for_a_name_that_only_a_person_may_change() -> None:
    left = evolve(a_house(), rules=HouseRules(names_in_chat=False))
    ana = a_conversation(known=a_guest(phone="34600000001"))
    asking = given(ana, left).when(of(Aspect.NAME, intents=CHANGE), the_book_finds(MINE, at=SOON))
    asking.then_says("change.name_not_here").then_does_not_say("change.new_name")


def test_one_room_less_is_one_of_the_reservation_just_made() -> None:
    ana = evolve(a_conversation(known=a_guest(phone="34600000001")), made=(NUMBER,))
    less = the_guest_writes("una habitación menos", more_rooms=-1, rooms=1)
    given(ana).when(less).then(FindReservation(by=NUMBER)).then_state(purpose=CHANGE)
