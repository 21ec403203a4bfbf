"""However a post arrives, twice, at once, shuffled, changed or cut off, the desk keeps what it says exactly once."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - a shuffle that is the same each time

import pytest
from attrs import evolve, frozen
from tests.unit.application.story import NOW

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.application.receive import Received, Reception
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.events import DeliveryNoted
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Credentials, Inbound, RawRequest
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

OURS = Path(__file__).parents[1] / "adapters" / "channels" / "whatsapp" / "payloads"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "channels" / "whatsapp" / "payloads"
BODIES: Mapping[str, bytes] = {
    path.stem: path.read_bytes() for path in sorted([*OURS.glob("*.json"), *SHARED.glob("*.json")])
}
SECRET = "a secret of nobody's"
PROOF = Credentials(secrets=(SECRET,))
META = WhatsAppGuest(secret=SECRET)
CODEC = build_codec()
CHANNEL = WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW))


def signed(body: bytes) -> RawRequest:
    return META.signed(body, at=NOW)


@frozen
class House:
    """A reception behind WhatsApp, and everything it was told that waits."""

    reception: Reception
    storage: Storage

    async def hears(self, *requests: RawRequest) -> list[Received | Refusal]:
        """All at once."""
        return list(await asyncio.gather(*(self.reception.receive(CHANNEL, each, PROOF) for each in requests)))

    async def kept(self) -> Counter[str]:
        """Every event that waits for its turn, and every piece that was set aside, by key."""
        tenant, later = IN_MEMORY.tenants.tenants[0].id, NOW + timedelta(days=1)
        keys = [stray.key for stray in await self.storage.strays(limit=10_000)]
        for due in await self.storage.due(later, limit=10_000):
            async with self.storage.work(tenant) as work:
                keys += [row.event.key for row in await work.open_events(due.conversation)]
        return Counter(keys)


@pytest.fixture
def house() -> House:
    storage = MemoryStorage(codec=CODEC)
    reception = Reception(
        tenants=IN_MEMORY.tenants,
        storage=storage,
        clock=ManualClock(NOW),
        chance=SeededChance(),
        observer=QuietObserver(),
        quiet=timedelta(seconds=2),
    )
    return House(reception, storage)


def expected(*bodies: bytes) -> set[str]:
    """The keys of what these say; how far messages of nobody's got is noted elsewhere."""
    keys = set()
    for body in bodies:
        let_in = CHANNEL.admit(signed(body), PROOF)
        assert not isinstance(let_in, Refusal)
        pieces = [each for each in let_in if not (isinstance(each, Inbound) and isinstance(each.event, DeliveryNoted))]
        keys |= {f"{each.account}:{_key(each)}" for each in pieces}
    return {key.partition(":")[2] for key in keys}


def _key(piece: object) -> str:
    return piece.event.key if isinstance(piece, Inbound) else getattr(piece, "key")  # noqa: B009 - it has one


@pytest.mark.parametrize("name", BODIES)
async def test_a_post_that_comes_five_times_at_once_and_once_more_says_what_it_says_once(
    house: House, name: str
) -> None:
    request = signed(BODIES[name])
    answers = await house.hears(*[request] * 5)
    answers += await house.hears(request)
    assert not any(isinstance(answer, Refusal) for answer in answers)
    kept = await house.kept()
    assert set(kept) == expected(BODIES[name])
    assert set(kept.values()) <= {1, 2}, "the same key at two of our numbers is two events"
    if "half_broken" not in name:
        assert set(kept.values()) <= {1}


@pytest.mark.parametrize("seed", range(4))
async def test_in_whatever_sequence_and_batches_they_come_the_same_is_kept(house: House, seed: int) -> None:
    chance = Random(seed)
    entries = [entry for body in BODIES.values() for entry in _entries(body)] * 2
    chance.shuffle(entries)
    batches = [entries[at : at + 7] for at in range(0, len(entries), 7)]
    for batch in batches:
        chance.shuffle(batch)
    posts = [json.dumps({"object": "whatsapp_business_account", "entry": batch}).encode() for batch in batches]
    for at in range(0, len(posts), 3):
        await house.hears(*map(signed, posts[at : at + 3]))
    assert set(await house.kept()) == expected(*(body for body in BODIES.values() if _entries(body)))


@pytest.mark.parametrize("name", BODIES)
async def test_a_post_with_one_byte_changed_is_nobodys_and_leaves_nothing(house: House, name: str) -> None:
    request = signed(BODIES[name])
    for at in range(0, len(request.body), max(1, len(request.body) // 9)):
        changed = request.body[:at] + bytes([request.body[at] ^ 1]) + request.body[at + 1 :]
        (answer,) = await house.hears(evolve(request, body=changed))
        assert answer == Refusal(Reason.BAD_SIGNATURE)
    assert not await house.kept()


@pytest.mark.parametrize("name", BODIES)
async def test_a_post_that_is_cut_off_is_nobodys_and_signed_so_it_is_noted_by_its_size(house: House, name: str) -> None:
    request = signed(BODIES[name])
    half = request.body[: len(request.body) // 2]
    assert await house.hears(evolve(request, body=half)) == [Refusal(Reason.BAD_SIGNATURE)]
    assert await house.hears(signed(half), signed(half)) in (
        [Received(strays=1), Received(repeated=1)],
        [Received(repeated=1), Received(strays=1)],
    )
    (stray,) = await house.storage.strays()
    assert stray.kind == "body"
    assert f"{len(half)} bytes" in stray.payload


def _entries(body: bytes) -> Sequence[object]:
    whole = json.loads(body)
    found = whole.get("entry") if whole.get("object") == "whatsapp_business_account" else None
    return found if isinstance(found, list) else []
