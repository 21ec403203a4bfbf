"""A guest of three doors is forgotten: their number, address, name and words are looked for wherever they could stand.

They write over WhatsApp, by mail and in the web chat, send a picture, reserve, and cancel nothing. Then the tables are
written out, the bytes of the files are read, and so is every line of the log, as far down as lines go.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from attrs import evolve, frozen
from loguru import logger
from prometheus_client import CollectorRegistry
from tests.integration.service import HOOK, MARINA, SECRETS, eventually, served, whatsapp
from tests.integration.test_email import DESK, PASSWORD, PROVEN, variables
from tests.unit.entrypoints.http.principals import JWT_SECRET, letter
from tests.unit.rights.stories import everything

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.doors import Doors, GuestCard
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import Config
from hotel_agent.domain.conversations.effects import WakeAt
from hotel_agent.domain.ids import ConversationId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.channel import RawRequest
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.graph_stub import GraphStub, StoredMedia
from hotel_agent.testing.mail_guest import MailGuest
from hotel_agent.testing.servers.mail import MailServer
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

if TYPE_CHECKING:
    from loguru import Message

CLOCK = SystemClock()
NUMBER, ADDRESS, NAME = "34699123987", "zenobia.quiroga@guests.example", "Zenobia Quiroga"
PICTURE = b"\xff\xd8\xff a passport of Zenobia's" * 50
ROOM = f"Una doble para dos, del viernes al domingo de la semana que viene, soy {NAME}, {ADDRESS}"
HELLO = f"Hola, soy {NAME}, mi correo es {ADDRESS}"
WORDS = {
    "whatsapp": "somos alérgicos a los crisantemos",
    "email": "viajamos con un violonchelo barroco",
    "webchat": "necesito una bañera con patas de bronce",
}
SPELLINGS = (
    NUMBER, "699123987", "699 123 987", "699-12-39-87", ADDRESS, "zenobia.quiroga", "Zenobia", "Quiroga",
)  # fmt: skip
TOLD = ("crisantemos", "violonchelo", "patas de bronce", "documentación", "passport of")
KNOWN = (NUMBER, ADDRESS, NAME, "crisantemos", "violonchelo", "patas de bronce")
"""What stands in the tables before; afterwards neither this nor any other spelling of it may."""
LOOK = timedelta(milliseconds=50)


@frozen(kw_only=True)
class Everywhere:
    """A running installation with three doors."""

    desk: FrontDesk
    web: httpx.AsyncClient
    graph: GraphStub
    host: MailServer

    async def doors(self) -> dict[str, ConversationId]:
        """The guest's conversation by channel."""
        async with self.desk.storage.work(MARINA) as work:
            listed = await work.conversations(standing=None, limit=100)
        return {each.conversation.channel: each.place.conversation for each in listed if each.conversation}

    async def heard_at(self, channel: str, *words: str) -> None:
        """Wait until these words were heard at this door and nothing is left to do there."""

        async def done() -> bool:
            name = (await self.doors()).get(channel)
            if name is None:
                return False
            async with self.desk.storage.work(MARINA) as work:
                happened = await work.happened(name)
                waiting, rows = await work.open_events(name), await work.outbox(name)
            if any(each not in str(happened) for each in words):
                return False
            doing = [row for row in rows if row.state is CommandState.WAITING and not isinstance(row.command, WakeAt)]
            return not waiting and not doing

        await eventually(done, every=LOOK)

    async def writes_over_whatsapp(self, *lines: str) -> None:
        guest = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], number=NUMBER, name=NAME)
        for line in lines:
            await self._brings(guest.writes(line, at=CLOCK.now()))
            await self.heard_at("whatsapp", line)
        self.graph.media["600000000000007"] = StoredMedia(content=PICTURE)
        caption = "esta es mi documentación, crisantemos"
        picture = {"id": "600000000000007", "mime_type": "image/jpeg", "caption": caption}
        await self._brings(guest.sends("image", picture, at=CLOCK.now()))
        await self.heard_at("whatsapp", caption)

    async def writes_by_mail(self, line: str) -> None:
        guest = MailGuest(hotel=DESK, address=ADDRESS, name=NAME, subject="Sobre mi violonchelo", authentication=PROVEN)
        now = CLOCK.now()
        await self.host.deliver(guest.writes(line, at=now), at=now)
        await self.heard_at("email", line)

    async def writes_in_the_chat(self, line: str) -> None:
        chat = (await self.web.post("/v1/webchat/marina/sessions", json={"locale": "es"})).json()
        path = f"/v1/webchat/conversations/{chat['conversation']}/messages"
        headers = {"authorization": f"Bearer {chat['token']}"}
        taken = await self.web.post(path, json={"client_id": "a-1", "text": line}, headers=headers)
        assert taken.status_code == 202, taken.text
        await self.heard_at("webchat", line)

    async def _brings(self, raw: RawRequest) -> None:
        answer = await self.web.post(HOOK, content=raw.body, headers=dict(raw.headers))
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def open_everywhere(nlu: Nlu, folder: Path, database: dict[str, str]) -> AsyncIterator[Everywhere]:
    async with (
        GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph,
        MailServer(login=DESK, password=PASSWORD) as host,
    ):
        told = variables(host, folder) | whatsapp(graph.url) | {"JWT_SECRET": JWT_SECRET} | database
        config, registry = with_media_from(load_config(told), "127.0.0.1"), CollectorRegistry()
        async with (
            open_desk(config, nlu=nlu, observer=prometheus_observer(registry)) as desk,
            served(build_app(desk, config, registry=registry)) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=300) as web,
        ):
            yield Everywhere(desk=desk, web=web, graph=graph, host=host)


