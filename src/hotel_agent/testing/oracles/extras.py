"""What is had beside the room costs, looked up in the hotel's published tables guest by guest and night by night."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hotel_agent.testing.oracles.nights import nights_slept
from hotel_agent.testing.oracles.prices import AN_ADULT, People, in_minor_units


def published_extras(
    tables: Mapping[str, Any],
    *,
    wanted: Iterable[str],
    arrival: date,
    departure: date,
    parties: Iterable[People],
    minor: int = 100,
) -> dict[str, int]:
    """What each of these extras costs in minor units, by its id, in the sequence of the tables."""
    ids = set(wanted)
    guests = [age for adults, ages in parties for age in [*[AN_ADULT] * adults, *ages]]
    calendar = nights_slept(arrival, departure)
    costs: dict[str, int] = {}
    for extra in tables.get("extras", ()):
        if extra["id"] in ids:
            price = next(extra[each] for each in extra if each.startswith("per_"))
            times = 0
            for place, _night in enumerate(calendar):
                first = place == 0
                times += 1 if "per_night" in extra or ("per_stay" in extra and first) else 0
                for age in guests:
                    pays = age >= int(extra.get("from_age", 0))
                    times += 1 if pays and ("per_person_night" in extra or ("per_person" in extra and first)) else 0
            costs[extra["id"]] = in_minor_units(price, minor) * times
    return costs
