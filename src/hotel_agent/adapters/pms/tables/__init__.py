"""A small hotel's own book as its tables describe it: what it sells, in which rooms, for how much.

They stand in a property's own table of the tenants file, beside its name and time zone, whichever adapter keeps the
book by them (amounts are in the property's currency, text or whole numbers):

```toml
[[tenants.properties.room_types]] # in the sequence in which they are offered
id = "double"
name = { es = "Habitación doble", en = "Double room", pt = "Quarto duplo" }
description = { en = "..." }      # optional
rooms = ["101", "102", "103"]     # the doors; each belongs to one room type
adults = 2                        # how many adults sleep in one such room
children = 1                      # and how many children beside them; without it none
guests = 3                        # both together; without it adults + children
rate = "120.00"                   # a night
base_guests = 2                   # whom the rate includes, adults first; without it as many as adults

[[tenants.properties.rate_plans]] # in the sequence in which they are offered
id = "breakfast"
name = { es = "Con desayuno", en = "With breakfast", pt = "Com café da manhã" }
meals = "breakfast"               # room_only, breakfast, half_board, full_board
percent = -10                     # on the night with its supplements
per_person = "12.00"              # on top, for each guest and night ...
from_age = 3                      # ... of this age or older; without it everybody
cancellation = [                  # without it cancelling is always free
  { hours_before = 48, nights = 1 },
  { hours_before = 24, percent = 100 },   # each step has one of nights, percent, amount
]
deposit = { percent = 30 }        # or { nights = 1 }: paid ahead; without it as the house rules say

[[tenants.properties.seasons]]    # where two overlap, the later one in the file wins
name = "summer"
first = "06-15"                   # of every year; 2027-06-15 (no quotes) is that day only
last = "09-15"                    # included
rates = { double = "150.00" }     # other room types keep the rate they had

[tenants.properties.weekdays]     # percent on the rate by the weekday on which the night begins
friday = 10
sunday = "-7.5"

[tenants.properties.supplements]  # each night, for guests beyond base_guests; without it they cost nothing
adult = "30.00"
children = [                      # older ones, or older than the house rule child_until_age, pay as adults
  { until_age = 2, amount = 0 },
  { until_age = 12, amount = "15.00" },
]

[[tenants.properties.taxes]]      # one of percent, per_night, per_person_night, per_stay; each counted for every room
name = { es = "IVA", en = "VAT", pt = "IVA" }
percent = 10
included = true                   # inside the nights; without it on top, as all fixed amounts are

[[tenants.properties.taxes]]
name = { es = "Tasa turística", en = "City tax", pt = "Taxa turística" }
per_person_night = "2.20"
from_age = 16                     # without it adults only
max_nights = 7                    # the first so many; without it all

[[tenants.properties.extras]]     # what a guest may have beside the room
id = "parking"
name = { es = "Estacionamiento", en = "Parking", pt = "Estacionamento" }
per_night = "15.00"               # exactly one of: per_stay, per_night (each once, however many rooms), per_person,
                                  # per_person_night (of these from_age = 3 leaves out whoever is younger); tax in it

[[tenants.properties.restrictions]]
first = "08-01"                   # without first and last: always
last = "08-31"
room_type = "double"              # without it all
minimum_nights = 3                # for stays that arrive in the period
maximum_nights = 14
no_arrival_on = ["sunday"]
no_departure_on = ["saturday"]
closed = true                     # nobody sleeps here in the period
```
"""

from collections.abc import Mapping

from hotel_agent.adapters.pms.tables.hotel import Hotel, read_hotel
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.tenants.tenant import Tenant

__all__ = ["Hotel", "read_hotel", "read_hotels"]


def read_hotels(options: Mapping[str, object], *, tenant: Tenant, problems: list[str]) -> dict[PropertyId, Hotel]:
    """The tenant's properties, each by its tables. What is wrong is added to the problems; such a property is left out.

    The tables stand under `properties`, by property id, in the options of an adapter.
    """
    hotels: dict[PropertyId, Hotel] = {}
    books = options.get("properties", {})
    for each in tenant.properties:
        book = books.get(each.id, {}) if isinstance(books, Mapping) else {}
        try:
            hotels[each.id] = read_hotel(
                book,
                key=f"properties.{each.id}",
                currency=each.currency,
                child_until_age=tenant.rules.child_until_age,
            )
        except BadConfig as bad:
            problems.extend(bad.problems)
    return hotels
