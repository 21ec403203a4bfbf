"""Opens a dispatch as patient as a machine may be slow."""

from datetime import timedelta

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.dispatch.procrastinate import ProcrastinateDispatch, ProcrastinateOptions
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import ONE_TRACK, Tracks

SECOND = timedelta(seconds=1)
MINUTES = timedelta(minutes=10)


def a_dispatch(
    clock: Clock,
    database: Database,
    tracks: Tracks = ONE_TRACK,
    *,
    poll: timedelta = SECOND / 5,
    look: timedelta = SECOND,
    rest: timedelta = SECOND / 2,
    grace: timedelta = MINUTES,
) -> ProcrastinateDispatch:
    """Nobody is taken for dead because this machine is busy, and nothing is broken off for that."""
    options = ProcrastinateOptions(
        at_once=4, poll=poll, look=look, rest=rest, longest_rest=4 * rest, silence=MINUTES, grace=grace
    )
    return ProcrastinateDispatch(clock=clock, database=database, options=options, tracks=tracks)
