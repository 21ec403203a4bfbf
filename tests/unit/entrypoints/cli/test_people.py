"""People and tokens from the command line: the first owner, who is there, who is shut out, what is never shown."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.people import JwtVouchers
from hotel_agent.application.porter import Porter
from hotel_agent.bootstrap import downgrade_database, load_config, open_doors, open_roster, upgrade_database
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.rows import AuditEntry

PASSWORD = "four words in a row"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asyncio.run(upgrade_database(load_config({"HOTEL_DATA_DIR": str(tmp_path)})))
    return tmp_path


def run(folder: Path, *arguments: str, told: str = "") -> Result:
    return CliRunner().invoke(main, arguments, env={"HOTEL_DATA_DIR": str(folder)}, input=told)


def created(folder: Path, name: str = "ana", *arguments: str) -> Result:
    told = arguments or ("--role", "owner", "--everywhere")
    return run(folder, "people", "create", name, "--password-stdin", "--by", "terminal", *told, told=f"{PASSWORD}\n")


@asynccontextmanager
async def porter(folder: Path) -> AsyncIterator[Porter]:
    config, clock = load_config({"HOTEL_DATA_DIR": str(folder)}), SystemClock()
    async with open_roster(config) as roster, LIMITS["memory"]({}, clock=clock) as tries:
        yield Porter(roster=roster, vouchers=JwtVouchers(""), tries=tries)


async def comes_in(folder: Path, name: str, password: str) -> str:
    async with porter(folder) as opened:
        return type(await opened.let_in(name, password, "", whence="here")).__name__


def acts(folder: Path) -> list[AuditEntry]:
    async def looked() -> list[AuditEntry]:
        config = load_config({"HOTEL_DATA_DIR": str(folder)})
        async with open_doors(config) as doors, doors.storage.work(EVERYWHERE) as work:
            return list(await work.acts())

    return asyncio.run(looked())


def test_the_first_owner_is_let_in_by_the_command_line(folder: Path) -> None:
    assert "lets the first one in" in run(folder, "people", "list").output
    result = created(folder)
    assert (result.exit_code, result.output) == (0, "ana may come in as owner: all hotels.\n")
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "LetIn"
    assert asyncio.run(comes_in(folder, "ana", "four words in a raw")) == "Refusal"
    assert re.search(r"ana +owner +all hotels\n", run(folder, "people", "list").output)
    sign_in, engage = acts(folder)
    assert (engage.by, engage.action, engage.subject, engage.before) == ("terminal", "engage", "ana", None)
    assert engage.after == {"role": "owner", "tenants": ["*"], "disabled": False, "codes": False}
    assert (sign_in.by, sign_in.action) == ("ana", "sign_in")


def test_a_password_is_asked_for_twice_and_not_shown(folder: Path) -> None:
    told = f"{PASSWORD}\n{PASSWORD}\n"
    result = run(folder, "people", "create", "ana", "--role", "auditor", "--tenant", "marina", told=told)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert "ana may come in as auditor: marina." in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "owner"), "Say for which hotels"),
        (("--role", "owner", "--tenant", "nobodys"), "no such hotel; there are marina"),
        (("--role", "owner", "--tenant", "marina", "--everywhere"), "found both"),
        (("--role", "king", "--everywhere"), "'king' is not one of"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    result = created(folder, "ana", *arguments)
    assert result.exit_code != 0
    assert words in result.output


def test_a_name_is_somebodys_once_and_a_password_has_to_be_one(folder: Path) -> None:
    created(folder)
    assert "name: ana is taken" in created(folder, "ANA").output
    assert "expected up to 64 letters" in created(folder, "ana lopez").output
    short = run(
        folder, "people", "create", "bea", "--role", "owner", "--everywhere", "--password-stdin", told="short\n"
    )
    assert "password: too short" in short.output
    assert "short\n" not in short.output


def test_who_is_shut_out_is_shown_so_and_let_back(folder: Path) -> None:
    created(folder)
    for _ in range(2):
        assert run(folder, "people", "disable", "ana").output == "ana is let in no more.\n"
    assert "shut out since" in run(folder, "people", "list").output
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "Refusal"
    run(folder, "people", "enable", "ana")
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "LetIn"
    run(folder, "people", "password", "ana", "--password-stdin", told="another row of words\n")
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "Refusal"
    assert asyncio.run(comes_in(folder, "ana", "another row of words")) == "LetIn"
    kinds = [each.action for each in acts(folder)]
    assert kinds == ["sign_in", "give_password", "sign_in", "let_back", "shut_out", "engage"]


def test_codes_are_asked_for_and_no_more(folder: Path) -> None:
    created(folder)
    address = run(folder, "people", "code", "ana").output
    assert "otpauth://totp/hotel_agent:ana?secret=" in address
    assert "with codes" in run(folder, "people", "list").output
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "CodeWanted"
    assert run(folder, "people", "code", "ana", "--off").output == "ana comes in without codes.\n"
    assert asyncio.run(comes_in(folder, "ana", PASSWORD)) == "LetIn"


@pytest.mark.parametrize("verb", ["disable", "enable", "code"])
def test_somebody_unknown_is_named(folder: Path, verb: str) -> None:
    result = run(folder, "people", verb, "nobody")
    assert result.exit_code == 1
    assert "'nobody': nobody here is called so" in result.output


def test_a_token_is_made_shown_once_listed_and_revoked(folder: Path) -> None:
    made = run(folder, "token", "create", "page", "--role", "read-only", "--tenant", "marina", "--days", "7")
    (secret,) = re.findall(r"^hat_\S+$", made.output, re.MULTILINE)
    listed = run(folder, "token", "list").output
    assert secret not in listed
    found = re.search(r"^  ([0-9a-f]{12})  page +read-only +marina, until \d{4}-\d\d-\d\d, made by ", listed)
    assert found is not None

    async def known() -> bool:
        async with porter(folder) as opened:
            return await opened.known(secret) is not None

    assert asyncio.run(known())
    for _ in range(2):
        assert "proves nothing any more" in run(folder, "token", "revoke", found[1]).output
    assert "revoked" in run(folder, "token", "list").output
    assert not asyncio.run(known())
    assert "no such token" in run(folder, "token", "revoke", "nobodys").output


def test_the_first_owner_of_a_new_folder_is_let_in_before_anything_else_was_done(tmp_path: Path) -> None:
    assert "Nobody yet" in run(tmp_path / "new", "people", "list").output
    assert created(tmp_path / "newer").exit_code == 0
    assert "ana" in run(tmp_path / "newer", "people", "list").output


def test_nothing_can_be_done_where_the_tables_are_of_another_version(folder: Path) -> None:
    asyncio.run(downgrade_database(load_config({"HOTEL_DATA_DIR": str(folder)}), "0003"))
    assert "hotel-agent db upgrade" in run(folder, "people", "list").output
