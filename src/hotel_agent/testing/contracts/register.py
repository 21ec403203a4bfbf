"""The promises of the port `Register`, test by test, for every adapter.

Subclass `RegisterContract` in a test file of your own and give it the fixture `opened`. The tests are coroutines: run
them with pytest-asyncio.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.errors import BadConfig, Conflict
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.register import Entry, Register, RegisteredTenant

Opened = Callable[..., Register]
"""The same register under these secret keys, the present one first."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SOL, LUA = TenantId("sol"), TenantId("lua")
NUMBER = ("whatsapp", AccountId("100000000000001"))
PAGE = ("webchat", AccountId("sol"))
KEY, NEW_KEY = "the key of the house, long enough", "the next key of the house, as long"
TOKEN = "EAAG-a-token-nobody-may-see"  # noqa: S105 - a secret of this test

ENTRY = Entry(
    id=SOL,
    active=True,
    written={"id": "sol", "name": "Hoteles Sol ñ", "properties": [{"id": "centro", "stars": 4, "tax": 10.5}]},
    accounts=(PAGE, NUMBER),
    secrets={"SOL_TOKEN": TOKEN},
    named=("SOL_TOKEN",),
)


class RegisterContract:
    """Everything `ports/register.py` promises, but what holds while the world is silent."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def opened(self) -> Opened:
        """Opens one and the same register, empty at first, under these keys."""
        raise NotImplementedError("override the fixture `opened` with a function that opens a register under keys")

    @pytest.fixture
    def register(self, opened: Opened) -> Register:
        """The register under its usual key."""
        return opened(KEY)

    async def test_what_is_entered_comes_back_as_it_was(self, register: Register) -> None:
        assert (await register.revision(), await register.changed()) == (0, [])
        kept = await entered(register, ENTRY)
        assert await register.tenant(SOL) == kept
        assert list(await register.changed()) == [kept]
        assert (kept.id, kept.version, kept.active, kept.written) == (SOL, 1, True, ENTRY.written)
        assert sorted(kept.accounts) == sorted(ENTRY.accounts)
        assert (kept.secrets, kept.unopened) == ({"SOL_TOKEN": TOKEN}, ())
        assert (kept.entered_at, kept.changed_at) == (NOON, NOON)
        assert await register.tenant(LUA) is None

    async def test_who_asks_what_changed_is_told_that_and_nothing_else(self, register: Register) -> None:
        first = await entered(register, ENTRY)
        second = await entered(register, evolve(ENTRY, id=LUA, accounts=()))
        assert first.revision < second.revision == await register.revision()
        assert list(await register.changed(first.revision)) == [second]
        assert list(await register.changed(second.revision)) == []
        third = await register.keep(evolve(ENTRY, active=False), version=1, at=LATER)
        assert list(await register.changed(second.revision)) == [third]
        assert [each.id for each in await register.changed()] == [LUA, SOL]

    async def test_who_follows_is_told_though_nothing_changed(self, register: Register) -> None:
        await entered(register, ENTRY)
        before, hotels = await register.revision(), list(await register.changed())
        await register.announce()
        assert await register.revision() > before
        assert list(await register.changed()) == hotels

    async def test_a_change_takes_the_place_of_the_version_it_was_made_of(self, register: Register) -> None:
        await entered(register, ENTRY)
        changed = await register.keep(evolve(ENTRY, written={"name": "Sol"}, active=False), version=1, at=LATER)
        assert isinstance(changed, RegisteredTenant)
        assert (changed.version, changed.active, changed.written) == (2, False, {"name": "Sol"})
        assert (changed.entered_at, changed.changed_at) == (NOON, LATER)
        for stale in (1, None, 3):
            with pytest.raises(Conflict):
                await register.keep(evolve(ENTRY, written={"name": "Luna"}), version=stale, at=LATER)
        with pytest.raises(Conflict):
            await register.keep(evolve(ENTRY, id=LUA, accounts=()), version=1, at=LATER)
        assert await register.tenant(SOL) == changed

    async def test_an_account_is_one_hotels_only(self, register: Register) -> None:
        await entered(register, ENTRY)
        before = list(await register.changed())
        taken = await register.keep(
            evolve(ENTRY, id=LUA, accounts=(("webchat", AccountId("lua")), NUMBER)), version=None, at=NOON
        )
        assert isinstance(taken, Refusal)
        assert taken.reason is Reason.TAKEN
        assert "100000000000001" in taken.detail
        assert "sol" in taken.detail
        assert list(await register.changed()) == before

    async def test_an_account_given_up_may_be_anothers(self, register: Register) -> None:
        await entered(register, ENTRY)
        await register.keep(evolve(ENTRY, accounts=(PAGE,)), version=1, at=LATER)
        moved = await entered(register, evolve(ENTRY, id=LUA, accounts=(NUMBER,)))
        assert moved.accounts == (NUMBER,)
        again = await register.keep(ENTRY, version=2, at=LATER)
        assert isinstance(again, Refusal)

    async def test_a_closed_hotel_keeps_its_accounts(self, register: Register) -> None:
        await entered(register, evolve(ENTRY, active=False))
        assert isinstance(await register.keep(evolve(ENTRY, id=LUA), version=None, at=NOON), Refusal)

    async def test_secrets_stay_until_they_are_set_anew_or_no_longer_named(self, register: Register) -> None:
        await entered(register, ENTRY)
        two = evolve(ENTRY, secrets={"SOL_KEY": "k"}, named=("SOL_TOKEN", "SOL_KEY"))
        both = await register.keep(two, version=1, at=LATER)
        assert isinstance(both, RegisteredTenant)
        assert both.secrets == {"SOL_TOKEN": TOKEN, "SOL_KEY": "k"}
        one = evolve(ENTRY, secrets={"SOL_KEY": "other"}, named=("SOL_KEY",))
        left = await register.keep(one, version=2, at=LATER)
        assert isinstance(left, RegisteredTenant)
        assert left.secrets == {"SOL_KEY": "other"}

    async def test_each_hotel_has_its_own_secrets_under_the_same_name(self, register: Register) -> None:
        await entered(register, ENTRY)
        other = await entered(register, evolve(ENTRY, id=LUA, accounts=(), secrets={"SOL_TOKEN": "another"}))
        assert other.secrets == {"SOL_TOKEN": "another"}
        kept = await register.tenant(SOL)
        assert kept is not None
        assert kept.secrets == {"SOL_TOKEN": TOKEN}

    async def test_under_another_key_the_hotel_is_known_and_its_secrets_are_not(self, opened: Opened) -> None:
        await entered(opened(KEY), ENTRY)
        kept = await opened(NEW_KEY).tenant(SOL)
        assert kept is not None
        assert (kept.written, kept.secrets, kept.unopened) == (ENTRY.written, {}, ("SOL_TOKEN",))
        listed = await opened(NEW_KEY, KEY).tenant(SOL)
        assert listed is not None
        assert (listed.secrets, listed.unopened) == ({"SOL_TOKEN": TOKEN}, ())

    async def test_rotated_secrets_open_without_the_key_of_before(self, opened: Opened) -> None:
        await entered(opened(KEY), ENTRY)
        await entered(opened(KEY), evolve(ENTRY, id=LUA, accounts=()))
        assert await opened(NEW_KEY, KEY).rotate() == 2
        assert await opened(NEW_KEY, KEY).rotate() == 2
        kept = await opened(NEW_KEY).tenant(SOL)
        assert kept is not None
        assert kept.secrets == {"SOL_TOKEN": TOKEN}
        lost = await opened(KEY).tenant(SOL)
        assert lost is not None
        assert lost.unopened == ("SOL_TOKEN",)

    async def test_where_a_secret_does_not_open_none_is_rotated(self, opened: Opened) -> None:
        await entered(opened(KEY), ENTRY)
        await entered(opened(NEW_KEY), evolve(ENTRY, id=LUA, accounts=()))
        with pytest.raises(BadConfig, match="SECRET_KEY_PREVIOUS"):
            await opened(NEW_KEY).rotate()
        kept = await opened(KEY).tenant(SOL)
        assert kept is not None
        assert kept.secrets == {"SOL_TOKEN": TOKEN}

    async def test_without_a_key_nothing_secret_is_entered(self, opened: Opened) -> None:
        with pytest.raises(BadConfig, match="SECRET_KEY: missing"):
            await opened().keep(ENTRY, version=None, at=NOON)
        assert await opened().tenant(SOL) is None
        assert (await entered(opened(), evolve(ENTRY, secrets={}, named=()))).secrets == {}

    async def test_no_secret_is_shown(self, register: Register) -> None:
        kept = await entered(register, ENTRY)
        assert TOKEN not in f"{kept!r} {ENTRY!r} {register!r}"


async def entered(register: Register, entry: Entry) -> RegisteredTenant:
    """The hotel, now that it is entered."""
    kept = await register.keep(entry, version=None, at=NOON)
    assert isinstance(kept, RegisteredTenant)
    return kept
