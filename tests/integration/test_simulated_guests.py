"""A few of the shipped scenarios against the whole service; `nox -s eval` plays all of them, many times."""

from collections.abc import Iterator, Sequence

import pytest
from loguru import logger
from tests.integration.logged import logged

from hotel_agent.config import LogLevel
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.entrypoints.cli.eval import opening
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.guests import EvaluationPlan, Overheard, evaluate, figures, shipped, transcript

PLAYED = (
    "everything_at_once/",
    "other_nights/en",
    "shown_to_nobody_else/pt",
    "a_life_of_a_reservation/en",
    "a_group/pt",
    "silence_after_the_handover/es",
    "taken_answered_and_given_back/es",
    "changed_over_restarts/en",
    "reserved_in_a_slow_book/es",
    "cancelled_with_duplicates/pt",
)


@pytest.fixture
def overheard() -> Iterator[Overheard]:
    """All that is logged and counted meanwhile."""
    heard = Overheard()
    with logged(heard.log, LogLevel.DEBUG):
        yield heard


async def test_guests_get_what_they_came_for_no_rule_is_broken_and_nobody_is_found_in_a_log(
    nlu: Nlu, overheard: Overheard
) -> None:
    scenarios = [each for each in shipped() if each.title.startswith(PLAYED)]
    plan, doors = EvaluationPlan(scenarios=scenarios), opening(nlu, overheard=overheard)
    verdicts = await evaluate(plan, doors, lambda _: None, overheard=overheard)
    assert len(verdicts) == len(PLAYED) + 2
    assert [transcript(each) for each in verdicts if not each.passed] == []
    assert "a plain reservation, everything said at once: 2 guest messages in the median" in list(figures(verdicts))


class Gossip:
    """A reader that cannot keep what it reads to itself."""

    def __init__(self, nlu: Nlu) -> None:
        self._nlu = nlu

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        logger.debug("a message was read", cause=f"it says {texts[0]!r}")
        return await self._nlu.understand(texts, reading)


async def test_whoever_tells_the_log_what_a_guest_wrote_is_found_out(nlu: Nlu, overheard: Overheard) -> None:
    scenarios = [each for each in shipped() if each.title == "everything_at_once/en"]
    plan, doors = EvaluationPlan(scenarios=scenarios), opening(Gossip(nlu), overheard=overheard)
    (verdict,) = await evaluate(plan, doors, lambda _: None, overheard=overheard)
    assert {each.kind for each in verdict.violations} == {"guest found in the log or the figures"}


async def test_random_guests_at_one_hotel_at_the_same_time(nlu: Nlu) -> None:
    verdicts = await evaluate(EvaluationPlan(random=12), opening(nlu), lambda _: None)
    rules = [each for each in verdicts if any(fault.kind != "goal" for fault in each.violations)]
    assert [transcript(each) for each in rules] == []
