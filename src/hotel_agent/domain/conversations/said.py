"""What was said of times, numbers and money: typed values with every way to read them, the likeliest first."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from attrs import frozen


class Kind(Enum):
    """What a value said is."""

    DATE = "date"
    DATE_RANGE = "date_range"
    TIME = "time"
    TIME_RANGE = "time_range"
    DATE_TIME = "date_time"
    DATE_TIME_RANGE = "date_time_range"
    DURATION = "duration"
    NUMBER = "number"
    ORDINAL = "ordinal"
    MONEY = "money"


When = date | time | datetime
"""A day, a time of day, or both; times are those of the property's clock."""


@frozen
class Between:
    """From one point up to, and without, another. An open end is None; both are None in a season without dates."""

    begin: When | None
    end: When | None


@frozen
class Sum:
    """An amount of money as said. The currency is an ISO 4217 code, or None where only "200" or a bare "$" was said."""

    amount: Decimal
    currency: str | None


Read = When | Between | timedelta | Decimal | Sum
"""One way to read a value: a point or a range of time, a length of time, a number, or a sum of money."""


@frozen(kw_only=True)
class Said:
    """A value said and where it stood: `text[start:end]` of the message as it was read.

    More than one reading is a doubt ("at 7", "on the 4th"); none is something that cannot be ("30 February").
    A weekend is Saturday and Sunday here, a range ends before its `end`: what a stay makes of it is decided elsewhere.
    """

    kind: Kind
    readings: tuple[Read, ...]
    text: str
    start: int
    end: int
    parts: tuple["Said", ...] = ()
    """The days and hours it is made of, each as it reads by itself: both ends of a range, a day and its hour."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether it can be read in more than one way."""
        return len(self.readings) > 1
