"""What is still missing is asked for, one question at a time; what cannot be is refused with the reason."""

from datetime import date, timedelta

import pytest

from hotel_agent.domain.conversations.brief import PEOPLE
from hotel_agent.domain.conversations.conversation import HandoverReason, Meaning
from hotel_agent.domain.conversations.effects import NotifyStaff, SearchRooms
from hotel_agent.domain.conversations.replies import Count, Day, Sayings, Words
from hotel_agent.domain.conversations.understanding import Answer, Doubt, Pick, PickBy, Question
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    TODAY,
    Decided,
    Message,
    a_house,
    an_ask,
    given,
    the_book_refuses,
    the_guest_presses,
    the_guest_writes,
)

DEPARTURE = ARRIVAL + timedelta(days=3)
THE_3RD_OF_DECEMBER, THE_12TH_OF_MARCH = date(2026, 12, 3), date(2026, 3, 12)
SOON = NOW + timedelta(minutes=1)


def wanting(**said: object) -> Decided:
    """A guest who wants a room and said this of it."""
    return given().when(the_guest_writes(intents="book", **said))  # type: ignore[arg-type]


# Asking for what is missing


def test_nothing_known_asks_for_dates_and_people_at_once() -> None:
    wanting().then_says_only("stay.ask_dates_and_party").then_state(asked=Question.DATES, purpose="book")


@pytest.mark.parametrize(
    ("said", "line", "question"),
    [
        ({"adults": 2}, "stay.ask_dates", Question.DATES),
        ({"nights": 3, "adults": 2}, "stay.ask_dates", Question.DATES),
        ({"arrival": ARRIVAL, "adults": 2}, "stay.ask_departure", Question.DEPARTURE),
        ({"departure": DEPARTURE, "adults": 2}, "stay.ask_arrival", Question.ARRIVAL),
        ({"arrival": ARRIVAL, "nights": 3}, "stay.ask_party", Question.PARTY),
        ({"arrival": ARRIVAL, "nights": 3, "children": 2}, "stay.ask_party", Question.PARTY),
        ({"arrival": ARRIVAL, "nights": 3, "adults": 2, "children": 2}, "stay.ask_child_ages", Question.CHILD_AGES),
    ],
)
def test_one_question_asks_for_what_is_missing(said: dict[str, object], line: str, question: Question) -> None:
    wanting(**said).then_says_only(line).then_state(asked=question, asked_at=NOW)


def test_a_question_names_what_is_known_already() -> None:
    assert wanting(arrival=ARRIVAL).said("stay.ask_departure") == {"arrival": Day(ARRIVAL)}
    assert wanting(departure=DEPARTURE, adults=1).said("stay.ask_arrival") == {"departure": Day(DEPARTURE)}


def test_details_may_come_one_by_one() -> None:
    one = wanting().when(the_guest_writes("el 12", arrival=ARRIVAL)).then_says_only("stay.ask_departure")
    two = one.when(the_guest_writes("3 noches", nights=3)).then_says_only("stay.ask_party")
    three = two.when(the_guest_writes("2 adultos y 2 niños", adults=2, children=2))
    assert three.said("stay.ask_child_ages") == {"children": Count(2)}
    four = three.when(the_guest_writes("5 y 8", child_ages=(5, 8)))
    four.then_searches(nights=3, parties=(Party(2, (5, 8)),))


def test_some_of_the_ages_leave_the_others_to_be_told() -> None:
    asked = wanting(arrival=ARRIVAL, nights=3, adults=2, children=3)
    some = asked.when(the_guest_writes("5 y 8", child_ages=(5, 8))).then_says_only("stay.ask_child_ages")
    some.when(the_guest_writes("y 11", child_ages=(11,))).then_searches(parties=(Party(2, (5, 8, 11)),))


def test_more_ages_than_children_correct_their_number() -> None:
    asked = wanting(arrival=ARRIVAL, nights=3, adults=2, children=1)
    asked.when(the_guest_writes("5 y 8", child_ages=(5, 8))).then_searches(parties=(Party(2, (5, 8)),))


def test_a_party_that_needs_more_rooms_is_spread_over_them() -> None:
    wanting(arrival=ARRIVAL, nights=1, adults=4).then_searches(parties=(Party(2), Party(2)))
    wanting(arrival=ARRIVAL, nights=1, adults=2, rooms=2).then_searches(parties=(Party(1), Party(1)))


@pytest.mark.parametrize("rooms", [0, -1])
def test_no_rooms_at_all_is_no_wish(rooms: int) -> None:
    wanting(arrival=ARRIVAL, nights=1, adults=2, rooms=rooms).then_searches(parties=(Party(2),))


def test_a_party_for_which_there_is_no_room_is_still_asked_about_at_the_book() -> None:
    wanting(arrival=ARRIVAL, nights=1, adults=1, child_ages=(1, 2, 3, 4, 5, 6)).then_searches(
        parties=(Party(1, (1, 2, 3, 4, 5, 6)),)
    )


