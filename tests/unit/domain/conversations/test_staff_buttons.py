"""What a person of the hotel lets a guest press: words said by pressing, and never an answer to the machine."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.cards import MASK, without_cards
from hotel_agent.domain.conversations.conversation import Conversation, Meaning
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import Book, Cancel, PassOn, SendLinkCode, Understand
from hotel_agent.domain.conversations.erased import with_nothing_said, without_words
from hotel_agent.domain.conversations.events import GuestChose, GuestEvent, GuestTurn, GuestWrote
from hotel_agent.domain.conversations.staff_acts import StaffAnswered, StaffReleased
from hotel_agent.domain.conversations.staff_buttons import LONGEST_TITLE, StaffButton, is_of_staff, titled
from hotel_agent.domain.conversations.understanding import Answer, Question, Slots, Understanding
from hotel_agent.domain.ids import ChoiceToken, EventKey
from hotel_agent.domain.refusals import Reason, Refusal
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
    happens,
    the_book_finds,
    the_book_offers,
    the_guest_presses,
    the_guest_sends,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
YES = Understanding(answer=Answer.YES, firm=True)
ANA = a_conversation(known=a_guest("Ana García", phone="34600000001"))


def quoted() -> Decided:
    """A guest who was asked whether to reserve."""
    return given(ANA).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )


def answered(*titles: str, before: Conversation = ANA) -> Decided:
    """Eva writes to the guest, with these to press below."""
    return given(before).when(happens(StaffAnswered, text="Shall I?", by="Eva", buttons=titles))


def pressing(button: StaffButton) -> GuestChose:
    return GuestChose(key=EventKey("message:press"), at=SOON, sent_at=SOON, token=button.token, title=button.title)


def read(state: Conversation, *sent: GuestEvent) -> tuple[str, ...]:
    """What is to be read of these."""
    decision = decide(state, GuestTurn(key=EventKey("turn:1"), at=SOON, sent=sent), a_house())
    return next((each.texts for each in decision.effects if isinstance(each, Understand)), ())


def test_buttons_below_a_persons_words_go_out_with_them_each_under_a_token_of_its_own() -> None:
    shown = answered("Before 3 pm", "Later").the(PassOn).buttons
    assert [each.title for each in shown] == ["Before 3 pm", "Later"]
    assert len({each.token for each in shown}) == 2
    assert all(is_of_staff(each.token) for each in shown)
    assert answered("Before 3 pm", "Later").the(PassOn).buttons == shown
    assert answered().the(PassOn).buttons == ()


def test_no_choice_of_the_machine_bears_such_a_token() -> None:
    tokens = [each.token for each in quoted().state.choices]
    assert tokens
    assert not any(is_of_staff(token) for token in tokens)


def test_what_is_pressed_for_a_person_is_heard_as_its_title() -> None:
    told = answered("Two adults", "Three adults")
    _, three = told.the(PassOn).buttons
    assert read(told.state, pressing(three)) == ("Three adults",)
    also = GuestWrote(key=EventKey("message:1"), at=SOON, sent_at=SOON, text="and a dog")
    assert read(told.state, pressing(three), also) == ("Three adults", "and a dog")
    released = told.when(happens(StaffReleased, by="Eva"))
    assert read(released.state, pressing(three)) == ("Three adults",)


def test_what_is_pressed_for_a_person_is_known_once_the_machine_goes_on() -> None:
    told = answered("Two adults", "Three adults")
    _, three = told.the(PassOn).buttons
    meant = Understanding(slots=Slots(adults=3))
    heard = told.when(the_guest_sends(pressing(three), at=SOON, understanding=meant)).then_ignores("with_staff")
    released = heard.when(happens(StaffReleased, by="Eva", at=SOON))
    assert released.state.handover is None
    assert released.state.needs.adults == 3


def test_a_yes_pressed_for_a_person_is_none_to_the_quote() -> None:
    put, (yes, _) = quoted(), answered("Yes", "No").the(PassOn).buttons
    pressed = the_guest_sends(pressing(yes), at=SOON, understanding=YES)
    put.when(pressed).then_does_not(Book).then_says("quote.ask_yes")
    put.when(happens(StaffAnswered, text="Shall I?", by="Eva", buttons=("Yes",)), pressed).then_does_not(Book)
    # The very same words, written, and the machine's own button, are one.
    put.when(the_guest_writes("Yes", at=SOON, answer=Answer.YES, firm=True)).the(Book)
    accept = put.choice(Meaning.ACCEPT_QUOTE)
    own = GuestChose(key=EventKey("message:own"), at=SOON, sent_at=SOON, token=accept)
    put.when(the_guest_sends(own, at=SOON)).the(Book)


def test_a_yes_pressed_for_a_person_is_none_to_what_cancelling_costs() -> None:
    asked = given(ANA).when(
        the_guest_writes(intents="cancel_reservation"),
        the_book_finds(a_reservation()),
    )
    (yes,) = answered("Yes").the(PassOn).buttons
    asked.when(the_guest_presses(asked.choice(Meaning.CONFIRM_CANCELLATION), at=SOON)).the(Cancel)
    asked.when(the_guest_sends(pressing(yes), at=SOON, understanding=YES)).then_does_not(Cancel)


def test_a_yes_pressed_for_a_person_sends_no_code_to_another_door() -> None:
    house = evolve(a_house(), has_mail_door=True)
    offered = given(a_conversation(), house).when(the_guest_writes(intents="find_reservation", email="ana@example.org"))
    offered.then_state(asked=Question.LINK_DOORS)
    (yes,) = answered("Yes").the(PassOn).buttons
    pressed = the_guest_sends(pressing(yes), at=SOON, understanding=YES)
    offered.when(pressed).then_does_not(SendLinkCode).then_state(asked=Question.LINK_DOORS)


def test_a_press_of_what_nobody_showed_here_says_nothing() -> None:
    stray = StaffButton.named("nobody's", "")
    assert read(answered("Yes").state, pressing(stray)) == ()
    said = given().when(the_guest_sends(pressing(stray), at=SOON))
    said.then_says_only("unclear.choice_gone", "greet.what_can_we_do")


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (("1", "2", "3", "4"), "there are 4 buttons; 3 at most"),
        (("Yes", ""), "button 2 says nothing; give it 1 to 20 characters"),
        ((" \n",), "button 1 says nothing; give it 1 to 20 characters"),
        (("Yes", "No", "x" * 21), "button 3 has 21 characters; 20 at most"),
        (("Sí", "No", " SÍ "), "buttons 1 and 3 say the same; give each its own words"),
    ],
)
def test_titles_that_cannot_be_are_refused_with_what_is_wrong(wanted: tuple[str, ...], why: str) -> None:
    refused = titled(wanted)
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.detail) == (Reason.BAD_REQUEST, why)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ((), ()),
        (("  Before\n3 pm ", "Later"), ("Before 3 pm", "Later")),
        (("x" * LONGEST_TITLE, "👍" * LONGEST_TITLE, "1"), ("x" * 20, "👍" * 20, "1")),
    ],
)
def test_titles_are_shown_on_one_line(wanted: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert titled(wanted) == shown


def test_of_one_who_is_forgotten_no_title_stays() -> None:
    told = answered("Ana comes")
    left = with_nothing_said(told.the(PassOn))
    assert left == evolve(told.the(PassOn), text="", buttons=())
    pressed = pressing(told.the(PassOn).buttons[0])
    assert without_words(pressed) == evolve(pressed, title="")
    own = GuestChose(key=EventKey("message:2"), at=NOW, sent_at=NOW, token=ChoiceToken("a"), title="Yes, reserve")
    assert without_words(own) == own
    wrote = StaffAnswered(key=EventKey("staff:1"), at=NOW, text="Ana", by="Eva", buttons=("Ana comes",))
    assert without_words(wrote) == evolve(wrote, text="", buttons=())


def test_a_card_number_stands_on_no_button() -> None:
    wrote = StaffAnswered(
        key=EventKey("staff:1"), at=NOW, text="With this one?", by="Eva", buttons=("4111111111111111", "No")
    )
    assert without_cards(wrote) == evolve(wrote, buttons=(MASK, "No"))
