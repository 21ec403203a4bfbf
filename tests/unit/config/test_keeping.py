"""Where everything is kept: in a file unless told otherwise, in PostgreSQL, and what is shared through Redis."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url
from tests.unit.config.hotels import AVAILABLE, Told, Wrong

from hotel_agent.adapters.database.database import database_url
from hotel_agent.config import Config, load, place_of, report, without_database
from hotel_agent.domain.errors import BadConfig

POSTGRES = "postgresql://hotel:hush-hush@db.example:5433/hotel"


def adapters(config: Config) -> tuple[str, ...]:
    return (config.storage.name, config.dispatch.name, config.flags.name, config.limits.name)


def test_told_nothing_a_file_in_a_folder_beside_us_keeps_everything(told: Told) -> None:
    config = told()
    assert config.database == "sqlite:///hotel-data/hotel.sqlite3"
    assert adapters(config) == ("sql", "inprocess", "memory", "memory")
    assert place_of(config) == "hotel-data/hotel.sqlite3"


def test_the_folder_may_be_another_one_which_is_not_made_before_the_start(told: Told, tmp_path: Path) -> None:
    folder = tmp_path / "años" / "a?b#c%20d"
    config = told(HOTEL_DATA_DIR=str(folder))
    assert make_url(config.database).database == str(folder / "hotel.sqlite3") == place_of(config)
    assert not folder.exists()


def test_a_folder_of_ours_at_home_is_found_there(told: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place_of(told(HOTEL_DATA_DIR="~/hotel")) == str(tmp_path / "hotel" / "hotel.sqlite3")


def test_a_folder_that_cannot_be_is_a_problem_before_the_start(wrong: Wrong, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert wrong(HOTEL_DATA_DIR=str(tmp_path / "file" / "below")) == [
        f"HOTEL_DATA_DIR: '{tmp_path / 'file'}' is a file; expected a folder"
    ]
    assert wrong(HOTEL_DATA_DIR="a\0b") == ["HOTEL_DATA_DIR: expected the path of a folder"]


def test_a_folder_we_may_not_write_into_is_a_problem(
    wrong: Wrong, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.access", lambda place, _mode: place != tmp_path)
    (problem,) = wrong(HOTEL_DATA_DIR=str(tmp_path / "hotel"))
    assert problem.startswith(f"HOTEL_DATA_DIR: nothing may be written into '{tmp_path}'")


@pytest.mark.parametrize("variable", ["POSTGRES_URL", "DATABASE_URL"])
@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+pg8000"]
)
def test_a_postgresql_is_taken_whatever_driver_its_address_names(told: Told, variable: str, scheme: str) -> None:
    config = told(**{variable: POSTGRES.replace("postgresql", scheme, 1)})
    assert config.database == POSTGRES
    assert adapters(config) == ("sql", "procrastinate", "memory", "memory")
    assert place_of(config) == "PostgreSQL at db.example:5433, database hotel"


def test_the_first_of_two_addresses_outranks_the_second(told: Told) -> None:
    assert told(DATABASE_URL="postgresql://c/d", POSTGRES_URL="postgresql://a/b").database == "postgresql://a/b"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://[::1]/hotel", "PostgreSQL at ::1, database hotel"),
        ("postgresql:///hotel?host=/var/run/postgresql", "PostgreSQL at /var/run/postgresql, database hotel"),
        ("postgresql://a:b%40%2F%23@db/h%C3%B4tel?sslmode=require", "PostgreSQL at db, database hôtel"),
    ],
)  # fmt: skip
def test_every_usual_way_to_write_an_address_is_taken(told: Told, url: str, place: str) -> None:
    config = told(POSTGRES_URL=url)
    assert place_of(config) == place
    assert database_url(config.database).database == place.rpartition(" ")[2]


@pytest.mark.parametrize(
    "url",
    [
        "db.example:5432/hotel", "mysql://a:hush@db/hotel", "postgresql://a:hush@db", "postgresql://a:hush@db/",
        "postgresql:///hotel", "postgresql://a:hush@db:0/hotel", "postgresql://a:hush@db:70000/hotel",
        "postgresql://a:hush@db:port/hotel", "postgresql://a:hu@sh@db/hotel", "postgresql://a:hu#sh@db/hotel",
        "postgresql://a:hu/sh@db/hotel", "postgresql://a:hu?sh@db/hotel", "postgresql://a:hush@db/hotel/more",
        "postgresql://a:hush@db/hotel?channel_binding=require", "postgresql://a:hush@[::1/hotel", "postgresql", "sqlite:///a",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_postgresql_is_told_how_to_be_one_and_never_shown(wrong: Wrong, url: str) -> None:
    (problem,) = wrong(POSTGRES_URL=url)
    assert problem.startswith("POSTGRES_URL: expected postgresql://name:password@host:5432/database")
    assert "hush" not in problem


def test_the_other_name_takes_a_file_too(told: Told, wrong: Wrong) -> None:
    config = told(DATABASE_URL="sqlite+aiosqlite:////srv/hotel.db")
    assert (config.database, place_of(config)) == ("sqlite:////srv/hotel.db", "/srv/hotel.db")
    assert adapters(config) == ("sql", "inprocess", "memory", "memory")
    for url in ("sqlite://", "sqlite:///", "sqlite:///a?mode=ro", "sqlite://host/a"):
        assert wrong(DATABASE_URL=url)[0].endswith("; or sqlite:///path/to/file")


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("redis://db.example:6380/2", "db.example:6380"),
        ("rediss://hotel:hush-hush@db.example", "db.example"),
        ("unix:///run/redis.sock", "/run/redis.sock"),
    ],
)
def test_switches_and_limits_are_shared_where_there_is_a_redis(told: Told, url: str, where: str) -> None:
    config = told(REDIS_URL=url)
    assert adapters(config) == ("sql", "inprocess", "redis", "redis")
    assert config.redis_url == config.flags.options["url"] == config.limits.options["url"] == url
    assert (config.breakers.name, config.breakers.options) == ("redis", {"url": url})
    assert f"Shared through: Redis at {where}" in report(config)


@pytest.mark.parametrize(
    "url", ["db.example:6379", "http://db.example", "redis://", "redis://a:hush@db:0", "redis://a/one", "unix://", "x"]
)
def test_what_is_no_address_of_a_redis_is_told_how_to_be_one_and_never_shown(wrong: Wrong, url: str) -> None:
    assert wrong(REDIS_URL=url) == [
        "REDIS_URL: expected redis://host:6379/0, rediss://name:password@host:6379/0, or unix:///path/to/socket"
    ]


def test_a_guest_and_a_hotel_have_so_many_turns_unless_told_otherwise(told: Told) -> None:
    assert told().limits.options == {"guest": "20/minute", "tenant": "600/minute"}
    told_both = told(RATE_LIMIT_GUEST="5 / Second", RATE_LIMIT_TENANT="10000/hour")
    assert told_both.limits.options == {"guest": "5/second", "tenant": "10000/hour"}


def test_one_address_posts_so_often_in_the_web_chat_unless_told_otherwise(told: Told) -> None:
    assert told().visits.options == {"guest": "60/minute"}
    assert told(RATE_LIMIT_VISITOR="9/second").visits.options == {"guest": "9/second"}


def test_advice_for_visitors_of_a_page_has_its_measure_for_a_day_unless_told_otherwise(told: Told) -> None:
    assert told().advice.options == {"guest": "1000/day", "tenant": "3000/day"}
    told_both = told(RATE_LIMIT_ADVICE_WIDGET="50/day", RATE_LIMIT_ADVICE_TENANT="9/hour")
    assert told_both.advice.options == {"guest": "50/day", "tenant": "9/hour"}


@pytest.mark.parametrize(
    "variable", ["RATE_LIMIT_GUEST", "RATE_LIMIT_TENANT", "RATE_LIMIT_VISITOR", "RATE_LIMIT_ADVICE_WIDGET"]
)
@pytest.mark.parametrize("text", ["0/minute", "20", "20/fortnight", "-1/minute", "a/minute", "20/minute/hour"])
def test_what_is_no_rate_is_answered_with_what_is_one(wrong: Wrong, variable: str, text: str) -> None:
    assert wrong(**{variable: text}) == [
        f"{variable}: expected so many turns in a second, minute, hour or day, such as 20/minute, found {text!r}"
    ]


def test_in_memory_nothing_is_written_shared_or_limited(told: Told) -> None:
    config = without_database(told(POSTGRES_URL=POSTGRES, REDIS_URL="redis://a", HOTEL_QUIET_SECONDS="1"))
    assert adapters(config) == ("memory", "inprocess", "memory", "memory")
    assert (config.database, config.redis_url, config.limits.options) == ("", "", {})
    assert config.quiet_seconds == 1
    assert place_of(config) == "memory"


PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "9b1d6c0e5f7a4832b1c0d9e8f7a65443"}


def test_production_takes_a_file_and_a_database_without_redis_and_says_what_that_means(told: Told) -> None:
    (note,) = [line for line in report(told(**PRODUCTION)) if "POSTGRES_URL" in line]
    assert note.startswith("Note: one file on this machine keeps everything")
    assert not [line for line in report(told()) if "POSTGRES_URL" in line]
    lines = report(told(**PRODUCTION, POSTGRES_URL=POSTGRES))
    assert "Note: without REDIS_URL each process has switches, limits and breakers of its own" in lines


@pytest.mark.parametrize("variable", ["POSTGRES_URL", "DATABASE_URL"])
def test_production_refuses_a_database_whose_password_everybody_knows(told: Told, wrong: Wrong, variable: str) -> None:
    known = {variable: "postgresql://hotel:change%2Dme@db/hotel"}
    assert wrong(**PRODUCTION, **known) == [
        f"{variable}: its password is known to everybody; production needs one of its own"
    ]
    assert wrong(**PRODUCTION, REDIS_URL="redis://:password@db") == [
        "REDIS_URL: its password is known to everybody; production needs one of its own"
    ]
    assert told(**known).environment.value == "development"


@given(
    text=st.text(st.sampled_from("postgreslqi+:/@?#%[]&=.abz059 "), max_size=30), head=st.sampled_from(["", POSTGRES])
)
def test_whatever_is_taken_for_an_address_can_be_opened(text: str, head: str) -> None:
    config: Config | None = None
    problems: tuple[str, ...] = ()
    try:
        config = load({"DATABASE_URL": head + text}, available=AVAILABLE)
    except BadConfig as refused:
        problems = refused.problems
    if config is None:
        assert [problem.partition(":")[0] for problem in problems] == ["DATABASE_URL"]
    else:
        assert database_url(config.database).database
        assert place_of(config)
