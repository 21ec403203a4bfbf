"""What guests sent is listed without a word of what is in it, and taken out by name, with somebody's name beside it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.bootstrap import load_config, open_media, upgrade_database
from hotel_agent.domain.ids import ConversationId, ProviderId
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.media import Media
from hotel_agent.ports.rows import AuditEntry

PASSPORT = Media(mime_type="image/jpeg", content=b"\xff\xd8\xffa passport" * 200)
GONE = Media(mime_type="application/pdf", content=b"%PDF-")


def environ(folder: Path, secret: str = "the house's own secret, long enough") -> dict[str, str]:
    return {"HOTEL_DATA_DIR": str(folder), "SECRET_KEY": secret}


def run(folder: Path, *arguments: str, secret: str = "the house's own secret, long enough") -> Result:
    return CliRunner().invoke(main, ["media", *arguments], env=environ(folder, secret))


async def kept(folder: Path) -> None:
    config = load_config(environ(folder))
    await upgrade_database(config)
    now, day = SystemClock().now(), timedelta(days=1)
    async with open_media(config) as shelf:
        tenant = shelf.tenants.tenants[0].id
        for name, medium, until in (("wamid.34600123456", PASSPORT, now + day), ("old", GONE, now)):
            await shelf.store.keep(
                tenant, ConversationId("c-1"), ProviderId(name), medium, now=now - day, expires_at=until
            )


async def acts(folder: Path) -> list[AuditEntry]:
    config = load_config(environ(folder))
    async with open_media(config) as shelf, shelf.storage.work(config.tenants.tenants[0].id) as work:
        return list(await work.acts())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which a guest's passport is kept; and what is no longer kept."""
    asyncio.run(kept(tmp_path))
    return tmp_path


def the_name(folder: Path) -> str:
    (line,) = run(folder, "list").output.splitlines()
    return line.split()[0]


def test_what_is_kept_is_listed_and_shown_without_what_is_in_it_or_whose_number_it_came_from(folder: Path) -> None:
    listed = run(folder, "list")
    assert listed.exit_code == 0, listed.output
    assert "c-1  image/jpeg  2 kB  until " in listed.output
    shown = run(folder, "show", the_name(folder)[:4])
    assert "2600 bytes" in shown.output
    for said in (listed.output, shown.output):
        assert "passport" not in said
        assert "34600123456" not in said
    assert asyncio.run(acts(folder)) == []


def test_what_is_taken_out_is_a_file_of_whoever_took_it_and_that_is_written_down(folder: Path) -> None:
    name, file = the_name(folder), folder / "passport.jpg"
    saved = run(folder, "save", name, "--to", str(file), "--by", "Eva")
    assert saved.exit_code == 0, saved.output
    assert file.read_bytes() == PASSPORT.content
    assert file.stat().st_mode & 0o777 == 0o600
    (act,) = asyncio.run(acts(folder))
    assert (act.by, act.action, act.subject) == ("Eva", "take_out", name)


def test_no_file_is_written_over(folder: Path) -> None:
    file = folder / "passport.jpg"
    file.write_text("mine")
    refused = run(folder, "save", the_name(folder), "--to", str(file))
    assert (refused.exit_code, file.read_text()) == (1, "mine")
    assert "name another file with --to" in refused.output


def test_a_name_that_is_none_or_several_or_a_key_that_is_another_says_so(folder: Path) -> None:
    assert "nothing of this name is kept" in run(folder, "show", "zzz").output
    assert "nothing of this name is kept" in run(folder, "save", "").output
    other = run(folder, "save", the_name(folder), secret="another secret, which is long enough as well")
    assert other.exit_code == 1
    assert "another SECRET_KEY" in other.output
    assert asyncio.run(acts(folder)) == []


def test_a_hotel_that_is_none_is_named_with_those_that_are(folder: Path) -> None:
    tenant = load_config(environ(folder)).tenants.tenants[0].id
    assert run(folder, "list", "--tenant", tenant).output == run(folder, "list").output
    refused = run(folder, "list", "--tenant", "nobody")
    assert refused.exit_code == 1
    assert tenant in refused.output


def test_where_nothing_is_kept_that_is_said(tmp_path: Path) -> None:
    asyncio.run(upgrade_database(load_config(environ(tmp_path))))
    assert run(tmp_path, "list").output == "Nothing is kept.\n"
