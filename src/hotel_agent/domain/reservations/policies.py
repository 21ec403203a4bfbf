"""The house's rules for a stay, each a small function from facts to a refusal or nothing, and the list of them."""

from collections.abc import Callable
from datetime import date

from attrs import frozen

from hotel_agent.domain.party import OLDEST_CHILD
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.house_rules import HouseRules


@frozen(kw_only=True)
class Wish:
    """What a guest said about a stay, as it was said: nothing in it needs to make sense yet.

    `children` counts them; their ages may still be missing.
    """

    arrival: date | None = None
    departure: date | None = None
    adults: int | None = None
    children: int = 0
    child_ages: tuple[int, ...] = ()
    rooms: int | None = None


@frozen(kw_only=True)
class Facts:
    """What a rule may look at: the wish, the hotel's limits, and today's date in its calendar."""

    wish: Wish
    rules: HouseRules
    today: date


Policy = Callable[[Facts], Refusal | None]


def arrival_is_not_past(facts: Facts) -> Refusal | None:
    """Nobody arrives yesterday."""
    if facts.wish.arrival is not None and facts.wish.arrival < facts.today:
        return Refusal(Reason.ARRIVAL_IN_PAST, on=facts.wish.arrival)
    return None


def departure_is_after_arrival(facts: Facts) -> Refusal | None:
    """A stay has at least one night."""
    arrival, departure = facts.wish.arrival, facts.wish.departure
    if arrival is not None and departure is not None and departure <= arrival:
        return Refusal(Reason.DEPARTURE_NOT_AFTER_ARRIVAL, on=departure)
    return None


def stay_is_not_too_long(facts: Facts) -> Refusal | None:
    """Longer stays are agreed with a person."""
    arrival, departure, limit = facts.wish.arrival, facts.wish.departure, facts.rules.longest_stay_nights
    if arrival is not None and departure is not None and (departure - arrival).days > limit:
        return Refusal(Reason.STAY_TOO_LONG, limit=limit)
    return None


def stay_is_not_too_short(facts: Facts) -> Refusal | None:
    """A house may want its guests for more than a night."""
    arrival, departure, limit = facts.wish.arrival, facts.wish.departure, facts.rules.shortest_stay_nights
    if arrival is not None and departure is not None and (departure - arrival).days < limit:
        return Refusal(Reason.MINIMUM_STAY, limit=limit)
    return None


def arrival_is_not_too_far(facts: Facts) -> Refusal | None:
    """Rates are not published further ahead."""
    arrival, limit = facts.wish.arrival, facts.rules.days_ahead
    if arrival is not None and (arrival - facts.today).days > limit:
        return Refusal(Reason.TOO_FAR_AHEAD, limit=limit, on=arrival)
    return None


def somebody_comes(facts: Facts) -> Refusal | None:
    """A stay is for at least one guest, and one of them is an adult."""
    if facts.wish.adults is not None and facts.wish.adults < 1:
        return Refusal(Reason.NO_ADULT if facts.wish.children or facts.wish.child_ages else Reason.NO_GUESTS)
    return None


def children_are_children(facts: Facts) -> Refusal | None:
    """A child has an age a child can have."""
    for age in facts.wish.child_ages:
        if not 0 <= age <= OLDEST_CHILD:
            return Refusal(Reason.CHILD_AGE_UNLIKELY, limit=OLDEST_CHILD)
    return None


def nobody_is_too_young(facts: Facts) -> Refusal | None:
    """Some houses are for adults only, or for children from an age on."""
    youngest = facts.rules.youngest_guest
    adults_only = facts.wish.children > 0 and youngest > OLDEST_CHILD
    if adults_only or any(age < youngest for age in facts.wish.child_ages):
        return Refusal(Reason.GUEST_TOO_YOUNG, limit=youngest)
    return None


def party_is_no_group(facts: Facts) -> Refusal | None:
    """A larger party is a group."""
    size = (facts.wish.adults or 0) + max(facts.wish.children, len(facts.wish.child_ages))
    if size > facts.rules.largest_party:
        return Refusal(Reason.PARTY_TOO_LARGE, limit=facts.rules.largest_party)
    return None


def each_room_has_an_adult(facts: Facts) -> Refusal | None:
    """Children do not sleep alone, and no room stays empty."""
    rooms, adults = facts.wish.rooms, facts.wish.adults
    if rooms is not None and adults is not None and adults < rooms:
        return Refusal(Reason.MORE_ROOMS_THAN_ADULTS, limit=adults)
    return None


POLICIES: tuple[Policy, ...] = (
    arrival_is_not_past,
    departure_is_after_arrival,
    stay_is_not_too_long,
    stay_is_not_too_short,
    arrival_is_not_too_far,
    somebody_comes,
    children_are_children,
    nobody_is_too_young,
    party_is_no_group,
    each_room_has_an_adult,
)


def first_refusal(facts: Facts) -> Refusal | None:
    """The first rule that says no, in the sequence of the list; None when all agree."""
    for policy in POLICIES:
        if (refusal := policy(facts)) is not None:
            return refusal
    return None
