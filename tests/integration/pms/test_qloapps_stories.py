"""Eight stories at a time, all about one last room, with everything that QloApps does to whoever trusts it.

QLOAPPS_STORIES says how many stories are told: 24 without it, 500 are the whole.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from attrs import define, field
from tests.integration.pms.qloapps_office import FIRST_DAY, HERE, TENANT, LeapingClock, open_pms, open_stub

from hotel_agent.adapters.pms.qloapps import QloAppsPms
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EffectKey, QuoteId, RoomTypeId, digest
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.qloapps import Fault, QloAppsStub

T = TypeVar("T")

STORIES = int(os.environ.get("QLOAPPS_STORIES", "24"))
AT_ONCE = 8
LAST_ROOM = RoomTypeId("2")
"""There is one of it."""
DAYS, LONGEST = 3, 3
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
TRIES = 20
KINDS = ("book", "book", "book_twice", "give_up_and_repeat", "cancel", "change", "change", "website")


@define(kw_only=True)
class Story:
    """What one guest does, by dice of their own, and what they were told last."""

    name: str
    stub: QloAppsStub
    pms: QloAppsPms
    stands: Reservation | None = None
    refused: list[Reason] = field(factory=list)
    website: int | None = None
    """The entry of a guest of the hotel's own site."""

    def dice(self, of: str, sides: int) -> int:
        return int(digest("stories", self.name, of), 16) % sides

    @property
    def kind(self) -> str:
        return KINDS[self.dice("kind", len(KINDS))]

    def key(self, of: str) -> EffectKey:
        return EffectKey(digest("story", self.name, of))

    @property
    def booker(self) -> Booker:
        seal = digest("booker", self.name)
        return Booker(name="Ana Pérez", email=f"{seal[:12]}@example.com", phone="34600111222", language=Language("es"))

    def stay(self, of: str) -> Stay:
        arrival = FIRST_DAY + timedelta(days=self.dice(f"{of} day", DAYS))
        return Stay.of_nights(arrival, 1 + self.dice(f"{of} nights", LONGEST))

    async def quote(self, of: str) -> Quote | None:
        """What is offered for the last room; None when nothing is."""
        number = None if self.stands is None else self.stands.number
        ask = Ask(property_id=HERE, stay=self.stay(of), parties=(Party(1),), room_type=LAST_ROOM, instead_of=number)
        found = await answered(lambda: self.pms.search(ask))
        if isinstance(found, Refusal):
            self.refused.append(found.reason)
            return None
        return issue(found[0], id=QuoteId(self.key(f"quote {of}")), tenant=TENANT.id, at=NOW, valid_minutes=60)

    async def tell(self) -> None:
        """From the first wish to the last answer."""
        if self.kind == "website":
            self._take_at_the_website()
            return
        quote = await self.quote("book")
        if quote is not None:
            self.hear(await self._booked(quote), quote)
        if self.kind == "cancel" and self.stands is not None:
            number, penalty = self.stands.number, Money.zero("USD")
            answer = await answered(lambda: self.pms.cancel(number, penalty=penalty, key=self.key("cancel")))
            assert isinstance(answer, Cancellation), answer
            self.stands = None
        if self.kind == "change" and self.stands is not None and (quote := await self.quote("change")) is not None:
            number, wanted = self.stands.number, quote
            self.hear(await answered(lambda: self.pms.modify(number, wanted, key=self.key("change"))), quote)

    async def _booked(self, quote: Quote) -> Reservation | Refusal:
        def call() -> Awaitable[Reservation | Refusal]:
            return self.pms.book(quote, self.booker, key=self.key("book"))

        if self.kind == "give_up_and_repeat":
            given_up = asyncio.ensure_future(call())
            await asyncio.wait({given_up}, timeout=self.dice("patience", 40) / 1000)
            given_up.cancel()
            await asyncio.wait({given_up})
        if self.kind == "book_twice":
            one, other = await asyncio.gather(answered(call), answered(call))
            assert isinstance(one, Refusal) or isinstance(other, Refusal) or one.number == other.number
            return one if isinstance(one, Reservation) else other
        return await answered(call)

    def hear(self, answer: Reservation | Refusal, quote: Quote) -> None:
        """Remember what was told: a reservation at the price quoted, or why not."""
        if isinstance(answer, Refusal):
            self.refused.append(answer.reason)
            return
        assert answer.total == quote.total, "another price than was quoted"
        assert answer.stay == quote.stay
        self.stands = answer

    def _take_at_the_website(self) -> None:
        stay, book = self.stay("book"), self.stub.shop.book
        for room in book.free_rooms(int(LAST_ROOM), stay.arrival, stay.departure):
            self.website = self.stub.desk.reserve(room.id, stay.arrival, stay.departure).id


async def answered(call: Callable[[], Awaitable[T]]) -> T:
    """The answer, asked for under the same key until there is one."""
    for _ in range(TRIES - 1):
        try:
            return await call()
        except Unavailable:
            continue
    return await call()


async def told_at_once(names: Sequence[str]) -> list[Story]:
    """So many stories about the same room, over three processes that nothing keeps apart; then the ledger is read."""
    async with (
        open_stub(Fault) as stub,
        open_pms(stub, clock=LeapingClock(NOW)) as one,
        open_pms(stub, clock=LeapingClock(NOW)) as two,
        open_pms(stub, clock=LeapingClock(NOW)) as three,
    ):
        books = (one, two, three)
        stories = [Story(name=name, stub=stub, pms=books[place % len(books)]) for place, name in enumerate(names)]
        await asyncio.gather(*(story.tell() for story in stories))
        judge(stub, stories)
    return stories


def judge(stub: QloAppsStub, stories: Sequence[Story]) -> None:
    """What stands in the ledger is what was told: no more, no less, and nobody shares a room."""
    assert not stub.ledger.oversold()
    live = {line.reference: line for line in stub.ledger.live() if line.source != "front desk"}
    standing = {story.stands.number: story.stands for story in stories if story.stands is not None}
    assert live.keys() == standing.keys()
    assert len(live) == sum(line.source != "front desk" for line in stub.ledger.live()), "one room each"
    for number, told in standing.items():
        line = live[number]
        assert (line.room_type, line.arrival, line.departure) == (
            int(LAST_ROOM),
            told.stay.arrival,
            told.stay.departure,
        )
        assert Money.of(line.total, "USD") == told.total
        assert told.key is not None
        assert line.source == f"hotel-agent:{told.key}"
    assert {story.website for story in stories} - {None} == {
        line.entry for line in stub.ledger.live() if line.source == "front desk"
    }, "who has a room from the hotel's own site keeps it"
    for story in stories:
        assert set(story.refused) <= {Reason.SOLD_OUT}, story.refused


@pytest.mark.parametrize("first", range(0, STORIES, AT_ONCE))
async def test_whoever_is_told_of_the_last_room_has_it_and_nobody_else(first: int) -> None:
    names = [f"{number}" for number in range(first, min(first + AT_ONCE, STORIES))]
    stories = await told_at_once(names)
    assert any(story.stands or story.refused or story.website for story in stories)
