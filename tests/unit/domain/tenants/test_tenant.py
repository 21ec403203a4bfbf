"""Each property lives in its own calendar; each message belongs to the tenant behind the account it came in at."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import AccountId, PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import ChannelAccount, Door, Property, Tenant

ZONES = ("Europe/Madrid", "America/Sao_Paulo", "Asia/Tokyo", "Pacific/Auckland", "UTC")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def hotel(name: str, *, time_zone: str = "Europe/Madrid", currency: str = "EUR") -> Property:
    return Property(id=PropertyId(name), name=name, time_zone=time_zone, currency=currency)


def tenant(name: str, *properties: str, accounts: tuple[ChannelAccount, ...] = ()) -> Tenant:
    return Tenant(
        id=TenantId(name),
        name=name,
        languages=(Language("es"),),
        properties=tuple(hotel(each) for each in properties or (name,)),
        accounts=accounts,
    )


def door(channel: str, account: str, property_id: str) -> ChannelAccount:
    return ChannelAccount(channel=channel, account=AccountId(account), property_id=PropertyId(property_id))


@given(moments, st.sampled_from(ZONES))
def test_today_is_the_date_on_the_propertys_own_wall(at: datetime, zone: str) -> None:
    here = hotel("miramar", time_zone=zone)
    offset = ZoneInfo(zone).utcoffset(at.astimezone(ZoneInfo(zone)))
    assert offset is not None
    assert here.today(at) == (at.replace(tzinfo=None) + offset).date()
    assert here.local(at) == at


def test_midnight_in_madrid_is_still_yesterday_in_buenos_aires() -> None:
    at = datetime(2027, 3, 10, 23, 30, tzinfo=UTC)
    assert hotel("miramar").today(at) == date(2027, 3, 11)
    assert hotel("miramar", time_zone="America/Argentina/Buenos_Aires").today(at) == date(2027, 3, 10)


def test_a_stay_begins_at_check_in_on_the_propertys_clock() -> None:
    here = Property(id=PropertyId("m"), name="M", time_zone="Europe/Madrid", currency="EUR", check_in=time(14, 30))
    assert here.arrival_moment(date(2027, 1, 15)) == datetime(2027, 1, 15, 13, 30, tzinfo=UTC)
    assert here.arrival_moment(date(2027, 7, 15)) == datetime(2027, 7, 15, 12, 30, tzinfo=UTC)
    assert here.arrival_moment(date(2027, 7, 15)).utcoffset() == timedelta(hours=2)


def test_a_day_begins_at_midnight_on_the_propertys_clock_also_where_the_clocks_change() -> None:
    here = hotel("m")
    changes, after = date(2027, 3, 28), date(2027, 3, 29)
    assert here.midnight(changes) == datetime(2027, 3, 27, 23, 0, tzinfo=UTC)
    assert here.midnight(after) == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Madrid", "", "../etc/passwd", "Europe/Madrid\0"])
def test_a_time_zone_has_to_be_known(zone: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        hotel("miramar", time_zone=zone)


def test_a_currency_is_an_iso_code() -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        hotel("miramar", currency="euro")


def test_a_tenant_knows_its_properties() -> None:
    group = tenant("group", "miramar", "montana")
    assert group.property_named(PropertyId("montana")).name == "montana"
    with pytest.raises(KeyError):
        group.property_named(PropertyId("other"))


def test_a_message_belongs_to_the_tenant_whose_account_received_it() -> None:
    one = tenant("one", accounts=(door("whatsapp", "1", "one"),))
    two = tenant("two", "sea", "hill", accounts=(door("whatsapp", "2", "hill"), door("webchat", "1", "sea")))
    tenants = Tenants(tenants=[one, two])
    assert tenants.behind("whatsapp", AccountId("1")) == Door(one, one.properties[0])
    assert tenants.behind("whatsapp", AccountId("2")) == Door(two, two.properties[1])
    assert tenants.behind("webchat", AccountId("1")) == Door(two, two.properties[0])


def test_an_account_nobody_claims_belongs_to_nobody_among_several() -> None:
    one, two = tenant("one"), tenant("two")
    assert Tenants(tenants=[one, two]).behind("whatsapp", AccountId("9")) is None


def test_an_account_nobody_claims_belongs_to_the_named_default() -> None:
    one, two = tenant("one"), tenant("two")
    named = Tenants(tenants=[one, two], default=TenantId("two"))
    assert named.behind("whatsapp", AccountId("9")) == Door(two, two.properties[0])
    unknown = Tenants(tenants=[one, two], default=TenantId("three"))
    assert unknown.behind("whatsapp", AccountId("9")) is None


def test_an_account_nobody_claims_belongs_to_the_only_tenant() -> None:
    only = tenant("only", "sea", "hill")
    assert Tenants(tenants=[only]).behind("whatsapp", AccountId("9")) == Door(only, only.properties[0])
    assert Tenants(tenants=[]).behind("whatsapp", AccountId("9")) is None


def test_a_tenant_is_found_by_its_id() -> None:
    one, two = tenant("one"), tenant("two")
    assert Tenants(tenants=[one, two]).tenant(TenantId("two")) == two
    assert Tenants(tenants=[one, two]).tenant(TenantId("three")) is None


def test_an_account_is_found_at_the_hotel_that_claims_it() -> None:
    claimed = door("whatsapp", "1", "miramar")
    told = Tenants(tenants=(tenant("sierra"), tenant("miramar", accounts=(claimed,))))
    assert told.account("whatsapp", AccountId("1")) == claimed
    assert told.account("webchat", AccountId("1")) is None
    assert told.account("whatsapp", AccountId("2")) is None
