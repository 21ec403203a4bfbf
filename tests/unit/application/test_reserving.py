"""A book that is away is tried again for as long as the quote holds, and no longer."""

from datetime import timedelta

import pytest
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.application.retry import wait_before_retry
from hotel_agent.domain.conversations.effects import Book
from hotel_agent.ports.storage import CommandState
from hotel_agent.testing.trouble.pms import ALWAYS, ForgetfulPms, SilentPms


async def agreed(story: Story) -> Book:
    await story.writes(WISH)
    await story.passes(5)
    await story.writes("yes")
    await story.passes(5)
    (row,) = await story.outbox(Book)
    assert isinstance(row.command, Book)
    return row.command


async def test_a_book_that_is_away_for_minutes_still_gets_the_reservation() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=8)) as story:
        await agreed(story)
        await story.passes(5 * 60)
        (row,) = await story.outbox(Book)
        assert row.state is CommandState.DONE
        assert (await story.conversation()).handover is None


@pytest.mark.parametrize("trouble", [SilentPms, ForgetfulPms])
async def test_a_book_that_never_answers_ends_with_a_person_when_the_quote_expires(
    trouble: type[SilentPms | ForgetfulPms],
) -> None:
    async with open_story(book=lambda pms: trouble(pms, book=ALWAYS, find=ALWAYS)) as story:
        command = await agreed(story)
        holds = command.quote.expires_at - story.clock.now()
        await story.passes(int(holds.total_seconds()) - 5)
        assert (await story.outbox(Book))[0].state is CommandState.WAITING
        await story.passes(30)
        (row,) = await story.outbox(Book)
        assert row.state is CommandState.GIVEN_UP
        assert row.attempts <= 10 + holds / timedelta(minutes=5)
        assert (await story.conversation()).handover is not None


async def test_the_first_minute_is_tried_quickly() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=ALWAYS)) as story:
        command = await agreed(story)
    waits = [wait_before_retry(command, attempt) for attempt in range(1, 8)]
    assert sum((wait for wait in waits if wait), timedelta()) == timedelta(seconds=60)
    assert waits[-1] is None
