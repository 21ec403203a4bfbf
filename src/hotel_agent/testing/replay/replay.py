"""One run: a house with its doors in this process, a week that passes in waves, and a ledger at the end of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path
from typing import Final

import httpx
from attrs import define, field

from hotel_agent.adapters.clock import ManualClock, SeededChance, SystemClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import TenantId, digest
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.drill.rows import Rows
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.mail_guest import MailGuest
from hotel_agent.testing.replay.guests import Writer, writers
from hotel_agent.testing.replay.hotels import HOTELS, PASSWORD, TOKEN, account_of, environ, write_tenants_file
from hotel_agent.testing.replay.ledger import ReplayLedger, ReplayVerdict
from hotel_agent.testing.replay.plan import Delivery, Door, Fact, Fate, ReplayPlan
from hotel_agent.testing.replay.whatsapp import Meta, Piece
from hotel_agent.testing.servers.mail import MailServer
from hotel_agent.testing.servers.postgres import PostgresServer

_GLANCE = timedelta(milliseconds=20)
_NUDGE = timedelta(milliseconds=250)
_STANDSTILL = timedelta(seconds=5)
_CHAT_LASTS = timedelta(hours=20)
_PATIENCE = timedelta(minutes=3)
"""A house that shares its machine with others may take a while; it is only given up so late."""
_BREATH = timedelta(seconds=3)
"""Longer than the house waits for a guest to go on."""
_LARGEST_WAVE = 40
_AFTERWARDS = timedelta(days=3)
"""What was begun at the end of the week is ended by then: handovers, reminders, what is tried again."""
_TO_DO = """
SELECT 1 FROM ledger WHERE at <= '{now:%Y-%m-%d %H:%M:%S.%f}'
UNION ALL SELECT 1 FROM outbox WHERE state = 'waiting' AND lease_until IS NOT NULL LIMIT 1
"""
"""What is due, and what somebody is doing: in one look, so that nothing slips from one to the other between two."""
_STILL_OPEN = (
    "SELECT 'due', tenant, conversation, coalesce(command, ''), CAST(at AS TEXT) FROM ledger",
    "SELECT 'held', tenant, conversation, key, CAST(lease_until AS TEXT) FROM outbox WHERE lease_until IS NOT NULL",
    "SELECT 'read', tenant, '', holder, CAST(inbox_uid AS TEXT) FROM mailboxes",
)
"""What a house that does not come to rest has in its hands."""
_SAID_IN_CHATS = (
    "SELECT m.tenant, m.chat, m.seq, m.key, c.account FROM chat_messages m"
    " JOIN chats c ON c.tenant = m.tenant AND c.name = m.chat WHERE m.author = 'desk' AND m.key IS NOT NULL"
)
_OURS: Final = ("installed", "wheel")
"""Where a PostgreSQL may come from: nothing is fetched for a replay."""
_NAMED = 5
"""So much of what is still open is told."""
_NEWS = 1000
"""After so many events it is told how far it is."""

Tell = Callable[[str], None]


@define(kw_only=True)
class Replay:
    """The world outside of the house, and the week it lives through."""

    plan: ReplayPlan
    clock: ManualClock
    chance: SeededChance
    graph: GraphStub
    hosts: Mapping[TenantId, MailServer]
    environ: Mapping[str, str]
    rows: Rows
    dice: Dice
    tell: Tell
    facts: list[Fact] = field(factory=list)
    delivered: int = 0
    """Posts and mails, those that came again among them."""
    wrong_answers: list[str] = field(factory=list)
    chats: dict[object, tuple[str, str, str]] = field(factory=dict)
    """What was said in web chats, noted while it is there: a chat ends a day after its last sign of life."""
    _later: list[tuple[int, Delivery]] = field(factory=list)
    """What comes, or comes again, with a later wave."""
    _wave: int = 0

    async def play(self, desk: FrontDesk, web: httpx.AsyncClient) -> ReplayVerdict:
        """Let the week pass at the doors of this desk, which `web` reaches; then add up."""
        guests = writers(self.plan)
        meta = Meta(graph=self.graph, dice=Dice(self.plan.seed, "meta"))
        working = asyncio.create_task(desk.run())
        try:
            await self._until(self._mailboxes_read)
            await self._week(web, guests, meta)
            await self._afterwards(desk)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
        return ReplayLedger(
            facts=self.facts, writers=guests, rows=self.rows, graph=self.graph, hosts=self.hosts, chats=self.chats
        ).verdict(delivered=self.delivered, wrong_answers=self.wrong_answers)

    async def _week(self, web: httpx.AsyncClient, guests: Sequence[Writer], meta: Meta) -> None:
        told = 0
        while len(self.facts) < self.plan.events or self._later:
            share = min(1.0, len(self.facts) / self.plan.events)
            self.clock.set(max(self.clock.now() + _BREATH, self.plan.begins + self.plan.lasts * share))
            self._wave += 1
            wave = [delivery for due, delivery in self._later if due <= self._wave and self._comes(delivery)]
            self._later = [(due, delivery) for due, delivery in self._later if due > self._wave]
            if len(self.facts) < self.plan.events:
                wave += await self._made(web, guests, meta)
            await self._deliver(web, wave)
            self.clock.advance(_BREATH)
            await self._quiet()
            self._note_chats()
            if len(self.facts) // _NEWS > told:
                told = len(self.facts) // _NEWS
                self.tell(f"{len(self.facts)} events, {self.delivered} deliveries, {self.clock.now():%a %H:%M}")

    def _note_chats(self) -> None:
        for tenant, chat, seq, key, account in self.rows.read(_SAID_IN_CHATS):
            self.chats[tenant, chat, seq] = (key.removeprefix("desk:"), account, chat)

    async def _made(self, web: httpx.AsyncClient, guests: Sequence[Writer], meta: Meta) -> list[Delivery]:
        """What comes new with this wave. Some of it comes twice, some of it late, and nothing in its sequence."""
        now, dice = self.clock.now(), self.dice
        fresh: list[Delivery] = []
        pieces: list[Piece] = []
        for _ in range(min(1 + dice.below(_LARGEST_WAVE), self.plan.events - len(self.facts))):
            writer = guests[dice.below(len(guests))]
            if writer.door is Door.WHATSAPP:
                draw = dice.below(100)
                if draw < 7:
                    made = (meta.forged, meta.cut_short, meta.strays)[0 if draw < 5 else draw - 4]
                    delivery, fact = made(writer, now)
                    fresh.append(delivery)
                    self.facts.append(fact)
                else:
                    pieces.append(meta.piece(writer, now))
                    self.facts += pieces[-1].facts
            else:
                delivery, fact = await self._chat(web, writer) if writer.door is Door.WEBCHAT else self._mail(writer)
                fresh.append(delivery)
                self.facts.append(fact)
        while pieces:
            count = 1 + dice.below(4)
            fresh.append(meta.post(pieces[:count], now))
            pieces = pieces[count:]
        return [each for delivery in fresh for each in self._how(delivery)]

    def _comes(self, delivery: Delivery) -> bool:
        return delivery.until is None or self.clock.now() < delivery.until

    def _how(self, delivery: Delivery) -> list[Delivery]:
        """Whether a thing comes now or later, and how often."""
        again = 1 + self.dice.below(6) if delivery.door is not Door.EMAIL else 1
        for wave in (self._wave + again,) if self.dice.happens(15) else ():
            self._later.append((wave, delivery))
        if delivery.door is not Door.WEBCHAT and self.dice.happens(8):
            self._later.append((self._wave + 1 + self.dice.below(4), delivery))
            return []
        return [delivery] * (3 if self.dice.happens(10) else 1)

    async def _chat(self, web: httpx.AsyncClient, writer: Writer) -> tuple[Delivery, Fact]:
        number = str(len(self.facts))
        if writer.open_until is None or self.clock.now() >= writer.open_until:
            opened = (await web.post(f"/v1/webchat/{writer.account}/sessions")).json()
            writer.conversation, writer.token = opened["conversation"], opened["token"]
            writer.address = writer.conversation
            writer.open_until = self.clock.now() + _CHAT_LASTS
        client_id = digest("client", number)[:20]
        path = f"/v1/webchat/conversations/{writer.conversation}/messages"
        text, bearer, answer = writer.words(self.dice), writer.token, 202
        mark, fate = f"message:{writer.conversation}:{client_id}", Fate.KEPT
        if self.dice.happens(8):
            # Somebody who knows the name of the chat and not its token.
            mark, fate, answer = f"forged{client_id}", Fate.NOWHERE, 401
            text, bearer = f"{text} {mark}", bearer[:-4] + "0000"
        body = json.dumps({"client_id": client_id, "text": text}).encode()
        headers = {"authorization": f"Bearer {bearer}", "content-type": "application/json"}
        fact = Fact(
            mark=mark, fate=fate, door=writer.door, tenant=writer.tenant, account=writer.account, guest=writer.address
        )
        return Delivery(
            door=writer.door,
            tenant=writer.tenant,
            path=path,
            body=body,
            headers=headers,
            answer=answer,
            until=writer.open_until,
        ), fact

    def _mail(self, writer: Writer) -> tuple[Delivery, Fact]:
        assert writer.mail is not None
        host = self.hosts[writer.tenant]
        heard = [each for each in host.sent if each.to == writer.address]
        if heard:
            writer.mail.hears(heard[-1].message)
        fate, sender, headers = Fate.READ, writer.mail, {}
        if self.dice.happens(10):
            fate, headers = Fate.ASIDE, {"auto_submitted": "auto-generated"}
            sender = MailGuest(
                hotel=writer.account,
                address=f"away{len(self.facts)}@x.example",
                subject=f"Away, note {len(self.facts)}-",
            )
        raw = sender.writes(writer.words(self.dice), at=self.clock.now(), **headers)
        head = BytesHeaderParser(policy=SMTP).parsebytes(raw)
        fact = Fact(
            mark=str(head["Message-ID"]) if fate is Fate.READ else sender.subject,
            fate=fate,
            door=writer.door,
            tenant=writer.tenant,
            account=writer.account,
            guest=writer.address,
        )
        return Delivery(door=writer.door, tenant=writer.tenant, body=raw), fact

    async def _deliver(self, web: httpx.AsyncClient, wave: list[Delivery]) -> None:
        """All of a wave at once, in a sequence of chance."""
        shuffled = sorted(wave, key=lambda _: self.dice.below(1 << 30))
        self.delivered += len(shuffled)
        await asyncio.gather(*(self._bring(web, delivery) for delivery in shuffled))
        brought = {delivery.tenant for delivery in shuffled if delivery.door is Door.EMAIL}

        async def read() -> bool:
            if all([await self._mailbox_is_read(tenant) for tenant in brought]):
                return True
            # A reader that rests after a failure waits for the clock; whoever works must not see it move.
            if await self._nothing_to_do():
                self.clock.advance(_NUDGE)
            return False

        await self._until(read)

    async def _bring(self, web: httpx.AsyncClient, delivery: Delivery) -> None:
        if delivery.door is Door.EMAIL:
            await self.hosts[delivery.tenant].deliver(delivery.body, at=self.clock.now())
            return
        answer = await web.post(delivery.path, content=delivery.body, headers=dict(delivery.headers))
        if answer.status_code != delivery.answer:
            self.wrong_answers.append(f"{delivery.path}: {answer.status_code}, not {delivery.answer}")

    async def _mailboxes_read(self) -> bool:
        return all(host.idling for host in self.hosts.values())

    async def _mailbox_is_read(self, tenant: TenantId) -> bool:
        """Whether the reader of this hotel's mailbox has come to its end."""
        return await self.hosts[tenant].last_uid() <= self._read_up_to(tenant)

    def _read_up_to(self, tenant: TenantId) -> int:
        found = self.rows.read(f"SELECT inbox_uid FROM mailboxes WHERE tenant = '{tenant}'")  # noqa: S608 - our own
        return int(found[0][0] or 0) if found else 0

    async def _quiet(self) -> None:
        """Wait until all is done that can be done at this moment.

        What looked done and was not, as where two write at once, is left alone by the house for a second of its own
        clock; that clock stands here, so it is moved where nothing else moves any more.
        """
        real = SystemClock()
        stands_since, before = real.now(), list[tuple[object, ...]]()

        async def done() -> bool:
            nonlocal stands_since, before
            if await self._nothing_to_do():
                return True
            waits: list[tuple[object, ...]] = [row for query in _STILL_OPEN for row in self.rows.read(query)]
            if waits != before:
                stands_since, before = real.now(), waits
            elif real.now() - stands_since >= _STANDSTILL:
                stands_since = real.now()
                self.clock.advance(_NUDGE)
            return False

        await self._until(done)

    async def _nothing_to_do(self) -> bool:
        return not self.rows.read(_TO_DO.format(now=self.clock.now()))

    async def _afterwards(self, desk: FrontDesk) -> None:
        """Let time pass until nothing waits any more."""
        end = self.clock.now() + _AFTERWARDS
        while (due := await desk.storage.next_due(self.clock.now())) is not None and due < end:
            self.clock.set(due)
            await self._quiet()
            self._note_chats()

    async def _until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        real = SystemClock()
        give_up = real.now() + _PATIENCE
        while not await holds():
            if real.now() >= give_up:
                left = [" ".join(map(str, row)) for query in _STILL_OPEN for row in self.rows.read(query)[:_NAMED]]
                left += [f"mails of {tenant} {await host.last_uid()}" for tenant, host in self.hosts.items()]
                when = f"after wave {self._wave}, at {self.clock.now():%a %H:%M:%S}"
                raise Bug(f"the house did not come to rest {when}: {'; '.join(left)}")
            await real.sleep_until(real.now() + _GLANCE)


