"""What dates are read against."""

from datetime import date

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.points import Point

Found = tuple[int, Point] | None
"""How many terms a date takes, and what it says."""


@frozen(slots=True)
class Calendar:
    """What dates are read against: today, which of two figures is the day, and whether bare days may be dates now."""

    today: date
    day_first: bool
    bare_days: bool = True
    ordinal_days: bool = False
    """"The second" means a day of the month: dates were asked for."""
    changing: bool = False
    """Something is being moved: "mudar para 24" tells a day, not a head count."""
    listed: bool = False
    """Several things are shown: "a segunda" is the second of them, unless it is one end of a range."""
