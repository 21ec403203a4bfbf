"""The hotel guests are let loose on: a book with every trouble, its doors, and a desk that may be reopened."""

import asyncio
import json
import re
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
from attrs import define, field, frozen

from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.application.desk import FrontDesk
from hotel_agent.config.tenants_file import split_property
from hotel_agent.domain.ids import AccountId, PropertyId
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.guests.register import Register
from hotel_agent.testing.machines.troubled_book import Bedside, TroubledBook

BEGINS: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""Noon at the hotel is an hour later; today is Sunday, 22 November 2026."""
HOME: Final = PropertyId("marina")
NUMBER: Final = AccountId("810000000000001")
WIDGET: Final = AccountId("marina")
SECRET: Final = "a secret of nobody's"  # noqa: S105 - of a rehearsal
_TOKEN: Final = "EAAG-a-token-of-nobody"  # noqa: S105 - of a rehearsal
_FURTHER: Final = """
[[tenants.properties.whatsapp]]
phone_number_id = "810000000000001"

[[tenants.properties.restrictions]]
first = 2027-05-10
last = 2027-05-16
maximum_nights = 5

[[tenants.properties.restrictions]]
first = 2027-05-20
last = 2027-05-31
no_arrival_on = ["sunday"]

[[tenants.properties.restrictions]]
first = 2027-06-01
last = 2027-06-12
no_departure_on = ["saturday"]

[[tenants.properties.restrictions]]
first = 2027-06-20
last = 2027-06-24
closed = true
"""
"""What this hotel has beyond the demo hotel: a WhatsApp number, and days on which its rules can be tried."""


class Opening(Protocol):
    """Opens a desk and the web's way to it: the composition of the product, which stands above this kit."""

    def __call__(
        self, environ: Mapping[str, str], *, kept: bool, pms: Pms, clock: Clock, chance: Chance
    ) -> AbstractAsyncContextManager[tuple[FrontDesk, httpx.AsyncClient]]:
        """Open it with these variables; `kept`: what it knows outlives it, in a file."""
        ...


@frozen(kw_only=True)
class HotelFacts:
    """What is known of the hotel, as its tables say it."""

    text: str
    tables: Mapping[str, Any]
    """Its book, as the tenants file writes it."""
    rules: Mapping[str, Any]

    @property
    def rooms(self) -> Mapping[str, Mapping[str, str]]:
        """The names of the room types, by id and language."""
        return {each["id"]: each["name"] for each in self.tables["room_types"]}

    @property
    def plans(self) -> Mapping[str, Mapping[str, str]]:
        """The names of the rate plans, by id and language."""
        return {each["id"]: each["name"] for each in self.tables["rate_plans"]}


def hotel_facts(
    rules: Mapping[str, object] | None = None, plans: Mapping[str, Mapping[str, object]] | None = None
) -> HotelFacts:
    """The demo hotel with a few restrictions more, these rules of the house instead of its own, and this in its plans.

    What it knows on a topic it has a rule for is left out: it would be said instead of the rule.
    """
    text = resources.files("hotel_agent.config").joinpath("demo.toml").read_text(encoding="utf-8") + _FURTHER
    for name, value in (rules or {}).items():
        text = re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE)
        text = text.replace("[tenants.rules]", f"[tenants.rules]\n{name} = {_as_toml(value)}\n#", 1)
        text = re.sub(rf'\[\[tenants\.knowledge\]\]\ntopic = "{name}"\n(?:(?!\[\[).*\n)*', "", text)
    for plan, had in (plans or {}).items():
        written = "".join(f"{name} = {_as_toml(value)}\n" for name, value in had.items())
        head = f'[[tenants.properties.rate_plans]]\nid = "{plan}"\n'
        text = text.replace(head, head + written)
    (tenant,) = tomllib.loads(text)["tenants"]
    _, book = split_property(tenant["properties"][0])
    return HotelFacts(text=text, tables=book, rules=tenant["rules"])


def _as_toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_as_toml(each)}' for name, each in value.items())} }}"
    return json.dumps(value)