@asynccontextmanager
async def open_replay(plan: ReplayPlan, folder: Path, *, tell: Tell) -> AsyncIterator[Replay]:
    """The world outside, open; the house is opened with its `environ`, `clock` and `chance`, and then `play`ed with."""
    async with AsyncExitStack() as opened:
        graph = await opened.enter_async_context(GraphStub(token=TOKEN))
        hosts = {
            tenant: await opened.enter_async_context(
                MailServer(login=account_of(tenant, Door.EMAIL), password=PASSWORD)
            )
            for tenant in HOTELS
        }
        write_tenants_file(folder / "hotels.toml", hosts)
        postgres = await _postgres(opened) if plan.on_postgresql else ""
        yield Replay(
            plan=plan,
            clock=ManualClock(plan.begins),
            chance=SeededChance(),
            graph=graph,
            hosts=hosts,
            environ=environ(folder, graph=graph.url, postgres=postgres),
            rows=Rows(postgres or f"sqlite:///{folder}/hotel.sqlite3"),
            dice=Dice(plan.seed, "replay"),
            tell=tell,
        )


async def _postgres(opened: AsyncExitStack) -> str:
    """A PostgreSQL of our own with the tables of this version, until all is over."""
    server = await opened.enter_async_context(PostgresServer(sources=_OURS))
    url = await server.fresh_database()
    async with open_database(url) as database:
        await upgrade(database)
    return url
