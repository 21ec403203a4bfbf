"""The page of conversations shows what the house says today."""

from pathlib import Path

import pytest

from hotel_agent.entrypoints.cli.eval import opening
from hotel_agent.testing.guests import EvaluationPlan, as_pages, evaluate, shipped

PAGE = Path(__file__).parents[4] / "docs" / "conversations.md"


@pytest.mark.parametrize("title", ["everything_at_once/es", "cancelled_too_late/en", "shown_to_nobody_else/pt"])
async def test_a_conversation_on_the_page_is_one_that_the_house_has(title: str) -> None:
    """Where it is not, the command at the head of the page writes it anew; then read it."""
    told = [each for each in shipped() if each.title == title]
    verdicts = await evaluate(EvaluationPlan(scenarios=told, seed="3"), opening(), tell=lambda _line: None)
    assert as_pages(verdicts).strip() in PAGE.read_text(encoding="utf-8")
