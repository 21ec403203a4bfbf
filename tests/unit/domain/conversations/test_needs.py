"""What a guest says changes what is known of the stay wanted; a later word corrects an earlier one."""

from datetime import date, timedelta

import pytest

from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.needs import adults, ages_missing, as_heard, settle, take_in, wish
from hotel_agent.domain.conversations.understanding import Doubt, Slots, Understanding
from hotel_agent.domain.ids import RatePlanId
from hotel_agent.testing.specification import ARRIVAL, DOUBLE, SUITE


def day(number: int) -> date:
    """This day of May, counted from the arrival on."""
    return ARRIVAL + timedelta(days=number)


def said(*messages: Slots, start: Needs | None = None) -> Needs:
    needs = start or Needs()
    for slots in messages:
        needs = take_in(needs, Understanding(slots=slots))
    return needs


A_STAY = Needs(arrival=day(0), departure=day(3))
A_STAY_OF_NIGHTS = Needs(arrival=day(0), departure=day(3), nights=3)


def test_nothing_said_changes_nothing() -> None:
    assert take_in(A_STAY, Understanding()) == A_STAY


@pytest.mark.parametrize(
    ("start", "slots", "arrival", "departure"),
    [
        (Needs(), Slots(arrival=day(0), nights=3), day(0), day(3)),
        (Needs(), Slots(departure=day(3), nights=3), day(0), day(3)),
        (Needs(), Slots(departure=day(3)), None, day(3)),
        (Needs(), Slots(nights=3), None, None),
        (Needs(departure=day(3)), Slots(arrival=day(0)), day(0), day(3)),
        (Needs(nights=3), Slots(arrival=day(0)), day(0), day(3)),
        (A_STAY, Slots(arrival=day(1)), day(1), day(3)),
        (A_STAY, Slots(arrival=day(7)), day(7), day(10)),
        (A_STAY, Slots(departure=day(5)), day(0), day(5)),
        (A_STAY, Slots(nights=1), day(0), day(1)),
        (A_STAY_OF_NIGHTS, Slots(arrival=day(1)), day(1), day(4)),
        (A_STAY_OF_NIGHTS, Slots(departure=day(5)), day(0), day(5)),
        (A_STAY_OF_NIGHTS, Slots(arrival=day(2), departure=day(4)), day(2), day(4)),
        (Needs(arrival=day(3), departure=day(3)), Slots(arrival=day(5)), day(5), None),
    ],
)
def test_dates_are_corrected_one_by_one(
    start: Needs, slots: Slots, arrival: date | None, departure: date | None
) -> None:
    needs = said(slots, start=start)
    assert (needs.arrival, needs.departure) == (arrival, departure)


def test_a_departure_named_after_a_number_of_nights_outweighs_it() -> None:
    assert said(Slots(departure=day(5)), Slots(arrival=day(1)), start=A_STAY_OF_NIGHTS).departure == day(5)


@pytest.mark.parametrize("nights", [10**9, -(10**9)])
def test_more_nights_than_the_calendar_has_lead_nowhere(nights: int) -> None:
    assert said(Slots(arrival=day(0), nights=nights)).departure is None
    assert said(Slots(departure=day(0), nights=nights)).arrival is None


def test_a_doubt_about_a_date_takes_back_what_was_known_of_it() -> None:
    doubt = Doubt(slot="departure", readings=(day(2), day(20)))
    doubtful = take_in(A_STAY, Understanding(doubts=(doubt,)))
    assert (doubtful.arrival, doubtful.departure, doubtful.doubts) == (day(0), None, (doubt,))
    assert settle(doubtful, 1).departure == day(20)
    assert settle(doubtful, 1).doubts == ()
    assert said(Slots(departure=day(4)), start=doubtful).doubts == ()
    assert said(Slots(arrival=day(1)), start=doubtful).doubts == (doubt,)


def test_a_new_doubt_replaces_the_old_one() -> None:
    old, new = (Doubt(slot="arrival", readings=(day(n), day(n + 30))) for n in (1, 2))
    assert take_in(Needs(doubts=(old,)), Understanding(doubts=(new,))).doubts == (new,)


