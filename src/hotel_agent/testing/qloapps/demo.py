"""The demo hotel that comes with QloApps: four room types of five rooms, in Alabama."""

from decimal import Decimal
from typing import Final

from attrs import evolve

from hotel_agent.testing.qloapps.house import House, Room, RoomType, Row, Service

INSTALLED: Final = "2026-11-22 01:53:31"
_TYPES: Final = (
    ("General Rooms", "GR", 1000, "A family room: several beds and a sitting corner."),
    ("Delux Rooms", "DR", 1500, "A king-sized bed and a view of the lake."),
    ("Executive Rooms", "ER", 2000, "Living and sleeping apart, and a door to the lounge."),
    ("Luxury Rooms", "LR", 2500, "The wide view, a queen-sized bed and a desk."),
)
_SERVICES: Final = (
    Service(id=5, name="Room Maintenance Fees", price=Decimal(250), automatic=True, per_night=True),
    Service(id=6, name="Internet Handling Charges", price=Decimal(250), automatic=True, addition=2),
    Service(id=7, name="Airport Shuttle", price=Decimal(50)),
    Service(id=8, name="Cab on Demand", price=Decimal(200)),
    Service(id=9, name="Breakfast", price=Decimal(350), per_night=True),
    Service(id=10, name="Dinner", price=Decimal(450), per_night=True),
)
_STATES: Final = (
    ("Awaiting payment", 0, 0),
    ("Complete payment received", 1, 1),
    ("Processing in progress", 0, 0),
    ("Canceled", 0, 0),
    ("Refunded", 0, 0),
    ("Payment error", 0, 0),
    ("Overbooking (Paid)", 0, 1),
    ("Partial payment received", 1, 0),
    ("Awaiting remote payment", 0, 0),
    ("Remote payment accepted", 1, 0),
    ("Overbooking (Not paid)", 0, 0),
    ("Overbooking (Partial payment)", 0, 0),
)
"""Name, whether the order becomes valid in it, whether it means paid."""
LOGABLE: Final = frozenset(number for number, (_, logable, _) in enumerate(_STATES, 1) if logable)
_FEATURES: Final = ("1", "11", "12", "14", "16", "17", "18", "2", "21", "4", "7", "8", "9")
_CONFIGURATIONS: Final = {
    "PS_LANG_DEFAULT": "1",
    "PS_COUNTRY_DEFAULT": "21",
    "PS_CURRENCY_DEFAULT": "1",
    "PS_TIMEZONE": "America/New_York",
    "PS_SHOP_NAME": "Demo Hotel",
    "PS_WEBSERVICE": "1",
    "PS_OS_AWAITING_PAYMENT": "1",
    "PS_OS_PAYMENT_ACCEPTED": "2",
    "PS_OS_PROCESSING": "3",
    "PS_OS_CANCELED": "4",
    "PS_OS_REFUND": "5",
    "PS_OS_ERROR": "6",
    "PS_OS_OVERBOOKING_PAID": "7",
    "PS_OS_PARTIAL_PAYMENT_ACCEPTED": "8",
    "PS_OS_AWAITING_REMOTE_PAYMENT": "9",
    "PS_OS_REMOTE_PAYMENT_ACCEPTED": "10",
    "PS_OS_OVERBOOKING_UNPAID": "11",
    "PS_OS_OVERBOOKING_PARTIAL_PAID": "12",
}


def demo_house(hotels: int = 1) -> House:
    """The demo hotel. Further hotels of the same installation have the same room types under ids of their own."""
    room_types: dict[int, RoomType] = {}
    rooms: dict[int, Room] = {}
    for hotel in range(1, hotels + 1):
        for name, letters, price, description in _TYPES:
            room_type = len(room_types) + 1
            room_types[room_type] = RoomType(
                id=room_type,
                hotel=hotel,
                name=name,
                price=Decimal(price),
                description=description,
                services=[each.id for each in _SERVICES],
            )
            for door in range(101, 106):
                number = len(rooms) + 1
                rooms[number] = Room(id=number, room_type=room_type, hotel=hotel, number=f"{letters}-{door}")
    tables = _tables()
    tables["hotels"] = [
        _hotel(number, [each.id for each in room_types.values() if each.hotel == number])
        for number in range(1, hotels + 1)
    ]
    return House(
        shop_name="Demo Hotel",
        time_zone=_CONFIGURATIONS["PS_TIMEZONE"],
        currency="USD",
        room_types=room_types,
        rooms=rooms,
        services={each.id: evolve(each) for each in _SERVICES},
        tax_rates={1: Decimal(4)},
        tables=tables,
    )


