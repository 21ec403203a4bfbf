"""From the first detail to the yes: a price is only ever said with a quote, and only a yes to that quote reserves."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Errand, Meaning
from hotel_agent.domain.conversations.effects import Book, Effect, FindReservation, Modify, Say, SearchRooms
from hotel_agent.domain.conversations.errand import LONG
from hotel_agent.domain.conversations.events import GuestChose, Understood
from hotel_agent.domain.conversations.replies import Moment
from hotel_agent.domain.conversations.understanding import Answer, Pick, PickBy, Question, Understanding
from hotel_agent.domain.ids import ConfirmationNumber, EventKey, RatePlanId
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.reservation import Booker
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.specification import (
    ARRIVAL,
    DOUBLE,
    NOW,
    SUITE,
    Decided,
    Message,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_ask,
    an_offer,
    euros,
    given,
    happens,
    the_book_finds,
    the_book_offers,
    the_book_refuses,
    the_guest_presses,
    the_guest_sends,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
MUCH_LATER = NOW + timedelta(minutes=121)
YES = the_guest_writes("sí", answer=Answer.YES, at=SOON)
A_DOUBLE = an_offer(nightly="100.00")
A_DEAR_DOUBLE = an_offer(nightly="115.00", plan=RatePlanId("breakfast"))
A_SUITE = an_offer(nightly="180.00", room_type=SUITE)


def a_wish(nights: int = 3, adults: int = 2) -> Message:
    return the_guest_writes("...", intents="book", arrival=ARRIVAL, nights=nights, adults=adults)


def quoted(*, name: str | None = "Ana García", rules: HouseRules | None = None) -> Decided:
    """A guest to whom three nights in a double were quoted at NOW."""
    start = given(a_conversation(known=a_guest(name, phone="34600000001")), a_house(rules=rules or HouseRules()))
    return start.when(a_wish(), the_book_offers(A_DOUBLE))


def offered_a_list() -> Decided:
    """A guest to whom a double and a suite were shown at NOW."""
    start = given(a_conversation(known=a_guest("Ana García", phone="34600000001")))
    return start.when(a_wish(), the_book_offers(A_DOUBLE, A_SUITE))


# The quote


def test_what_is_known_of_the_stay_is_searched_for() -> None:
    given().when(a_wish(nights=3, adults=2)).then_searches(
        nights=3, parties=(Party(2),), room_type=None, instead_of=None
    )


def test_one_offer_is_shown_in_full_and_asked_about() -> None:
    decided = quoted().then_shows(Meaning.ACCEPT_QUOTE, Meaning.DECLINE_QUOTE, Meaning.TALK_TO_PERSON)
    decided.then_says_only(
        "told.room",
        "told.dates",
        "told.guests",
        "told.total",
        "told.free_always",
        "told.valid_until",
        "quote.ask_yes",
    )
    assert decided.said("told.total") == {"total": euros("300.00")}
    assert decided.said("told.valid_until") == {
        "until": Moment(decided.house.property.local(NOW + timedelta(minutes=120)))
    }
    decided.then_state(asked=Question.ACCEPT_QUOTE, chosen=decided.state.quotes[0].id)


def test_a_guest_without_a_name_is_asked_for_it_with_the_yes() -> None:
    quoted(name=None).then_says("quote.ask_yes_and_name")


def test_several_rooms_are_shown_as_a_short_list() -> None:
    decided = offered_a_list().then_says_only("told.offers").then_shows(Meaning.TAKE_OFFER, Meaning.TAKE_OFFER)
    decided.then_state(asked=Question.WHICH_OFFER, chosen=None)


def test_a_list_shows_each_room_once_and_no_more_than_five() -> None:
    rooms = [evolve(A_DOUBLE, room_stays=(evolve(A_DOUBLE.room_stays[0], room_type=f"type{n}"),)) for n in range(7)]  # type: ignore[arg-type]
    decided = given().when(a_wish(), the_book_offers(*rooms, *rooms))
    decided.then_shows(*[Meaning.TAKE_OFFER] * 5)


def test_the_other_rates_of_a_room_are_named_beside_it_and_can_be_taken() -> None:
    decided = given(a_conversation(known=a_guest("Ana", phone="1"))).when(
        a_wish(), the_book_offers(A_DOUBLE, A_DEAR_DOUBLE)
    )
    assert decided.said("quote.other_plan")["total"] == euros("345.00")
    decided.then_shows(Meaning.ACCEPT_QUOTE, Meaning.DECLINE_QUOTE, Meaning.TAKE_OFFER)
    other = decided.when(the_guest_presses(decided.choice(Meaning.TAKE_OFFER), at=SOON))
    assert other.said("told.total") == {"total": euros("345.00")}
    assert other.when(YES).the(Book).quote.total == euros("345.00")


def test_the_plan_of_the_stay_before_is_kept_when_it_is_quoted_again() -> None:
    decided = given().when(a_wish(), the_book_offers(A_DOUBLE, A_DEAR_DOUBLE))
    dearer = decided.when(the_guest_presses(decided.choice(Meaning.TAKE_OFFER), at=SOON))
    again = dearer.when(the_guest_writes(nights=2, at=SOON), the_book_offers(A_DOUBLE, A_DEAR_DOUBLE, at=SOON))
    assert again.said("told.total") == {"total": euros("345.00")}


def test_a_book_that_offers_nothing_says_no() -> None:
    given().when(a_wish(), the_book_offers()).then_says_only("refused.sold_out").then_state(quotes=(), chosen=None)


def test_two_rooms_are_told_as_two() -> None:
    decided = given().when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=1, adults=4, rooms=2),
        the_book_offers(an_offer(nights=1, parties=(Party(2), Party(2)))),
    )
    decided.then_says("told.rooms")
    assert decided.said("told.guests") == {"party": Party(4)}


# A room that is not to be had


@pytest.mark.parametrize(
    ("reason", "said"),
    [(Reason.SOLD_OUT, "quote.room_sold_out"), (Reason.NO_ROOM_FITS, "quote.room_too_small")],
)
def test_a_room_that_is_not_to_be_had_by_its_name_is_looked_for_under_any_other(reason: Reason, said: str) -> None:
    searching = given().when(the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2, room_type=SUITE))
    ask = searching.then_searches(room_type=SUITE).the(SearchRooms).ask
    freed = searching.when(the_book_refuses(reason, ask=ask))
    freed.then_says_only(said).then_searches(room_type=None, nights=3)
    assert freed.state.needs.room_type is None


def test_a_house_that_is_full_says_so_and_keeps_the_party() -> None:
    one_each = (Party(1), Party(1))
    asked_twice = given().when(a_wish(), the_book_refuses(Reason.SOLD_OUT)).then_searches(parties=one_each)
    full = asked_twice.when(the_book_refuses(Reason.SOLD_OUT, ask=an_ask(parties=one_each)))
    full.then_says_only("refused.sold_out").when(
        the_guest_writes(arrival=ARRIVAL + timedelta(days=9), nights=1)
    ).then_searches(parties=(Party(2),))


def test_a_refusal_that_lacks_its_number_is_told_without_one() -> None:
    given().when(a_wish(), the_book_refuses(Reason.MINIMUM_STAY)).then_says_only("refused.otherwise").then_shows(
        Meaning.TALK_TO_PERSON
    )
    given().when(a_wish(), the_book_refuses(Reason.MINIMUM_STAY, limit=5)).then_says_only("refused.minimum_stay")
    given().when(a_wish(), the_book_refuses(Reason.ARRIVAL_IN_PAST)).then_says_only("refused.otherwise")


# The yes


def test_a_yes_to_the_quote_reserves_exactly_that() -> None:
    before = quoted()
    decided = before.when(YES)
    assert decided.then_does_not(Say).the(Book) == Book(
        quote=before.state.quotes[0],
        booker=Booker(name="Ana García", phone="34600000001", language=before.state.language),
    )
    decided.then_state(
        errand=Errand(kind="book", quote=before.state.quotes[0], long_at=SOON + LONG),
        quotes=(),
        chosen=None,
        choices=(),
        asked=None,
    )


def test_a_pressed_yes_reserves_as_a_written_one() -> None:
    before = quoted()
    pressed = before.when(the_guest_presses(before.choice(Meaning.ACCEPT_QUOTE), at=SOON))
    assert pressed.the(Book).quote == before.state.quotes[0]


def test_a_yes_with_the_same_details_again_is_a_yes() -> None:
    quoted().when(the_guest_writes(answer=Answer.YES, adults=2, nights=3, at=SOON)).the(Book)


@pytest.mark.parametrize(
    "message",
    [
        the_guest_writes("sí, pero 4 noches", answer=Answer.YES, nights=4, at=SOON),
        the_guest_writes("sí, somos 3", answer=Answer.YES, adults=3, at=SOON),
        the_guest_writes("sí, la suite", answer=Answer.YES, room_type=SUITE, at=SOON),
        the_guest_writes("no, mejor el 14", answer=Answer.YES, correction=True, arrival=ARRIVAL, nights=5, at=SOON),
    ],
)
def test_a_yes_that_changes_the_stay_asks_the_book_again(message: Message) -> None:
    quoted().when(message).then_does_not(Book).the(SearchRooms)


def test_a_correction_that_changes_nothing_is_no_yes() -> None:
    quoted().when(the_guest_writes("no, mejor 3", answer=Answer.YES, correction=True, nights=3, at=SOON)).then_does_not(
        Book
    ).then_says_only("quote.remind")


def test_no_rather_the_14th_is_quoted_anew_and_asked_about_anew() -> None:
    first = quoted()
    moved = first.when(
        the_guest_writes("no, mejor el 14", correction=True, arrival=ARRIVAL + timedelta(days=2), at=SOON)
    ).then_searches(nights=3, room_type=DOUBLE)
    dearer = moved.when(
        the_book_offers(an_offer(nightly="130.00", arrival=ARRIVAL + timedelta(days=2)), at=SOON)
    ).then_says("told.total", "quote.ask_yes")
    assert dearer.said("told.total") == {"total": euros("390.00")}
    later = SOON + timedelta(minutes=1)
    booked = dearer.when(the_guest_writes(answer=Answer.YES, at=later)).the(Book)
    assert (booked.quote.total, booked.quote.stay.arrival) == (euros("390.00"), ARRIVAL + timedelta(days=2))


def test_the_old_button_does_not_say_yes_to_the_new_quote() -> None:
    first = quoted()
    old = first.choice(Meaning.ACCEPT_QUOTE)
    again = first.when(the_guest_writes(nights=2, at=SOON), the_book_offers(an_offer(nights=2), at=SOON))
    later = SOON + timedelta(minutes=1)
    again.when(the_guest_presses(old, at=later)).then_does_not(Book).then_says_only(
        "unclear.choice_gone", "quote.remind"
    )


def test_a_yes_received_before_the_quote_was_put_cannot_have_meant_it() -> None:
    early = the_guest_writes("sí", answer=Answer.YES, at=SOON, received_at=NOW - timedelta(seconds=1))
    quoted().when(early).then_does_not(Book).then_says_only("quote.remind").then_shows(
        Meaning.ACCEPT_QUOTE, Meaning.DECLINE_QUOTE, Meaning.TALK_TO_PERSON
    )


def test_a_yes_received_before_the_offer_was_picked_from_the_list_cannot_have_meant_it() -> None:
    at = NOW + timedelta(minutes=5)
    picked = offered_a_list().when(the_guest_writes(pick=Pick(2), at=at))
    early = the_guest_writes(
        "sí", answer=Answer.YES, at=at + timedelta(seconds=2), received_at=at - timedelta(minutes=1)
    )
    picked.when(early).then_does_not(Book).then_says_only("quote.remind")


def test_an_old_yes_is_asked_for_again_however_often_it_comes() -> None:
    def old(minutes: int) -> Message:
        at = NOW + timedelta(minutes=minutes)
        return the_guest_writes("sí", answer=Answer.YES, at=at, received_at=at, sent_at=at - timedelta(minutes=16))

    reminded = quoted().when(old(20)).then_does_not(Book).then_says_only("quote.remind")
    again = reminded.when(old(21)).then_does_not(Book).then_says_only("quote.remind")
    again.when(the_guest_writes("sí", answer=Answer.YES, at=NOW + timedelta(minutes=22))).the(Book)


def test_a_yes_of_which_nobody_knows_when_it_was_sent_counts() -> None:
    breathless = evolve(quoted().state, breath=None)
    given(breathless).when(happens(Understood, understanding=Understanding(answer=Answer.YES), at=SOON)).the(Book)


def test_a_yes_of_a_quarter_of_an_hour_ago_still_counts() -> None:
    at = NOW + timedelta(minutes=20)
    quoted().when(
        the_guest_writes("sí", answer=Answer.YES, at=at, received_at=at, sent_at=at - timedelta(minutes=15))
    ).the(Book)


@pytest.mark.parametrize("minutes", [120, 121, 60 * 24])
def test_a_yes_after_the_quote_expired_is_answered_with_a_new_one(minutes: int) -> None:
    late = NOW + timedelta(minutes=minutes)
    searching = quoted().when(the_guest_writes("sí", answer=Answer.YES, at=late))
    searching.then_does_not(Book).then_says_only("quote.expired").then_searches(nights=3, room_type=DOUBLE)
    dearer = searching.when(the_book_offers(an_offer(nightly="150.00"), at=late))
    dearer.then_says("told.total", "quote.ask_yes")
    assert dearer.when(the_guest_writes(answer=Answer.YES, at=late + timedelta(minutes=1))).the(Book).quote.total == (
        euros("450.00")
    )


def test_a_yes_in_the_last_minute_reserves() -> None:
    quoted().when(the_guest_writes("sí", answer=Answer.YES, at=NOW + timedelta(minutes=119))).the(Book)


# What is still missing for a reservation


def test_a_yes_without_a_name_asks_for_it_and_then_reserves() -> None:
    asked = quoted(name=None).when(YES).then_says_only("quote.ask_name").then_does_not(Book)
    asked.then_state(asked=Question.NAME, accepted=asked.state.quotes[0].id)
    booked = asked.when(the_guest_writes("Luz Pérez", name="Luz Pérez", at=SOON)).the(Book)
    assert booked.booker.name == "Luz Pérez"


def test_a_yes_with_a_name_reserves_at_once() -> None:
    decided = quoted(name=None).when(the_guest_writes(answer=Answer.YES, name="Luz Pérez", at=SOON))
    assert decided.the(Book).booker.name == "Luz Pérez"


def test_a_house_that_wants_an_email_asks_for_it_after_the_yes() -> None:
    asked = quoted(rules=HouseRules(email_required=True)).when(YES).then_says_only("quote.ask_email")
    booked = asked.when(the_guest_writes(email="ana@example.org", at=SOON)).the(Book)
    assert booked.booker.email == "ana@example.org"


def test_a_name_told_too_late_finds_the_quote_expired() -> None:
    quoted(name=None).when(YES, the_guest_writes(name="Luz Pérez", at=MUCH_LATER)).then_does_not(Book).then_says_only(
        "quote.expired"
    ).the(SearchRooms)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.LATER])
def test_who_hesitates_instead_of_telling_a_name_has_reserved_nothing(answer: Answer) -> None:
    hesitated = quoted(name=None).when(YES, the_guest_writes(answer=answer, name="Luz Pérez", at=SOON))
    hesitated.then_does_not(Book).then_state(accepted=None)
    hesitated.when(the_guest_writes(name="Luz Pérez", at=SOON)).then_does_not(Book)


def test_another_stay_instead_of_a_name_takes_the_yes_back() -> None:
    moved = quoted(name=None).when(YES, the_guest_writes(name="Luz Pérez", nights=5, at=SOON))
    moved.then_does_not(Book).then_searches(nights=5).then_state(accepted=None)


@pytest.mark.parametrize(
    ("rules", "line"), [(HouseRules(), "quote.ask_name"), (HouseRules(email_required=True), "quote.ask_email")]
)
def test_what_is_missing_is_asked_again_when_the_answer_is_not_understood(rules: HouseRules, line: str) -> None:
    name = None if line == "quote.ask_name" else "Ana García"
    quoted(name=name, rules=rules).when(YES, the_guest_writes("?", at=SOON)).then_says_only("unclear.sorry", line)


# No, later, which


def test_a_no_reserves_nothing_and_asks_what_else() -> None:
    declined = quoted().when(the_guest_writes("no", answer=Answer.NO, at=SOON)).then_says_only("quote.declined")
    declined.then_state(quotes=(), chosen=None, asked=Question.WISH)
    declined.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).then_does_not(Book)


def test_later_leaves_the_price_open_and_says_until_when() -> None:
    later = quoted().when(the_guest_writes("lo pienso", answer=Answer.LATER, at=SOON)).then_says_only("quote.later")
    assert later.said("quote.later") == {"until": Moment(later.house.property.local(NOW + timedelta(minutes=120)))}
    later.when(the_guest_presses(later.choice(Meaning.ACCEPT_QUOTE), at=SOON)).the(Book)


def test_later_to_a_list_keeps_the_list() -> None:
    later = offered_a_list().when(the_guest_writes("lo pienso", answer=Answer.LATER, at=SOON))
    later.then_says_only("quote.later").then_shows(Meaning.TAKE_OFFER, Meaning.TAKE_OFFER)
    later.then_state(asked=Question.WHICH_OFFER)


def test_later_said_too_late_leaves_nothing_open() -> None:
    quoted().when(the_guest_writes("lo pienso", answer=Answer.LATER, at=MUCH_LATER)).then_says_only(
        "quote.declined"
    ).then_state(quotes=(), chosen=None)


@pytest.mark.parametrize(
    ("pick", "total"),
    [
        (Pick(1), "300.00"),
        (Pick(2), "540.00"),
        (Pick(-1), "540.00"),
        (Pick(1, PickBy.PRICE), "300.00"),
        (Pick(-1, PickBy.PRICE), "540.00"),
    ],
)
def test_the_guest_picks_by_place_or_price(pick: Pick, total: str) -> None:
    picked = offered_a_list().when(the_guest_writes(pick=pick, at=SOON)).then_does_not(Book)
    assert picked.said("told.total") == {"total": euros(total)}


@pytest.mark.parametrize("pick", [Pick(3), Pick(-3), Pick(9, PickBy.PRICE)])
def test_a_place_that_was_not_shown_is_asked_about(pick: Pick) -> None:
    offered_a_list().when(the_guest_writes(pick=pick, at=SOON)).then_says_only("quote.which_offer")


def test_a_bare_yes_to_a_list_asks_which() -> None:
    offered_a_list().when(YES).then_says_only("quote.which_offer").then_shows(Meaning.TAKE_OFFER, Meaning.TAKE_OFFER)


def test_a_no_to_a_list_drops_it() -> None:
    offered_a_list().when(the_guest_writes(answer=Answer.NO, at=SOON)).then_says_only("quote.declined")


def test_yes_the_second_shows_the_second_and_asks() -> None:
    offered_a_list().when(the_guest_writes(answer=Answer.YES, pick=Pick(2), at=SOON)).then_does_not(Book).then_says(
        "told.total", "quote.ask_yes"
    )


def test_i_would_like_to_book_asks_for_what_is_open() -> None:
    wish = the_guest_writes("quiero reservar", intents="book", at=SOON)
    quoted().when(wish).then_says_only("quote.remind")
    offered_a_list().when(wish).then_says_only("quote.which_offer")


def test_a_list_that_no_longer_holds_is_not_shown_again() -> None:
    offered_a_list().when(the_guest_writes(answer=Answer.YES, at=MUCH_LATER)).then_says_only("quote.expired").the(
        SearchRooms
    )


def test_an_offer_of_a_list_that_expired_is_looked_for_again() -> None:
    shown = offered_a_list()
    gone = shown.when(the_guest_presses(shown.choice(Meaning.TAKE_OFFER, 1), at=MUCH_LATER))
    gone.then_says_only("quote.expired").then_searches(room_type=SUITE)


def test_another_row_of_the_list_may_be_pressed_after_one_was_put() -> None:
    shown = offered_a_list()
    double, suite = (shown.choice(Meaning.TAKE_OFFER, place) for place in (0, 1))
    put = shown.when(the_guest_presses(double, at=SOON))
    assert put.said("told.total") == {"total": euros("300.00")}
    reminded = put.when(the_guest_writes("?", at=SOON)).then_says("quote.remind")
    other = reminded.when(the_guest_presses(suite, at=SOON))
    assert other.said("told.total") == {"total": euros("540.00")}
    accepted = other.when(the_guest_writes(answer=Answer.YES, at=SOON + timedelta(minutes=1)))
    assert accepted.the(Book).quote.total == euros("540.00")


def test_rather_the_other_one_in_words_shows_the_list_again() -> None:
    put = offered_a_list().when(the_guest_writes(pick=Pick(1), at=SOON))
    put.when(the_guest_writes("mejor la segunda", correction=True, pick=Pick(2), at=SOON)).then_says_only(
        "quote.which_offer"
    ).then_shows(Meaning.TAKE_OFFER, Meaning.TAKE_OFFER)


def test_another_party_after_the_list_searches_again_for_them() -> None:
    offered_a_list().when(the_guest_writes("somos 3", adults=3, at=SOON)).then_searches(parties=(Party(3),)).then_state(
        quotes=(), choices=()
    )


def test_a_room_named_after_the_list_is_searched_for_by_name() -> None:
    offered_a_list().when(the_guest_writes("la suite", room_type=SUITE, at=SOON)).then_searches(room_type=SUITE)


def test_a_question_for_the_price_quotes_anew() -> None:
    quoted().when(the_guest_writes("¿cuánto era?", intents="price", at=SOON)).the(SearchRooms)


def test_a_quote_that_expired_unanswered_is_not_reminded_of() -> None:
    quoted().when(the_guest_writes("quiero reservar", intents="book", at=MUCH_LATER)).then_says_only(
        "quote.expired"
    ).the(SearchRooms)


def test_a_yes_to_a_quote_that_is_gone_looks_again() -> None:
    gone = evolve(quoted().state, quotes=())
    given(gone).when(YES).then_does_not(Book, Modify).then_says_only("quote.expired").the(SearchRooms)


def test_nothing_but_a_guests_yes_makes_a_book_command() -> None:
    costly: tuple[type[Effect], ...] = (Book, Modify)
    quoted().when(the_guest_writes("gracias", at=SOON)).then_does_not(*costly)
    quoted().when(the_guest_writes("soy Ana", name="Ana López", at=SOON)).then_does_not(*costly).then_says(
        "quote.remind"
    )
    quoted().when(the_book_offers(A_DOUBLE, at=SOON)).then_does_not(*costly).the(Say)


def test_a_guest_nobody_could_reach_is_asked_for_an_address_or_a_telephone_first() -> None:
    unreached = given(a_conversation(known=a_guest("Ana García"))).when(a_wish(), the_book_offers(A_DOUBLE), YES)
    unreached.then_does_not(Book).then_says_only("quote.ask_contact").then_state(asked=Question.EMAIL)
    by_phone = unreached.when(the_guest_writes("600 000 002", phone="34600000002", at=SOON)).the(Book)
    by_email = unreached.when(the_guest_writes("a@example.org", email="a@example.org", at=SOON)).the(Book)
    assert (by_phone.booker.phone, by_email.booker.email) == ("34600000002", "a@example.org")


def test_other_rates_of_the_room_are_told_and_may_be_taken_instead() -> None:
    both = given(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        a_wish(), the_book_offers(A_DOUBLE, A_DEAR_DOUBLE)
    )
    both.then_says("quote.other_plan").then_shows(Meaning.ACCEPT_QUOTE, Meaning.DECLINE_QUOTE, Meaning.TAKE_OFFER)
    assert both.said("quote.other_plan")["total"] == euros("345.00")
    taken = both.when(the_guest_presses(both.choice(Meaning.TAKE_OFFER), at=SOON))
    assert taken.said("told.total") == {"total": euros("345.00")}
    assert taken.when(the_guest_writes("sí", answer=Answer.YES, at=SOON)).the(Book).quote.total == euros("345.00")


def test_a_yes_that_came_before_the_quote_went_out_is_asked_for_again_with_the_quote() -> None:
    early = quoted().when(the_guest_writes("sí", answer=Answer.YES, unheard=True, at=SOON)).then_does_not(Book)
    early.then_says("told.total", "quote.ask_yes")
    later = early.when(the_guest_writes("sí", answer=Answer.YES, at=SOON + timedelta(minutes=1)))
    assert later.the(Book).quote.total == euros("300.00")


def test_a_press_on_a_quote_that_is_not_noted_as_sent_yet_is_a_yes_to_it() -> None:
    shown = quoted()
    token = shown.choice(Meaning.ACCEPT_QUOTE)
    press = GuestChose(key=EventKey("message:press"), at=SOON, sent_at=SOON, unheard=True, token=token)
    assert shown.when(the_guest_sends(press, at=SOON)).the(Book).quote.total == euros("300.00")


def test_the_button_of_a_quote_still_holds_when_the_quote_was_put_once_more() -> None:
    first = quoted()
    button = first.choice(Meaning.ACCEPT_QUOTE)
    reminded = first.when(the_guest_writes("hola", intents="greet", at=SOON))
    meanwhile = the_guest_presses(button, at=SOON + timedelta(seconds=2), received_at=SOON - timedelta(seconds=1))
    assert reminded.when(meanwhile).the(Book).quote.total == euros("300.00")


def test_a_press_of_long_ago_reserves_nothing_although_its_button_still_holds() -> None:
    first = quoted()
    button = first.choice(Meaning.ACCEPT_QUOTE)
    late = the_guest_presses(button, at=NOW + timedelta(minutes=20), sent_at=NOW + timedelta(minutes=1))
    first.when(late).then_does_not(Book).then_says_only("quote.remind")


def test_a_mere_ok_after_the_guest_put_it_off_is_no_yes() -> None:
    put_off = quoted().when(the_guest_writes("lo pienso", answer=Answer.LATER, at=SOON)).then_says("quote.later")
    put_off.when(the_guest_writes("ok", answer=Answer.YES, firm=False, at=SOON)).then_does_not(Book).then_says(
        "quote.shall_i"
    )
    sure = put_off.when(the_guest_writes("sí, confirmo", answer=Answer.YES, at=SOON))
    assert sure.the(Book).quote.total == euros("300.00")


def test_a_mere_ok_to_the_quote_is_asked_about_outright_and_one_to_that_question_is_a_yes() -> None:
    ok = the_guest_writes("ok", answer=Answer.YES, firm=False, at=SOON)
    asked = quoted().when(ok).then_does_not(Book).then_says_only("quote.shall_i")
    agreed = asked.when(the_guest_writes("ok", answer=Answer.YES, firm=False, at=SOON + timedelta(seconds=9)))
    assert agreed.the(Book).quote.total == euros("300.00")


def test_thanks_for_a_quote_reserve_nothing_however_often() -> None:
    story = quoted()
    for seconds in (1, 2, 3):
        at = SOON + timedelta(seconds=seconds)
        thanks = the_guest_writes("great, thank you", intents="thanks", answer=Answer.YES, firm=False, at=at)
        story = story.when(thanks).then_does_not(Book).then_says("quote.shall_i")


def test_after_something_else_a_mere_ok_is_asked_about_once_more() -> None:
    asked = quoted().when(the_guest_writes("ok", answer=Answer.YES, firm=False, at=SOON))
    reminded = asked.when(the_guest_writes("hola", intents="greet", at=SOON)).then_says("quote.remind")
    later = SOON + timedelta(seconds=9)
    reminded.when(the_guest_writes("ok", answer=Answer.YES, firm=False, at=later)).then_does_not(Book)


def test_a_name_that_comes_late_does_not_reserve() -> None:
    named = quoted(name=None).when(YES).then_says_only("quote.ask_name")
    late = the_guest_writes("Ana García", name="Ana García", at=SOON + timedelta(hours=1), sent_at=SOON)
    named.when(late).then_does_not(Book).then_says("quote.remind")


def test_another_rate_may_be_asked_for_by_name() -> None:
    both = quoted_at_two_rates().when(the_guest_writes("con desayuno", rate_plan=RatePlanId("breakfast"), at=SOON))
    dear = both.then_searches().when(the_book_offers(A_DOUBLE, A_DEAR_DOUBLE, at=SOON))
    assert dear.said("told.total") == {"total": euros("345.00")}
    assert dear.said("quote.other_plan")["total"] == euros("300.00")


def test_a_child_who_comes_along_takes_no_adults_place() -> None:
    two = given(a_conversation(known=a_guest("Ana García"))).when(
        the_guest_writes("para 2", intents="book", arrival=ARRIVAL, nights=3, guests=2), the_book_offers(A_DOUBLE)
    )
    two.when(the_guest_writes("también viene un bebé", child_ages=[0], at=SOON)).then_searches(
        parties=(Party(2, (0,)),)
    )


def test_what_is_told_again_is_answered_with_the_open_question() -> None:
    quoted().when(the_guest_writes("3 noches", nights=3, at=SOON)).then_says_only("quote.remind")


def quoted_at_two_rates() -> Decided:
    """A guest to whom a double was quoted, with its other rate."""
    start = given(a_conversation(known=a_guest("Ana García", phone="34600000001")))
    return start.when(a_wish(), the_book_offers(A_DOUBLE, A_DEAR_DOUBLE))


def test_whoever_presses_a_yes_again_after_the_reservation_is_shown_what_became_of_it() -> None:
    button = quoted().choice(Meaning.ACCEPT_QUOTE)
    reserved = evolve(a_conversation(), made=(ConfirmationNumber("ABC234"),))
    pressed = given(reserved).when(the_guest_presses(button, at=SOON)).then_says_only("unclear.choice_gone")
    assert pressed.the(FindReservation).by == "ABC234"
    shown = pressed.when(the_book_finds(a_reservation(), at=SOON))
    shown.then_says("reservation.here_it_is").then_state(purpose=None)