def with_media_from(config: Config, host: str) -> Config:
    """The same, fetching what WhatsApp's guests send from this host too."""
    told = {"media_hosts": [host]}
    return evolve(
        config,
        channels=tuple(
            evolve(each, options={**each.options, **told}) if each.name == "whatsapp" else each
            for each in config.channels
        ),
    )


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, by us and by libraries, down to the last level, before anything is taken out of it."""
    heard = StringIO()

    def write(line: "Message") -> None:
        heard.write(f"{line.record['message']} {line.record['extra']} {line.record['exception']}\n")

    logger.enable("hotel_agent")
    sink = logger.add(write, level=0)
    yield heard
    logger.remove(sink)
    logger.disable("hotel_agent")


@pytest.fixture
def at(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where it is kept, as the environment says it."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{tmp_path / 'hotel.sqlite3'}"}
    return {"POSTGRES_URL": request.getfixturevalue("tables")}


@pytest.mark.parametrize(
    ("at", "reserves"), [("sqlite", False), ("sqlite", True), ("postgresql", True)], indirect=["at"]
)
async def test_whoever_is_forgotten_is_found_nowhere_but_where_the_certificate_says(
    nlu: Nlu, tmp_path: Path, at: dict[str, str], log: StringIO, *, reserves: bool
) -> None:
    (url,) = at.values()
    booking = (ROOM, "Sí, confirmo") if reserves else (HELLO,)
    async with open_everywhere(nlu, tmp_path, at) as house:
        await house.writes_over_whatsapp(*booking, WORDS["whatsapp"])
        await house.writes_by_mail(WORDS["email"])
        await house.writes_in_the_chat(WORDS["webchat"])
        assert found_in(await everything(url), *KNOWN) == [*KNOWN]
        doors = await house.doors()
        staff = Doors(storage=house.desk.storage, channels=house.desk.channels, clock=CLOCK, chance=house.desk.chance)
        for other in ("email", "webchat"):
            linked = await staff.link(MARINA, doors["whatsapp"], doors[other], by="eva", because="she said so")
            assert isinstance(linked, GuestCard), linked
        for channel in doors:
            await house.heard_at(channel)
        wish = {"guest": ADDRESS, "because": "her letter of today"}
        answer = await house.web.post(
            "/admin/tenants/marina/guests/erase", json=wish, headers=letter(Role.MANAGER, "marina")
        )
        assert answer.status_code == 200, answer.text
        certificate, metrics = answer.json(), (await house.web.get("/metrics")).text
        assert certificate["whole"] is True
        assert {"media", "mails", "chat_messages", "inbox", "outbox"} <= certificate["erased"].keys()
        kept = [each["what"].removeprefix("reservation ") for each in certificate["kept"]]
        # Also whatever the house writes after it.
        shown = await house.web.get("/api/tenants/marina/conversations?standing=all", headers=letter(Role.OWNER, "*"))
        raw = bytes_in(tmp_path)
    by_law = [line for line in (await everything(url)).splitlines() if any(each in line for each in kept)]
    assert bool(by_law) is reserves
    elsewhere = "\n".join(line for line in (await everything(url)).splitlines() if line not in by_law)
    for place in (elsewhere, log.getvalue(), metrics, shown.text, answer.text):
        assert found_in(place, *SPELLINGS, *TOLD) == []
    assert found_in("\n".join(by_law), *TOLD) == []
    raw += bytes_in(tmp_path)
    assert found_in(raw, *TOLD, *(() if reserves else SPELLINGS)) == []


def found_in(place: str, *values: str) -> list[str]:
    """Which of these stand there, in whatever letters, also as JSON writes them."""
    small = place.casefold()
    return [each for each in values if each.casefold() in small or json.dumps(each)[1:-1].casefold() in small]


def bytes_in(folder: Path) -> str:
    """Every file under this folder, byte for byte."""
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in sorted(folder.rglob("*")) if file.is_file())
