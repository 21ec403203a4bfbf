"""How long a hotel keeps what it knows of guests, and for which law it keeps a reservation longer."""

from datetime import date, datetime, timedelta

from attrs import field, frozen, validators

LONGEST_DAYS = 36_500
LONGEST_YEARS = 100


@frozen(kw_only=True)
class Keeping:
    """The terms of one hotel."""

    conversation_days: int = field(default=0, validator=[validators.ge(0), validators.le(LONGEST_DAYS)])
    """What was said is forgotten so many days after the last word of it; 0: when the guest wishes it."""
    reservation_years: int = field(default=6, validator=[validators.ge(0), validators.le(LONGEST_YEARS)])
    """A reservation is kept until so many years after departure, whatever its guest wishes: books must be shown."""
    law: str = ""
    """Which law wants that, in the hotel's words: it stands in the certificate a guest is given."""

    def silent_since(self, now: datetime) -> datetime | None:
        """Conversations with no word since this moment are forgotten; None where that is left to guests."""
        return now - timedelta(days=self.conversation_days) if self.conversation_days else None

    def kept_until(self, departure: date) -> date:
        """The last day on which a reservation with this departure is kept."""
        year = departure.year + self.reservation_years
        try:
            return departure.replace(year=year)
        except ValueError:  # the 29th of February
            return date(year, 3, 1)
