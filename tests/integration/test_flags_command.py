"""`hotel-agent flags` over a real Redis: what an operator sets is followed, and shown with where it comes from."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.integration.service import eventually

from hotel_agent.bootstrap import load_config, open_desk, open_switchboard
from hotel_agent.config import VARIABLES
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.testing.servers import RedisServer

FLAG = "canary.enabled"


class Operator:
    """Writes commands, and reads what is said about one switch, in words."""

    def __init__(self, url: str, folder: Path) -> None:
        self._told = {"REDIS_URL": url, "HOTEL_DATA_DIR": str(folder)}

    def writes(self, *arguments: str, ends: int = 0) -> str:
        environ = {**dict.fromkeys(VARIABLES), **self._told}
        result = CliRunner(env=environ).invoke(main, ["flags", *arguments])
        assert result.exit_code == ends, result.output
        return result.output

    def reads(self, *arguments: str) -> list[list[str]]:
        """How the switch stands, and the hotels with a word of their own."""
        lines = [line.split() for line in self.writes(*arguments).splitlines()]
        (at,) = (number for number, line in enumerate(lines) if line[:1] == [FLAG])
        return [lines[at], *(line for line in lines[at + 1 :] if line[:1] == ["at"])]

    async def log(self, tenant: TenantId) -> list[AuditEntry]:
        """What the audit log says of a hotel, the first first."""
        async with (
            open_switchboard(load_config(self._told)) as switchboard,
            switchboard.storage.work(tenant) as work,
        ):
            return [*await work.acts()][::-1]


@pytest.fixture
def operator(redis_url: str, tmp_path: Path) -> Operator:
    return Operator(redis_url, tmp_path)


def test_what_is_set_is_shown_with_where_it_comes_from(operator: Operator) -> None:
    assert operator.reads("list") == [[FLAG, "off", "default"]]
    assert operator.reads("set", FLAG, "25%") == [[FLAG, "25%", "everybody"]]
    assert operator.reads("set", FLAG, "TRUE", "--tenant", "marina") == [[FLAG, "on", "this", "hotel"]]
    assert operator.reads("list") == [[FLAG, "25%", "everybody"], ["at", "marina", "on"]]
    assert operator.reads("list", "--tenant", "marina") == [[FLAG, "on", "this", "hotel"]]
    assert operator.reads("unset", FLAG, "--tenant", "marina") == [[FLAG, "25%", "everybody"]]
    assert operator.reads("unset", FLAG) == [[FLAG, "off", "default"]]
    assert operator.reads("unset", FLAG) == [[FLAG, "off", "default"]]


def test_a_hotel_that_is_not_there_gets_no_value_but_may_lose_one(operator: Operator) -> None:
    assert "There is no hotel 'nowhere' here" in operator.writes("set", FLAG, "on", "--tenant", "nowhere", ends=1)
    assert operator.reads("unset", FLAG, "--tenant", "nowhere") == [[FLAG, "off", "default"]]


async def test_who_threw_a_switch_is_written_down_where_it_counts_with_what_was_before(operator: Operator) -> None:
    for arguments in (
        ("set", FLAG, "25%", "--by", "olga"),
        ("set", FLAG, "on", "--tenant", "marina", "--by", "mia"),
        ("unset", FLAG, "--tenant", "marina", "--by", "mia"),
    ):
        await asyncio.to_thread(operator.writes, *arguments)
    default, share = {"setting": "off", "because": "default"}, {"setting": "25%", "because": "everybody"}
    here = {"setting": "on", "because": "this hotel"}
    (everywhere,) = await operator.log(EVERYWHERE)
    assert (everywhere.by, everywhere.action, everywhere.subject) == ("olga", "throw_switch", FLAG)
    assert (everywhere.before, everywhere.after) == (default, share)
    told = [(each.by, each.before, each.after) for each in await operator.log(TenantId("marina"))]
    assert told == [("mia", share, here), ("mia", here, share)]


async def test_a_running_house_follows_what_an_operator_sets(redis_url: str, tmp_path: Path, nlu: Nlu) -> None:
    config = load_config({"REDIS_URL": redis_url, "HOTEL_DATA_DIR": str(tmp_path)})
    (hotel,) = config.tenants.tenants
    async with open_desk(config, nlu=nlu) as desk:
        assert not await desk.flags.enabled(FLAG, tenant=hotel.id)
        await asyncio.to_thread(Operator(redis_url, tmp_path).writes, "set", FLAG, "on", "--tenant", hotel.id)
        await eventually(lambda: desk.flags.enabled(FLAG, tenant=hotel.id))


async def test_a_tenth_of_the_guests_is_written_as_people_write_it_and_nothing_brings_all_back(
    operator: Operator, redis_url: str, tmp_path: Path, nlu: Nlu
) -> None:
    config = load_config({"REDIS_URL": redis_url, "HOTEL_DATA_DIR": str(tmp_path / "house")})
    (hotel,) = config.tenants.tenants
    crowd = [GuestId(f"guest-{number}") for number in range(400)]
    async with open_desk(config, nlu=nlu) as desk:

        async def chosen() -> int:
            return sum([await desk.flags.enabled(FLAG, tenant=hotel.id, guest=each) for each in crowd])

        async def some() -> bool:
            return 20 <= await chosen() <= 80

        async def none() -> bool:
            return await chosen() == 0

        assert await asyncio.to_thread(operator.reads, "set", FLAG, "10%") == [[FLAG, "10%", "everybody"]]
        await eventually(some)
        assert await asyncio.to_thread(operator.reads, "set", FLAG, "0%") == [[FLAG, "off", "everybody"]]
        await eventually(none)


async def test_where_redis_is_silent_the_command_says_so_throws_nothing_and_writes_nothing_down(tmp_path: Path) -> None:
    async with RedisServer(durable=False, sources=("installed", "wheel")) as server:
        await server.stop()
        operator = Operator(server.url, tmp_path)
        for arguments in (("list",), ("set", FLAG, "on"), ("unset", FLAG)):
            said = await asyncio.to_thread(operator.writes, *arguments, ends=1)
            assert said.startswith("Error: Redis does not ")
        assert await operator.log(EVERYWHERE) == []
