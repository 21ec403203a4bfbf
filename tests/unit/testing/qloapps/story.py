"""The recorded exchanges, played in their sequence against the stand-in."""

import asyncio
import base64
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
from attrs import frozen
from tests.unit.testing.qloapps.caller import ROOM, rooms, wish

from hotel_agent.testing.qloapps import Fault, Key, QloAppsStub

RECORDINGS = Path(__file__).resolve().parents[5] / "shared" / "qloapps" / "recordings"
SHOP = "qloapps.example.com"
READER = "READERREADERREADERREADERREADER00"

DIFFERENT_EVERY_TIME = {
    "date_add": "when it was written",
    "date_upd": "when it was written",
    "booking_date": "when it was written",
    "last_passwd_gen": "when it was written",
    "secure_key": "left out of the recordings",
    "passwd": "left out of the recordings",
}
"""Fields that cannot be equal, and why."""
IN_OTHER_WORDS = {
    8: {"description"},  # the back office's sentence on each resource
    11: {"policies", "description", "short_description"},  # the demo hotel's own prose
    12: {"description_short"},
}
"""Texts of the demo shop that the stand-in words itself: number of the recording -> fields."""
LEFT_TO_CHANCE = {
    97: {"id_order"},  # five at once: the third and fourth order got each other's line
    98: {"id_customer"},  # ... and their guests were written in a sequence that no order kept
}
"""What two runs of the real shop would not agree on either."""


@frozen
class Exchange:
    """One recording."""

    number: int
    name: str
    mode: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]


@frozen
class Heard:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: str


def exchanges() -> list[Exchange]:
    """All recordings, in their sequence; none where they are not at hand."""
    return [
        Exchange(int(path.name[:2]), path.stem, told["server_mode"], told["request"], told["response"])
        for path in sorted(RECORDINGS.glob("*.json"))
        for told in (json.loads(path.read_text()),)
    ]


def references(story: Sequence[Exchange]) -> dict[int, str]:
    """The references of the recorded orders, as far as the recordings tell them."""
    found = {}
    for each in story:
        text = each.response["body"]
        for order, reference in re.findall(r'"id":(\d+),(?:(?!"id":).)*?"reference":"([A-Z]{9})"', text):
            found[int(order)] = reference
        for reference in re.findall(r'"order_reference":"([A-Z]{9})"', text):
            found[11] = reference  # the only payment there is, of order 11
    return found


class Teller:
    """Plays the story: sends what was recorded, and does in between what was not."""

    def __init__(self, stub: QloAppsStub, line: httpx.AsyncClient, story: Sequence[Exchange]) -> None:
        self.stub = stub
        self.line = line
        self.story = {each.number: each for each in story}
        self.heard: dict[int, Heard] = {}

    async def tell(self) -> dict[int, Heard]:
        self.stub.shop.keys[READER] = Key(grants={"hotels": frozenset({"GET"})})
        for number in self.story:
            await self._before(number)
            if number not in self.heard:
                self.heard[number] = await self._send(number)
        return self.heard

    async def _before(self, number: int) -> None:
        exchange, faults = self.story[number], self.stub.faults
        self.stub.shop.active = number != 6
        self.stub.house.tax_included = number in {52, 53}
        if exchange.mode == "stock-php-ini":
            faults.add(Fault.STOCK_INI)
        else:
            faults.discard(Fault.STOCK_INI)
        match number:
            case 77:
                for n in range(5):
                    await self._fill(f"hotel-agent:FILL-{n}", f"fill{n}@example.com", 4, "2027-03-10", "2027-03-12")
            case 91:
                await self._fill("before", "before@example.com", 3, "2027-04-10", "2027-04-12", many=4)
                faults.add(Fault.OVERBOOKS)
                self.heard[92], self.heard[91] = await self._at_once(self._send(92), self._send(91))
                faults.discard(Fault.OVERBOOKS)
            case 97:
                await self._fill("before", "before@example.com", 3, "2027-09-10", "2027-09-12", many=4)
                faults.add(Fault.SURPLUS)
                stay = (3, "2027-09-10", "2027-09-12")
                five = (self._fill(f"hotel-agent:R5-0-{n}", f"r{n}@example.com", *stay) for n in (2, 4, 0, 1, 3))
                await self._at_once(*five)
                faults.discard(Fault.SURPLUS)
            case _:
                pass

    async def _at_once(self, *calls: Any) -> list[Any]:
        """All in one moment, each a little after the one before it."""
        self.stub.meet(len(calls))
        tasks = []
        for call in calls:
            seen = len(self.stub.requests)
            tasks.append(asyncio.create_task(call))
            async with asyncio.timeout(60):
                while len(self.stub.requests) == seen:
                    await asyncio.wait(tasks[-1:], timeout=0.001)
        return await asyncio.gather(*tasks)

    async def _fill(self, source: str, email: str, of: int, arrival: str, departure: str, *, many: int = 1) -> None:
        guest = {"firstname": "Fill", "lastname": "Example", "email": email, "phone": "5550101000"}
        told = wish(rooms(*[ROOM] * many, of=of, arrival=arrival, departure=departure), guest=guest, source=source)
        headers = {"Host": SHOP, "Authorization": _basic(self.stub.key)}
        answer = await self.line.post("/api/bookings?output_format=JSON", json=told, headers=headers)
        assert answer.status_code == 200, answer.text

    async def _send(self, number: int) -> Heard:
        request = self.story[number].request
        key = {2: "short", 3: "NOBODYNOBODYNOBODYNOBODYNOBODY00", 5: READER}.get(number, self.stub.key)
        headers = {"Host": SHOP} | request["headers"]
        if "Authorization" in headers:
            headers["Authorization"] = _basic(key)
        query = {name: value.replace("<key>", key) for name, value in (request["query"] or {}).items()}
        content = None if request["body"] is None else request["body"].encode()
        answer = await self.line.request(
            request["method"], request["path"], params=query, headers=headers, content=content
        )
        return Heard(answer.status_code, dict(answer.headers), answer.text)


async def told(story: Sequence[Exchange]) -> dict[int, Heard]:
    """The story from a fresh database: number of the recording -> what the stand-in answered."""
    known = references(story)
    async with (
        QloAppsStub(domain=SHOP, reference=lambda order: known.get(order, "UNTOLDREF")) as stub,
        httpx.AsyncClient(base_url=stub.url) as line,
    ):
        return await Teller(stub, line, story).tell()


def comparable(number: int, body: str) -> object:
    """A body as it is compared: parsed, without what cannot be equal."""
    left_out = DIFFERENT_EVERY_TIME.keys() | IN_OTHER_WORDS.get(number, set()) | LEFT_TO_CHANCE.get(number, set())
    if body.lstrip().startswith("<?xml"):
        return _of_markup(ElementTree.fromstring(body), left_out)
    try:
        return _of_json(json.loads(body), left_out)
    except ValueError:
        return body


def _of_markup(element: ElementTree.Element, left_out: set[str]) -> object:
    text = (element.text or "").strip()
    inside = [_of_markup(each, left_out) for each in element]
    if element.tag in left_out:
        return element.tag
    return element.tag, dict(element.attrib), text, inside


def _of_json(tree: object, left_out: set[str]) -> object:
    if isinstance(tree, dict):
        return {name: "..." if name in left_out else _of_json(value, left_out) for name, value in tree.items()}
    return [_of_json(each, left_out) for each in tree] if isinstance(tree, list) else tree


def _basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()
