"""What had to wait for one guest goes out as one message: nothing of it is lost, doubled or out of its sequence."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
from attrs import evolve, field, frozen
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.application.receive import Received
from hotel_agent.application.together import Waited, joined
from hotel_agent.application.transcript import Said, transcript
from hotel_agent.domain.conversations.effects import Command, PassOn, Say, WakeAt
from hotel_agent.domain.conversations.replies import Choice, Part, Reply
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ChoiceToken, ConversationId, EffectKey, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.ports.channel import Content, ContentMedia, Credentials, Identity, Purpose, RawRequest
from hotel_agent.ports.rows import CommandState, Lane, NewCommand, OutboxRow
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.trouble.storage import Crashed, CrashingStorage, Trouble
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUEST = WhatsAppGuest(number="447700900101", bsuid="GB.1")
PROOF = Credentials(secrets=(GUEST.secret,))
ENGLISH = Language("en")
TOO_FAST = 131056


@frozen
class House:
    """A desk with one WhatsApp number, whose guest wrote a moment ago and was answered."""

    story: Story
    graph: GraphStub
    _numbers: "count[int]" = field(factory=count, init=False)

    async def hears(self, request: RawRequest, *, seconds: int = 4) -> None:
        assert isinstance(await self.story.desk.receive("whatsapp", request, PROOF), Received)
        await self.story.passes(seconds)

    async def name(self) -> ConversationId:
        async with self.story.desk.storage.work(self.story.tenant) as work:
            guest = await work.guest_of(Identity("wa_bsuid", GUEST.bsuid))
            assert guest is not None
            name = await work.conversation_at("whatsapp", GUEST.account, guest)
        assert name is not None
        return name

    async def outbox(self) -> Sequence[OutboxRow]:
        name = await self.name()
        async with self.story.desk.storage.work(self.story.tenant) as work:
            return await work.outbox(name)

    async def is_decided(self, *commands: Command) -> list[EffectKey]:
        """These are to be said, or done; nothing is done about it yet. Their keys."""
        name, made = await self.name(), [EffectKey(f"{next(self._numbers):032x}") for _ in commands]
        async with self.story.desk.storage.work(self.story.tenant) as work:
            stored = await work.load(name)
            assert stored is not None
            new = [
                NewCommand(
                    key=key,
                    command=each,
                    lane=Lane.ACT if isinstance(each, WakeAt) else Lane.SAY,
                    due_at=self.story.clock.now(),
                )
                for key, each in zip(made, commands, strict=True)
            ]
            await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=new)
        return made

    async def rows(self, keys: Sequence[EffectKey]) -> list[OutboxRow]:
        by_key = {row.key: row for row in await self.outbox()}
        return [by_key[key] for key in keys]

    @property
    def sent(self) -> list[str]:
        """What the guest read since they were greeted."""
        return [each.text for each in self.graph.sent[1:]]

    async def shown(self) -> list[Said]:
        """What staff see of ours since then."""
        return [each for each in transcript([], await self.outbox()) if each.text][1:]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_story() as story, GraphStub() as graph:
        whatsapp = WhatsApp(
            WhatsAppOptions(api_url=graph.url, access_tokens={GUEST.account: "a-token"}), clock=story.clock
        )
        house = House(evolve(story, desk=evolve(story.desk, channels={"whatsapp": whatsapp})), graph)
        await house.hears(GUEST.writes("Hello", at=NOW, name="hello"))
        assert len(graph.sent) == 1
        yield house
        await whatsapp.aclose()


def staff(text: str, by: str = "Rosa") -> PassOn:
    return PassOn(text=text, by=by, language=ENGLISH)


def says(line: str, *, choices: int = 0, unasked: bool = False, although_handed_over: bool = False) -> Say:
    offered = tuple(
        Choice(token=ChoiceToken(f"t-{each}"), title=Part("away.nothing_reserved")) for each in range(choices)
    )
    reply = Reply(parts=(Part(line),), choices=offered)
    return Say(reply=reply, language=ENGLISH, unasked=unasked, although_handed_over=although_handed_over)


async def test_texts_that_wait_for_a_guest_who_is_sent_too_much_go_out_as_one(house: House) -> None:
    house.graph.fail_next(TOO_FAST)
    keys = await house.is_decided(staff("One."), staff("Two."), staff("Three."))
    await house.story.passes(5)
    assert house.sent == []
    await house.story.passes(3)
    assert house.sent == ["One.\n\nTwo.\n\nThree."]
    first, *others = await house.rows(keys)
    assert (first.state, first.receipt is not None) == (CommandState.DONE, True)
    assert all(each.state is CommandState.DONE and each.receipt is None for each in others)
    assert all(keys[0] in each.cause for each in others)
    await house.story.passes(60)
    assert len(house.sent) == 1, "nothing of it is said by itself any more"


async def test_what_the_machine_says_goes_out_as_one_too(house: House) -> None:
    house.graph.fail_next(TOO_FAST)
    apart = [says("errand.under_way"), says("away.back")]
    words = [(await house.story.desk.wording.word(each.reply, ENGLISH)).text for each in apart]
    await house.is_decided(*apart)
    await house.story.passes(8)
    assert house.sent == ["\n\n".join(words)]


async def test_its_fate_is_the_fate_of_all_and_staff_see_it_once(house: House) -> None:
    house.graph.fail_next(TOO_FAST)
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(8)
    assert [(each.text, each.by, each.fate) for each in await house.shown()] == [("One.\n\nTwo.", "Rosa", "sent")]
    sent = house.graph.sent[-1]
    mark = str(sent.body["biz_opaque_callback_data"])
    for state in ("read", "delivered"):
        await house.hears(GUEST.reports(sent.name, state, at=house.story.clock.now(), mark=mark))
    assert [each.fate for each in await house.shown()] == ["read"]


async def test_what_had_not_to_wait_goes_out_by_itself(house: House) -> None:
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(2)
    assert house.sent == ["One.", "Two."]


async def test_what_comes_while_it_still_waits_goes_along(house: House) -> None:
    house.graph.fail_next(TOO_FAST, times=2)
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(10)
    assert house.sent == []
    await house.is_decided(staff("Three."))
    await house.story.passes(40)
    assert house.sent == ["One.\n\nTwo.\n\nThree."]


@pytest.mark.parametrize(
    "other",
    [
        staff("By another.", by="Luis"),
        PassOn(text="Noch etwas.", by="Rosa", language=Language("de")),
        says("away.back"),
        WakeAt(at=NOW + timedelta(days=1), about="nothing"),
    ],
)
async def test_what_is_of_another_kind_is_said_by_itself_and_nothing_overtakes_it(house: House, other: Command) -> None:
    house.graph.fail_next(TOO_FAST)
    await house.is_decided(staff("One."), other, staff("Three."))
    await house.story.passes(10)
    if isinstance(other, WakeAt):
        assert house.sent == ["One.\n\nThree."]
    else:
        assert (house.sent[0], house.sent[-1], len(house.sent)) == ("One.", "Three.", 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (says("errand.under_way"), says("away.back", choices=2)),
        (says("errand.under_way", choices=2), says("away.back")),
        (says("errand.under_way"), says("away.back", unasked=True)),
        (says("errand.under_way"), says("away.back", although_handed_over=True)),
    ],
)
async def test_what_may_be_pressed_is_sent_as_it_is_and_so_is_what_was_decided_on_other_terms(
    house: House, first: Say, second: Say
) -> None:
    house.graph.fail_next(TOO_FAST)
    await house.is_decided(first, second)
    await house.story.passes(10)
    assert len(house.sent) == 2
    assert [len(each.choices) for each in house.graph.sent[1:]] == [len(first.reply.choices), len(second.reply.choices)]


async def test_what_is_too_long_for_one_message_goes_out_in_two(house: House) -> None:
    house.graph.fail_next(TOO_FAST)
    texts = ["a" * 2000, "b" * 2000, "c" * 2000]
    await house.is_decided(*map(staff, texts))
    await house.story.passes(10)
    assert house.sent == ["\n\n".join(texts[:2]), texts[2]]


async def test_what_was_said_as_one_and_did_not_arrive_goes_out_whole_in_the_template(house: House) -> None:
    house.graph.templates = [
        {
            "name": "answer",
            "language": "en",
            "status": "APPROVED",
            "components": [{"type": "BODY", "text": "To your request: {{answer}}"}],
        }
    ]
    channel = house.story.desk.channels["whatsapp"]
    assert isinstance(channel, WhatsApp)
    channel.change(
        {
            "api_url": house.graph.url,
            "access_tokens": {GUEST.account: "a-token"},
            "business_accounts": {GUEST.account: "910000000000001"},
            "answer_templates": {GUEST.account: "answer"},
        }
    )
    house.graph.fail_next(TOO_FAST)
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(8)
    sent = house.graph.sent[-1]
    mark = str(sent.body["biz_opaque_callback_data"])
    await house.hears(GUEST.reports(sent.name, "failed", at=house.story.clock.now(), mark=mark, code=131047))
    assert "One. Two." in str(house.graph.sent[-1].body["template"])


async def test_a_guest_who_has_it_forgotten_meanwhile_reads_nothing_of_it(house: House) -> None:
    house.graph.fail_next(TOO_FAST, times=2)
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(10)
    name = await house.name()
    async with house.story.desk.storage.work(house.story.tenant) as work:
        await work.erase_guest(name)
    await house.story.passes(60)
    assert house.sent == []
    assert "One" not in str([each.content for each in await house.outbox()])


async def test_two_workers_at_once_say_it_once(house: House) -> None:
    house.graph.fail_next(TOO_FAST)
    await house.is_decided(staff("One."), staff("Two."))
    await house.story.passes(5)
    house.story.clock.advance(timedelta(seconds=2))
    await asyncio.gather(*(house.story.desk.drain() for _ in range(3)))
    assert house.sent == ["One.\n\nTwo."]


@pytest.mark.parametrize("trouble", [Trouble.CRASH_BEFORE_COMMIT, Trouble.CRASH_AFTER_COMMIT, Trouble.AWAY])
async def test_a_worker_that_dies_between_two_lines_loses_and_doubles_nothing(house: House, trouble: Trouble) -> None:
    """What nobody can know to have been sent is told to staff instead, and whatever was sent was sent in sequence."""
    desk, storage = house.story.desk, house.story.desk.storage
    for number in range(12):
        before = len(house.graph.sent)
        house.graph.fail_next(TOO_FAST)
        texts = [f"{word} {number}." for word in ("One", "Two", "Three")]
        keys = await house.is_decided(*map(staff, texts))
        await house.story.passes(1)
        house.story.clock.advance(timedelta(seconds=8))
        crashing = CrashingStorage(storage)
        crashing.crash_at(number, trouble)
        with suppress(Crashed, Unavailable):
            await evolve(desk, storage=crashing).drain()
        for _ in range(8):
            house.story.clock.advance(timedelta(seconds=25))
            await desk.drain()
        said = "\n\n".join(each.text for each in house.graph.sent[before:])
        rows = await house.rows(keys)
        assert all(row.state is not CommandState.WAITING for row in rows), (number, trouble)
        given_up = "\n\n".join(
            row.content.text for row in rows if row.state is CommandState.GIVEN_UP and row.content is not None
        )
        for text in texts:
            assert said.count(text) <= 1, (number, trouble)
            assert text in said or text in given_up, (number, trouble)
        places = [said.find(text) for text in texts if text in said]
        assert places == sorted(places), (number, trouble)


# Two texts


def test_two_texts_stand_apart_by_a_blank_line_and_a_confirmation_among_them_makes_it_one() -> None:
    first = Content(text="Hello. ", language="en")
    second = Content(text=" Reserved: R-1.", language="en", purpose=Purpose.CONFIRMATION)
    together = Content(text="Hello.\n\nReserved: R-1.", language="en", purpose=Purpose.CONFIRMATION)
    assert joined(first, second, longest=22) == together
    assert joined(first, second, longest=21) is None


@pytest.mark.parametrize(
    "other",
    [
        Content(text="Hola.", language="es"),
        Content(text=" ", language="en"),
        Content(text="Look.", language="en", media=ContentMedia(kind="image", link="https://h.example/a.jpg")),
        Content(text="Sea.", language="en", footer="Hotel"),
    ],
)
def test_what_is_more_than_a_text_or_in_another_language_is_never_joined(other: Content) -> None:
    text = Content(text="Hello.", language="en")
    assert joined(text, other, longest=4096) is None
    assert joined(other, text, longest=4096) is None


async def test_words_that_do_not_come_or_name_another_price_are_left_for_later(house: House) -> None:
    keys = await house.is_decided(says("errand.under_way"), says("away.back"))
    now, tenant, storage = house.story.clock.now(), house.story.tenant, house.story.desk.storage
    text = Content(text="Hello.", language="en")
    async with storage.work(tenant) as work:
        await work.claim(keys[0], now=now, lease_until=now + timedelta(seconds=20))
        await work.keep_content(keys[0], text)
    (row, _) = await house.rows(keys)

    async def silent(_: TenantId, __: Say | PassOn) -> Content:
        raise Unavailable("no words")

    async def wrong(_: TenantId, __: Say | PassOn) -> Content:
        return Content(text="It costs 90 EUR.", language="en")

    for word in (silent, wrong):
        assert await Waited(row, text, tenant, 4096).with_what_waits(storage, word, now) == text
    assert (await house.rows(keys))[1].state is CommandState.WAITING