# Dates that can be read in two ways, and dates that are none


def doubtful() -> Decided:
    """A guest who wrote 12/3, and was asked which date that is."""
    doubt = Doubt(slot="arrival", readings=(THE_12TH_OF_MARCH, THE_3RD_OF_DECEMBER))
    return wanting(nights=2, adults=2, doubts=(doubt,))


def test_a_doubtful_date_is_asked_about_with_both_readings() -> None:
    asked = doubtful().then_says_only("stay.which_date").then_shows(Meaning.TAKE_DATE, Meaning.TAKE_DATE)
    assert asked.said("stay.which_date") == {"first": Day(THE_12TH_OF_MARCH), "second": Day(THE_3RD_OF_DECEMBER)}


@pytest.mark.parametrize(
    ("answer", "arrival"),
    [
        (the_guest_writes("la primera", pick=Pick(1)), THE_12TH_OF_MARCH),
        (the_guest_writes("la segunda", pick=Pick(2)), THE_3RD_OF_DECEMBER),
        (the_guest_writes("la última", pick=Pick(-1)), THE_3RD_OF_DECEMBER),
        (the_guest_writes("3 de diciembre", arrival=THE_3RD_OF_DECEMBER), THE_3RD_OF_DECEMBER),
        (the_guest_writes("12 de marzo", departure=THE_12TH_OF_MARCH), THE_12TH_OF_MARCH),
        (the_guest_writes("el 20 de mayo", arrival=date(2026, 5, 20)), date(2026, 5, 20)),
    ],
)
def test_the_guest_says_which_date_was_meant(answer: Message, arrival: date) -> None:
    settled = doubtful().when(answer)
    settled.then_searches(nights=2)
    assert settled.the(SearchRooms).ask.stay.arrival == arrival


def test_the_guest_presses_which_date_was_meant() -> None:
    asked = doubtful()
    pressed = asked.when(the_guest_presses(asked.choice(Meaning.TAKE_DATE, 1)))
    assert pressed.the(SearchRooms).ask.stay.arrival == THE_3RD_OF_DECEMBER


def test_who_answers_something_else_is_asked_for_the_date_again() -> None:
    asked = doubtful()
    asked.when(the_guest_writes("la más barata", pick=Pick(1, PickBy.PRICE))).then_says("stay.which_date")
    asked.when(the_guest_writes("somos 3", adults=3)).then_says_only("stay.which_date")


def test_two_doubtful_dates_are_read_in_the_same_way() -> None:
    doubts = (
        Doubt(slot="arrival", readings=(THE_12TH_OF_MARCH, THE_3RD_OF_DECEMBER)),
        Doubt(slot="departure", readings=(date(2026, 3, 14), date(2026, 12, 5))),
    )
    settled = wanting(adults=2, doubts=doubts).when(the_guest_writes("la segunda", pick=Pick(2)))
    ask = settled.the(SearchRooms).ask
    assert (ask.stay.arrival, ask.stay.departure) == (THE_3RD_OF_DECEMBER, date(2026, 12, 5))


def test_a_date_pressed_after_it_was_settled_in_words_changes_nothing() -> None:
    asked = doubtful()
    old = asked.choice(Meaning.TAKE_DATE, 1)
    both = the_guest_writes("perdón", pressing=old, at=SOON)
    settled = asked.when(the_guest_writes(adults=3, arrival=THE_12TH_OF_MARCH, pressing=old))
    assert settled.the(SearchRooms).ask.stay.arrival == THE_12TH_OF_MARCH
    assert asked.when(both).the(SearchRooms).ask.stay.arrival == THE_3RD_OF_DECEMBER


def test_a_date_that_is_none_is_asked_for_again_until_one_is_told() -> None:
    asked = wanting(adults=2, nights=2, impossible=("30 de febrero",)).then_says_only("stay.impossible_date")
    assert asked.said("stay.impossible_date") == {"text": Words("30 de febrero")}
    asked.when(the_guest_writes("somos 3", adults=3)).then_says_only("stay.impossible_date")
    asked.when(the_guest_writes("el 12", arrival=ARRIVAL)).then_searches(nights=2)


# What cannot be


