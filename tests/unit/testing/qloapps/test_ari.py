"""What the stand-in says of free rooms and prices."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from tests.unit.testing.qloapps.caller import ROOM, Caller, rooms, wish

from hotel_agent.testing.qloapps import QloAppsStub, Season

ALL_LISTS = "".join(
    f"<get_{name}_rooms>1</get_{name}_rooms>" for name in ("available", "booked", "partial_available", "unavailable")
)


async def test_the_price_has_the_automatic_fee_and_the_tax(caller: Caller) -> None:
    (found,) = (await caller.ari(of=2)).json()["hotel_ari"]["room_types"]
    assert (found["base_price"], found["base_price_with_tax"]) == (1750, 1820)
    assert (found["total_price"], found["total_price_with_tax"]) == (3500, 3640)


async def test_a_season_changes_its_nights_only(qloapps: QloAppsStub, caller: Caller) -> None:
    night = date(2027, 6, 2)
    qloapps.house.seasons.append(Season(room_type=1, first=night, last=night, price=Decimal("1100.50")))
    (found,) = (await caller.ari()).json()["hotel_ari"]["room_types"]
    assert found["total_price"] == 1000 + 1100.5 + 2 * 250
    nights = (await caller.ari(more="<date_wise_breakdown>1</date_wise_breakdown>")).json()["hotel_aris"]
    assert [each["room_types"][0]["total_price"] for each in nights] == [1250, 1350.5]
    await caller.book(wish(rooms(ROOM)))
    assert [line.total for line in qloapps.ledger.lines()] == [Decimal("2184.52")]


async def test_rooms_are_told_by_what_is_the_matter_with_them(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.desk.reserve(1, date(2027, 6, 2), date(2027, 6, 9))
    qloapps.house.rooms[2].status = 3
    answer = (await caller.ari(more=ALL_LISTS)).json()["hotel_ari"]
    lists = answer["room_types"][0]["rooms"]
    assert list(lists["booked"]) == ["1"]
    assert lists["booked"]["1"]["detail"][0]["date_from"] == "2027-06-02 00:00:00"
    assert list(lists["unavailable"]) == ["2"]
    assert list(lists["available"]) == ["3", "4", "5"]
    assert lists["partially_available"] == []
    totals = ("total_rooms", "total_available_rooms", "total_booked_rooms", "total_unavailable_rooms")
    assert [answer[name] for name in totals] == [5, 3, 1, 1]


async def test_a_stay_that_is_too_short_or_too_long_leaves_the_type_without_rooms(
    qloapps: QloAppsStub, caller: Caller
) -> None:
    qloapps.house.room_types[1].min_nights, qloapps.house.room_types[1].max_nights = 2, 4
    for departure, many in (("2027-06-02", 0), ("2027-06-03", 5), ("2027-06-05", 5), ("2027-06-06", 0)):
        assert len(await caller.free(departure=departure)) == many
    refusal = await caller.book(wish(rooms(ROOM, departure="2027-06-02")))
    assert refusal.json()["errors"] == [{"code": 404, "message": "Requested room(s) not available."}]


async def test_only_the_number_of_occupancies_counts(caller: Caller) -> None:
    nine = "<room_occupancy><adults>9</adults><children>9</children></room_occupancy>"
    more = f"<associations><room_occupancies>{nine * 3}</room_occupancies></associations>"
    (found,) = (await caller.ari(more=more)).json()["hotel_ari"]["room_types"]
    assert found["total_price"] == 3 * 2500
    assert found["base_price"] == 1250
    assert len(found["rooms"]["available"]) == 5


async def test_an_occupancy_needs_both_numbers(caller: Caller) -> None:
    one = "<associations><room_occupancies><room_occupancy><adults>1</adults></room_occupancy></room_occupancies>"
    answer = await caller.ari(more=one + "</associations>")
    assert answer.json()["errors"] == [{"code": 41, "message": 'parameter "children" required'}]


async def test_the_totals_of_single_nights_repeat_the_free_rooms(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.desk.reserve(1, date(2027, 6, 2), date(2027, 6, 3))
    nights = (await caller.ari(more=ALL_LISTS + "<date_wise_breakdown>1</date_wise_breakdown>")).json()["hotel_aris"]
    assert [each["total_booked_rooms"] for each in nights] == [5, 4]
    assert [each["room_types"][0]["rooms"]["booked"] for each in nights] == [
        [],
        {"1": {"id_room": "1", "room_num": "GR-101"}},
    ]


async def test_markup_has_other_names(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.desk.reserve(1, date(2027, 6, 1), date(2027, 6, 3))
    root = ElementTree.fromstring((await caller.ari(more=ALL_LISTS, output="XML")).text)
    (found,) = root.findall("hotel_ari/room_types/room_type")
    assert found.findtext("total_price_with_tax") == "2600"
    assert [each.findtext("room_number") for each in found.findall("rooms/booked/room")] == ["GR-101"]
    assert len(found.findall("rooms/available/room")) == 4
    assert found.find("rooms/partial_available") is not None


async def test_an_early_departure_frees_the_nights_left(qloapps: QloAppsStub, caller: Caller) -> None:
    entry = qloapps.desk.reserve(1, date(2027, 6, 1), date(2027, 6, 5))
    qloapps.desk.check_in(entry.id)
    assert "1" not in await caller.free(arrival="2027-06-03", departure="2027-06-04")
    qloapps.desk.check_out(entry.id, "2027-06-03 09:00:00")
    assert "1" in await caller.free(arrival="2027-06-03", departure="2027-06-04")
    assert "1" not in await caller.free(arrival="2027-06-02", departure="2027-06-04")


@pytest.mark.parametrize("departure", ["2027-06-01", "tomorrow"])
async def test_dates_that_make_no_stay_are_refused(caller: Caller, departure: str) -> None:
    assert (await caller.ari(departure=departure)).json()["errors"][0]["code"] == 85
