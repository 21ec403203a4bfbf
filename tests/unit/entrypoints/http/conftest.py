"""The doors over a desk in memory, without a network."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar.testing import AsyncTestClient
from litestar.types import ASGIApp, Receive, Scope, Send
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.principals import JWT_SECRET

from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import Config, without_database
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

Doors = AsyncTestClient[ASGIApp]


@pytest.fixture(scope="session")
def nlu() -> Nlu:
    """Readers remember nothing, so one is enough for all."""
    return open_embedded()


@pytest.fixture(scope="session")
def config() -> Config:
    told = load_config(
        {
            "HOTEL_QUIET_SECONDS": "0",
            "JWT_SECRET": JWT_SECRET,
            "WHATSAPP_PHONE_NUMBER_ID": "810000000000001",
            "WHATSAPP_ACCESS_TOKEN": "a token of nobody's",
            "WHATSAPP_APP_SECRET": "a secret of nobody's",
            "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
            "WHATSAPP_API_URL": "http://127.0.0.1:9",
        }
    )
    return without_database(told)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def desk(config: Config, registry: CollectorRegistry, nlu: Nlu) -> AsyncIterator[FrontDesk]:
    async with open_desk(config, nlu=nlu, observer=prometheus_observer(registry)) as opened:
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config, registry: CollectorRegistry) -> AsyncIterator[Doors]:
    async with AsyncTestClient(app=from_address("127.0.0.1", build_app(desk, config, registry=registry))) as client:
        yield client


@pytest.fixture
async def page(desk: FrontDesk, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    """A page of the reception beside a desk that works when it is told to: all in one loop, one after the other."""
    app = build_app(desk, config, registry=CollectorRegistry(), works=False)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar's name for the same
    async with httpx.AsyncClient(transport=transport, base_url="http://hotel.example") as client:
        yield client


def from_address(address: str, app: ASGIApp) -> ASGIApp:
    """The application as whoever is at this address finds it."""

    async def from_there(scope: Scope, receive: Receive, send: Send) -> None:
        scope["client"] = (address, 50000)
        await app(scope, receive, send)

    return from_there
