"""The rights of guests over a file."""

import asyncio
import json
import stat
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from tests.unit.rights.house import MARINA, open_house
from tests.unit.rights.stories import RightsStories

from hotel_agent.adapters import database as tables_of_the_house
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.tables import metadata
from hotel_agent.adapters.rights import SqlRecords
from hotel_agent.adapters.rights.places import Theirs, of_reservations
from hotel_agent.application.certificate import Certificate
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.keeping import Keeping
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.rights import Traces


class TestRightsInAFile(RightsStories):
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'hotel.sqlite3'}"


def run(folder: Path, *words: str, answer: str | None = None) -> Result:
    environ = {"HOTEL_DATA_DIR": str(folder)}
    return CliRunner().invoke(main, ["guests", *words, "--tenant", "marina"], env=environ, input=answer)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which Ana said who she is."""

    async def spoken() -> None:
        async with open_house(f"sqlite:///{tmp_path / 'hotel.sqlite3'}") as house:
            await house.desk.say("Una doble del 12 al 14 de diciembre, soy Ana Pérez Sorolla", guest="ana")

    asyncio.run(spoken())
    return tmp_path


def test_what_is_kept_is_written_where_nobody_else_may_read_it(folder: Path) -> None:
    file = folder / "ana.json"
    done = run(folder, "export", "ana", "--out", str(file))
    assert done.exit_code == 0, done.output
    assert "Ana Pérez Sorolla" in file.read_text(encoding="utf-8")
    assert "Sorolla" not in done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_guest_is_forgotten_with_a_certificate_after_a_question(folder: Path) -> None:
    file = folder / "certificate.json"
    words = ("erase", "ana", "--because", "her letter", "--by", "Rosa", "--certificate", str(file))
    assert run(folder, *words, answer="n\n").exit_code == 1
    done = run(folder, *words, answer="y\n")
    assert done.exit_code == 0, done.output
    certificate = json.loads(file.read_text(encoding="utf-8"))
    assert (certificate["by"], certificate["because"], certificate["whole"]) == ("Rosa", "her letter", True)
    assert "Found: nothing beside what is kept" in done.output
    again = run(folder, *words, "--yes")
    assert again.exit_code == 1
    assert "knows nobody by that" in again.output
    assert run(folder, "export", "ana", "--out", str(file)).exit_code == 1


def test_a_file_that_cannot_be_written_is_told(folder: Path) -> None:
    done = run(folder, "export", "ana", "--out", str(folder / "none" / "ana.json"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output


def test_without_a_proof_nobody_is_forgotten(folder: Path) -> None:
    refused = run(folder, "erase", "ana", "--because", " ", "--yes")
    assert refused.exit_code == 2
    assert run(folder, "export", "ana", "--out", str(folder / "a.json")).exit_code == 0


async def test_a_house_that_works_lets_go_what_is_over(tmp_path: Path) -> None:
    async with open_house(f"sqlite:///{tmp_path / 'hotel.sqlite3'}", Keeping(conversation_days=1)) as house:
        await house.desk.say("hola", guest="ana")
        house.clock.advance(timedelta(days=3))
        await house.desk.drain()
        working = asyncio.create_task(house.desk.run())
        async with asyncio.timeout(300):
            while await house.holding("ana"):
                assert not working.done()
        working.cancel()
        await asyncio.wait({working})
        assert await house.holding("ana") == {}


async def test_a_hotel_that_takes_no_guests_any_more_keeps_what_it_has_no_longer_for_that(tmp_path: Path) -> None:
    async with open_house(f"sqlite:///{tmp_path / 'hotel.sqlite3'}", Keeping(conversation_days=1)) as house:
        await house.desk.say("hola", guest="ana")
        house.clock.advance(timedelta(days=3))
        await house.desk.drain()
        house.clock.advance(timedelta(days=3))
        closed = evolve(house.rights, tenants=Tenants(tenants=[], closed=(house.hotel,)))
        keeping = asyncio.create_task(closed.keep_terms())
        async with asyncio.timeout(300):
            while await house.holding("ana"):
                assert not keeping.done()
        keeping.cancel()
        await asyncio.wait({keeping})
        assert await house.holding("ana") == {}


class InTheWay(SqlRecords):
    """Somebody else has the file for too long."""

    async def sweep(self) -> None:
        raise Unavailable("the database is too busy to be written anew")


async def test_what_could_not_be_written_anew_is_told_and_forgotten_all_the_same(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    async with open_house(url) as house, open_database(url) as database:
        await house.desk.say("hola", guest="ana")
        rights = evolve(house.rights, records=InTheWay(database))
        certificate = await rights.erase(MARINA, "ana", by="Rosa", because="her letter")
        assert isinstance(certificate, Certificate)
        assert any("unused parts" in each.what for each in certificate.kept)
        assert await house.holding("ana") == {}


def test_every_table_with_rows_of_hotels_is_known_to_hold_something_of_guests_or_nothing() -> None:
    for module in iter_modules(tables_of_the_house.__path__):
        if module.name.startswith("tables"):
            import_module(f"{tables_of_the_house.__name__}.{module.name}")
    theirs = Theirs(tenant=TenantId("t"), traces=Traces(guest=GuestId("g")))
    forgotten = {table.name for table, _ in theirs.places()} | {"message_costs"}
    forgotten |= {table.name for table in of_reservations(TenantId("t"), [])}
    of_hotels = {table.name for table in metadata.sorted_tables if "tenant" in table.c}
    # The register names hotels, and the audit what staff did: none of them is about a guest. First answers are sealed,
    # and gone after a day; what tells of a guest at length, an export, is never among them.
    nothing = {"audit", "mailboxes", "tenants", "registered_accounts", "registered_secrets", "registered_tenants"}
    nothing |= {"repeats"}
    assert of_hotels == forgotten | nothing
