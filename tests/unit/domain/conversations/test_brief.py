"""What staff read when they are wanted: who, what is wanted, what was quoted, what is open."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.brief import QUESTIONS, REASONS, WISHES, brief, tell_staff
from hotel_agent.domain.conversations.conversation import Conversation, Errand, HandoverReason, KnownGuest, Needs
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.events import DeskFailed
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.replies import Count, Day, Line, Moment, Part, Sayings, Term, Value, Words
from hotel_agent.domain.conversations.talk import Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import EventKey
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    a_conversation,
    a_house,
    a_quote,
    a_reservation,
    an_offer,
    given,
    the_book_offers,
    the_guest_writes,
)

DEPARTURE = ARRIVAL + timedelta(days=3)
NOTHING = a_conversation()


def wanted(needs: Needs) -> dict[str, Value]:
    first, _, _ = brief(a_house(), evolve(NOTHING, needs=needs))
    return first.named


def open_question(state: Conversation) -> dict[str, Value]:
    _, _, last = brief(a_house(), state)
    return last.named


def test_staff_read_in_three_lines_who_wants_what_what_was_quoted_and_what_is_open() -> None:
    named = evolve(a_conversation(), known=KnownGuest(name="Ana García", phone="+34600000000"))
    quoted = given(named).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2), the_book_offers(an_offer())
    )
    told = quoted.when(the_guest_writes("con una persona", intents="person")).the(NotifyStaff)
    quote, house = quoted.state.quotes[0], a_house()
    assert told.lines == (
        Part(
            "staff.wanted",
            (
                ("guest", Words(f"Ana García, +34600000000, {NOTHING.channel}")),
                ("wish", Term("staff.wish.book")),
                ("stay", Stay(ARRIVAL, DEPARTURE)),
                ("party", Party(2)),
            ),
        ),
        Part(
            "staff.quoted",
            (
                ("room", quote.offer.room_stays[0].name),
                ("stay", Stay(ARRIVAL, DEPARTURE)),
                ("total", quote.total),
                ("until", Moment(house.property.local(quote.expires_at))),
            ),
        ),
        Part("staff.open", (("question", Term("staff.asked.quote")), ("reservation", Term("staff.no_reservation")))),
    )
    assert "Ana" not in repr(told)


def test_of_a_guest_who_said_nothing_staff_read_that() -> None:
    first, second, third = brief(a_house(), NOTHING)
    assert first.named["wish"] == Term("staff.wish.other")
    assert first.named["guest"] == Words(NOTHING.channel)
    assert second == Part("staff.nothing_quoted")
    assert third.named == {"question": Term("staff.asked.nothing"), "reservation": Term("staff.no_reservation")}


@pytest.mark.parametrize(
    ("needs", "stay"),
    [
        (Needs(), Term("staff.no_dates")),
        (Needs(arrival=ARRIVAL), Sayings((Part("staff.arrives", (("arrival", Day(ARRIVAL)),)),))),
        (Needs(departure=DEPARTURE), Sayings((Part("staff.leaves", (("departure", Day(DEPARTURE)),)),))),
        (Needs(arrival=ARRIVAL, departure=DEPARTURE), Stay(ARRIVAL, DEPARTURE)),
        (
            Needs(arrival=DEPARTURE, departure=ARRIVAL),
            Sayings((Part("staff.arrives", (("arrival", Day(DEPARTURE)),)),)),
        ),
    ],
)
def test_dates_are_told_as_far_as_they_are_known(needs: Needs, stay: Value) -> None:
    assert wanted(needs)["stay"] == stay


@pytest.mark.parametrize(
    ("needs", "party"),
    [
        (Needs(), Term("staff.no_party")),
        (Needs(adults=2), Party(2)),
        (Needs(adults=2, children=1, child_ages=(5,)), Party(2, (5,))),
        (Needs(adults=2, children=2, child_ages=(5,)), 4),
        (Needs(adults=2, children=1), 3),
        (Needs(adults=2, children=1, child_ages=(40,)), 3),
        (Needs(children=2), 2),
        (Needs(guests=5), 5),
        (Needs(adults=0), Term("staff.no_party")),
        (Needs(adults=-1), Term("staff.no_party")),
    ],
)
def test_people_are_told_as_far_as_they_are_known(needs: Needs, party: Value | int) -> None:
    heads = Sayings((Part("staff.people", (("limit", Count(party)),)),)) if isinstance(party, int) else party
    assert wanted(needs)["party"] == heads


def test_a_brief_knows_what_is_under_way_and_what_was_made() -> None:
    quote = a_quote(id="q9")
    busy = evolve(NOTHING, errand=Errand(kind="modify", quote=quote, number=a_reservation().number))
    _, quoted, last = brief(a_house(), busy)
    assert quoted.named["total"] == quote.total
    assert last.named == {"question": Term("staff.under_way.modify"), "reservation": Words("ABC234")}
    assert open_question(evolve(NOTHING, made=(a_reservation().number,)))["reservation"] == Words("ABC234")
    known = evolve(NOTHING, reservation=a_reservation(number="XYZ789"), made=(a_reservation().number,))
    assert open_question(known)["reservation"] == Words("XYZ789")


@pytest.mark.parametrize("question", Question)
def test_any_question_of_ours_can_be_told(question: Question) -> None:
    line = QUESTIONS.get(question, Line("staff.asked.nothing"))
    assert open_question(evolve(NOTHING, asked=question))["question"] == Term(line.name)


def test_every_purpose_a_conversation_may_have_is_called_something() -> None:
    lasting = {name for name, intent in INTENTS.items() if intent.lasting}
    assert lasting <= set(WISHES), "say in domain/conversations/brief.py what this wish is called"


def test_every_reason_for_a_handover_is_called_something_but_where_somebody_has_taken_it_already() -> None:
    assert set(REASONS) >= {reason.value for reason in HandoverReason} - {"staff_took_over", "another_app", "blocked"}


def test_staff_are_told_more_than_the_brief_where_there_is_more() -> None:
    talk = Talk(state=NOTHING, event=DeskFailed(key=EventKey("e"), at=NOW), house=a_house())
    more = Part("staff.last_said", (("text", Words("hola")),))
    told = tell_staff(talk, "own_failure", more, urgent=True)
    assert told.lines == (*brief(a_house(), NOTHING), more)
    assert (told.reason, told.urgent) == ("own_failure", True)


def test_staff_are_told_of_nothing_that_has_no_name() -> None:
    talk = Talk(state=NOTHING, event=DeskFailed(key=EventKey("e"), at=NOW), house=a_house())
    with pytest.raises(Bug, match="tea"):
        tell_staff(talk, "tea")
