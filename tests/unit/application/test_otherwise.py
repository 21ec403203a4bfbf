"""What WhatsApp says afterwards did not arrive is said in another way: once, and to nobody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from attrs import evolve, frozen
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.application.otherwise import text_elsewhere
from hotel_agent.application.receive import Received
from hotel_agent.application.transcript import Speaker, transcript
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.effects import NotifyStaff, PassOn, Say, SayOtherwise
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ChoiceToken, ConversationId, EffectKey, GuestId, ProviderId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import ChannelAccount
from hotel_agent.ports.channel import (
    Content,
    ContentChoice,
    ContentLink,
    ContentMedia,
    ContentPlace,
    Credentials,
    Identity,
    RawRequest,
)
from hotel_agent.ports.rows import CommandState, Lane, NewCommand, OutboxRow
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.trouble.storage import Crashed, CrashingStorage, Trouble
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUEST = WhatsAppGuest(number="447700900101", bsuid="GB.1")
PROOF = Credentials(secrets=(GUEST.secret,))
BODY = {"type": "BODY", "text": "To your request: {{answer}}"}
TEMPLATE = {"name": "answer", "language": "en", "status": "APPROVED", "components": [BODY]}
MADE = EffectKey("ab" * 16)
WORDS = Content(text="Your room is reserved: R-1.", language="en")
PICTURE = ContentMedia(kind="image", link="https://hotel.example/double.jpg")


@frozen
class House:
    """A desk with one WhatsApp number that has a template for late answers, and another door."""

    story: Story
    graph: GraphStub

    async def hears(self, request: RawRequest, *, seconds: int = 4) -> None:
        assert isinstance(await self.story.desk.receive("whatsapp", request, PROOF), Received)
        await self.story.passes(seconds)

    async def name(self) -> ConversationId:
        async with self.story.desk.storage.work(self.story.tenant) as work:
            guest = await work.guest([Identity("wa_bsuid", GUEST.bsuid)], fresh=GuestId("nobody"))
            name = await work.conversation_at("whatsapp", GUEST.account, guest)
        assert name is not None
        return name

    async def outbox(self) -> Sequence[OutboxRow]:
        name = await self.name()
        async with self.story.desk.storage.work(self.story.tenant) as work:
            return await work.outbox(name)

    async def row(self, key: EffectKey = MADE) -> OutboxRow:
        return next(each for each in await self.outbox() if each.key == key)

    async def is_said(
        self, content: Content = WORDS, *, command: Say | PassOn | None = None, key: EffectKey = MADE
    ) -> list[SentBody]:
        """The guest wrote, and this is said to them; what of it was posted."""
        await self.hears(GUEST.writes("Hello", at=NOW, name="hello"))
        first, before = (await self.outbox())[0], len(self.graph.sent)
        assert first.command is not None
        async with self.story.desk.storage.work(self.story.tenant) as work:
            stored = await work.load(first.conversation)
            assert stored is not None
            new = NewCommand(key=key, command=command or first.command, lane=Lane.SAY, due_at=NOW)
            await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[new])
            await work.keep_content(key, content)
        await self.story.passes(1)
        return self.graph.sent[before:]

    def fails(self, sent: SentBody, code: int, *, name: str | None = None) -> RawRequest:
        mark = str(sent.body["biz_opaque_callback_data"])
        return GUEST.reports(name or sent.name, "failed", at=self.story.clock.now(), mark=mark, code=code)

    async def is_linked(self) -> None:
        """The guest showed that the other door is theirs too."""
        storage, tenant = self.story.desk.storage, self.story.tenant
        await self.story.writes("Hello", guest="ana")
        await self.hears(GUEST.writes("Hello", at=NOW, name="hello"))
        there, whole = Identity("loopback", "ana"), await self.name()
        async with storage.work(tenant) as work:
            stored = await work.load(whole)
            assert stored is not None
            other = await work.guest([there], fresh=GuestId("nobody"))
            conversations = [each.conversation for each in await work.conversations_of(other)]
            await work.give(other, to=stored.conversation.guest, identities=[there], conversations=conversations)

    async def told(self) -> list[str]:
        """Why staff were wanted in this conversation."""
        return [row.command.reason for row in await self.outbox() if isinstance(row.command, NotifyStaff)]

    async def again(self) -> list[OutboxRow]:
        return [row for row in await self.outbox() if isinstance(row.command, SayOtherwise)]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_story() as story, GraphStub() as graph:
        options = WhatsAppOptions(
            api_url=graph.url,
            access_tokens={GUEST.account: "a-token", "810000000000002": "a-token"},
            business_accounts={GUEST.account: "910000000000001"},
            answer_templates={GUEST.account: "answer"},
        )
        graph.templates = [TEMPLATE]
        whatsapp = WhatsApp(options, clock=story.clock)
        desk = evolve(story.desk, channels={"whatsapp": whatsapp, "loopback": story.loopback})
        yield House(evolve(story, desk=desk), graph)
        await whatsapp.aclose()


def is_template(sent: SentBody) -> bool:
    return sent.body["type"] == "template" and WORDS.text in str(sent.body)


# Free words came too late


async def test_what_a_later_report_says_came_too_late_goes_out_in_the_template_once(house: House) -> None:
    (sent,) = await house.is_said()
    for _ in range(3):
        await house.hears(house.fails(sent, 131047))
    assert [is_template(each) for each in house.graph.sent[-2:]] == [False, True]
    assert await house.told() == []
    (again,) = await house.again()
    assert again.state is CommandState.DONE
    assert again.receipt is not None
    assert again.receipt.in_template
    assert house.graph.sent[-1].body["biz_opaque_callback_data"] == again.key


async def test_the_same_report_at_once_at_two_workers_leads_to_one_template(house: House) -> None:
    (sent,) = await house.is_said()
    reports = [house.fails(sent, 131047) for _ in range(4)]
    await asyncio.gather(*(house.story.desk.receive("whatsapp", each, PROOF) for each in reports))
    await asyncio.gather(house.story.passes(3), house.story.desk.drain())
    assert sum(map(is_template, house.graph.sent)) == 1


async def test_what_went_out_in_a_template_at_once_does_not_go_out_again_when_the_refusal_is_reported_too(
    house: House,
) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW, name="hello"))
    house.graph.fail_next(131047)
    (sent,) = await house.is_said()
    assert is_template(sent)
    await house.hears(house.fails(sent, 131047, name="wamid.of-the-refused"))
    assert sum(map(is_template, house.graph.sent)) == 1
    assert await house.told() == []
    assert (await house.row()).delivery is DeliveryState.ACCEPTED


async def test_a_report_that_came_before_the_answer_to_the_post_changes_nothing_about_that(house: House) -> None:
    """It is noted while the template is on its way, and looked at when that has gone out."""
    await house.hears(GUEST.writes("Hello", at=NOW, name="hello"))
    house.graph.fail_next(131047)
    (sent,) = await house.is_said()
    row, now = await house.row(), house.story.clock.now()
    refused = ProviderId("wamid.refused")
    again = SayOtherwise(effect=row.key, message=refused, hindrance=Hindrance.WINDOW, noted_at=now)
    async with house.story.desk.storage.work(house.story.tenant) as work:
        await work.note_delivery(effect=row.key, message=refused, state=DeliveryState.FAILED, at=now)
        stored = await work.load(row.conversation)
        assert stored is not None
        new = NewCommand(key=EffectKey("cd" * 16), command=again, lane=Lane.SAY, due_at=now)
        await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[new])
    await house.story.passes(2)
    assert [is_template(each) for each in house.graph.sent].count(True) == 1
    assert is_template(sent)
    assert (await house.row(EffectKey("cd" * 16))).state is CommandState.DONE
    assert await house.told() == []


async def test_a_template_that_fails_too_is_told_to_staff_and_not_tried_again(house: House) -> None:
    (sent,) = await house.is_said()
    await house.hears(house.fails(sent, 131047))
    await house.hears(house.fails(house.graph.sent[-1], 131047))
    assert sum(map(is_template, house.graph.sent)) == 1
    assert await house.told() == ["message_not_delivered"]


async def test_without_a_template_that_fits_staff_are_told_once(house: House) -> None:
    house.graph.templates = []
    (sent,) = await house.is_said()
    for _ in range(2):
        await house.hears(house.fails(sent, 131047))
    assert await house.told() == ["message_not_delivered"]


async def test_who_wrote_again_since_is_answered_in_free_words(house: House) -> None:
    (sent,) = await house.is_said()
    house.graph.fail_next(131056, after=1)
    await house.hears(house.fails(sent, 131047), seconds=1)
    await house.hears(GUEST.writes("Are you there?", at=house.story.clock.now()), seconds=9)
    assert [each.text for each in house.graph.sent].count(WORDS.text) == 2
    assert not any(map(is_template, house.graph.sent))


async def test_what_was_read_after_all_is_not_said_again(house: House) -> None:
    (sent,) = await house.is_said()
    mark = str(sent.body["biz_opaque_callback_data"])
    now = house.story.clock.now()
    for report in (house.fails(sent, 131047), GUEST.reports(sent.name, "read", at=now, mark=mark)):
        assert isinstance(await house.story.desk.receive("whatsapp", report, PROOF), Received)
    await house.story.passes(3)
    assert not any(map(is_template, house.graph.sent))
    assert await house.told() == []


async def test_a_person_who_has_the_conversation_meanwhile_decides_what_is_said(house: House) -> None:
    (sent,) = await house.is_said()
    await house.hears(GUEST.hears_from_staff("I take over", at=house.story.clock.now(), name="echo"))
    await house.hears(house.fails(sent, 131047))
    assert not any(map(is_template, house.graph.sent))
    assert await house.told() == ["message_not_delivered"]


async def test_a_worker_that_dies_between_two_lines_says_it_no_second_time(house: House) -> None:
    """Another one finishes what it began; where nobody knows whether it was sent, a person is asked instead."""
    troubles = (Trouble.CRASH_BEFORE_COMMIT, Trouble.CRASH_AFTER_COMMIT, Trouble.AWAY)
    for at, (number, how) in enumerate(product(range(8), troubles)):
        (sent,) = await house.is_said(key=EffectKey(f"{at:032x}"))
        templates, told = sum(map(is_template, house.graph.sent)), len(await house.told())
        await house.story.desk.receive("whatsapp", house.fails(sent, 131047), PROOF)
        crashing = CrashingStorage(house.story.desk.storage)
        crashing.crash_at(number, how)
        with suppress(Crashed, Unavailable):
            await evolve(house.story.desk, storage=crashing).drain()
        for _ in range(5):
            house.story.clock.advance(timedelta(seconds=25))
            await house.story.desk.drain()
        templates, told = sum(map(is_template, house.graph.sent)) - templates, len(await house.told()) - told
        assert templates <= 1, (number, how)
        assert templates + told >= 1, (number, how)


async def test_in_the_transcript_what_was_said_again_stands_beside_what_did_not_arrive(house: House) -> None:
    (sent,) = await house.is_said()
    await house.hears(house.fails(sent, 131047))
    said = [(each.text, each.fate) for each in transcript([], await house.outbox()) if each.speaker is Speaker.DESK]
    assert said[-2:] == [(WORDS.text, "failed"), (WORDS.text, "sent")]


# The guest is not reached


@pytest.mark.parametrize("code", [131026, 131049, 131042])
async def test_who_is_not_reached_reads_it_at_the_other_door_they_linked(house: House, code: int) -> None:
    await house.is_linked()
    (sent,) = await house.is_said()
    for _ in range(2):
        await house.hears(house.fails(sent, code))
    assert house.story.said("ana")[-1] == WORDS.text
    assert house.story.said("ana").count(WORDS.text) == 1
    assert await house.told() == []


@pytest.mark.parametrize("code", [131026, 131049])
async def test_who_meta_refuses_to_reach_at_once_reads_it_there_too(house: House, code: int) -> None:
    await house.is_linked()
    house.graph.fail_next(code, times=2)
    await house.is_said()
    await house.story.passes(62)
    assert house.story.said("ana").count(WORDS.text) == 1
    assert (await house.row()).state is CommandState.GIVEN_UP
    assert await house.told() == []


async def test_while_nobody_pays_for_the_number_it_is_said_at_the_other_door_at_once(house: House) -> None:
    await house.is_linked()
    house.graph.fail_next(131042)
    await house.is_said()
    assert house.story.said("ana").count(WORDS.text) == 1
    assert (await house.row()).state is CommandState.GIVEN_UP
    await house.is_said(evolve(WORDS, text="And this."), key=EffectKey("cd" * 16))
    assert house.story.said("ana")[-1] == "And this.", "Meta is not even asked while the number rests"
    assert len(house.graph.refused) == 1


async def test_while_nobody_pays_who_has_no_other_door_waits(house: House) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW, name="hello"))
    house.graph.fail_next(131042)
    await house.is_said()
    assert (await house.row()).state is CommandState.WAITING
    house.story.clock.advance(timedelta(minutes=5))
    await house.story.desk.drain()
    assert house.graph.sent[-1].text == WORDS.text


@pytest.mark.parametrize("code", [131026, 131050, 100])
async def test_without_another_door_or_where_the_guest_wants_to_hear_nothing_staff_are_told(
    house: House, code: int
) -> None:
    if code != 131026:
        await house.is_linked()
    (sent,) = await house.is_said()
    await house.hears(house.fails(sent, code))
    assert WORDS.text not in house.story.said("ana")
    assert await house.told() == ["message_not_delivered"]


async def test_what_one_hotel_cannot_say_is_not_said_at_a_door_linked_in_another(house: House) -> None:
    """The same person, known at both: linked with a chat in one, and in the other not."""
    await house.is_linked()
    desk = house.story.desk
    (tenant,) = desk.tenants.tenants
    place, other, there = tenant.properties[0].id, TenantId("other"), AccountId("810000000000002")
    ours = evolve(tenant, accounts=(ChannelAccount(channel="whatsapp", account=GUEST.account, property_id=place),))
    theirs = evolve(tenant, id=other, accounts=(ChannelAccount(channel="whatsapp", account=there, property_id=place),))
    both = evolve(desk, tenants=Tenants(tenants=[theirs, ours]), books={**desk.books, other: desk.books[tenant.id]})
    said = house.story.said("ana")
    elsewhere = evolve(GUEST, account=there)
    story = evolve(house.story, desk=both)
    await both.receive("whatsapp", elsewhere.writes("Hello", at=house.story.clock.now()), PROOF)
    await story.passes(4)
    sent = house.graph.sent[-1]
    assert sent.account == there
    mark = str(sent.body["biz_opaque_callback_data"])
    report = elsewhere.reports(sent.name, "failed", at=house.story.clock.now(), mark=mark, code=131026)
    await both.receive("whatsapp", report, PROOF)
    await story.passes(4)
    assert house.story.said("ana") == said


async def test_what_nobody_asked_for_and_what_asks_for_a_choice_stay_where_they_are(house: House) -> None:
    await house.is_linked()
    choices = (ContentChoice(token=ChoiceToken("t"), title="Yes"),)
    (sent,) = await house.is_said(evolve(WORDS, choices=choices))
    await house.hears(house.fails(sent, 131026))
    assert await house.told() == ["message_not_delivered"]
    assert WORDS.text not in house.story.said("ana")


async def test_what_was_carried_over_once_is_carried_no_further(house: House) -> None:
    await house.is_linked()
    carried = PassOn(text=WORDS.text, by="", language=Language("en"))
    (sent,) = await house.is_said(command=carried)
    await house.hears(house.fails(sent, 131026))
    assert WORDS.text not in house.story.said("ana")
    assert await house.told() == ["message_not_delivered"]


def test_what_is_read_elsewhere_says_all_that_was_to_be_shown() -> None:
    whole = Content(
        text="Your room.",
        header="Hotel Mar",
        footer="Bye",
        link=ContentLink("Pay", "https://pay.example"),
        place=ContentPlace(latitude=1, longitude=2, name="Hotel Mar", address="Mar 1"),
        media=PICTURE,
    )
    text = text_elsewhere(whole)
    assert all(
        each in text for each in ("Hotel Mar", "Your room.", "Mar 1", PICTURE.link, "https://pay.example", "Bye")
    )
    assert text_elsewhere(None) == ""


# A picture that is not shown


async def test_a_picture_that_is_not_shown_is_told_by_its_address(house: House) -> None:
    (sent,) = await house.is_said(Content(text="Our double.", media=PICTURE))
    assert sent.body["type"] == "image"
    await house.hears(house.fails(sent, 131053))
    assert house.graph.sent[-1].text == f"Our double.\n\n{PICTURE.link}"
    await house.hears(house.fails(house.graph.sent[-1], 131053))
    assert await house.told() == ["message_not_delivered"]


async def test_of_a_picture_beside_words_that_arrived_only_the_address_follows(house: House) -> None:
    picture, words = await house.is_said(Content(text="x" * 1500, media=PICTURE))
    assert (picture.body["type"], words.body["type"]) == ("image", "text")
    await house.hears(house.fails(picture, 131053))
    assert house.graph.sent[-1].text == PICTURE.link


async def test_a_picture_refused_at_once_is_tried_once_more_and_then_told_by_its_address(house: House) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW, name="hello"))
    house.graph.fail_next(131053, times=2)
    (sent,) = await house.is_said(Content(text="Our double.", media=PICTURE))
    assert (sent.body["type"], sent.text) == ("text", f"Our double.\n\n{PICTURE.link}")
