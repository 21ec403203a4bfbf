"""Nights, counted on a calendar."""

from datetime import date

ONE_DAY = 1


def nights_slept(arrival: date, departure: date) -> list[date]:
    """Each night between these days, found by turning the leaves of a calendar one by one."""
    slept: list[date] = []
    leaf = arrival.toordinal()
    while leaf != departure.toordinal():
        if len(slept) > 1000:
            raise AssertionError(f"whoever arrives on {arrival} does not depart on {departure}")
        slept.append(date.fromordinal(leaf))
        leaf += ONE_DAY
    return slept
