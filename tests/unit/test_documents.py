"""What documents name is there: commands, tests, files, tables."""

import re
from pathlib import Path

import click
import pytest

from hotel_agent.adapters.database.tables import metadata
from hotel_agent.entrypoints.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "AGENTS.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def links(text: str) -> list[str]:
    return [found for found in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if "://" not in found]


def commands(text: str) -> list[list[str]]:
    return [found.split() for found in re.findall(r"hotel-agent((?: (?!hotel-)[a-z][a-z-]+)+)", text)]


def known(words: list[str]) -> bool:
    """Whether these words lead to a command; what follows it are its arguments."""
    at: click.Command = main
    for word in words:
        if not isinstance(at, click.Group):
            return True
        if word not in at.commands:
            return at is not main
        at = at.commands[word]
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_leads_to_what_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [link for link in links(text) if not (document.parent / link).exists()] == []
    quoted = " ".join(re.findall(r"`[^`]+`|^    .*$", text, re.MULTILINE))
    assert [" ".join(words) for words in commands(quoted) if not known(words)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_test_that_a_document_names_is_there(document: Path) -> None:
    for path, name in re.findall(r"`(tests/[\w/]+(?:\.py)?)(?:::(\w+))?", document.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path
        if name:
            assert re.search(rf"def {name}\(", (ROOT / path).read_text(encoding="utf-8")), name


def test_the_map_of_what_is_kept_knows_every_table() -> None:
    text = (ROOT / "docs" / "what-is-kept.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(metadata.tables) <= named


def test_decisions_stand_the_newest_first() -> None:
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    days = re.findall(r"^## (\d{4}-\d\d-\d\d) · ", text, re.MULTILINE)
    assert len(days) == text.count("\n## ")
    assert days == sorted(days, reverse=True)
