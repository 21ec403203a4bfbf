"""Whatever QloApps answers, or does not: nothing is done twice, nothing is invented, and the key is told to nobody."""

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from attrs import evolve
from loguru import logger
from tests.integration.pms.qloapps_office import (
    HERE,
    TENANT,
    THERE,
    LeapingClock,
    open_office,
    open_pms,
    open_stub,
    options,
    small_house,
)

from hotel_agent.adapters.pms.qloapps.api import Api
from hotel_agent.adapters.pms.qloapps.options import read_options
from hotel_agent.adapters.pms.qloapps.rights import NEEDED
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Cancellation, ContactKind, GuestContact, ReservationState
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, reason
from hotel_agent.testing.qloapps import AS_RECORDED, Fault, Key, QloAppsStub
from hotel_agent.testing.qloapps.resources import RESOURCES, VERBS

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def posts(stub: QloAppsStub) -> int:
    """How often a reservation was asked for."""
    return sum((each.method, each.segments) == ("POST", ("bookings",)) for each in stub.requests)


async def wish(clerk: Clerk) -> Quote:
    return await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))


async def test_what_was_not_answered_is_looked_for_and_not_repeated_until_nothing_can_come_of_it(
    stub: QloAppsStub, clerk: Clerk
) -> None:
    clock, quote, key = LeapingClock(NOW), await wish(clerk), clerk.key()
    async with open_pms(stub, clock=clock, settles_seconds=90) as pms:
        stub.drop_next()
        with pytest.raises(OutcomeUnknown):
            await pms.book(quote, clerk.booker, key=key)
        looked = clock.now() - NOW
        assert timedelta(seconds=15) < looked < timedelta(seconds=20), "it was looked for with growing pauses"
        with pytest.raises(OutcomeUnknown):
            await pms.book(quote, clerk.booker, key=key)
        assert posts(stub) == 1, "a write that may still be done is not repeated"
        clock.set(NOW + timedelta(seconds=91))
        made(await pms.book(quote, clerk.booker, key=key))
    assert posts(stub) == 2
    assert len(stub.ledger.lines()) == 1


async def test_what_was_done_without_an_answer_is_found(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await wish(clerk), clerk.key()
    stub.swallow_next()
    reservation = made(await clerk.pms.book(quote, clerk.booker, key=key))
    assert (reservation.key, posts(stub), len(stub.ledger.live())) == (key, 1, 1)


async def test_what_is_done_later_than_its_answer_was_given_up_is_waited_for(stub: QloAppsStub, clerk: Clerk) -> None:
    stub.faults.update({Fault.SLOW_CREATE, Fault.LOSES_ANSWERS})
    stub.seconds_to_create = 0.4
    made(await clerk.pms.book(await wish(clerk), clerk.booker, key=clerk.key()))
    assert (posts(stub), len(stub.ledger.live())) == (1, 1)


async def test_what_a_killed_process_left_behind_is_found_before_anything_is_asked_again(
    stub: QloAppsStub, clerk: Clerk, rival: Pms
) -> None:
    quote, key = await wish(clerk), clerk.key()
    stub.stall_next()
    async with open_pms(stub, clock=LeapingClock(NOW)) as killed:
        call = asyncio.create_task(killed.book(quote, clerk.booker, key=key))
        while not stub.ledger.lines():
            await asyncio.wait({call}, timeout=0.005)
        reservation = made(await rival.book(quote, clerk.booker, key=key))
        assert (reservation.key, posts(stub), len(stub.ledger.live())) == (key, 1, 1)
        await stub.go_away()
        with pytest.raises(OutcomeUnknown):
            await call


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("elsewhere", "base_url must be the shop's domain"),
        ("key", "does not know the webservice key"),
        ("off", "the webservice is switched off"),
        ("right", "the webservice key may not use"),
        ("verb", "with HTTP 405; nothing was done"),
    ],
)
async def test_behind_a_closed_door_nothing_was_done_and_what_to_do_is_said(
    stub: QloAppsStub, door: str, words: str
) -> None:
    shop, _ = read_options(options(stub), tenant=TENANT)
    async with open_stub(AS_RECORDED) as foreign:
        match door:
            case "elsewhere":
                stub.shop.domain = foreign.shop.domain
            case "key":
                stub.shop.keys.clear()
            case "off":
                stub.shop.active = False
            case "right":
                stub.shop.keys[stub.key] = Key(grants={})
            case _:
                stub.shop.keys[stub.key] = Key(grants=dict.fromkeys(RESOURCES, frozenset({"HEAD"})))
        api = Api(shop)
        for call in (api.make({}), api.change(1, {}), api.give_state(1, 4), api.listed("orders")):
            with pytest.raises(Unavailable, match=words) as raised:
                await call
            assert not isinstance(raised.value, OutcomeUnknown)
        await api.aclose()
        assert foreign.requests == [], "nobody follows a redirect with the key in hand"
    assert stub.ledger.lines() == ()


