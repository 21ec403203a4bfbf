"""A drill's ledger sees each fault it is there for. The rows below are what a house with that fault would keep."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, evolve, field
from sqlalchemy import Engine, Table, create_engine, insert

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.database import tables as kept
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables.hotel import Hotel, read_hotel
from hotel_agent.domain.ids import EffectKey, PropertyId, QuoteId, digest
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import issue
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.drill import Verdict
from hotel_agent.testing.drill.guests import DrillGuest, Sent
from hotel_agent.testing.drill.hotels import OUTSIDE, ROOMS, tables
from hotel_agent.testing.drill.ledger import Ledger
from hotel_agent.testing.drill.meta import Heard, Meta
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.drill.rows import Rows
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

NOON = datetime(2027, 3, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ARRIVAL = date(2027, 5, 3)


@define
class House:
    """What was kept and what stands in the book, put there by hand."""

    pms: Pms
    file: Path
    engine: Engine
    guests: list[DrillGuest] = field(factory=list)
    meta: Meta = field(factory=lambda: Meta(GraphStub(), (), ManualClock(NOON), Dice("test")))

    def guest(self) -> DrillGuest:
        phone = WhatsAppGuest(number=f"44770000000{len(self.guests)}")
        guest = DrillGuest(
            tenant=OUTSIDE,
            phone=phone,
            language="en",
            name="Ana García",
            meta=self.meta,
            clock=ManualClock(NOON),
            dice=Dice("test"),
            patience=SECOND,
        )
        self.guests.append(guest)
        return guest

    def sends(self, guest: DrillGuest, *, kept_as: str | None = "", state: str = "consumed") -> None:
        name = f"{guest.phone.number}-{len(guest.sent)}"
        guest.sent.append(Sent(name, "hello", NOON, NOON + SECOND))
        if kept_as is not None:
            self.keeps(kept_as or name, guest, state)

    def keeps(self, name: str, guest: DrillGuest, state: str = "consumed") -> None:
        self._insert(
            kept.inbox,
            key=f"message:wamid.{name}",
            account="door",
            conversation=f"c-{guest.phone.number}",
            sequence=digest(name)[:8],
            state=state,
            received_at=NOON,
            due_at=NOON,
            from_guest=True,
            event="{}",
        )

    def hears(self, guest: DrillGuest, text: str, *, mark: str = "") -> None:
        mark = mark or digest(guest.phone.number, str(len(guest.heard)))
        body = {"to": guest.phone.number, "text": {"body": text}, "biz_opaque_callback_data": mark}
        sent = SentBody(account="door", body=body, token="", name="wamid.x")
        self.meta.heard[guest.phone.number].append(Heard(sent, NOON + 2 * SECOND))

    def commands(self, guest: DrillGuest, kind: str, *, state: str = "done") -> None:
        self._insert(
            kept.outbox,
            key=digest(guest.phone.number, kind),
            conversation=f"c-{guest.phone.number}",
            sequence=1,
            lane="act",
            state=state,
            due_at=NOON,
            command=json.dumps({"kind": kind}),
        )

    async def books(self, guest: DrillGuest, *, key: str = "1") -> Reservation:
        ask = Ask(property_id=PropertyId(OUTSIDE), stay=Stay.of_nights(ARRIVAL, 2), parties=(Party(2),))
        offers = await self.pms.search(ask)
        assert not isinstance(offers, Refusal)
        quote = issue(offers[0], id=QuoteId("q"), tenant=OUTSIDE, at=NOON, valid_minutes=60)
        booker = Booker(name=guest.name, language=Language("en"), phone=guest.phone.number)
        made = await self.pms.book(quote, booker, key=EffectKey(digest(guest.phone.number, key)))
        assert not isinstance(made, Refusal)
        return made

    async def verdict(self) -> Verdict:
        return await Ledger(self.guests, Rows(f"sqlite:///{self.file}"), {OUTSIDE: self.pms}).verdict()

    def _insert(self, table: Table, **row: object) -> None:
        with self.engine.begin() as database:
            database.execute(insert(table).values(tenant=OUTSIDE, **row))


@pytest.fixture(scope="module")
def hotel() -> Hotel:
    return read_hotel(tables(), key="outside", currency="EUR", child_until_age=12)


@pytest.fixture
def house(tmp_path: Path, hotel: Hotel) -> Iterator[House]:
    file = tmp_path / "hotel.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    kept.metadata.create_all(engine)
    yield House(MockPms({PropertyId(OUTSIDE): hotel}, clock=ManualClock(NOON)), file, engine)
    engine.dispose()


async def a_good_guest(house: House) -> DrillGuest:
    guest = house.guest()
    house.sends(guest)
    made = await house.books(guest)
    guest.yeses = 1
    house.hears(guest, f"Your reservation is {made.number}")
    return guest


def kinds(verdict: Verdict) -> Iterator[str]:
    return (fault.kind for fault in verdict.faults)


async def test_a_house_without_a_fault_is_clean(house: House) -> None:
    await a_good_guest(house)
    verdict = await house.verdict()
    assert verdict.clean
    assert (verdict.messages, verdict.events, verdict.replies, verdict.yeses, verdict.reservations) == (1, 1, 1, 1, 1)


async def test_a_message_that_was_taken_and_not_kept_is_lost(house: House) -> None:
    guest = await a_good_guest(house)
    house.sends(guest, kept_as=None)
    assert list(kinds(await house.verdict())) == ["messages lost"]


async def test_a_message_nobody_sent_is_one_too_many(house: House) -> None:
    house.keeps("of-nobody", await a_good_guest(house))
    assert list(kinds(await house.verdict())) == ["messages doubled"]


async def test_a_guest_who_hears_nothing_is_unanswered_unless_a_person_was_called(house: House) -> None:
    guest = house.guest()
    house.sends(guest)
    assert list(kinds(await house.verdict())) == ["messages unanswered"]
    house.commands(guest, "NotifyStaff")
    assert (await house.verdict()).clean


async def test_the_same_reply_heard_twice_is_doubled(house: House) -> None:
    guest = await a_good_guest(house)
    for _ in range(2):
        house.hears(guest, "Hello!", mark="of one command")
    assert "replies doubled" in kinds(await house.verdict())


async def test_a_second_reservation_for_one_yes_is_seen(house: House) -> None:
    guest = await a_good_guest(house)
    second = await house.books(guest, key="2")
    house.hears(guest, f"Your reservation is {second.number}")
    assert list(kinds(await house.verdict())) == ["reservations without a yes"]


async def test_a_reservation_the_guest_never_heard_of_is_seen(house: House) -> None:
    guest = await a_good_guest(house)
    guest.yeses = 2
    await house.books(guest, key="2")
    assert list(kinds(await house.verdict())) == ["reservations untold"]


async def test_a_number_that_stands_in_no_book_is_seen(house: House) -> None:
    guest = await a_good_guest(house)
    house.hears(guest, "Your reservation is QQQ222")
    assert list(kinds(await house.verdict())) == ["reservations told and not made"]


async def test_a_price_that_was_not_quoted_is_seen(house: House) -> None:
    guest = await a_good_guest(house)
    [made] = await house.pms.find(PropertyId(OUTSIDE), EffectKey(digest(guest.phone.number, "1")))
    [room] = made.room_stays
    longer = evolve(room, stay=Stay.of_nights(ARRIVAL, 3))
    house.pms = _Telling(evolve(made, room_stays=(longer,)))
    assert list(kinds(await house.verdict())) == ["wrong prices"]


async def test_more_guests_than_rooms_are_seen(house: House) -> None:
    guest = await a_good_guest(house)
    [made] = await house.pms.find(PropertyId(OUTSIDE), EffectKey(digest(guest.phone.number, "1")))
    house.pms = _Telling(made)
    for _ in range(len(ROOMS)):
        another = house.guest()
        house.sends(another)
        another.yeses = 1
        house.hears(another, f"Your reservation is {made.number}")
    assert list(kinds(await house.verdict())) == ["nights oversold"] * 2


@pytest.mark.parametrize("kind", ["Say", "Book"])
async def test_a_command_that_still_waits_is_left_over_work(house: House, kind: str) -> None:
    house.commands(await a_good_guest(house), kind, state="waiting")
    assert list(kinds(await house.verdict())) == ["work left over"]


async def test_what_waits_for_a_later_day_is_no_work_left_over(house: House) -> None:
    house.commands(await a_good_guest(house), "WakeAt", state="waiting")
    assert (await house.verdict()).clean


async def test_an_open_event_and_one_that_was_set_aside_are_seen(house: House) -> None:
    guest = await a_good_guest(house)
    house.sends(guest, state="open")
    house.sends(guest, state="aside")
    assert sorted(kinds(await house.verdict())) == ["events set aside", "work left over"]


async def test_the_first_fault_comes_with_its_whole_story(house: House) -> None:
    guest = await a_good_guest(house)
    house.hears(guest, "Your reservation is QQQ222")
    lines = "\n".join((await house.verdict()).lines())
    assert "1 reservations told and not made" in lines
    assert "guest (447700000000-0" in lines
    assert "Your reservation is QQQ222" in lines
    assert "event message:wamid.447700000000-0" in lines


class _Telling(MockPms):
    """A book that says the same of everybody."""

    def __init__(self, said: Reservation) -> None:
        super().__init__({}, clock=ManualClock(NOON))
        self._said = said

    async def find(self, *_: object) -> list[Reservation]:
        return [self._said]
