"""What guests do when they are asked for a yes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import evolve

from hotel_agent.domain.conversations.effects import Book, Cancel, Modify
from hotel_agent.domain.conversations.events import GuestChose, GuestReacted, GuestRevoked, GuestWrote
from hotel_agent.domain.conversations.staff_acts import StaffReleased, StaffWrote
from hotel_agent.domain.conversations.staff_buttons import StaffButton
from hotel_agent.domain.conversations.understanding import Answer, Slots, Understanding
from hotel_agent.domain.ids import ChoiceToken, EventKey, ProviderId
from hotel_agent.domain.party import Party
from hotel_agent.testing.machines.asides import WHERE
from hotel_agent.testing.machines.dialogue import Dialogue
from hotel_agent.testing.machines.guest import YES
from hotel_agent.testing.oracles.consent import Put

Reaction = Callable[[Dialogue, Put], None]


def plainly(talk: Dialogue, _put: Put) -> None:
    """Yes."""
    talk.says_yes()


def twice(talk: Dialogue, _put: Put) -> None:
    """Yes. Yes!"""
    talk.says_yes()
    talk.says_yes()


def before_it_was_asked(talk: Dialogue, put: Put) -> None:
    """A yes that was here before the question was."""
    talk.writes(YES, received_at=put.at - timedelta(seconds=1))


def long_ago(talk: Dialogue, _put: Put) -> None:
    """A yes that was under way for longer than a yes keeps."""
    talk.now += timedelta(minutes=16)
    talk.writes(YES, sent_at=talk.now - timedelta(minutes=16))


def in_the_last_second(talk: Dialogue, put: Put) -> None:
    """A yes while what was asked about still holds."""
    talk.now = max(talk.now, put.until - timedelta(seconds=2))
    talk.says_yes()


def too_late(talk: Dialogue, put: Put) -> None:
    """A yes when it no longer holds."""
    talk.now = max(talk.now, put.until)
    talk.says_yes()


def once_it_is_dearer(talk: Dialogue, _put: Put) -> None:
    """A cancellation is asked about just before it becomes dearer, and the yes comes just after."""
    rungs = [talk.book.next_rung(number, talk.now) for number in talk.book.numbers]
    rung = min((each for each in rungs if each is not None), default=None)
    if rung is None:
        return
    talk.now = max(talk.now, rung - timedelta(minutes=1))
    talk.goes_along("cancel_reservation", 1, patient=True)
    talk.now = max(talk.now, rung + timedelta(seconds=1))
    talk.says_yes()


def after_staff_were_there(talk: Dialogue, _put: Put) -> None:
    """A yes to what was asked before somebody of the hotel wrote."""
    talk.happens(StaffWrote(key=talk.key(), at=talk.now))
    talk.happens(StaffReleased(key=talk.key(), at=talk.now))
    talk.says_yes()


def to_a_person(talk: Dialogue, _put: Put) -> None:
    """A yes pressed below what somebody of the hotel wrote before."""
    button, at = StaffButton.named("of before", "Sí"), talk.now
    pressed = GuestChose(key=talk.key(), at=at, sent_at=at, token=button.token, title=button.title)
    effects = talk.sends([pressed], YES)
    assert not any(isinstance(each, Book | Modify | Cancel) for each in effects), "what a person asked is agreed to"


def taken_back(talk: Dialogue, _put: Put) -> None:
    """A yes deleted before anybody read it."""
    name, at = ProviderId("a yes"), talk.now
    written = GuestWrote(key=EventKey(f"message:{name}"), at=at, sent_at=at, text="...")
    effects = talk.sends([written, GuestRevoked(key=talk.key(), at=at, sent_at=at, original=name)], YES)
    assert not any(isinstance(each, Book | Modify | Cancel) for each in effects), "a yes that was taken back counts"


def with_more_people(talk: Dialogue, put: Put) -> None:
    """Yes, but there will be three of us. Where three were quoted, that is a mere yes."""
    party = put.said.get("party")
    if isinstance(party, Party) and party.adults == 3:
        return
    effects = talk.writes(Understanding(answer=Answer.YES, slots=Slots(adults=3)))
    assert not any(isinstance(each, Book | Modify) for each in effects), "what was not quoted is reserved"


def by_button(talk: Dialogue, put: Put) -> None:
    """The finger on the yes."""
    _press(talk, _yes(talk, put))


def by_button_twice(talk: Dialogue, put: Put) -> None:
    """A trembling finger."""
    button = _yes(talk, put)
    _press(talk, button, button)
    _press(talk, button)


def by_an_old_button(talk: Dialogue, put: Put) -> None:
    """The yes of a quote that another has replaced since."""
    button = _yes(talk, put)
    talk.writes(Understanding(slots=Slots(nights=3)))
    _press(talk, button)


def no(talk: Dialogue, put: Put) -> None:
    """The finger on the no."""
    _press(talk, talk.watch.buttons.get("choice.keep_reservation" if put.kind is Cancel else "choice.decline"))


def a_sign(talk: Dialogue, _put: Put) -> None:
    """A thumb up, which means whatever one likes."""
    talk.sends([GuestReacted(key=talk.key(), at=talk.now, sent_at=talk.now, to=ProviderId("m"), emoji="👍")])


def with_a_question(talk: Dialogue, _put: Put) -> None:
    """A question first, then yes."""
    talk.asks_in_between()
    talk.says_yes()


def with_a_question_beside(talk: Dialogue, _put: Put) -> None:
    """Yes, and where are you?"""
    talk.says_yes(evolve(WHERE, answer=Answer.YES))


REACTIONS: Final[tuple[Reaction, ...]] = (
    plainly,
    twice,
    before_it_was_asked,
    long_ago,
    in_the_last_second,
    too_late,
    once_it_is_dearer,
    after_staff_were_there,
    to_a_person,
    taken_back,
    with_more_people,
    by_button,
    by_button_twice,
    by_an_old_button,
    no,
    a_sign,
    with_a_question,
    with_a_question_beside,
)
"""All of them."""


def _yes(talk: Dialogue, put: Put) -> ChoiceToken | None:
    return talk.watch.buttons.get("choice.confirm_cancellation" if put.kind is Cancel else "choice.accept")


def _press(talk: Dialogue, *buttons: ChoiceToken | None) -> None:
    tokens = [button for button in buttons if button is not None]
    if tokens:
        talk.presses(*tokens)
