"""A receptionist sees who waits, reads, takes over, answers, passes on, gives back: once, and written down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, SECOND, Story, open_story

from hotel_agent.application.staff_room import Shown, Writable
from hotel_agent.application.transcript import Speaker
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.conversations.effects import PassOn
from hotel_agent.domain.ids import ConversationId, PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Capabilities, Channel
from hotel_agent.ports.rows import CommandState

A_PERSON = "I am Ana Perez, ana@x.org, +34 600 123 456. I want to speak to a person, please"


@asynccontextmanager
async def waiting() -> AsyncIterator[tuple[Story, ConversationId]]:
    """A guest who asked for a person."""
    async with open_story() as story:
        await story.writes(A_PERSON)
        await story.passes(5)
        yield story, await story.name()


async def shown(story: Story, name: ConversationId, *, masked: bool = False) -> Shown:
    found = await story.desk.staff_room.show(story.tenant, name, masked=masked)
    assert isinstance(found, Shown)
    return found


async def test_who_waits_is_listed_until_somebody_takes_it_and_back_with_the_desk_when_released() -> None:
    async with waiting() as (story, name):
        room = story.desk.staff_room

        async def names(standing: Standing | None) -> list[str]:
            return [each.place.conversation for each in await room.conversations(story.tenant, standing=standing)]

        assert [await names(each) for each in (Standing.WAITING, Standing.STAFF, None)] == [[name], [], [name]]
        assert await room.take_over(story.tenant, name, request="1", by="Eva") is None
        await story.passes(1)
        assert [await names(each) for each in (Standing.WAITING, Standing.STAFF)] == [[], [name]]
        assert await room.release(story.tenant, name, request="2", by="Eva") is None
        await story.passes(1)
        assert [await names(each) for each in (Standing.STAFF, Standing.DESK)] == [[], [name]]
        elsewhere = await room.conversations(story.tenant, standing=None, property_id=PropertyId("nowhere"))
        assert list(elsewhere) == []


async def test_the_whole_takeover_is_told_in_the_transcript_in_its_sequence() -> None:
    async with waiting() as (story, name):
        room = story.desk.staff_room
        await room.take_over(story.tenant, name, request="1", by="Eva")
        await story.passes(2)
        await story.writes("Is there a cot?")
        await story.passes(5)
        await room.note(story.tenant, name, "Ask housekeeping", request="2", by="Eva")
        await room.answer(story.tenant, name, "Yes, there is.", request="3", by="Eva")
        await story.passes(2)
        assert story.said()[-1] == "Yes, there is."
        await room.release(story.tenant, name, request="4", by="Eva")
        await story.passes(2)
        await story.writes("thanks. A double room for two adults from 4 to 6 December")
        await story.passes(5)
        told = await shown(story, name)
        spoken = [(said.speaker, said.by, said.what or said.text.splitlines()[0]) for said in told.said]
        assert [spoken[0][0], *spoken[2:6]] == [
            Speaker.GUEST,
            (Speaker.NOTE, "Eva", "took over"),
            (Speaker.GUEST, "", "Is there a cot?"),
            (Speaker.NOTE, "Eva", "Ask housekeeping"),
            (Speaker.STAFF, "Eva", "Yes, there is."),
        ]
        assert spoken[6] == (Speaker.NOTE, "Eva", "released")
        assert [speaker for speaker, _, _ in spoken[7:]] == [Speaker.GUEST, Speaker.DESK]
        assert {said.fate for said in told.said if said.speaker is Speaker.STAFF} == {"sent"}
        async with story.desk.storage.work(story.tenant) as work:
            acts = [(act.action, act.by) for act in reversed(await work.acts())]
        assert acts == [("take_over", "Eva"), ("note", "Eva"), ("answer", "Eva"), ("release", "Eva")]


async def test_every_step_is_written_down_with_how_it_stood_before_and_after() -> None:
    async with waiting() as (story, name):
        room, tenant = story.desk.staff_room, story.tenant
        steps = [
            room.take_over(tenant, name, request="1", by="Eva"),
            room.note(tenant, name, "Ask housekeeping", request="2", by="Eva"),
            room.assign(tenant, name, to="Luis", request="3", by="Eva"),
            room.block(tenant, name, request="4", by="Luis"),
            room.unblock(tenant, name, request="5", by="Luis"),
            room.answer(tenant, name, "It is ready", request="6", by="Ana"),
            room.release(tenant, name, request="7", by="Ana"),
        ]
        # The desk decides none of them in between: each sees what those before it will come to.
        for step in steps:
            assert await step is None
        async with story.desk.storage.work(tenant) as work:
            acts = [(act.action, act.before, act.after) for act in reversed(await work.acts())]
    waits, eva, luis = stood("waiting"), stood("staff", "Eva"), stood("staff", "Luis")
    blocked, desk, ana = stood("blocked", "Luis"), stood("desk"), stood("staff", "Ana")
    assert acts == [
        ("take_over", waits, eva),
        ("note", None, None),
        ("assign", eva, luis),
        ("block", luis, blocked),
        ("unblock", blocked, desk),
        ("answer", desk, ana),
        ("release", ana, desk),
    ]


def stood(standing: str, holder: str = "") -> dict[str, object]:
    return {"standing": standing, "holder": holder}


async def test_what_a_guest_asked_about_is_shown_with_the_brief_and_why() -> None:
    async with waiting() as (story, name):
        told = await shown(story, name)
        assert told.why == "Piden hablar con una persona"
        assert told.standing is Standing.WAITING
        assert told.brief[0].startswith("Ana Perez, ")
        assert told.brief[-1] == f"Lo último que escribió: «{A_PERSON}»"
        assert told.window_end is None


async def test_shown_masked_nobody_could_reach_the_guest() -> None:
    async with waiting() as (story, name):
        told = await shown(story, name, masked=True)
        words = " ".join((*told.brief, *(said.text for said in told.said), str(told.conversation.known.name)))
        assert not [each for each in ("Perez", "ana@x.org", "600", "123") if each in words]
        assert "A. P." in words
        assert told.conversation.known.contacts == ()


async def test_the_second_of_two_receptionists_is_told_who_has_it() -> None:
    async with waiting() as (story, name):
        room = story.desk.staff_room
        # Nothing of the first is decided yet when the second reaches for it.
        assert await room.take_over(story.tenant, name, request="1", by="Eva") is None
        taken = Refusal(Reason.TAKEN, detail="Eva")
        assert await room.take_over(story.tenant, name, request="2", by="Luis") == taken
        await story.passes(1)
        assert await room.take_over(story.tenant, name, request="3", by="Luis") == taken
        assert await room.answer(story.tenant, name, "Hello", request="4", by="Luis") == taken
        assert await room.take_over(story.tenant, name, request="5", by="Eva") is None
        assert await room.assign(story.tenant, name, to="Luis", request="6", by="Eva") is None
        assert await room.take_over(story.tenant, name, request="7", by="Eva") == Refusal(Reason.TAKEN, detail="Luis")
        assert await room.release(story.tenant, name, request="8", by="Luis") is None
        assert await room.take_over(story.tenant, name, request="9", by="Eva") is None
        await story.passes(1)
        handover = (await story.conversation()).handover
        assert handover is not None
        assert handover.by == "Eva"


async def test_of_many_who_take_it_at_once_one_has_it() -> None:
    async with waiting() as (story, name):
        room = story.desk.staff_room
        results = await asyncio.gather(
            *(room.take_over(story.tenant, name, request=by, by=by) for by in ("Ana", "Eva", "Luis", "Paz"))
        )
        assert results.count(None) == 1
        assert len({refusal.detail for refusal in results if refusal is not None}) == 1


async def test_whatever_is_asked_twice_is_done_once() -> None:
    async with waiting() as (story, name):
        room = story.desk.staff_room
        for _ in range(3):
            assert await room.answer(story.tenant, name, "Good morning", request="1", by="Eva") is None
            await story.passes(2)
        assert story.said().count("Good morning") == 1
        assert await room.take_over(story.tenant, name, request="2", by="Eva") is None
        assert await room.release(story.tenant, name, request="3", by="Eva") is None
        assert await room.take_over(story.tenant, name, request="2", by="Eva") is None
        await story.passes(2)
        assert (await story.conversation()).handover is None


async def test_an_answer_takes_the_conversation_and_the_machine_is_silent() -> None:
    async with open_story() as story:
        await story.writes("hello")
        await story.passes(5)
        name = await story.name()
        assert await story.desk.staff_room.answer(story.tenant, name, "Eva here", request="1", by="Eva") is None
        await story.passes(2)
        before = story.said()
        await story.writes("a double room from 4 to 6 December for two adults please")
        await story.passes(20)
        assert story.said() == before
        assert before[-1] == "Eva here"


@pytest.mark.parametrize(
    ("text", "reason"), [("", Reason.BAD_REQUEST), (" \n", Reason.BAD_REQUEST), ("x" * 4001, Reason.TOO_LARGE)]
)
async def test_no_answer_and_one_without_end_are_refused(text: str, reason: Reason) -> None:
    async with waiting() as (story, name):
        refusal = await story.desk.staff_room.answer(story.tenant, name, text, request="1", by="Eva")
        assert refusal is not None
        assert refusal.reason is reason
        assert (await story.conversation()).standing is Standing.WAITING


async def test_an_empty_note_is_refused_and_none_is_ever_said() -> None:
    async with waiting() as (story, name):
        room, before = story.desk.staff_room, story.said()
        assert await room.note(story.tenant, name, " ", request="1", by="Eva") == Refusal(
            Reason.BAD_REQUEST, detail="there are no words in it"
        )
        await room.note(story.tenant, name, "VIP", request="2", by="Eva")
        await story.passes(5)
        assert story.said() == before
        assert (await story.conversation()).standing is Standing.WAITING


async def test_a_card_number_in_an_answer_goes_to_nobody() -> None:
    async with waiting() as (story, name):
        text = "Your card 4111 1111 1111 1111?"
        await story.desk.staff_room.answer(story.tenant, name, text, request="1", by="Eva")
        await story.passes(2)
        assert "4111" not in story.said()[-1]


class Windowed:
    """A channel on which a guest may be answered for a day."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> object:
        return getattr(self._channel, name)

    @property
    def can(self) -> Capabilities:
        return evolve(self._channel.can, reply_window=timedelta(hours=24))


