"""The hotel of the package: read by our own loader, its book in good shape, complete in its languages."""

import re
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path

from tests.unit.config.hotels import AVAILABLE

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.pms import PMS
from hotel_agent.config import IN_MEMORY, AdapterChoice, load, without_database
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Tenant

(MARINA,) = IN_MEMORY.tenants.tenants
(HOUSE,) = MARINA.properties
WRITTEN = resources.files("hotel_agent.config").joinpath("demo.toml").read_text(encoding="utf-8")


async def offers(stay: Stay, *parties: Party) -> list[Offer]:
    clock = ManualClock(datetime(2027, 1, 10, tzinfo=UTC))
    async with PMS["mock"](IN_MEMORY.pms[MARINA.id].options, tenant=MARINA, clock=clock) as pms:
        found = await pms.search(Ask(property_id=HOUSE.id, stay=stay, parties=parties))
        assert not isinstance(found, Refusal)
        return list(found)


def test_the_demo_hotel_is_a_file_like_any_other_and_its_book_is_in_good_shape() -> None:
    checked: list[TenantId] = []

    def check_book(choice: AdapterChoice, tenant: Tenant) -> list[str]:
        checked.append(tenant.id)
        try:
            PMS[choice.name](choice.options, tenant=tenant, clock=ManualClock(datetime(2027, 1, 10, tzinfo=UTC)))
        except BadConfig as refused:
            return list(refused.problems)
        return []

    assert without_database(load({}, available=AVAILABLE, check_book=check_book)) == IN_MEMORY
    assert checked == ["marina"]


def test_it_has_a_dozen_rooms_of_four_types_and_every_door_once() -> None:
    rooms = [
        door for kind in tomllib.loads(WRITTEN)["tenants"][0]["properties"][0]["room_types"] for door in kind["rooms"]
    ]
    assert len(rooms) == 12
    assert Counter(rooms).most_common(1)[0][1] == 1


async def test_a_couple_is_offered_doubles_at_two_rates_the_price_with_every_tax() -> None:
    # 12 and 13 March 2027 are a Friday and a Saturday: 10 percent more. Breakfast for two, and the city tax on top.
    double, saver, *others = await offers(Stay(date(2027, 3, 12), date(2027, 3, 14)), Party(2))
    night = Decimal("96.00") * Decimal("1.10") + 2 * Decimal("9.00")
    assert (double.room_type, double.rate_plan) == ("double", "flexible")
    assert double.price.total == Money.of(2 * night + 2 * 2 * Decimal("2.20"), "EUR")
    assert (saver.room_type, saver.rate_plan) == ("double", "saver")
    saved = Decimal("96.00") * Decimal("1.10") * Decimal("0.90")
    assert saver.price.total == Money.of(2 * saved + 2 * 2 * Decimal("2.20"), "EUR")
    assert {offer.room_type for offer in others} == {"sea_view", "family"}


async def test_a_family_sleeps_in_the_family_room_and_babies_are_free() -> None:
    # 6 July 2027 is a Tuesday in the summer.
    with_two, _ = await offers(Stay(date(2027, 7, 6), date(2027, 7, 7)), Party(2, (9, 1)))
    assert with_two.room_type == "family"
    # The baby pays nothing, neither in bed nor at breakfast; the other child pays both.
    night = Decimal("184.00") + Decimal("15.00") + 3 * Decimal("9.00")
    assert with_two.price.total == Money.of(night + 2 * Decimal("2.20"), "EUR")


async def test_flexible_is_free_until_two_days_before_and_the_saver_never_is() -> None:
    flexible, saver = (await offers(Stay.of_nights(date(2028, 6, 30), 2), Party(1)))[:2]
    # Guests may arrive from three in the afternoon, which is one in UTC.
    arrival = datetime(2028, 6, 30, 13, tzinfo=UTC)

    def cost(offer: Offer, at: datetime) -> Money:
        nights = tuple(night.amount for night in offer.price.nights)
        return offer.terms.penalty(at=at, arrival=arrival, total_price=offer.price.total, night_prices=nights)

    assert HOUSE.arrival_moment(date(2028, 6, 30)) == arrival
    assert cost(flexible, arrival - timedelta(hours=48)) == Money.zero("EUR")
    assert cost(flexible, arrival - timedelta(hours=47)) == flexible.price.nights[0].amount
    # Nobody can reserve earlier than rates are published.
    assert cost(saver, arrival - timedelta(days=MARINA.rules.days_ahead + 1)) == saver.price.total


def test_everything_it_knows_is_written_in_all_its_languages_with_owner_and_date() -> None:
    assert MARINA.languages == ("es", "en", "pt")
    assert len(MARINA.knowledge.entries) >= 12
    for entry in MARINA.knowledge.entries:
        assert [code for code, _ in entry.answer.texts] == list(MARINA.languages)
        assert entry.owner
        assert entry.since <= date(2026, 11, 22)


async def test_what_it_sells_is_named_in_all_its_languages() -> None:
    clock = ManualClock(datetime(2027, 1, 10, tzinfo=UTC))
    async with PMS["mock"](IN_MEMORY.pms[MARINA.id].options, tenant=MARINA, clock=clock) as pms:
        catalogue = await pms.catalogue(HOUSE.id)
    named = [room_type.name for room_type in catalogue.room_types] + [plan.name for plan in catalogue.rate_plans]
    named += [each.description for each in catalogue.room_types if each.description is not None]
    assert len(named) == 4 + 2 + 4
    for text in named:
        assert [code for code, _ in text.texts] == list(MARINA.languages)


def test_the_whatsapp_number_it_shows_as_a_comment_works_once_it_is_none(tmp_path: Path) -> None:
    commented = [line for line in WRITTEN.splitlines() if re.match(r"# (\[\[\w|\w+ = )", line)]
    assert len(commented) == 3
    text = WRITTEN
    for line in commented:
        text = text.replace(line, line.removeprefix("# "))
    file = tmp_path / "hotels.toml"
    file.write_text(text)
    environ = {"HOTEL_TENANTS_FILE": str(file), "HOTEL_MARINA_WHATSAPP_TOKEN": "EAAG"}
    config = load(environ, available=AVAILABLE)
    assert config.channels[-1].options == {"access_tokens": {"100000000000001": "EAAG"}}
