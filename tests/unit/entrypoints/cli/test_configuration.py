"""Before anything starts: what would be used, or everything that is wrong."""

from importlib.metadata import version

import pytest
from click.testing import CliRunner

from hotel_agent.entrypoints.cli import main


def test_the_version_is_the_installed_one() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"hotel-agent {version('hotel-agent')}\n"


def test_what_would_be_used_is_shown() -> None:
    outcome = CliRunner().invoke(main, ["check-config"])
    assert outcome.exit_code == 0
    assert "Hotel Marina" in outcome.output


@pytest.mark.parametrize("command", [["check-config"], ["serve", "--port", "0"], ["chat"]])
def test_every_command_shows_every_problem_and_starts_nothing(command: list[str]) -> None:
    wrong = {"ENVIRONMENT": "production", "HOTEL_PORT": "eighty", "HOTEL_TENANTS_FILE": "/nowhere/hotels.toml"}
    outcome = CliRunner().invoke(main, command, env=wrong)
    assert outcome.exit_code == 2
    for named in ("SECRET_KEY", "HOTEL_PORT", "HOTEL_TENANTS_FILE"):
        assert named in outcome.output
    assert "Traceback" not in outcome.output


def test_no_secret_is_shown() -> None:
    told = {"WHATSAPP_APP_SECRET": "hush-hush-hush", "WHATSAPP_VERIFY_TOKEN": "still-hush", "SECRET_KEY": "h" * 40}
    outcome = CliRunner().invoke(main, ["check-config"], env=told)
    for secret in told.values():
        assert secret not in outcome.output
