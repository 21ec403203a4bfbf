"""What seldom changes in a shop: what its hotels sell, the automatic fees, its languages and currencies. Pure."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import unescape

from attrs import field, frozen

from hotel_agent.adapters.pms.qloapps.fields import Row, elements, exact, flag, local, table, whole, words
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue, RoomType
from hotel_agent.domain.reservations.restrictions import Restriction

IN_THE_ROOM, BESIDE_THE_ROOM = 1, 2
"""`price_addition_type` of an automatic fee: part of the room's price, or paid on top of it."""
BY_NIGHT = 2
"""`price_calculation_method` of what is paid each night; otherwise it is paid once."""
CANCELLED = 4
"""The state of a cancelled entry, unless the shop's own settings say otherwise."""

_MARKUP = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")

_REFERENCE = 9
"""Letters of an order's reference, as the shop makes them."""


@frozen(kw_only=True)
class Fee:
    """A service that QloApps adds to every reservation made on its own site."""

    id: int
    name: LocalText
    net: Decimal
    tax_group: int
    by_night: bool
    beside_the_room: bool


@frozen(kw_only=True)
class Sold:
    """A room type with what belongs to it in QloApps."""

    id: int
    hotel: int
    room_type: RoomType
    tax_group: int
    restriction: Restriction
    fees: tuple[Fee, ...] = ()


@frozen(kw_only=True)
class Sheet:
    """A shop as it was read."""

    sold: tuple[Sold, ...]
    languages: Mapping[int, Language] = field(factory=dict)
    currencies: Mapping[int, str] = field(factory=dict)
    cancelled: int = CANCELLED

    def of(self, hotel: int) -> tuple[Sold, ...]:
        """What this hotel sells, in the sequence of QloApps."""
        return tuple(each for each in self.sold if each.hotel == hotel)

    def find(self, wanted: RoomTypeId) -> Sold | None:
        """The room type of this id, if it is still sold."""
        return next((each for each in self.sold if each.room_type.id == wanted), None)

    def catalogue(self, house: House) -> Catalogue:
        """What the house sells."""
        return Catalogue(
            room_types=tuple(each.room_type for each in self.of(house.hotel)),
            rate_plans=(house.plan,),
            email_required=True,
            phone_required=True,
            shortest_number=_REFERENCE,
        )

    def language_id(self, wanted: Language) -> int | None:
        """The shop's id of this language; None where it does not speak it."""
        return next((number for number, code in self.languages.items() if code == wanted), None)


@frozen(kw_only=True)
class Records:
    """What was read of a shop, as it was answered."""

    room_types: Sequence[Row]
    limits: Sequence[Row]
    services: Sequence[Row]
    languages: Sequence[Row]
    currencies: Sequence[Row]
    settings: Sequence[Row] = ()


def read_sheet(records: Records, own: Sequence[Language]) -> Sheet:
    """The sheet these records make; a text is in the first of our own languages that it is written in.

    Raises Unavailable when room types are sold of which QloApps does not say whom they take.
    """
    languages = {whole(row, "id"): code for row in records.languages if (code := _language(row))}
    fees = {fee.id: fee for row in records.services if (fee := _fee(row, languages, own))}
    limits = {whole(row, "id_product"): row for row in records.limits}
    sold = []
    for row in records.room_types:
        if flag(row, "active"):
            limit = limits.get(whole(row, "id"))
            if limit is None:
                raise Unavailable(f"QloApps does not say whom room type {whole(row, 'id')} takes (hotel_room_types)")
            sold.append(_sold(row, limit, fees, languages, own))
    return Sheet(
        sold=tuple(sorted(sold, key=lambda each: each.id)),
        languages=languages,
        currencies={whole(row, "id"): words(row, "iso_code").upper() for row in records.currencies},
        cancelled=next((value for row in records.settings if (value := whole(row, "value"))), CANCELLED),
    )


def _sold(
    row: Row, limit: Row, fees: Mapping[int, Fee], languages: Mapping[int, Language], own: Sequence[Language]
) -> Sold:
    number = whole(row, "id")
    name = RoomTypeId(str(number))
    linked = [whole(each, "id") for each in elements(table(row, "associations"), "services") if isinstance(each, dict)]
    shortest, longest = whole(limit, "min_los"), whole(limit, "max_los")
    shortest = max(1, shortest)
    return Sold(
        id=number,
        hotel=whole(row, "id_hotel"),
        room_type=RoomType(
            id=name,
            name=_text(row, "name", languages, own) or LocalText.of(f"#{number}"),
            description=_text(row, "description_short", languages, own),
            capacity=_capacity(limit),
        ),
        tax_group=whole(row, "id_tax_rules_group"),
        restriction=Restriction(
            room_type=name, minimum_nights=shortest, maximum_nights=longest if longest >= shortest else None
        ),
        fees=tuple(fees[each] for each in linked if each in fees),
    )


def _capacity(limit: Row) -> Capacity:
    """Whom a room takes: the most there may be, else the base it is sold for."""
    adults = max(1, whole(limit, "max_adults") or whole(limit, "adults"))
    children = max(0, whole(limit, "max_children"))
    most = adults + children
    return Capacity(adults=adults, children=children, guests=min(most, whole(limit, "max_guests") or most))


def _fee(row: Row, languages: Mapping[int, Language], own: Sequence[Language]) -> Fee | None:
    """The automatic fee of this record; None for a service that a guest chooses."""
    if not (flag(row, "active") and flag(row, "auto_add_to_cart")):
        return None
    return Fee(
        id=whole(row, "id"),
        name=_text(row, "name", languages, own) or LocalText.of(f"#{whole(row, 'id')}"),
        net=exact(row, "price"),
        tax_group=whole(row, "id_tax_rules_group"),
        by_night=whole(row, "price_calculation_method") == BY_NIGHT,
        beside_the_room=whole(row, "price_addition_type") == BESIDE_THE_ROOM,
    )


def _language(row: Row) -> Language | None:
    code = words(row, "iso_code").lower()
    return Language(code) if re.fullmatch(r"[a-z]{2}", code) else None


def _text(row: Row, name: str, languages: Mapping[int, Language], own: Sequence[Language]) -> LocalText | None:
    """A text of the shop in its languages, ours first. One language only: whichever that is, it is the hotel's own."""
    told = {number: _plain(text) for number, text in local(row, name).items()}
    alone = next(iter(languages.values()), own[0])
    known = {each: text for each, text in told.items() if text and (each in languages or not each)}
    written = {languages.get(each, alone): text for each, text in known.items()}
    places = {code: place for place, code in enumerate(own)}
    sequence = sorted(written.items(), key=lambda text: places.get(text[0], len(own)))
    return LocalText(tuple(sequence)) if sequence else None


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", unescape(_MARKUP.sub(" ", text))).strip()
