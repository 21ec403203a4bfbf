"""How a hotel without a PMS of its own prices a stay: each room each night, as a night audit posts it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from hotel_agent.domain.ids import RatePlanId
from hotel_agent.domain.money import Money, total
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import ExtraLine, NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.tariff import PlanRate, Tariff
from hotel_agent.domain.reservations.taxes import NightFee, PercentTax, PersonFee, StayFee, Tax


def price(
    tariff: Tariff, room_stays: Sequence[RoomStay], rate_plan: RatePlanId, extras: tuple[ExtraLine, ...] = ()
) -> Price:
    """What these rooms cost in all: exactly the sum of what each would cost alone, and what is had beside them.

    A night is rounded half up once, after weekday, supplements and plan; a tax in percent once a night. A plan
    without a rate of its own leaves the nights as they are. The price of an extra is what a guest pays for it: no
    tax is added. Raises Bug for a room type without a rate.
    """
    plan = tariff.plans.get(rate_plan, PlanRate())
    nights: defaultdict[date, Money] = defaultdict(lambda: Money.zero(tariff.currency))
    levied = [Money.zero(tariff.currency) for _ in tariff.taxes]
    for room_stay in room_stays:
        amounts = [_night(tariff, plan, room_stay, night) for night in room_stay.stay.nights]
        for night, amount in zip(room_stay.stay.nights, amounts, strict=True):
            nights[night] += amount
        for place, tax in enumerate(tariff.taxes):
            levied[place] += _levy(tariff, tax, room_stay, amounts)
    taxes = tuple(
        TaxLine(name=tax.name, amount=amount, included=isinstance(tax, PercentTax) and tax.included)
        for tax, amount in zip(tariff.taxes, levied, strict=True)
        if amount.minor
    )
    on_top = [line.amount for line in taxes if not line.included]
    return Price(
        nights=tuple(NightPrice(night, nights[night]) for night in sorted(nights)),
        extras=extras,
        taxes=taxes,
        total=total([*nights.values(), *(extra.amount for extra in extras), *on_top], tariff.currency),
    )


def _night(tariff: Tariff, plan: PlanRate, room_stay: RoomStay, night: date) -> Money:
    """One night of one room, as it is sold under this plan."""
    occupancy = room_stay.occupancy
    room = Decimal(tariff.nightly(room_stay.room_type, night).minor)
    room += room * tariff.weekdays.get(night.weekday(), Decimal(0)) / 100
    room += tariff.supplement(room_stay.room_type, occupancy).minor
    room += room * plan.percent / 100
    amount = Money.rounded(room, tariff.currency)
    if plan.per_person is not None:
        amount += plan.per_person * occupancy.of_age(plan.from_age)
    return amount


def _levy(tariff: Tariff, tax: Tax, room_stay: RoomStay, nights: Sequence[Money]) -> Money:
    """What this tax comes to for one room, whose nights cost so much."""
    match tax:
        case PercentTax():
            return total((_share(tax, amount) for amount in nights), tariff.currency)
        case NightFee():
            return tax.amount * len(nights[: tax.max_nights])
        case PersonFee():
            from_age = tariff.adult_age if tax.from_age is None else tax.from_age
            return tax.amount * len(nights[: tax.max_nights]) * room_stay.occupancy.of_age(from_age)
        case StayFee():
            return tax.amount
        case _:
            assert_never(tax)


def _share(tax: PercentTax, amount: Money) -> Money:
    return amount.contained_percent(tax.percent) if tax.included else amount.percent(tax.percent)
