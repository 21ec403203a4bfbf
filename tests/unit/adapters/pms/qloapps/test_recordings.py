"""The mapping read on what a real QloApps answered, where the recordings are at hand."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotel_agent.adapters.pms.qloapps.available import Availability, night_prices
from hotel_agent.adapters.pms.qloapps.fields import document, rows
from hotel_agent.adapters.pms.qloapps.records import Account, Entry, read_lines
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay

RECORDINGS = Path(__file__).parents[6] / "shared" / "qloapps" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="there are no recordings of a QloApps here")


def answer(number: int) -> object:
    (path,) = RECORDINGS.glob(f"{number:02}-*.json")
    return document(json.loads(path.read_text())["response"]["body"])


def listed(number: int, name: str) -> list[object]:
    found = rows(answer(number), name)
    assert found is not None
    return list(found)


def test_free_rooms_and_their_price_with_tax() -> None:
    found = Availability.read(answer(21))
    assert found is not None
    assert (found.currency, list(found.room_types)) == ("USD", [1, 2, 3, 4])
    general = found.room_types[1]
    assert (general.rooms, general.gross, general.net) == ((1, 2, 3, 4, 5), Decimal(3900), Decimal(3750))


def test_a_type_that_is_sold_out_lists_no_rooms_and_still_its_price() -> None:
    found = Availability.read(answer(77))
    assert found is not None
    assert (found.room_types[4].rooms, found.room_types[4].gross) == ((), Decimal(5720))


def test_the_price_of_each_night() -> None:
    assert night_prices(answer(23)) == {2: {date(2027, 2, 1): Decimal(1820), date(2027, 2, 2): Decimal(1820)}}


def test_an_unknown_hotel_has_nothing_and_a_refusal_is_no_availability() -> None:
    unknown = Availability.read(answer(28))
    assert unknown is None or not unknown.room_types
    assert Availability.read(answer(27)) is None


def test_an_entry_by_its_token_and_none_by_another() -> None:
    (entry,) = [Entry.read(row) for row in rows(answer(35), "orders") or ()]
    assert (entry.reference, entry.source, entry.gross) == ("SVFBWEIID", "hotel-agent:T-0002", Decimal(12012))
    assert listed(37, "orders") == []


def test_the_rooms_of_an_entry_and_who_sleeps_in_them() -> None:
    lines = read_lines(rows(answer(40), "bookings") or ())
    assert [(line.room, line.occupancy, line.live) for line in lines] == [
        (6, Party(2, (6,)), True),
        (7, Party(1), True),
    ]
    assert {line.stay for line in lines} == {Stay(date(2027, 2, 1), date(2027, 2, 4))}


def test_a_cancelled_room_and_one_qloapps_gave_away_twice_do_not_count() -> None:
    assert [line.live for line in read_lines(rows(answer(80), "bookings") or ())] == [False]
    back_orders = [line for line in read_lines(rows(answer(97), "bookings") or ()) if line.back_order]
    assert back_orders
    assert not any(line.live for line in back_orders)


def test_an_account_by_its_address() -> None:
    (account,) = [Account.read(row) for row in rows(answer(38), "customers") or ()]
    assert (account.first, account.last, account.phone) == ("Bob", "Example", "5550101002")
