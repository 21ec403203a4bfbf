"""A group of two hotels that keep their own book, for whichever adapter keeps it."""

import tomllib
from datetime import date

import pytest
from attrs import evolve

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import PropertyId, RatePlanId, RoomTypeId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.catalogue import Meals
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.testing.contracts.pms import PmsContract
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, offered, reason

HERE, THERE = PropertyId("miramar"), PropertyId("montana")

TABLES = tomllib.loads("""
[[room_types]]
id = "double"
name = { es = "Doble", en = "Double" }
rooms = ["101", "102", "103"]
adults = 2
children = 1
rate = "120.00"

[[room_types]]
id = "single"
name = { es = "Individual", en = "Single" }
rooms = ["201"]
adults = 1
rate = 80

[[room_types]]
id = "suite"
name = { es = "Suite", en = "Suite" }
rooms = ["301", "302"]
adults = 3
children = 2
guests = 4
rate = "200.00"
base_guests = 2

[[rate_plans]]
id = "flexible"
name = { es = "Flexible", en = "Flexible" }
cancellation = [{ hours_before = 48, nights = 1 }]

[[rate_plans]]
id = "breakfast"
name = { es = "Con desayuno", en = "With breakfast" }
meals = "breakfast"
percent = -5
per_person = "12.50"

[weekdays]
saturday = "12.5"

[supplements]
adult = "30.00"
children = [{ until_age = 2, amount = 0 }, { until_age = 11, amount = "15.50" }]

[[taxes]]
name = { es = "IVA", en = "VAT" }
percent = 10
included = true

[[extras]]
id = "parking"
name = { es = "Estacionamiento", en = "Parking" }
per_night = "11.00"

[[extras]]
id = "transfer"
name = { es = "Traslado", en = "Transfer" }
per_stay = "40.00"

[[extras]]
id = "dinner"
name = { es = "Cena", en = "Dinner" }
per_person = "22.50"

[[extras]]
id = "spa"
name = { es = "Spa", en = "Spa" }
per_person_night = "9.00"

[[restrictions]]
first = 2030-08-01
last = 2030-08-31
minimum_nights = 3

[[restrictions]]
first = 2031-01-01
last = 2031-01-31
closed = true
""")

ROOMS = {RoomTypeId("double"): 3, RoomTypeId("single"): 1, RoomTypeId("suite"): 2}

TENANT = Tenant(
    id=TenantId("group"),
    name="Group",
    languages=(Language("es"),),
    properties=tuple(
        Property(id=each, name=each.title(), time_zone="Europe/Madrid", currency="EUR") for each in (HERE, THERE)
    ),
)

OPTIONS = {"properties": {HERE: TABLES, THERE: TABLES}}

REFUSED = (
    (Ask(property_id=HERE, stay=Stay.of_nights(date(2030, 8, 31), 2), parties=(Party(2),)), Reason.MINIMUM_STAY),
    (Ask(property_id=HERE, stay=Stay.of_nights(date(2030, 12, 30), 3), parties=(Party(2),)), Reason.SOLD_OUT),
)
"""What the tables' restrictions refuse, and why."""


class OwnBookContract(PmsContract):
    """What a book kept by these tables promises beyond its port, whoever keeps it."""

    async def test_a_quote_says_what_the_tables_say(self, clerk: Clerk) -> None:
        """Friday to Sunday, two adults and a child of eleven in a double for two: worked out with a pencil."""
        ask = Ask(property_id=HERE, stay=Stay(date(2031, 3, 7), date(2031, 3, 9)), parties=(Party(2, (11,)),))
        offers = offered(await clerk.pms.search(ask))
        assert [(offer.room_type, offer.rate_plan, str(offer.price.total.amount)) for offer in offers] == [
            ("double", "flexible", "286.00"),  # 120 + 15.50, and 120 x 1.125 + 15.50
            ("double", "breakfast", "346.71"),  # 135.50 x 0.95 = 128.725, 150.50 x 0.95 = 142.975, and 37.50 each
            ("suite", "flexible", "456.00"),
            ("suite", "breakfast", "508.21"),  # 215.50 x 0.95 = 204.725, 240.50 x 0.95 = 228.475, and 37.50 each
        ]
        assert [(tax.included, str(tax.amount.amount)) for tax in offers[0].price.taxes] == [(True, "26.00")]

    async def test_every_name_of_a_room_type_and_plan_comes_from_the_tables(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(HERE)
        assert [(each.id, each.name.in_language(Language("es"))) for each in catalogue.room_types] == [
            ("double", "Doble"),
            ("single", "Individual"),
            ("suite", "Suite"),
        ]
        assert [(each.id, each.meals) for each in catalogue.rate_plans] == [
            ("flexible", Meals.ROOM_ONLY),
            ("breakfast", Meals.BREAKFAST),
        ]

    async def test_a_reservation_remembers_its_rate_plan(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(), room_type=RoomTypeId("suite"))
        flexible, breakfast = (clerk.quoted(offer) for offer in offered(await clerk.pms.search(ask)))
        old = made(await clerk.pms.book(flexible, clerk.booker, key=clerk.key()))
        assert old.rate_plan == "flexible"
        assert made(await clerk.pms.modify(old.number, breakfast, key=clerk.key())).rate_plan == "breakfast"

    async def test_nobody_sleeps_in_a_room_too_small_whatever_it_costs(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=RoomTypeId("single")))
        (room_stay,) = quote.offer.room_stays
        crowd = evolve(quote.offer, room_stays=(evolve(room_stay, occupancy=Party(2)),))
        answer = await clerk.pms.book(evolve(quote, offer=crowd), clerk.booker, key=clerk.key())
        assert reason(answer) is Reason.NO_ROOM_FITS

    async def test_a_late_repetition_does_not_undo_a_later_change(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        first, second = [await clerk.quote(clerk.ask(clerk.stay(day=day), instead_of=old.number)) for day in (10, 20)]
        key = clerk.key()
        made(await clerk.pms.modify(old.number, first, key=key))
        changed = made(await clerk.pms.modify(old.number, second, key=clerk.key()))
        assert made(await clerk.pms.modify(old.number, first, key=key)) == changed

    async def test_a_reservation_does_not_move_to_another_property(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        quote = await clerk.quote(clerk.ask(clerk.stay(), property_id=THERE))
        assert reason(await clerk.pms.modify(old.number, quote, key=clerk.key())) is Reason.NOT_FOUND

    @pytest.mark.parametrize(
        ("stale", "expected"),
        [({"room_type": "cave"}, Reason.SOLD_OUT), ({"rate_plan": "secret"}, Reason.PRICE_CHANGED)],
    )
    async def test_a_quote_of_what_is_no_longer_sold_is_refused(
        self, clerk: Clerk, stale: dict[str, str], expected: Reason
    ) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay()))
        offer = quote.offer
        if "room_type" in stale:
            (room_stay,) = offer.room_stays
            offer = evolve(offer, room_stays=(evolve(room_stay, room_type=RoomTypeId(stale["room_type"])),))
        else:
            offer = evolve(offer, rate_plan=RatePlanId(stale["rate_plan"]))
        answer = await clerk.pms.book(evolve(quote, offer=offer), clerk.booker, key=clerk.key())
        assert reason(answer) is expected

    async def test_a_property_without_a_book_is_our_own_mistake(self, clerk: Clerk) -> None:
        with pytest.raises(Bug, match="castle"):
            await clerk.pms.catalogue(PropertyId("castle"))
