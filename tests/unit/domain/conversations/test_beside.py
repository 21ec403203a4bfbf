"""Extras and wishes: asked for at any time before the yes, told with their price, passed on as they were said."""

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.beside import LONGEST_REQUEST, MOST_REQUESTS, take_in
from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.effects import Book, Modify, NotifyStaff, SearchRooms
from hotel_agent.domain.conversations.events import Booked
from hotel_agent.domain.conversations.understanding import Answer, Question, Slots
from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.party import Party
from hotel_agent.testing.specification import (
    ARRIVAL,
    COT,
    DOUBLE,
    NOW,
    PARKING,
    SUITE,
    Decided,
    a_conversation,
    a_guest,
    a_reservation,
    an_offer,
    euros,
    given,
    happens,
    the_book_finds,
    the_book_offers,
    the_guest_writes,
)

ANA = a_guest("Ana García", phone="34600000001")
QUIET = "una habitación tranquila, por favor"


def asking(**said: object) -> Decided:
    """Ana wants three nights for two, and this beside them."""
    stay = {"arrival": ARRIVAL, "nights": 3, "adults": 2, **said}
    return given(a_conversation(known=ANA)).when(the_guest_writes("...", intents="book", **stay))  # type: ignore[arg-type]


def quoted(**said: object) -> Decided:
    """The same, and the book has a double."""
    return asking(**said).when(the_book_offers(an_offer(extras=tuple(said.get("extras", ())))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "told", "extras", "without"),
    [
        ((), Slots(extras=(PARKING,)), (PARKING,), ()),
        ((PARKING,), Slots(extras=(COT, PARKING)), (PARKING, COT), ()),
        ((PARKING, COT), Slots(without=(PARKING,)), (COT,), (PARKING,)),
        ((PARKING,), Slots(extras=(COT,), without=(PARKING,)), (COT,), (PARKING,)),
        ((PARKING,), Slots(), (PARKING,), ()),
    ],
)
def test_extras_are_added_and_taken_off(
    before: tuple[ExtraId, ...], told: Slots, extras: tuple[ExtraId, ...], without: tuple[ExtraId, ...]
) -> None:
    needs = take_in(Needs(extras=before), told)
    assert (needs.extras, needs.without) == (extras, without)


def test_what_was_taken_off_may_be_wanted_again() -> None:
    needs = take_in(take_in(Needs(extras=(COT,)), Slots(without=(COT,))), Slots(extras=(COT,)))
    assert (needs.extras, needs.without) == ((COT,), ())


def test_wishes_are_kept_on_one_line_each_and_no_longer_than_a_note() -> None:
    needs = take_in(Needs(), Slots(request="  piso \n alto "))
    assert needs.requests == ("piso alto",)
    assert take_in(needs, Slots(request="piso alto")).requests == ("piso alto",)
    for number in range(9):
        needs = take_in(needs, Slots(request=f"{number}" * 999))
    assert len(needs.requests) == MOST_REQUESTS
    assert {len(each) for each in needs.requests} == {LONGEST_REQUEST}
    assert take_in(Needs(), Slots(request=" ")).requests == ()


def test_what_is_wanted_beside_the_room_is_asked_for_with_it() -> None:
    assert asking(extras=(PARKING, COT)).the(SearchRooms).ask.extras == (PARKING, COT)


def test_a_quote_tells_each_extra_with_its_price() -> None:
    told = quoted(extras=(PARKING, COT)).then_says("told.total", "told.extra", "told.extra_free", "quote.ask_yes")
    assert told.said("told.extra")["amount"] == euros("45.00")
    assert told.said("told.total") == {"total": euros("345.00")}


def test_an_extra_wished_for_after_the_quote_is_quoted_before_the_yes() -> None:
    ask = quoted().when(the_guest_writes("y una cuna", extras=(COT,))).the(SearchRooms).ask
    assert (ask.extras, ask.room_type) == ((COT,), DOUBLE)


