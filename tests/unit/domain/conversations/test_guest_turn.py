"""What a guest sends in one breath: words to read, a button pressed, or something a machine cannot read."""

from datetime import date, datetime, timedelta

import pytest

from hotel_agent.domain.conversations.conversation import KnownGuest, Meaning, Needs
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import Book, Understand
from hotel_agent.domain.conversations.events import (
    GuestChangedIdentity,
    GuestChose,
    GuestEdited,
    GuestErased,
    GuestEvent,
    GuestFilledForm,
    GuestReacted,
    GuestRevoked,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSentSticker,
    GuestSentUnreadable,
    GuestTurn,
    GuestWrote,
)
from hotel_agent.domain.conversations.understanding import Answer, Doubt, Question, Understanding
from hotel_agent.domain.ids import ChoiceToken, EventKey, ProviderId
from hotel_agent.testing.specification import (
    ARRIVAL,
    DOUBLE,
    NOW,
    SUITE,
    Decided,
    a_conversation,
    a_guest,
    an_offer,
    given,
    the_book_offers,
    the_guest_presses,
    the_guest_sends,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
PICTURE = ProviderId("media1")


def wrote(text: str, *, name: str = "1", at: datetime = NOW) -> GuestWrote:
    return GuestWrote(key=EventKey(f"message:{name}"), at=at, sent_at=at, text=text)


def revoked(original: str, *, at: datetime = NOW) -> GuestRevoked:
    return GuestRevoked(key=EventKey("message:99"), at=at, sent_at=at, original=ProviderId(original))


def read(*sent: GuestEvent, start: Decided | None = None, at: datetime = NOW) -> Understand | None:
    """What is to be read of these."""
    decided = start or given()
    decision = decide(decided.state, GuestTurn(key=EventKey("turn:1"), at=at, sent=sent), decided.house)
    found = [effect for effect in decision.effects if isinstance(effect, Understand)]
    return found[0] if found else None


def quoted() -> Decided:
    return given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )


# Words


def test_a_burst_is_read_as_one_in_the_sequence_it_was_sent() -> None:
    reading = read(wrote("del 12"), wrote("  ", name="2"), wrote("al 15", name="3"))
    assert reading is not None
    assert reading.texts == ("del 12", "al 15")


def test_captions_edits_and_the_words_of_a_basket_are_words() -> None:
    at = {"at": NOW, "sent_at": NOW}
    image = GuestSentMedia(key=EventKey("m"), kind="image", media=PICTURE, caption="¿y esta?", **at)  # type: ignore[arg-type]
    edited = GuestEdited(key=EventKey("e"), original=ProviderId("0"), text="2 noches", **at)  # type: ignore[arg-type]
    basket = GuestSentBasket(key=EventKey("b"), text="quiero esto", **at)  # type: ignore[arg-type]
    reading = read(image, edited, basket)
    assert reading is not None
    assert reading.texts == ("¿y esta?", "2 noches", "quiero esto")


def test_a_message_taken_back_in_the_same_breath_was_never_said() -> None:
    assert read(wrote("sí"), revoked("1")) is None
    reading = read(wrote("sí"), wrote("no", name="2"), revoked("1"))
    assert reading is not None
    assert reading.texts == ("no",)


def test_a_reader_is_told_what_it_must_know_of_the_conversation() -> None:
    doubt = Doubt(slot="departure", readings=(date(2026, 5, 14), date(2026, 6, 14)))
    asked = given().when(the_guest_writes(arrival=ARRIVAL, adults=2, doubts=(doubt,)))
    reading = read(wrote("la primera"), start=asked)
    assert reading is not None
    known = reading.reading
    assert (known.asked, known.arrival, known.departure, known.choices) == (
        Question.WHICH_DATE,
        ARRIVAL,
        None,
        doubt.readings,
    )
    assert [name for name, _ in known.room_types] == [DOUBLE, SUITE]
    assert (known.language, known.languages, known.day_first) == ("en", ("es", "en", "pt"), True)
    assert known.at.isoformat() == "2026-03-02T11:00:00+01:00"
    assert known.today == date(2026, 3, 2)


def test_dates_no_longer_in_doubt_are_not_told_as_choices() -> None:
    reading = read(wrote("hola"), start=given().when(the_guest_writes(arrival=ARRIVAL)))
    assert reading is not None
    assert (reading.reading.arrival, reading.reading.choices) == (ARRIVAL, ())


def test_what_was_sent_beside_the_words_is_remembered_while_they_are_read() -> None:
    before = quoted()
    token = before.choice(Meaning.ACCEPT_QUOTE)
    first = SOON - timedelta(seconds=5)
    pressed = GuestChose(key=EventKey("message:2"), at=SOON, sent_at=first, token=token)
    turn = GuestTurn(key=EventKey("turn:2"), at=SOON, sent=(wrote("sí", at=first), pressed))
    state = decide(before.state, turn, before.house).state
    assert state.breath is not None
    assert (state.breath.received_at, state.breath.sent_at) == (first, first)
    assert state.breath.pressed in before.state.choices


def test_the_reply_window_counts_from_when_the_guest_sent_it_and_never_backwards() -> None:
    late = the_guest_writes(at=SOON, sent_at=NOW - timedelta(hours=1), received_at=SOON)
    old = given().when(late).then_state(last_guest_at=NOW - timedelta(hours=1))
    newer = old.when(the_guest_writes(at=SOON)).then_state(last_guest_at=SOON)
    newer.when(late).then_state(last_guest_at=SOON)
    ahead = the_guest_writes(at=SOON, sent_at=SOON + timedelta(hours=9), received_at=SOON)
    given().when(ahead).then_state(last_guest_at=SOON)


