"""From a configuration to a desk: what is kept where, and which limits hold."""

import re
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.advised.reader import AdvisedNlu
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import IN_MEMORY, without_database
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, TenantId
from hotel_agent.ports.dispatch import Track
from hotel_agent.ports.nlu import Nlu

MARINA = TenantId("marina")
ROOM = "Una doble para dos, del viernes al domingo, soy Ana Pérez, ana@example.com"


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(scope="module")
def nlu() -> Nlu:
    return open_embedded()


async def test_what_was_said_and_reserved_is_there_when_the_desk_is_opened_again(nlu: Nlu, tmp_path: Path) -> None:
    config = load_config({"HOTEL_DATA_DIR": str(tmp_path / "kept"), "HOTEL_QUIET_SECONDS": "0"})
    async with open_desk(config, nlu=nlu) as desk:
        assert len(await desk.say(ROOM, guest="Ana")) == 1
    async with open_desk(config, nlu=nlu) as desk:
        (done,) = await desk.say("Sí, confirmo", guest="Ana")
    (number,) = re.findall(r"Número de reserva: ([A-Z0-9]{6})", done.text)
    async with open_desk(config, nlu=nlu) as desk:
        (made,) = await desk.books[MARINA].find(PropertyId("marina"), ConfirmationNumber(number))
    assert made.booker.name == "Ana Pérez"


async def test_the_tenants_that_are_served_are_written_down(nlu: Nlu, tmp_path: Path) -> None:
    config = load_config({"HOTEL_DATA_DIR": str(tmp_path)})
    for _ in range(2):
        async with open_desk(config, nlu=nlu):
            with closing(sqlite3.connect(tmp_path / "hotel.sqlite3")) as looked:
                assert looked.execute("SELECT tenant, name FROM tenants").fetchall() == [("marina", "Hotel Marina")]


async def test_whether_the_tables_fit_is_known_of_a_database_and_of_nothing_else(nlu: Nlu, tmp_path: Path) -> None:
    async with open_desk(load_config({"HOTEL_DATA_DIR": str(tmp_path)}), nlu=nlu) as desk:
        assert desk.tables_fit is not None
        assert await desk.tables_fit()
        with closing(sqlite3.connect(tmp_path / "hotel.sqlite3")) as looked:
            looked.execute("UPDATE alembic_version SET version_num = '0001'")
            looked.commit()
        assert not await desk.tables_fit()
    async with open_desk(nlu=nlu) as desk:
        assert desk.tables_fit is None


async def test_the_limits_of_the_configuration_hold_and_nothing_is_lost(nlu: Nlu, tmp_path: Path) -> None:
    told = {"HOTEL_DATA_DIR": str(tmp_path), "HOTEL_QUIET_SECONDS": "0", "RATE_LIMIT_GUEST": "1/minute"}
    clock = ManualClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    async with open_desk(load_config(told), nlu=nlu, clock=clock) as desk:
        assert len(await desk.say("Hola", guest="Ana")) == 1
        assert await desk.say("¿Tienen una doble?", guest="Ana") == ()
        assert len(await desk.say("Hola", guest="Berta")) == 1
        clock.advance(timedelta(seconds=61))
        assert len(await desk.say("¿Y una triple?", guest="Ana")) == 1


async def test_a_desk_of_the_library_keeps_nothing_and_limits_nobody(
    nlu: Nlu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_desk(evolve(IN_MEMORY, quiet_seconds=0.0), nlu=nlu) as desk:
        for _ in range(25):
            assert len(await desk.say("Hola", guest="Ana")) == 1
    assert left_in(tmp_path) == []


async def test_a_file_a_newer_version_has_been_at_is_refused(nlu: Nlu, tmp_path: Path) -> None:
    config = load_config({"HOTEL_DATA_DIR": str(tmp_path)})
    async with open_desk(config, nlu=nlu):
        pass
    with closing(sqlite3.connect(tmp_path / "hotel.sqlite3")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    with pytest.raises(BadConfig, match="it is at revision 9999"):
        async with open_desk(config, nlu=nlu):
            pass


async def test_the_reader_is_whole_when_the_desk_is_open_and_was_made_beside_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made_in: list[int] = []

    def open_noting(options: Mapping[str, object] | None = None) -> EmbeddedNlu:
        made_in.append(threading.get_ident())
        return open_embedded(options)

    monkeypatch.setattr("hotel_agent.adapters.nlu.open_embedded", open_noting)
    async with open_desk(IN_MEMORY) as desk:
        assert made_in
        assert made_in[0] != threading.get_ident()
        assert isinstance(desk.nlu, EmbeddedNlu)


async def test_a_reader_with_an_adviser_is_opened_with_the_desk_and_connects_to_nobody_before_it_is_asked() -> None:
    told = {"HOTEL_NLU": "llm", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "small", "LLM_API_KEY": "sk-k"}
    config = evolve(load_config(told), database="", storage=IN_MEMORY.storage)
    assert "sk-k" not in repr(config)
    async with open_desk(config) as desk:
        assert isinstance(desk.nlu, AdvisedNlu)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (
            {"LLM_API": "smoke"},
            "HOTEL_NLU=llm: api: 'smoke' is no format spoken here; expected one of openai, anthropic",
        ),
        ({"LLM_TIMEOUT_SECONDS": "60"}, "HOTEL_NLU=llm: timeout_seconds: '60' found"),
        ({"LLM_PRICE": "cheap"}, "HOTEL_NLU=llm: price: 'cheap' found"),
        ({"LLM_BODY": "[1]"}, "HOTEL_NLU=llm: body: expected an object of JSON"),
    ],
)
def test_what_is_wrong_with_a_reader_is_told_before_the_start(told: Mapping[str, str], problem: str) -> None:
    with pytest.raises(BadConfig) as bad:
        load_config({"HOTEL_NLU": "llm", "LLM_BASE_URL": "https://models.example/v1", "LLM_MODEL": "small", **told})
    assert problem in str(bad.value)


async def test_a_process_alone_does_everything_whatever_its_track(nlu: Nlu, tmp_path: Path) -> None:
    for told in ({"HOTEL_DATA_DIR": str(tmp_path)}, {}):
        config = load_config({**told, "HOTEL_TRACK": "canary", "HOTEL_QUIET_SECONDS": "0"})
        assert config.track is Track.CANARY
        async with open_desk(config if told else without_database(config), nlu=nlu) as desk:
            assert not desk.turns_only
            assert len(await desk.say("Hola", guest="Ana")) == 1


def test_a_track_that_nobody_runs_on_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadConfig, match="HOTEL_TRACK: expected one of stable, canary, found 'kanarie'"):
        load_config({"HOTEL_TRACK": "kanarie"})