async def test_a_closed_door_on_the_way_leaves_the_command_to_be_tried_again(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await wish(clerk), clerk.key()
    without = Key(grants={each: frozenset(VERBS) for each in RESOURCES if each != "bookings"})
    allowed, stub.shop.keys[stub.key] = stub.shop.keys[stub.key], without
    with pytest.raises(Unavailable, match="may not use bookings") as raised:
        await clerk.pms.book(quote, clerk.booker, key=key)
    assert not isinstance(raised.value, OutcomeUnknown)
    stub.shop.keys[stub.key] = allowed
    assert made(await clerk.pms.book(quote, clerk.booker, key=key)).key == key


async def test_a_shop_that_is_away_was_not_asked_for_anything(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await wish(clerk), clerk.key()
    await stub.go_away()
    for call in (
        clerk.pms.search(clerk.ask(clerk.stay())),
        clerk.pms.book(quote, clerk.booker, key=key),
        clerk.pms.find(HERE, key),
    ):
        with pytest.raises(Unavailable) as raised:
            await call
        assert not isinstance(raised.value, OutcomeUnknown)
    await stub.come_back()
    made(await clerk.pms.book(quote, clerk.booker, key=key))


async def test_the_key_is_in_no_log_and_in_no_error(
    stub: QloAppsStub, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    for talkative in (None, "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=talkative)
    told: list[str] = []
    logger.enable("hotel_agent")
    sink = logger.add(told.append, level="TRACE", format="{message} {extra} {exception}")
    quote, key = await wish(clerk), clerk.key()
    stub.swallow_next()
    made(await clerk.pms.book(quote, clerk.booker, key=key))
    troubles: list[Callable[[], None]] = [*(partial(stub.break_next, status) for status in (500, 302, 401))]
    for trouble in (*troubles, stub.shop.keys.clear):
        trouble()
        with pytest.raises(Unavailable) as raised:
            await clerk.pms.search(clerk.ask(clerk.stay()))
        told += traceback.format_exception(raised.value)
        told.append(repr(raised.value))
    logger.remove(sink)
    logger.disable("hotel_agent")
    told += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert "orders" in "".join(told), "something was logged"
    for secret in (stub.key, base64.b64encode(f"{stub.key}:".encode()).decode().rstrip("=")[:40]):
        assert not [line for line in told if secret in line]
    assert all("ws_key" not in each.query for each in stub.requests)


async def test_the_rights_asked_of_a_hotel_are_enough_for_all_that_guests_do(stub: QloAppsStub, clerk: Clerk) -> None:
    stub.shop.keys[stub.key] = Key(grants=NEEDED)
    old = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.scarce))
    party = evolve(
        clerk.ask(clerk.stay(day=1), room_type=clerk.plenty, instead_of=old.number), parties=(Party(2, (7,)),)
    )
    made(await clerk.pms.modify(old.number, await clerk.quote(party), key=clerk.key()))
    assert await clerk.pms.find(HERE, GuestContact(ContactKind.EMAIL, str(clerk.booker.email)))
    assert isinstance(
        await clerk.pms.cancel(old.number, penalty=Money.zero("USD"), key=clerk.key()),
        Cancellation,
    )
    asked = {(each.method, each.segments[0]) for each in stub.requests}
    assert ("PUT", "orders") not in asked, "an order sent back would disappear"
    assert ("POST", "room_bookings") not in asked, "a stray line"


async def test_every_room_and_service_says_how_it_is_taxed(stub: QloAppsStub, clerk: Clerk) -> None:
    await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.plenty, rooms=2))
    (body,) = [json.loads(each.body) for each in stub.requests if each.segments == ("bookings",)]
    assert body["booking"]["source"].startswith("hotel-agent:")
    (group,) = body["booking"]["associations"]["room_types"]
    assert len(group["rooms"]) == 2
    for room in group["rooms"]:
        assert room["id_room"]
        assert room["services"], "the automatic fee is named, or it would be stripped"
        assert all(each["id_tax_rules_group"] for each in (room, *room["services"]))


