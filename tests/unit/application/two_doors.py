"""Two hotels, each with a chat and a mailbox, and guests who write at both."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from attrs import evolve, field, frozen
from tests.unit.application.story import NOW

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.dispatch.inprocess import InprocessDispatch
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.doors import Doors
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Reading, Slots, Understanding
from hotel_agent.domain.ids import AccountId, EffectKey, GuestId, PropertyId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import ChannelAccount, Tenant
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Content,
    Credentials,
    Identity,
    Inbound,
    RawRequest,
    Receipt,
)
from hotel_agent.testing.machines.hotel import TABLES, a_tenant
from hotel_agent.testing.machines.plain_words import PlainWording, read_aloud
from hotel_agent.testing.trouble.storage import CrashingStorage

MIRAMAR, BAHIA = TenantId("miramar"), TenantId("bahia")
ANA, NUMBER = "ana@example.org", "34600000001"
CODEC: Codec = build_codec()


class Letters(Loopback):
    """A mailbox in this process: its guests are known by the address that is proven, or only claimed, to be theirs."""

    name = "email"
    can = Capabilities(identities=("email", "email_claimed"), repeats_safely=True)

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        admitted = super().admit(request, credentials)
        if isinstance(admitted, Refusal):
            return admitted
        return [_by_mail(each) if isinstance(each, Inbound) else each for each in admitted]

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        known_here = Address(tenant=to.tenant, account=to.account, identity=Identity("loopback", to.identity.value))
        return await super().send(known_here, content, key=key)


def _by_mail(inbound: Inbound) -> Inbound:
    address = inbound.identities[0].value
    claimed = address.startswith("claimed:")
    if claimed:
        return evolve(inbound, identities=(Identity("email_claimed", address.removeprefix("claimed:")),))
    contact = GuestContact(ContactKind.EMAIL, address)
    return evolve(inbound, identities=(Identity("email", address),), contacts=(contact,))


class Phones(Loopback):
    """Telephones in this process: their guests may be written to for a day after they wrote."""

    name = "whatsapp"
    can = Capabilities(identities=("wa_phone",), repeats_safely=True, reply_window=timedelta(hours=24))

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        admitted = super().admit(request, credentials)
        if isinstance(admitted, Refusal):
            return admitted
        return [_by_phone(each) if isinstance(each, Inbound) else each for each in admitted]

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        known_here = Address(tenant=to.tenant, account=to.account, identity=Identity("loopback", to.identity.value))
        return await super().send(known_here, content, key=key)


def _by_phone(inbound: Inbound) -> Inbound:
    number = inbound.identities[0].value
    contact = GuestContact(ContactKind.PHONE, number)
    return evolve(inbound, identities=(Identity("wa_phone", number),), contacts=(contact,))


class PlainReader:
    """Reads the few words these guests have."""

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        text = " ".join(texts)
        words = text.split()
        wishes = {"reserva": "find_reservation", "basta": "stop", "avísenme": "hear_again"}
        wish = tuple(IntentScore(wishes[word]) for word in words if word in wishes)
        answer = {"sí": Answer.YES, "no": Answer.NO}.get(words[0]) if words else None
        email = next((each for each in words if "@" in each), None)
        phone = next((each for each in words if each.isdigit() and len(each) > 6), None)
        return Understanding(intents=wish, answer=answer, slots=Slots(email=email, phone=phone))


@frozen(kw_only=True)
class TwoDoors:
    """The desk of both hotels, its clock, and the way in."""

    desk: FrontDesk
    clock: ManualClock
    storage: CrashingStorage
    chat: Loopback = field(factory=Loopback)
    letters: Letters = field(factory=Letters)
    phones: Phones = field(factory=Phones)

    @property
    def doors(self) -> Doors:
        return self.desk.doors

    async def chats(self, *texts: str, guest: str = "ana", hotel: TenantId = MIRAMAR) -> None:
        """A guest writes in the chat, and is answered each time."""
        await self._write(self.chat, guest, texts, hotel)

    async def mails(self, *texts: str, guest: str = ANA, hotel: TenantId = MIRAMAR) -> None:
        """A guest writes by mail, and is answered each time."""
        await self._write(self.letters, guest, texts, hotel)

    async def phones_in(self, *texts: str, guest: str = NUMBER, hotel: TenantId = MIRAMAR) -> None:
        """A guest writes by telephone, and is answered each time."""
        await self._write(self.phones, guest, texts, hotel)

    async def _write(self, door: Loopback, guest: str, texts: Sequence[str], hotel: TenantId) -> None:
        for text in texts:
            raw = door.writes(guest, text, at=self.clock.now(), account=account(hotel, door.name))
            await self.desk.receive(door.name, raw, door.credentials)
            await self.rests()

    async def rests(self, seconds: int = 3) -> None:
        """A few seconds pass, and all that comes due is done."""
        for _ in range(seconds):
            self.clock.advance(timedelta(seconds=1))
            await self.desk.drain()

    def lines(self, door: Loopback, guest: str, hotel: TenantId = MIRAMAR) -> list[str]:
        """The lines of what this guest was told last."""
        told = self.told(door, guest, hotel)
        return [line["line"] for line in read_aloud(told[-1])] if told else []

    def told(self, door: Loopback, guest: str, hotel: TenantId = MIRAMAR) -> list[Content]:
        """All this guest was told there."""
        at = account(hotel, door.name)
        return [each.content for each in door.sent if each.to.identity.value == guest and each.to.account == at]

    def codes(self, guest: str = ANA, hotel: TenantId = MIRAMAR) -> list[str]:
        """The codes told to this guest, by mail or by telephone."""
        door = self.letters if "@" in guest else self.phones
        lines = [line for content in self.told(door, guest, hotel) for line in read_aloud(content)]
        return [str(line["number"]) for line in lines if line["line"] == "link.code"]

    async def whose(self, kind: str, value: str, hotel: TenantId = MIRAMAR) -> GuestId | None:
        """Who is known so."""
        async with self.desk.storage.work(hotel) as work:
            return await work.guest_of(Identity(kind, value))

    async def conversation(self, kind: str, value: str, hotel: TenantId = MIRAMAR) -> Conversation:
        """The conversation this person has at the door of this kind."""
        guest = await self.whose(kind, value, hotel)
        channel = {"email": "email", "email_claimed": "email", "wa_phone": "whatsapp"}.get(kind, "loopback")
        assert guest is not None
        async with self.desk.storage.work(hotel) as work:
            name = await work.conversation_at(channel, account(hotel, channel), guest)
            assert name is not None
            stored = await work.load(name)
        assert stored is not None
        return stored.conversation


def account(hotel: TenantId, channel: str) -> AccountId:
    """A hotel's account at a channel."""
    return AccountId(f"{channel} of {hotel}")


