"""Who of a party sleeps in which room, where the rooms are of several types."""

from collections.abc import Iterator, Sequence

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue


def placed(catalogue: Catalogue, party: Party, room_types: Sequence[RoomTypeId]) -> tuple[Party, ...] | None:
    """This party in rooms of these types, in their sequence, as evenly as it goes and each with an adult.

    None when everybody does not fit in, or a type is no longer sold.
    """
    sold = [catalogue.room_type(each) for each in room_types]
    rooms = [each.capacity for each in sold if each is not None]
    if len(rooms) < len(room_types) or not rooms:
        return None
    for adults in sorted(_shares(party.adults, rooms), key=lambda shares: sum(each * each for each in shares)):
        if (seated := _with_children(adults, party.child_ages, rooms)) is not None:
            return seated
    return None


def _shares(adults: int, rooms: Sequence[Capacity]) -> Iterator[tuple[int, ...]]:
    """Every way to spread so many adults over these rooms, one in each at least."""
    first, rest = rooms[0], rooms[1:]
    if not rest:
        if 1 <= adults <= min(first.adults, first.guests):
            yield (adults,)
        return
    for here in range(min(first.adults, first.guests, adults - len(rest)), 0, -1):
        for others in _shares(adults - here, rest):
            yield (here, *others)


def _with_children(adults: Sequence[int], ages: Sequence[int], rooms: Sequence[Capacity]) -> tuple[Party, ...] | None:
    """These adults with the children beside them, each child where most places are left."""
    parties = [Party(each) for each in adults]
    for age in sorted(ages):
        grown = [Party(each.adults, (*each.child_ages, age)) for each in parties]
        open_places = [place for place, room in enumerate(rooms) if room.fits(grown[place])]
        if not open_places:
            return None
        chosen = max(open_places, key=lambda place: rooms[place].guests - parties[place].size)
        parties[chosen] = grown[chosen]
    return tuple(Party(each.adults, tuple(sorted(each.child_ages))) for each in parties)
