"""Pictures are kept for staff, voice notes are heard where somebody hears, and nobody is nagged."""

from datetime import datetime, timedelta
from typing import TypedDict

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import KeepMedia, NotifyStaff, Say
from hotel_agent.domain.conversations.erased import without_words
from hotel_agent.domain.conversations.events import (
    Article,
    DeliveryNoted,
    GuestChangedIdentity,
    GuestEdited,
    GuestEvent,
    GuestFilledForm,
    GuestReacted,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSentSticker,
    GuestSentUnreadable,
    GuestSpoke,
    GuestWrote,
    NotHeard,
)
from hotel_agent.domain.conversations.staff_acts import StaffTookOver
from hotel_agent.domain.ids import EffectKey, EventKey, ProviderId
from hotel_agent.testing.specification import NOW, Decided, a_house, given, happens, the_guest_sends

KEEPS = evolve(a_house(), keeps_media=True)
HEARS = evolve(a_house(), hears_voice=True)
MINUTE = timedelta(minutes=1)
SECRET = "my card is 4111"


class Common(TypedDict):
    key: EventKey
    at: datetime
    sent_at: datetime


SENT = Common(key=EventKey("message:1"), at=NOW, sent_at=NOW)


def media(kind: str, *, caption: str = "", at: datetime = NOW) -> GuestSentMedia:
    return GuestSentMedia(
        key=EventKey(f"message:{kind}"), at=at, sent_at=at, kind=kind, media=ProviderId("m-1"), caption=caption
    )


def fetched(decided: Decided) -> list[tuple[str, bool]]:
    """What is fetched, and whether it is heard."""
    return [(effect.kind, effect.hear) for effect in decided.effects if isinstance(effect, KeepMedia)]


@pytest.mark.parametrize("kind", ["image", "video", "document", "audio", "voice"])
def test_what_a_guest_sends_is_kept_where_the_house_keeps_it(kind: str) -> None:
    asked = given(house=KEEPS).when(the_guest_sends(media(kind))).then_says("unclear.unreadable")
    assert fetched(asked) == [(kind, False)]
    assert fetched(given().when(the_guest_sends(media(kind)))) == []


def test_a_person_who_has_the_conversation_finds_what_was_sent() -> None:
    with_staff = given(house=evolve(KEEPS, hears_voice=True)).when(happens(StaffTookOver))
    sent = with_staff.when(the_guest_sends(media("voice"))).then_does_not(Say)
    assert fetched(sent) == [("voice", False)]


def test_a_voice_note_is_heard_before_anything_is_said() -> None:
    heard = given(house=HEARS).when(the_guest_sends(media("voice"))).then_does_not(Say)
    assert fetched(heard) == [("voice", True)]
    assert fetched(given(house=HEARS).when(the_guest_sends(media("image")))) == []


def test_what_was_said_is_answered_like_what_was_written() -> None:
    spoke = GuestSpoke(key=EventKey("result:1"), at=NOW, sent_at=NOW, text="a person please", media=ProviderId("m-1"))
    given(house=HEARS).when(the_guest_sends(spoke)).then_says("unclear.sorry")


@pytest.mark.parametrize("hears", [False, True])
def test_a_third_voice_note_nobody_hears_fetches_a_person(hears: bool) -> None:
    happening = happens(NotHeard, effect=EffectKey("e")) if hears else the_guest_sends(media("voice"))
    asked = given(house=HEARS if hears else None).when(happening).then_says("unclear.unreadable")
    again = asked.when(happening).then_says("unclear.unreadable")
    again.when(happening).then_hands_over(HandoverReason.NOT_UNDERSTOOD)


def test_who_talks_with_a_person_is_not_asked_to_write() -> None:
    with_staff = given(house=HEARS).when(happens(StaffTookOver))
    with_staff.when(happens(NotHeard, effect=EffectKey("e"))).then_ignores("with_staff").then_does_not(Say)


def test_what_the_channel_does_not_carry_is_told_once_an_hour() -> None:
    def poll(at: datetime) -> GuestSentUnreadable:
        return GuestSentUnreadable(key=EventKey(f"message:{at}"), at=at, sent_at=at, kind="poll")

    told = given().when(the_guest_sends(poll(NOW))).then_says("unclear.unreadable")
    soon, later = NOW + 59 * MINUTE, NOW + 60 * MINUTE
    again = told.when(the_guest_sends(poll(soon), at=soon)).then_ignores("unreadable_again")
    again.when(the_guest_sends(poll(later), at=later)).then_says("unclear.unreadable")
    again.when(the_guest_sends(poll(soon), media("image", at=soon), at=soon)).then_says("unclear.unreadable")


@pytest.mark.parametrize("with_staff", [False, True])
def test_staff_hear_of_a_guest_who_may_be_two(with_staff: bool) -> None:
    start = given().when(happens(StaffTookOver)) if with_staff else given()
    changed = GuestChangedIdentity(key=EventKey("m"), at=NOW, sent_at=NOW, kept_apart=True)
    told = start.when(the_guest_sends(changed))
    assert [each.reason for each in told.effects if isinstance(each, NotifyStaff)] == ["identity_of_two_guests"]
    start.when(the_guest_sends(evolve(changed, kept_apart=False))).then_does_not(NotifyStaff)


def test_a_change_of_number_opens_no_window_for_writing() -> None:
    changed = GuestChangedIdentity(key=EventKey("m"), at=NOW, sent_at=NOW)
    given().when(the_guest_sends(changed)).then_state(last_guest_at=None)
    later = NOW + MINUTE
    thumb = GuestReacted(key=EventKey("r"), at=NOW, sent_at=NOW, to=ProviderId("ours"), emoji="👍")
    both = given().when(the_guest_sends(thumb)).when(the_guest_sends(evolve(changed, at=later, sent_at=later)))
    both.then_state(last_guest_at=NOW)


def test_a_failure_reported_after_the_guest_read_it_is_no_news() -> None:
    failed = happens(DeliveryNoted, message=ProviderId("ours"), state=DeliveryState.FAILED)
    assert [type(each) for each in given().when(failed).effects] == [NotifyStaff]
    given().when(evolve(failed, overtaken=True)).then_ignores("delivery_noted")


@pytest.mark.parametrize(
    "sent",
    [
        GuestWrote(**SENT, text=SECRET),
        GuestEdited(**SENT, original=ProviderId("1"), text=SECRET),
        GuestSpoke(**SENT, text=SECRET, media=ProviderId("m-1")),
        GuestSentMedia(**SENT, kind="image", media=ProviderId("m-1"), caption=SECRET, file_name=SECRET, url=SECRET),
        GuestSentLocation(**SENT, latitude=SECRET, longitude=SECRET, name=SECRET, address=SECRET),
        GuestSentContact(**SENT, names=(SECRET,)),
        GuestSentBasket(**SENT, text=SECRET, articles=(Article(name=SECRET, quantity=1),)),
        GuestFilledForm(**SENT, answers=SECRET),
    ],
)
def test_of_what_was_taken_back_nothing_is_kept_but_that_it_was_sent(sent: GuestEvent) -> None:
    left = without_words(sent)
    assert SECRET not in str(left)
    assert (type(left), left.key) == (type(sent), sent.key)


def test_what_holds_no_words_stays_as_it_is() -> None:
    sticker = GuestSentSticker(**SENT, media=ProviderId("m-1"))
    assert without_words(sticker) == sticker
