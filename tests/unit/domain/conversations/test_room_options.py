"""What rooms there are, told from the catalogue; and where the house lies on the map."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.replies import Count, Place
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.testing.specification import (
    ARRIVAL,
    DOUBLE,
    NOW,
    SUITE,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    an_offer,
    given,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
WHICH_ROOMS = the_guest_writes("¿qué habitaciones tienen?", intents="room_options", at=SOON)
HOUSE = a_house()
PICTURE = "https://miramar.example/double.jpg"
SHOWN = evolve(
    HOUSE,
    catalogue=evolve(
        HOUSE.catalogue,
        room_types=tuple(
            evolve(each, description=LocalText.of("Over the square"), picture=PICTURE)
            for each in HOUSE.catalogue.room_types
        ),
    ),
)


def the_say(decided: Decided) -> Say:
    (say,) = [each for each in decided.effects if isinstance(each, Say) and (each.reply.picture or each.reply.place)]
    return say


def test_the_rooms_are_told_and_may_be_taken_by_a_button() -> None:
    listed = given().when(WHICH_ROOMS).then_says_only("rooms.list", "rooms.which")
    listed.then_shows(Meaning.WANT_TO_BOOK, Meaning.WANT_TO_BOOK).then_state(asked=Question.WISH, purpose=None)
    taken = listed.when(the_guest_presses(listed.choice(Meaning.WANT_TO_BOOK, 1)))
    taken.then_says_only("stay.ask_dates_and_party").then_state(purpose="book")
    assert taken.state.needs.room_type == SUITE
    taken.when(the_guest_writes(arrival=ARRIVAL, nights=2, adults=2)).then_searches(room_type=SUITE)


def test_a_room_that_is_named_is_told_alone_with_its_picture() -> None:
    double = the_guest_writes("¿cómo es la doble?", intents="room_options", room_type=DOUBLE, at=SOON)
    told = given(house=SHOWN).when(double).then_says_only("rooms.room", "rooms.which")
    assert told.said("rooms.room")["guests"] == Count(3)
    assert the_say(told).reply.picture == PICTURE
    given().when(double).then_says_only("rooms.plain", "rooms.which").then_shows(Meaning.WANT_TO_BOOK)


def test_of_several_rooms_no_picture_is_shown() -> None:
    listed = given(house=SHOWN).when(WHICH_ROOMS)
    assert [each.reply.picture for each in listed.effects if isinstance(each, Say)] == [""]


def test_in_the_middle_of_a_reservation_the_rooms_are_told_and_it_goes_on() -> None:
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    quoted = given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(wish)
    quoted.when(the_book_offers(an_offer()), WHICH_ROOMS).then_says_only("rooms.list", "quote.remind")
    both = the_guest_writes(intents=("room_options", "price"))
    given().when(both).then_says_only("rooms.list", "stay.ask_dates_and_party").then_state(purpose="price")


def test_a_house_whose_rooms_nobody_knows_says_so() -> None:
    given(house=evolve(HOUSE, catalogue=Catalogue())).when(WHICH_ROOMS).then_says_only("aside.not_known_ask")


def test_who_asks_the_way_gets_the_place_on_the_map_where_it_is_known() -> None:
    where = the_guest_writes("¿dónde están?", intents="directions")
    here = evolve(HOUSE, property=evolve(HOUSE.property, latitude=39.5, longitude=2.6))
    assert the_say(given(house=here).when(where)).reply.place == Place(
        latitude=39.5, longitude=2.6, name="Miramar", address="Paseo del Mar 1, Madrid"
    )


def test_a_place_and_a_picture_are_kept_where_two_replies_become_one() -> None:
    where = the_guest_writes("¿dónde están?", intents="directions")
    here = evolve(HOUSE, property=evolve(HOUSE.property, latitude=39.5, longitude=2.6))
    first, last = (each.reply for each in given(house=here).when(where).effects if isinstance(each, Say))
    assert (first + last).place == (last + first).place == first.place
