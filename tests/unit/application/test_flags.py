"""A switch that has an effect has it in the conversation, for whom it was thrown, and no other switch has it."""

from attrs import evolve
from tests.unit.application.story import open_story

from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.flags import FLAGS, Setting, Share

FLAG = "nlp.fallback.enhanced"
NONSENSE = "xqzt wvvk"


async def suggested_to(flags: MemoryFlags, *guests: str) -> list[bool]:
    """To which of these guests, whom nobody understands, it is shown what can be done."""
    async with open_story() as opened:
        story = evolve(opened, desk=evolve(opened.desk, flags=flags))
        for guest in guests:
            await story.writes(NONSENSE, guest=guest)
        await story.passes(3)
        return [bool(said.choices) for guest in guests for said in story.loopback.said_to(guest)]


async def thrown(setting: Setting, *, tenant: TenantId | None = None) -> MemoryFlags:
    flags = MemoryFlags()
    await flags.set(FLAG, setting, tenant=tenant)
    return flags


async def test_an_unclear_message_is_answered_with_what_can_be_done_unless_that_is_switched_off() -> None:
    assert await suggested_to(MemoryFlags(), "ana") == [True]
    assert await suggested_to(await thrown(False), "ana") == [False]


async def test_a_switch_thrown_at_another_hotel_changes_nothing_here() -> None:
    assert await suggested_to(await thrown(False, tenant=TenantId("another")), "ana") == [True]


async def test_no_other_switch_changes_what_is_said() -> None:
    flags = MemoryFlags()
    for flag in FLAGS:
        if flag.name not in {FLAG, "shadow.enabled"}:  # in the shadow nothing is said at all
            await flags.set(flag.name, not flag.default)
    assert await suggested_to(flags, "ana") == [True]


async def test_of_a_share_some_guests_are_answered_so_and_some_are_not() -> None:
    crowd = [f"guest-{number}" for number in range(40)]
    shown = await suggested_to(await thrown(Share(50)), *crowd)
    assert len(shown) == len(crowd)
    assert set(shown) == {True, False}
