"""A business "no" is a fact with a reason: it is returned, never raised."""

from datetime import date
from enum import Enum

from attrs import frozen


class Reason(Enum):
    """Every reason for which the house says no. A closed list: replies exist for each."""

    ARRIVAL_IN_PAST = "arrival_in_past"
    DEPARTURE_NOT_AFTER_ARRIVAL = "departure_not_after_arrival"
    STAY_TOO_LONG = "stay_too_long"
    TOO_FAR_AHEAD = "too_far_ahead"
    NO_GUESTS = "no_guests"
    NO_ADULT = "no_adult"
    PARTY_TOO_LARGE = "party_too_large"
    CHILD_AGE_UNLIKELY = "child_age_unlikely"
    GUEST_TOO_YOUNG = "guest_too_young"
    MORE_ROOMS_THAN_ADULTS = "more_rooms_than_adults"
    MINIMUM_STAY = "minimum_stay"
    MAXIMUM_STAY = "maximum_stay"
    CLOSED_TO_ARRIVAL = "closed_to_arrival"
    CLOSED_TO_DEPARTURE = "closed_to_departure"
    NO_ROOM_FITS = "no_room_fits"
    SOLD_OUT = "sold_out"
    NOT_FOUND = "not_found"
    QUOTE_EXPIRED = "quote_expired"
    PRICE_CHANGED = "price_changed"
    NOT_CHANGEABLE = "not_changeable"
    NOT_IN_CHAT = "not_in_chat"
    ALREADY_CANCELLED = "already_cancelled"
    MISSING_CONTACT = "missing_contact"
    BAD_SIGNATURE = "bad_signature"
    BAD_REQUEST = "bad_request"
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"
    WINDOW_CLOSED = "window_closed"
    UNDELIVERABLE = "undeliverable"
    UNREACHABLE = "unreachable"
    """The guest cannot be reached at this door; at another one of theirs perhaps."""
    UNWANTED = "unwanted"
    """The guest told the channel that they want no such messages."""
    TAKEN = "taken"
    """Another of the hotel's people has it; `detail` says who."""
    SAME_GUEST = "same_guest"
    SAME_DOOR = "same_door"
    ONLY_CLAIMED = "only_claimed"


@frozen
class Refusal:
    """No, and why. `limit` and `on` carry the number or the day the reason speaks of, `detail` is for staff."""

    reason: Reason
    limit: int | None = None
    on: date | None = None
    detail: str = ""
