"""Staff see the reservations a conversation was about: as the book holds them, or as they were told last."""

from collections.abc import Mapping

from attrs import evolve
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.application.staff_room import Shown, Writable
from hotel_agent.application.touched import Part, touched
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import Booked, Cancelled
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, TenantId
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.trouble.pms import SilentPms


async def _reserved(story: Story) -> Conversation:
    for text in (WISH, "Yes, please"):
        await story.writes(text)
        await story.passes(5)
    state = await story.conversation()
    assert len(state.made) == 1
    return state


async def _shown(story: Story, books: Mapping[TenantId, Pms] | None = None) -> Shown:
    room = story.desk.staff_room if books is None else evolve(story.desk.staff_room, books=books)
    found = await room.show(story.tenant, await story.name(), masked=False)
    assert isinstance(found, Shown)
    return found


async def test_what_was_made_here_is_shown_as_the_book_holds_it_now() -> None:
    async with open_story() as story:
        state = await _reserved(story)
        (made,) = (await _shown(story)).reservations
        assert (made.number, made.parts, made.looked_up) == (state.made[0], (Part.MADE,), True)
        assert made.reservation is not None
        assert made.reservation.state is ReservationState.CONFIRMED
        book, number = story.desk.books[story.tenant], made.number
        await book.cancel(number, penalty=made.reservation.total - made.reservation.total, key=EffectKey("a" * 32))
        (now,) = (await _shown(story)).reservations
        assert now.reservation is not None
        assert (now.reservation.state, now.looked_up) == (ReservationState.CANCELLED, True)


async def test_where_the_book_is_silent_or_not_at_hand_it_is_shown_as_it_was_told_last() -> None:
    async with open_story() as story:
        await _reserved(story)
        silent = {tenant: SilentPms(book) for tenant, book in story.desk.books.items()}
        for each in silent.values():
            each.strikes["find"] = 1
        for books in (silent, dict[TenantId, Pms]()):
            (made,) = (await _shown(story, books)).reservations
            assert made.reservation is not None
            assert (made.looked_up, made.reservation.state) == (False, ReservationState.CONFIRMED)


async def test_what_was_cancelled_here_says_so_and_what_it_cost() -> None:
    async with open_story() as story:
        state = await _reserved(story)
        for text in (f"Cancel my reservation {state.made[0]}, please", "Yes, cancel it"):
            await story.writes(text)
            await story.passes(5)
        for books in (story.desk.books, dict[TenantId, Pms]()):
            (gone,) = (await _shown(story, books)).reservations
            assert (gone.parts, gone.penalty is not None) == ((Part.MADE, Part.CANCELLED), True)
            assert gone.reservation is not None
            assert gone.reservation.state is ReservationState.CANCELLED


async def test_of_what_is_no_longer_told_at_least_the_number_is_known() -> None:
    async with open_story() as story:
        state = await _reserved(story)
        async with story.desk.storage.work(story.tenant) as work:
            happened = await work.happened(state.id)
        known = [row for row in happened if not isinstance(row.event, Booked | Cancelled)]
        (alone,) = touched(state, known)
        assert (alone.number, alone.parts) == (state.made[0], (Part.MADE,))
        another = evolve(state, made=(ConfirmationNumber("OTHER1"),))
        assert {each.number for each in touched(another, happened)} == {state.made[0], "OTHER1"}


async def test_a_guest_at_a_door_without_a_window_may_be_written_to_freely() -> None:
    async with open_story() as story:
        await story.writes(WISH)
        await story.passes(5)
        told = await _shown(story)
        assert (told.writable, told.at, told.costs) == (Writable.FREELY, story.clock.now(), ())
