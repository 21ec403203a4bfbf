"""What `bookings?schema=synopsis` documents, with the mistakes it makes: `adults` is never read."""

from typing import Final

_OUTLINE: Final = """
id_property! currency booking_status! payment_status! source booking_date remark id_language
associations{
customer_detail{id_customer firstname! lastname! email! phone! address city zip state_code country_code}
price_details{total_paid total_price_with_tax}
payment_detail{payment_type payment_method transaction_id}
cart_rules{cart_rule{name code type value currency}}
room_types{room_type{id_room_type! checkin_date! checkout_date! number_of_rooms!
rooms{room{id_room adults child child_ages unit_price_without_tax id_tax_rules_group total_tax
services{service{id_service quantity price_mode name unit_price_without_tax total_price_without_tax
id_tax_rules_group total_tax}}
facilities{facility{id_facility id_option name unit_price_without_tax id_tax_rules_group}}
}}
}}
}
"""
_API: Final = {
    "customer_detail": ' api="customer_detail"',
    "price_details": ' api="price_details"',
    "payment_detail": ' api="payment_detail"',
    "cart_rules": ' nodeType="cart_rule" api="cart_rules"',
    "room_types": ' nodeType="room_type" api="room_types"',
}


def _markup(outline: str) -> str:
    """Elements for names, with what is in braces inside; `!` marks what is said to be required."""
    written = ""
    path: list[str] = []
    for word in outline.replace("{", " { ").replace("}", " } ").split():
        if word == "{":
            name = path.pop()
            path += [name, "{"]
            written += f"<{name}{_API.get(name, '')}>\n"
        elif word == "}":
            written += _leaf(path)
            path.pop()
            written += f"</{path.pop()}>\n"
        else:
            written += _leaf(path)
            path.append(word)
    return written


def _leaf(path: list[str]) -> str:
    """The element of the last word, which turned out to have nothing inside."""
    if not path or path[-1] == "{":
        return ""
    name = path.pop()
    required = ' required="true"' if name.endswith("!") else ""
    return f"<{name.removesuffix('!')}{required}></{name.removesuffix('!')}>\n"


SYNOPSIS: Final = f"<booking>\n{_markup(_OUTLINE)}</booking>"

__all__ = ["SYNOPSIS"]
