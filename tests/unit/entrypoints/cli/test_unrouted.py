"""What came in for nobody is shown and given to its hotel from the command line."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_lost_and_found, upgrade_database
from hotel_agent.domain.conversations.events import GuestWrote
from hotel_agent.domain.ids import AccountId, EventKey, TenantId
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.channel import Identity, Inbound
from hotel_agent.ports.rows import Stray

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DEMO = TenantId("marina")


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["unrouted", *arguments], env={"HOTEL_DATA_DIR": str(folder)})


def stray(account: str, name: str) -> Stray:
    event = GuestWrote(key=EventKey(f"message:{name}"), at=NOW, sent_at=NOW, text="my safe is 4711")
    arrival = Inbound(account=AccountId(account), event=event, identities=(Identity("webchat", "ana"),))
    return Stray(
        channel="webchat",
        account=AccountId(account),
        key=event.key,
        kind="unrouted",
        cause="no hotel claims this account",
        payload="my safe is 4711",
        received_at=NOW,
        arrival=arrival,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation of the demo hotel, to whose own door two posts came before it was anybody's."""

    async def keep() -> None:
        config = load_config({"HOTEL_DATA_DIR": str(tmp_path)})
        await upgrade_database(config)
        async with open_lost_and_found(config) as room:
            for name in ("one", "two"):
                await room.reception.storage.keep_stray(stray("marina", name))

    asyncio.run(keep())
    return tmp_path


def test_they_are_listed_and_given_by_name_or_all_at_once_and_each_only_once(folder: Path) -> None:
    listed = run(folder, "list").output
    assert "4711" not in listed
    assert listed.count("webchat marina  2026-11-23 09:00:00 UTC  marina has the account by now") == 2
    name = listed.split()[0]
    assert run(folder, "route", name, "--by", "ana").output == "marina: 1 given to it.\n"
    assert run(folder, "route", "--by", "ana").output == "marina: 1 given to it.\n"
    assert run(folder, "route").output == "Nothing came in for nobody.\n"
    assert run(folder, "list").output == "Nothing came in for nobody.\n"

    async def kept() -> tuple[int, list[str]]:
        async with (
            open_lost_and_found(load_config({"HOTEL_DATA_DIR": str(folder)})) as room,
            room.reception.storage.work(DEMO) as work,
        ):
            (talk,) = await work.conversations()
            return len(await work.waiting(talk.place.conversation)), [act.by for act in await work.acts()]

    assert asyncio.run(kept()) == (2, ["ana", "ana"])


def test_a_name_of_nothing_is_refused(folder: Path) -> None:
    refused = run(folder, "route", "000000000000")
    assert refused.exit_code == 1
    assert "Nothing of this name came in for nobody: 000000000000." in refused.output
