"""A few of the shipped scenarios against the whole service; `nox -s eval` plays all of them, many times."""

from hotel_agent.entrypoints.cli.eval import opening
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.guests import EvaluationPlan, evaluate, figures, shipped, transcript

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


async def test_guests_get_what_they_came_for_and_no_rule_is_broken(nlu: Nlu) -> None:
    scenarios = [each for each in shipped() if each.title.startswith(PLAYED)]
    verdicts = await evaluate(EvaluationPlan(scenarios=scenarios), opening(nlu), lambda _: None)
    assert len(verdicts) == len(PLAYED) + 2
    assert [transcript(each) for each in verdicts if not each.passed] == []
    assert "a plain reservation, everything said at once: 2 guest messages in the median" in list(figures(verdicts))


async def test_random_guests_at_one_hotel_at_the_same_time(nlu: Nlu) -> None:
    verdicts = await evaluate(EvaluationPlan(random=12), opening(nlu), lambda _: None)
    rules = [each for each in verdicts if any(fault.kind != "goal" for fault in each.violations)]
    assert [transcript(each) for each in rules] == []
