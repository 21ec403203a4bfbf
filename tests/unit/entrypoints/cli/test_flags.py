"""`hotel-agent flags` where nothing is shared: it tells what there is, and that nothing can be thrown from here."""

import pytest
from click.testing import CliRunner, Result

from hotel_agent.config import VARIABLES
from hotel_agent.domain.tenants.flags import FLAGS
from hotel_agent.entrypoints.cli import main


def told(*arguments: str) -> Result:
    return CliRunner(env=dict.fromkeys(VARIABLES)).invoke(main, ["flags", *arguments])


def test_every_switch_is_shown_with_its_default_and_what_it_does() -> None:
    shown = told("list")
    assert shown.exit_code == 0, shown.output
    for flag in FLAGS:
        (line,) = (line for line in shown.output.splitlines() if flag.name in line)
        assert line.split() == [flag.name, "on" if flag.default else "off", "default"]
        assert flag.meaning in shown.output
    assert "REDIS_URL" in shown.output


@pytest.mark.parametrize("arguments", [("set", "canary.enabled", "on"), ("unset", "canary.enabled")])
def test_in_memory_no_switch_can_be_thrown_from_outside(arguments: tuple[str, ...]) -> None:
    refused = told(*arguments)
    assert refused.exit_code == 1
    assert "none can be thrown from here" in refused.output
    assert "REDIS_URL" in refused.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("set", "canary", "on"), "There is no switch 'canary'; these are: nlp.fallback.enhanced,"),
        (("unset", "canary"), "There is no switch 'canary'"),
        (
            ("set", "canary.enabled", "ture"),
            "'ture' is no value; expected on, off, or a share of the guests such as 25%",
        ),
        (("list", "--tenant", "nowhere"), "There is no hotel 'nowhere' here; these are: "),
    ],
)
def test_what_cannot_be_is_refused_with_what_can_be(arguments: tuple[str, ...], says: str) -> None:
    refused = told(*arguments)
    assert refused.exit_code == 1
    assert says in refused.output
