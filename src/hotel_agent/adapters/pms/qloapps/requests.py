"""What is sent to QloApps to make a reservation or to give it a new state. Pure."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.people import as_phone, first_and_last, name_of, phone_of
from hotel_agent.adapters.pms.qloapps.records import Account
from hotel_agent.adapters.pms.qloapps.sheet import Sold
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker
from hotel_agent.domain.stay import Stay

_NEW, _AWAITING = 1, 3
_MARKUP = re.compile(r"[<>={}]")


@frozen(kw_only=True)
class Wish:
    """One room as it is wanted: of this type, for this stay and these people, with this door."""

    sold: Sold
    stay: Stay
    occupancy: Party
    room: int
    net: Decimal | None = None
    """What the room alone is to cost for the whole stay, without tax; None: as QloApps prices it."""


def made(wishes: Sequence[Wish], booker: Booker, account: Account | None, house: House, *, source: str,
         language: int | None, note: str = "") -> Mapping[str, object]:  # fmt: skip
    """A new reservation, to be paid at the hotel."""
    told: dict[str, object] = {
        "id_property": house.hotel,
        "currency": house.currency,
        "booking_status": _NEW,
        "payment_status": _AWAITING,
        "source": source,
        "associations": {
            "customer_detail": _guest(booker, account),
            "payment_detail": {"payment_type": "pay at hotel"},
            "room_types": _room_types(wishes, house),
        },
    }
    if language is not None:
        told["id_language"] = language
    remarks = [_stranger(booker, account) if account is not None else "", note]
    if remark := "; ".join(each for each in remarks if each):
        told["remark"] = remark
    return told


def note_of(quote: Quote) -> str:
    """What staff must know beside the rooms: wishes, and another name, which the account is not given (contract, 6)."""
    renamed = (f"Guest: {_plain(quote.in_name)}",) if quote.in_name is not None else ()
    return "; ".join((*renamed, *(f"Wish, not guaranteed: {_plain(each)}" for each in quote.requests)))


def changed(
    entry: int, wishes: Sequence[Wish], account: Account, house: House, *, note: str = ""
) -> Mapping[str, object]:
    """The whole state a reservation is to have: a room or service not repeated would be taken away (contract, 6)."""
    told: dict[str, object] = {
        "id": entry,
        "id_property": house.hotel,
        "currency": house.currency,
        "associations": {"customer_detail": _own(account), "room_types": _room_types(wishes, house)},
    }
    return {**told, "remark": note} if note else told


def _room_types(wishes: Sequence[Wish], house: House) -> list[Mapping[str, object]]:
    """One group for each type and stay: QloApps merges two of the same wrongly (contract, 5.1)."""
    groups: dict[tuple[int, Stay], list[Wish]] = {}
    for wish in wishes:
        groups.setdefault((wish.sold.id, wish.stay), []).append(wish)
    return [
        {
            "id_room_type": room_type,
            "checkin_date": stay.arrival.isoformat(),
            "checkout_date": stay.departure.isoformat(),
            "number_of_rooms": len(group),
            "rooms": [_room(wish, house) for wish in group],
        }
        for (room_type, stay), group in groups.items()
    ]


def _room(wish: Wish, house: House) -> Mapping[str, object]:
    """A room with its automatic fees, which QloApps leaves out unless they are named (contract, fact 5)."""
    adults, ages = wish.occupancy.adults, list(wish.occupancy.child_ages)
    fees = [fee for fee in wish.sold.fees if house.separate_fees or not fee.beside_the_room]
    room: dict[str, object] = {
        "id_room": wish.room,
        "adults": adults,
        "adult": adults,  # the one that is read; the other is the one that is documented
        "child": len(ages),
        "child_ages": ages,
        "id_tax_rules_group": wish.sold.tax_group,
        "services": [{"id_service": fee.id, "quantity": 1, "id_tax_rules_group": fee.tax_group} for fee in fees],
    }
    if wish.net is not None:
        room["unit_price_without_tax"] = str(wish.net)
    return room


def _guest(booker: Booker, account: Account | None) -> Mapping[str, object]:
    """Who makes the reservation. An account that exists keeps its name and telephone: they are not ours to change."""
    if account is None or not account.first:
        first, last = first_and_last(booker.name)
        return {"firstname": first, "lastname": last, "email": booker.email, "phone": as_phone(booker.phone or "")}
    own = dict(_own(account))
    own["phone"] = account.phone or as_phone(booker.phone or "")
    return own


def _own(account: Account) -> Mapping[str, object]:
    return {
        "firstname": account.first,
        "lastname": account.last,
        "email": account.email,
        "phone": account.phone,
    }


def _plain(text: str) -> str:
    """The text without signs of markup, which QloApps takes away or chokes on (contract, 5.1)."""
    return " ".join(_MARKUP.sub(" ", text).split())


def _stranger(booker: Booker, account: Account) -> str:
    """What staff must know of a guest who reserves under an address that is kept in another name or number."""
    phone = booker.phone or ""
    if name_of(account).casefold() == booker.name.casefold() and (not phone or phone_of(account) == phone):
        return ""
    return f"Guest: {' '.join(booker.name.split())}, telephone +{phone}"
