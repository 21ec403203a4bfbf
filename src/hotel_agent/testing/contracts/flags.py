"""The promises of the port `Flags`, test by test, for every adapter.

Subclass `FlagsContract` in a test file of your own and give it the fixture `flags`: every switch at its default. Where
several processes share the switches, also override `elsewhere`. The tests are coroutines: run them with pytest-asyncio.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import FLAGS, Share
from hotel_agent.ports.flags import Flags

HOTEL, OTHER = TenantId("miramar"), TenantId("sierra")
FLAG, DEFAULT = FLAGS[0].name, FLAGS[0].default
GUESTS = [GuestId(f"guest-{number}") for number in range(2000)]
_PATIENCE, _GLANCE = timedelta(minutes=3), timedelta(milliseconds=2)
"""Within a second, says the port; a machine out of breath is given more."""

Step = tuple[str, bool | None, int | None]
"""A flag, on, off or unset (None), for a tenant by number or for all (None)."""

_STEPS = st.tuples(
    st.sampled_from([flag.name for flag in FLAGS]), st.sampled_from((True, False, None)), st.sampled_from((0, 1, None))
)


class FlagsContract:
    """Everything `ports/flags.py` promises."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def flags(self) -> Flags:
        """Every switch at its default."""
        raise NotImplementedError("override the fixture `flags` with flags of your own, every one at its default")

    @pytest.fixture
    def elsewhere(self, flags: Flags) -> Flags:
        """The same switches as another process sees them; the same flags where there is only one process."""
        return flags

    @pytest.fixture
    def hotels(self) -> Iterator[TenantId]:
        """Hotels nobody has thrown a switch for."""
        return (TenantId(f"hotel-{number}") for number in count())

    async def test_a_flag_nobody_touched_is_at_its_default(self, flags: Flags) -> None:
        for flag in FLAGS:
            assert await flags.enabled(flag.name, tenant=HOTEL) == flag.default
            assert await flags.enabled(flag.name, tenant=HOTEL, guest=GuestId("ana")) == flag.default

    async def test_a_switch_thrown_for_all_counts_everywhere(self, flags: Flags, elsewhere: Flags) -> None:
        await flags.set(FLAG, not DEFAULT)
        await seen(elsewhere, HOTEL, not DEFAULT)
        for tenant in (HOTEL, OTHER):
            assert await elsewhere.enabled(FLAG, tenant=tenant) is not DEFAULT
            assert await elsewhere.enabled(FLAG, tenant=tenant, guest=GuestId("ana")) is not DEFAULT

    async def test_a_switch_thrown_for_one_hotel_counts_there_only(self, flags: Flags, elsewhere: Flags) -> None:
        await flags.set(FLAG, not DEFAULT, tenant=HOTEL)
        await seen(elsewhere, HOTEL, not DEFAULT)
        assert await elsewhere.enabled(FLAG, tenant=OTHER) is DEFAULT

    @pytest.mark.parametrize("hotel_first", [True, False])
    async def test_a_hotels_own_value_outranks_everybodys(self, flags: Flags, hotel_first: bool) -> None:
        for tenant, on in sorted({None: True, HOTEL: False}.items(), key=str, reverse=hotel_first):
            await flags.set(FLAG, on, tenant=tenant)
        assert not await flags.enabled(FLAG, tenant=HOTEL)
        assert await flags.enabled(FLAG, tenant=OTHER)

    async def test_throwing_a_switch_again_counts_anew(self, flags: Flags) -> None:
        for on in (True, False, False, True):
            await flags.set(FLAG, on)
            assert await flags.enabled(FLAG, tenant=HOTEL) is on

    async def test_who_throws_a_switch_in_one_place_and_unsets_it_in_another_sees_both_in_both(
        self, flags: Flags, elsewhere: Flags
    ) -> None:
        await flags.set(FLAG, not DEFAULT)
        await seen(elsewhere, HOTEL, not DEFAULT)
        await elsewhere.unset(FLAG)
        assert await elsewhere.enabled(FLAG, tenant=HOTEL) is DEFAULT
        await seen(flags, HOTEL, DEFAULT)

    async def test_what_is_unset_falls_back_to_everybodys_value_and_then_to_the_default(self, flags: Flags) -> None:
        await flags.set(FLAG, not DEFAULT)
        await flags.set(FLAG, DEFAULT, tenant=HOTEL)
        await flags.unset(FLAG, tenant=HOTEL)
        assert await flags.enabled(FLAG, tenant=HOTEL) is not DEFAULT
        await flags.unset(FLAG)
        assert await flags.enabled(FLAG, tenant=HOTEL) is DEFAULT

    async def test_unsetting_for_all_leaves_a_hotels_own_value(self, flags: Flags) -> None:
        await flags.set(FLAG, not DEFAULT, tenant=HOTEL)
        await flags.unset(FLAG)
        assert await flags.enabled(FLAG, tenant=HOTEL) is not DEFAULT

    async def test_unsetting_what_is_not_set_does_nothing_however_often(self, flags: Flags) -> None:
        for tenant in (HOTEL, None, HOTEL, None):
            await flags.unset(FLAG, tenant=tenant)
        assert await flags.enabled(FLAG, tenant=HOTEL) is DEFAULT

    async def test_a_share_is_on_for_about_so_many_guests(self, flags: Flags) -> None:
        for percent in (1, 25, 80):
            await flags.set(FLAG, Share(percent))
            for tenant in (HOTEL, OTHER):
                assert abs(len(await within(flags, tenant)) / len(GUESTS) - percent / 100) < 0.05

    async def test_a_guest_is_told_the_same_of_a_share_every_time_and_everywhere(
        self, flags: Flags, elsewhere: Flags
    ) -> None:
        await flags.set(FLAG, Share(50))
        first = await within(flags, HOTEL)
        assert await within(flags, HOTEL) == first
        guest = next(guest for guest in GUESTS if (guest in first) is not DEFAULT)
        await seen(elsewhere, HOTEL, not DEFAULT, guest=guest)
        assert await within(elsewhere, HOTEL) == first

    async def test_who_is_in_a_share_stays_in_when_it_grows(self, flags: Flags) -> None:
        before: set[GuestId] = set()
        for to in (False, Share(10), Share(11), Share(60), True):
            await flags.set(FLAG, to)
            now = await within(flags, HOTEL)
            assert before <= now
            before = now
        assert before == set(GUESTS)

    async def test_without_a_guest_a_share_counts_for_a_hotel_as_a_whole_and_not_for_all_of_them_alike(
        self, flags: Flags, hotels: Iterator[TenantId]
    ) -> None:
        await flags.set(FLAG, Share(50))
        told = {tenant: await flags.enabled(FLAG, tenant=tenant) for tenant, _ in zip(hotels, range(100), strict=False)}
        assert set(told.values()) == {True, False}
        assert {tenant: await flags.enabled(FLAG, tenant=tenant) for tenant in told} == told

    async def test_a_hotels_own_share_outranks_everybodys_value(self, flags: Flags) -> None:
        await flags.set(FLAG, True)
        await flags.set(FLAG, Share(10), tenant=HOTEL)
        assert len(await within(flags, HOTEL)) < len(GUESTS) / 2
        assert await within(flags, OTHER) == set(GUESTS)

    async def test_what_is_set_can_be_read_anywhere_and_nothing_else(self, flags: Flags, elsewhere: Flags) -> None:
        assert await elsewhere.thrown() == {}
        await flags.set(FLAG, DEFAULT)
        await flags.set(FLAG, Share(7), tenant=HOTEL)
        assert await elsewhere.thrown() == {(FLAG, None): DEFAULT, (FLAG, HOTEL): Share(7)}
        await flags.unset(FLAG)
        assert await elsewhere.thrown() == {(FLAG, HOTEL): Share(7)}

    async def test_a_hotel_of_any_name_has_a_value_of_its_own(self, flags: Flags) -> None:
        odd = [TenantId(name) for name in ("a@b", "@", "Hotel Ñandú", "a:b", "*", " ")]
        await flags.set(FLAG, True)
        for tenant in odd:
            await flags.set(FLAG, False, tenant=tenant)
        assert await flags.thrown() == {(FLAG, None): True} | {(FLAG, tenant): False for tenant in odd}

    async def test_a_flag_nobody_declared_is_a_bug(self, flags: Flags) -> None:
        with pytest.raises(Bug, match="lights"):
            await flags.enabled("lights", tenant=HOTEL)
        with pytest.raises(Bug, match="lights"):
            await flags.set("lights", True)
        with pytest.raises(Bug, match="lights"):
            await flags.unset("lights", tenant=HOTEL)

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(steps=st.lists(_STEPS, max_size=12))
    async def test_whatever_was_thrown_the_last_word_nearest_to_the_hotel_counts(
        self, flags: Flags, hotels: Iterator[TenantId], steps: list[Step]
    ) -> None:
        for flag in FLAGS:
            await flags.unset(flag.name)
        two = (next(hotels), next(hotels))
        for name, on, number in steps:
            tenant = None if number is None else two[number]
            await (flags.unset(name, tenant=tenant) if on is None else flags.set(name, on, tenant=tenant))
        for flag in FLAGS:
            for number, tenant in enumerate(two):
                expected = [on for name, on, who in reversed(steps) if (name, who) == (flag.name, number)][:1]
                expected += [on for name, on, who in reversed(steps) if (name, who) == (flag.name, None)][:1]
                words = [on for on in (*expected, flag.default) if on is not None]
                assert await flags.enabled(flag.name, tenant=tenant) is words[0]


async def within(flags: Flags, tenant: TenantId) -> set[GuestId]:
    """The guests of this hotel for whom the flag is on."""
    return {guest for guest in GUESTS if await flags.enabled(FLAG, tenant=tenant, guest=guest)}


async def seen(flags: Flags, tenant: TenantId, on: bool, *, guest: GuestId | None = None) -> None:
    """Wait until the flag stands so here. Fails when it does not within the time the port gives."""
    clock = SystemClock()
    give_up = clock.now() + _PATIENCE
    while await flags.enabled(FLAG, tenant=tenant, guest=guest) is not on:
        assert clock.now() < give_up, f"{FLAG} was set to {on} elsewhere, and nobody told us"
        await clock.sleep_until(clock.now() + _GLANCE)
