"""One property as its tables describe it: what it sells, in which rooms, at which price, under which limits."""

from collections.abc import Mapping

from attrs import frozen

from hotel_agent.adapters.pms.numbers import LENGTH
from hotel_agent.adapters.pms.tables.options import WEEKDAYS, HotelOptions
from hotel_agent.adapters.pms.tables.references import misnamed
from hotel_agent.adapters.pms.tables.structuring import structured
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import RoomId, RoomTypeId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.restrictions import Restriction
from hotel_agent.domain.reservations.tariff import Tariff


@frozen(kw_only=True)
class Hotel:
    """A property that keeps its own book. Every room type of the catalogue has its rooms and its rate."""

    catalogue: Catalogue
    rooms: Mapping[RoomTypeId, tuple[RoomId, ...]]
    tariff: Tariff
    restrictions: tuple[Restriction, ...] = ()


def read_hotel(tables: object, *, key: str, currency: str, child_until_age: int) -> Hotel:
    """The hotel these tables describe. Raises BadConfig with every problem, the key of each beginning with this one."""
    problems: list[str] = []
    if isinstance(tables, Mapping):
        problems.extend(misnamed(tables, key=key))
    try:
        options = structured(HotelOptions, tables, key=key, currency=currency)
    except BadConfig as bad:
        raise BadConfig([*bad.problems, *problems]) from bad
    if problems:
        raise BadConfig(problems)
    return _build(options, currency, child_until_age)


def _build(options: HotelOptions, currency: str, child_until_age: int) -> Hotel:
    return Hotel(
        catalogue=Catalogue(
            room_types=tuple(each.room_type for each in options.room_types),
            rate_plans=tuple(each.rate_plan for each in options.rate_plans),
            extras=tuple(each.extra for each in options.extras),
            shortest_number=LENGTH,
        ),
        rooms={each.id: tuple(each.rooms) for each in options.room_types},
        tariff=Tariff(
            currency=currency,
            rates={each.id: each.room_rate for each in options.room_types},
            seasons=tuple(each.season for each in options.seasons),
            weekdays={day: getattr(options.weekdays, name) for day, name in enumerate(WEEKDAYS)},
            supplements=options.supplements.supplements if options.supplements else None,
            plans={each.id: each.plan_rate for each in options.rate_plans},
            taxes=tuple(each.tax for each in options.taxes),
            child_until_age=child_until_age,
        ),
        restrictions=tuple(each.restriction for each in options.restrictions),
    )
