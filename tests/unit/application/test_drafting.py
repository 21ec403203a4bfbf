"""What a draft goes on from, and until when somebody may send it."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve, field
from tests.unit.application.story import WISH, Story, open_story
from tests.unit.application.test_shadow import drafts, falls, hears, report, sends

from hotel_agent.application.shadowing import Shadowing
from hotel_agent.domain.conversations.drafts import Fate
from hotel_agent.domain.conversations.events import GuestEvent, GuestReacted, GuestRevoked
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EventKey, ProviderId
from hotel_agent.domain.language import Language, Tone
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Content
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.wording import Wording

NO_SUCH_DRAFT = Refusal(Reason.NOT_FOUND, detail="draft")


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    async with open_story() as opened:
        await falls(opened)
        yield opened


async def comes(story: Story, event: Callable[[EventKey], GuestEvent], name: str) -> None:
    """Something comes that is no text."""
    conversation, now = await story.name(), story.clock.now()
    async with story.desk.storage.work(story.tenant) as work:
        await work.add_event(conversation, event(EventKey(f"message:{name}")), received_at=now, due_at=now)


# What a draft goes on from


async def test_a_sign_below_a_quote_that_was_sent_as_it_is_takes_nothing_of_it_back(story: Story) -> None:
    await sends(story, await hears(story, WISH))
    now = story.clock.now()
    await comes(
        story, lambda key: GuestReacted(key=key, at=now, sent_at=now, to=ProviderId("ours"), emoji="👍"), "sign"
    )
    await story.passes(1)
    assert [each.fate for each in await drafts(story)] == [Fate.UNCHANGED, Fate.SILENT]
    await sends(story, await hears(story, "the first one"))
    assert (await hears(story, "yes")).would == ("book",)


async def test_what_was_sent_counts_as_said_for_what_is_decided_beside_it(story: Story) -> None:
    draft = await hears(story, WISH)
    assert await Shadowing(story.desk.staff_room).send(story.tenant, draft.conversation, draft.key, by="eva") is None
    await story.writes("the first one")
    story.clock.advance(timedelta(seconds=5))  # both wait for a worker
    await story.passes(1)
    first, second = await drafts(story)
    assert (first.fate, second.fate) == (Fate.UNCHANGED, Fate.OPEN)
    await sends(story, second)
    assert (await hears(story, "yes")).would == ("book",)


# Until when it may be sent


async def test_a_draft_somebody_wrote_by_hand_is_not_sent_once_more(story: Story) -> None:
    draft = await hears(story, WISH)
    await sends(story, draft, text=draft.text)
    assert await sends(story, draft) is None
    assert story.said() == [draft.text]


async def test_a_draft_is_not_sent_to_whom_the_machine_has_answered_since(story: Story) -> None:
    draft = await hears(story, WISH)
    await falls(story, False)
    await story.writes("What time is breakfast?")
    await story.passes(5)
    said = story.said()
    assert len(said) == 1
    shown = await story.desk.staff_room.show(story.tenant, draft.conversation, masked=False)
    assert not isinstance(shown, Refusal)
    assert shown.draft is None
    assert await sends(story, draft) == NO_SUCH_DRAFT
    assert story.said() == said
    assert (await report(story)).all.overtaken == 1


@define
class Failing(Wording):
    """Finds no words while it is silent."""

    _inside: Wording
    silent: bool = False

    @property
    def languages(self) -> tuple[Language, ...]:
        return self._inside.languages

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        if self.silent:
            raise Unavailable("it is silent")
        return await self._inside.word(reply, language, tone)


async def test_a_draft_is_not_sent_where_none_could_be_made_of_what_the_guest_wrote_since() -> None:
    words = list[Failing]()

    def around(inside: Wording) -> Wording:
        words.append(Failing(inside))
        return words[0]

    async with open_story(wording=around) as story:
        await falls(story)
        draft = await hears(story, WISH)
        words[0].silent = True
        await story.writes("No, for three adults")
        await story.passes(5)
        assert [each.fate for each in await drafts(story)] == [Fate.OVERTAKEN]
        assert await sends(story, draft) == NO_SUCH_DRAFT


# How it is made


@define
class Counting(Nlu):
    """Writes down what is read."""

    _inside: Nlu
    read: list[tuple[str, ...]] = field(factory=list)

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        self.read.append(tuple(texts))
        return await self._inside.understand(texts, reading)


async def test_what_a_guest_writes_is_read_once_for_the_turn_and_its_draft(story: Story) -> None:
    counting = Counting(story.desk.nlu)
    story = evolve(story, desk=evolve(story.desk, nlu=counting))
    assert "€" in (await hears(story, WISH)).text
    assert counting.read == [(WISH,)]


async def test_a_message_taken_back_while_its_draft_is_made_leaves_no_draft() -> None:
    async with open_story() as story:
        await falls(story)

        class TakenBack(Nlu):
            async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
                conversation, now = await story.name(), story.clock.now()
                async with story.desk.storage.work(story.tenant) as work:
                    message = (await work.open_events(conversation))[0].event.key
                    await work.erase(conversation, message)
                    original = ProviderId(message.removeprefix("message:"))
                    back = GuestRevoked(key=EventKey("message:back"), at=now, sent_at=now, original=original)
                    await work.add_event(conversation, back, received_at=now, due_at=now)
                return await inside.understand(texts, reading)

        inside = story.desk.nlu
        spied = evolve(story, desk=evolve(story.desk, nlu=TakenBack()))
        await spied.writes(WISH)
        await spied.passes(5)
        assert [each.text for each in await drafts(story)] == [""]
