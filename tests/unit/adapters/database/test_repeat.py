"""What another transaction undid is begun anew, and not for ever."""

import pytest

from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.domain.errors import Conflict, OutcomeUnknown, Unavailable


class Busy:
    """A unit of work that others undo so many times."""

    def __init__(self, undone: int, error: type[Exception] = Conflict) -> None:
        self.begun = 0
        self._undone = undone
        self._error = error

    async def __call__(self) -> str:
        self.begun += 1
        if self.begun <= self._undone:
            raise self._error("not this time")
        return "done"


async def test_what_nobody_disturbs_is_done_once() -> None:
    work = Busy(0)
    assert (await until_undisturbed(work), work.begun) == ("done", 1)


async def test_what_was_undone_is_begun_anew() -> None:
    work = Busy(4)
    assert (await until_undisturbed(work), work.begun) == ("done", 5)


async def test_when_others_are_faster_each_time_it_says_so_and_nothing_was_done() -> None:
    with pytest.raises(Unavailable) as silence:
        await until_undisturbed(Busy(10**6))
    assert not isinstance(silence.value, OutcomeUnknown)
    assert isinstance(silence.value.__cause__, Conflict)


async def test_what_may_have_been_done_is_not_begun_anew() -> None:
    work = Busy(1, OutcomeUnknown)
    with pytest.raises(OutcomeUnknown):
        await until_undisturbed(work)
    assert work.begun == 1