async def test_who_may_not_be_written_to_any_more_is_not_and_the_receptionist_knows_at_once() -> None:
    async with open_story(channel=Windowed) as story:  # type: ignore[arg-type]  # it is what it wraps
        await story.writes("hello")
        await story.passes(5)
        name, room = await story.name(), story.desk.staff_room
        story.clock.advance(timedelta(hours=24))
        refused = await room.answer(story.tenant, name, "Good morning", request="1", by="Eva")
        assert refused == Refusal(Reason.WINDOW_CLOSED)
        assert (await story.conversation()).handover is None
        told = await shown(story, name)
        assert (told.window_end, told.writable) == (NOW + timedelta(hours=23, minutes=55), Writable.NOT_AT_ALL)
        await story.writes("hello?")
        await story.passes(5)
        assert await room.answer(story.tenant, name, "Good morning", request="2", by="Eva") is None
        await story.passes(2)
        assert story.said()[-1] == "Good morning"


async def test_another_hotels_conversation_and_one_that_is_not_there_are_not_found() -> None:
    async with waiting() as (story, name):
        room, not_found = story.desk.staff_room, Refusal(Reason.NOT_FOUND)
        for tenant, asked in ((TenantId("other"), name), (story.tenant, ConversationId(name[:-1]))):
            assert await room.show(tenant, asked, masked=True) == not_found
            assert await room.take_over(tenant, asked, request="1", by="Eva") == not_found
            assert await room.answer(tenant, asked, "hi", request="1", by="Eva") == not_found
            assert await room.note(tenant, asked, "hi", request="1", by="Eva") == not_found
            assert await room.assign(tenant, asked, to="Eva", request="1", by="Eva") == not_found
            assert await room.release(tenant, asked, request="1", by="Eva") == not_found
        assert (await story.conversation()).standing is Standing.WAITING


