"""A hotel whose book is QloApps: the service between the stand-ins for Meta and QloApps, at a time of our choosing."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from attrs import frozen
from prometheus_client import CollectorRegistry
from tests.integration.service import A_SUNDAY, NUMBER, SECRETS, Service, served, whatsapp

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import without_database
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.qloapps import Fault, House, QloAppsStub, demo_house

EVERYTHING = frozenset(Fault)
OVERBOOKING, NOTICED = EVERYTHING - {Fault.SURPLUS}, EVERYTHING - {Fault.OVERBOOKS}
"""All faults there are: of two guests for one room QloApps lets both have it, or notices and gives one another."""
REFERENCE = re.compile(r"\b[A-Z]{9}\b")
"""What QloApps calls a reservation by."""

HOTEL = f"""
[[tenants]]
id = "marina"
name = "Hotel Prime"
languages = ["es", "en", "pt"]

[tenants.rules]
quote_valid_minutes = 30

[tenants.pms]
adapter = "qloapps"
base_url = "%s"
api_key_env = "HOTEL_QLOAPPS_KEY"
settles_seconds = 30

[[tenants.properties]]
id = "marina"
name = "Hotel Prime"
time_zone = "America/New_York"
currency = "USD"
hotel_id = 1
cancellation = [{{ hours_before = 48, nights = 1 }}]
separate_fees = true

[[tenants.properties.whatsapp]]
phone_number_id = "{NUMBER}"
"""


class RunningClock(ManualClock):
    """A clock that runs as the machine's does, and may be moved ahead."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._machine = SystemClock()
        self._ahead = at - self._machine.now()
        self._sleeping: set[asyncio.Future[None]] = set()

    def now(self) -> datetime:
        """This moment."""
        return self._machine.now() + self._ahead

    async def sleep_until(self, at: datetime) -> None:
        """Return at this moment, or when the clock was moved past it."""
        await self._machine.sleep_until(self._machine.now())
        while self.now() < at:
            nap = asyncio.ensure_future(self._machine.sleep_until(at - self._ahead))
            self._sleeping.add(nap)
            nap.add_done_callback(self._sleeping.discard)
            try:
                await asyncio.wait({nap})
            finally:
                nap.cancel()

    def set(self, at: datetime) -> None:
        """Move ahead to this moment."""
        self.advance(at - self.now())

    def advance(self, by: timedelta) -> None:
        """Let this much time pass at once."""
        self._ahead += by
        for nap in self._sleeping:
            nap.cancel()


def one_room_left(house: House, *, room_type: int = 1) -> House:
    """The house with a single room of this type."""
    for room in list(house.rooms_of(room_type))[1:]:
        del house.rooms[room.id]
    return house


@asynccontextmanager
async def open_shop(
    clock: ManualClock, faults: Iterable[Fault], house: House | None = None
) -> AsyncIterator[QloAppsStub]:
    """QloApps with these faults, as quick as they allow."""
    async with QloAppsStub(faults=faults, house=house or demo_house(), clock=clock) as stub:
        stub.seconds_to_create = 0.05
        stub.window = 0.005
        yield stub


@asynccontextmanager
async def open_hotel(
    nlu: Nlu, *, shop: QloAppsStub, graph: GraphStub, clock: ManualClock, folder: Path, kept: bool = False
) -> AsyncIterator[Service]:
    """The service over this book. What is `kept` stands in a file of the folder, for who opens it after."""
    hotels = folder / "hotels.toml"
    hotels.write_text(HOTEL % shop.url, encoding="utf-8")
    told = {"HOTEL_TENANTS_FILE": str(hotels), "HOTEL_QLOAPPS_KEY": shop.key, "HOTEL_DATA_DIR": str(folder)}
    variables = {**whatsapp(graph.url), **told}
    del variables["WHATSAPP_PHONE_NUMBER_ID"]
    config = load_config(variables)
    registry = CollectorRegistry()
    observer = prometheus_observer(registry)
    async with open_desk(config if kept else without_database(config), nlu=nlu, clock=clock, observer=observer) as desk:
        app = build_app(desk, config, registry=registry)
        async with served(app) as port, _posting(port) as web:
            yield Service(desk=desk, graph=graph, web=web, clock=clock, registry=registry, port=port)


