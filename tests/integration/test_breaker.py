"""A hotel's QloApps is killed and restarted: guests are answered all the while, and keepers see what goes on."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from attrs import frozen
from tests.integration.service import A_SUNDAY, SECRETS, Service, eventually, open_service, plain

from hotel_agent.adapters.breakers.circuit import LEFT_ALONE
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.guard.availability import LIFE
from hotel_agent.domain.conversations.away import LOOK_AGAIN
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.qloapps import KEY, QloAppsStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

HOTEL = """
[[tenants]]
id = "marina"
name = "Hotel Marina"
languages = ["es"]

[[tenants.properties]]
id = "marina"
name = "Hotel Marina"
time_zone = "America/New_York"
currency = "USD"
hotel_id = 1

[tenants.pms]
adapter = "qloapps"
base_url = "{url}"
api_key_env = "SHOP_KEY"
"""
WISH = "Una habitación para dos adultos del viernes 4 al domingo 6 de diciembre"
CLOSED, OPEN, HALF_OPEN = 0, 1, 2


@frozen
class Outage:
    """A served hotel, and its QloApps, which may go away."""

    service: Service
    shop: QloAppsStub

    async def metric(self, name: str, **labels: str) -> float | None:
        """This series as whoever reads /metrics finds it."""
        told = (await self.service.web.get("/metrics")).text
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        found = [line.rpartition(" ") for line in told.splitlines() if line.startswith(f"{name}{{")]
        figures = [float(figure) for series, _, figure in found if all(each in series for each in wanted)]
        return sum(figures) if figures else None

    async def stands(self) -> float | None:
        """The breaker's figure."""
        return await self.metric("pms_circuit_breaker_state", pms="qloapps", tenant_id="marina")

    async def was_quoted(self, guest: WhatsAppGuest) -> bool:
        """Whether the last this guest was told holds a price."""
        return "$" in self.service.said_to(guest)[-1].text

    async def asks(self, guest: WhatsAppGuest, line: str) -> str:
        """What this guest is answered."""
        return plain((await self.service.writes(guest, line)).text)


def guests(many: int) -> list[WhatsAppGuest]:
    return [
        WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], number=f"34600000{number:03}") for number in range(many)
    ]


@pytest.fixture
async def outage(nlu: Nlu, tmp_path: Path) -> AsyncIterator[Outage]:
    async with QloAppsStub(clock=ManualClock(A_SUNDAY)) as shop:
        file = tmp_path / "hotels.toml"
        file.write_text(HOTEL.format(url=shop.url))
        async with open_service(nlu, HOTEL_TENANTS_FILE=str(file), SHOP_KEY=KEY) as service:
            yield Outage(service, shop)


async def test_a_qloapps_that_is_killed_and_restarted_is_seen_on_metrics_while_guests_are_answered(
    outage: Outage,
) -> None:
    service, shop = outage.service, outage.shop
    ana, *others, dora, eva = guests(6)
    assert "$" in await outage.asks(ana, WISH)
    assert await outage.stands() == CLOSED

    service.clock.advance(LIFE)
    await shop.go_away()
    for guest in others:
        assert "$" not in await outage.asks(guest, WISH), "no price is told from memory"
    assert await outage.stands() == OPEN
    assert await outage.metric("pms_errors_total", operation="search") == 5

    asked = len(shop.requests)
    assert "Hotel Marina" in await outage.asks(dora, "Hola, buenas tardes")
    assert "$" not in await outage.asks(dora, WISH)
    assert await outage.metric("pms_circuit_breaker_calls_total", state="open", result="rejected")
    assert len(shop.requests) == asked

    shop.hang()
    await shop.come_back()
    service.clock.advance(LEFT_ALONE)
    await service.post(eva.writes(WISH, at=service.clock.now()))

    async def is_tried() -> bool:
        return await outage.stands() == HALF_OPEN

    await eventually(is_tried)
    assert await outage.asks(dora, "Gracias"), "nobody waits for what one call finds out"
    assert await outage.stands() == HALF_OPEN
    shop.wake()
    await service.settled(eva)
    assert "$" in plain(service.said_to(eva)[-1].text)
    assert await outage.stands() == CLOSED
    assert await outage.metric("pms_circuit_breaker_calls_total", state="half_open", result="success") == 1

    service.clock.advance(LOOK_AGAIN)
    for guest in (*others, dora):
        await eventually(partial(outage.was_quoted, guest))
