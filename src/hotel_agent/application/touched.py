"""The reservations a conversation was about: made, changed or cancelled in it, or spoken of once proven."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import Enum

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import Booked, Cancelled, Event, Modified
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import InboxRow

PATIENCE = timedelta(seconds=2)
"""So long staff wait for the book, over all reservations; then they see them as they were told last."""
MOST = 10
"""So many are looked up: the latest."""


class Part(Enum):
    """What a conversation had to do with a reservation."""

    MADE = "made"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SPOKEN_OF = "spoken_of"


@frozen(kw_only=True)
class Touched:
    """A reservation, and what was done with it here."""

    number: ConfirmationNumber
    parts: tuple[Part, ...] = ()
    reservation: Reservation | None = field(default=None, repr=False)
    """As the book holds it now, or as it was told here last; None where only its number is known."""
    penalty: Money | None = None
    """What cancelling it here cost."""
    looked_up: bool = False
    """Whether the book has just told it; otherwise it may stand otherwise by now."""


def touched(state: Conversation, happened: Sequence[InboxRow]) -> tuple[Touched, ...]:
    """Every reservation of this conversation as it was told last, in the sequence in which they came up."""
    found: dict[str, Touched] = {}
    for row in happened:
        for each in _told(row.event):
            before = found.get(each.number, Touched(number=each.number))
            parts = tuple(dict.fromkeys(before.parts + each.parts))
            reservation = each.reservation or before.reservation
            if each.penalty is not None and reservation is not None:
                reservation = evolve(reservation, state=ReservationState.CANCELLED)
            found[each.number] = Touched(
                number=each.number, parts=parts, reservation=reservation, penalty=each.penalty or before.penalty
            )
    for number in state.made:
        found.setdefault(number, Touched(number=number, parts=(Part.MADE,)))
    if (spoken_of := state.reservation) is not None:
        alone = Touched(number=spoken_of.number, parts=(Part.SPOKEN_OF,), reservation=spoken_of)
        found.setdefault(spoken_of.number, alone)
    return tuple(found.values())


async def looked_up(known: Sequence[Touched], state: Conversation, book: Pms, clock: Clock) -> tuple[Touched, ...]:
    """The same as the book holds them now. Where it is silent, or knows one no longer, that stays as it was told."""
    deadline, fresh = clock.now() + PATIENCE, dict[ConfirmationNumber, Reservation]()
    try:
        for each in known[-MOST:]:
            for reservation in await within(clock, deadline, book.find(state.property_id, each.number)):
                fresh[each.number] = reservation
    except Exception as silence:  # noqa: BLE001 - whatever is wrong with the book, staff read the conversation
        logger.warning("the book was not read for staff", conversation=state.id, **failure_facts(silence))
    return tuple(
        evolve(each, reservation=fresh[each.number], looked_up=True) if each.number in fresh else each for each in known
    )


def _told(event: Event) -> Iterator[Touched]:
    match event:
        case Booked(reservation=reservation):
            yield Touched(number=reservation.number, parts=(Part.MADE,), reservation=reservation)
        case Modified(reservation=reservation):
            yield Touched(number=reservation.number, parts=(Part.CHANGED,), reservation=reservation)
        case Cancelled(cancellation=cancellation):
            yield Touched(number=cancellation.number, parts=(Part.CANCELLED,), penalty=cancellation.penalty)
        case _:
            pass
