"""What was set aside is shown without a word of any guest, and put back by name."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_shelf, upgrade_database
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import GuestWrote
from hotel_agent.domain.ids import AccountId, ConversationId, EventKey, GuestId
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.set_aside import kept
from hotel_agent.ports.rows import AuditEntry, Stray

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CAUSE = "KeyError at decide.py:12"
KEYS = [EventKey(f"message:wamid.34600123456-{number}") for number in range(3)]


def environ(folder: Path) -> dict[str, str]:
    return {"HOTEL_DATA_DIR": str(folder)}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["set-aside", *arguments], env=environ(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which three messages of a guest were set aside, and two posts were for nobody."""
    asyncio.run(_set_aside(tmp_path, KEYS))
    return tmp_path


async def _set_aside(folder: Path, keys: Sequence[EventKey]) -> None:
    config = load_config(environ(folder))
    await upgrade_database(config)
    async with open_shelf(config) as shelf:
        tenant = shelf.tenants.tenants[0]
        conversation = Conversation(
            id=ConversationId("c-1"),
            tenant=tenant.id,
            property_id=tenant.properties[0].id,
            channel="whatsapp",
            account=AccountId("door"),
            guest=GuestId("ana"),
            language=tenant.languages[0],
        )
        async with shelf.storage.work(tenant.id) as work:
            await work.begin(conversation)
            for key in keys:
                event = GuestWrote(key=key, at=NOW, sent_at=NOW, text="my safe is 4711")
                await work.add_event(conversation.id, event, received_at=NOW, due_at=NOW)
            await work.count_try(conversation.id, keys)
            await work.set_aside(conversation.id, keys, at=NOW, cause=CAUSE)
        for key in keys[:2]:
            stray = Stray(
                channel="whatsapp",
                account=AccountId("8990"),
                key=key,
                kind="unrouted",
                cause="no hotel claims this account",
                payload="my safe is 4711",
                received_at=NOW,
            )
            await shelf.storage.keep_stray(stray)


async def _names(folder: Path) -> list[str]:
    async with open_shelf(load_config(environ(folder))) as shelf:
        return [each.name for each in await shelf.events()]


async def _acts(folder: Path) -> Sequence[AuditEntry]:
    async with (
        open_shelf(load_config(environ(folder))) as shelf,
        shelf.storage.work(shelf.tenants.tenants[0].id) as work,
    ):
        return await work.acts()


async def _waiting(folder: Path) -> list[EventKey]:
    async with (
        open_shelf(load_config(environ(folder))) as shelf,
        shelf.storage.work(shelf.tenants.tenants[0].id) as work,
    ):
        return [row.key for row in await work.waiting(ConversationId("c-1"))]


def test_what_was_set_aside_is_shown_with_its_reason_and_nothing_of_a_guest(folder: Path) -> None:
    shown = run(folder, "list")
    assert shown.exit_code == 0
    for name in asyncio.run(_names(folder)):
        assert f"{name}  marina  GuestWrote  2026-11-23 09:00:00 UTC  1 try\n    {CAUSE}\n" in shown.output
    assert "4711" not in shown.output
    assert "34600123456" not in shown.output


def test_what_came_in_for_nobody_is_shown_together_with_what_to_do_about_it(folder: Path) -> None:
    shown = run(folder, "list").output
    assert "2 x unrouted  whatsapp, 8990  the latest 2026-11-23 09:00:00 UTC" in shown
    assert "What to do: give its hotel the account (`hotel-agent tenants identifiers add`" in shown


def test_where_nothing_is_set_aside_it_says_so(tmp_path: Path) -> None:
    asyncio.run(_set_aside(tmp_path, []))
    for command in (["list"], ["replay", "--all"]):
        shown = run(tmp_path, *command)
        assert (shown.exit_code, shown.output) == (0, "Nothing is set aside.\n")


def test_where_there_is_no_database_none_is_made_by_looking(tmp_path: Path) -> None:
    for command in (["list"], ["replay", "--all"]):
        shown = run(tmp_path, *command)
        assert shown.exit_code == 2
        assert "it is empty" in shown.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_named_is_put_back_and_written_down(folder: Path) -> None:
    name = asyncio.run(_names(folder))[0]
    shown = run(folder, "replay", name[:8], name, "--by", "Eva")
    assert (shown.exit_code, shown.output) == (0, f"{name}: waits for its turn again.\n")
    assert len(asyncio.run(_names(folder))) == 2
    assert len(asyncio.run(_waiting(folder))) == 1
    (entry,) = asyncio.run(_acts(folder))
    assert (entry.by, entry.action, entry.subject) == ("Eva", "replay", name)


def test_everything_is_put_back_in_its_old_sequence(folder: Path) -> None:
    assert run(folder, "replay", "--all").exit_code == 0
    assert asyncio.run(_waiting(folder)) == KEYS
    assert asyncio.run(_names(folder)) == []


@pytest.mark.parametrize("names", [["nobody"], ["*"], [""]])
def test_a_name_nothing_has_is_refused_and_nothing_is_put_back(folder: Path, names: list[str]) -> None:
    known = asyncio.run(_names(folder))[0]
    shown = run(folder, "replay", known, *names)
    assert shown.exit_code == 1
    assert f"{names[0]!r}: nothing of this name is set aside" in shown.output
    assert "Nothing was replayed" in shown.output
    assert asyncio.run(_waiting(folder)) == []


def test_the_beginning_of_several_names_is_refused(tmp_path: Path) -> None:
    asyncio.run(_set_aside(tmp_path, [EventKey(f"message:{number}") for number in range(40)]))
    names = asyncio.run(_names(tmp_path))
    beginning = next(sign for sign in "0123456789abcdef" if sum(name.startswith(sign) for name in names) > 1)
    shown = run(tmp_path, "replay", beginning)
    assert shown.exit_code == 1
    assert "names begin with it" in shown.output


@pytest.mark.parametrize("arguments", [[], ["name", "--all"]])
def test_either_names_or_all_are_asked_for(tmp_path: Path, arguments: list[str]) -> None:
    shown = run(tmp_path, "replay", *arguments)
    assert shown.exit_code == 2
    assert "write --all" in shown.output


def test_of_what_is_kept_in_memory_nothing_can_be_shown() -> None:
    with pytest.raises(click.ClickException, match="in the memory of the service"):
        kept(IN_MEMORY)


def test_what_is_wrong_with_the_configuration_is_shown() -> None:
    shown = CliRunner().invoke(main, ["set-aside", "list"], env={"POSTGRES_URL": "nonsense"})
    assert shown.exit_code == 2
    assert "POSTGRES_URL" in shown.output
