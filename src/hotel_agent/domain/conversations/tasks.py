"""What the hotel's people are asked to do: told at once in the guest's own words; what is missing is asked for once."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from hotel_agent.domain.conversations.brief import LAST_SAID, ROOM, tell_staff
from hotel_agent.domain.conversations.conversation import InRoom, Task
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.replies import Line, Part, Sayings, Words
from hotel_agent.domain.conversations.said import Kind
from hotel_agent.domain.conversations.stays import ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.reservations.reservation import ReservationState

ASK_ROOM = Line("task.ask_room")
ASK_LOST = Line("task.ask_lost")
ASK_INVOICE = Line("task.ask_invoice", ("facts",))
ADDED = Line("task.added")
FACTS = {name: Line(f"task.fact.{name}") for name in ("name", "tax_number", "address", "email")}
LINES = (ASK_ROOM, ASK_LOST, ASK_INVOICE, ADDED, *FACTS.values())

LONGEST = 600
"""So many characters of the guest's own words are passed on; the rest stands in the conversation."""

SAME_ROOM = timedelta(days=3)
"""For so long a guest is taken to be in the room they told. Later they are asked again."""

_ROOM = re.compile(r"(?<!\d)\d{1,4}[A-Za-z]?(?!\w)")


def pass_on(talk: Talk, reason: str) -> NotifyStaff:
    """Our people are told what to do, in the guest's own words, and in which room where that was said."""
    words = "\n".join(talk.state.breath.texts) if talk.state.breath is not None else ""
    more: list[Part] = [LAST_SAID(text=Words(words[:LONGEST]))] if words else []
    if reason == "service_request" and (room := room_in(talk)) is not None:
        more.append(ROOM(number=Words(room)))
    return tell_staff(talk, reason, *more)


def asking(talk: Talk, reason: str) -> Talk:
    """The same, with what is missing for this asked about next, unless something else is open."""
    if talk.state.asked not in {None, Question.WISH} or talk.state.quote(talk.state.chosen) is not None:
        return talk
    task = Task(reason=reason, since=talk.event.at)
    return talk.to(evolve(talk.state, task=task, asked=Question.DETAILS, asked_at=talk.event.at))


def ask_details(talk: Talk) -> Decision:
    """Ask what our people need to know."""
    task = talk.state.task
    question = _QUESTIONS.get("" if task is None else task.reason, _ask_lost)
    return ask(talk, Question.DETAILS, question(talk))


def with_room(talk: Talk) -> Talk:
    """The same, with the room remembered that the guest says they are in: it is not asked for twice."""
    told = _told_room(talk)
    return talk if told is None else talk.to(evolve(talk.state, room=InRoom(number=told, at=talk.event.at)))


def room_in(talk: Talk) -> str | None:
    """The number of the room the guest is in, as they said now or lately."""
    known = talk.state.room
    return known.number if known is not None and talk.event.at - known.at < SAME_ROOM else None


def _told_room(talk: Talk) -> str | None:
    """The number of a room, if the guest said one: asked for it, any number; otherwise one that no stay makes."""
    words = "\n".join(talk.state.breath.texts) if talk.state.breath is not None else ""
    if talk.state.asked is Question.DETAILS:
        found = _ROOM.search(words)
        return None if found is None else found[0]
    for said in talk.heard.said:
        number = said.readings[0] if said.kind is Kind.NUMBER and said.readings else None
        if isinstance(number, Decimal) and 100 <= number <= 9999 and number == int(number):
            return str(int(number))
    return None


def is_elsewhere(talk: Talk) -> bool:
    """Whether the guest, as far as we know, is not in the house: their reservation is not for these days."""
    reservation = talk.state.reservation
    if reservation is None or reservation.state is ReservationState.CHECKED_IN:
        return False
    today = talk.house.today(talk.event.at)
    return not reservation.stay.arrival <= today <= reservation.stay.departure


def _ask_room(_talk: Talk) -> Part:
    return ASK_ROOM()


def _ask_lost(_talk: Talk) -> Part:
    return ASK_LOST()


def _ask_invoice(talk: Talk) -> Part:
    return ASK_INVOICE(facts=Sayings(tuple(FACTS[name]() for name in talk.house.rules.invoice_asks)))


_QUESTIONS: dict[str, Callable[[Talk], Part]] = {
    "service_request": _ask_room,
    "lost_property": _ask_lost,
    "invoice": _ask_invoice,
}
"""What is asked about each task."""
