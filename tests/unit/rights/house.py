"""A hotel in a database in which two guests wrote and reserved, and what is known of them afterwards."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from attrs import evolve, frozen

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.rights import GuestRights
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import IN_MEMORY, Config
from hotel_agent.domain.ids import ConversationId, GuestId, ProviderId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.keeping import Keeping
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.media import Media

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MARINA = TenantId("marina")
NLU = open_embedded()
ROOM = "Una doble para dos, del viernes al domingo, soy {name}, {email}"


@frozen(kw_only=True)
class House:
    """The desk, its clock, and what is kept."""

    desk: FrontDesk
    clock: ManualClock

    @property
    def rights(self) -> GuestRights:
        assert self.desk.rights is not None
        return self.desk.rights

    @property
    def hotel(self) -> Tenant:
        found = self.desk.tenants.tenant(MARINA)
        assert found is not None
        return found

    async def reserve(self, guest: str, name: str, email: str) -> str:
        """Let a guest reserve over the loopback channel; the number of their reservation."""
        await self.desk.say(ROOM.format(name=name, email=email), guest=guest)
        (done,) = await self.desk.say("Sí, confirmo", guest=guest)
        (number,) = re.findall(r"reserva: ([A-Z0-9]{6})", done.text)
        return str(number)

    async def guest(self, name: str) -> GuestId:
        async with self.desk.storage.work(MARINA) as work:
            found = await work.guest_of(Identity("loopback", name))
        assert found is not None
        return found

    async def conversation(self, guest: GuestId) -> ConversationId:
        async with self.desk.storage.work(MARINA) as work:
            (door,) = await work.conversations_of(guest)
        return door.conversation

    async def send_picture(self, guest: str) -> None:
        store = self.desk.senses.store
        assert store is not None
        conversation = await self.conversation(await self.guest(guest))
        picture = Media(mime_type="image/jpeg", content=b"\xff\xd8\xff a passport")
        name = ProviderId(f"picture-of-{guest}")
        await store.keep(MARINA, conversation, name, picture, now=NOW, expires_at=NOW + timedelta(days=9))

    async def holding(self, *values: str) -> dict[str, int]:
        return dict(await self.rights.records.holding(MARINA, values))


def with_terms(config: Config, keeping: Keeping) -> Config:
    """The same with these terms at every hotel."""
    hotels = config.tenants.tenants
    told = tuple(evolve(each, rules=evolve(each.rules, keeping=keeping)) for each in hotels)
    return evolve(config, tenants=Tenants(tenants=told, default=config.tenants.default))


@asynccontextmanager
async def open_house(database: str, keeping: Keeping = Keeping()) -> AsyncIterator[House]:  # noqa: B008 - frozen
    config = load_config({"POSTGRES_URL" if database.startswith("postgres") else "DATABASE_URL": database})
    config = evolve(with_terms(config, keeping), quiet_seconds=0.0, dispatch=IN_MEMORY.dispatch)
    clock = ManualClock(NOW)
    async with open_desk(config, nlu=NLU, clock=clock) as desk:
        yield House(desk=desk, clock=clock)


def plain(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)
