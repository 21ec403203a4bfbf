"""What a new booking becomes, and what is said instead."""

from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from tests.unit.testing.qloapps.caller import ANA, FEES, ROOM, Caller, rooms, wish

from hotel_agent.testing.qloapps import Fault, QloAppsStub, demo_house


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and the last message."""
    return answer.status_code, answer.json()["errors"][-1]["message"]


async def test_the_same_booking_twice_is_two_bookings(qloapps: QloAppsStub, caller: Caller) -> None:
    told = wish(rooms(ROOM), source="hotel-agent:once")
    first, second = await caller.book(told), await caller.book(told)
    assert (first.status_code, second.status_code) == (200, 200)
    assert [line.entry for line in qloapps.ledger.under("HOTEL-AGENT:once")] == [1, 2]
    assert "location" not in first.headers


async def test_without_its_fees_a_booking_is_cheaper_than_it_was_quoted(qloapps: QloAppsStub, caller: Caller) -> None:
    quoted = (await caller.ari()).json()["hotel_ari"]["room_types"][0]["total_price_with_tax"]
    await caller.book(wish(rooms(ROOM)))
    await caller.book(wish(rooms(ROOM | {"services": FEES})))
    without, whole = qloapps.ledger.lines()
    assert without.total == Decimal(2080)
    assert whole.total == quoted
    assert qloapps.ledger.services(whole.id) == ((5, 1),)
    shown = (await caller.get("bookings/2")).json()["booking"]["associations"]["room_types"][0]["rooms"]
    assert "services" not in shown[0]


async def test_a_kinder_shop_adds_the_fees_itself(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.discard(Fault.STRIPS_FEES)
    await caller.book(wish(rooms(ROOM)))
    await caller.book(wish(rooms(ROOM | {"services": FEES})))
    assert {line.total for line in qloapps.ledger.lines()} == {Decimal(2600)}


async def test_services_are_charged_by_night_or_once(caller: Caller) -> None:
    services = [{"id_service": 9, "quantity": 2}, {"id_service": 7, "quantity": 1}]
    answer = await caller.book(wish(rooms(ROOM | {"services": services}, departure="2027-06-04")))
    (room,) = answer.json()["booking"]["associations"]["room_types"][0]["rooms"]
    assert [(each["id_service"], each["total_price_without_tax"]) for each in room["services"]] == [(7, 50), (9, 2100)]


async def test_a_room_asked_for_by_its_id_is_given_or_refused(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM | {"id_room": 4})))
    assert [line.room for line in qloapps.ledger.lines()] == [4]
    for taken in (4, 6):
        refusal = said(await caller.book(wish(rooms(ROOM | {"id_room": taken}))))
        assert refusal == (400, "Requested room(s) not available.")


async def test_a_named_room_is_left_to_whom_it_was_named_for(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM, ROOM | {"id_room": 1})))
    assert [line.room for line in qloapps.ledger.lines()] == [2, 1]


async def test_guests_are_counted_as_the_shop_reads_them(qloapps: QloAppsStub, caller: Caller) -> None:
    documented = {"adults": 1, "id_tax_rules_group": 1}
    silent_ages = {"adult": 1, "child": 2}
    aged = {"adult": 1, "child": 1, "child_ages": [6]}
    await caller.book(wish(rooms(documented, silent_ages, aged)))
    await caller.book(wish(rooms(many=1)))
    assert [(line.adults, line.children, line.child_ages) for line in qloapps.ledger.lines()] == [
        (2, 2, "[]"),
        (1, 0, "[]"),
        (1, 1, "[6]"),
        (2, 2, "[]"),
    ]


async def test_in_markup_ages_are_texts_and_nothing_is_a_zero(qloapps: QloAppsStub, caller: Caller) -> None:
    ages = "<child_ages><child_age>6</child_age><child_age>9</child_age></child_ages>"
    room = f"<room><adult>1</adult><child>2</child>{ages}</room>"
    kind = (
        "<room_type><id_room_type>1</id_room_type><checkin_date>2027-06-01</checkin_date>"
        f"<checkout_date>2027-06-03</checkout_date><number_of_rooms>1</number_of_rooms><rooms>{room}</rooms></room_type>"
    )
    guest = "".join(f"<{name}>{value}</{name}>" for name, value in ANA.items())
    told = (
        "<booking><id_property>1</id_property><currency>USD</currency><associations>"
        f"<customer_detail>{guest}</customer_detail><room_types>{kind}</room_types></associations></booking>"
    )
    answer = await caller.send("POST", "bookings", told, output_format="XML")
    of = ElementTree.fromstring(answer.text).find("booking/associations")
    assert of is not None
    assert (of.findtext("cart_rules"), of.findtext("remarks")) == ("0", "0")
    assert [line.child_ages for line in qloapps.ledger.lines()] == ['["6","9"]']


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"room_types": []}, "Requested room(s) not available."),
        ({"room_types": [rooms(*[ROOM] * 6)]}, "Requested room(s) not available."),
        ({"room_types": [rooms(ROOM, of=99)]}, "Invalid room type in the request"),
        ({"room_types": [rooms(ROOM, many=2)]}, "Room count does not matches with the number of rooms"),
        ({"room_types": [rooms(ROOM), rooms(ROOM)]}, "Room count does not matches with the number of rooms"),
        ({"room_types": [rooms(ROOM, departure="soon")]}, "Invalid check out date in the request"),
        (
            {"room_types": [rooms(ROOM, departure="2027-05-01")]},
            "Invalid check in and check out dates in the request",
        ),
        ({"room_types": [rooms(ROOM, departure="2027-06-01")]}, "Requested room(s) not available."),
        (
            {"room_types": [rooms({"services": [{"id_service": 99}]})]},
            "Service is not linked with the requested room type.",
        ),
        ({"customer_detail": {}}, "Customer details not found."),
        ({"customer_detail": ANA | {"firstname": " "}}, "Please provide a valid first name."),
        ({"customer_detail": ANA | {"phone": ""}}, "Please provide a valid phone number."),
        ({"customer_detail": ANA | {"city": ""}}, "Address is required."),
        ({"customer_detail": ANA | {"address": "Calle 1", "city": "Soria"}}, "Country code is required."),
    ],
)
async def test_what_cannot_be_is_refused(
    qloapps: QloAppsStub, caller: Caller, change: dict[str, object], message: str
) -> None:
    told = wish(rooms(ROOM))
    told["booking"]["associations"] |= change
    assert said(await caller.book(told)) == (400, message)
    assert not qloapps.ledger.lines()


async def test_a_currency_the_shop_does_not_have_is_refused(caller: Caller) -> None:
    assert said(await caller.book(wish(rooms(ROOM), currency="EUR"))) == (400, "Please provide valid currency.")


async def test_an_unknown_hotel_is_refused(caller: Caller) -> None:
    assert said(await caller.book(wish(rooms(ROOM), id_property=9))) == (400, "Please provide a valid id_property.")


async def test_two_entries_of_one_kind_are_added_up(qloapps: QloAppsStub, caller: Caller) -> None:
    assert (await caller.book(wish(rooms(many=1), rooms(many=2)))).status_code == 200
    assert len(qloapps.ledger.lines()) == 3


@pytest.mark.parametrize("name", ["R2D2", "Ana (mobile)", "ana_lopez", "A" * 33])
async def test_a_new_guest_whose_name_is_no_name_is_a_success_that_booked_nothing(
    qloapps: QloAppsStub, caller: Caller, name: str
) -> None:
    answer = await caller.book(wish(rooms(ROOM), guest=ANA | {"lastname": name}))
    assert (answer.status_code, answer.text) == (200, "Fatal error")
    assert not qloapps.ledger.lines()


async def test_a_known_guest_keeps_the_name_where_the_new_one_is_none(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    await caller.book(wish(rooms(ROOM), guest=ANA | {"firstname": "Ana 2", "lastname": "Otra", "phone": "by mail"}))
    assert qloapps.ledger.guests()[1:] == (("Ana Otra", "ana@example.com", "600100200"),)


async def test_a_broken_address_is_a_success_that_booked_nothing(qloapps: QloAppsStub, caller: Caller) -> None:
    told = wish(rooms(ROOM), guest=ANA | {"email": "ana at example"})
    answer = await caller.book(told)
    assert (answer.status_code, answer.text) == (200, "Fatal error")
    qloapps.faults.discard(Fault.FATAL_TEXT)
    assert said(await caller.book(told)) == (400, "Please provide a valid email.")
    assert not qloapps.ledger.lines()


async def test_a_fatal_payment_method_leaves_a_guest_without_a_room(qloapps: QloAppsStub, caller: Caller) -> None:
    answer = await caller.book(wish(rooms(ROOM), payment_detail={"payment_method": "a<b"}))
    assert (answer.status_code, answer.text) == (500, "")
    assert not qloapps.ledger.lines()
    assert ANA["email"] in {email for _, email, _ in qloapps.ledger.guests()}


async def test_what_a_shop_should_check_is_not_checked(qloapps: QloAppsStub, caller: Caller) -> None:
    crowd = rooms({"adult": 9}, arrival="2001-01-01", departure="2001-01-02")
    assert (await caller.book(wish(crowd, source="<b>x</b>" + "y" * 300))).status_code == 200
    (line,) = qloapps.ledger.lines()
    assert (line.adults, line.source) == (9, "x" + "y" * 254)


async def test_a_known_address_renames_the_guest(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    await caller.book(wish(rooms(ROOM), guest=ANA | {"email": "ANA@example.com", "firstname": "Eva", "phone": "1"}))
    assert qloapps.ledger.guests()[1:] == (("Eva Ejemplo", "ana@example.com", "1"),)
    qloapps.faults.discard(Fault.RENAMES_GUESTS)
    await caller.book(wish(rooms(ROOM)))
    assert {line.guest for line in qloapps.ledger.lines()} == {"Eva Ejemplo"}


async def test_the_price_may_be_told_for_the_whole_stay(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM | {"unit_price_without_tax": 900})))
    assert [line.total for line in qloapps.ledger.lines()] == [Decimal(936)]


async def test_a_higher_total_is_kept_and_a_lower_one_divides_by_zero(qloapps: QloAppsStub, caller: Caller) -> None:
    two = rooms(ROOM | {"services": FEES}, ROOM)
    higher = await caller.book(wish(two, price_details={"total_price_with_tax": 6000}))
    lower = await caller.book(wish(two, price_details={"total_price_with_tax": 100}))
    assert higher.status_code == 200
    assert (lower.status_code, lower.json()["errors"][0]["code"]) == (500, 3)
    assert {round(line.total, 2) for line in qloapps.ledger.lines()} == {Decimal(6000), Decimal(4680)}


async def test_money_received_is_recorded_with_its_method(qloapps: QloAppsStub, caller: Caller) -> None:
    paid = {"payment_method": "Card", "payment_type": "online", "transaction_id": "T-9"}
    part = wish(rooms(ROOM), price_details={"total_paid": 80}, payment_detail=paid)
    await caller.book(part)
    await caller.book(wish(rooms(ROOM), booking_status=2))
    states = [(line.state, line.paid) for line in qloapps.ledger.lines()]
    assert states == [(8, Decimal(80)), (2, Decimal(2080))]
    (first, second) = await caller.rows("order_payments")
    assert (first["payment_method"], first["transaction_id"], first["amount"]) == ("Card", "T-9", "80.00")
    assert second["amount"] == "2080.00"
    orders = await caller.rows("orders", display="[valid,payment,payment_type,total_paid_real]")
    assert orders[0] == {"valid": "1", "payment": "Card", "payment_type": "1", "total_paid_real": "80.000000"}


@pytest.mark.parametrize(
    ("told", "state", "steps"),
    [
        ({"payment_status": 1}, 2, ["1", "2"]),
        ({"payment_status": 2}, 8, ["8"]),
        ({"booking_status": 3}, 4, ["4"]),
        ({"price_details": {"total_paid": 9999}}, 2, ["1", "2"]),
        ({"booking_status": 2, "price_details": {"total_paid": 9}}, 8, ["8"]),
    ],
)
async def test_a_new_booking_has_the_state_of_its_money(
    qloapps: QloAppsStub, caller: Caller, told: dict[str, Any], state: int, steps: list[str]
) -> None:
    await caller.book(wish(rooms(ROOM), **told))
    assert [line.state for line in qloapps.ledger.lines()] == [state]
    assert [each["id_order_state"] for each in await caller.rows("order_histories")] == steps


async def test_every_hotel_of_an_installation_has_rooms_of_its_own() -> None:
    async with QloAppsStub(house=demo_house(hotels=2)) as qloapps:
        async with httpx.AsyncClient(base_url=qloapps.url, auth=(qloapps.key, "")) as line:
            caller = Caller(qloapps, line)
            assert [each["id"] for each in await caller.rows("hotels", display="[id]")] == ["1", "2"]
            assert (await caller.book(wish(rooms(ROOM, of=5), id_property=2))).status_code == 200
            assert said(await caller.book(wish(rooms(ROOM, of=5)))) == (400, "Requested room(s) not available.")
        (line_seen,) = qloapps.ledger.lines()
        assert (line_seen.hotel, line_seen.room, line_seen.arrival) == (2, 21, date(2027, 6, 1))