# Buttons


def test_the_last_of_several_buttons_counts() -> None:
    before = quoted()
    accept, decline = before.choice(Meaning.ACCEPT_QUOTE), before.choice(Meaning.DECLINE_QUOTE)
    before.when(the_guest_presses(accept, decline, at=SOON)).then_does_not(Book).then_says_only("quote.declined")
    before.when(the_guest_presses(decline, accept, at=SOON)).the(Book)
    before.when(the_guest_presses(accept, ChoiceToken("forged"), at=SOON)).the(Book)


def test_a_finger_that_comes_down_twice_reserves_once_and_says_nothing_twice() -> None:
    before = quoted()
    accept = before.choice(Meaning.ACCEPT_QUOTE)
    once = before.when(the_guest_presses(accept, accept, at=SOON))
    once.the(Book)
    once.when(the_guest_presses(accept, at=SOON)).then_ignores("pressed_twice")


def test_another_button_while_the_book_is_at_work_is_told_to_wait() -> None:
    before = quoted()
    accept, decline = before.choice(Meaning.ACCEPT_QUOTE), before.choice(Meaning.DECLINE_QUOTE)
    begun = before.when(the_guest_presses(accept, at=SOON))
    begun.when(the_guest_presses(decline, at=SOON)).then_says_only("errand.under_way")


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_token_nobody_issued_does_nothing(token: str) -> None:
    pressed = quoted().when(the_guest_presses(ChoiceToken(token), at=SOON)).then_does_not(Book)
    pressed.then_says_only("unclear.choice_gone", "quote.remind")
    given().when(the_guest_presses(ChoiceToken(token))).then_says_only("unclear.choice_gone", "greet.what_can_we_do")


def test_a_row_pressed_again_after_words_is_answered_again() -> None:
    known = a_guest("Ana García", phone="34600000001")
    listed = given(a_conversation(known=known)).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2),
        the_book_offers(an_offer(), an_offer(room_type=SUITE)),
    )
    row = listed.choice(Meaning.TAKE_OFFER, 1)
    put = listed.when(the_guest_presses(row, at=SOON)).then_says("told.room")
    put.when(the_guest_presses(row, at=SOON)).then_ignores("pressed_twice")
    put.when(the_guest_writes("?", at=SOON), the_guest_presses(row, at=SOON)).then_says("unclear.choice_gone")


# What a machine cannot read


@pytest.mark.parametrize(
    "sent",
    [
        GuestSentMedia(key=EventKey("m"), at=NOW, sent_at=NOW, kind="voice", media=PICTURE),
        GuestSentUnreadable(key=EventKey("m"), at=NOW, sent_at=NOW, kind="poll"),
        GuestSentBasket(key=EventKey("m"), at=NOW, sent_at=NOW),
        GuestSentLocation(key=EventKey("m"), at=NOW, sent_at=NOW, latitude="0", longitude="0"),
        GuestSentContact(key=EventKey("m"), at=NOW, sent_at=NOW),
        GuestFilledForm(key=EventKey("m"), at=NOW, sent_at=NOW),
    ],
)
def test_what_a_machine_cannot_read_is_asked_for_in_words(sent: GuestEvent) -> None:
    given().when(the_guest_sends(sent)).then_says_only("unclear.unreadable")
    first = given(a_conversation(greeted=False)).when(the_guest_sends(sent))
    first.then_says_only("greet.hello", "unclear.unreadable").then_state(greeted=True)


@pytest.mark.parametrize(
    "sent",
    [
        GuestSentSticker(key=EventKey("m"), at=SOON, sent_at=SOON, media=PICTURE),
        GuestReacted(key=EventKey("m"), at=SOON, sent_at=SOON, to=ProviderId("ours"), emoji="👍"),
        revoked("1", at=SOON),
        GuestEdited(key=EventKey("m"), at=SOON, sent_at=SOON, original=ProviderId("1")),
    ],
)
def test_a_sign_needs_no_answer_and_never_says_yes(sent: GuestEvent) -> None:
    quoted().when(the_guest_sends(sent, at=SOON)).then_ignores("nothing_to_answer").then_state(
        asked=Question.ACCEPT_QUOTE
    )


@pytest.mark.parametrize("kind", [GuestChangedIdentity, GuestErased])
def test_of_a_number_that_changed_hands_or_a_guest_who_wants_to_be_forgotten_nothing_is_known_anymore(
    kind: type[GuestChangedIdentity | GuestErased],
) -> None:
    changed = kind(key=EventKey("m"), at=SOON, sent_at=SOON)
    stranger = quoted().when(the_guest_sends(changed, at=SOON)).then_ignores("nothing_to_answer")
    stranger.then_state(known=KnownGuest(), made=(), quotes=(), chosen=None, choices=(), asked=None, needs=Needs())
    yes = the_guest_writes("sí", answer=Answer.YES, at=SOON)
    stranger.when(yes).then_does_not(Book)


def test_a_turn_without_a_reading_leaves_no_breath_behind_it() -> None:
    quoted().when(the_guest_presses(ChoiceToken("forged"), at=SOON)).then_does_not(Understand)
    picture = GuestSentMedia(key=EventKey("m"), at=NOW, sent_at=NOW, kind="image", media=PICTURE)
    given().when(the_guest_sends(picture, understanding=Understanding())).then_state(breath=None)
