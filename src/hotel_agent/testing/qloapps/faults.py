"""What QloApps 1.6.1 does to whoever trusts it, one switch each."""

from enum import StrEnum, unique
from typing import Final


@unique
class Fault(StrEnum):
    """One way to mislead an adapter. What has no switch is always so, as that nothing is idempotent."""

    STOCK_INI = "stock_ini"
    """PHP notices become error documents with status 500, after the work was done."""
    FATAL_TEXT = "fatal_text"
    """A malformed e-mail address is answered 200 with the words `Fatal error`; without it: 400."""
    BARE_EMPTY = "bare_empty"
    """An empty list is a bare `[]` in JSON; without it: the usual object around an empty list."""
    ZERO_FOR_EMPTY = "zero_for_empty"
    """An empty list inside a booking is written `0` in XML; without it: an empty element."""
    MIXED_TYPES = "mixed_types"
    """Ids and amounts change between number and text from one answer to the next; without it: always as recorded."""
    STRIPS_FEES = "strips_fees"
    """A booking made without naming the automatic fees is made without them, below the quoted price."""
    DROPS_FEES = "drops_fees"
    """A change of dates or room type loses the automatic fees; sending it once more brings them back."""
    RENAMES_GUESTS = "renames_guests"
    """A booking under a known e-mail address overwrites that guest's name and telephone."""
    VANISHING = "vanishing"
    """An order sent back unchanged disappears from all lists."""
    SLOW_CREATE = "slow_create"
    """A new booking is written `seconds_to_create` after it was asked for, whether or not the caller still waits."""
    OVERBOOKS = "overbooks"
    """Between the last look at a room and the writing lies a moment in which another may take it: both stand."""
    SURPLUS = "surplus"
    """The moment lies before the last look: the later one is moved to another room, or noticed to be too many.

    Then its line stands as a back order, cancelled, while its order reads as if nothing were amiss."""
    MOVES_ROOMS = "moves_rooms"
    """A room asked for by its id is silently exchanged for another free one of its type."""
    LOSES_ANSWERS = "loses_answers"
    """The line breaks after a booking was made or changed, before the answer."""


AS_RECORDED: Final = frozenset(
    {
        Fault.FATAL_TEXT,
        Fault.BARE_EMPTY,
        Fault.ZERO_FOR_EMPTY,
        Fault.STRIPS_FEES,
        Fault.DROPS_FEES,
        Fault.RENAMES_GUESTS,
        Fault.VANISHING,
    }
)
"""What a well-configured QloApps does on a quiet day."""

__all__ = ["AS_RECORDED", "Fault"]
