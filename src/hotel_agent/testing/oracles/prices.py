"""What a stay costs, looked up in the hotel's published tables guest by guest and night by night.

The tables are those of the tenants file (adapters `builtin` and `mock`), as plain values: text, numbers, lists and
mappings.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any, Final

from attrs import frozen

from hotel_agent.testing.oracles.nights import nights_slept

Table = Mapping[str, Any]
People = tuple[int, Sequence[int]]
"""How many adults, and how old the children."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AN_ADULT: Final = 99


@frozen(kw_only=True)
class Published:
    """A price in minor units, taken apart."""

    nights: tuple[int, ...]
    """All rooms together."""
    on_top: int
    """Taxes and fees that are not inside the nights."""

    @property
    def total(self) -> int:
        """What the guest pays in all."""
        return sum(self.nights) + self.on_top


def published_price(
    tables: Table,
    *,
    room_type: str,
    plan: str,
    arrival: date,
    departure: date,
    parties: Iterable[People],
    child_until_age: int = 12,
    minor: int = 100,
) -> Published:
    """What rooms of this type cost under this plan, one for each of these parties."""
    sale = _Sale(
        tables=tables,
        room=_named(tables["room_types"], room_type),
        plan=_named(tables["rate_plans"], plan),
        child_until_age=child_until_age,
        minor=minor,
    )
    calendar = nights_slept(arrival, departure)
    nights, on_top = [0] * len(calendar), 0
    for adults, ages in parties:
        people = [AN_ADULT] * adults + list(ages)
        for place, night in enumerate(calendar):
            amount = sale.night(night, people)
            nights[place] += amount
            for tax in tables.get("taxes", ()):
                on_top += sale.on_top(tax, amount, people, place)
    return Published(nights=tuple(nights), on_top=on_top)


@frozen(kw_only=True)
class _Sale:
    """One room type under one plan, and the table of its hotel."""

    tables: Table
    room: Table
    plan: Table
    child_until_age: int
    minor: int

    def night(self, night: date, people: Sequence[int]) -> int:
        """One night of one room in which these people sleep."""
        rate = Fraction(str(self.room["rate"]))
        for season in self.tables.get("seasons", ()):
            if _falls_in(season, night) and self.room["id"] in season["rates"]:
                rate = Fraction(str(season["rates"][self.room["id"]]))
        rate += rate * Fraction(str(self.tables.get("weekdays", {}).get(WEEKDAYS[night.weekday()], 0))) / 100
        for age in self._beyond(people):
            rate += self._supplement(age)
        rate += rate * Fraction(str(self.plan.get("percent", 0))) / 100
        amount = _half_up(rate * self.minor)
        if "per_person" in self.plan:
            eating = [age for age in people if age >= int(self.plan.get("from_age", 0))]
            amount += len(eating) * self._exactly(self.plan["per_person"])
        return amount

    def on_top(self, tax: Table, amount: int, people: Sequence[int], nights_before: int) -> int:
        """What this tax adds to one night of one room."""
        if "percent" in tax:
            return 0 if tax.get("included") else _half_up(amount * Fraction(str(tax["percent"])) / 100)
        if "per_stay" in tax:
            return self._exactly(tax["per_stay"]) if nights_before == 0 else 0
        if "max_nights" in tax and nights_before >= int(tax["max_nights"]):
            return 0
        if "per_night" in tax:
            return self._exactly(tax["per_night"])
        paying = [age for age in people if age >= int(tax.get("from_age", self.child_until_age + 1))]
        return len(paying) * self._exactly(tax["per_person_night"])

    def _beyond(self, people: Sequence[int]) -> list[int]:
        """The ages of those whom the rate does not include, grown-ups first among those it does."""
        grown = [AN_ADULT if age > self.child_until_age else age for age in people]
        return sorted(grown, reverse=True)[int(self.room.get("base_guests", self.room["adults"])) :]

    def _supplement(self, age: int) -> Fraction:
        if "supplements" not in self.tables:
            return Fraction(0)
        for band in self.tables["supplements"].get("children", ()):
            if age <= int(band["until_age"]):
                return Fraction(str(band["amount"]))
        return Fraction(str(self.tables["supplements"]["adult"]))

    def _exactly(self, amount: object) -> int:
        return in_minor_units(amount, self.minor)


def in_minor_units(amount: object, minor: int) -> int:
    """An amount as the tables have it, in cents or whatever the currency has."""
    return _half_up(Fraction(str(amount)) * minor)


def _falls_in(season: Table, night: date) -> bool:
    """Whether the night lies in a season written as `MM-DD`, which may run over New Year."""
    first, last = str(season["first"]), str(season["last"])
    on = f"{night.month:02}-{night.day:02}"
    if first <= last:
        return first <= on <= last
    return on >= first or on <= last


def _named(tables: Sequence[Table], wanted: str) -> Table:
    for table in tables:
        if table["id"] == wanted:
            return table
    raise AssertionError(f"the hotel does not sell {wanted!r}")


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))