def test_an_extra_beside_a_yes_is_no_yes_to_the_price_before() -> None:
    decided = quoted().when(the_guest_writes("sí, con estacionamiento", answer=Answer.YES, extras=(PARKING,)))
    assert decided.the(SearchRooms).ask.extras == (PARKING,)
    decided.then_does_not(Book)


def test_an_extra_is_taken_off_before_the_yes() -> None:
    decided = quoted(extras=(PARKING, COT)).when(the_guest_writes("sin cuna", without=(COT,)))
    assert decided.the(SearchRooms).ask.extras == (PARKING,)


def test_a_list_tells_what_is_in_all_its_prices() -> None:
    offers = [an_offer(room_type=each, extras=(PARKING,)) for each in (DOUBLE, SUITE)]
    asking(extras=(PARKING,)).when(the_book_offers(*offers)).then_says("told.extra", "told.offers")


def test_a_wish_goes_with_the_yes_and_needs_no_new_quote() -> None:
    told = (
        quoted().when(the_guest_writes(QUIET, request=QUIET)).then_says("told.total", "told.request", "quote.ask_yes")
    )
    booked = told.when(the_guest_writes("sí", answer=Answer.YES))
    assert booked.the(Book).quote.requests == (QUIET,)


def test_a_wish_told_with_the_yes_goes_with_it() -> None:
    booked = quoted().when(the_guest_writes("sí, piso alto si se puede", answer=Answer.YES, request="piso alto"))
    assert booked.the(Book).quote.requests == ("piso alto",)


def test_a_wish_told_before_anything_else_is_noted_and_the_stay_asked_for() -> None:
    told = given(a_conversation()).when(the_guest_writes(QUIET, request=QUIET))
    told.then_says("request.noted", "stay.ask_dates_and_party")
    assert told.state.needs.requests == (QUIET,)


def test_a_wish_told_while_something_is_asked_is_noted_and_it_is_asked_again() -> None:
    asked = given(a_conversation()).when(the_guest_writes("quiero reservar", intents="book"))
    asked.when(the_guest_writes(QUIET, request=QUIET)).then_says("request.noted", "stay.ask_dates_and_party")


def test_a_long_wish_is_told_short_and_passed_on_whole() -> None:
    wish = "una cama grande, " * 8
    told = quoted().when(the_guest_writes(wish, request=wish))
    assert str(told.said("told.request")["text"]).endswith("…')")
    assert told.when(the_guest_writes("sí", answer=Answer.YES)).the(Book).quote.requests == (wish.strip(),)


def reserved() -> Decided:
    """Ana has just reserved a double with parking."""
    sent = quoted(extras=(PARKING,)).when(the_guest_writes("sí", answer=Answer.YES))
    return sent.when(happens(Booked, reservation=a_reservation(an_offer(extras=(PARKING,)))))


def test_what_is_reserved_is_told_with_its_extras() -> None:
    reserved().then_says("outcome.reserved", "told.number", "told.extra")


def test_a_wish_for_a_reservation_that_stands_goes_to_staff() -> None:
    told = reserved().when(the_guest_writes(QUIET, request=QUIET)).then_says("request.passed_on")
    notice = told.the(NotifyStaff)
    assert notice.reason == "special_request"
    assert notice.lines[-1].line == "staff.requested"


def test_an_extra_for_a_reservation_just_made_is_a_change_of_it() -> None:
    decided = reserved().when(
        the_guest_writes("agregue una cuna", extras=(COT,)),
        the_book_finds(a_reservation(an_offer(extras=(PARKING,)))),
    )
    ask = decided.the(SearchRooms).ask
    assert (ask.extras, ask.instead_of) == ((PARKING, COT), "ABC234")


def changing(**said: object) -> Decided:
    """Ana wants this changed in a reservation of a double with parking; the book has found it."""
    return given(a_conversation(known=ANA)).when(
        the_guest_writes("cambiar mi reserva", intents="change_reservation", **said),  # type: ignore[arg-type]
        the_book_finds(a_reservation(an_offer(extras=(PARKING,)))),
    )


