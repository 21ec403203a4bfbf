"""What a hotel writes to its guests of its own accord, around their stay, and when it leaves them in peace."""

from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from attrs import field, frozen, validators

DAY = timedelta(days=1)


class Occasion(Enum):
    """For what a hotel writes first."""

    BEFORE_ARRIVAL = "before_arrival"
    WELCOME = "welcome"
    THANKS = "thanks"
    OPEN_QUOTE = "open_quote"


@frozen(kw_only=True)
class StayMessages:
    """Which messages a property sends without being asked. Told nothing, it sends none."""

    before_arrival_days: int = field(default=0, validator=[validators.ge(0), validators.le(30)])
    """So many days before the arrival, how to get here and from when on; 0: never."""
    welcome: bool = False
    """In the evening of the arrival, what to do when something is missing."""
    thanks: bool = False
    """On the day after the departure."""
    open_quote_minutes: int = field(default=0, validator=validators.ge(0))
    """So long after a quote that nobody answered, once; 0: never. It is of no use unless it is shorter than
    `quote_valid_minutes`."""
    at: time = time(10)
    """The hour of what is written before the arrival and after the departure, on the property's clock."""
    welcome_at: time = time(19)
    quiet_from: time = time(21)
    """From this hour ..."""
    quiet_until: time = time(9)
    """... to this one nothing is sent unasked. The same hour twice: there is no quiet time."""
    directions: str = ""
    """Where the way here is described: the address of a page."""
    review_link: str = ""
    """Where guests may tell how they liked it."""

    def due(self, occasion: Occasion, *, arrival: date, departure: date, zone: ZoneInfo) -> datetime | None:
        """When this is to be said about this stay, outside the quiet hours; None for what this property never says."""
        match occasion:
            case Occasion.BEFORE_ARRIVAL if self.before_arrival_days:
                wanted = datetime.combine(arrival - self.before_arrival_days * DAY, self.at, zone)
            case Occasion.WELCOME if self.welcome:
                wanted = datetime.combine(arrival, self.welcome_at, zone)
            case Occasion.THANKS if self.thanks:
                wanted = datetime.combine(departure + DAY, self.at, zone)
            case _:
                return None
        return self.awake(wanted)

    def useless_from(self, occasion: Occasion, *, arrival: date, departure: date, zone: ZoneInfo) -> datetime:
        """From when on it is too late to say this about this stay."""
        match occasion:
            case Occasion.BEFORE_ARRIVAL:
                return datetime.combine(arrival, time(12), zone)
            case Occasion.WELCOME:
                return datetime.combine(min(arrival + DAY, departure), time(12), zone)
            case _:
                return datetime.combine(departure + 5 * DAY, time(0), zone)

    def awake(self, local: datetime) -> datetime:
        """This moment of the property's clock, or the end of the quiet hours it falls into."""
        if not self.is_quiet(local):
            return local
        end = datetime.combine(local.date(), self.quiet_until, local.tzinfo)
        return end if end > local else datetime.combine(local.date() + DAY, self.quiet_until, local.tzinfo)

    def is_quiet(self, local: datetime) -> bool:
        """Whether guests are left in peace at this moment of the property's clock."""
        at, begin, end = local.time(), self.quiet_from, self.quiet_until
        return begin <= at < end if begin <= end else at >= begin or at < end
