"""Which guests have the new version first: those of a hotel, or the same share of them each time, and nobody else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil

import pytest
from attrs import evolve

from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.application.tracks import CANARY_FLAG, CanaryGuests
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.ids import AccountId, ConversationId, EffectKey
from hotel_agent.domain.tenants.flags import Setting, read_setting
from hotel_agent.ports.dispatch import Track
from hotel_agent.ports.rows import Due
from hotel_agent.testing.contracts.storage.keeper import HOTEL, OTHER, a_conversation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CROWD = 200


class House:
    """Two hotels with as many guests each."""

    def __init__(self) -> None:
        self.flags = MemoryFlags()
        self.storage = MemoryStorage()
        self.guests = CanaryGuests(storage=self.storage, flags=self.flags)
        self.kept = [
            a_conversation(f"{tenant}-{number}", tenant=tenant, guest=f"g-{number}")
            for tenant in (HOTEL, OTHER)
            for number in range(CROWD)
        ]

    async def opens(self) -> None:
        for kept in self.kept:
            await self.begins(kept)

    async def begins(self, kept: Conversation) -> None:
        async with self.storage.work(kept.tenant) as work:
            await work.begin(kept)

    async def canaries(self) -> set[ConversationId]:
        return {kept.id for kept in self.kept if await self.track(kept) is Track.CANARY}

    async def track(self, kept: Conversation, command: str | None = None) -> Track:
        key = None if command is None else EffectKey(command)
        return await self.guests.track_of(Due(tenant=kept.tenant, conversation=kept.id, at=NOON, command=key))

    async def says(self, written: str) -> None:
        """An operator throws the switch for everybody, as they type it."""
        setting: Setting | None = read_setting(written)
        assert setting is not None
        await self.flags.set(CANARY_FLAG, setting)


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens()
    return house


async def test_nobody_has_the_new_version_before_the_switch_is_thrown(house: House) -> None:
    assert await house.canaries() == set()


async def test_thrown_for_a_hotel_it_holds_for_all_its_guests_and_no_other_s(house: House) -> None:
    await house.flags.set(CANARY_FLAG, True, tenant=HOTEL)
    assert await house.canaries() == {kept.id for kept in house.kept if kept.tenant == HOTEL}


async def test_who_is_in_stays_in_while_the_share_grows_and_all_are_out_at_nothing(house: House) -> None:
    grown: Sequence[set[ConversationId]] = [set()]
    for written in ("5%", "10%", "50%", "100%"):
        await house.says(written)
        grown = [*grown, await house.canaries()]
        assert grown[-2] <= grown[-1]
    sizes = [len(each) for each in grown]
    assert sizes[0] < sizes[1] < sizes[2] < sizes[3] < sizes[4] == len(house.kept)
    # Of 400 guests some 40 are in a tenth; a share that is half or twice as large is another share.
    assert ceil(len(house.kept) * 0.05) <= sizes[2] <= len(house.kept) * 0.2
    await house.says("0%")
    assert await house.canaries() == set()


async def test_a_guest_s_conversations_turns_and_commands_are_on_one_track(house: House) -> None:
    await house.says("50%")
    for kept in house.kept[:20]:
        elsewhere = evolve(kept, id=ConversationId(f"{kept.id}-by-mail"), channel="email", account=AccountId("box"))
        await house.begins(elsewhere)
        assert await house.track(kept) is await house.track(elsewhere) is await house.track(kept, command="a" * 32)


async def test_of_a_conversation_nobody_knows_it_is_everybody_s(house: House) -> None:
    await house.says("on")
    nowhere = a_conversation("never-begun")
    assert await house.track(nowhere) is Track.STABLE
