"""E-mail end to end: a real mail host, and the desk as a service that is killed, doubled, and left alone."""

import asyncio
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from attrs import frozen
from tests.integration.service import eventually, plain
from tests.integration.test_serve import started_again

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.ids import AccountId, GuestId, TenantId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.mail_guest import MailGuest
from hotel_agent.testing.servers.mail import MailServer, SentMail

DESK = "reservations@marina.example"
PASSWORD = "abcdefghijklmnop"
MARINA = TenantId("marina")
SERVER = "mx.marina.example"
CLOCK = SystemClock()
PROVEN = f"{SERVER}; dmarc=pass header.from=guests.example"


def variables(host: MailServer, folder: Path, **more: str) -> dict[str, str]:
    """The variables of an installation that answers one mailbox."""
    return {
        "GMAIL_USERNAME": DESK,
        "GMAIL_APP_PASSWORD": PASSWORD,
        "GMAIL_IMAP_HOST": "127.0.0.1",
        "GMAIL_IMAP_PORT": str(host.imap_port),
        "GMAIL_SMTP_HOST": "127.0.0.1",
        "GMAIL_SMTP_PORT": str(host.smtp_port),
        "GMAIL_AUTHSERV_ID": SERVER,
        "HOTEL_DATA_DIR": str(folder),
        "HOTEL_QUIET_SECONDS": "0",
        **more,
    }


@pytest.fixture
async def host() -> AsyncIterator[MailServer]:
    async with MailServer(login=DESK, password=PASSWORD) as server:
        yield server


@asynccontextmanager
async def at_work(told: Mapping[str, str], nlu: Nlu) -> AsyncIterator[FrontDesk]:
    """A desk of these variables that works, in this process."""
    async with open_desk(load_config(told), nlu=nlu) as desk:
        work = asyncio.create_task(desk.run())
        try:
            yield desk
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


@frozen
class Room:
    """A guest's side of a conversation by mail."""

    host: MailServer
    guest: MailGuest

    async def says(self, text: str, **headers: str) -> SentMail:
        """Write, and wait for the one answer."""
        before = len(self.heard)
        await self.writes(text, **headers)
        return await self.answered(before + 1)

    async def writes(self, text: str, **headers: str) -> None:
        """Write, and wait for nothing."""
        now = CLOCK.now()
        await self.host.deliver(self.guest.writes(text, at=now, **headers), at=now)

    async def answered(self, times: int) -> SentMail:
        """Wait until so many answers came; the last of them."""

        async def came() -> bool:
            return len(self.heard) >= times

        await eventually(came)
        assert len(self.heard) == times, [each.text for each in self.heard]
        self.guest.hears(self.heard[-1].message)
        return self.heard[-1]

    @property
    def heard(self) -> list[SentMail]:
        return [each for each in self.host.sent if each.to == self.guest.address]


async def conversation(desk: FrontDesk, guest: MailGuest, kind: str = "email_claimed") -> Conversation | None:
    async with desk.storage.work(MARINA) as work:
        known = await work.guest([Identity(kind, guest.address)], fresh=GuestId(guest.address))
        name = await work.conversation_at("email", AccountId(DESK), known)
        stored = await work.load(name) if name else None
    return stored.conversation if stored else None


async def ready(host: MailServer) -> None:
    """Wait until somebody reads the mailbox: what comes from now on is for them."""

    async def read() -> bool:
        return host.idling > 0

    await eventually(read)


ROOM = "Hola, ¿tienen una habitación doble para dos adultos del viernes al domingo de la semana que viene?"


async def test_a_guest_is_answered_in_their_thread(host: MailServer, tmp_path: Path, nlu: Nlu) -> None:
    async with at_work(variables(host, tmp_path), nlu):
        await ready(host)
        room = Room(host, MailGuest(hotel=DESK))
        first = await room.says(ROOM)
        second = await room.says("Mejor tres noches")
    mail = second.message
    assert mail["Subject"] == first.message["Subject"] == "Re: Una habitación"
    assert mail["From"].addresses[0].addr_spec == DESK
    assert mail["From"].addresses[0].display_name == "Hotel Marina"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert first.message["Message-ID"] in mail["References"]
    page = mail.get_body(("html",))
    assert page is not None
    assert "3 noches" in plain(second.text)
    assert "3 noches" in plain(page.get_content())
    assert await host.flags() == [frozenset(), frozenset()], "nothing is marked as read"


async def test_five_turns_are_answered_once_each_although_the_service_is_killed_in_the_middle(
    host: MailServer, tmp_path: Path
) -> None:
    told = variables(host, tmp_path, HOTEL_QUIET_SECONDS="1")
    room = Room(host, MailGuest(hotel=DESK, authentication=PROVEN))
    async with started_again(told) as service:
        await ready(host)
        await room.says(ROOM)
        quoted = await room.says("Mejor tres noches")
        assert "1. Sí, confirmo" in plain(quoted.text)
        await room.writes("1")
        await eventually(lambda: waiting(tmp_path / "hotel.sqlite3"))
        service.running.send_signal(signal.SIGKILL)
        await service.running.wait()
    assert len(host.sent) == 2, "it died with the guest's yes in its hands"
    async with started_again(told) as service:
        asked = await room.answered(3)
        assert "nombre" in plain(asked.text)
        made = await room.says("Ana Pérez")
        again = await room.says("¿Me puede mostrar mi reserva?")
        code, log = await service.stopped_by(signal.SIGTERM)
    assert code == 0
    assert len(host.sent) == 5, [each.text for each in host.sent]
    (number,) = re.findall(r"Número de reserva: (\w+)", made.text)
    assert number in again.text
    for trace in (room.guest.address, "Ana", "Pérez", number, DESK, PASSWORD):
        assert trace not in log


async def waiting(file: Path) -> bool:
    """Whether something a guest wrote is stored and not decided yet."""
    with closing(sqlite3.connect(file)) as kept:
        return bool(kept.execute("SELECT count(*) FROM inbox WHERE state = 'open' AND from_guest").fetchone()[0])
