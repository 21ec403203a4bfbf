"""The hotel's people are told that they are wanted: each of them once, whatever becomes of the others and the guest."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.staff import MemoryStaff
from hotel_agent.application.notifying import Addressee, addressed
from hotel_agent.domain.conversations.effects import NotifyStaff, WakeAt
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language, Tone
from hotel_agent.ports.channel import Capabilities, Channel, Content
from hotel_agent.ports.rows import CommandState
from hotel_agent.ports.wording import Wording

A_PERSON = "I am Ana Perez, ana@x.org. I want to speak to a person, please"


@asynccontextmanager
async def a_story(*people: Addressee) -> AsyncIterator[Story]:
    """A desk with these people to be told."""
    async with open_story() as story:
        yield evolve(story, desk=evolve(story.desk, staff={story.tenant: people}))


def told(staff: MemoryStaff) -> list[str]:
    return [each.reason for each in staff.told]


async def test_who_asks_for_a_person_is_told_of_to_everybody_who_wants_to_know() -> None:
    reception, night, bills = MemoryStaff(), MemoryStaff(), MemoryStaff()
    people = (
        Addressee(name="reception", staff=reception),
        Addressee(name="night", staff=night, reasons=frozenset({"guest_asked", "group"})),
        Addressee(name="bills", staff=bills, reasons=frozenset({"price_differs_from_quote"})),
    )
    async with a_story(*people) as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        assert (told(reception), told(night), told(bills)) == (["guest_asked"], ["guest_asked"], [])
        (notice,) = reception.told
        assert notice.conversation == await story.name()
        assert notice.title == "Piden hablar con una persona"
        assert notice.lines[0].startswith("Ana Perez, ana@x.org, loopback. Quiere: ")
        assert notice.lines[1:] == (
            "Sin cotización vigente",
            "Pendiente: ninguna pregunta nuestra. Reserva: ninguna a la vista",
            f"Lo último que escribió: «{A_PERSON}»",
        )


async def test_one_who_cannot_be_told_keeps_nobody_waiting_and_is_told_later(logged: Sequence[str]) -> None:
    reception, night = MemoryStaff(away=True), MemoryStaff()
    people = (Addressee(name="reception", staff=reception), Addressee(name="night", staff=night))
    async with a_story(*people) as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        assert (told(reception), told(night)) == ([], ["guest_asked"])
        assert len(story.said()) == 1
        reception.away = False
        await story.passes(60)
        assert (told(reception), told(night)) == (["guest_asked"], ["guest_asked"])
    assert any("staff could not be told" in line and "reception" in line for line in logged)
    assert not any("Perez" in line or "ana@x.org" in line for line in logged)


async def test_who_is_never_reached_is_given_up_aloud_and_the_conversation_goes_on_waiting(
    logged: Sequence[str],
) -> None:
    async with a_story(Addressee(name="reception", staff=MemoryStaff(away=True))) as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        for _ in range(80):
            story.clock.advance(timedelta(minutes=6))
            await story.desk.drain()
        (row,) = await story.outbox(NotifyStaff)
        assert row.state is CommandState.GIVEN_UP
        assert row.cause.startswith("reception: ")
        assert (await story.conversation()).handover is not None
    assert any(line.startswith("ERROR") and "a command was given up" in line for line in logged)


async def test_of_a_hotel_that_names_nobody_the_log_tells_it(logged: Sequence[str]) -> None:
    async with a_story() as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        assert [row.state for row in await story.outbox(NotifyStaff)] == [CommandState.DONE]
    assert any(line.startswith("WARNING") and "a person is wanted" in line for line in logged)


async def test_who_is_no_longer_told_is_not_waited_for(logged: Sequence[str]) -> None:
    async with a_story(Addressee(name="reception", staff=MemoryStaff(away=True))) as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        moved = evolve(story, desk=evolve(story.desk, staff={}))
        await moved.passes(60)
        assert [row.state for row in await moved.outbox(NotifyStaff)] == [CommandState.DONE]
    assert any("a person is wanted" in line for line in logged)


async def test_when_nobody_comes_the_guest_gets_an_honest_word_and_staff_are_told_again() -> None:
    reception = MemoryStaff()
    async with a_story(Addressee(name="reception", staff=reception)) as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        story.clock.advance(timedelta(hours=12))
        await story.desk.drain()
        assert told(reception) == ["guest_asked", "nobody_came"]
        assert "nobody from the hotel has been able to answer" in story.said()[-1]
        assert (await story.conversation()).handover is None


class Speechless:
    """Words nothing for staff."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.languages = wording.languages

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        if reply.parts[0].line.startswith("staff."):
            raise Bug("nobody wrote it")
        return await self._wording.word(reply, language, tone)


async def test_what_cannot_be_worded_keeps_nobody_from_being_told(logged: Sequence[str]) -> None:
    reception = MemoryStaff()
    async with open_story(wording=Speechless) as spoken:
        people = {spoken.tenant: (Addressee(name="reception", staff=reception),)}
        story = evolve(spoken, desk=evolve(spoken.desk, staff=people))
        await story.writes(A_PERSON)
        await story.passes(5)
        assert told(reception) == ["guest_asked"]
    assert any("a line for staff could not be worded" in line for line in logged)
    assert not any("Perez" in line for line in logged)


class Windowed:
    """A channel on which a guest may be answered for a day."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> object:
        return getattr(self._channel, name)

    @property
    def can(self) -> Capabilities:
        return evolve(self._channel.can, reply_window=timedelta(hours=24))


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "Se le puede escribir por este canal hasta el martes 24 de noviembre"), (25, "Ya no se le puede escribir")],
)
async def test_staff_read_for_how_long_the_guest_may_be_written_to(hours: int, said: str) -> None:
    reception = MemoryStaff(away=True)
    async with open_story(channel=Windowed) as spoken:  # type: ignore[arg-type]  # it is what it wraps
        people = {spoken.tenant: (Addressee(name="reception", staff=reception),)}
        story = evolve(spoken, desk=evolve(spoken.desk, staff=people))
        await story.writes(A_PERSON)
        await story.passes(3)
        reception.away = False
        story.clock.advance(timedelta(hours=hours))
        await story.passes(10)
        assert reception.told[0].lines[-1].startswith(said)


def test_only_what_is_for_staff_is_told_apart() -> None:
    people = tuple(Addressee(name=name, staff=MemoryStaff()) for name in ("a", "b"))
    wake = WakeAt(at=NOW, about="x")
    assert list(addressed([wake, NotifyStaff(reason="group")], people)) == [
        wake,
        NotifyStaff(reason="group", to="a"),
        NotifyStaff(reason="group", to="b"),
    ]
