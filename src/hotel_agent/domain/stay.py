"""A stay: dates in the property's calendar, half-open, counted in nights."""

from datetime import date, timedelta

from attrs import field, frozen


@frozen
class Stay:
    """From arrival to departure. The night of the departure is not slept."""

    arrival: date = field()
    departure: date = field()

    @departure.validator
    def _comes_after_arrival(self, _attribute: object, departure: date) -> None:
        if departure <= self.arrival:
            raise ValueError(f"departure {departure} is not after arrival {self.arrival}")

    @classmethod
    def of_nights(cls, arrival: date, nights: int) -> "Stay":
        """A stay of this many nights, at least one."""
        return cls(arrival, arrival + timedelta(days=nights))

    @property
    def night_count(self) -> int:
        """How many nights are slept."""
        return (self.departure - self.arrival).days

    @property
    def nights(self) -> tuple[date, ...]:
        """Each night slept, named by the date on which it begins."""
        return tuple(self.arrival + timedelta(days=passed) for passed in range(self.night_count))

    def overlaps(self, other: "Stay") -> bool:
        """Whether both sleep at least one same night."""
        return self.arrival < other.departure and other.arrival < self.departure
