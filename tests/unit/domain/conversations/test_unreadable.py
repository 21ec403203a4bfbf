"""A command of another release that nobody here can read: a person looks, and the guest is told the truth once."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand, HandoverReason
from hotel_agent.domain.conversations.effects import NotifyStaff, Say
from hotel_agent.domain.conversations.events import GivenUp
from hotel_agent.testing.specification import (
    Decided,
    a_conversation,
    a_quote,
    given,
    happens,
    the_guest_writes,
)

A_PERSON = the_guest_writes("quiero hablar con una persona", intents="person")


def unreadable(told: Decided) -> Decided:
    return told.when(happens(GivenUp, command="unreadable"))


def test_without_an_errand_it_was_nothing_in_the_book_and_a_person_takes_over() -> None:
    unreadable(given()).then_hands_over(HandoverReason.OWN_FAILURE).then_says_only("handover.own_failure")


def test_while_a_person_has_the_conversation_only_the_staff_are_told() -> None:
    told = unreadable(given().when(A_PERSON)).then_does_not(Say)
    assert told.the(NotifyStaff).reason == HandoverReason.OWN_FAILURE.value


def test_with_an_errand_under_way_nobody_can_say_whether_it_was_done() -> None:
    under_way = given(evolve(a_conversation(), errand=Errand(kind="book", quote=a_quote()), purpose="book"))
    unreadable(under_way).then_says_only("handover.unfinished")
