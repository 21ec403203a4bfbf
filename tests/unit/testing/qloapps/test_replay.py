"""The stand-in answers what QloApps was recorded to answer. The recordings lie beside the project, in `../shared`."""

import asyncio

import pytest
from tests.unit.testing.qloapps.story import (
    DIFFERENT_EVERY_TIME,
    IN_OTHER_WORDS,
    LEFT_TO_CHANCE,
    Exchange,
    Heard,
    comparable,
    exchanges,
    told,
)

STORY = exchanges()
pytestmark = pytest.mark.skipif(not STORY, reason="the recordings lie in ../shared, which is not here")


@pytest.fixture(scope="module")
def heard() -> dict[int, Heard]:
    return asyncio.run(told(STORY))


@pytest.mark.parametrize("exchange", STORY, ids=lambda each: each.name)
def test_the_answer_is_the_recorded_one(exchange: Exchange, heard: dict[int, Heard]) -> None:
    answer, recorded = heard[exchange.number], exchange.response
    assert answer.status == recorded["status"], answer.body
    for name in ("content-type", "location"):
        assert answer.headers.get(name) == recorded["headers"].get(name)
    assert comparable(exchange.number, answer.body) == comparable(exchange.number, recorded["body"])


def test_the_whole_story_was_told(heard: dict[int, Heard]) -> None:
    assert sorted(heard) == [each.number for each in STORY] == list(range(1, 100))


def test_nothing_is_left_out_without_need(heard: dict[int, Heard]) -> None:
    bodies = {each.number: each.response["body"] for each in STORY}
    unneeded = [name for name in DIFFERENT_EVERY_TIME if not any(f'"{name}"' in body for body in bodies.values())]
    for excuse in (IN_OTHER_WORDS, LEFT_TO_CHANCE):
        for number, names in excuse.items():
            unneeded += [f"{number}: {name}" for name in names if name not in bodies[number]]
            if heard[number].body == bodies[number]:
                unneeded.append(str(number))
    assert not unneeded
