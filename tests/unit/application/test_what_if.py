"""Other rules are tried on what guests wrote: what would end otherwise is told, and nothing else happens."""

import asyncio
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.application.what_if import Replayed, WhatIf
from hotel_agent.bootstrap import load_config, upgrade_database
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.entrypoints.cli import main


async def under(story: Story, rules: HouseRules) -> Replayed:
    tenant = story.desk.tenants.tenant(TenantId(story.tenant))
    assert tenant is not None
    what_if = WhatIf(storage=story.desk.storage, tenant=evolve(tenant, rules=HouseRules()), nlu=story.desk.nlu)
    return await what_if.under(rules)


async def reserved(story: Story) -> None:
    """A guest reserves a room, and another only asks for one."""
    await story.writes(WISH)
    await story.passes(8)
    await story.writes("the first one")
    await story.passes(8)
    await story.writes("yes, please")
    await story.passes(8)
    await story.writes("A room for two from 4 to 5 December", guest="another")
    await story.passes(8)


async def test_the_same_rules_end_the_same_and_nothing_is_said_or_written() -> None:
    async with open_story() as story:
        await reserved(story)
        before = (story.said(), story.said("another"), await story.conversation())
        assert await under(story, HouseRules()) == Replayed(conversations=2)
        assert (story.said(), story.said("another"), await story.conversation()) == before


@pytest.mark.parametrize(
    ("rules", "after"),
    [
        (HouseRules(handover_words=("a room for two",)), "handover.to_person"),
        (HouseRules(shortest_stay_nights=2), "refused.minimum_stay"),
        (HouseRules(largest_party=1), "refused.party_too_large"),
    ],
)
async def test_what_would_end_otherwise_is_told_with_what_it_was(rules: HouseRules, after: str) -> None:
    async with open_story() as story:
        await reserved(story)
        name = await story.name("another")
        found = [each for each in (await under(story, rules)).differences if each.conversation == name]
    (only,) = found
    assert after in only.after
    assert "asks the book" in only.before


def test_the_command_names_what_is_wrong_with_the_rules(tmp_path: Path) -> None:
    wrong = tmp_path / "rules.toml"
    wrong.write_text("largest_party = 0\n", encoding="utf-8")
    said = CliRunner().invoke(main, ["rules", "replay", "--rules", str(wrong)], env={"HOTEL_DATA_DIR": str(tmp_path)})
    assert said.exit_code == 1
    assert "largest_party: expected at least 1, found 0" in said.output


def test_the_command_decides_again_what_is_kept(tmp_path: Path) -> None:
    told = tmp_path / "rules.toml"
    told.write_text('handover_words = ["abogado"]\n', encoding="utf-8")
    environ = {"HOTEL_DATA_DIR": str(tmp_path)}
    asyncio.run(upgrade_database(load_config(environ)))
    said = CliRunner().invoke(main, ["rules", "replay", "--rules", str(told)], env=environ)
    assert said.output == "0 conversations decided again, 0 would go another way.\n"
    said = CliRunner().invoke(main, ["rules", "replay", "--rules", str(told), "--tenant", "nobody"], env=environ)
    assert said.exit_code != 0
