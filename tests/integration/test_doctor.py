"""`hotel-agent doctor` looks at a whole installation, says what must be mended, and tells no secret."""

import asyncio
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path
from socket import socket

import pytest
from attrs import frozen
from click.testing import CliRunner
from tests.integration.service import SECRETS, whatsapp

from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.qloapps import KEY, QloAppsStub, demo_house
from hotel_agent.testing.servers.mail import MailServer

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


async def test_a_file_of_an_older_version_is_no_trouble_for_the_service_brings_it_up(tmp_path: Path) -> None:
    told = {"HOTEL_DATA_DIR": str(tmp_path)}
    older = CliRunner(env={**dict.fromkeys(VARIABLES), **told}).invoke
    assert (await asyncio.to_thread(older, main, ["db", "upgrade", "0003"])).exit_code == 0
    said = await doctor(**told)
    assert said.about("Database").startswith("warning  Database: its tables are at revision 0003")
    assert said.about("Hotel Marina: search").startswith("warning"), "what is free stands in the file"
    assert said.ends == 0


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
    assert "the database comes first" in said.about("Hotel Marina: search")
    assert "3 things must be mended." in said.text
    assert said.ends == 1
    assert not [secret for secret in (*SECRETS.values(), "hush-hush") if secret in said.text]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9"])
async def test_a_meta_that_cannot_be_reached_is_told(url: str, tmp_path: Path) -> None:
    said = await doctor(HOTEL_DATA_DIR=str(tmp_path), **whatsapp(url))
    assert said.about("WhatsApp").endswith("WhatsApp did not answer (ConnectError)")
    assert said.ends == 1


async def test_a_database_that_cannot_be_reached_is_told_by_its_place_alone() -> None:
    said = await doctor(POSTGRES_URL="postgresql://desk:hush-hush@127.0.0.1:9/hotel")
    told = "broken   Database: no answer at PostgreSQL at 127.0.0.1:9, database hotel (Unavailable)"
    assert said.about("Database") == told
    assert said.about("Hotel Marina: catalogue").startswith("ok")
    assert said.ends == 1
    assert "hush-hush" not in said.text


async def test_a_configuration_that_cannot_be_read_is_the_first_thing_told() -> None:
    said = await doctor(HOTEL_PORT="many")
    assert "HOTEL_PORT" in said.text
    assert said.ends == 2


# A hotel whose book is kept in QloApps

TWO_HOTELS = """
[[tenants]]
id = "group"
name = "Group"
languages = ["es", "en"]

[[tenants.properties]]
id = "prime"
name = "Prime"
time_zone = "America/New_York"
currency = "USD"
hotel_id = 1

[[tenants.properties]]
id = "prime-2"
name = "Prime Two"
time_zone = "America/New_York"
currency = "USD"
hotel_id = {second}

[tenants.pms]
adapter = "qloapps"
base_url = "{url}"
api_key_env = "SHOP_KEY"
"""


@pytest.fixture
async def shop() -> AsyncIterator[QloAppsStub]:
    async with QloAppsStub(house=demo_house(hotels=2)) as opened:
        yield opened


async def seen_of(shop: QloAppsStub, folder: Path, *, key: str = KEY, second: int = 2) -> Said:
    """What the doctor says of two hotels in this shop."""
    file = folder / "hotels.toml"
    file.write_text(TWO_HOTELS.format(url=shop.url, second=second))
    said = await doctor(HOTEL_DATA_DIR=str(folder), HOTEL_TENANTS_FILE=str(file), SHOP_KEY=key)
    assert key not in said.text
    return said


async def test_of_a_shop_everything_is_told_that_its_hotels_stand_on(shop: QloAppsStub, tmp_path: Path) -> None:
    said = await seen_of(shop, tmp_path)
    assert said.about("Group: QloApps: webservice").startswith("ok")
    for hotel in ("prime", "prime-2"):
        assert said.about(f"Group: QloApps: {hotel}: currency") == f"ok       Group: QloApps: {hotel}: currency: USD"
        assert "General Rooms" in said.about(f"Group: QloApps: {hotel}: room types: ")
        assert said.about(f"Group: QloApps: {hotel}: languages").startswith("warning"), "the demo speaks English only"
    assert said.about("Prime: search").startswith("ok")
    assert said.about("Prime Two: search").startswith("ok")
    assert said.ends == 0


async def test_a_shop_that_turns_us_away_is_one_thing_to_mend(shop: QloAppsStub, tmp_path: Path) -> None:
    said = await seen_of(shop, tmp_path, key="WRONG" + "0" * 27)
    assert said.about("Group: QloApps: webservice").startswith("broken")
    assert "Compare api_key with the key in QloApps" in said.text
    assert (said.ends, "1 thing must be mended." in said.text) == (1, True)


async def test_a_hotel_that_is_not_in_the_shop_hides_nothing_of_the_other(shop: QloAppsStub, tmp_path: Path) -> None:
    said = await seen_of(shop, tmp_path, second=7)
    assert said.about("Group: QloApps: prime: currency").startswith("ok")
    assert said.about("Group: QloApps: prime-2") == "broken   Group: QloApps: prime-2: there is no hotel 7"
    assert said.ends == 1


PAGED = """
[[tenants.staff]]
name = "night"
kind = "webhook"
url = "{url}"
secret_env = "PAGER_SECRET"

[[tenants.staff]]
name = "reception"
kind = "email"
address = "reception@hotel.example"
sender = "desk@hotel.example"
password_env = "DESK_PASSWORD"
smtp_host = "127.0.0.1"
smtp_port = {port}
"""


async def test_each_way_to_the_hotels_people_is_tried_and_nobody_is_told_anything(tmp_path: Path) -> None:
    file = tmp_path / "hotels.toml"
    demo = resources.files("hotel_agent.config").joinpath("demo.toml").read_text(encoding="utf-8")
    async with MailServer(login="desk@hotel.example", password="hush-desk", files_sent=False) as mail:
        with socket() as held:
            held.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{held.getsockname()[1]}/told"
            file.write_text(demo + PAGED.format(url=url, port=mail.smtp_port), encoding="utf-8")
            told = {"HOTEL_DATA_DIR": str(tmp_path), "HOTEL_TENANTS_FILE": str(file)}
            said = await doctor(**told, PAGER_SECRET="hush-hush", DESK_PASSWORD="hush-desk")
        assert said.about("Hotel Marina: staff night").startswith("broken")
        assert said.about("Hotel Marina: staff reception").startswith("ok")
        assert mail.sent == []
    assert "hush" not in said.text
    assert said.ends == 1
