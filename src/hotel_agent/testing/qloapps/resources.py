"""The resources of the API, and who may use which."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

VERBS: Final = ("GET", "PUT", "POST", "DELETE", "HEAD")
_NAMES: Final = """
addresses advance_payments booking_extra_demands bookings carriers cart_bookings cart_rules carts categories
combinations configurations contacts content_management_system countries currencies customer_messages
customer_threads customers customizations deliveries demand_advance_options employees extra_demands
extra_services feature_prices groups guests hotel_ari hotel_features hotel_refund_rules hotel_room_types
hotel_rooms hotels image_types images languages manufacturers order_carriers order_details order_discounts
order_histories order_invoices order_payments order_slip order_states orders price_ranges
product_customization_fields product_suppliers qlo room_bookings room_type_feature_values room_type_features
room_type_option_values room_type_options room_types search services shop_groups shop_urls shops
specific_price_rules specific_prices states stock_availables stock_movement_reasons stock_movements stocks
stores suppliers supply_order_details supply_order_histories supply_order_receipt_histories
supply_order_states supply_orders tags tax_rule_groups tax_rules taxes translated_configurations
warehouse_product_locations warehouses weight_ranges zones
"""
RESOURCES: Final = tuple(_NAMES.split())
_WITHOUT_SCHEMA: Final = frozenset({"bookings", "hotel_ari", "images", "qlo", "search"})


@frozen(kw_only=True)
class Key:
    """A key of the webservice: the verbs it may use of each resource. An inactive one is not told from an unknown."""

    grants: Mapping[str, frozenset[str]] = field(factory=lambda: dict.fromkeys(RESOURCES, frozenset(VERBS)))
    active: bool = True


def root(key: Key, url: str, shop_name: str) -> str:
    """The list of what this key may use, in XML."""
    parts = []
    for name in RESOURCES:
        if name not in key.grants:
            continue
        here = f'xlink:href="{url}/api/{name}"'
        verbs = "".join(f' {verb.lower()}="{str(verb in key.grants[name]).lower()}"' for verb in VERBS)
        schemas = () if name in _WITHOUT_SCHEMA else ("blank", "synopsis")
        inside = "".join(f'<schema xlink:href="{url}/api/{name}?schema={each}" type="{each}"/>\n' for each in schemas)
        said = f"<description {here}{verbs}>\n{name.replace('_', ' ')}</description>\n"
        parts.append(f"<{name} {here}{verbs}>\n{said}{inside}</{name}>\n")
    return f'<api shopName="{shop_name}">\n{"".join(parts)}</api>'


__all__ = ["RESOURCES", "VERBS", "Key", "root"]
