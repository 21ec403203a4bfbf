"""The resources every table of QloApps has in common: their fields, in the sequence in which they are served."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen


@frozen(kw_only=True)
class Table:
    """A generic resource.

    `item` is the name of one record, `root` that of the list. A module's own classes give their id as text
    (`text_id`), those of the core as a number. `dates` are the fields that are filtered and sorted only with `date=1`.
    """

    name: str
    root: str
    item: str
    fields: tuple[str, ...]
    translated: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(factory=dict)
    """Field -> the resource its number belongs to."""
    associations: Mapping[str, tuple[str, str]] = field(factory=dict)
    """Name -> name of one, resource."""
    text_id: bool = False
    dates: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()

    @property
    def filters(self) -> tuple[str, ...]:
        """What a list may be filtered by without `date=1`."""
        return tuple(each for each in self.fields if each not in self.dates)


def _table(
    name: str,
    fields: str,
    *,
    root: str = "",
    item: str = "",
    translated: str = "",
    links: str = "",
    associations: str = "",
    text_id: bool = False,
    required: str = "",
) -> Table:
    """Written short: names apart by spaces, links as `field:resource`, associations as `name:one:resource`."""
    names = ("id", *fields.split(), *translated.split())
    return Table(
        name=name,
        root=root or name,
        item=item or name.removesuffix("s"),
        fields=names,
        translated=frozenset(translated.split()),
        links={name: of for name, _, of in (each.partition(":") for each in links.split())},
        associations={each.split(":")[0]: (each.split(":")[1], each.split(":")[2]) for each in associations.split()},
        text_id=text_id,
        dates=frozenset({"date_add", "date_upd"}.intersection(names)),
        required=tuple(required.split()),
    )


_ALL: Final = (
    _table(
        "hotels",
        "phone address id_country id_state city zipcode id_default_image use_global_max_order_date max_order_date"
        " use_global_preparation_time preparation_time id_category email rating check_in check_out active latitude"
        " longitude map_formated_address map_input_text active_refund date_add date_upd",
        translated="policies hotel_name description short_description",
        links="id_country:countries id_state:states",
        associations="room_types:room_types:room_types images:image:images hotel_features:hotel_feature:hotel_features"
        " hotel_refund_rules:hotel_refund_rule:hotel_refund_rules",
        text_id=True,
    ),
    _table(
        "room_types",
        "id_hotel adults children id_tax_rules_group price active date_add date_upd",
        translated="name description description_short",
        links="id_hotel:hotels id_tax_rules_group:tax_rule_groups",
        associations="hotel_rooms:hotel_room:hotel_rooms services:service:services"
        " room_type_features:room_type_feature:room_type_features images:image:images"
        " advance_payments:advance_payment:advance_payments",
    ),
    _table(
        "hotel_room_types",
        "id_product id_hotel adults children max_adults max_children max_guests min_los max_los date_add date_upd",
        links="id_product:room_types id_hotel:hotels",
        associations="hotel_rooms:hotel_room:hotel_rooms",
        text_id=True,
    ),
    _table(
        "hotel_rooms",
        "id_product id_hotel room_num id_status floor comment date_add date_upd",
        root="rooms",
        item="room",
        links="id_product:room_types id_hotel:hotels",
        text_id=True,
    ),
    _table(
        "services",
        "id_tax_rules_group allow_multiple_quantity max_quantity price_calculation_method price active"
        " auto_add_to_cart price_addition_type show_at_front date_add date_upd",
        translated="name description description_short",
        links="id_tax_rules_group:tax_rule_groups",
    ),
    _table(
        "orders",
        "id_address_delivery id_address_invoice id_address_tax id_cart id_currency id_lang id_customer current_state"
        " module invoice_number invoice_date valid date_add date_upd transaction_id secure_key payment payment_type"
        " total_discounts total_discounts_tax_incl total_discounts_tax_excl total_paid total_paid_tax_incl"
        " total_paid_tax_excl total_paid_real total_products total_products_wt conversion_rate source reference"
        " is_advance_payment advance_paid_amount with_occupancy",
        links="id_cart:carts id_currency:currencies id_lang:languages id_customer:customers",
        associations="bookings:booking:room_bookings",
        required="id_cart id_currency id_lang id_customer module payment total_paid total_paid_real total_products"
        " total_products_wt conversion_rate",
    ),
    _table(
        "room_bookings",
        "id_product id_hotel id_order id_order_detail id_cart id_room id_customer booking_type id_status comment"
        " check_in check_out date_from date_to total_price_tax_excl total_price_tax_incl total_paid_amount is_refunded"
        " is_cancelled is_back_order room_num room_type_name hotel_name city state country zipcode phone email"
        " check_in_time check_out_time adults children child_ages date_add date_upd",
        root="bookings",
        item="booking",
        links="id_product:products id_hotel:hotels id_order:orders",
        associations="booking_extra_demands:extra_demand:booking_extra_demands",
        text_id=True,
        required="id_product id_hotel id_order id_order_detail id_cart id_room id_customer booking_type id_status"
        " date_from date_to room_num room_type_name hotel_name city country",
    ),
    _table(
        "customers",
        "id_default_group id_lang newsletter_date_add ip_registration_newsletter last_passwd_gen secure_key deleted"
        " passwd phone lastname firstname email id_gender birthday newsletter optin website company siret ape"
        " outstanding_allow_amount show_public_prices id_risk max_payment_days active note is_guest id_shop"
        " id_shop_group date_add date_upd",
        required="passwd lastname firstname email",
    ),
    _table(
        "order_histories",
        "id_employee id_order_state id_order date_add",
        item="order_history",
        links="id_order:orders id_order_state:order_states",
        required="id_order_state id_order",
    ),
    _table(
        "order_payments",
        "order_reference id_currency amount payment_method conversion_rate transaction_id payment_type date_add",
    ),
    _table("order_states", "hidden logable paid", translated="name"),
    _table(
        "currencies",
        "name iso_code iso_code_num blank sign format decimals conversion_rate deleted active",
        item="currency",
    ),
    _table("languages", "name iso_code language_code active is_rtl date_format_lite date_format_full"),
    _table(
        "countries",
        "id_zone id_currency call_prefix iso_code active contains_states need_identification_number need_zip_code"
        " zip_code_format display_tax_label",
        item="country",
        translated="name",
    ),
    _table("states", "id_zone id_country iso_code name active", links="id_country:countries"),
    _table("taxes", "rate active deleted", item="tax", translated="name"),
    _table("tax_rule_groups", "name active deleted date_add date_upd"),
    _table(
        "tax_rules",
        "id_tax_rules_group id_state id_country zipcode_from zipcode_to id_tax behavior description",
        links="id_tax:taxes id_state:states id_country:countries",
    ),
    _table("configurations", "value name id_shop_group id_shop date_add date_upd"),
    _table("hotel_features", "active", translated="name", text_id=True),
    _table("advance_payments", "id_product active payment_type value tax_include", text_id=True),
    _table("hotel_refund_rules", "payment_type days deduction_value_full_pay", translated="name", text_id=True),
    _table("feature_prices", "id_product date_from date_to impact_way impact_type impact_value active", text_id=True),
    _table("extra_demands", "price active", translated="name", text_id=True),
    _table("demand_advance_options", "id_global_demand price", translated="name", text_id=True),
    _table("booking_extra_demands", "id_htl_booking name unit_price_tax_excl", text_id=True),
)
TABLES: Final = {each.name: each for each in _ALL}

__all__ = ["TABLES", "Table"]