@define(kw_only=True)
class GuestHouse:
    """One hotel in this process, with stand-ins for everything outside of it."""

    facts: HotelFacts
    clock: ManualClock
    graph: GraphStub
    pms: MockPms
    register: Register
    book: TroubledBook
    bedside: Bedside
    desk: FrontDesk
    web: httpx.AsyncClient
    reopenings: int = 0
    _environ: Mapping[str, str]
    _kept: bool
    _opening: Opening
    _chance: SeededChance = field(factory=SeededChance)
    _open: AsyncExitStack = field(factory=AsyncExitStack)

    @property
    def today(self) -> date:
        """The day it is at the hotel when everything begins."""
        return BEGINS.date()

    async def works(self) -> None:
        """Do all that is due. Whoever waits for a slow book lets time pass."""
        task = asyncio.ensure_future(self.desk.drain())
        while not task.done():
            await asyncio.wait({task}, timeout=0 if self.bedside.asleep else 0.01)
            wake = self.clock.next_wake
            if self.bedside.asleep and wake is not None and not task.done():
                self.clock.set(max(wake, self.clock.now()))
        task.result()

    async def passes(self, until: datetime) -> None:
        """Let time pass to this moment, doing everything when it comes due."""
        while (due := await self.desk.storage.next_due(self.clock.now())) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            await self.works()
        self.clock.set(max(until, self.clock.now()))
        await self.works()

    async def reopens(self) -> None:
        """The desk is closed in the middle of everything, and opened again over what was kept."""
        await self._open.aclose()
        self._open = AsyncExitStack()
        opened = self._opening(
            self._environ, kept=self._kept, pms=self.book.port, clock=self.clock, chance=self._chance
        )
        self.desk, self.web = await self._open.enter_async_context(opened)
        self.reopenings += 1

    async def close(self) -> None:
        """Close the desk."""
        await self._open.aclose()

    def reservations(self) -> Sequence[Reservation]:
        """The hotel's book as its own people see it."""
        return [each.reservation for each in self.pms.ledger(HOME)]


@asynccontextmanager
async def open_house(
    folder: Path,
    opening: Opening,
    *,
    kept: bool,
    rules: Mapping[str, object] | None = None,
    plans: Mapping[str, Mapping[str, object]] | None = None,
) -> AsyncIterator[GuestHouse]:
    """A hotel with nobody in it; `kept`: the desk keeps a file in this folder, and can be reopened."""
    facts = hotel_facts(rules, plans)
    file = folder / "hotel.toml"
    file.write_text(facts.text, encoding="utf-8")
    clock = ManualClock(BEGINS)
    age = int(facts.rules["child_until_age"])
    pms = MockPms({HOME: read_hotel(facts.tables, key="book", currency="EUR", child_until_age=age)}, clock=clock)
    bedside, register = Bedside(clock), Register(pms, clock)
    book = TroubledBook(register, bedside)
    async with GraphStub(token=_TOKEN) as graph:
        environ = _environ(file, graph.url, folder)
        chance, stack = SeededChance(), AsyncExitStack()
        opened = opening(environ, kept=kept, pms=book.port, clock=clock, chance=chance)
        desk, web = await stack.enter_async_context(opened)
        house = GuestHouse(
            facts=facts,
            clock=clock,
            graph=graph,
            pms=pms,
            register=register,
            book=book,
            bedside=bedside,
            desk=desk,
            web=web,
            environ=environ,
            kept=kept,
            opening=opening,
            chance=chance,
            open=stack,
        )
        try:
            yield house
        finally:
            await house.close()


def _environ(file: Path, graph: str, folder: Path) -> Mapping[str, str]:
    return {
        "HOTEL_TENANTS_FILE": str(file),
        "HOTEL_DATA_DIR": str(folder),
        "HOTEL_QUIET_SECONDS": "2",
        "SECRET_KEY": "of a rehearsal, which everybody may know " * 2,
        "RATE_LIMIT_GUEST": "1000/minute",
        "RATE_LIMIT_TENANT": "100000/minute",
        "RATE_LIMIT_VISITOR": "100000/minute",
        "WHATSAPP_ACCESS_TOKEN": _TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
        "WHATSAPP_API_URL": graph,
    }
