"""In the shadow the machine says nothing and writes nothing, whatever happens; what it never said nobody can accept."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import (
    Coming,
    Conversation,
    Errand,
    Handover,
    HandoverReason,
    InRoom,
    Standing,
)
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.drafts import Draft, Fate
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Modify,
    NotifyStaff,
    PassOn,
    Say,
    SayOtherwise,
    SendLinkCode,
    Understand,
    WakeAt,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    DeliveryNoted,
    DeskFailed,
    GivenUp,
    GuestWrote,
    TimePassed,
    Understood,
)
from hotel_agent.domain.conversations.handover import TIMEOUT
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.occasions import about
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.shadow import UNSAID, UNWRITTEN, alerted, drafted_upon
from hotel_agent.domain.conversations.staff_acts import ControlPassed, StaffAnswered, StaffBlocked, StaffTookOver
from hotel_agent.domain.conversations.staff_tasks import StaffTask
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.ids import ConfirmationNumber, DraftId, EffectKey, EventKey, ProviderId
from hotel_agent.domain.tenants.stay_messages import Occasion
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    a_quote,
    a_reservation,
    an_offer,
    given,
    happens,
    the_book_offers,
    the_guest_sends,
    the_guest_writes,
)

SOON = NOW + timedelta(minutes=1)
TWELVE_HOURS = timedelta(hours=12)
SHADOW = evolve(a_house(), shadow=True)
QUOTE = a_quote()
WISH = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
YES = the_guest_writes("sí", answer=Answer.YES, at=SOON)
REACHES_OUT = (Say, Book, Modify, Cancel, SendLinkCode)


def quoted() -> Decided:
    """A guest who was told a quote before the shadow fell."""
    return given().when(WISH, the_book_offers(an_offer()))


def darkened(decided: Decided) -> Decided:
    return given(decided.state, SHADOW)


def held(state: Conversation) -> Handover:
    assert state.handover is not None
    return state.handover


def reasons(decided: Decided) -> list[str]:
    return [effect.reason for effect in decided.effects if isinstance(effect, NotifyStaff)]


def a_draft(after: Conversation | None, fate: Fate) -> Draft:
    state = a_conversation()
    return Draft(
        key=DraftId("one"),
        conversation=state.id,
        property_id=state.property_id,
        at=NOW,
        events=(EventKey("message:1"),),
        text="La doble cuesta 300 €",
        language=state.language,
        intent="price",
        after=after,
        fate=fate,
    )


# What a guest writes


def test_what_a_guest_writes_is_listened_to_and_a_person_is_told() -> None:
    first = given(house=SHADOW).when(WISH.turn).then_does_not(*REACHES_OUT)
    assert reasons(first) == ["shadow"]
    assert first.the(WakeAt).at == NOW + TWELVE_HOURS
    first.the(Understand)
    assert (first.state.standing, held(first.state).reason) == (Standing.WAITING, HandoverReason.SHADOW)
    heard = first.when(Understood(key=EventKey("m"), at=NOW, understanding=WISH.understanding))
    heard.then_ignores("with_staff").then_state(purpose="book", quotes=())
    assert heard.state.needs.adults == 2


def test_of_a_guest_who_waits_already_nobody_is_told_again() -> None:
    again = given(house=SHADOW).when(WISH).when(the_guest_writes(at=SOON).turn)
    assert reasons(again) == []
    assert held(again.state).since == NOW


def test_a_yes_to_what_was_quoted_before_books_nothing() -> None:
    said = darkened(quoted()).when(YES).then_does_not(*REACHES_OUT).then_state(quotes=(), choices=(), errand=None)
    assert held(said.state).quote is not None
    quoted().when(YES).the(Say)


@pytest.mark.parametrize("taken", [happens(StaffTookOver, by="Eva"), happens(StaffBlocked, by="Eva")])
def test_whose_the_conversation_is_keeps_it(taken: StaffTookOver) -> None:
    theirs = given(house=SHADOW).when(taken)
    later = theirs.when(the_guest_writes(at=SOON)).then_does_not(*REACHES_OUT)
    assert held(later.state).by == "Eva"


def test_a_guest_who_comes_back_from_another_app_is_answered_by_people() -> None:
    back = given(house=SHADOW).when(happens(ControlPassed, to_us=False)).when(the_guest_sends(wrote(), at=SOON).turn)
    back.then_does_not(*REACHES_OUT)
    assert held(back.state).reason is HandoverReason.SHADOW


def wrote() -> GuestWrote:
    return GuestWrote(key=EventKey("message:1"), at=SOON, sent_at=SOON, text="hola")


# What people write


def test_what_people_write_goes_out() -> None:
    answered = given(house=SHADOW).when(WISH, happens(StaffAnswered, text="Hola, soy Eva", by="Eva", at=SOON))
    assert answered.the(PassOn).text == "Hola, soy Eva"
    assert answered.state.standing is Standing.STAFF


def test_what_another_door_could_not_carry_is_the_machines_and_a_person_is_told() -> None:
    carried = given(house=SHADOW).when(happens(CarriedOver, text="Su reserva", at=SOON)).then_does_not(PassOn)
    assert reasons(carried) == ["shadow"]
    assert held(carried.state).reason is HandoverReason.SHADOW
    given().when(happens(CarriedOver, text="Su reserva")).the(PassOn)


# What happens by itself


def test_what_came_of_a_command_begun_before_is_told_to_people() -> None:
    begun = evolve(a_conversation(), errand=Errand(kind="book", quote=QUOTE), purpose="book")
    made = given(begun, SHADOW).when(happens(Booked, reservation=a_reservation(), at=SOON))
    made.then_does_not(*REACHES_OUT).then_state(errand=None, made=(a_reservation().number,))
    assert reasons(made) == ["shadow"]
    assert made.state.standing is Standing.WAITING
    with_eva = given(evolve(begun, handover=evas()), SHADOW).when(happens(Booked, reservation=a_reservation(), at=SOON))
    assert reasons(with_eva) == ["shadow"]
    assert with_eva.then_does_not(*REACHES_OUT).state.handover == evas()


def evas() -> Handover:
    return Handover(reason=HandoverReason.STAFF_TOOK_OVER, since=NOW, until=NOW + TWELVE_HOURS, by="Eva")


def test_what_goes_wrong_is_told_to_people_only_and_once() -> None:
    failed = given(house=SHADOW).when(happens(DeskFailed, at=SOON)).then_does_not(*REACHES_OUT)
    assert reasons(failed) == ["own_failure"]


def test_whatever_the_machine_decides_without_a_person_there_neither_writes_nor_says_anything() -> None:
    # The words were read while nobody had the conversation, and the shadow fell before they were decided.
    ready = evolve(quoted().state, known=a_guest("Ana Pérez", email="ana@x.org", phone="+34600123456"))
    bright = given(ready).when(YES)
    bright.the(Book)
    turn = given(ready).when(YES.turn)
    dark = darkened(turn).when(Understood(key=EventKey("m"), at=SOON, understanding=YES.understanding))
    dark.then_does_not(*REACHES_OUT).then_state(errand=None, quotes=())
    assert reasons(dark) == ["shadow"]


def test_timers_find_a_person_there_and_leave_nobody_behind() -> None:
    reservation = a_reservation()
    stay = reservation.stay
    coming = Coming(number=reservation.number, arrival=stay.arrival, departure=stay.departure)
    state = evolve(a_conversation(), coming=(coming,))
    early = given(state, SHADOW).when(happens(TimePassed, about=about(Occasion.WELCOME, reservation.number), at=SOON))
    early.then_does_not(*REACHES_OUT).then_state(handover=None, coming=(coming,))
    reminded = darkened(quoted()).when(happens(TimePassed, about="whatever", at=SOON))
    reminded.then_state(handover=None, quotes=quoted().state.quotes)
    with_eva = given(evolve(state, handover=evas()), SHADOW).when(happens(TimePassed, about="whatever", at=SOON))
    with_eva.then_state(handover=evas())


def test_a_quote_nobody_answered_is_not_brought_back_to_mind() -> None:
    asked = quoted()
    for quote in asked.state.quotes:
        timer = about(Occasion.OPEN_QUOTE, quote.id)
        darkened(asked).when(happens(TimePassed, about=timer, at=at_last(asked))).then_does_not(*REACHES_OUT)


def at_last(decided: Decided) -> datetime:
    return min(quote.expires_at for quote in decided.state.quotes) - timedelta(minutes=1)


def test_who_waits_in_the_shadow_goes_on_waiting_when_nobody_comes() -> None:
    waiting = given(house=SHADOW).when(WISH)
    late = waiting.when(happens(TimePassed, about=TIMEOUT, at=NOW + TWELVE_HOURS)).then_does_not(*REACHES_OUT, WakeAt)
    assert reasons(late) == ["shadow"]
    assert held(late.state) == evolve(held(waiting.state), until=NOW + 2 * TWELVE_HOURS)
    again = late.when(the_guest_writes(at=NOW + 3 * TWELVE_HOURS).turn)
    assert reasons(again) == ["shadow"]


def test_a_conversation_somebody_had_for_long_enough_is_nobodys() -> None:
    theirs = given(house=SHADOW).when(happens(StaffTookOver, by="Eva"))
    theirs.when(happens(TimePassed, about=TIMEOUT, at=NOW + TWELVE_HOURS)).then_state(handover=None)
    given(house=SHADOW).when(happens(TimePassed, about=TIMEOUT, at=NOW)).then_state(handover=None)


def test_what_our_people_wrote_is_tried_again_in_another_way() -> None:
    failed = happens(
        DeliveryNoted,
        message=ProviderId("m"),
        state=DeliveryState.FAILED,
        hindrance=Hindrance.WINDOW,
        effect=EffectKey("e"),
    )
    given(house=SHADOW).when(failed).the(SayOtherwise)


# What was decided before, and kept back


@pytest.mark.parametrize("house", [SHADOW, a_house()])
def test_what_was_kept_from_being_said_counts_as_unsaid_even_if_the_shadow_has_gone(house: House) -> None:
    state = evolve(quoted().state, errand=Errand(kind="book", quote=QUOTE))
    told = given(state, house).when(happens(GivenUp, effect="e", command=UNSAID, at=SOON)).then_does_not(*REACHES_OUT)
    told.then_state(quotes=(), choices=(), errand=state.errand)
    assert reasons(told) == ["shadow"]
    written = given(state, house).when(happens(GivenUp, effect="e", command=UNWRITTEN, at=SOON))
    written.then_does_not(*REACHES_OUT).then_state(quotes=(), errand=None)
    with_eva = given(evolve(state, handover=evas()), house).when(happens(GivenUp, effect="e", command=UNWRITTEN))
    with_eva.then_state(handover=evas(), errand=None)
    assert reasons(with_eva) == ["shadow"]


# Once it is gone


def test_once_the_shadow_is_gone_the_machine_answers_whom_nobody_took() -> None:
    waiting = given(house=SHADOW).when(WISH)
    back = given(waiting.state).when(the_guest_writes("hola", intents="greet", at=SOON))
    back.then_state(handover=None)
    back.then_says("greet.hello_again")
    taken = waiting.when(happens(StaffTookOver, by="Eva", at=SOON))
    given(taken.state).when(the_guest_writes("hola", intents="greet", at=SOON)).then_ignores("with_staff")


# What a draft is made upon


def test_a_draft_is_made_as_if_the_machine_had_the_conversation() -> None:
    waiting = given(house=SHADOW).when(WISH).state
    assert drafted_upon(waiting, None) == evolve(waiting, handover=None)


@pytest.mark.parametrize("fate", [each for each in Fate if each is not Fate.UNCHANGED])
def test_what_was_not_sent_as_it_was_is_not_believed_to_have_been_said(fate: Fate) -> None:
    waiting = given(house=SHADOW).when(WISH).state
    assert drafted_upon(waiting, a_draft(quoted().state, fate)).quotes == ()
    assert drafted_upon(waiting, a_draft(None, Fate.UNCHANGED)).quotes == ()


def test_what_was_sent_as_it_was_may_be_answered() -> None:
    waiting = evolve(given(house=SHADOW).when(WISH).state, made=(ConfirmationNumber("R1"),))
    told = evolve(quoted().state, errand=Errand(kind="book"), made=())
    upon = drafted_upon(waiting, a_draft(told, Fate.UNCHANGED))
    assert (upon.quotes, upon.asked, upon.needs) == (told.quotes, told.asked, told.needs)
    # What is known of the guest and of their reservations is known from the conversation itself.
    assert (upon.handover, upon.errand, upon.choices, upon.made) == (None, None, (), waiting.made)


# What a draft wants of our people


def test_what_a_draft_wants_of_our_people_is_theirs_to_do() -> None:
    waiting = given(house=SHADOW).when(WISH).state
    task = StaffTask(number=1, reason="service_request", since=NOW)
    wanted = Handover(reason=HandoverReason.URGENT, since=NOW, until=SOON)
    drafted = evolve(waiting, handover=wanted, tasks=(task,), room=InRoom(number="12", at=NOW))
    told = alerted(waiting, drafted)
    assert held(told) == evolve(held(waiting), reason=HandoverReason.URGENT)
    assert told.tasks == (task,)
    assert alerted(waiting, evolve(drafted, handover=None)).handover == waiting.handover
    assert alerted(evolve(waiting, handover=evas()), drafted).handover == evas()
    assert alerted(evolve(waiting, handover=None), drafted).handover is None
