"""What QloApps needs to be told: where its shop is, a key, which hotel of it is which property, on which terms."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import field, fields_dict, frozen

from hotel_agent.adapters.pms.tables.options import Count, HotelOptions, PenaltyOptions, Seconds
from hotel_agent.adapters.pms.tables.structuring import structured
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import PropertyId, RatePlanId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import Meals, RatePlan
from hotel_agent.domain.tenants.tenant import Property, Tenant

PLAN = RatePlanId("standard")
"""QloApps sells every room on the same conditions."""

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#@]*)?")
_KEY = re.compile(r"[!-~]{32}")
_BOUNDS = {"read_seconds": (1, 30), "write_seconds": (5, 45), "settles_seconds": (30, 3600)}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_PLAN_NAMES = (("en", "Standard rate"), ("es", "Tarifa estándar"), ("pt", "Tarifa padrão"))


@frozen(kw_only=True)
class QloAppsOptions:
    """The shop and its key, which never shows, and how long an answer may take."""

    base_url: str
    api_key: str = field(repr=False)
    hotel_id: Count | None = None
    """The hotel in QloApps, where the tenant has one property."""
    read_seconds: Seconds = Seconds(Decimal(10))
    write_seconds: Seconds = Seconds(Decimal(25))
    """QloApps may send mail while it makes a reservation (contract, 10)."""
    settles_seconds: Seconds = Seconds(Decimal(90))
    """So long after a write without an answer nothing new can come of it: well beyond PHP's limit of execution."""

    @property
    def api(self) -> str:
        """Where the webservice answers."""
        return f"{self.base_url.rstrip('/').removesuffix('/api')}/api"


@frozen(kw_only=True)
class HouseOptions:
    """What a property's table holds of its book in QloApps."""

    hotel_id: Count | None = None
    rate_plan_name: LocalText | None = None
    meals: Meals = Meals.ROOM_ONLY
    cancellation: list[PenaltyOptions] = field(factory=list)
    separate_fees: bool | None = None
    """Whether a guest also pays the automatic fees that QloApps adds beside the room, as on the hotel's own site."""


@frozen(kw_only=True)
class House:
    """One hotel of the shop."""

    property_id: PropertyId
    hotel: int
    currency: str
    time_zone: str
    languages: tuple[Language, ...]
    plan: RatePlan
    separate_fees: bool | None = None
    """None: nobody decided it, so they are not taken."""


def read_options(options: Mapping[str, object], *, tenant: Tenant) -> tuple[QloAppsOptions, dict[PropertyId, House]]:
    """The options as they were written. Raises BadConfig with all their problems, none of which tells the key."""
    written = {name: value for name, value in options.items() if name != "properties"}
    problems = list(_wrong(written))
    currency = tenant.properties[0].currency
    shop: QloAppsOptions | None = None
    try:
        shop = structured(QloAppsOptions, _with_number(written), key="pms", currency=currency)
    except BadConfig as bad:
        problems += bad.problems
    alone = _alone(shop, written) if len(tenant.properties) == 1 else None
    tables = options.get("properties")
    houses: dict[PropertyId, House] = {}
    for each in tenant.properties:
        table = tables.get(each.id, {}) if isinstance(tables, Mapping) else {}
        try:
            houses[each.id] = _house(each, table, tenant, alone)
        except BadConfig as bad:
            problems += bad.problems
    hotels = [house.hotel for house in houses.values()]
    problems += [
        f"properties.{name}.hotel_id: {house.hotel} is given to more than one property"
        for name, house in houses.items()
        if hotels.count(house.hotel) > 1
    ]
    if problems or shop is None:
        raise BadConfig(problems)
    return shop, houses


def _wrong(written: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with texts and numbers that are of the right kind."""
    address, key = written.get("base_url"), written.get("api_key")
    if isinstance(address, str) and not _ADDRESS.fullmatch(address):
        yield "pms.base_url: expected the shop's address, as https://shop.example.com, without a name or a ? in it"
    if isinstance(key, str) and not _KEY.fullmatch(key):
        yield "pms.api_key: expected the 32 characters of a webservice key; what was found is not shown"
    for name, (least, most) in _BOUNDS.items():
        seconds = str(written.get(name, least))
        if _NUMBER.fullmatch(seconds) and not least <= Decimal(seconds) <= most:
            yield f"pms.{name}: expected {least} to {most} seconds, found {seconds}"


def _alone(shop: QloAppsOptions | None, written: Mapping[str, object]) -> int | None:
    """The only hotel; any number where one was written that could not be read, which is told elsewhere."""
    return shop.hotel_id if shop is not None else len(written.keys() & {"hotel_id"}) or None


def _house(of: Property, table: object, tenant: Tenant, alone: int | None) -> House:
    key = f"properties.{of.id}"
    told = structured(HouseOptions, _without_own_book(table), key=key, currency=of.currency)
    hotel = told.hotel_id or alone
    if hotel is None:
        raise BadConfig(f"{key}.hotel_id: missing; expected the id of this property's hotel in QloApps, as 1")
    return House(
        property_id=of.id, hotel=hotel, currency=of.currency, time_zone=of.time_zone, languages=tenant.languages,
        plan=RatePlan(
            id=PLAN,
            name=told.rate_plan_name or _plan_name(tenant.languages[0]),
            meals=told.meals,
            terms=CancellationTerms(tuple(each.step for each in told.cancellation)),
        ),
        separate_fees=told.separate_fees,
    )  # fmt: skip


def _plan_name(own: Language) -> LocalText:
    """What the one rate is called where the hotel does not say it, its own language first."""
    names = sorted(_PLAN_NAMES, key=lambda name: name[0] != own)
    return LocalText(tuple((Language(code), text) for code, text in names))


def _with_number(written: Mapping[str, object]) -> Mapping[str, object]:
    """A hotel named by a variable comes as a text."""
    hotel = written.get("hotel_id")
    numeral = isinstance(hotel, str) and hotel.isascii() and hotel.isdigit()
    return {**written, "hotel_id": int(str(hotel))} if numeral else written


def _without_own_book(table: object) -> object:
    """The table without what only a book of the hotel's own reads: it may stay, for the way back."""
    if not isinstance(table, Mapping):
        return table
    return {name: value for name, value in table.items() if name not in fields_dict(HotelOptions)}
