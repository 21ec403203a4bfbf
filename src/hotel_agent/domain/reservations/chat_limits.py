"""What of a reservation may be agreed in writing: each limit a small function, and the list of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Move
from hotel_agent.domain.tenants.house_rules import HouseRules


@frozen(kw_only=True)
class Matter:
    """What is to be done to a reservation, when it is asked, and when its stay begins on the property's clock."""

    move: Move
    at: datetime
    arrival: datetime
    rules: HouseRules
    renames: bool = False
    """A change gives the reservation another name."""


OF_THE_NAME = "name"
"""The detail of a refusal that leaves only another name to a person: any other change is made here."""

Limit = Callable[[Matter], Refusal | None]


def changes_are_made_here(matter: Matter) -> Refusal | None:
    """A house may leave all changes to its people."""
    if matter.move is Move.MODIFY and not matter.rules.changes_in_chat:
        return Refusal(Reason.NOT_IN_CHAT)
    return None


def cancellations_are_made_here(matter: Matter) -> Refusal | None:
    """A house may leave all cancellations to its people."""
    if matter.move is Move.CANCEL and not matter.rules.cancellations_in_chat:
        return Refusal(Reason.NOT_IN_CHAT)
    return None


def a_change_comes_in_time(matter: Matter) -> Refusal | None:
    """Shortly before an arrival somebody of the house must know."""
    return _in_time(matter, Move.MODIFY, matter.rules.change_hours_before)


def a_cancellation_comes_in_time(matter: Matter) -> Refusal | None:
    """Shortly before an arrival somebody of the house must know."""
    return _in_time(matter, Move.CANCEL, matter.rules.cancel_hours_before)


def names_are_changed_here(matter: Matter) -> Refusal | None:
    """A house may want to know to whom a reservation passes."""
    if matter.move is Move.MODIFY and matter.renames and not matter.rules.names_in_chat:
        return Refusal(Reason.NOT_IN_CHAT, detail=OF_THE_NAME)
    return None


def another_name_comes_in_time(matter: Matter) -> Refusal | None:
    """Shortly before an arrival somebody of the house must know who comes."""
    late = _in_time(matter, Move.MODIFY, matter.rules.name_hours_before) if matter.renames else None
    return None if late is None else evolve(late, detail=OF_THE_NAME)


LIMITS: tuple[Limit, ...] = (
    changes_are_made_here,
    cancellations_are_made_here,
    a_change_comes_in_time,
    a_cancellation_comes_in_time,
    names_are_changed_here,
    another_name_comes_in_time,
)


def left_to_a_person(matter: Matter) -> Refusal | None:
    """Why this is not done in writing; None when it may be."""
    for limit in LIMITS:
        if (refusal := limit(matter)) is not None:
            return refusal
    return None


def _in_time(matter: Matter, move: Move, hours: int) -> Refusal | None:
    if matter.move is move and hours and matter.at > matter.arrival - timedelta(hours=hours):
        return Refusal(Reason.NOT_IN_CHAT, limit=hours)
    return None
