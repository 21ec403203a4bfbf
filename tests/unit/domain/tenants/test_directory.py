"""Whose door is knocked at is found by the account a guest wrote to, and never guessed."""

from attrs import evolve
from tests.unit.domain.tenants.test_tenant import door, tenant

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.directory import FoundBy, Tenants

SOL, LUA = (
    tenant("sol", accounts=(door("whatsapp", "1", "sol"),)),
    tenant("lua", accounts=(door("webchat", "l", "lua"),)),
)
MAR = tenant("mar", accounts=(door("whatsapp", "1", "mar"), door("webchat", "m", "mar")))
BOTH = Tenants(tenants=[SOL, LUA], registered=frozenset({TenantId("lua")}))


def found(tenants: Tenants, channel: str, account: str) -> tuple[str | None, str]:
    resolution = tenants.resolve(channel, AccountId(account))
    return (None if resolution.door is None else resolution.door.tenant.id, resolution.found_by.value)


def test_a_hotel_of_the_register_is_told_from_one_of_the_file() -> None:
    assert found(BOTH, "webchat", "l") == ("lua", "hit")
    assert found(BOTH, "whatsapp", "1") == ("sol", "static")
    assert found(BOTH, "whatsapp", "l") == (None, "miss_strict")


def test_an_account_that_both_claim_is_the_registers() -> None:
    for hotels in ([SOL, MAR], [MAR, SOL]):
        tenants = Tenants(tenants=hotels, registered=frozenset({MAR.id}))
        assert found(tenants, "whatsapp", "1") == ("mar", "hit")


def test_what_nobody_claims_is_the_default_hotels_only_where_one_is_named() -> None:
    assert found(evolve(BOTH, default=TenantId("lua")), "whatsapp", "9") == ("lua", "default")
    assert found(evolve(BOTH, default=TenantId("mar")), "whatsapp", "9") == (None, "miss_strict")


def test_a_closed_hotels_account_is_nobodys_also_where_a_default_is_named() -> None:
    closed = Tenants(tenants=[SOL], closed=(LUA,), default=SOL.id)
    assert found(closed, "webchat", "l") == (None, FoundBy.NOBODY.value)
    assert closed.account("webchat", AccountId("l")) is None
    assert closed.behind("webchat", AccountId("l")) is None
    assert found(closed, "webchat", "other") == ("sol", "default")
    assert found(Tenants(tenants=[], closed=(LUA,)), "webchat", "other") == (None, "miss_strict")


def test_what_was_begun_with_a_closed_hotel_is_finished() -> None:
    closed = Tenants(tenants=[SOL], closed=(LUA,))
    assert closed.tenant(TenantId("lua")) == LUA
    assert {each.id for each in closed.known} == {"sol", "lua"}
    assert [each.id for each in closed.tenants] == ["sol"]
    assert closed.tenants == (SOL,)


def test_an_account_of_a_closed_hotel_that_an_open_one_has_is_the_open_ones() -> None:
    assert found(Tenants(tenants=[MAR], closed=(SOL,)), "whatsapp", "1") == ("mar", "static")


def test_every_account_is_counted_once() -> None:
    assert Tenants(tenants=[SOL, MAR], closed=(LUA,)).identifiers == 3


def test_what_is_claimed_is_told_with_its_pages() -> None:
    assert BOTH.account("webchat", AccountId("l")) == LUA.accounts[0]
    assert BOTH.account("webchat", AccountId("x")) is None
