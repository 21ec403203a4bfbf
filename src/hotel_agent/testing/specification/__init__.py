"""Given a conversation, when something happens, then this is decided: tests of `decide` that read as sentences.

    from hotel_agent.testing.specification import a_conversation, an_offer, given, the_book_offers, the_guest_writes

    def test_a_price_is_only_said_with_a_quote() -> None:
        (
            given(a_conversation())
            .when(the_guest_writes("3 noches desde el 12, somos 2", arrival=date(2026, 5, 12), nights=3, adults=2))
            .then_searches(nights=3)
            .when(the_book_offers(an_offer(nightly="100.00", nights=3)))
            .then_says("told.total", "quote.ask_yes_and_name")
            .then_shows(Meaning.ACCEPT_QUOTE, Meaning.DECLINE_QUOTE, Meaning.TALK_TO_PERSON)
        )

What is not said has a sensible value: a hotel in Madrid with a double room and a suite, a guest who writes over
WhatsApp, and the moment `NOW`. Everything is a plain value of the domain: change one with `attrs.evolve`.
"""

from hotel_agent.testing.specification.building import (
    ARRIVAL,
    COT,
    DOUBLE,
    FLEXIBLE,
    NOW,
    PARKING,
    SUITE,
    TODAY,
    a_conversation,
    a_guest,
    a_house,
    a_quote,
    a_reservation,
    a_stay,
    an_offer,
    cancelling_costs,
    euros,
)
from hotel_agent.testing.specification.given import Decided, given
from hotel_agent.testing.specification.happenings import (
    Message,
    an_ask,
    happens,
    the_book_finds,
    the_book_offers,
    the_book_refuses,
    the_guest_presses,
    the_guest_sends,
    the_guest_writes,
)

__all__ = [
    "ARRIVAL",
    "COT",
    "DOUBLE",
    "FLEXIBLE",
    "NOW",
    "PARKING",
    "SUITE",
    "TODAY",
    "Decided",
    "Message",
    "a_conversation",
    "a_guest",
    "a_house",
    "a_quote",
    "a_reservation",
    "a_stay",
    "an_ask",
    "an_offer",
    "cancelling_costs",
    "euros",
    "given",
    "happens",
    "the_book_finds",
    "the_book_offers",
    "the_book_refuses",
    "the_guest_presses",
    "the_guest_sends",
    "the_guest_writes",
]
