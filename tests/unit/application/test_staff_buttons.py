"""A person of the hotel gives a guest something to press; a press is heard as what stood there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.application.finding import Wanted
from hotel_agent.application.otherwise import text_elsewhere
from hotel_agent.application.staff_room import Shown, Writable
from hotel_agent.application.transcript import Speaker
from hotel_agent.domain.conversations.effects import PassOn
from hotel_agent.domain.conversations.events import GuestChose
from hotel_agent.domain.conversations.staff_acts import StaffAnswered
from hotel_agent.domain.conversations.staff_buttons import StaffButton
from hotel_agent.domain.ids import AccountId, ChoiceToken, ConversationId, GuestId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Content, ContentChoice, Credentials, Identity
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUEST = WhatsAppGuest(number="447700900101", bsuid="GB.1")
PROOF = Credentials(secrets=(GUEST.secret,))
BODY = {"type": "BODY", "text": "To your request: {{answer}}"}
TEMPLATE = {"name": "answer", "language": "en", "status": "APPROVED", "components": [BODY]}
QUESTION = "Will you be two or three?"
WISH = "A double room for two adults from 4 to 6 December, please"


@asynccontextmanager
async def asked(*titles: str) -> AsyncIterator[tuple[Story, ConversationId]]:
    """A guest whom Eva asked, with these to press below."""
    async with open_story() as story:
        await story.writes(WISH)
        await story.passes(5)
        name = await story.name()
        told = await story.desk.staff_room.answer(story.tenant, name, QUESTION, request="1", by="Eva", buttons=titles)
        assert told is None
        await story.passes(2)
        yield story, name


async def presses(story: Story, token: ChoiceToken, *, name: str | None = None) -> None:
    raw = story.loopback.presses("guest", token, at=story.clock.now(), name=name)
    await story.desk.receive("loopback", raw, story.loopback.credentials)
    await story.passes(5)


async def shown(story: Story, name: ConversationId) -> Shown:
    found = await story.desk.staff_room.show(story.tenant, name, masked=False)
    assert isinstance(found, Shown)
    return found


def of_the_guest(told: Shown) -> list[tuple[str, str]]:
    return [(said.what, said.text) for said in told.said if said.speaker is Speaker.GUEST]


def tokens(story: Story) -> list[ChoiceToken]:
    return [choice.token for choice in story.loopback.said_to("guest")[-1].choices]


async def test_buttons_stand_below_what_somebody_wrote_for_the_guest_and_for_the_others() -> None:
    async with asked("  Two\nadults ", "Three adults") as (story, name):
        said = story.loopback.said_to("guest")[-1]
        assert (said.text, [choice.title for choice in said.choices]) == (QUESTION, ["Two adults", "Three adults"])
        line = (await shown(story, name)).said[-1]
        assert (line.speaker, line.by, line.text) == (
            Speaker.STAFF,
            "Eva",
            f"{QUESTION}\n[Two adults]\n[Three adults]",
        )


async def test_they_stand_there_before_they_are_sent_too() -> None:
    async with open_story() as story:
        await story.writes("Hello")
        await story.passes(5)
        name = await story.name()
        await story.desk.staff_room.answer(
            story.tenant, name, QUESTION, request="1", by="Eva", buttons=["Two", "Three"]
        )
        (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
        await story.desk.serve(turn)
        line = (await shown(story, name)).said[-1]
        assert (line.text, line.fate) == (f"{QUESTION}\n[Two]\n[Three]", "waits")


async def test_a_press_is_heard_like_words_staff_see_it_and_the_machine_knows_it_afterwards() -> None:
    async with asked("Two adults", "Three adults") as (story, name):
        heard = len(story.said())
        three = tokens(story)[1]
        for _ in range(2):  # brought twice, it counts once
            await presses(story, three, name="press")
        assert len(story.said()) == heard, "the machine is silent"
        assert of_the_guest(await shown(story, name)) == [("", WISH), ("pressed", "Three adults")]
        page = await story.desk.staff_room.find(story.tenant, Wanted(standing=None, words="three adults"))
        assert [each.listed.place.conversation for each in page.found] == [name]
        assert (await story.conversation()).needs.adults == 3
        assert await story.desk.staff_room.release(story.tenant, name, request="2", by="Eva") is None
        await story.passes(1)
        await story.writes("How much is it?")
        await story.passes(5)
        assert "3 adults" in story.said()[-1]


async def test_a_yes_pressed_for_a_person_reserves_nothing_though_the_machine_asks_for_one_by_then() -> None:
    async with asked("Yes", "No") as (story, name):
        yes = tokens(story)[0]
        await story.desk.staff_room.release(story.tenant, name, request="2", by="Eva")
        await story.passes(1)
        await story.writes("I am Ana Perez, ana@x.org. How much is it?")
        await story.passes(5)
        await story.writes("the first one")
        await story.passes(5)
        put = await story.conversation()
        assert put.chosen is not None
        await presses(story, yes)
        after = await story.conversation()
        assert (after.errand, after.made) == (None, ())
        assert of_the_guest(await shown(story, name))[-1] == ("pressed", "Yes")
        await story.writes("Yes")
        await story.passes(5)
        assert len((await story.conversation()).made) == 1, "the same word, written to the machine, is a yes"


async def test_what_nobody_showed_in_this_conversation_has_no_words() -> None:
    async with asked("Yes", "No") as (story, name):
        await presses(story, StaffButton.named("forged", "").token)
        assert of_the_guest(await shown(story, name))[-1] == ("pressed", "")


async def test_of_a_guest_who_is_forgotten_no_title_stays() -> None:
    async with asked("Ana comes", "Ben comes") as (story, name):
        ana = tokens(story)[0]
        await presses(story, ana)
        async with story.desk.storage.work(story.tenant) as work:
            await work.erase_guest(name)
        await presses(story, ana)
        async with story.desk.storage.work(story.tenant) as work:
            events = [row.event for row in await work.happened(name)]
            rows = [row for row in await work.outbox(name) if isinstance(row.command, PassOn)]
        assert [each.buttons for each in events if isinstance(each, StaffAnswered)] == [()]
        assert [each.title for each in events if isinstance(each, GuestChose)] == ["", ""]
        assert [(row.command, row.content) for row in rows] == [
            (PassOn(text="", by="Eva", language=Language("en")), Content(text=""))
        ]


@pytest.mark.parametrize(
    "titles", [("1", "2", "3", "4"), ("Yes", " "), ("x" * 21,), ("Yes", "yes")], ids=["many", "empty", "long", "twice"]
)
async def test_buttons_that_cannot_be_are_refused_and_nothing_is_said(titles: Sequence[str]) -> None:
    async with open_story() as story:
        await story.writes("Hello")
        await story.passes(5)
        room, name, said = story.desk.staff_room, await story.name(), len(story.said())
        refused = await room.answer(story.tenant, name, QUESTION, request="1", by="Eva", buttons=titles)
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.BAD_REQUEST
        await story.passes(2)
        assert len(story.said()) == said
        assert (await story.conversation()).handover is None


def test_at_another_door_they_stand_below_as_words_and_the_machines_own_are_not_told_there() -> None:
    buttons = [StaffButton.named(str(number), title) for number, title in enumerate(("Two", "Three"))]
    choices = tuple(ContentChoice(token=each.token, title=each.title) for each in buttons)
    assert text_elsewhere(Content(text=QUESTION, choices=choices)) == f"{QUESTION}\n\n· Two\n· Three"
    own = ContentChoice(token=ChoiceToken("a"), title="Yes")
    assert text_elsewhere(Content(text=QUESTION, choices=(*choices, own))) == ""


# On WhatsApp


@asynccontextmanager
async def on_whatsapp() -> AsyncIterator[tuple[Story, GraphStub]]:
    """A guest who wrote over WhatsApp, to a number that has a template for late answers."""
    async with open_story() as story, GraphStub() as graph:
        options = WhatsAppOptions(
            api_url=graph.url,
            access_tokens={GUEST.account: "a-token"},
            business_accounts={GUEST.account: "910000000000001"},
            answer_templates={GUEST.account: "answer"},
        )
        graph.templates = [TEMPLATE]
        whatsapp = WhatsApp(options, clock=story.clock)
        desk = evolve(story.desk, channels={"whatsapp": whatsapp})
        own = evolve(story, desk=desk)
        await desk.receive("whatsapp", GUEST.writes("I want to speak to a person", at=NOW), PROOF)
        await own.passes(5)
        yield own, graph
        await whatsapp.aclose()


async def on_the_phone(story: Story) -> ConversationId:
    async with story.desk.storage.work(story.tenant) as work:
        guest = await work.guest([Identity("wa_bsuid", GUEST.bsuid)], fresh=GuestId("nobody"))
        name = await work.conversation_at("whatsapp", AccountId(GUEST.account), guest)
    assert name is not None
    return name


async def test_whatsapp_shows_buttons_and_brings_back_what_was_pressed() -> None:
    async with on_whatsapp() as (story, graph):
        name = await on_the_phone(story)
        room, titles = story.desk.staff_room, ("Antes de las 15 h", "x" * 20, "👍" * 20)
        await room.answer(story.tenant, name, "¿A qué hora?", request="1", by="Eva", buttons=titles)
        await story.passes(2)
        interactive: Any = graph.sent[-1].body["interactive"]
        assert (interactive["type"], interactive["body"]) == ("button", {"text": "¿A qué hora?"})
        replies = [each["reply"] for each in interactive["action"]["buttons"]]
        assert tuple(each["title"] for each in replies) == titles
        assert all(len(each["id"]) <= 256 for each in replies)
        # The token decides: whatever the phone says of it does not count.
        raw = GUEST.presses(replies[0]["id"], at=story.clock.now(), title="Sí, reservar")
        await story.desk.receive("whatsapp", raw, PROOF)
        await story.passes(5)
        assert of_the_guest(await shown(story, name))[-1] == ("pressed", "Antes de las 15 h")


async def test_once_the_window_is_closed_the_words_go_out_in_the_template_without_buttons() -> None:
    async with on_whatsapp() as (story, graph):
        name = await on_the_phone(story)
        story.clock.advance(timedelta(hours=25))
        assert (await shown(story, name)).writable is Writable.IN_TEMPLATE
        room = story.desk.staff_room
        await room.answer(story.tenant, name, "Two or three?", request="1", by="Eva", buttons=("Two", "Three"))
        await story.passes(2)
        sent = graph.sent[-1].body
        assert sent["type"] == "template"
        assert "Two or three?" in str(sent)
        assert not [each for each in ("Two ", "Three") if each in str(sent).replace("Two or three?", "")]
        line = (await shown(story, name)).said[-1]
        assert (line.text, line.by, line.fate) == ("Two or three?", "Eva", "sent")
        async with story.desk.storage.work(story.tenant) as work:
            (passed,) = [row.command for row in await work.outbox(name) if isinstance(row.command, PassOn)]
        assert [each.title for each in passed.buttons] == ["Two", "Three"]
