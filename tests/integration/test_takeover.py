"""A guest on WhatsApp asks for a person: reception gets one mail, takes over, answers once, and gives back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from attrs import evolve, frozen
from tests.integration.service import A_SUNDAY, MARINA, SECRETS, whatsapp

from hotel_agent import FrontDesk, open_desk
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.retry import LEASE
from hotel_agent.application.staff_room import Shown
from hotel_agent.application.transcript import Speaker
from hotel_agent.bootstrap import load_config
from hotel_agent.config import AdapterChoice, StaffChoice, without_database
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.conversations.effects import PassOn
from hotel_agent.domain.ids import ConversationId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Credentials, RawRequest
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.servers.mail import MailServer, SentMail
from hotel_agent.testing.trouble.storage import Crashed, CrashingStorage, Trouble
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

DESK, RECEPTION = "desk@hotel.example", "reception@hotel.example"
SECOND = timedelta(seconds=1)
MARIA = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], name="Maria Lima")


@frozen(kw_only=True)
class House:
    """A hotel with one WhatsApp number and a reception that reads its mail."""

    desk: FrontDesk
    clock: ManualClock
    graph: GraphStub
    post: MailServer

    async def comes(self, raw: RawRequest) -> None:
        """Meta brings this, and all that is due is done."""
        await self.desk.receive("whatsapp", raw, Credentials(secrets=(SECRETS["WHATSAPP_APP_SECRET"],)))
        await self.passes(SECOND)

    async def writes(self, text: str) -> None:
        await self.comes(MARIA.writes(text, at=self.clock.now()))

    async def passes(self, wait: timedelta) -> None:
        self.clock.advance(wait)
        await self.desk.drain()

    def heard(self) -> tuple[str, ...]:
        return self.graph.texts_to(MARIA.number)

    def mails(self) -> list[SentMail]:
        return [mail for mail in self.post.sent if mail.to == RECEPTION]

    async def name(self) -> ConversationId:
        (listed,) = await self.desk.staff_room.conversations(MARINA, standing=None)
        return listed.place.conversation

    async def shown(self) -> Shown:
        shown = await self.desk.staff_room.show(MARINA, await self.name(), masked=False)
        assert isinstance(shown, Shown)
        return shown

    async def passed_on(self) -> Sequence[OutboxRow]:
        name = await self.name()
        async with self.desk.storage.work(MARINA) as work:
            return [row for row in await work.outbox(name) if isinstance(row.command, PassOn)]


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    clock = ManualClock(A_SUNDAY)
    async with (
        GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph,
        MailServer(login=DESK, password="hush", files_sent=False) as post,
    ):
        mail = {"address": RECEPTION, "sender": DESK, "smtp_host": "127.0.0.1", "smtp_port": post.smtp_port}
        reception = StaffChoice(name="reception", choice=AdapterChoice("email", {**mail, "password": "hush"}))
        config = evolve(without_database(load_config(whatsapp(graph.url))), staff={MARINA: (reception,)})
        async with open_desk(config, clock=clock) as desk:
            yield House(desk=desk, clock=clock, graph=graph, post=post)


@pytest.mark.parametrize("crash", [None, 0, 1, 2, 3])
async def test_a_takeover_from_the_first_word_to_the_last(crash: int | None) -> None:
    async with open_house() as house:
        await house.writes("Hola, soy Maria Lima. Una doble para dos adultos del 4 al 6 de diciembre")
        await house.writes("quiero hablar con una persona")
        (mail,) = house.mails()
        assert "Piden hablar con una persona" in str(mail.message["Subject"])
        assert "Maria Lima" in mail.text
        assert "€ 256,00" in mail.text
        assert "Se le puede escribir por este canal hasta el lunes 23 de noviembre" in mail.text
        assert len(house.heard()) == 2

        name, room = await house.name(), house.desk.staff_room
        assert await room.take_over(MARINA, name, request="r1", by="Eva") is None
        late = await room.take_over(MARINA, name, request="r2", by="Luis")
        assert late == Refusal(Reason.TAKEN, detail="Eva")
        await house.writes("¿hola? ¿hay alguien?")
        assert len(house.heard()) == 2

        await room.answer(MARINA, name, "Buenas, soy Eva.", request="r3", by="Eva")
        await _dies(house, crash)
        await house.passes(LEASE + SECOND)
        assert house.heard()[2:] in {(), ("Buenas, soy Eva.",)}
        if house.heard()[2:]:
            (row,) = await house.passed_on()
            sent = house.graph.sent[-1]
            await house.comes(MARIA.reports(sent.name, "delivered", at=house.clock.now(), mark=row.key))
        await house.passes(5 * LEASE)
        assert house.heard()[2:] == ("Buenas, soy Eva.",)
        staff = [said for said in (await house.shown()).said if said.speaker is Speaker.STAFF]
        assert [(said.by, said.text, said.fate) for said in staff] == [("Eva", "Buenas, soy Eva.", "delivered")]

        await room.release(MARINA, name, request="r4", by="Eva")
        await house.passes(SECOND)
        assert (await house.shown()).standing is Standing.DESK
        await house.writes("¿Cuánto cuesta la doble?")
        assert "del viernes 4 al domingo 6 de diciembre" in house.heard()[-1]
        assert len(house.mails()) == 1


async def _dies(house: House, crash: int | None) -> None:
    """The worker that was to pass it on dies after so many units of work; None: it lives."""
    if crash is None:
        await house.desk.drain()
        return
    storage = CrashingStorage(house.desk.storage)
    mortal = evolve(house.desk, storage=storage)
    (due,) = [each for each in await storage.due(house.clock.now(), limit=9) if each.command is None]
    await house.desk.serve(due)
    (row,) = await house.passed_on()
    storage.crash_at(crash, Trouble.CRASH_BEFORE_COMMIT)
    with pytest.raises(Crashed):
        await mortal.serve(evolve(due, command=row.key))
