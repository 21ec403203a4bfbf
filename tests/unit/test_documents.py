"""What documents name is there: commands, tests, files, tables."""

import re
import shlex
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


def typed(document: Path) -> list[str]:
    """The commands a reader copies: whole lines of shell blocks, and in the Spanish guide what stands between ticks."""
    text = document.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    ticks = re.findall(r"`(hotel-agent [^`\n]+)`", text) if document.name == "inicio-rapido.md" else []
    return [*re.findall(r"^hotel-agent [^|&;<>\n]+$", blocks, re.MULTILINE), *ticks]


def misread(line: str) -> str:
    """What the command would say of how it was typed; nothing is run."""
    _, *words = shlex.split(line, comments=True)
    at: click.Command = main
    while isinstance(at, click.Group) and words and words[0] in at.commands:
        at = at.commands[words.pop(0)]
    try:
        at.make_context("hotel-agent", words)
    except (click.MissingParameter, click.NoSuchOption) as wrong:
        return f"{line}: {wrong.format_message()}"
    except click.UsageError as wrong:
        return f"{line}: {wrong.message}" if "unexpected" in wrong.message else ""
    except click.exceptions.Exit:
        pass
    return ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_command_can_be_typed_as_it_stands(document: Path) -> None:
    assert [wrong for wrong in map(misread, typed(document)) if wrong] == []


def test_a_command_that_lacks_something_would_be_seen() -> None:
    assert "NAME" in misread("hotel-agent people create")
    assert "tenant" in misread("hotel-agent guests export ana@example.com")
    assert "--helpers" in misread("hotel-agent serve --helpers 2")


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
