"""A reply is sent freely, in a template, or not at all, by what holds at the moment it is sent."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.application import window
from hotel_agent.application.window import MARGIN, sendable
from hotel_agent.domain.conversations.effects import NotifyStaff, Say
from hotel_agent.domain.ids import AccountId, EffectKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Capabilities, Content, ContentTemplate, Receipt
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.trouble.channel import TroubledChannel

DAY = timedelta(hours=24)
OWN, HOUSES = (ContentTemplate(name=name, languages=("es",)) for name in ("own", "houses"))


@pytest.mark.parametrize(
    ("length", "last", "open_"),
    [
        (None, None, True),
        (DAY, None, False),
        (DAY, NOW - DAY + MARGIN, True),
        (DAY, NOW - DAY + MARGIN - timedelta(microseconds=1), False),
        (DAY, NOW + timedelta(minutes=3), True),
    ],
)
def test_a_window_is_open_until_five_minutes_before_its_end(length: Any, last: Any, open_: bool) -> None:
    assert window.is_open(length, last, NOW) is open_


@pytest.mark.parametrize(
    ("text", "own", "houses", "is_open"), [*product(("Hola", " "), (OWN, None), (HOUSES, None), (True, False))]
)
def test_words_while_the_window_is_open_and_afterwards_a_template(
    text: str, own: ContentTemplate | None, houses: ContentTemplate | None, is_open: bool
) -> None:
    """The same in a table, line by line."""
    content = Content(text=text, language="es", template=own)
    sent = sendable(content, is_open=is_open, otherwise=houses)
    if is_open and text == "Hola":
        assert sent == evolve(content, template=None)
    elif own is not None:
        assert sent == Content(text="", language="es", template=own)
    elif is_open:
        assert sent == content
    else:
        assert sent == (Content(text="", language="es", template=houses) if houses else None)


class Windowed(TroubledChannel):
    """A channel that lets a hotel write freely for a day, and knows a template where the hotel has one.

    While its trouble lasts it says by itself that the window closed.
    """

    named: str | None = "answer"

    @property
    def can(self) -> Capabilities:
        return evolve(self.inner.can, reply_window=DAY)

    def in_template(self, account: AccountId, content: Content, languages: tuple[str, ...]) -> ContentTemplate | None:
        assert account
        values = (("answer", content.text),)
        return ContentTemplate(name=self.named, languages=languages, values=values) if self.named else None

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if content.template is None and self.strikes():
            return Refusal(Reason.WINDOW_CLOSED, detail="window 131047")
        if content.template is not None:
            name, languages = content.template.name, ", ".join(content.template.languages)
            content = Content(text=f"[{name} in {languages}] {content.template.values[0][1]}")
        return await self.inner.send(to, content, key=key)


class WithoutTemplates(Windowed):
    named = None


async def answered_late(story: Story, late: timedelta) -> None:
    """A guest writes; what is to be said is only sent so much later."""
    await story.writes("Hello")
    story.clock.advance(timedelta(seconds=3))
    (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
    await story.desk.serve(turn)
    story.clock.advance(late)
    await story.passes(2)


async def test_a_reply_within_the_window_is_sent_as_it_is() -> None:
    async with open_story(channel=lambda inner: Windowed(inner, times=0)) as story:
        await answered_late(story, timedelta(hours=23))
        assert [text[:1] == "[" for text in story.said()] == [False]


async def test_a_reply_after_the_window_goes_out_in_the_hotels_template_and_the_guests_language_first() -> None:
    async with open_story(channel=lambda inner: Windowed(inner, times=0)) as story:
        await answered_late(story, timedelta(hours=24))
        (said,) = story.said()
        assert said.startswith("[answer in en, es")
        (row,) = await story.outbox(Say)
        assert row.state is CommandState.DONE
        assert row.content is not None
        assert row.content.template is None, "what is kept is what was said, whatever it goes out in"
        assert row.content.text in said


async def test_where_the_channel_itself_says_that_the_window_closed_the_template_follows_at_once() -> None:
    async with open_story(channel=lambda inner: Windowed(inner, times=1)) as story:
        await answered_late(story, timedelta(0))
        (said,) = story.said()
        assert said.startswith("[answer in ")


@pytest.mark.parametrize("late", [timedelta(hours=24), timedelta(0)])
async def test_without_a_template_that_fits_staff_are_told_and_nothing_is_dropped(late: timedelta) -> None:
    async with open_story(channel=lambda inner: WithoutTemplates(inner, times=9)) as story:
        await answered_late(story, late)
        await story.passes(3)
        assert story.said() == []
        rows = await story.outbox(Say)
        assert {row.state for row in rows} == {CommandState.GIVEN_UP}
        assert all("window" in row.cause for row in rows)
        told = [row.command for row in await story.outbox(NotifyStaff)]
        assert {each.reason for each in told if isinstance(each, NotifyStaff)} == {"undelivered"}
