"""What cancelling costs, read off the ladder as it is printed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from math import floor

Step = Mapping[str, object]
"""As in the hotel's tables: `{hours_before = 48, nights = 1}`, or `percent`, or `amount`."""


def rungs(ladder: Sequence[Step], total: int, nights: Sequence[int], *, minor: int = 100) -> list[int]:
    """What each step of the ladder costs for a stay of this price, in minor units; never more than the stay."""
    costs: list[int] = []
    for step in ladder:
        cost = 0
        if "percent" in step:
            cost = floor(Fraction(str(step["percent"])) * total / 100 + Fraction(1, 2))
        elif "nights" in step:
            for place, amount in enumerate(nights):
                if place < int(str(step["nights"])):
                    cost += amount
        else:
            cost = int(Fraction(str(step["amount"])) * minor)
        costs.append(min(total, cost))
    return costs


def penalty(
    ladder: Sequence[Step], total: int, nights: Sequence[int], *, at: datetime, arrival: datetime, minor: int = 100
) -> int:
    """What cancelling costs at this moment: the dearest of the steps that have begun."""
    dearest = 0
    seconds_left = (arrival - at).total_seconds()
    for step, cost in zip(ladder, rungs(ladder, total, nights, minor=minor), strict=True):
        begun = seconds_left < int(str(step["hours_before"])) * 3600
        if begun and cost > dearest:
            dearest = cost
    return dearest
