"""What the house writes of its own accord: at the right hour, once, and only about a stay that still stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Coming, Errand, Handover, HandoverReason
from hotel_agent.domain.conversations.effects import FindReservation, Ignore, NotifyStaff, Say, WakeAt
from hotel_agent.domain.conversations.events import (
    Booked,
    BookSilent,
    Cancelled,
    DeskFailed,
    GivenUp,
    GuestAway,
    Modified,
    ReservationsFound,
    TimePassed,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.reservation import Cancellation, Reservation, ReservationState
from hotel_agent.domain.tenants.stay_messages import Occasion, StayMessages
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_house,
    a_reservation,
    an_offer,
    given,
    happens,
    the_book_offers,
    the_guest_writes,
)

MADRID = ZoneInfo("Europe/Madrid")
ALL = StayMessages(
    before_arrival_days=2,
    welcome=True,
    thanks=True,
    open_quote_minutes=45,
    directions="https://miramar.example/way",
    review_link="https://miramar.example/review",
)
NUMBER = ConfirmationNumber("ABC234")


def hotel(messages: StayMessages = ALL, address: str = "Calle Mayor 1") -> House:
    house = a_house()
    return evolve(house, property=evolve(house.property, messages=messages, address=address))


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), MADRID)


BEFORE, EVENING, AFTER = at(date(2026, 5, 10)), at(ARRIVAL, 19), at(date(2026, 5, 16))
MOMENTS = {"before_arrival": BEFORE, "welcome": EVENING, "thanks": AFTER}


def reserved(messages: StayMessages = ALL, **hotel_has: str) -> Decided:
    return given(house=hotel(messages, **hotel_has)).when(happens(Booked, reservation=a_reservation()))


def timers(decided: Decided) -> dict[str, datetime]:
    return {each.about: each.at for each in decided.effects if isinstance(each, WakeAt)}


def woken(decided: Decided, occasion: str, moment: datetime | None = None) -> Decided:
    about = f"stay:{occasion}:{NUMBER}"
    return decided.when(happens(TimePassed, about=about, at=moment or MOMENTS[occasion]))


def the_book_holds(
    decided: Decided, *reservations: Reservation, occasion: str = "before_arrival", moment: datetime | None = None
) -> Decided:
    return decided.when(
        happens(ReservationsFound, by=NUMBER, reservations=reservations, at=moment or MOMENTS[occasion])
    )


def written(occasion: str, state: ReservationState = ReservationState.CONFIRMED) -> Decided:
    return the_book_holds(woken(reserved(), occasion), a_reservation(state=state), occasion=occasion)


def test_a_stay_reserved_here_is_written_about_before_during_and_after_it() -> None:
    assert timers(reserved()) == {f"stay:{occasion}:{NUMBER}": moment for occasion, moment in MOMENTS.items()}


def test_a_hotel_told_nothing_writes_nothing_of_its_own_accord() -> None:
    assert timers(reserved(StayMessages())) == {}
    reserved(StayMessages()).then_state(coming=())


def test_before_writing_the_book_is_asked_whether_the_stay_stands() -> None:
    assert woken(reserved(), "before_arrival").the(FindReservation).by == NUMBER


def test_before_the_arrival_guests_hear_where_when_and_how() -> None:
    told = written("before_arrival").then_says_only(
        "around.see_you_soon", "around.address", "around.directions", "around.tell_us"
    )
    assert told.the(Say).unasked
    told.then_state(
        coming=(Coming(number=NUMBER, arrival=ARRIVAL, departure=date(2026, 5, 15), said=("before_arrival",)),)
    )


def test_what_the_hotel_has_not_written_down_is_left_out() -> None:
    plain = woken(reserved(evolve(ALL, directions="", review_link=""), address=""), "before_arrival")
    the_book_holds(plain, a_reservation()).then_says_only("around.see_you_soon", "around.tell_us")
    thanked = woken(reserved(evolve(ALL, review_link="")), "thanks")
    the_book_holds(thanked, a_reservation(), occasion="thanks").then_says_only("around.thanks")


@pytest.mark.parametrize("state", [ReservationState.CONFIRMED, ReservationState.CHECKED_IN])
def test_on_the_first_evening_guests_are_welcomed_whether_or_not_reception_noted_it(state: ReservationState) -> None:
    written("welcome", state).then_says_only("around.welcome")


@pytest.mark.parametrize("state", [ReservationState.CONFIRMED, ReservationState.CHECKED_OUT])
def test_after_the_departure_guests_are_thanked(state: ReservationState) -> None:
    written("thanks", state).then_says_only("around.thanks", "around.review")


@pytest.mark.parametrize("state", [ReservationState.CANCELLED, ReservationState.NO_SHOW])
@pytest.mark.parametrize("occasion", MOMENTS)
def test_a_stay_that_is_no_more_is_never_written_about(occasion: str, state: ReservationState) -> None:
    written(occasion, state).then_ignores("stay_over").then_state(coming=())


def test_a_reservation_the_book_no_longer_knows_is_forgotten() -> None:
    the_book_holds(woken(reserved(), "before_arrival")).then_ignores("stay_over").then_state(coming=())


def test_who_came_early_is_not_told_how_to_come() -> None:
    written("before_arrival", ReservationState.CHECKED_IN).then_ignores("stay_over")


def test_nothing_is_written_twice() -> None:
    woken(written("before_arrival"), "before_arrival").then_ignores("nothing_due")


def test_a_stay_moved_in_the_conversation_is_written_about_at_its_new_time() -> None:
    later = an_offer(arrival=ARRIVAL + timedelta(days=7))
    moved = reserved().when(happens(Modified, reservation=a_reservation(later)))
    assert timers(moved)[f"stay:before_arrival:{NUMBER}"] == BEFORE + timedelta(days=7)
    woken(moved, "before_arrival").then_ignores("too_early")


def test_a_stay_moved_at_the_desk_is_written_about_at_its_new_time() -> None:
    later = a_reservation(an_offer(arrival=ARRIVAL + timedelta(days=7)))
    moved = the_book_holds(woken(reserved(), "before_arrival"), later)
    moved.then_does_not(Say)
    assert timers(moved)[f"stay:before_arrival:{NUMBER}"] == BEFORE + timedelta(days=7)


def test_what_was_written_before_a_move_is_not_written_again() -> None:
    later = a_reservation(an_offer(arrival=ARRIVAL + timedelta(days=7)))
    moved = written("before_arrival").when(happens(Modified, reservation=later, at=BEFORE))
    assert set(timers(moved)) == {f"stay:welcome:{NUMBER}", f"stay:thanks:{NUMBER}"}


def test_a_stay_cancelled_here_is_not_written_about() -> None:
    gone = reserved().when(happens(Cancelled, cancellation=Cancellation(number=NUMBER, penalty=Money.zero("EUR"))))
    gone.then_state(coming=())
    woken(gone, "welcome").then_ignores("nothing_due")


def test_a_reservation_cancelled_before_its_maker_heard_of_it_is_not_written_about() -> None:
    given(house=hotel()).when(
        happens(Booked, reservation=a_reservation(state=ReservationState.CANCELLED))
    ).then_does_not(WakeAt).then_state(coming=())


def test_what_comes_too_late_is_left_unsaid() -> None:
    woken(reserved(), "before_arrival", at(ARRIVAL, 13)).then_ignores("too_late")
    woken(reserved(), "welcome", at(ARRIVAL + timedelta(days=1), 13)).then_ignores("too_late")
    woken(reserved(), "thanks", at(date(2026, 5, 21))).then_ignores("too_late")


def test_nobody_is_woken_at_night() -> None:
    asleep = woken(reserved(), "before_arrival", at(date(2026, 5, 10), 23))
    assert asleep.the(WakeAt).at == at(date(2026, 5, 11), 9)


def test_a_guest_in_the_middle_of_something_else_is_not_interrupted() -> None:
    talking = reserved()
    busy = evolve(talking, state=evolve(talking.state, last_guest_at=BEFORE - timedelta(minutes=3)))
    assert woken(busy, "before_arrival").the(WakeAt).at == BEFORE + timedelta(hours=1)
    waiting = evolve(talking, state=evolve(talking.state, errand=Errand(kind="modify", number=NUMBER)))
    assert woken(waiting, "before_arrival").the(WakeAt).at == BEFORE + timedelta(hours=1)


def test_while_a_person_has_the_conversation_the_message_waits() -> None:
    talking = reserved()
    handover = Handover(reason=HandoverReason.GUEST_ASKED, since=BEFORE, until=BEFORE + timedelta(hours=6))
    with_staff = evolve(talking, state=evolve(talking.state, handover=handover))
    assert woken(with_staff, "before_arrival").then_does_not(Say).the(WakeAt).at == BEFORE + timedelta(hours=1)


@pytest.mark.parametrize("trouble", [happens(BookSilent, at=BEFORE), happens(DeskFailed, at=BEFORE)])
def test_a_book_that_is_away_is_asked_again_later_without_a_word(trouble: BookSilent | DeskFailed) -> None:
    waiting = woken(reserved(), "before_arrival").when(trouble)
    waiting.then_does_not(Say, NotifyStaff).then_state(looking_after=None)
    assert waiting.the(WakeAt) == WakeAt(at=BEFORE + timedelta(hours=1), about=f"stay:before_arrival:{NUMBER}")


def test_what_cannot_be_sent_of_its_own_accord_calls_no_person() -> None:
    written("before_arrival").when(happens(GivenUp, command="unasked")).then_ignores("unasked_given_up")


def test_an_answer_about_a_stay_nobody_looks_after_any_more_says_nothing() -> None:
    lost = evolve(reserved(), state=evolve(reserved().state, coming=(), looking_after=f"stay:welcome:{NUMBER}"))
    the_book_holds(lost, a_reservation()).then_ignores("nothing_due").then_state(looking_after=None)


# A quote nobody answered


def put() -> Decided:
    asks = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    return given(a_conversation(), hotel()).when(asks, the_book_offers(an_offer()))


def reminded(decided: Decided, wait: int = 45) -> Decided:
    about = next(iter(timers(put())))
    return decided.when(happens(TimePassed, about=about, at=NOW + timedelta(minutes=wait)))


def test_a_quote_nobody_answers_is_called_to_mind_once_while_it_holds() -> None:
    told = reminded(put()).then_says_only("around.still_open", "quote.remind")
    assert all(each.unasked for each in told.effects if isinstance(each, Say))
    reminded(told, 95).then_ignores("not_reminded")


def test_an_answered_quote_is_not_called_to_mind() -> None:
    reminded(put().when(the_guest_writes(answer=Answer.NO))).then_ignores("quote_not_open")
    reminded(put().when(the_guest_writes(answer=Answer.LATER))).then_ignores("quote_not_open")


def test_a_quote_put_once_more_has_a_timer_of_its_own() -> None:
    again = put()
    later = evolve(again, state=evolve(again.state, asked_at=NOW + timedelta(minutes=30)))
    reminded(later).then_ignores("quote_not_open")


def test_an_expired_quote_is_not_called_to_mind() -> None:
    reminded(put(), 120).then_ignores("quote_not_open")


def test_a_quote_that_expires_before_is_not_called_to_mind() -> None:
    slow = hotel(evolve(ALL, open_quote_minutes=120))
    asks = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    given(a_conversation(), slow).when(asks, the_book_offers(an_offer())).then_does_not(WakeAt)


def test_at_night_nobody_is_reminded() -> None:
    night = evolve(put(), house=hotel(evolve(ALL, quiet_from=time(11), quiet_until=time(18))))
    reminded(night).then_ignores("not_reminded")


# The hours


def test_quiet_hours_may_lie_around_midnight_or_within_a_day() -> None:
    siesta = StayMessages(quiet_from=time(14), quiet_until=time(17))
    assert siesta.awake(at(ARRIVAL, 15)) == at(ARRIVAL, 17)
    assert siesta.awake(at(ARRIVAL, 17)) == at(ARRIVAL, 17)
    night = StayMessages()
    assert night.awake(at(ARRIVAL, 22)) == at(ARRIVAL + timedelta(days=1), 9)
    assert night.awake(at(ARRIVAL, 7)) == at(ARRIVAL, 9)
    never = StayMessages(quiet_from=time(9), quiet_until=time(9))
    assert not any(never.is_quiet(at(ARRIVAL, hour)) for hour in range(24))


def test_the_open_quote_is_no_message_of_a_stay() -> None:
    assert ALL.due(Occasion.OPEN_QUOTE, arrival=ARRIVAL, departure=ARRIVAL, zone=MADRID) is None


def test_an_unknown_timer_is_nothing_to_do() -> None:
    given().when(happens(TimePassed, about="other", at=datetime(2026, 3, 2, tzinfo=UTC))).then(Ignore("nothing_due"))


# Away


def away(decided: Decided, moment: datetime) -> Decided:
    return decided.when(happens(GuestAway, at=moment))


def test_to_who_is_away_nothing_is_written_of_our_own_accord_until_they_may_be_back() -> None:
    gone = away(reserved(), BEFORE - timedelta(days=1)).then_ignores("guest_is_away")
    later = woken(gone, "before_arrival")
    assert timers(later) == {f"stay:before_arrival:{NUMBER}": BEFORE + timedelta(days=6)}
    later.then_does_not(FindReservation)
    twice = away(gone, BEFORE - timedelta(days=1))
    assert timers(woken(twice, "before_arrival")) == timers(later)


def test_who_was_away_long_ago_or_wrote_since_is_written_to_as_before() -> None:
    long_ago = away(reserved(), BEFORE - timedelta(days=7))
    assert woken(long_ago, "before_arrival").the(FindReservation).by == NUMBER
    back = away(reserved(), BEFORE - timedelta(days=2)).when(
        the_guest_writes("hola", intents="greet", at=BEFORE - timedelta(days=1))
    )
    assert woken(back, "before_arrival").the(FindReservation).by == NUMBER
