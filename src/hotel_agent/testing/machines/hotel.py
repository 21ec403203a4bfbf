"""A hotel small enough to be sold out: two doubles, one suite, and every kind of price."""

from datetime import date
from typing import Any, Final

from hotel_agent.domain.ids import AccountId, ExtraId, PropertyId, RoomTypeId, TenantId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.tenant import ChannelAccount, Property, Tenant

TABLES: Final[dict[str, Any]] = {
    "room_types": [
        {
            "id": "double",
            "name": {"es": "Habitación doble", "en": "Double room"},
            "rooms": ["101", "102"],
            "adults": 2,
            "children": 1,
            "rate": "100.00",
        },
        {
            "id": "suite",
            "name": {"es": "Suite", "en": "Suite"},
            "rooms": ["201"],
            "adults": 3,
            "children": 2,
            "base_guests": 2,
            "rate": "180.00",
        },
    ],
    "rate_plans": [
        {
            "id": "flexible",
            "name": {"es": "Tarifa flexible", "en": "Flexible rate"},
            "cancellation": [{"hours_before": 72, "nights": 1}, {"hours_before": 24, "percent": 100}],
            "deposit": {"percent": 35},
        },
        {
            "id": "breakfast",
            "name": {"es": "Con desayuno", "en": "With breakfast"},
            "meals": "breakfast",
            "percent": -5,
            "per_person": "11.00",
            "from_age": 3,
        },
    ],
    "seasons": [{"name": "spring", "first": "03-05", "last": "03-08", "rates": {"double": "131.50"}}],
    "weekdays": {"friday": 10, "saturday": "12.5"},
    "supplements": {
        "adult": "30.00",
        "children": [{"until_age": 2, "amount": 0}, {"until_age": 12, "amount": "15.00"}],
    },
    "taxes": [
        {"name": {"es": "IVA", "en": "VAT"}, "percent": 10, "included": True},
        {"name": {"es": "Tasa turística", "en": "City tax"}, "per_person_night": "2.20", "max_nights": 2},
    ],
    "extras": [
        {"id": "parking", "name": {"es": "Estacionamiento", "en": "Parking"}, "per_night": "12.00"},
        {"id": "transfer", "name": {"es": "Traslado", "en": "Transfer"}, "per_stay": "25.50"},
        {"id": "dinner", "name": {"es": "Cena", "en": "Dinner"}, "per_person": "18.25", "from_age": 4},
        {"id": "spa", "name": {"es": "Spa", "en": "Spa"}, "per_person_night": "6.10"},
        {"id": "cot", "name": {"es": "Cuna", "en": "Cot"}, "per_stay": 0},
    ],
}
"""As they would stand in the tenants file."""

DOUBLE: Final = RoomTypeId("double")
SUITE: Final = RoomTypeId("suite")
EXTRAS: Final = tuple(ExtraId(each["id"]) for each in TABLES["extras"])
KNOWLEDGE: Final = Knowledge(
    (
        KnowledgeEntry(
            topic="piscina",
            answer=LocalText(((Language("es"), "Abre de 9:00 a 20:00."), (Language("en"), "Open from 9:00 to 20:00."))),
            owner="Recepción",
            since=date(2026, 1, 1),
        ),
    )
)
DEPOSIT: Final = {"nights": 1}
"""What is paid ahead where the rate says nothing of it."""
CHANGED_UNTIL: Final = 30
CANCELLED_UNTIL: Final = 18
"""So many hours before an arrival a reservation is still changed, or cancelled, in writing."""
RULES: Final = HouseRules(
    quote_valid_minutes=60,
    staff_silence_minutes=180,
    largest_party=6,
    deposit=Deposit(**DEPOSIT),
    change_hours_before=CHANGED_UNTIL,
    cancel_hours_before=CANCELLED_UNTIL,
)


def a_tenant(name: str = "miramar") -> Tenant:
    """A tenant with this one hotel."""
    return Tenant(
        id=TenantId(name),
        name=name.capitalize(),
        languages=(Language("es"), Language("en"), Language("pt")),
        properties=(
            Property(
                id=PropertyId(name),
                name=name.capitalize(),
                time_zone="Europe/Madrid",
                currency="EUR",
                address="Paseo del Mar 1",
                payment=LocalText.of("On arrival."),
            ),
        ),
        accounts=(ChannelAccount(channel="post", account=AccountId(f"door of {name}"), property_id=PropertyId(name)),),
        rules=RULES,
        knowledge=KNOWLEDGE,
    )
