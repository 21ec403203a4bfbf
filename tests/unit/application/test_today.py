"""The day as a reception begins it: by the house's own clock, with what the chat brought, and also without the book."""

from datetime import date, timedelta

from tests.unit.application.story import NOW, WISH, Story, open_story

from hotel_agent.application.today import Span, Takings, WholeDay, summed
from hotel_agent.domain.conversations.effects import Book
from hotel_agent.domain.conversations.staff_tasks import TaskState
from hotel_agent.domain.ids import EffectKey, PropertyId, QuoteId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import issue
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms

TODAY = date(2026, 11, 23)


async def looked(story: Story, first: date | None = None, last: date | None = None) -> WholeDay:
    told = await story.desk.today.look(story.tenant, first=first, last=last)
    assert isinstance(told, WholeDay)
    return told


async def at_the_counter(story: Story, arrival: date, nights: int, name: str) -> Reservation:
    """Somebody reserves past the desk."""
    (house,) = story.desk.tenants.tenants[0].properties
    book = story.desk.books[story.tenant]
    offers = await book.search(Ask(property_id=house.id, stay=Stay.of_nights(arrival, nights), parties=(Party(2),)))
    assert not isinstance(offers, Refusal)
    key = EffectKey(f"{name:0<32}")
    quote = issue(offers[0], id=QuoteId("q"), tenant=story.tenant, at=story.clock.now(), valid_minutes=60)
    made = await book.book(quote, Booker(name=name, phone="34600000001"), key=key)
    assert isinstance(made, Reservation)
    return made


async def test_who_comes_goes_and_stays_is_told_from_the_book() -> None:
    async with open_story() as story:
        going = await at_the_counter(story, TODAY - timedelta(days=2), 2, "Going")
        coming = await at_the_counter(story, TODAY, 1, "Coming")
        await at_the_counter(story, TODAY - timedelta(days=1), 3, "Staying")
        await at_the_counter(story, TODAY + timedelta(days=1), 1, "Tomorrow")
        (day,) = (await looked(story)).properties
        assert day.day == TODAY
        assert (day.arrivals, day.departures, day.staying) == ((coming,), (going,), 2)


async def test_the_day_is_that_of_the_houses_own_clock() -> None:
    async with open_story() as story:
        tomorrow = await at_the_counter(story, TODAY + timedelta(days=1), 1, "Tomorrow")
        # Half past eleven at night in London is half past midnight in Madrid.
        story.clock.advance(timedelta(hours=14, minutes=30))
        (day,) = (await looked(story)).properties
        assert (day.day, day.arrivals) == (TODAY + timedelta(days=1), (tomorrow,))


async def test_where_the_book_is_silent_the_rest_of_the_day_is_told() -> None:
    async with open_story(book=lambda book: SilentPms(book, staying=ALWAYS)) as story:
        await story.writes(WISH)
        await story.passes(5)
        told = await looked(story)
        (day,) = told.properties
        assert (day.arrivals, day.departures, day.staying) == (None, None, None)
        assert told.quotes


async def test_a_quote_stands_open_until_it_expires() -> None:
    async with open_story() as story:
        await story.writes(WISH)
        await story.passes(5)
        state = await story.conversation()
        open_quotes = (await looked(story)).quotes
        assert {each.quote.id for each in open_quotes} == {each.id for each in state.quotes} != set()
        assert {each.conversation.id for each in open_quotes} == {state.id}
        story.clock.advance(max(each.expires_at for each in state.quotes) - story.clock.now())
        assert (await looked(story)).quotes == ()


