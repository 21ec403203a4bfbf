"""Scenarios played with several seeds, each in a hotel of its own, and what the judges say of them."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen, validators

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.generator import random_guests
from hotel_agent.testing.guests.house import GuestHouse, Opening, open_house
from hotel_agent.testing.guests.judges import Violation, verdict
from hotel_agent.testing.guests.overheard import Overheard, leaks
from hotel_agent.testing.guests.play import Played, play
from hotel_agent.testing.guests.prices import PriceList
from hotel_agent.testing.guests.scenario import Scenario

_THROWN: Final = ("duplicates", "reordered", "slow_book", "forgetful_book", "restarts", "meta_away", "dead_book")
"""Weather in which every guest still gets what they came for."""
_IN_ONE_HOUSE: Final = 40
"""So many random guests write to one hotel at the same time."""
_NEWS: Final = 100

Tell = Callable[[str], None]


@frozen(kw_only=True)
class EvaluationPlan:
    """What is played."""

    scenarios: Sequence[Scenario] = ()
    seeds: int = field(default=1, validator=validators.ge(1))
    """Each scenario is played so often, a little different every time."""
    seed: str = "1"
    thrown: bool = False
    """Whether scenarios without weather of their own get some from the dice."""
    random: int = field(default=0, validator=validators.ge(0))
    """So many guests of the generator come besides."""


@frozen(kw_only=True)
class Verdict:
    """One story and what is wrong with it."""

    played: Played
    violations: Sequence[Violation]
    drawn: bool = False
    """Whether the generator made it."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


async def evaluate(
    plan: EvaluationPlan, opening: Opening, tell: Tell, *, overheard: Overheard | None = None
) -> list[Verdict]:
    """Play everything, one house after the other. `tell` hears how it goes.

    Where it is `overheard` what the houses write into their log and show as figures, no guest may be found in it.
    """
    verdicts: list[Verdict] = []
    for scenario, seed in _runs(plan):
        kept = "restarts" in scenario.weather
        played = await _in_a_house([scenario], seed, opening, kept=kept, drawn=False)
        verdicts += _scanned(played, overheard)
        _say_how_far(len(verdicts), verdicts, tell)
    for first in range(0, plan.random, _IN_ONE_HOUSE):
        seed = f"{plan.seed}-{first}"
        crowd = random_guests(min(_IN_ONE_HOUSE, plan.random - first), Dice("crowd", seed))
        verdicts += _scanned(await _in_a_house(crowd, seed, opening, kept=False, drawn=True), overheard)
        tell(f"{first + len(crowd)} random guests, {sum(not each.passed for each in verdicts)} stories with a fault")
    return verdicts


def _say_how_far(count: int, verdicts: Sequence[Verdict], tell: Tell) -> None:
    if count % _NEWS == 0:
        tell(f"{count} stories, {sum(not each.passed for each in verdicts)} with a fault")


def _runs(plan: EvaluationPlan) -> Iterator[tuple[Scenario, str]]:
    for number in range(plan.seeds):
        seed = f"{plan.seed}-{number + 1}"
        for scenario in plan.scenarios:
            yield (_with_weather(scenario, seed) if plan.thrown else scenario), seed


def _with_weather(scenario: Scenario, seed: str) -> Scenario:
    if scenario.weather:
        return scenario
    dice = Dice("weather", seed, scenario.title)
    several = [_THROWN[dice.below(len(_THROWN))] for _ in range(1 + dice.below(2))]
    return evolve(scenario, weather=tuple(dict.fromkeys(several)))


async def _in_a_house(
    scenarios: Sequence[Scenario], seed: str, opening: Opening, *, kept: bool, drawn: bool
) -> list[Verdict]:
    with tempfile.TemporaryDirectory(prefix="hotel-eval-") as folder:
        rules, plans = scenarios[0].house, scenarios[0].plans
        async with open_house(Path(folder), opening, kept=kept, rules=rules, plans=plans) as house:
            stories = await play(house, scenarios, seed)
            prices = price_list(house)
    return [Verdict(played=each, violations=verdict(each, prices), drawn=drawn) for each in stories]


def _scanned(verdicts: Sequence[Verdict], overheard: Overheard | None) -> Sequence[Verdict]:
    """These stories, with what was overheard of them."""
    if overheard is None:
        return verdicts
    texts = overheard.taken()
    return [evolve(each, violations=[*each.violations, *leaks(each.played, texts)]) for each in verdicts]


def price_list(house: GuestHouse) -> PriceList:
    """What may be said to cost anything in this house."""
    facts = house.facts
    return PriceList(text=facts.text, tables=facts.tables, child_until_age=int(facts.rules["child_until_age"]))
