"""One guest at two doors: linked with consent and the code that was sent, and with nothing less."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import (
    Conversation,
    Handover,
    HandoverReason,
    KnownGuest,
    Linking,
    Meaning,
)
from hotel_agent.domain.conversations.effects import FindReservation, LinkDoors, NotifyStaff, Say, SendLinkCode
from hotel_agent.domain.conversations.events import (
    GivenUp,
    GuestChangedIdentity,
    LinkRefused,
)
from hotel_agent.domain.conversations.linking import MOST_TRIES, VALID, code_of, seal
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
    DoorsParted,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.conversations.replies import Words
from hotel_agent.domain.conversations.understanding import Answer, Question
from hotel_agent.domain.ids import ConfirmationNumber, ConversationId, EffectKey, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.testing.specification import (
    NOW,
    Decided,
    Message,
    a_conversation,
    a_guest,
    a_house,
    a_quote,
    a_reservation,
    given,
    happens,
    the_book_finds,
    the_guest_presses,
    the_guest_sends,
    the_guest_writes,
)

MAIL = GuestContact(ContactKind.EMAIL, "ana@example.org")
PHONE = GuestContact(ContactKind.PHONE, "34600000001")
HOUSE = evolve(a_house(), has_mail_door=True)
MY_RESERVATION = the_guest_writes(intents="find_reservation", email="ana@example.org")
YES, NO = the_guest_writes(answer=Answer.YES), the_guest_writes(answer=Answer.NO)
CODE, OTHER_CODE = "482913", "482914"
ANAS = a_reservation(name="Ana García", email="ana@example.org", phone=None)
BY_MAIL = KnownGuest(name="Ana García", email="ana@example.org", contacts=(MAIL,))


def offered(known: KnownGuest | None = None) -> Decided:
    """A guest who named the address they wrote from before."""
    state = a_conversation() if known is None else a_conversation(known=known)
    return given(state, HOUSE).when(MY_RESERVATION)


def waiting() -> Decided:
    """A guest who agreed, and for whom a code was made."""
    agreed = offered().when(YES)
    return agreed.when(made(agreed))


def made(agreed: Decided, code: str = CODE) -> LinkCodeMade:
    state = agreed.state
    return happens(LinkCodeMade, seal=seal(state.tenant, state.id, MAIL, code), asked_at=NOW)


def shows(text: str, after: timedelta = timedelta(0)) -> Message:
    return the_guest_writes(text, at=NOW + after)


def with_staff(state: Conversation) -> Conversation:
    handover = Handover(reason=HandoverReason.STAFF_TOOK_OVER, since=NOW, until=NOW + timedelta(hours=3))
    return evolve(state, handover=handover)


# Asked for consent


def test_in_the_mailbox_a_number_is_offered_a_code_and_no_second_address_is() -> None:
    mailbox = evolve(a_house(), has_mail_door=True, has_phone_door=True)
    asks = the_guest_writes(intents="find_reservation", phone=PHONE.value, email="ana@work.example")
    looked_up = given(a_conversation(known=BY_MAIL), mailbox).when(asks).then(FindReservation(by=MAIL))
    looked_up.when(the_book_finds(by=MAIL)).then_says_only("link.offer").then_state(linking=Linking(address=PHONE))
    nowhere = given(a_conversation(known=BY_MAIL), HOUSE).when(asks).when(the_book_finds(by=MAIL))
    nowhere.then_says_only("proof.ask_number")


def test_an_address_that_proves_nothing_yet_is_offered_a_code() -> None:
    asked = offered().then_says_only("link.offer").then_shows(Meaning.SEND_CODE, Meaning.TALK_TO_PERSON)
    asked.then_state(asked=Question.LINK_DOORS, linking=Linking(address=MAIL))
    assert asked.said("link.offer") == {"text": Words("ana@example.org")}


def test_the_offer_comes_after_the_book_knew_nothing_of_the_number_that_writes() -> None:
    looked_up = offered(a_guest(phone=PHONE.value)).then(FindReservation(by=PHONE))
    looked_up.when(the_book_finds(by=PHONE)).then_says_only("link.offer")


def test_an_address_told_in_answer_to_the_number_asked_for_is_offered_too() -> None:
    asked = given(a_conversation(), HOUSE).when(the_guest_writes(intents="find_reservation"))
    asked.then_says_only("proof.ask_number").when(the_guest_writes(email="ana@example.org")).then_says_only(
        "link.offer"
    )


def test_an_address_told_when_nothing_else_is_wanted_is_offered_too() -> None:
    given(a_conversation(), HOUSE).when(the_guest_writes(email="ana@example.org")).then_says_only("link.offer")


def test_a_hotel_without_a_mailbox_offers_nothing() -> None:
    given().when(MY_RESERVATION).then_says_only("proof.ask_number")
    given().when(the_guest_writes(email="ana@example.org")).then_does_not_say("link.offer")


@pytest.mark.parametrize("known", [KnownGuest(contacts=(MAIL,)), KnownGuest(contacts=(PHONE,), elsewhere=(MAIL,))])
def test_nobody_is_asked_about_an_address_that_is_proven(known: KnownGuest) -> None:
    decided = offered(known)
    while any(isinstance(each, FindReservation) for each in decided.effects):
        decided = decided.when(the_book_finds(by=decided.the(FindReservation).by))
    decided.then_says_only("proof.ask_number")


@pytest.mark.parametrize("answer", [Answer.NO, Answer.LATER])
def test_who_wants_no_code_is_asked_for_the_number_and_not_again_for_that_address(answer: Answer) -> None:
    declined = offered().when(the_guest_writes(answer=answer)).then_says_only("proof.ask_number")
    declined.then_does_not(SendLinkCode).when(MY_RESERVATION).then_says_only("proof.ask_number")


def test_who_wants_no_code_and_nothing_else_is_asked_what_they_want() -> None:
    asked = given(a_conversation(), HOUSE).when(the_guest_writes(email="ana@example.org"))
    asked.when(NO).then_says_only("greet.what_can_we_do")


def test_consent_sends_a_code_in_words_that_do_not_tell_whether_anybody_is_known_there() -> None:
    for agreed in (offered().when(YES), offered().when(the_guest_presses(offered().choice(Meaning.SEND_CODE)))):
        agreed.then_says_only("link.on_its_way").then_state(asked=Question.LINK_CODE)
        assert agreed.the(SendLinkCode) == SendLinkCode(address=MAIL, asked_at=NOW)
        agreed.then_does_not(LinkDoors)


def test_a_yes_that_cannot_be_meant_for_the_code_is_asked_for_again() -> None:
    early = the_guest_writes(answer=Answer.YES, unheard=True)
    again = offered().when(early).then_does_not(SendLinkCode).then_state(asked=Question.LINK_DOORS)
    assert again.when(YES).the(SendLinkCode).address == MAIL


def test_a_yes_to_a_code_nobody_speaks_of_any_more_sends_nothing() -> None:
    forgotten = evolve(offered().state, linking=None)
    given(forgotten, HOUSE).when(YES).then_ignores("no_question_open")


# The code


@pytest.mark.parametrize("text", ["482913", "482 913", "482-913", "es el 482913, gracias"])
def test_the_right_code_links_and_says_nothing_before_it_is_done(text: str) -> None:
    shown = waiting().when(shows(text))
    shown.then(LinkDoors(address=MAIL))
    assert shown.state.linking == Linking(address=MAIL, sent_at=NOW, shown=True)


def test_a_code_counts_once() -> None:
    shown = waiting().when(shows(CODE))
    shown.when(shows(CODE)).then_ignores("code_shown_twice")
    over = shown.when(happens(DoorsLinked, told=BY_MAIL))
    over.when(shows(CODE)).then_does_not(LinkDoors)


def test_a_wrong_code_is_told_and_may_be_corrected() -> None:
    wrong = waiting().when(shows(OTHER_CODE)).then_says_only("link.wrong")
    wrong.then_does_not(LinkDoors).then_state(asked=Question.LINK_CODE)
    wrong.when(shows(CODE)).then(LinkDoors(address=MAIL))


def test_after_a_few_wrong_codes_even_the_right_one_links_nothing() -> None:
    tried = waiting().when(*[shows(OTHER_CODE)] * MOST_TRIES)
    tried.then_says_only("link.too_often").then_shows(Meaning.TALK_TO_PERSON)
    tried.when(shows(CODE)).then_does_not(LinkDoors)


def test_a_code_is_good_for_ten_minutes() -> None:
    early, late = VALID - timedelta(seconds=1), VALID
    waiting().when(shows(CODE, early)).then(LinkDoors(address=MAIL))
    expired = waiting().when(shows(CODE, late))
    expired.then_says_only("link.expired", "link.offer").then_does_not(LinkDoors)
    expired.when(shows(CODE, late)).then_does_not(LinkDoors)


def test_a_code_nobody_was_sent_is_as_wrong_as_any_other() -> None:
    offered().when(YES, shows(CODE)).then_says_only("link.wrong")


def test_a_code_asked_for_anew_makes_the_first_one_worthless() -> None:
    anew = Linking(address=MAIL, sent_at=NOW + timedelta(minutes=1))
    agreed = given(evolve(waiting().state, linking=anew), HOUSE)
    agreed.when(made(waiting())).then_ignores("no_code_asked").then_state(linking=anew)


def test_a_code_made_after_the_guest_gave_up_changes_nothing() -> None:
    declined = offered().when(YES, NO)
    given(evolve(declined.state, linking=None), HOUSE).when(made(declined)).then_ignores("no_code_asked")


@pytest.mark.parametrize("text", ["12 noches, 2 adultos", "482913 y 482914", "1482913", "hola", "x" * 90 + CODE])
def test_what_is_no_code_is_read_as_words(text: str) -> None:
    waiting().when(shows(text)).then_does_not_say("link.wrong").then_does_not(LinkDoors)


def test_figures_nobody_waits_for_are_read_as_words() -> None:
    given(a_conversation(), HOUSE).when(shows(CODE)).then_does_not_say("link.wrong")


def test_whoever_says_something_else_is_asked_for_the_code_once_more() -> None:
    waiting().when(the_guest_writes(name="Ana García")).then_does_not_say("link.wrong")
    unclear = given(evolve(waiting().state, purpose=None), HOUSE).when(the_guest_writes(name="Ana García"))
    unclear.then_says_only("link.ask_code")


def test_a_code_has_six_digits_and_its_seal_fits_nothing_else() -> None:
    codes = {code_of(digest("token", str(number))) for number in range(200)}
    assert len(codes) > 190
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    own = (TenantId("miramar"), ConversationId("c-1"), MAIL, CODE)
    others = [
        (TenantId("sierra"), ConversationId("c-1"), MAIL, CODE),
        (TenantId("miramar"), ConversationId("c-2"), MAIL, CODE),
        (TenantId("miramar"), ConversationId("c-1"), GuestContact(ContactKind.EMAIL, "b@example.org"), CODE),
        (TenantId("miramar"), ConversationId("c-1"), MAIL, OTHER_CODE),
    ]
    assert seal(*own) not in {seal(*other) for other in others}
    assert CODE not in seal(*own)


# What becomes of it


def test_linked_the_reservation_asked_for_is_looked_for_by_the_other_door() -> None:
    linked = waiting().when(shows(CODE), happens(DoorsLinked, told=BY_MAIL))
    linked.then_says_only("link.linked").then_state(linking=None)
    assert linked.the(FindReservation).by == MAIL
    linked.when(the_book_finds(ANAS, by=MAIL)).then_says("reservation.here_it_is")


def test_linked_with_nothing_asked_for_the_guest_is_asked_what_they_want() -> None:
    state = evolve(waiting().state, purpose=None)
    linked = given(state, HOUSE).when(shows(CODE), happens(DoorsLinked, told=BY_MAIL))
    linked.then_says_only("link.linked", "greet.what_can_we_do")


def test_linked_while_a_quote_is_open_the_quote_is_put_again_and_nothing_of_the_other_door_is_accepted() -> None:
    quote = a_quote()
    state = evolve(a_conversation(), quotes=(quote,), chosen=quote.id, asked=Question.ACCEPT_QUOTE, purpose="book")
    state = evolve(state, linking=Linking(address=MAIL, sent_at=NOW, shown=True))
    given(state, HOUSE).when(happens(DoorsLinked, told=BY_MAIL)).then_says("link.linked", "quote.remind")


def test_what_was_told_here_counts_more_than_what_the_other_door_knows() -> None:
    here = KnownGuest(name="Ana", phone="34600000001", contacts=(PHONE,))
    linked = given(a_conversation(known=here)).when(happens(DoorsLinked, told=BY_MAIL)).then_ignores("doors_linked")
    linked.then_state(known=evolve(here, email="ana@example.org", elsewhere=(MAIL,)))
    again = linked.when(happens(DoorsLinked, told=BY_MAIL))
    again.then_state(known=linked.state.known)


def test_the_door_where_the_code_was_told_is_told_that_it_was_shown() -> None:
    told = given(a_conversation(known=BY_MAIL)).when(happens(LinkCodeAsked, code=CODE))
    told.then_says_only("link.code")
    assert told.said("link.code") == {"number": Words(CODE)}
    told.when(happens(DoorsLinked, told=a_guest(phone=PHONE.value))).then_says_only("link.linked_here")


def test_linking_that_came_to_nothing_is_told_with_a_person_to_fetch() -> None:
    refused = happens(LinkRefused, effect=EffectKey("e"), refusal=Refusal(Reason.SAME_DOOR))
    shown = waiting().when(shows(CODE))
    shown.when(refused).then_says_only("link.not_linked").then_shows(Meaning.TALK_TO_PERSON)
    given().when(refused).then_says_only("link.not_linked").then_state(linking=None)
    given(with_staff(shown.state)).when(refused).then_says_only("link.not_linked")


@pytest.mark.parametrize("command", ["sendlinkcode", "linkdoors"])
def test_linking_that_was_given_up_is_told_to_the_guest_and_to_staff(command: str) -> None:
    given_up = waiting().when(happens(GivenUp, effect=EffectKey("e"), command=command))
    given_up.then_says_only("link.not_linked")
    assert given_up.the(NotifyStaff).reason == "doors_not_linked"


def test_with_staff_nothing_of_it_is_said() -> None:
    state = with_staff(waiting().state)
    given(state).when(happens(LinkCodeAsked, code=CODE)).then_ignores("with_staff").then_state(codes_sent=())
    linked = given(state).when(happens(DoorsLinked, told=BY_MAIL)).then_ignores("with_staff")
    assert linked.state.known.elsewhere == (MAIL,)
    given(state, HOUSE).when(shows(CODE)).then_does_not(LinkDoors, Say)


# The door where the code goes


def test_a_door_is_told_three_codes_a_day_at_most() -> None:
    told = given(a_conversation(known=BY_MAIL))
    for _ in range(3):
        told = told.when(happens(LinkCodeAsked, code=CODE)).then_says_only("link.code")
    told.when(happens(LinkCodeAsked, code=CODE)).then_ignores("too_many_codes")
    tomorrow = NOW + timedelta(hours=24)
    told.when(happens(LinkCodeAsked, at=tomorrow, code=CODE)).then_says_only("link.code").then_state(
        codes_sent=(tomorrow,)
    )


def test_a_code_told_leaves_what_was_open_as_it_is() -> None:
    quote = a_quote()
    state = evolve(a_conversation(), quotes=(quote,), chosen=quote.id, asked=Question.ACCEPT_QUOTE, purpose="book")
    told = given(state).when(happens(LinkCodeAsked, code=CODE))
    told.then_state(quotes=(quote,), chosen=quote.id, asked=Question.ACCEPT_QUOTE, purpose="book")


# Parted


def test_parted_a_door_knows_only_what_its_channel_vouches_for() -> None:
    number = ConfirmationNumber("ABC234")
    known = KnownGuest(name="Ana", email="ana@example.org", phone="1", contacts=(PHONE,), elsewhere=(MAIL,))
    state = evolve(a_conversation(known=known), made=(number,), reservation=ANAS, quotes=(a_quote(),))
    parted = given(evolve(state, linking=Linking(address=MAIL))).when(happens(DoorsParted)).then_ignores("doors_parted")
    parted.then_state(known=KnownGuest(phone=PHONE.value, contacts=(PHONE,)), made=(number,), linking=None)
    parted.then_state(reservation=None, quotes=(), choices=())
    given(a_conversation(known=BY_MAIL)).when(happens(DoorsParted)).then_state(
        known=KnownGuest(email=MAIL.value, contacts=(MAIL,))
    )


def test_a_number_that_changed_hands_shows_no_code_and_proves_nothing_of_the_other_door() -> None:
    linked = evolve(waiting().state, known=KnownGuest(contacts=(PHONE,), elsewhere=(MAIL,)))
    changed = the_guest_sends(happens(GuestChangedIdentity, sent_at=NOW))
    stranger = given(linked, HOUSE).when(changed).then_state(known=KnownGuest(), linking=None)
    stranger.when(shows(CODE)).then_does_not(LinkDoors)