async def test_what_the_chat_brought_counts_on_its_day_and_in_every_span_that_holds_it() -> None:
    async with open_story() as story:
        await at_the_counter(story, TODAY, 1, "Elsewhere")
        await story.writes(WISH)
        await story.passes(5)
        await story.writes("the first one")
        await story.passes(5)
        await story.writes("yes")
        await story.passes(5)
        (made,) = await story.outbox(Book)
        assert isinstance(made.command, Book)
        brought = Takings(reservations=1, revenue=(made.command.quote.total,))
        (day,) = (await looked(story)).properties
        assert (day.today, day.over_span) == (brought, brought)
        assert day.span == Span(first=TODAY - timedelta(days=6), last=TODAY)
        story.clock.advance(timedelta(days=2))
        (later,) = (await looked(story)).properties
        assert (later.today, later.over_span) == (Takings(), brought)
        for first, last, expected in (
            (TODAY, TODAY, brought),
            (TODAY - timedelta(days=9), TODAY - timedelta(days=1), Takings()),
            (TODAY + timedelta(days=1), None, Takings()),
            (TODAY, TODAY + timedelta(days=9), brought),
        ):
            (span,) = (await looked(story, first, last)).properties
            assert span.over_span == expected, (first, last)
        await story.writes("I want to cancel my reservation")
        await story.passes(5)
        await story.writes("yes")
        await story.passes(5)
        (after,) = (await looked(story, TODAY)).properties
        assert after.over_span == Takings(reservations=1, revenue=brought.revenue, cancelled=1)


async def test_who_waits_and_what_nobody_wrote_down_is_counted() -> None:
    async with open_story() as story:
        await story.writes("I want to speak to a person, please", guest="ana")
        await story.passes(5)
        await story.writes("I want to speak to a person, please", guest="bruno")
        await story.writes("Is there a casino in the hotel?", guest="carla")
        await story.passes(5)
        told = await looked(story)
        assert (told.waiting, told.longest) == (2, await story.name("ana"))
        assert told.waits_since is not None
        assert NOW < told.waits_since < NOW + timedelta(seconds=5)
        assert told.unanswered == {"casino": 1}
        story.clock.advance(timedelta(days=8))
        later = await looked(story)
        assert later.unanswered == {}
        assert (await looked(story, TODAY)).unanswered == {"casino": 1}


async def test_a_hotel_a_property_and_a_span_that_cannot_be_are_refused() -> None:
    async with open_story() as story:
        day, missing = story.desk.today, Refusal(Reason.NOT_FOUND)
        assert await day.look(TenantId("nowhere")) == missing
        assert await day.look(story.tenant, property_id=PropertyId("nowhere")) == missing
        for first, last in ((TODAY, TODAY - timedelta(days=1)), (TODAY - timedelta(days=366), TODAY)):
            refused = await day.look(story.tenant, first=first, last=last)
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.BAD_REQUEST
        whole_year = await day.look(story.tenant, first=TODAY - timedelta(days=365), last=TODAY)
        assert isinstance(whole_year, WholeDay)


def test_each_currency_is_summed_by_itself() -> None:
    paid = (Money(100, each) for each in ("USD", "EUR", "EUR"))
    assert summed(paid) == (Money(200, "EUR"), Money(100, "USD"))
    assert summed(()) == ()


async def test_what_is_to_be_done_in_the_house_is_counted_until_it_is_done() -> None:
    async with open_story() as story:
        assert (await looked(story)).open_tasks == 0
        await story.writes("Could you bring more towels to room 204, please?", guest="ana")
        await story.writes("Could you bring more towels to room 205, please?", guest="bruno")
        await story.passes(5)
        await story.writes("I left my phone charger in room 204", guest="ana")
        await story.passes(5)
        assert (await looked(story)).open_tasks == 3
        name, board = await story.name("ana"), story.desk.staff_room.tasks
        assert await board.settle(story.tenant, name, 1, became=TaskState.DONE, request="1", by="Eva") is None
        await story.passes(1)
        assert (await looked(story)).open_tasks == 2
        (house,) = story.desk.tenants.tenants[0].properties
        told = await story.desk.today.look(story.tenant, property_id=house.id)
        assert isinstance(told, WholeDay)
        assert told.open_tasks == 2