def test_a_reading_that_a_doubt_does_not_have_is_its_last() -> None:
    assert settle(Needs(doubts=(Doubt(slot="arrival", readings=(day(1), day(2))),)), 5).arrival == day(2)


def test_an_impossible_date_holds_until_the_next_word_about_dates() -> None:
    impossible = take_in(Needs(), Understanding(impossible=("31 de junio",)))
    assert said(Slots(adults=2), start=impossible).impossible == ("31 de junio",)
    assert said(Slots(arrival=day(0)), start=impossible).impossible == ()


# People


@pytest.mark.parametrize(
    ("messages", "counted"),
    [
        ([Slots(guests=4)], 4),
        ([Slots(adults=2)], 2),
        ([Slots(guests=4), Slots(adults=2)], 2),
        ([Slots(adults=2), Slots(guests=4)], 4),
        ([Slots(guests=4), Slots(children=1)], 3),
        ([Slots(guests=4, child_ages=(3,))], 3),
        ([Slots(adults=2, children=2), Slots(guests=4)], 2),
        ([Slots(adults=2, children=2), Slots(guests=3)], 3),
        ([Slots(children=2)], None),
        ([], None),
    ],
)
def test_adults_are_those_named_or_the_heads_that_are_no_children(messages: list[Slots], counted: int | None) -> None:
    assert adults(said(*messages)) == counted


@pytest.mark.parametrize(
    ("messages", "children", "ages", "missing"),
    [
        ([Slots(children=2)], 2, None, 2),
        ([Slots(child_ages=(3, 7))], 2, (3, 7), 0),
        ([Slots(children=2), Slots(child_ages=(3, 7))], 2, (3, 7), 0),
        ([Slots(children=2), Slots(child_ages=(3,))], 2, (3,), 1),
        ([Slots(children=2), Slots(child_ages=(3,)), Slots(child_ages=(7,))], 2, (3, 7), 0),
        ([Slots(children=2), Slots(child_ages=(3, 5, 7))], 3, (3, 5, 7), 0),
        ([Slots(children=2), Slots(adults=2, child_ages=(3,))], 1, (3,), 0),
        ([Slots(child_ages=(3, 7)), Slots(children=1)], 1, None, 1),
        ([Slots(child_ages=(3,)), Slots(children=2)], 2, (3,), 1),
        ([Slots(child_ages=(3,)), Slots(child_ages=(7,))], 1, (7,), 0),
        ([Slots(child_ages=(3, 7)), Slots(children=0)], 0, None, 0),
        ([Slots(child_ages=(3, 7)), Slots(adults=1)], 2, (3, 7), 0),
    ],
)
def test_children_are_counted_until_their_ages_are_told(
    messages: list[Slots], children: int, ages: tuple[int, ...] | None, missing: int
) -> None:
    needs = said(*messages)
    assert (needs.children, needs.child_ages, ages_missing(needs)) == (children, ages, missing)


def test_another_room_forgets_the_rate_of_the_one_before() -> None:
    start = Needs(room_type=DOUBLE, rate_plan=RatePlanId("flexible"), rooms=1)
    assert said(Slots(room_type=DOUBLE), start=start) == start
    assert said(Slots(room_type=SUITE, rooms=2), start=start) == Needs(room_type=SUITE, rooms=2)


def test_the_rules_look_at_what_was_said() -> None:
    needs = said(Slots(arrival=day(0), departure=day(2), adults=2, children=2, child_ages=(4,), rooms=2))
    looked_at = wish(needs)
    assert (looked_at.arrival, looked_at.departure) == (day(0), day(2))
    assert (looked_at.adults, looked_at.children, looked_at.child_ages, looked_at.rooms) == (2, 2, (4,), 2)


@pytest.mark.parametrize(
    "needs",
    [
        A_STAY,
        A_STAY_OF_NIGHTS,
        Needs(departure=day(2)),
        Needs(guests=3, room_type=SUITE),
        Needs(adults=2, children=2, child_ages=(1, 2), rooms=1),
        Needs(doubts=(Doubt(slot="arrival", readings=(day(1), day(2))),), impossible=("30 de febrero",)),
    ],
)
def test_needs_said_over_again_are_the_same(needs: Needs) -> None:
    assert take_in(Needs(), as_heard(needs)) == needs
