"""The promises of the port `Flags`, test by test, for every adapter.

Subclass `FlagsContract` in a test file of your own and give it the fixture `flags`: every switch at its default. Where
several processes share the switches, also override `elsewhere`. The tests are coroutines: run them with pytest-asyncio.
"""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import FLAGS
from hotel_agent.ports.flags import Flags

HOTEL, OTHER = TenantId("miramar"), TenantId("sierra")
FLAG, DEFAULT = FLAGS[0].name, FLAGS[0].default

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
        for tenant in (HOTEL, OTHER):
            assert await elsewhere.enabled(FLAG, tenant=tenant) is not DEFAULT
            assert await elsewhere.enabled(FLAG, tenant=tenant, guest=GuestId("ana")) is not DEFAULT

    async def test_a_switch_thrown_for_one_hotel_counts_there_only(self, flags: Flags, elsewhere: Flags) -> None:
        await flags.set(FLAG, not DEFAULT, tenant=HOTEL)
        assert await elsewhere.enabled(FLAG, tenant=HOTEL) is not DEFAULT
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
