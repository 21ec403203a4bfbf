"""How what a guest says changes what is known of the stay wanted. A later word corrects an earlier one."""

from datetime import date, timedelta

from attrs import evolve

from hotel_agent.domain.conversations import beside, rooming
from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.understanding import Doubt, Slots, Understanding
from hotel_agent.domain.reservations.policies import Wish


def take_in(needs: Needs, heard: Understanding) -> Needs:
    """The needs after these words. Doubts and impossible dates hold until the next word about dates."""
    return beside.take_in(_party(rooming.take_in(_dates(needs, heard), heard.slots), heard), heard.slots)


def _dates(needs: Needs, heard: Understanding) -> Needs:
    slots = heard.slots
    spoken = {doubt.slot for doubt in heard.doubts}
    given = {name for name in ("arrival", "departure", "nights") if getattr(slots, name) is not None}
    if not given and not spoken and not heard.impossible:
        return needs
    length = (needs.departure - needs.arrival).days if needs.arrival and needs.departure else None
    arrival = None if "arrival" in spoken else slots.arrival or needs.arrival
    nights = slots.nights if slots.nights is not None else None if "departure" in given else needs.nights
    departure = None if "departure" in spoken else slots.departure
    if arrival is None and departure is not None and nights is not None and "arrival" not in spoken:
        arrival = _after(departure, -nights)
    if departure is None and "departure" not in spoken and arrival is not None:
        if nights is not None:
            departure = _after(arrival, nights)
        elif needs.departure is not None and needs.departure > arrival:
            departure = needs.departure
        elif length is not None and length > 0:
            departure = _after(arrival, length)
    elif departure is None and arrival is None:
        departure = needs.departure
    return evolve(
        needs,
        arrival=arrival,
        departure=departure,
        nights=nights,
        doubts=tuple(doubt for doubt in _doubts(needs, heard) if getattr(slots, doubt.slot) is None),
        impossible=heard.impossible,
    )


def _doubts(needs: Needs, heard: Understanding) -> tuple[Doubt, ...]:
    spoken = {doubt.slot for doubt in heard.doubts}
    return (*(doubt for doubt in needs.doubts if doubt.slot not in spoken), *heard.doubts)


def settle(needs: Needs, place: int) -> Needs:
    """The needs with every doubtful date read in this way: who writes one date day first writes all of them so."""
    readings = {doubt.slot: doubt.readings[min(place, len(doubt.readings) - 1)] for doubt in needs.doubts}
    said = Slots(arrival=readings.get("arrival"), departure=readings.get("departure"))
    return take_in(needs, Understanding(slots=said))


def _party(needs: Needs, heard: Understanding) -> Needs:
    slots = heard.slots
    if slots.adults is None and slots.children is None and slots.child_ages is None:
        if slots.guests is None:
            return needs
        known = (needs.adults or 0) + (needs.children or 0)
        if needs.adults is not None and known == slots.guests:
            return evolve(needs, guests=slots.guests)
        return evolve(needs, guests=slots.guests, adults=None, children=None, child_ages=None)
    ages = slots.child_ages if slots.child_ages is not None else needs.child_ages
    children = slots.children
    if children is None and slots.adults is None and 0 < len(slots.child_ages or ()) <= ages_missing(needs):
        # Some of the ages asked for: the others are still to be told.
        ages, children = (*(needs.child_ages or ()), *(slots.child_ages or ())), needs.children
    elif children is None:
        children = len(slots.child_ages) if slots.child_ages is not None else needs.children
    if children is not None and ages is not None and len(ages) > children:
        ages = None
    guests = slots.guests if slots.guests is not None else None if slots.adults is not None else needs.guests
    adults = slots.adults if slots.adults is not None else None if slots.guests is not None else needs.adults
    return evolve(needs, guests=guests, adults=adults, children=children, child_ages=ages)


def _after(arrival: date, nights: int) -> date | None:
    try:
        return arrival + timedelta(days=nights)
    except OverflowError:
        return None


def ages_missing(needs: Needs) -> int:
    """How many children's ages are still to be told."""
    return max(0, (needs.children or 0) - len(needs.child_ages or ()))


def adults(needs: Needs) -> int | None:
    """How many adults come, as far as it is known: those named, or the heads counted that are no children."""
    if needs.adults is not None:
        return needs.adults
    return None if needs.guests is None else needs.guests - (needs.children or len(needs.child_ages or ()))


def wish(needs: Needs) -> Wish:
    """The needs as the house's rules look at them."""
    return Wish(
        arrival=needs.arrival,
        departure=needs.departure,
        adults=adults(needs),
        children=needs.children or 0,
        child_ages=needs.child_ages or (),
        rooms=needs.rooms,
    )


def as_heard(needs: Needs) -> Understanding:
    """These needs as if they had just been said, to be laid over others."""
    return Understanding(
        slots=Slots(
            arrival=needs.arrival,
            departure=needs.departure if needs.nights is None else None,
            nights=needs.nights,
            guests=needs.guests,
            adults=needs.adults,
            children=needs.children,
            child_ages=needs.child_ages,
            rooms=needs.rooms,
            more_rooms=needs.more_rooms,
            room_type=needs.room_type,
            room_types=needs.room_types or None,
            rate_plan=needs.rate_plan,
            extras=needs.extras or None,
            without=needs.without or None,
        ),
        doubts=needs.doubts,
        impossible=needs.impossible,
    )