@pytest.mark.parametrize(
    ("said", "line", "question"),
    [
        ({"arrival": TODAY - timedelta(days=1)}, "refused.arrival_in_past", Question.DATES),
        ({"arrival": ARRIVAL, "departure": ARRIVAL}, "refused.departure_not_after_arrival", Question.DATES),
        ({"arrival": ARRIVAL, "nights": 0}, "refused.departure_not_after_arrival", Question.DATES),
        ({"arrival": ARRIVAL, "nights": -2}, "refused.departure_not_after_arrival", Question.DATES),
        ({"arrival": ARRIVAL, "nights": 31}, "refused.stay_too_long", Question.TALK_TO_PERSON),
        ({"arrival": TODAY + timedelta(days=541)}, "refused.too_far_ahead", Question.DATES),
        ({"arrival": ARRIVAL, "nights": 2, "adults": 0}, "refused.no_guests", Question.PARTY),
        ({"guests": 0}, "refused.no_guests", Question.PARTY),
        ({"adults": 0, "child_ages": (9,)}, "refused.no_adult", Question.PARTY),
        ({"guests": 2, "children": 2}, "refused.no_adult", Question.PARTY),
        ({"guests": 40}, "refused.party_too_large", Question.TALK_TO_PERSON),
        ({"adults": 2, "children": 7}, "refused.party_too_large", Question.TALK_TO_PERSON),
        ({"adults": 2, "child_ages": (35,)}, "refused.child_age_unlikely", Question.CHILD_AGES),
        ({"adults": 2, "rooms": 3}, "refused.more_rooms_than_adults", Question.ROOMS),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(said: dict[str, object], line: str, question: Question) -> None:
    wanting(**said).then_says_only(line).then_state(asked=question)


def test_what_was_refused_is_forgotten_and_the_rest_is_kept() -> None:
    refused = wanting(arrival=TODAY - timedelta(days=1), nights=2, adults=2)
    refused.when(the_guest_writes("el 12, 2 noches", arrival=ARRIVAL, nights=2)).then_searches(parties=(Party(2),))
    aged = wanting(arrival=ARRIVAL, nights=2, adults=2, child_ages=(35,))
    aged.when(the_guest_writes("tiene 5", child_ages=(5,))).then_searches(parties=(Party(2, (5,)),))
    roomy = wanting(arrival=ARRIVAL, nights=2, adults=2, rooms=3)
    roomy.when(the_guest_writes("dos", rooms=2)).then_searches(parties=(Party(1), Party(1)))
    empty = wanting(arrival=ARRIVAL, nights=2, adults=0)
    empty.when(the_guest_writes("2", adults=2)).then_searches(parties=(Party(2),))


def test_a_group_may_talk_to_a_person_and_staff_know_how_many_come() -> None:
    group = wanting(arrival=ARRIVAL, nights=2, guests=40).then_shows(Meaning.TALK_TO_PERSON)
    handed_over = group.when(the_guest_writes("sí", answer=Answer.YES)).then_hands_over(HandoverReason.GROUP)
    assert handed_over.the(NotifyStaff).lines[0].named["party"] == Sayings((PEOPLE(limit=Count(40)),))


def test_a_group_that_turns_out_smaller_is_quoted() -> None:
    group = wanting(arrival=ARRIVAL, nights=2, guests=40)
    group.when(the_guest_writes("solo 2", guests=2)).then_searches(parties=(Party(2),))


def test_a_long_stay_is_handed_over_as_one() -> None:
    long = wanting(arrival=ARRIVAL, nights=60, adults=2)
    long.when(the_guest_presses(long.choice(Meaning.TALK_TO_PERSON))).then_hands_over(HandoverReason.LONG_STAY)
    long.when(the_guest_writes("10 noches entonces", nights=10)).then_searches(nights=10)


def test_who_does_not_want_a_person_is_asked_what_else() -> None:
    group = wanting(arrival=ARRIVAL, nights=2, guests=40)
    group.when(the_guest_writes("no", answer=Answer.NO)).then_says_only("greet.what_can_we_do")


def test_the_limits_are_the_houses_own() -> None:
    strict = a_house(rules=HouseRules(longest_stay_nights=2, largest_party=2, days_ahead=10))
    wish = the_guest_writes(intents="book", arrival=TODAY + timedelta(days=2), nights=3, adults=2)
    refused = given(house=strict).when(wish)
    assert refused.said("refused.stay_too_long") == {"limit": Count(2)}


def test_more_nights_than_the_calendar_has_are_no_departure() -> None:
    wanting(arrival=ARRIVAL, nights=10**9, adults=2).then_says_only("stay.ask_departure")


@pytest.mark.parametrize("said", [{}, {"arrival": ARRIVAL, "nights": 2}])
def test_a_question_about_the_stay_that_was_not_understood_is_put_again(said: dict[str, object]) -> None:
    asked = wanting(**said)
    asked.when(the_guest_writes("?")).then_says("unclear.sorry", *asked.lines)


def test_nobody_waits_for_a_search_they_did_not_ask_for() -> None:
    full = wanting(arrival=ARRIVAL, nights=2, adults=2).when(the_book_refuses(Reason.SOLD_OUT))
    full.when(the_guest_writes("?")).then_does_not(SearchRooms).then_says_only("unclear.sorry", "greet.what_can_we_do")


def test_a_full_house_is_not_searched_again_for_words_that_were_not_understood() -> None:
    one_each = (Party(1), Party(1))
    full = given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2),
        the_book_refuses(Reason.SOLD_OUT),
        the_book_refuses(Reason.SOLD_OUT, ask=an_ask(parties=one_each)),
    )
    asked_back = full.when(the_guest_writes("???")).then_does_not(SearchRooms)
    asked_back.then_says_only("unclear.sorry", "greet.what_can_we_do")
