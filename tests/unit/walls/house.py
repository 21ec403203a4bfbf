"""The ports that carry a tenant, opened together, and all that one hotel can read at them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

from attrs import evolve, frozen

from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.media import MemoryMedia, SqlMedia
from hotel_agent.adapters.register import MemoryRegister, Seal, SqlRegister
from hotel_agent.adapters.repeats import MemoryRepeats, SqlRepeats
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.ids import AccountId, ConversationId, EffectKey, GuestId, ProviderId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.flags import FLAGS
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.media import MediaStore
from hotel_agent.ports.register import Register
from hotel_agent.ports.repeats import Repeats
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.wording import Wording
from hotel_agent.testing.contracts.storage.keeper import key

NOW = datetime(2027, 3, 14, 9, 0, tzinfo=UTC)
LONG_AGO, FAR = NOW - timedelta(days=900), NOW + timedelta(days=900)
KEY = "a key of the house, long enough for anybody"
TWO = (0, 1)
"""Everything there is, there is twice in a hotel, and under the same names in both hotels."""


def conversation_named(number: int) -> ConversationId:
    return ConversationId(f"c-{number}")


def guest_named(number: int) -> GuestId:
    return GuestId(f"g-{number}")


def phone(number: int) -> Identity:
    return Identity("wa_phone", f"3460000000{number}")


def door(number: int) -> AccountId:
    return AccountId(f"door-{number}")


def medium_named(number: int) -> ProviderId:
    return ProviderId(f"picture-{number}")


def commands_named(number: int) -> tuple[EffectKey, ...]:
    return tuple(key(f"{what}-{number}") for what in ("say", "act"))


@frozen(kw_only=True)
class House:
    """The ports over one and the same memory, or over one and the same database."""

    storage: Storage
    register: Register
    limits: Limits
    flags: Flags
    media: MediaStore
    repeats: Repeats
    staff: StaffRoom

    async def seen_by(self, tenant: TenantId) -> Mapping[str, object]:
        """All that this hotel can read, by where it is read."""
        async with self.storage.work(tenant) as work:
            seen = {**await _of_the_hotel(work), **await _of_guests(work)}
            for number in TWO:
                seen |= await _of_conversation(work, conversation_named(number))
        due = await self.storage.due(FAR, limit=1000)
        entered = await self.register.tenant(tenant)
        changed = [each for each in await self.register.changed() if each.id == tenant]
        return {
            **seen,
            "due": sorted(str(each) for each in due if each.tenant == tenant),
            # The register counts its changes over all hotels.
            "register": entered and evolve(entered, revision=0),
            "changed": [evolve(each, revision=0) for each in changed],
            "flags": [
                [await self.flags.enabled(flag.name, tenant=tenant, guest=guest) for flag in FLAGS]
                for guest in (None, guest_named(0), guest_named(1))
            ],
            "thrown": sorted(str(each) for each in (await self.flags.thrown()).items() if each[0][1] == tenant),
            "media": list(await self.media.all_kept(tenant, now=NOW)),
            "pictures": [await self.media.kept(tenant, medium_named(number), now=NOW) for number in TWO],
        }


async def _of_the_hotel(work: Work) -> dict[str, object]:
    return {
        "conversations": [
            list(await work.conversations(standing=standing)) for standing in (None, *Standing)
        ],
        "begins": list(await work.conversations(begins="c-", channel="whatsapp", since=LONG_AGO)),
        "aside": list(await work.aside()),
        "acts": list(await work.acts()),
        "number of acts": await work.count_acts(),
        "paid": await work.paid_messages(LONG_AGO),
        "reached": await work.reached(LONG_AGO),
        "outcomes": list(await work.outcomes(since=LONG_AGO, until=FAR)),
        "said": list(await work.said(since=LONG_AGO, until=FAR)),
    }  # fmt: skip


async def _of_guests(work: Work) -> dict[str, object]:
    phones, guests = [phone(number) for number in TWO], [guest_named(number) for number in TWO]
    return {
        "guests": [await work.guest_of(each) for each in phones],
        "detached": list(await work.detached(phones)),
        "identities": [list(await work.identities(each)) for each in guests],
        "theirs": [list(await work.conversations_of(each)) for each in guests],
        "doors": [await work.conversation_at("whatsapp", door(number), guest) for number in TWO for guest in guests],
    }


async def _of_conversation(work: Work, conversation: ConversationId) -> dict[str, object]:
    found = {
        "state": await work.load(conversation),
        "happened": list(await work.happened(conversation)),
        "open": list(await work.open_events(conversation)),
        "waiting": list(await work.waiting(conversation)),
        "unreadable": list(await work.unreadable(conversation)),
        "traces": list(await work.traces(conversation)),
        "outbox": list(await work.outbox(conversation)),
        "unsaid": await work.unsaid(conversation),
        "paid": await work.paid_messages(LONG_AGO, conversation=conversation),
        "costs": list(await work.costs(conversation)),
    }
    return {f"{what} of {conversation}": each for what, each in found.items()}


Opening = Callable[[], AbstractAsyncContextManager[House]]
"""Opens a house in which nobody did anything yet."""


def in_memory(codec: Codec, wording: Wording) -> Opening:
    @asynccontextmanager
    async def opened() -> AsyncIterator[House]:
        storage = MemoryStorage(codec=codec)
        async with _furnished(
            storage, MemoryRegister(Seal((KEY,)), storage=storage), MemoryMedia(), MemoryRepeats(), wording
        ) as house:
            yield house

    return opened


def in_a_file(empty: Path, folder: Path, codec: Codec, wording: Wording) -> Opening:
    names = iter(range(10**9))

    @asynccontextmanager
    async def opened() -> AsyncIterator[House]:
        file = Path(copy(empty, folder / f"hotel-{next(names)}.sqlite3"))
        async with open_database(f"sqlite:///{file}") as database:
            storage = SqlStorage(database, codec=codec)
            ports = SqlRegister(database, Seal((KEY,))), SqlMedia(database, KEY), SqlRepeats(database, KEY)
            async with _furnished(storage, *ports, wording) as house:
                yield house

    return opened


@asynccontextmanager
async def _furnished(
    storage: Storage, register: Register, media: MediaStore, repeats: Repeats, wording: Wording
) -> AsyncIterator[House]:
    clock = ManualClock(NOW)
    async with (
        LIMITS["memory"]({"guest": "2/hour", "tenant": "3/hour"}, clock=clock) as limits,
        FLAG_STORES["memory"]({}, clock=clock) as flags,
    ):
        staff = StaffRoom(
            storage=storage, tenants=Tenants(tenants=()), channels={}, wording=wording, clock=clock,
            chance=SeededChance(1),
        )  # fmt: skip
        yield House(
            storage=storage, register=register, limits=limits, flags=flags, media=media, repeats=repeats, staff=staff
        )