def _hotel(name: TenantId) -> Tenant:
    accounts = tuple(
        ChannelAccount(channel=each, account=account(name, each), property_id=PropertyId(name))
        for each in ("loopback", "email", "whatsapp")
    )
    return evolve(a_tenant(name), accounts=accounts)


@asynccontextmanager
async def open_two_doors() -> AsyncIterator[TwoDoors]:
    """Two hotels whose guests are in this process, in a storage that may be told to crash."""
    clock, chat, letters, phones = ManualClock(NOW), Loopback(), Letters(), Phones()
    storage = CrashingStorage(MemoryStorage(codec=CODEC))
    hotels = (_hotel(MIRAMAR), _hotel(BAHIA))
    desk = FrontDesk(
        clock=clock,
        chance=SeededChance(),
        storage=storage,
        dispatch=InprocessDispatch(clock=clock, due=storage.due, next_due=storage.next_due),
        channels={"loopback": chat, "email": letters, "whatsapp": phones},
        nlu=PlainReader(),
        wording=PlainWording(),
        flags=MemoryFlags(),
        tenants=Tenants(tenants=hotels),
        books={each.id: _book(each, clock) for each in hotels},
        observer=QuietObserver(),
    )
    yield TwoDoors(desk=desk, clock=clock, storage=storage, chat=chat, letters=letters, phones=phones)


def _book(hotel: Tenant, clock: ManualClock) -> MockPms:
    tables: dict[str, Any] = TABLES
    place = hotel.properties[0]
    age = hotel.rules.child_until_age
    rooms = read_hotel(tables, key=place.id, currency=place.currency, child_until_age=age)
    return MockPms({place.id: rooms}, clock=clock)
