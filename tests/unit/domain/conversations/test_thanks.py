"""Thanks are answered in a word, and change nothing."""

from datetime import timedelta

from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.effects import Book, SearchRooms
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    a_conversation,
    a_guest,
    an_offer,
    given,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)


def test_thanks_are_answered_and_nothing_else_is_done() -> None:
    given().when(the_guest_writes("gracias", intents="thanks")).then_says_only("thanks.welcome").then_does_not(
        SearchRooms
    )


def test_after_thanks_a_quote_may_still_be_accepted() -> None:
    quoted = given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )
    accept = quoted.choice(Meaning.ACCEPT_QUOTE)
    thanked = quoted.when(the_guest_writes("gracias", intents="thanks", at=SOON)).then_says_only("thanks.welcome")
    for yes in (the_guest_presses(accept, at=SOON), the_guest_writes("sí", answer=Answer.YES, at=SOON)):
        assert thanked.when(yes).the(Book).booker.name == "Ana García"


def test_thanks_beside_something_new_are_no_wish_of_their_own() -> None:
    given().when(
        the_guest_writes("gracias, del 12 al 15, 2", intents="thanks", arrival=ARRIVAL, nights=3, adults=2)
    ).then_searches()
