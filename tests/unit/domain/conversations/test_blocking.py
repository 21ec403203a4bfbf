"""A guest blocked at a door: what comes in is noted and not decided, until somebody lets them in again."""

from datetime import timedelta

from attrs import evolve
from tests.unit.domain.conversations.test_handover import SOON, handed_over

from hotel_agent.domain.conversations.conversation import Errand, HandoverReason, Standing
from hotel_agent.domain.conversations.effects import KeepMedia, NotifyStaff, PassOn, Say, Understand
from hotel_agent.domain.conversations.events import (
    Booked,
    GivenUp,
    GuestErased,
    GuestSentMedia,
    GuestTurn,
    TimePassed,
)
from hotel_agent.domain.conversations.handover import TIMEOUT
from hotel_agent.domain.conversations.staff_acts import (
    ControlPassed,
    StaffAnswered,
    StaffAssigned,
    StaffBlocked,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffUnblocked,
    StaffWrote,
)
from hotel_agent.domain.ids import EventKey, ProviderId
from hotel_agent.testing.specification import (
    NOW,
    Decided,
    a_conversation,
    a_quote,
    a_reservation,
    given,
    happens,
    the_guest_writes,
)

YEARS_LATER = NOW + timedelta(days=3650)


def shut(before: Decided | None = None) -> Decided:
    blocked = (before or given()).when(happens(StaffBlocked, by="Eva")).then_ignores("blocked")
    assert blocked.state.is_blocked
    return blocked


def test_who_is_blocked_is_read_by_nobody_and_told_nothing_however_long_it_lasts() -> None:
    for at in (SOON, YEARS_LATER):
        written = shut().when(the_guest_writes("hola", intents="greet", at=at))
        written.then_ignores("blocked").then_does_not(Understand).then_does_not(Say)
        assert written.state.last_guest_at == at
        assert written.state.standing is Standing.STAFF


def test_what_was_open_is_closed_and_whoever_had_it_has_it_no_more() -> None:
    quoted = given(evolve(a_conversation(), quotes=(a_quote(),), chosen=a_quote().id))
    assert (shut(quoted).state.quotes, shut(quoted).state.chosen) == ((), None)
    taken = handed_over().when(happens(StaffTookOver, by="Luis"))
    handover = shut(taken).state.handover
    assert handover is not None
    assert (handover.by, handover.reason, handover.since) == ("Eva", HandoverReason.BLOCKED, NOW)
    waited = shut(handed_over()).when(happens(TimePassed, about=TIMEOUT, at=NOW + timedelta(hours=12)))
    waited.then_ignores("with_staff")


def test_nothing_but_unblocking_lets_a_guest_in_again() -> None:
    for act in (
        happens(StaffTookOver, by="Eva"),
        happens(StaffAssigned, to="Luis", by="Eva"),
        happens(StaffReleased, by="Eva"),
        happens(StaffWrote, text="hola"),
        happens(StaffBlocked, by="Eva"),
    ):
        assert shut().when(act).then_ignores("blocked").state.is_blocked
    answered = shut().when(happens(StaffAnswered, text="hola", by="Eva"))
    assert answered.then_ignores("blocked").then_does_not(PassOn).state.is_blocked
    assert shut().when(happens(StaffNoted, text="abusive", by="Eva")).then_ignores("noted").state.is_blocked
    assert shut().when(happens(ControlPassed, to_us=True)).state.is_blocked


def test_unblocked_the_machine_answers_the_next_message() -> None:
    opened = shut().when(happens(StaffUnblocked, by="Luis")).then_ignores("unblocked").then_state(handover=None)
    opened.when(the_guest_writes("hola", intents="greet", at=SOON)).then_says("greet.what_can_we_do")


def test_who_is_not_blocked_cannot_be_unblocked() -> None:
    given().when(happens(StaffUnblocked, by="Eva")).then_ignores("not_blocked").then_state(handover=None)
    taken = handed_over().when(happens(StaffTookOver, by="Luis")).when(happens(StaffUnblocked, by="Eva"))
    assert taken.then_ignores("not_blocked").state.handover is not None


def test_what_a_blocked_guest_sends_beside_words_is_not_fetched() -> None:
    picture = GuestSentMedia(
        key=EventKey("message:1"), at=SOON, sent_at=SOON, media=ProviderId("m"), kind="image", mime_type="image/png"
    )
    turn = GuestTurn(key=EventKey("turn"), at=SOON, sent=(picture,))
    shut().when(turn).then_ignores("blocked").then_does_not(KeepMedia)


def test_who_wishes_to_be_forgotten_is_forgotten_though_blocked() -> None:
    wish = GuestErased(key=EventKey("erased:1"), at=SOON, sent_at=SOON)
    known = given(evolve(a_conversation(), made=(a_reservation().number,)))
    assert shut(known).when(GuestTurn(key=EventKey("turn"), at=SOON, sent=(wish,))).state.made == ()


def test_what_was_begun_before_is_told_and_what_went_wrong_is_told_to_staff() -> None:
    under_way = given(evolve(a_conversation(), errand=Errand(kind="book", quote=a_quote())))
    done = shut(under_way).when(happens(Booked, reservation=a_reservation()))
    done.then_says("outcome.reserved")
    assert done.the(Say).although_handed_over
    assert done.state.is_blocked
    unknown = shut(under_way).when(happens(GivenUp, command="book"))
    assert unknown.then_does_not(Say).the(NotifyStaff).reason == "outcome_unknown"
    assert unknown.state.is_blocked
