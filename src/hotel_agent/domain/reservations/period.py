"""Days of the calendar for which something holds: a season, a restriction."""

from datetime import date

from attrs import field, frozen


@frozen
class Period:
    """From the first day to the last, both included.

    A yearly period holds on these days of every year, whatever year is written, and may run over New Year.
    """

    first: date
    last: date
    yearly: bool = field(default=False, kw_only=True)

    @yearly.validator
    def _ends_after_it_begins(self, _attribute: object, yearly: bool) -> None:
        if not yearly and self.last < self.first:
            raise ValueError(f"the last day {self.last} comes before the first, {self.first}")

    def contains(self, day: date) -> bool:
        """Whether it holds on this day."""
        if not self.yearly:
            return self.first <= day <= self.last
        first, last, on = ((each.month, each.day) for each in (self.first, self.last, day))
        return first <= on <= last if first <= last else on >= first or on <= last