async def test_an_answer_that_cannot_be_sent_is_told_to_staff() -> None:
    async with waiting() as (story, name):
        await story.desk.staff_room.answer(story.tenant, name, "Good morning", request="1", by="Eva")
        channels = {"loopback": Broken(story.desk.channels["loopback"])}
        broken = evolve(story, desk=evolve(story.desk, channels=channels))  # type: ignore[arg-type]  # it is what it wraps
        for _ in range(80):
            story.clock.advance(10 * SECOND)
            await broken.desk.drain()
        (row,) = await story.outbox(PassOn)
        assert row.state is CommandState.GIVEN_UP
        told = await shown(story, name)
        assert [said.fate for said in told.said if said.speaker is Speaker.STAFF] == ["not sent"]
        async with story.desk.storage.work(story.tenant) as work:
            reasons = [getattr(row.command, "reason", "") for row in await work.outbox(name)]
        assert "undelivered" in reasons


class Broken(Windowed):
    """A channel that sends nothing."""

    async def send(self, *_: object, **__: object) -> Refusal:
        return Refusal(Reason.UNDELIVERABLE)


async def test_a_blocked_guest_is_kept_and_seen_and_answered_only_once_somebody_lets_them_in_again() -> None:
    async with open_story() as story:
        await story.writes("hello")
        await story.passes(5)
        name, room = await story.name(), story.desk.staff_room
        said = len(story.said())
        for request, by in (("1", "Eva"), ("1", "Eva"), ("2", "Luis")):
            assert await room.block(story.tenant, name, request=request, by=by) is None
        refused = await room.take_over(story.tenant, name, request="3", by="Eva")
        await story.passes(2)
        for again in (
            refused,
            await room.take_over(story.tenant, name, request="4", by="Eva"),
            await room.answer(story.tenant, name, "Hello", request="5", by="Eva"),
            await room.assign(story.tenant, name, to="Luis", request="6", by="Eva"),
            await room.release(story.tenant, name, request="7", by="Eva"),
        ):
            assert again is not None
            assert again.reason is Reason.NOT_ALLOWED
        assert await room.note(story.tenant, name, "Insults us", request="8", by="Eva") is None
        await story.writes("A double room for two adults from 4 to 6 December")
        await story.passes(5)
        told = await shown(story, name)
        assert len(story.said()) == said
        assert told.conversation.is_blocked
        assert [(each.by, each.what or each.text) for each in told.said[-4:]] == [
            ("Eva", "blocked"),
            ("Luis", "blocked"),
            ("Eva", "Insults us"),
            ("", "A double room for two adults from 4 to 6 December"),
        ]
        (listed,) = await room.conversations(story.tenant, standing=Standing.STAFF)
        assert listed.conversation is not None
        assert listed.conversation.is_blocked
        assert await room.unblock(story.tenant, name, request="9", by="Luis") is None
        assert await room.take_over(story.tenant, name, request="10", by="Luis") is None
        assert await room.release(story.tenant, name, request="11", by="Luis") is None
        await story.passes(2)
        assert len(story.said()) == said
        await story.writes("hello again")
        await story.passes(5)
        assert len(story.said()) == said + 1
        async with story.desk.storage.work(story.tenant) as work:
            acts = [(act.action, act.by) for act in reversed(await work.acts())]
        assert acts == [
            *(("block", "Eva"), ("block", "Luis"), ("note", "Eva")),
            *(("unblock", "Luis"), ("take_over", "Luis"), ("release", "Luis")),
        ]


async def test_nobody_is_blocked_in_a_conversation_there_is_not() -> None:
    async with open_story() as story:
        room, nowhere = story.desk.staff_room, ConversationId("nowhere")
        for told in (
            await room.block(story.tenant, nowhere, request="1", by="Eva"),
            await room.unblock(story.tenant, nowhere, request="2", by="Eva"),
        ):
            assert told == Refusal(Reason.NOT_FOUND)
