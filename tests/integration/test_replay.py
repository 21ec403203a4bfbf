"""A week's mixed traffic at the doors of three hotels loses nothing, doubles nothing, and stays where it belongs."""

from pathlib import Path

from hotel_agent.entrypoints.cli.replay import replayed
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.replay import ReplayPlan


async def test_a_weeks_traffic_is_kept_once_answered_once_and_nowhere_else(tmp_path: Path, nlu: Nlu) -> None:
    told: list[str] = []
    verdict = await replayed(ReplayPlan(events=100), tmp_path, tell=told.append, nlu=nlu)
    assert verdict.clean, "\n".join(verdict.lines())
    assert verdict.events >= 100
    assert verdict.delivered > 50
    assert verdict.replies > 20
    assert {kind.split()[0] for kind in verdict.kinds} == {"whatsapp", "webchat", "email"}
    assert {kind.split()[1] for kind in verdict.kinds} == {"kept", "read", "aside", "reported", "nowhere"}
