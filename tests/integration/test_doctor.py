"""`hotel-agent doctor` looks at a whole installation, says what must be mended, and tells no secret."""

import asyncio
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner
from tests.integration.service import SECRETS, whatsapp

from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.testing.graph_stub import GraphStub

WELL = "Nothing must be mended."


@frozen
class Said:
    """What the doctor said."""

    text: str
    ends: int

    def about(self, what: str) -> str:
        """The line about this: its verdict and what was seen."""
        (line,) = (line for line in self.text.splitlines() if line[9:].startswith(what))
        return line


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def doctor(**told: str) -> Said:
    """The command, run beside whatever this test has running."""
    environ = {**dict.fromkeys(VARIABLES), **told}
    result = await asyncio.to_thread(CliRunner(env=environ).invoke, main, ["doctor"])
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit), result.exception
    return Said(result.output, result.exit_code)


async def test_a_hotel_that_was_never_opened_is_well_and_nothing_is_made(tmp_path: Path) -> None:
    said = await doctor(HOTEL_DATA_DIR=str(tmp_path))
    assert said.about("Configuration").startswith("ok")
    assert said.about("Database") == f"warning  Database: {tmp_path}/hotel.sqlite3 is not there yet"
    assert said.about("Hotel Marina: catalogue").startswith("ok")
    assert said.about("Hotel Marina: search").startswith("ok")
    assert said.text.endswith(f"{WELL}\n")
    assert said.ends == 0
    assert left_in(tmp_path) == []


async def test_everything_that_answers_is_told_with_where_it_is(redis_url: str, tables: str) -> None:
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph:
        said = await doctor(POSTGRES_URL=tables, REDIS_URL=redis_url, **whatsapp(graph.url))
        assert graph.sent == []
    assert said.about("Database").startswith("ok       Database: PostgreSQL at ")
    assert said.about("Redis").startswith("ok       Redis: ")
    assert said.about("WhatsApp").endswith("number 810000000000001: +34 600 00 00 00, GREEN")
    assert (said.ends, WELL in said.text) == (0, True)


async def test_whatever_is_wrong_is_told_with_what_to_do_and_without_secrets(database: str, tmp_path: Path) -> None:
    async with GraphStub(token="another token") as graph:
        redis = f"unix://:hush-hush@{tmp_path}/nobody.sock"
        said = await doctor(POSTGRES_URL=database, REDIS_URL=redis, **whatsapp(graph.url))
    assert said.about("Database").startswith("broken   Database: its tables are at revision base")
    assert "Run `hotel-agent db upgrade`." in said.text
    assert said.about("Redis") == f"broken   Redis: no answer at {tmp_path}/nobody.sock"
    assert said.about("WhatsApp").startswith("broken")
    assert "190" in said.about("WhatsApp")
    assert said.about("Hotel Marina: catalogue").startswith("ok"), "what can be looked at is looked at all the same"
    assert "the database must be mended first" in said.about("Hotel Marina: search")
    assert "3 things must be mended." in said.text
    assert said.ends == 1
    assert not [secret for secret in (*SECRETS.values(), "hush-hush") if secret in said.text]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9"])
async def test_a_meta_that_cannot_be_reached_is_told(url: str, tmp_path: Path) -> None:
    said = await doctor(HOTEL_DATA_DIR=str(tmp_path), **whatsapp(url))
    assert said.about("WhatsApp").endswith("WhatsApp did not answer (ConnectError)")
    assert said.ends == 1


async def test_a_configuration_that_cannot_be_read_is_the_first_thing_told() -> None:
    said = await doctor(HOTEL_PORT="many")
    assert "HOTEL_PORT" in said.text
    assert said.ends == 2
