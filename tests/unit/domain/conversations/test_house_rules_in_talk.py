"""The rules of a house as its guests meet them: what is left to a person, and what is never done here."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import Cancel, Modify, NotifyStaff, Say
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.understanding import Answer, Question
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    given,
    the_book_finds,
    the_book_offers,
    the_guest_presses,
    the_guest_writes,
)

MINE = a_reservation()


def before_arrival(hours: int) -> datetime:
    return a_house().property.arrival_moment(ARRIVAL) - timedelta(hours=hours)


def asks(intent: str, rules: HouseRules, *, at: datetime = NOW) -> Decided:
    guest = a_conversation(known=a_guest(phone="34600000001"))
    return given(guest, a_house(rules=rules)).when(the_guest_writes(intents=intent, at=at), the_book_finds(MINE, at=at))


@pytest.mark.parametrize(
    ("intent", "rules", "line"),
    [
        ("cancel_reservation", HouseRules(cancellations_in_chat=False), "cancel.not_here"),
        ("change_reservation", HouseRules(changes_in_chat=False), "change.not_here"),
    ],
)
def test_what_a_house_leaves_to_its_people_is_offered_with_one_of_them(
    intent: str, rules: HouseRules, line: str
) -> None:
    told = asks(intent, rules).then_says_only(line).then_shows(Meaning.TALK_TO_PERSON)
    told.then_state(purpose=None, asked=Question.TALK_TO_PERSON, cancellation=None)
    told.when(the_guest_presses(told.choice(Meaning.TALK_TO_PERSON))).then_hands_over(HandoverReason.GUEST_ASKED)


def test_a_cancellation_asked_for_in_time_and_confirmed_too_late_is_left_to_a_person() -> None:
    rules, soon = HouseRules(cancel_hours_before=48), before_arrival(49)
    asked = asks("cancel_reservation", rules, at=soon).then_says_only("cancel.free")
    late = asked.when(the_guest_writes(answer=Answer.YES, at=soon + timedelta(minutes=61)))
    late.then_says_only("cancel.not_here").then_does_not(Cancel)
    asked.when(the_guest_writes(answer=Answer.YES, at=soon + timedelta(minutes=59))).the(Cancel)


def test_a_change_asked_for_in_time_and_agreed_to_too_late_is_left_to_a_person() -> None:
    rules, soon = HouseRules(change_hours_before=48), before_arrival(49)
    guest = given(a_conversation(known=a_guest(phone="34600000001")), a_house(rules=rules))
    longer = the_book_offers(an_offer(nights=4), at=soon)
    wish = the_guest_writes(intents="change_reservation", nights=4, at=soon)
    asked = guest.when(wish, the_book_finds(MINE, at=soon), longer).then_says("quote.ask_yes_to_change")
    late = asked.when(the_guest_writes(answer=Answer.YES, at=soon + timedelta(minutes=61)))
    late.then_says_only("change.not_here").then_does_not(Modify)
    asked.when(the_guest_writes(answer=Answer.YES, at=soon + timedelta(minutes=59))).the(Modify)


@pytest.mark.parametrize("rules", [HouseRules(names_in_chat=False), HouseRules(name_hours_before=2000)])
def test_another_name_may_be_left_to_a_person_while_other_changes_are_made_here(rules: HouseRules) -> None:
    guest = given(a_conversation(known=a_guest(phone="34600000001")), a_house(rules=rules))
    asked = guest.when(the_guest_writes(intents="change_reservation"), the_book_finds(MINE))
    named = asked.when(the_guest_writes("Put it on Pedro Gómez", name="Pedro Gómez"))
    named.then_says_only("change.name_not_here").then_shows(Meaning.TALK_TO_PERSON)
    assert named.state.needs.in_name is None
    later = named.when(the_guest_writes(intents="change_reservation", nights=4), the_book_finds(MINE))
    later.when(the_book_offers(an_offer(nights=4))).then_says("quote.ask_yes_to_change")


def test_a_name_agreed_to_too_late_is_left_to_a_person() -> None:
    rules, soon = HouseRules(name_hours_before=48), before_arrival(49)
    guest = given(a_conversation(known=a_guest(phone="34600000001")), a_house(rules=rules))
    asked = guest.when(the_guest_writes(intents="change_reservation", at=soon), the_book_finds(MINE, at=soon))
    named = asked.when(
        the_guest_writes("Put it on Pedro Gómez", name="Pedro Gómez", at=soon), the_book_offers(an_offer(), at=soon)
    ).then_says("quote.ask_yes_to_change")
    late = named.when(the_guest_writes(answer=Answer.YES, at=soon + timedelta(minutes=61)))
    late.then_says_only("change.name_not_here").then_does_not(Modify)


def test_a_word_that_goes_to_a_person_is_never_answered_by_the_machine() -> None:
    house = a_house(rules=HouseRules(handover_words=("abogado",)))
    stranger = given(a_conversation(greeted=False), house).when(the_guest_writes("Le escribe mi ABOGADO"))
    stranger.then_hands_over(HandoverReason.HOUSE_RULE).then_says_only("greet.hello", "handover.to_person")
    given(house=house).when(the_guest_writes("una habitación", intents="book")).then_says("stay.ask_dates_and_party")


def test_who_writes_such_a_word_is_told_in_their_own_language() -> None:
    house = a_house(rules=HouseRules(handover_words=("wedding",)))
    stranger = given(a_conversation(greeted=False), house)
    told = stranger.when(the_guest_writes("It is for a wedding", language="en"))
    told.then_hands_over(HandoverReason.HOUSE_RULE).then_state(language=Language("en"))


def test_a_wish_that_goes_to_a_person_is_handed_over() -> None:
    house = a_house(rules=HouseRules(handover_intents=("cancel_reservation",)))
    given(house=house).when(the_guest_writes(intents="cancel_reservation")).then_hands_over(HandoverReason.HOUSE_RULE)
    given(house=house).when(the_guest_writes(intents="find_reservation")).then_says("proof.ask_number")


# Complaints and emergencies


@pytest.mark.parametrize("also", [(), ("book",), ("person",), ("cancel_reservation",)])
def test_a_complaint_goes_to_a_person_whatever_else_is_said(also: tuple[str, ...]) -> None:
    told = given().when(the_guest_writes(intents=("complaint", *also)))
    told.then_hands_over(HandoverReason.COMPLAINT).then_says_only("handover.complaint")


def reachable(*, phone: str = "", emergency: str = "") -> House:
    house = a_house()
    return evolve(house, property=evolve(house.property, phone=phone, emergency_phone=emergency))


@pytest.mark.parametrize(
    ("house", "lines"),
    [
        (reachable(), ["handover.urgent", "handover.call_services"]),
        (reachable(phone="+34 1"), ["handover.urgent", "handover.call_hotel", "handover.call_services"]),
        (
            reachable(phone="+34 1", emergency="112"),
            ["handover.urgent", "handover.call_hotel", "handover.call_emergency"],
        ),
    ],
)
def test_in_an_emergency_the_guest_is_told_whom_to_call_and_staff_at_once(house: House, lines: list[str]) -> None:
    told = given(house=house).when(the_guest_writes(intents=("complaint", "urgent")))
    told.then_hands_over(HandoverReason.URGENT).then_says_only(*lines)


def test_an_emergency_is_heard_while_a_command_is_under_way() -> None:
    asked = asks("cancel_reservation", HouseRules())
    under_way = asked.when(the_guest_writes(answer=Answer.YES))
    told = under_way.when(the_guest_writes(intents="urgent")).then_hands_over(HandoverReason.URGENT)
    assert told.state.errand is not None
    assert told.the(Say).although_handed_over
    assert told.the(NotifyStaff).urgent
