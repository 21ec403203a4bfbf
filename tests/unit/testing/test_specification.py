"""A test written with given, when and then fails when what it says is not so, and says what was decided instead."""

from collections.abc import Callable

import pytest

from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import Book, Ignore, NotifyStaff, Say
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.testing.specification import ARRIVAL, Decided, an_offer, given, the_book_offers, the_guest_writes


def quoted() -> Decided:
    return given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )


@pytest.mark.parametrize(
    ("claim", "complaint"),
    [
        (lambda decided: decided.then(Ignore("nothing")), "expected these effects"),
        (lambda decided: decided.then_state(asked=Question.NAME), "expected asked = "),
        (lambda decided: decided.then_says("told.total", "told.room"), "expected to say told.total, told.room"),
        (lambda decided: decided.then_says_only("told.total"), "expected to say only told.total"),
        (lambda decided: decided.then_does_not_say("told.total"), "expected not to say told.total"),
        (lambda decided: decided.then_does_not_say(), "expected not to say"),
        (lambda decided: decided.then_shows(Meaning.ACCEPT_QUOTE), "expected to show"),
        (lambda decided: decided.then_ignores("nothing"), "expected these effects"),
        (lambda decided: decided.then_searches(nights=3), "expected one SearchRooms, not 0"),
        (lambda decided: decided.then_hands_over(HandoverReason.GROUP), "expected a handover"),
        (lambda decided: decided.then_does_not(Say), "expected none of"),
        (lambda decided: decided.the(Book), "expected one Book, not 0"),
        (lambda decided: decided.said("told.name"), "expected to say told.name once, not 0 times"),
        (lambda decided: decided.choice(Meaning.TAKE_DATE), "expected an open choice take_date"),
    ],
)
def test_a_false_claim_fails_and_tells_what_was_decided(claim: Callable[[Decided], object], complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint) as failure:
        claim(quoted())
    assert "said: told.room, told.dates" in str(failure.value)


def test_a_search_for_something_else_is_told_apart() -> None:
    searching = given().when(the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2))
    searching.then_searches(nights=3, room_type=None)
    with pytest.raises(AssertionError, match="a search with nights = 4, not 3"):
        searching.then_searches(nights=4)


def test_a_handover_for_another_reason_is_told_apart() -> None:
    handed_over = quoted().when(the_guest_writes(intents="person"))
    handed_over.then_hands_over(HandoverReason.GUEST_ASKED).the(NotifyStaff)
    with pytest.raises(AssertionError, match="a handover for group, not guest_asked"):
        handed_over.then_hands_over(HandoverReason.GROUP)
