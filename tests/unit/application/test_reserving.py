"""A book that is away is tried again for as long as the quote holds, and no longer."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.application.retry import wait_before_retry
from hotel_agent.domain.conversations.effects import Book
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.ports.rows import CommandState
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


async def is_decided(story: Story, text: str) -> None:
    """The guest writes, and their turn is decided; what it wants done is left lying."""
    await story.writes(text)
    story.clock.advance(timedelta(seconds=3))
    for due in await story.desk.storage.due(story.clock.now(), limit=10):
        if due.command is None:
            await story.desk.serve(due)


async def reservations(story: Story, number: str | None = None) -> Sequence[Reservation]:
    """What stands in the book under this number, or under the key of the first reservation asked for."""
    property_id = story.desk.tenants.tenants[0].properties[0].id
    by = ConfirmationNumber(number) if number else (await story.outbox(Book))[0].key
    return await story.desk.books[story.tenant].find(property_id, by)


async def test_a_quote_that_expired_before_anybody_could_reserve_is_not_used() -> None:
    async with open_story() as story:
        await story.writes(WISH)
        await story.passes(5)
        await is_decided(story, "yes")
        story.clock.advance(timedelta(hours=3))
        await story.desk.drain()
        assert await reservations(story) == []
        state = await story.conversation()
        assert "Nothing was booked" in story.said()[-1]
        assert state.chosen is not None, "a new quote is put instead"
        assert state.made == ()


async def test_what_an_earlier_attempt_made_counts_also_after_the_quote_expired() -> None:
    async with open_story(book=lambda pms: ForgetfulPms(pms, book=1)) as story:
        await story.writes(WISH)
        await story.passes(5)
        await is_decided(story, "yes")
        await story.desk.drain()
        story.clock.advance(timedelta(hours=3))
        await story.desk.drain()
        (made,) = await reservations(story)
        assert (await story.conversation()).made == (made.number,)
        assert made.number in story.said()[-1]


async def test_a_change_whose_quote_expired_is_not_made() -> None:
    async with open_story() as story:
        await agreed(story)
        (made,) = await reservations(story)
        await story.writes("change my reservation to 3 nights")
        await story.passes(5)
        await is_decided(story, "yes")
        story.clock.advance(timedelta(hours=3))
        await story.desk.drain()
        assert await reservations(story, made.number) == [made]
        assert (await story.conversation()).chosen is not None
