"""The hotel's book is away: the guest hears the truth, and need not ask again."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.away import LOOK_AGAIN, PATIENCE
from hotel_agent.domain.conversations.conversation import BookAway, Errand, HandoverReason, Needs
from hotel_agent.domain.conversations.effects import (
    Book,
    FindReservation,
    Ignore,
    NotifyStaff,
    Say,
    SearchRooms,
    WakeAt,
)
from hotel_agent.domain.conversations.errand import LONG
from hotel_agent.domain.conversations.events import Booked, BookRefused, BookSilent, TimePassed
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    Message,
    a_conversation,
    a_quote,
    a_reservation,
    an_offer,
    given,
    happens,
    the_book_finds,
    the_book_offers,
    the_book_refuses,
    the_guest_writes,
)

SECOND = timedelta(seconds=1)
A_ROOM = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)


def later(decided: Decided, wait: timedelta = LOOK_AGAIN) -> Decided:
    """The turn was kept, and this much time has passed; what was asked for is looked for again."""
    kept = evolve(decided, state=evolve(decided.state, breath=None))
    since = kept.state.away.since if kept.state.away else NOW
    return kept.when(happens(TimePassed, about="book", at=since + wait))


def silent(decided: Decided, wait: timedelta = timedelta(0)) -> Decided:
    return decided.when(happens(BookSilent, at=NOW + wait))


def away() -> Decided:
    return silent(given().when(A_ROOM))


def test_a_search_that_is_not_answered_is_told_and_done_again_by_itself() -> None:
    told = away().then_says_only("away.later", "away.nothing_reserved").then_does_not(NotifyStaff)
    told.then_state(handover=None, away=BookAway(since=NOW, look_at=NOW + LOOK_AGAIN))
    assert told.the(WakeAt) == WakeAt(at=NOW + LOOK_AGAIN, about="book")
    later(told).then_searches(nights=3)


def test_when_the_book_is_back_the_guest_who_waited_gets_the_quote() -> None:
    quoted = later(away()).when(the_book_offers(an_offer()))
    quoted.then_says("away.back", "told.total", "quote.ask_yes_and_name").then_state(away=None)
    assert quoted.lines[0] == "away.back"
    yes = the_guest_writes("sí", answer=Answer.YES, name="Ana García", email="ana@example.com", at=NOW + 2 * LOOK_AGAIN)
    assert quoted.when(yes).the(Book).quote == quoted.state.quotes[0]


def test_a_no_of_the_book_that_is_back_is_told_too() -> None:
    later(away()).when(the_book_refuses(Reason.SOLD_OUT)).then_does_not(WakeAt)
    told = later(away()).when(the_book_refuses(Reason.MINIMUM_STAY))
    told.then_says("away.back").then_state(away=None)


def test_a_reservation_looked_for_is_looked_for_again() -> None:
    start = evolve(a_conversation(), made=(a_reservation().number,))
    told = silent(given(start).when(the_guest_writes(intents="find_reservation"))).then_says_only("away.later")
    again = later(told)
    assert again.the(FindReservation).by == a_reservation().number
    again.when(the_book_finds(a_reservation())).then_says("away.back", "reservation.here_it_is").then_state(away=None)


@pytest.mark.parametrize("purpose", ["change_reservation", "cancel_reservation"])
def test_who_has_a_reservation_is_not_told_that_they_have_none(purpose: str) -> None:
    start = evolve(a_conversation(), made=(a_reservation().number,))
    asked = given(start).when(the_guest_writes(intents=purpose))
    silent(asked).then_says_only("away.later", "away.nothing_changed")


def test_while_the_book_stays_away_the_guest_is_not_told_again_and_again() -> None:
    still = silent(later(away()), LOOK_AGAIN).then_does_not(Say)
    still.then_state(away=BookAway(since=NOW, look_at=NOW + 2 * LOOK_AGAIN))
    assert still.the(WakeAt).at == NOW + 2 * LOOK_AGAIN


def test_a_guest_who_writes_meanwhile_is_answered_and_what_they_say_counts() -> None:
    told = silent(away().when(the_guest_writes("mejor para tres", adults=3, at=NOW + SECOND)), SECOND)
    told.then_says_only("away.still").then_does_not(WakeAt)
    assert [party.adults for party in later(told).the(SearchRooms).ask.parties] == [3]


def test_who_writes_when_the_next_look_is_overdue_has_it_looked_for_from_then_on() -> None:
    at = LOOK_AGAIN + SECOND
    told = silent(away().when(the_guest_writes("mejor para tres", adults=3, at=NOW + at)), at)
    told.then_says_only("away.still").then_state(away=BookAway(since=NOW, look_at=NOW + at + LOOK_AGAIN))
    assert told.the(WakeAt).at == NOW + at + LOOK_AGAIN
    later(told).then_ignores("too_early")


def test_a_look_in_the_turn_of_a_guest_is_not_told_twice() -> None:
    told = silent(away().when(the_guest_writes("mejor para tres", adults=3, at=NOW + SECOND)), SECOND)
    looking = told.when(happens(TimePassed, about="book", at=NOW + LOOK_AGAIN))
    silent(looking, LOOK_AGAIN).then_does_not(Say)


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        (the_guest_writes("¿hola?", intents="greet"), ("greet.hello_again", "away.still")),
        (the_guest_writes("jsdkfh"), ("unclear.sorry", "away.still")),
        (the_guest_writes("gracias", intents="thanks"), ("thanks.welcome",)),
        (the_guest_writes("ok", answer=Answer.YES, firm=False), ()),
    ],
)
def test_a_word_in_between_is_answered_and_stops_no_look(word: Message, lines: tuple[str, ...]) -> None:
    later(away().when(word).then_says_only(*lines)).then_searches(nights=3)


def test_a_question_put_again_instead_of_a_look_ends_the_wait() -> None:
    whom = given().when(A_ROOM).state
    nobody = evolve(whom, needs=evolve(whom.needs, adults=None))
    asked = later(silent(given(nobody))).then_says_only("stay.ask_party").then_state(away=None)
    told = silent(asked.when(the_guest_writes("dos", adults=2, at=NOW + 2 * LOOK_AGAIN)), 2 * LOOK_AGAIN)
    told.then_says("away.later").the(WakeAt)


def test_a_book_that_is_away_for_too_long_is_left_to_a_person() -> None:
    decided = silent(later(away(), PATIENCE), PATIENCE)
    decided.then_says_only("handover.book_silent").then_hands_over(HandoverReason.BOOK_SILENT).then_state(away=None)
    later(decided).then_ignores("book_not_awaited")


def test_who_writes_after_too_long_gets_the_person_too() -> None:
    at = PATIENCE + SECOND
    silent(away().when(the_guest_writes("¿y?", adults=3, at=NOW + at)), at).then_hands_over(HandoverReason.BOOK_SILENT)


@pytest.mark.parametrize(
    ("elsewhere", "reason"),
    [
        (the_guest_writes("quiero hablar con alguien", intents="person"), "book_not_awaited"),
        (the_guest_writes("no, déjelo", answer=Answer.NO), "moved_on"),
    ],
)
def test_what_the_guest_no_longer_waits_for_is_not_looked_for(elsewhere: object, reason: str) -> None:
    over = later(away().when(elsewhere)).then_ignores(reason)  # type: ignore[arg-type]
    over.then_state(away=None)


def test_an_earlier_timer_does_not_look_twice() -> None:
    later(away(), LOOK_AGAIN - SECOND).then_ignores("too_early")


def test_nobody_looks_while_a_command_is_on_its_way() -> None:
    waits = BookAway(since=NOW, look_at=NOW)
    busy = evolve(a_conversation(), errand=Errand(kind="book", quote=a_quote()), away=waits)
    later(given(busy)).then_ignores("book_not_awaited")


def test_a_purpose_nobody_knows_is_a_search_for_a_room() -> None:
    waits = BookAway(since=NOW, look_at=NOW)
    needs = Needs(arrival=ARRIVAL, nights=2, departure=ARRIVAL + timedelta(days=2), adults=2)
    later(given(evolve(a_conversation(), needs=needs, away=waits))).the(SearchRooms)


# A yes, and no answer of the book


def under_way() -> Decided:
    yes = the_guest_writes("sí", answer=Answer.YES, name="Ana García", email="ana@example.com", at=NOW + SECOND)
    return given().when(A_ROOM, the_book_offers(an_offer()), yes)


def test_a_reservation_that_takes_long_is_noted_and_promised_to_nobody() -> None:
    timer = under_way().the(WakeAt)
    assert timer.at == NOW + SECOND + LONG
    told = under_way().when(happens(TimePassed, about=timer.about, at=timer.at))
    told.then_says_only("errand.not_yet").then_state(errand=under_way().state.errand)
    told.when(happens(Booked, reservation=a_reservation())).then_says("outcome.reserved")


@pytest.mark.parametrize(
    "outcome",
    [happens(Booked, reservation=a_reservation()), happens(BookRefused, refusal=Refusal(Reason.QUOTE_EXPIRED))],
)
def test_who_knows_the_outcome_is_not_told_that_it_takes_long(outcome: Booked | BookRefused) -> None:
    timer = under_way().the(WakeAt)
    under_way().when(outcome, happens(TimePassed, about=timer.about, at=timer.at)).then_ignores("errand_done")


def test_the_timer_of_an_earlier_errand_says_nothing_about_this_one() -> None:
    under_way().when(happens(TimePassed, about="errand", at=NOW + LONG)).then_ignores("too_early")


def test_an_errand_of_a_release_that_kept_no_time_is_not_told_of() -> None:
    kept = evolve(a_conversation(), errand=Errand(kind="book", quote=a_quote()))
    given(kept).when(happens(TimePassed, about="errand", at=NOW + LONG)).then_ignores("too_early")


def test_a_guest_whom_a_person_looks_after_is_not_told_either() -> None:
    timer, a_person = under_way().the(WakeAt), the_guest_writes("una persona", intents="person", at=NOW + 2 * SECOND)
    waits = under_way().when(a_person, happens(TimePassed, about=timer.about, at=timer.at))
    waits.then(Ignore("with_staff"))
