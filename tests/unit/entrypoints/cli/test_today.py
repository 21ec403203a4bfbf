"""The day at the terminal: masked unless asked otherwise, with what the chat brought."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.entrypoints.cli import main


def environ(folder: Path) -> dict[str, str]:
    return {"HOTEL_DATA_DIR": str(folder), "HOTEL_QUIET_SECONDS": "0"}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["conversations", "today", *arguments], env=environ(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which Ana reserved, Bruno was quoted, Carla waits for a person, and Dora for towels."""
    asyncio.run(_filled(tmp_path))
    return tmp_path


async def _filled(folder: Path) -> None:
    async with open_desk(load_config(environ(folder))) as desk:
        for words in (
            "I am Ana Perez, ana@x.org. A double room for two adults in 2 weeks, one night",
            "the first",
            "yes",
        ):
            await desk.say(words, guest="ana")
        await desk.say("I am Bruno Lima, b@x.org. A double room for two adults in 3 weeks, one night", guest="bruno")
        await desk.say("I want to speak to a person, please", guest="carla")
        await desk.say("Could you bring more towels to room 204, please?", guest="dora")


def test_the_day_is_told_and_nobody_could_be_named_by_it(folder: Path) -> None:
    told = run(folder)
    assert told.exit_code == 0, told.output
    assert "arrivals: none" in told.output
    assert "departures: none" in told.output
    assert "made in chat today: " in told.output
    assert ": 1 reservations, EUR " in told.output
    assert "Waiting for a person: 1, the longest " in told.output
    assert "Asked for in the house, and not done yet: 1\n" in told.output
    assert "B. L." in told.output
    assert "Lima" not in told.output
    assert "Bruno Lima" in run(folder, "--unmasked").output


def test_a_span_that_ends_before_it_begins_is_named(folder: Path) -> None:
    refused = run(folder, "--from", "2026-11-30", "--to", "2026-11-01")
    assert refused.exit_code == 2
    assert "--from comes before --to" in refused.output