def _posting(port: int) -> httpx.AsyncClient:
    """A connection for each post: one kept for long may be hung up on while it is used."""
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=httpx.Limits(max_keepalive_connections=0))


@asynccontextmanager
async def open_graph() -> AsyncIterator[GraphStub]:
    """Meta, for the hotel's token."""
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph:
        yield graph


@frozen(kw_only=True)
class Stands:
    """One room as it must stand in QloApps."""

    room_type: int
    arrival: date
    departure: date
    adults: int
    total: Decimal


@frozen(kw_only=True)
class Hotel:
    """The service, and the book behind it."""

    service: Service
    shop: QloAppsStub

    def ledger(self) -> list[Stands]:
        """All rooms guests may count on."""
        assert self.shop.ledger.oversold() == ()
        return [
            Stands(
                room_type=line.room_type,
                arrival=line.arrival,
                departure=line.departure,
                adults=line.adults,
                total=line.total,
            )
            for line in self.shop.ledger.live()
        ]


@asynccontextmanager
async def open_all(nlu: Nlu, folder: Path, faults: frozenset[Fault]) -> AsyncIterator[Hotel]:
    clock = RunningClock(A_SUNDAY)
    async with (
        open_shop(clock, faults) as shop,
        open_graph() as graph,
        open_hotel(nlu, shop=shop, graph=graph, clock=clock, folder=folder) as service,
    ):
        yield Hotel(service=service, shop=shop)


def stands(room_type: int, arrival: int, departure: int, adults: int, total: int) -> Stands:
    """A room reserved for these days of December."""
    return Stands(
        room_type=room_type,
        arrival=date(2026, 12, arrival),
        departure=date(2026, 12, departure),
        adults=adults,
        total=Decimal(total),
    )


def amounts(text: str) -> set[int]:
    """The whole dollars in a text, in whatever way a language writes them."""
    return {int(re.sub(r"[.,]", "", each)) for each in re.findall(r"US\$\s?([\d.,]*\d)[.,]00", text)}


# What one guest writes


@frozen(kw_only=True)
class Words:
    """What one guest writes, step by step."""

    wish: str
    pick: str
    yes_and_name: str
    ask_email: str
    """What the house asks then."""
    move: str
    other_room: str
    fewer: str
    cancel: str
    yes: str


LANGUAGES = {
    "es": Words(
        wish="Hola, busco habitación para dos adultos del 4 al 6 de diciembre",
        pick="la primera",
        yes_and_name="Sí, confirmo. Soy Ana Pérez",
        ask_email="¿Qué correo electrónico",
        move="Quiero cambiar las fechas de mi reserva: del 5 al 8 de diciembre",
        other_room="Quiero cambiar mi reserva a Delux Rooms",
        fewer="Quiero cambiar mi reserva: al final viene un solo adulto",
        cancel="Quiero cancelar mi reserva",
        yes="sí",
    ),
    "en": Words(
        wish="Hi, a room for two adults from 4 to 6 December, please",
        pick="the first one",
        yes_and_name="Yes, please. I'm Ana Pérez",
        ask_email="Which e-mail address",
        move="I want to change the dates of my reservation to 5 to 8 December",
        other_room="Change my reservation please, to the Delux Rooms",
        fewer="Please change my reservation: only one adult is coming",
        cancel="Please cancel my reservation",
        yes="yes",
    ),
    "pt": Words(
        wish="Olá, quero um quarto para dois adultos de 4 a 6 de dezembro",
        pick="o primeiro",
        yes_and_name="Sim, confirmo. Sou Ana Pérez",
        ask_email="Qual e-mail",
        move="Quero alterar as datas da minha reserva: de 5 a 8 de dezembro",
        other_room="Quero alterar minha reserva para Delux Rooms",
        fewer="Quero alterar minha reserva: no fim vem só um adulto",
        cancel="Quero cancelar minha reserva",
        yes="sim",
    ),
}
