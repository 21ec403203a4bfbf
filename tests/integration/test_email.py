"""E-mail end to end: a real mail host, and the desk as a service that is killed, doubled, and left alone."""

import asyncio
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from attrs import frozen
from tests.integration.service import eventually, plain
from tests.integration.test_serve import started_again

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.staff_room import Shown
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.conversations.conversation import Conversation, HandoverReason
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.ids import AccountId, GuestId, TenantId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.mail_guest import MailGuest
from hotel_agent.testing.servers.mail import SENT, MailServer, SentMail

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
    kept: Path | None = None
    """Where the desk keeps what it said: a guest answers what went out, not what may have."""

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
        if self.kept is not None:
            await eventually(partial(settled, self.kept))
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


async def open_events(desk: FrontDesk, state: Conversation) -> int:
    async with desk.storage.work(MARINA) as work:
        return len(await work.waiting(state.id))


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
    assert mail["Content-Language"] == "es"
    assert first.message["Message-ID"] in mail["References"]
    page = mail.get_body(("html",))
    assert page is not None
    assert "3 noches" in plain(second.text)
    assert "3 noches" in plain(page.get_content())


MARKED = frozenset({"\\Seen", "\\Answered"})


async def test_what_was_answered_is_marked_in_the_mailbox_once_and_all_else_is_not(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    """Also when the desk stopped between answering and marking."""
    room = Room(host, MailGuest(hotel=DESK))
    told = variables(host, tmp_path)
    async with at_work(told, nlu):
        await ready(host)
        await room.says(ROOM)
        await eventually(lambda: noted(tmp_path / "hotel.sqlite3"))
    await room.writes("Buy now!", list_unsubscribe="<mailto:x@shop.example>")
    await looked_into(host, told, nlu)
    assert await host.flags() == [MARKED, frozenset()]
    await host.unmark()
    await looked_into(host, told, nlu)
    assert await host.flags() == [frozenset(), frozenset()], "somebody wants to come back to it"


async def looked_into(host: MailServer, told: Mapping[str, str], nlu: Nlu) -> None:
    """A desk comes, looks into the mailbox once, and is gone."""

    async def left() -> bool:
        return not host.idling

    await eventually(left)
    async with at_work(told, nlu):
        await ready(host)


async def noted(file: Path) -> bool:
    """Whether it is kept that a guest's mail was answered."""
    with closing(sqlite3.connect(file)) as kept:
        return bool(kept.execute("SELECT count(*) FROM mails WHERE state IN ('answered', 'marked')").fetchone()[0])


async def test_five_turns_are_answered_once_each_although_the_service_is_killed_in_the_middle(
    host: MailServer, tmp_path: Path
) -> None:
    told = variables(host, tmp_path, HOTEL_QUIET_SECONDS="1")
    room = Room(host, MailGuest(hotel=DESK, authentication=PROVEN), tmp_path / "hotel.sqlite3")
    async with started_again(told) as service:
        await ready(host)
        await room.says(ROOM)
        quoted = await room.says("Mejor tres noches")
        assert "1. Sí, confirmo" in plain(quoted.text)
        await room.writes("1")
        await eventually(lambda: waiting(tmp_path / "hotel.sqlite3"))
        service.running.send_signal(signal.SIGKILL)
        await service.running.wait()
    assert len(host.sent) in {2, 3}, "it died with the guest's yes in its hands, or just after it"
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


async def settled(file: Path) -> bool:
    """Whether it is kept of everything said that it went out."""
    with closing(sqlite3.connect(file)) as kept:
        said = kept.execute("SELECT count(*) FROM outbox WHERE state = 'waiting' AND lane = 'say'").fetchone()
    return not said[0]


async def waiting(file: Path) -> bool:
    """Whether something a guest wrote is stored and not decided yet."""
    with closing(sqlite3.connect(file)) as kept:
        return bool(kept.execute("SELECT count(*) FROM inbox WHERE state = 'open' AND from_guest").fetchone()[0])


async def test_old_mail_is_left_alone_and_what_comes_twice_is_answered_once(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    """Also when the folder is rebuilt, and every mail in it bears another number."""
    room, now = Room(host, MailGuest(hotel=DESK)), CLOCK.now()
    before = now - timedelta(hours=1)
    await host.deliver(MailGuest(hotel=DESK, address="old@guests.example").writes(ROOM, at=before), at=before)
    async with at_work(variables(host, tmp_path), nlu):
        await ready(host)
        raw = room.guest.writes(ROOM, at=now)
        for _ in range(2):
            await host.deliver(raw, at=CLOCK.now())
        await room.answered(1)
        await host.rebuild()
        await room.says("Mejor tres noches")
    assert [each.to for each in host.sent] == [room.guest.address] * 2


async def test_mail_that_came_while_the_host_or_the_desk_was_away_is_answered(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    room = Room(host, MailGuest(hotel=DESK))
    told = variables(host, tmp_path)
    async with at_work(told, nlu):
        await ready(host)
        await host.go_away()
        await room.writes(ROOM)
        await host.come_back()
        await room.answered(1)
    await room.writes("Mejor tres noches")
    async with at_work(told, nlu):
        await room.answered(2)


async def test_machines_are_not_answered_and_stay_to_be_seen(host: MailServer, tmp_path: Path, nlu: Nlu) -> None:
    room = Room(host, MailGuest(hotel=DESK))
    async with at_work(variables(host, tmp_path), nlu) as desk:
        await ready(host)
        await room.writes("I am on holiday", auto_submitted="auto-replied")
        await room.writes("Buy now!", list_unsubscribe="<mailto:x@shop.example>")
        await host.deliver(MailGuest(hotel=DESK, address=DESK).writes(ROOM, at=CLOCK.now()), at=CLOCK.now())
        await room.says(ROOM)
        await host.deliver(host.sent[-1].raw, at=CLOCK.now())  # our own answer comes back

        async def kept() -> bool:
            return len(await desk.storage.strays()) == 4

        await eventually(kept)
        kinds = [each.kind for each in await desk.storage.strays()]
    assert kinds == ["mail:ours", "mail:ours", "mail:list", "mail:automatic"]
    assert len(host.sent) == 1


async def test_when_our_people_answer_from_their_own_programme_the_machine_is_silent(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    room = Room(host, MailGuest(hotel=DESK, authentication=PROVEN))
    async with at_work(variables(host, tmp_path), nlu) as desk:
        await ready(host)
        await room.says(ROOM)
        for to in ("laundry@supplier.example", room.guest.address):
            by_hand = MailGuest(hotel=to, address=DESK, name="Marta").writes("I will see to it", at=CLOCK.now())
            await host.deliver(by_hand, at=CLOCK.now(), folder=SENT)
        await room.writes("Sí, confirmo")

        async def with_staff() -> bool:
            state = await conversation(desk, room.guest, "email")
            return state is not None and state.handover is not None and not await open_events(desk, state)

        await eventually(with_staff)
        state = await conversation(desk, room.guest, "email")
    assert state is not None
    assert state.handover is not None
    assert state.handover.reason is HandoverReason.STAFF_TOOK_OVER
    assert len(host.sent) == 1


async def test_what_our_people_let_a_guest_choose_is_numbered_and_may_be_answered_by_number(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    titles = ("Antes de las 15 h", "Más tarde")
    room = Room(host, MailGuest(hotel=DESK, authentication=PROVEN), tmp_path / "hotel.sqlite3")
    async with at_work(variables(host, tmp_path), nlu) as desk:
        await ready(host)
        await room.says(ROOM)
        state = await conversation(desk, room.guest, "email")
        assert state is not None
        name, hand = state.id, desk.staff_room

        async def is_asked() -> bool:
            return await hand.answer(MARINA, name, "¿A qué hora?", request="1", by="Eva", buttons=titles) is None

        async def is_seen() -> bool:
            shown = await hand.show(MARINA, name, masked=False)
            return isinstance(shown, Shown) and (shown.said[-1].what, shown.said[-1].text) == ("pressed", titles[1])

        await eventually(is_asked)
        asked = (await room.answered(2)).text.splitlines()
        assert asked == ["¿A qué hora?", "", "1. Antes de las 15 h", "2. Más tarde"]
        await room.writes("2")
        await eventually(is_seen)
    assert len(room.heard) == 2, "the machine is silent"


async def test_a_guest_whose_answer_bounces_is_seen_to_by_people(host: MailServer, tmp_path: Path, nlu: Nlu) -> None:
    room = Room(host, MailGuest(hotel=DESK))
    async with at_work(variables(host, tmp_path), nlu) as desk:
        await ready(host)
        answer = await room.says(ROOM)
        bounce = MailGuest(hotel=DESK, address="mailer-daemon@guests.example")
        words = f"550 5.1.1 no such person\n\nMessage-ID: {answer.message['Message-ID']}"
        await host.deliver(bounce.writes(words, at=CLOCK.now()), at=CLOCK.now())

        async def told() -> bool:
            state = await conversation(desk, room.guest)
            assert state is not None
            async with desk.storage.work(MARINA) as work:
                commands = [row.command for row in await work.outbox(state.id)]
            return any(isinstance(each, NotifyStaff) and each.reason == "message_not_delivered" for each in commands)

        await eventually(told)
        assert len(host.sent) == 1, "a bounce is not answered"
        assert dead_addresses(tmp_path / "hotel.sqlite3") == [room.guest.address]
        await room.says("Perdón, ahora sí funciona mi correo. ¿A qué hora es el desayuno?")
        assert dead_addresses(tmp_path / "hotel.sqlite3") == []


async def test_a_stranger_who_answers_in_a_guests_thread_is_shown_to_staff_and_not_answered(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    """Their programme told nothing of the thread: it is known by the address that was answered."""
    room, now = Room(host, MailGuest(hotel=DESK, authentication=PROVEN), tmp_path / "hotel.sqlite3"), CLOCK.now()
    told = variables(host, tmp_path, HOTEL_TENANTS_FILE=str(with_plus_addresses(host, tmp_path)))
    async with at_work(told, nlu) as desk:
        await ready(host)
        answer = await room.says(ROOM)
        answered_at = answer.message["Reply-To"].addresses[0].addr_spec
        assert answered_at != DESK
        other = MailGuest(hotel=answered_at, address="rui@guests.example", authentication=PROVEN, subject="Ana")
        await host.deliver(other.writes("Soy su hermano, ¿puedo ir yo también?", at=now), at=now)

        async def staff_know() -> bool:
            state = await conversation(desk, room.guest, "email")
            assert state is not None
            async with desk.storage.work(MARINA) as work:
                commands = [row.command for row in await work.outbox(state.id)]
            return any(isinstance(each, NotifyStaff) and each.reason == "stranger_wrote" for each in commands)

        await eventually(staff_know)
        assert await conversation(desk, other, "email") is None
    assert len(host.sent) == 1


def dead_addresses(file: Path) -> list[str]:
    """Where nothing is sent any more."""
    with closing(sqlite3.connect(file)) as kept:
        return [row[0] for row in kept.execute("SELECT address FROM dead_addresses")]


def with_plus_addresses(host: MailServer, folder: Path) -> Path:
    """A tenants file whose mailbox is reached at any address of its own with something behind a plus."""
    file = folder / "hotels.toml"
    file.write_text(f"""
[[tenants]]
id = "{MARINA}"
name = "Hotel Marina"
languages = ["es"]
[[tenants.properties]]
id = "marina"
name = "Hotel Marina"
time_zone = "Europe/Madrid"
currency = "EUR"
[[tenants.properties.mailbox]]
address = "{DESK}"
imap_host = "127.0.0.1"
imap_port = {host.imap_port}
smtp_host = "127.0.0.1"
smtp_port = {host.smtp_port}
files_sent = true
authserv_id = "{SERVER}"
plus_addresses = true
[[tenants.properties.room_types]]
id = "double"
name = {{ es = "Doble" }}
rooms = ["101"]
adults = 2
rate = 90
[[tenants.properties.rate_plans]]
id = "flexible"
name = {{ es = "Flexible" }}
meals = "breakfast"
""")
    return file


async def test_whoever_only_claims_an_address_sees_nothing_of_whose_it_is(
    host: MailServer, tmp_path: Path, nlu: Nlu
) -> None:
    owner = Room(host, MailGuest(hotel=DESK, authentication=PROVEN), tmp_path / "hotel.sqlite3")
    async with at_work(variables(host, tmp_path), nlu) as desk:
        await ready(host)
        await owner.says(ROOM)
        await owner.says("1")
        made = await owner.says("Ana Pérez")
        (number,) = re.findall(r"Número de reserva: (\w+)", made.text)
        shown = await owner.says("¿Me puede mostrar mi reserva?")
        assert number in shown.text
        owner.guest.authentication = f"{SERVER}; dmarc=fail header.from=guests.example"
        claimed = await owner.says("Quiero cancelar mi reserva por favor, hoy mismo")
        assert number not in claimed.text
        mine, theirs = await conversation(desk, owner.guest, "email"), await conversation(desk, owner.guest)
    assert mine is not None
    assert theirs is not None
    assert mine.id != theirs.id
    assert theirs.known.contacts == ()


async def test_two_who_work_on_one_mailbox_answer_each_mail_once(
    host: MailServer, tables: str, tmp_path: Path, nlu: Nlu
) -> None:
    told = variables(host, tmp_path, POSTGRES_URL=tables)
    rooms = [Room(host, MailGuest(hotel=DESK, address=f"guest{number}@guests.example")) for number in range(4)]
    async with at_work(told, nlu):
        await ready(host)
        async with at_work(told, nlu):
            for room in rooms:
                await room.writes(ROOM)
            for room in rooms:
                await room.answered(1)
            assert host.idling <= 1, "one of them reads"
    async with at_work(told, nlu):
        await rooms[0].says("Mejor tres noches")
    assert len(host.sent) == 5
