"""A person takes the conversation: said once, silence until it is given back, and an end to waiting for nobody."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.brief import brief
from hotel_agent.domain.conversations.conversation import Errand, Handover, HandoverReason, Standing
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    FindReservation,
    NotifyStaff,
    PassOn,
    Say,
    SearchRooms,
    Understand,
    WakeAt,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    BookSilent,
    DeskFailed,
    GivenUp,
    GuestWrote,
    Happening,
    TimePassed,
    Understood,
)
from hotel_agent.domain.conversations.handover import TIMEOUT
from hotel_agent.domain.conversations.replies import Term
from hotel_agent.domain.conversations.staff_acts import (
    ControlPassed,
    StaffAnswered,
    StaffAssigned,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffWrote,
)
from hotel_agent.domain.conversations.understanding import Answer, Question, Understanding
from hotel_agent.domain.ids import ConfirmationNumber, EventKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_house,
    a_quote,
    a_reservation,
    an_offer,
    given,
    happens,
    the_book_finds,
    the_book_offers,
    the_book_refuses,
    the_guest_sends,
    the_guest_writes,
)

TWELVE_HOURS = timedelta(hours=12)
SOON = NOW + timedelta(minutes=1)
NUMBER = ConfirmationNumber("ABC234")
A_PERSON = the_guest_writes("quiero hablar con una persona", intents="person")


def quoted() -> Decided:
    return given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )


def handed_over() -> Decided:
    return quoted().when(A_PERSON)


def with_errand() -> Decided:
    """A guest whose yes is on its way to the book."""
    return given(evolve(a_conversation(), errand=Errand(kind="book", quote=a_quote()), purpose="book"))


def test_who_asks_for_a_person_gets_one_at_once() -> None:
    handed_over().then_hands_over(HandoverReason.GUEST_ASKED).then_says_only("handover.to_person")


def test_the_notice_is_said_although_a_person_has_the_conversation() -> None:
    assert handed_over().the(Say).although_handed_over


def test_nothing_stays_open_when_a_person_takes_over() -> None:
    handed_over().then_state(
        choices=(), asked=None, chosen=None, accepted=None, quotes=(), cancellation=None, unclear_turns=0
    )


# Silence


@pytest.mark.parametrize("minutes", [1, 60, 719])
def test_the_machine_is_silent_while_a_person_has_the_conversation(minutes: int) -> None:
    silent = handed_over().when(the_guest_writes("¿hola?", at=NOW + timedelta(minutes=minutes)))
    silent.then_ignores("with_staff").then_state(last_guest_at=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "answer",
    [
        happens(Understood, understanding=Understanding()),
        the_book_offers(an_offer()),
        the_book_refuses(Reason.SOLD_OUT),
        the_book_finds(a_reservation()),
        happens(BookSilent),
        happens(DeskFailed),
    ],
)
def test_what_was_asked_before_a_person_took_over_is_no_longer_answered(answer: Happening) -> None:
    handed_over().when(answer).then_ignores("with_staff")


def test_a_reservation_begun_before_is_told_all_the_same() -> None:
    done = with_errand().when(A_PERSON, happens(Booked, reservation=a_reservation()))
    done.then_says("outcome.reserved", "told.number").then_state(errand=None)
    assert done.the(Say).although_handed_over


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (Reason.SOLD_OUT, "outcome.room_gone"),
        (Reason.PRICE_CHANGED, "outcome.price_changed"),
        (Reason.MISSING_CONTACT, "outcome.not_reserved"),
    ],
)
def test_a_refusal_is_told_all_the_same_and_nothing_new_is_begun(reason: Reason, line: str) -> None:
    told = with_errand().when(A_PERSON, happens(BookRefused, refusal=Refusal(reason)))
    told.then_says_only(line).then_does_not(SearchRooms).then_state(errand=None)
    assert told.the(Say).although_handed_over


# The end of it


def test_released_the_machine_answers_the_next_message() -> None:
    released = handed_over().when(happens(StaffReleased, by="Eva")).then_ignores("released").then_state(handover=None)
    released.when(the_guest_writes("hola", intents="greet", at=SOON)).then_says("greet.what_can_we_do")


def test_what_was_open_before_is_not_accepted_after_it() -> None:
    released = handed_over().when(happens(StaffReleased))
    released.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).then_ignores("no_question_open")


def test_a_release_without_a_handover_is_nothing() -> None:
    given().when(happens(StaffReleased)).then_ignores("not_handed_over")


def test_when_nobody_came_the_guest_is_told_so_once_and_the_machine_takes_the_conversation_back() -> None:
    late = NOW + TWELVE_HOURS
    woken = handed_over().when(happens(TimePassed, about=TIMEOUT, at=late))
    woken.then_says_only("handover.nobody_came").then_state(handover=None)
    assert woken.the(NotifyStaff).reason == "nobody_came"
    woken.when(happens(TimePassed, about=TIMEOUT, at=late)).then_ignores("handover_over")
    woken.when(the_guest_writes("hola", intents="greet", at=late)).then_says("greet.what_can_we_do")


def test_who_was_answered_by_staff_is_taken_back_without_a_word() -> None:
    answered = handed_over().when(happens(StaffWrote, text="Hola, soy Eva", at=SOON))
    over = answered.when(happens(TimePassed, about=TIMEOUT, at=SOON + TWELVE_HOURS))
    over.then_ignores("handover_over").then_state(handover=None)


def test_who_cannot_be_told_anything_is_not_told_that_nobody_came() -> None:
    unreached = quoted().when(happens(GivenUp, command="say", cause="no address"))
    unreached.when(happens(TimePassed, about=TIMEOUT, at=NOW + TWELVE_HOURS)).then_ignores("handover_over")


def test_a_timer_of_an_earlier_handover_ends_nothing() -> None:
    extended = handed_over().when(happens(StaffWrote, text="Buenos días", at=NOW + timedelta(hours=6)))
    extended.when(happens(TimePassed, about=TIMEOUT, at=NOW + TWELVE_HOURS)).then_ignores("with_staff")
    given().when(happens(TimePassed, about=TIMEOUT)).then_ignores("handover_over")


def test_a_timer_of_nobody_is_nothing() -> None:
    given().when(happens(TimePassed, about="tea")).then_ignores("nothing_due")


def test_a_guest_who_writes_after_the_time_out_is_answered_even_if_the_timer_is_late() -> None:
    late = handed_over().when(the_guest_writes("hola", intents="greet", at=NOW + TWELVE_HOURS))
    late.then_says("greet.what_can_we_do").then_state(handover=None)


def test_after_the_time_out_an_outcome_goes_on_as_if_nobody_had_the_conversation() -> None:
    refused = with_errand().when(
        A_PERSON, happens(BookRefused, refusal=Refusal(Reason.SOLD_OUT), at=NOW + TWELVE_HOURS)
    )
    refused.then_says("outcome.room_gone", "stay.ask_dates_and_party").then_state(handover=None)


def test_the_time_out_is_the_houses_own() -> None:
    decided = given(house=a_house(rules=HouseRules(staff_silence_minutes=10))).when(A_PERSON)
    assert decided.the(WakeAt) == WakeAt(at=NOW + timedelta(minutes=10), about=TIMEOUT)


# Staff


@pytest.mark.parametrize("event", [happens(StaffWrote, text="Hola, soy Eva"), happens(StaffTookOver, by="Eva")])
def test_when_staff_step_in_the_machine_steps_back_without_a_word(event: Happening) -> None:
    taken = quoted().when(event).then_does_not(Say, NotifyStaff)
    begun = Handover(
        reason=HandoverReason.STAFF_TOOK_OVER,
        since=NOW,
        until=NOW + TWELVE_HOURS,
        by="Eva" if isinstance(event, StaffTookOver) else "",
        quote=quoted().state.quotes[0],
        asked=Question.ACCEPT_QUOTE,
    )
    taken.then_state(handover=begun, choices=())
    assert taken.the(WakeAt).at == NOW + TWELVE_HOURS
    taken.when(the_guest_writes("gracias", at=SOON)).then_ignores("with_staff")


# Another app of the account


ELSEWHERE = happens(ControlPassed, to_us=False)


def test_when_another_app_has_the_conversation_the_machine_is_silent_without_a_word_until_it_comes_back() -> None:
    taken = quoted().when(ELSEWHERE).then_does_not(Say, NotifyStaff)
    assert held(taken).reason is HandoverReason.ANOTHER_APP
    assert (held(taken).since, held(taken).until) == (NOW, NOW + TWELVE_HOURS)
    listening = taken.when(the_guest_sends(wrote(elsewhere=True), at=SOON)).then_ignores("with_staff")
    listening.when(happens(ControlPassed, to_us=True, at=SOON)).then_ignores("released").then_state(handover=None)


def test_a_guest_who_writes_to_us_again_is_answered_though_nobody_said_that_control_came_back() -> None:
    back = given().when(ELSEWHERE, the_guest_sends(wrote(), at=SOON))
    back.then_state(handover=None)
    back.then_says("unclear.sorry", "greet.what_can_we_do")


def test_what_was_written_to_us_before_another_app_took_over_does_not_bring_the_conversation_back() -> None:
    earlier = evolve(wrote(), sent_at=NOW - timedelta(seconds=1))
    given().when(ELSEWHERE, the_guest_sends(earlier, at=SOON)).then_ignores("with_staff")


@pytest.mark.parametrize("to_us", [True, False])
def test_who_has_the_conversation_otherwise_keeps_it_whatever_app_takes_or_gives_it_back(to_us: bool) -> None:
    with_staff = given().when(happens(StaffTookOver, by="Eva"))
    with_staff.when(happens(ControlPassed, to_us=to_us)).then_ignores("with_staff").then_state(
        handover=Handover(reason=HandoverReason.STAFF_TOOK_OVER, since=NOW, until=NOW + TWELVE_HOURS, by="Eva")
    )


def test_control_that_comes_to_us_who_had_it_changes_nothing() -> None:
    given().when(happens(ControlPassed, to_us=True)).then_ignores("not_handed_over")


def wrote(*, elsewhere: bool = False) -> GuestWrote:
    return GuestWrote(key=EventKey("message:1"), at=SOON, sent_at=SOON, text="hola", elsewhere=elsewhere)


def test_who_has_the_conversation_keeps_it_while_another_reaches_for_it() -> None:
    evas = handed_over().when(happens(StaffTookOver, by="Eva"))
    for late in (happens(StaffTookOver, by="Luis", at=SOON), happens(StaffAnswered, text="Hola", by="Luis", at=SOON)):
        evas.when(late).then_ignores("taken_by_another").then_state(handover=evas.state.handover)
    again = evas.when(happens(StaffTookOver, by="Eva", at=SOON))
    assert again.state.handover == evolve(held(evas), until=SOON + TWELVE_HOURS)


def test_what_staff_answer_is_passed_on_word_for_word_and_the_conversation_is_theirs() -> None:
    answered = handed_over().when(happens(StaffAnswered, text="Buenos días, soy Eva", by="Eva", at=SOON))
    assert answered.the(PassOn) == PassOn(text="Buenos días, soy Eva", by="Eva", language=answered.state.language)
    assert (held(answered).by, held(answered).since) == ("Eva", SOON)
    assert answered.state.standing is Standing.STAFF
    answered.then_does_not(Say, NotifyStaff)
    assert "Buenos" not in repr(answered.the(PassOn))


def test_a_note_is_for_staff_only_and_changes_nothing() -> None:
    for before in (given(), handed_over()):
        before.when(happens(StaffNoted, text="Es alérgica", by="Eva")).then_ignores("noted").then_state(
            handover=before.state.handover
        )


def test_a_conversation_may_be_given_to_another_of_the_house() -> None:
    evas = handed_over().when(happens(StaffTookOver, by="Eva"))
    luiss = evas.when(happens(StaffAssigned, to="Luis", by="Eva", at=SOON)).then_does_not(Say, NotifyStaff)
    assert (held(luiss).by, held(luiss).since) == ("Luis", NOW)
    luiss.when(happens(StaffAnswered, text="Hola", by="Luis", at=SOON)).the(PassOn)


def test_an_answer_from_the_hotels_own_telephone_leaves_the_conversation_with_who_has_it() -> None:
    evas = handed_over().when(happens(StaffTookOver, by="Eva"), happens(StaffWrote, text="Hola", at=SOON))
    assert held(evas).by == "Eva"
    assert held(evas).until == SOON + TWELVE_HOURS


def test_what_was_quoted_and_asked_before_is_known_to_whoever_goes_on() -> None:
    quote = quoted().state.quotes[0]
    evas = handed_over().when(happens(StaffTookOver, by="Eva", at=SOON))
    assert (held(evas).quote, held(evas).asked) == (quote, Question.ACCEPT_QUOTE)
    _, told, open_question = brief(a_house(), evas.state)
    assert told.named["total"] == quote.total
    assert open_question.named["question"] == Term("staff.asked.quote")


def test_a_conversation_stands_with_the_desk_waits_or_is_with_staff() -> None:
    assert given().state.standing is Standing.DESK
    assert handed_over().state.standing is Standing.WAITING
    assert handed_over().when(happens(StaffWrote)).state.standing is Standing.STAFF
    evas = with_errand().when(happens(StaffTookOver, by="Eva"), happens(GivenUp, command="book"))
    assert (held(evas).by, evas.state.standing) == ("Eva", Standing.STAFF)
    evas.when(happens(TimePassed, about=TIMEOUT, at=NOW + TWELVE_HOURS)).then_ignores("handover_over")


def test_since_when_it_stands_so_is_known() -> None:
    assert a_conversation().stands_since is None
    assert evolve(a_conversation(), last_guest_at=SOON).stands_since == SOON
    assert handed_over().when(the_guest_writes("hola", at=SOON)).state.stands_since == NOW


def held(decided: Decided) -> Handover:
    handover = decided.state.handover
    assert handover is not None
    return handover


# What the machine cannot do


def test_a_fault_of_ours_is_told_and_handed_over() -> None:
    quoted().when(happens(DeskFailed)).then_says_only("handover.own_failure").then_hands_over(
        HandoverReason.OWN_FAILURE
    )


@pytest.mark.parametrize("command", ["book", "modify", "cancel"])
def test_an_unknown_outcome_goes_to_a_person_who_knows_what_it_was_about(command: str) -> None:
    errand = Errand(kind=command, quote=a_quote(), number=a_reservation().number)
    busy = given(evolve(a_conversation(), errand=errand, purpose="book"))
    told = busy.when(happens(GivenUp, command=command)).then_says_only("handover.unfinished")
    told.then_hands_over(HandoverReason.OUTCOME_UNKNOWN).then_state(errand=None, purpose=None)
    _, quoted, open_question = told.the(NotifyStaff).lines
    assert quoted.named["total"] == a_quote().total
    assert open_question.named["question"] == Term(f"staff.under_way.{command}")


def test_an_unknown_outcome_is_told_even_while_a_person_has_the_conversation() -> None:
    told = with_errand().when(A_PERSON, happens(GivenUp, command="book")).then_says_only("handover.unfinished")
    told.then_state(errand=None)


def test_a_guest_who_cannot_be_told_is_left_to_a_person() -> None:
    quoted().when(happens(GivenUp, command="say", cause="no address")).then_hands_over(HandoverReason.UNDELIVERED)


def test_a_notice_that_could_not_be_sent_either_is_news_for_staff_only() -> None:
    told = handed_over().when(happens(GivenUp, command="say", cause="no address")).then_does_not(Say)
    assert told.the(NotifyStaff).reason == "undelivered"


def test_staff_who_could_not_be_told_are_not_told_of_that() -> None:
    quoted().when(happens(GivenUp, command="notifystaff")).then_ignores("notifystaff_given_up")


def test_the_guests_words_are_not_even_read_while_a_person_has_the_conversation() -> None:
    written = GuestWrote(key=EventKey("message:1"), at=SOON, sent_at=SOON, text="hola")
    handed_over().when(the_guest_sends(written, at=SOON)).then_does_not(Understand)


def test_a_price_nobody_quoted_was_not_said_and_a_person_answers() -> None:
    told = (
        given(a_conversation()).when(happens(GivenUp, command="price", cause="€ 9")).then_says("handover.own_failure")
    )
    assert told.the(NotifyStaff).reason == HandoverReason.OWN_FAILURE.value


# What a guest tells a person is not asked again by the machine


def told_to_a_person() -> Decided:
    """A guest who told a person days, people, a name and a wish, and agreed to something, before it was given back."""
    stay = the_guest_writes("...", arrival=ARRIVAL, nights=2, adults=1, name="Ana García", at=SOON)
    agreed = the_guest_writes("sí, con vistas", answer=Answer.YES, request="con vistas", at=SOON)
    with_staff = handed_over().when(stay).then_ignores("with_staff").then_does_not(Say)
    return with_staff.when(agreed).then_ignores("with_staff").when(happens(StaffReleased, by="Eva"))


def test_after_the_release_what_was_told_to_a_person_is_known() -> None:
    wants = the_guest_writes("quiero reservar", intents="book", at=SOON)
    told_to_a_person().when(wants).then_searches(stay=Stay(ARRIVAL, ARRIVAL + timedelta(days=2)))
    told_to_a_person().then_state(asked=None, quotes=(), accepted=None)
    assert told_to_a_person().state.known.name == "Ana García"
    assert told_to_a_person().state.needs.requests == ()


@pytest.mark.parametrize("firm", [True, False])
def test_a_yes_said_to_a_person_or_after_them_reserves_nothing(firm: bool) -> None:
    yes = the_guest_writes("sí", answer=Answer.YES, firm=firm, at=SOON)
    told_to_a_person().when(yes).then_does_not(Book, Say)


def test_what_the_guest_came_for_is_kept_from_what_they_told_a_person() -> None:
    wish = the_guest_writes("cancelar ABC234", intents="cancel_reservation", number=NUMBER, at=SOON)
    told = handed_over().when(wish).then_ignores("with_staff").then_does_not(FindReservation, Cancel)
    told.then_state(purpose="cancel_reservation", number=NUMBER)
    back = told.when(happens(StaffReleased, by="Eva"))
    back.when(the_guest_writes("Ana García", name="Ana García", at=SOON)).then(FindReservation(by=NUMBER))
