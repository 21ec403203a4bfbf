"""Every amount the hotel may say to a guest of these wishes, worked out from its published tables in another way."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import floor
from typing import Any, Final

from attrs import define, field, frozen

from hotel_agent.testing.guests.scenario import Facts
from hotel_agent.testing.guests.words import amounts_in
from hotel_agent.testing.oracles import published_price
from hotel_agent.testing.oracles.penalties import rungs

People = tuple[int, tuple[int, ...]]
_Asked = tuple[str, str, date, int, People]
_MOST_ROOMS: Final = 3


@frozen(kw_only=True)
class _Priced:
    """One room under one plan, in hundredths."""

    nights: tuple[int, ...]
    on_top: int
    included: int

    @property
    def total(self) -> int:
        return sum(self.nights) + self.on_top


@define
class PriceList:
    """All that may be said to cost anything at this hotel."""

    text: str
    """The tenants file, whose sentences may name prices too."""
    tables: Mapping[str, Any]
    child_until_age: int
    _known: dict[tuple[Facts, date], frozenset[int]] = field(factory=dict)
    _rooms: dict[_Asked, _Priced] = field(factory=dict)
    _tenant: Mapping[str, Any] = field(init=False)
    _written: frozenset[int] = field(init=False)

    @_tenant.default
    def _parse(self) -> Mapping[str, Any]:
        (tenant,) = tomllib.loads(self.text)["tenants"]
        return dict(tenant)

    @_written.default
    def _read(self) -> frozenset[int]:
        """Amounts in what the hotel knows about itself, and in the words of its rules."""
        told = (self._tenant.get("knowledge", ()), self._tenant["rules"])
        sentences = [str(each) for each in _leaves(told)]
        return frozenset(amount for sentence in sentences for amount in amounts_in(sentence))

    def may_say(self, wishes: Iterable[tuple[Facts, date]], *, held: Iterable[int] = ()) -> frozenset[int]:
        """Every amount, in hundredths, that concerns one of these wishes, each with the day it begins.

        `held`: the totals of reservations the guest had at some time, from which a change may differ by so much.
        """
        known = self._written.union(*(self._of(facts, arrival) for facts, arrival in wishes))
        return known.union(*({abs(amount - total) for amount in known} for total in held))

    def totals(self, facts: Facts, arrival: date, room: str, plan: str) -> frozenset[int]:
        """What this costs in all, in rooms of this type, whoever sleeps with whom."""
        guests = facts.adults + len(facts.children)
        beside = [
            _cost(each, facts.nights, guests) for each in self.tables.get("extras", ()) if each["id"] in facts.extras
        ]
        return frozenset(
            sum(each.total for each in rooms) + sum(beside)
            for parties in _spread(facts, facts.rooms)
            for rooms in [[self._room(room, plan, arrival, facts.nights, people) for people in parties]]
        )

    def _of(self, facts: Facts, arrival: date) -> frozenset[int]:
        key = (facts, arrival)
        if key not in self._known:
            self._known[key] = frozenset(self._amounts(facts, arrival))
        return self._known[key]

    def _amounts(self, facts: Facts, arrival: date) -> Iterator[int]:
        guests = facts.adults + len(facts.children)
        extras = [_extra(each, facts.nights, guests, facts.rooms) for each in self.tables.get("extras", ())]
        beside = {
            0,
            *(sum(some) for size in (1, 2, 3) for some in combinations([x for each in extras for x in each], size)),
        }
        yield from beside
        for rooms, plan in self._choices(facts, arrival):
            total, nights = (
                sum(each.total for each in rooms),
                [sum(row) for row in zip(*(each.nights for each in rooms), strict=True)],
            )
            yield from (total + each for each in beside)
            yield from nights
            yield sum(nights)
            yield sum(each.included for each in rooms)
            yield sum(each.on_top for each in rooms)
            for ladder in (plan.get("cancellation", ()), self._ahead(plan)):
                yield from rungs(ladder, total, nights)
                for each in beside:
                    yield from rungs(ladder, total + each, nights)

    def _ahead(self, plan: Mapping[str, Any]) -> Sequence[Mapping[str, object]]:
        """What is paid ahead, counted as a penalty is: as the rate asks, or else as the house does."""
        asked = plan.get("deposit") or self._tenant["rules"].get("deposit")
        return [asked] if asked else []

    def _choices(self, facts: Facts, arrival: date) -> Iterator[tuple[list[_Priced], Mapping[str, Any]]]:
        types = [each["id"] for each in self.tables["room_types"]]
        for count in sorted({facts.rooms, *range(1, min(facts.adults, _MOST_ROOMS) + 1)}):
            for parties in _spread(facts, count):
                for plan in self.tables["rate_plans"]:
                    mixed = (
                        combinations_with_replacement(types, count)
                        if count <= 2
                        else [(each,) * count for each in types]
                    )
                    for kinds in mixed:
                        yield (
                            [
                                self._room(kind, plan["id"], arrival, facts.nights, people)
                                for kind, people in zip(kinds, parties, strict=True)
                            ],
                            plan,
                        )

    def _room(self, *asked: *_Asked) -> _Priced:
        if asked not in self._rooms:
            self._rooms[asked] = self._priced(*asked)
        return self._rooms[asked]

    def _priced(self, room: str, plan: str, arrival: date, nights: int, people: People) -> _Priced:
        said = published_price(
            self.tables,
            room_type=room,
            plan=plan,
            arrival=arrival,
            departure=arrival + timedelta(days=nights),
            parties=[people],
            child_until_age=self.child_until_age,
        )
        percents = [Fraction(str(tax["percent"])) for tax in self.tables.get("taxes", ()) if tax.get("included")]
        included = sum(_half_up(amount * each / (100 + each)) for each in percents for amount in said.nights)
        return _Priced(nights=said.nights, on_top=said.on_top, included=included)


def _spread(facts: Facts, rooms: int) -> Sequence[Sequence[People]]:
    """Every way to put these people into so many rooms with an adult in each, as far as there are few."""
    if rooms < 1 or facts.adults < rooms:
        return []
    if rooms == 1:
        return [[(facts.adults, tuple(facts.children))]]
    found = []
    for first in range(1, facts.adults - rooms + 2):
        for count in range(len(facts.children) + 1):
            for ages in set(combinations(facts.children, count)):
                left = list(facts.children)
                for age in ages:
                    left.remove(age)
                rest = Facts(adults=facts.adults - first, children=tuple(left))
                found += [[(first, tuple(ages)), *others] for others in _spread(rest, rooms - 1)]
    return found


def _extra(extra: Mapping[str, Any], nights: int, guests: int, rooms: int) -> frozenset[int]:
    """What an extra may cost a stay: one of it, one for each room, and what it costs at a time."""
    cost, once = _cost(extra, nights, guests), _cost(extra, 1, 1)
    return frozenset({once, cost, cost * rooms})


def _cost(extra: Mapping[str, Any], nights: int, guests: int) -> int:
    """What one of it costs a stay."""
    for unit, times in (
        ("per_stay", 1),
        ("per_night", nights),
        ("per_person", guests),
        ("per_person_night", guests * nights),
    ):
        if unit in extra:
            return _half_up(Fraction(str(extra[unit])) * 100) * times
    return 0


def _leaves(value: object) -> Iterator[object]:
    match value:
        case Mapping():
            for each in value.values():
                yield from _leaves(each)
        case list() | tuple():
            for each in value:
                yield from _leaves(each)
        case _:
            yield value


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))
