"""What stays of a guest who is forgotten: that something was said, and to whom it was meant."""

from datetime import UTC, datetime

from hotel_agent.domain.conversations.effects import PassOn, Say, WakeAt
from hotel_agent.domain.conversations.erased import says_nothing, with_nothing_said, without_words
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.replies import Part, Reply, Words
from hotel_agent.domain.conversations.staff_acts import StaffAnswered, StaffNoted, StaffWrote
from hotel_agent.domain.ids import EventKey
from hotel_agent.domain.language import Language

AT = datetime(2027, 3, 14, tzinfo=UTC)
SPANISH = Language("es")


def test_of_what_was_said_to_a_guest_nothing_stays_but_that_it_was() -> None:
    said = Say(reply=Reply(parts=(Part("greeting", (("name", Words("Ana")),)),)), language=SPANISH, unasked=True)
    passed_on = PassOn(text="Ana, your room is ready", by="Rosa", language=SPANISH)
    assert not says_nothing(said)
    assert not says_nothing(passed_on)
    assert with_nothing_said(said) == Say(reply=Reply(parts=()), language=SPANISH, unasked=True)
    assert with_nothing_said(passed_on) == PassOn(text="", by="Rosa", language=SPANISH)
    for left in (with_nothing_said(said), with_nothing_said(passed_on)):
        assert isinstance(left, Say | PassOn)
        assert says_nothing(left)


def test_what_says_nothing_to_a_guest_stays_as_it_is() -> None:
    wake = WakeAt(at=AT, about="book")
    assert with_nothing_said(wake) == wake


def test_the_words_our_people_wrote_to_a_guest_go_and_their_notes_stay() -> None:
    key = EventKey("staff:1")
    answered = without_words(StaffAnswered(key=key, at=AT, text="Ana", by="Rosa"))
    assert answered == StaffAnswered(key=key, at=AT, text="", by="Rosa")
    assert without_words(StaffWrote(key=key, at=AT, text="Ana")) == StaffWrote(key=key, at=AT)
    assert without_words(CarriedOver(key=key, at=AT, text="Ana")) == CarriedOver(key=key, at=AT, text="")
    note = StaffNoted(key=key, at=AT, text="paid in cash", by="Rosa")
    assert without_words(note) == note