async def test_who_reserves_under_somebody_elses_address_renames_nobody(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, address = await wish(clerk), str(clerk.booker.email)
    stub.desk.reserve(next(iter(stub.house.rooms)), *_far_away(quote), email=address)
    reservation = made(await clerk.pms.book(quote, clerk.booker, key=clerk.key()))
    assert ("Walk In", address, "5550109999") in stub.ledger.guests()
    assert clerk.booker.name not in {name for name, _, _ in stub.ledger.guests()}
    assert reservation.booker == clerk.booker, "who reserves hears their own name"
    (line,) = [line for line in stub.ledger.live() if line.reference == reservation.number]
    assert stub.shop.book.entries[line.entry].remarks == [
        f"Guest: {clerk.booker.name}, telephone +{clerk.booker.phone}"
    ], "and staff read whom to expect"
    later = clerk.ask(clerk.stay(day=5), room_type=clerk.plenty, instead_of=reservation.number)
    made(await clerk.pms.modify(reservation.number, await clerk.quote(later), key=clerk.key()))
    assert ("Walk In", address, "5550109999") in stub.ledger.guests()


async def test_each_hotel_of_a_shop_has_its_own_book(stub: QloAppsStub, clerk: Clerk) -> None:
    here = await clerk.reserve(clerk.ask(clerk.stay()))
    there = await clerk.reserve(clerk.ask(clerk.stay(), property_id=THERE))
    hotels = {line.reference: line.hotel for line in stub.ledger.live()}
    assert hotels == {here.number: 1, there.number: 2}
    elsewhere = await clerk.quote(clerk.ask(clerk.stay(day=3), property_id=THERE))
    assert reason(await clerk.pms.modify(here.number, elsewhere, key=clerk.key())) is Reason.NOT_FOUND
    async with open_pms(stub, tenant=evolve(TENANT, properties=TENANT.properties[:1])) as alone:
        penalty = Money.zero("USD")
        assert reason(await alone.cancel(there.number, penalty=penalty, key=clerk.key())) is Reason.NOT_FOUND
    assert len(stub.ledger.live()) == 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_days_are_the_hotels_wherever_its_clock_stands(zone: str) -> None:
    house = small_house()
    house.time_zone = zone
    async with QloAppsStub(house=house) as stub, open_office(stub) as (office, pms):
        clerk = Clerk(pms=pms, office=office, name=zone)
        reservation = await clerk.reserve(clerk.ask(clerk.stay(nights=1)))
        (line,) = stub.ledger.live()
        assert (line.arrival, line.departure) == (clerk.stay(nights=1).arrival, clerk.stay(nights=1).departure)
        assert list(await pms.find(HERE, reservation.number)) == [reservation]


async def test_a_reservation_is_in_the_guests_language_and_the_house_in_its_own(
    stub: QloAppsStub, clerk: Clerk
) -> None:
    for day, (language, kept) in enumerate({"en": 1, "es": 2, "pt": 1}.items()):
        booker = evolve(clerk.booker, language=Language(language))
        quote, key = await clerk.quote(clerk.ask(clerk.stay(day=5 * day))), clerk.key()
        reservation = made(await clerk.pms.book(quote, booker, key=key))
        (line,) = [line for line in stub.ledger.live() if line.reference == reservation.number]
        assert stub.shop.book.entries[line.entry].language == kept
    names = (await clerk.pms.catalogue(HERE)).room_types[0].name
    assert [code for code, _ in names.texts] == ["es", "en"], "the hotel's own language comes first"


async def test_a_shop_that_counts_in_other_money_sells_nothing_here(stub: QloAppsStub, clerk: Clerk) -> None:
    stub.house.currency = "EUR"
    with pytest.raises(Unavailable, match="prices in EUR, the property in USD"):
        await clerk.pms.search(clerk.ask(clerk.stay()))


async def test_where_a_guest_is_stands_in_the_lines_whatever_the_order_says(stub: QloAppsStub, clerk: Clerk) -> None:
    async def state(number: ConfirmationNumber) -> ReservationState:
        (found,) = await clerk.pms.find(HERE, number)
        return found.state

    stayed, gone = [(await clerk.reserve(clerk.ask(clerk.stay(day=day)))).number for day in (0, 5)]
    entries = {line.reference: line.entry for line in stub.ledger.lines()}
    assert await state(stayed) is ReservationState.CONFIRMED
    stub.desk.check_in(entries[stayed])
    assert await state(stayed) is ReservationState.CHECKED_IN
    stub.desk.check_out(entries[stayed])
    assert await state(stayed) is ReservationState.CHECKED_OUT
    stub.desk.cancel(entries[gone])
    assert await state(gone) is ReservationState.CANCELLED
    stub.desk.reopen(entries[gone])
    assert await state(gone) is ReservationState.CANCELLED, "its rooms are free all the same"


async def test_a_malformed_answer_to_a_write_is_looked_behind(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await wish(clerk), clerk.key()
    stub.fatal_next()
    assert reason(await clerk.pms.book(quote, clerk.booker, key=key)) is Reason.BAD_REQUEST
    assert stub.ledger.lines() == ()
    assert made(await clerk.pms.book(quote, clerk.booker, key=key)).key == key


def _far_away(quote: Quote) -> tuple[date, date]:
    return quote.stay.departure + timedelta(days=60), quote.stay.departure + timedelta(days=61)
