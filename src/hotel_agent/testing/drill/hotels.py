"""The two hotels of a drill: one keeps its own book in the database, the other's is outside. Both are small."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hotel_agent.domain.ids import AccountId, PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.tenant import ChannelAccount, Property, Tenant

TIME_ZONE = "Europe/Madrid"
ROOMS = ("11", "12", "13", "21", "22", "23")
"""The doors of each hotel, all of one type: few enough to be sold out now and then."""
RATE = 96
TAX_A_NIGHT = "2.20"

INSIDE, OUTSIDE = TenantId("inside"), TenantId("outside")
NUMBERS: Mapping[TenantId, AccountId] = {INSIDE: AccountId("810000000000001"), OUTSIDE: AccountId("810000000000002")}
LANGUAGES = ("es", "en", "pt")
DAYS_AHEAD = 330


def tables() -> dict[str, Any]:
    """What each hotel sells, as the tenants file says it."""
    double = {"es": "Doble", "en": "Double room", "pt": "Duplo"}
    flexible = {"es": "Flexible", "en": "Flexible", "pt": "Flexível"}
    tax = {"es": "Tasa turística", "en": "City tax", "pt": "Taxa turística"}
    return {
        "room_types": [{"id": "double", "name": double, "rooms": list(ROOMS), "adults": 2, "rate": RATE}],
        "rate_plans": [
            {
                "id": "flexible",
                "name": flexible,
                "meals": "breakfast",
                "cancellation": [{"hours_before": 48, "nights": 1}],
            }
        ],
        "taxes": [{"name": tax, "per_person_night": TAX_A_NIGHT, "from_age": 16}],
    }


def tenant(name: TenantId) -> Tenant:
    """A hotel of the drill as the house knows it."""
    home = PropertyId(name)
    return Tenant(
        id=name,
        name=name.title(),
        languages=tuple(Language(code) for code in LANGUAGES),
        properties=(Property(id=home, name=name.title(), time_zone=TIME_ZONE, currency="EUR"),),
        accounts=(ChannelAccount(channel="whatsapp", account=NUMBERS[name], property_id=home),),
    )


def write_tenants_file(path: Path, *, book_port: int) -> None:
    """The tenants file of both hotels."""
    path.write_text(
        "\n".join([_toml(INSIDE, 'adapter = "builtin"'), _toml(OUTSIDE, f'adapter = "drill"\nport = {book_port}')])
    )


def stays(today: date, number: int, nights: int) -> tuple[date, date]:
    """One of few stays, so that guests want the same rooms."""
    arrival = today + timedelta(days=20 + 3 * (number % 60))
    return arrival, arrival + timedelta(days=nights)


def _toml(name: TenantId, book: str) -> str:
    sold = tables()
    lines = [
        "[[tenants]]",
        f'id = "{name}"',
        f'name = "{name.title()}"',
        f"languages = {json.dumps(list(LANGUAGES))}",
        "[tenants.pms]",
        book,
        "[[tenants.properties]]",
        f'id = "{name}"',
        f'name = "{name.title()}"',
        f'time_zone = "{TIME_ZONE}"',
        'currency = "EUR"',
        "[[tenants.properties.whatsapp]]",
        f'phone_number_id = "{NUMBERS[name]}"',
    ]
    if name == INSIDE:
        for table, rows in sold.items():
            for row in rows:
                lines.append(f"[[tenants.properties.{table}]]")
                lines += [f"{key} = {_value(value)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
