"""Somebody who calls the stand-in for QloApps, as an adapter would."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from attrs import field, frozen

from hotel_agent.testing.qloapps import QloAppsStub

ANA = {"firstname": "Ana", "lastname": "Ejemplo", "email": "ana@example.com", "phone": "600100200"}
ROOM = {"adults": 2, "adult": 2, "child": 0, "id_tax_rules_group": 1}
FEES = [{"id_service": 5, "quantity": 1, "id_tax_rules_group": 1}]


def rooms(*each: Mapping[str, object], of: int = 1, arrival: str = "2027-06-01", departure: str = "2027-06-03",
          many: int | None = None) -> dict[str, object]:  # fmt: skip
    """So many rooms of a type; named one by one unless there are none."""
    told: dict[str, object] = {
        "id_room_type": of,
        "checkin_date": arrival,
        "checkout_date": departure,
        "number_of_rooms": many or len(each),
    }
    return told | ({"rooms": list(each)} if each else {})


def wish(
    *room_types: Mapping[str, object], guest: Mapping[str, str] | None = None, source: str = "t", **more: object
) -> dict[str, Any]:
    """What is sent to `bookings`. `price_details` and `payment_detail` go where they belong."""
    parts = {name: more.pop(name) for name in ("price_details", "payment_detail") if name in more}
    associations = {"customer_detail": dict(guest or ANA), "room_types": list(room_types)} | parts
    first = {"id_property": 1, "currency": "USD", "booking_status": 1, "payment_status": 3, "source": source}
    return {"booking": first | more | {"associations": associations}}


@frozen
class Caller:
    """One key, one line to the shop."""

    qloapps: QloAppsStub
    line: httpx.AsyncClient = field(repr=False)

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.line.get(f"/api/{path}", params={"output_format": "JSON"} | query)

    async def rows(self, resource: str, *, display: str = "full", **query: str) -> list[dict[str, Any]]:
        """A list, however emptiness is told."""
        answer = await self.get(resource, display=display, **query)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return next(iter(found.values())) if found else []

    async def book(self, told: Mapping[str, object]) -> httpx.Response:
        return await self.line.post("/api/bookings", params={"output_format": "JSON"}, json=told)

    async def change(self, number: int, told: dict[str, Any]) -> httpx.Response:
        told["booking"]["id"] = number
        return await self.line.put(f"/api/bookings/{number}", params={"output_format": "JSON"}, json=told)

    async def send(self, method: str, path: str, markup: str, **query: str) -> httpx.Response:
        return await self.line.request(
            method, f"/api/{path}", params={"output_format": "JSON"} | query, content=f"<qloapps>{markup}</qloapps>"
        )

    async def ari(self, *, of: int | None = 1, arrival: str = "2027-06-01", departure: str = "2027-06-03",
                  more: str = "", output: str = "JSON") -> httpx.Response:  # fmt: skip
        kind = "" if of is None else f"<id_room_type>{of}</id_room_type>"
        asked = f"<id_hotel>1</id_hotel>{kind}<date_from>{arrival}</date_from><date_to>{departure}</date_to>{more}"
        return await self.send("POST", "hotel_ari", f"<hotel_ari>{asked}</hotel_ari>", output_format=output)

    async def free(self, *, of: int = 1, arrival: str = "2027-06-01", departure: str = "2027-06-03") -> Sequence[str]:
        """The ids of the free rooms of a type."""
        answer = await self.ari(of=of, arrival=arrival, departure=departure)
        return list(answer.json()["hotel_ari"]["room_types"][0]["rooms"]["available"])

    async def set_state(self, number: int, state: int) -> httpx.Response:
        told = f"<order_history><id_order>{number}</id_order><id_order_state>{state}</id_order_state></order_history>"
        return await self.send("POST", "order_histories", told)

    async def echo(self, line: int, **changes: str) -> httpx.Response:
        """Send a room line back, whole, with these changes."""
        (row,) = await self.rows("room_bookings", date="1", **{"filter[id]": str(line)})
        return await self.send("PUT", f"room_bookings/{line}", record(row | changes))


def record(row: Mapping[str, object]) -> str:
    """A room line in XML."""
    return "<booking>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items()) + "</booking>"