def test_extras_stay_when_the_dates_change() -> None:
    assert changing(nights=4).the(SearchRooms).ask.extras == (PARKING,)


def test_an_extra_is_taken_off_a_reservation_for_less_money() -> None:
    told = changing(without=(PARKING,)).when(the_book_offers(an_offer()))
    told.then_says("told.total", "told.cheaper", "quote.ask_yes_to_change")
    assert told.said("told.cheaper") == {"amount": euros("45.00"), "before": euros("345.00")}
    sent = told.when(the_guest_writes("sí", answer=Answer.YES)).the(Modify)
    assert sent.quote.offer.price.extras == ()


def test_without_an_extra_it_never_had_a_reservation_stays_as_it_is() -> None:
    changing(without=(COT,)).then_says("change.what")


def test_a_room_of_another_type_is_added() -> None:
    ask = changing(more_rooms=1, room_type=SUITE).the(SearchRooms).ask
    assert (ask.room_types, [each.adults for each in ask.parties]) == ((DOUBLE, SUITE), [1, 1])


def test_a_room_more_is_added_of_the_same_type() -> None:
    ask = changing(more_rooms=1).the(SearchRooms).ask
    assert (ask.room_type, len(ask.parties)) == (DOUBLE, 2)


def test_a_new_name_is_told_with_the_same_price_before_the_yes() -> None:
    asked = changing().then_state(asked=Question.WHAT_TO_CHANGE)
    told = asked.when(
        the_guest_writes("a nombre de Luz Pérez", name="Luz Pérez"),
        the_book_offers(an_offer(extras=(PARKING,))),
    )
    told.then_says("told.name", "told.same_price", "quote.ask_yes_to_change")
    sent = told.when(the_guest_writes("sí", answer=Answer.YES)).the(Modify)
    assert sent.quote.in_name == "Luz Pérez"
    assert told.state.known.name == "Ana García"


def test_rooms_of_several_types_are_asked_for_quoted_and_told_together() -> None:
    asked = asking(adults=3, room_types=(DOUBLE, SUITE))
    ask = asked.the(SearchRooms).ask
    assert (ask.room_types, ask.room_type, ask.parties) == ((DOUBLE, SUITE), None, (Party(2), Party(1)))
    offer = an_offer(room_types=(DOUBLE, SUITE), parties=(Party(2), Party(1)))
    told = asked.when(the_book_offers(offer)).then_says("told.several_rooms", "quote.ask_yes")
    assert told.state.needs.room_types == (DOUBLE, SUITE)
    made = told.when(
        the_guest_writes("sí", answer=Answer.YES), happens(Booked, reservation=a_reservation(offer, name="Ana García"))
    )
    made.then_says("outcome.reserved", "told.reserved_several")


def test_who_does_not_fit_into_the_rooms_named_is_told_so_and_offered_others() -> None:
    asked = asking(adults=6, room_types=(DOUBLE, SUITE)).then_says("quote.room_too_small")
    assert asked.the(SearchRooms).ask.room_types == ()


def test_a_total_in_another_currency_is_told_beside_and_not_compared() -> None:
    dollars = a_reservation(an_offer())
    price = evolve(
        dollars.price,
        nights=tuple(evolve(each, amount=evolve(each.amount, currency="USD")) for each in dollars.price.nights),
        total=evolve(dollars.total, currency="USD"),
    )
    told = given(a_conversation(known=ANA)).when(
        the_guest_writes("cambiar mi reserva", intents="change_reservation", nights=4),
        the_book_finds(evolve(dollars, price=price)),
        the_book_offers(an_offer(nights=4), at=NOW),
    )
    told.then_says("told.total", "told.total_before")


def test_a_wish_told_when_asked_what_to_change_goes_to_staff() -> None:
    told = changing().when(the_guest_writes(QUIET, request=QUIET)).then_says("request.passed_on")
    assert told.the(NotifyStaff).reason == "special_request"
