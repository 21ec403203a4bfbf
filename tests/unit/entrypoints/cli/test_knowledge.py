"""`hotel-agent knowledge`: what is wrong with the entries, and what a guest would be told."""

import asyncio
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, upgrade_database
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main


def told(*arguments: str, tenants: str | None = None) -> Result:
    variables: dict[str, str | None] = {**dict.fromkeys(VARIABLES), "HOTEL_TENANTS_FILE": tenants}
    return CliRunner(env=variables).invoke(main, ["knowledge", *arguments])


def test_nothing_is_wrong_with_the_demo_hotel() -> None:
    checked = told("check")
    assert checked.exit_code == 0, checked.output
    assert "0 wrong" in checked.output


def test_what_is_wrong_ends_the_command_with_one(tmp_path: Path) -> None:
    file = tmp_path / "hotels.toml"
    demo = (resources.files("hotel_agent.config") / "demo.toml").read_text(encoding="utf-8")
    file.write_text(demo.replace('topic = "wifi"', 'topic = "wifi"\nuntil = 2026-05-02'), encoding="utf-8")
    checked = told("check", tenants=str(file))
    assert checked.exit_code == 1, checked.output
    assert "WRONG  wifi: held until 2026-05-02" in checked.output


def test_a_question_is_answered_as_a_guest_would_be_with_its_source_and_scores() -> None:
    shown = told("ask", "can I bring my dog?", "--language", "en")
    assert shown.exit_code == 0, shown.output
    assert "Dogs and cats up to 15 kg" in shown.output
    assert "pets (Dirección, 2026-02-01)" in shown.output
    assert "1.00  pets" in shown.output
    assert "(check_out of Hotel Marina)" in told("ask", "¿hasta qué hora es la salida?").output


def test_what_nobody_wrote_down_is_said_to_be_so() -> None:
    shown = told("ask", "¿tienen casino?")
    assert "counted under 'casino'" in shown.output
    assert "Nothing written down shares a word with it." in shown.output


def test_what_guests_asked_in_vain_is_listed_where_something_is_kept(tmp_path: Path) -> None:
    folder = {"HOTEL_DATA_DIR": str(tmp_path)}
    asyncio.run(upgrade_database(load_config(folder)))
    shown = CliRunner(env={**dict.fromkeys(VARIABLES), **folder}).invoke(main, ["knowledge", "unanswered"])
    assert shown.exit_code == 0, shown.output
    assert "Hotel Marina: 0 questions without an answer" in shown.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "--tenant", "nowhere"), "There is no hotel 'nowhere' here; these are: marina."),
        (("ask", "?", "--language", "fr"), "marina does not speak 'fr'; it speaks es, en, pt."),
    ],
)
def test_what_cannot_be_is_refused_with_what_can_be(arguments: tuple[str, ...], says: str) -> None:
    refused = told(*arguments)
    assert refused.exit_code == 1
    assert says in refused.output