def _hotel(id: int, room_types: list[int]) -> Row:
    return {
        "id": str(id),
        "phone": "0987654321",
        "address": "Monticello Dr, Montgomery, 10010",
        "id_country": "21",
        "id_state": "1",
        "city": "Demo City",
        "zipcode": "27069",
        "id_default_image": "",
        "use_global_max_order_date": "1",
        "max_order_date": "0000-00-00",
        "use_global_preparation_time": "1",
        "preparation_time": "0000-00-00",
        "id_category": str(7 + id),
        "email": "hotelprime@htl.com",
        "rating": "3",
        "check_in": "12:00",
        "check_out": "11:00",
        "active": "1",
        "latitude": "0.00000000",
        "longitude": "0.00000000",
        "map_formated_address": "",
        "map_input_text": "",
        "active_refund": "0",
        "date_add": INSTALLED,
        "date_upd": INSTALLED,
        "policies": "<p>Every guest shows a photo identification on arrival.</p>",
        "hotel_name": "The Hotel Prime" if id == 1 else f"The Hotel Prime {id}",
        "description": "<p>A demo hotel with <strong>twenty</strong> rooms, a pool &amp; a restaurant.</p>",
        "short_description": "A demo hotel with twenty rooms.",
        "room_types": [str(each) for each in room_types],
        "images": [],
        "hotel_features": list(_FEATURES),
        "hotel_refund_rules": [],
    }


def _tables() -> dict[str, list[Row]]:
    """The rows nothing is computed from."""
    return {
        "order_states": [
            {"id": str(number), "hidden": "0", "logable": str(logable), "paid": str(paid), "name": name}
            for number, (name, logable, paid) in enumerate(_STATES, 1)
        ],
        "currencies": [
            {
                "id": "1",
                "name": "Dollar",
                "iso_code": "USD",
                "iso_code_num": "840",
                "blank": "0",
                "sign": "$",
                "format": "1",
                "decimals": "1",
                "conversion_rate": "1.000000",
                "deleted": "0",
                "active": "1",
            }
        ],
        "languages": [
            {
                "id": "1",
                "name": "English (English)",
                "iso_code": "en",
                "language_code": "en-us",
                "active": "1",
                "is_rtl": "0",
                "date_format_lite": "m/d/Y",
                "date_format_full": "m/d/Y H:i:s",
            }
        ],
        "countries": [
            {
                "id": "21",
                "id_zone": "2",
                "id_currency": "0",
                "call_prefix": "1",
                "iso_code": "US",
                "active": "1",
                "contains_states": "1",
                "need_identification_number": "0",
                "need_zip_code": "1",
                "zip_code_format": "NNNNN",
                "display_tax_label": "0",
                "name": "United States",
            },
            {
                "id": "6",
                "id_zone": "1",
                "id_currency": "0",
                "call_prefix": "34",
                "iso_code": "ES",
                "active": "1",
                "contains_states": "0",
                "need_identification_number": "1",
                "need_zip_code": "1",
                "zip_code_format": "NNNNN",
                "display_tax_label": "1",
                "name": "Spain",
            },
        ],
        "states": [{"id": "1", "id_zone": "2", "id_country": "21", "iso_code": "AL", "name": "Alabama", "active": "1"}],
        "taxes": [{"id": "1", "rate": "4.000", "active": "1", "deleted": "0", "name": "Sales-taxes US-AL 4%"}],
        "tax_rule_groups": [
            {
                "id": "1",
                "name": "US-AL Rate (4%)",
                "active": "1",
                "deleted": "0",
                "date_add": INSTALLED,
                "date_upd": INSTALLED,
            }
        ],
        "tax_rules": [
            {
                "id": "1",
                "id_tax_rules_group": "1",
                "id_state": "1",
                "id_country": "21",
                "zipcode_from": "0",
                "zipcode_to": "0",
                "id_tax": "1",
                "behavior": "1",
                "description": "",
            }
        ],
        "configurations": [
            {
                "id": str(number),
                "value": value,
                "name": name,
                "id_shop_group": "",
                "id_shop": "",
                "date_add": INSTALLED,
                "date_upd": INSTALLED,
            }
            for number, (name, value) in enumerate(_CONFIGURATIONS.items(), 1)
        ],
        "hotel_features": [{"id": each, "active": "1", "name": f"Feature {each}"} for each in _FEATURES],
        "advance_payments": [],
        "hotel_refund_rules": [],
        "feature_prices": [],
        "extra_demands": [],
        "demand_advance_options": [],
        "booking_extra_demands": [],
    }


__all__ = ["INSTALLED", "LOGABLE", "demo_house"]
