"""What a guest has beside the room, priced for the stay and the people it is for."""

from collections.abc import Iterable, Sequence

from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.catalogue import Extra, ExtraBasis, RoomStay
from hotel_agent.domain.reservations.price import ExtraLine


def extra_lines(
    sold: Iterable[Extra], wanted: Iterable[ExtraId], room_stays: Sequence[RoomStay]
) -> tuple[ExtraLine, ...]:
    """Those wanted that are sold, each once, in the sequence in which the hotel shows them."""
    ids = frozenset(wanted)
    return tuple(
        ExtraLine(extra=each.id, name=each.name, amount=cost(each, room_stays)) for each in sold if each.id in ids
    )


def cost(extra: Extra, room_stays: Sequence[RoomStay]) -> Money:
    """What this extra costs for the whole reservation: by stay and by night it is paid once, however many rooms."""
    if extra.basis is ExtraBasis.STAY:
        return extra.price
    if extra.basis is ExtraBasis.NIGHT:
        return extra.price * len({night for each in room_stays for night in each.stay.nights})
    paying = [(each.occupancy.of_age(extra.from_age), each.stay.night_count) for each in room_stays]
    if extra.basis is ExtraBasis.PERSON:
        return extra.price * sum(people for people, _ in paying)
    return extra.price * sum(people * nights for people, nights in paying)
