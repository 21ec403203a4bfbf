"""Where an installation keeps what it must not forget, what its processes share, and how much a guest may ask."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from attrs import evolve

from hotel_agent.config.problems import not_as_expected
from hotel_agent.config.settings import AdapterChoice, Config
from hotel_agent.config.variables import Variables, is_development_secret

USUAL_FOLDER = "hotel-data"
FILE = "hotel.sqlite3"
TURNS_OF_A_GUEST = "20/minute"
TURNS_OF_A_TENANT = "600/minute"
POSTS_OF_A_VISITOR = "60/minute"
ADVICE_OF_A_WIDGET = "1000/day"
ADVICE_OF_A_TENANT = "3000/day"
TRIES_TO_COME_IN = "30/hour"

_POSTGRESQL = re.compile(r"postgres(ql)?(\+\w+)?")
_SQLITE = re.compile(r"sqlite(\+\w+)?")
_RATE = re.compile(r"([1-9]\d{0,8})/(second|minute|hour|day)")
_POSTGRESQL_EXPECTED = (
    "expected postgresql://name:password@host:5432/database, with signs such as @ / # ? in a password written as"
    " %40 %2F %23 %3F, and no options but sslmode and host"
)
_DATABASE_EXPECTED = f"{_POSTGRESQL_EXPECTED}; or sqlite:///path/to/file"
_REDIS_EXPECTED = "expected redis://host:6379/0, rediss://name:password@host:6379/0, or unix:///path/to/socket"


def kept(base: Config, variables: Variables) -> Config:
    """The configuration with its database, its Redis, its limits, and the adapters that stand on them."""
    database, redis_url = _database(variables), _redis_url(variables)
    rates = {
        "guest": _rate(variables, "RATE_LIMIT_GUEST", TURNS_OF_A_GUEST),
        "tenant": _rate(variables, "RATE_LIMIT_TENANT", TURNS_OF_A_TENANT),
    }
    advice = {
        "guest": _rate(variables, "RATE_LIMIT_ADVICE_WIDGET", ADVICE_OF_A_WIDGET),
        "tenant": _rate(variables, "RATE_LIMIT_ADVICE_TENANT", ADVICE_OF_A_TENANT),
    }
    shared = {"url": redis_url} if redis_url else {}
    where = "redis" if redis_url else "memory"
    return evolve(
        base,
        database=database,
        redis_url=redis_url,
        storage=AdapterChoice("sql"),
        dispatch=AdapterChoice("procrastinate" if _on_postgresql(database) else "inprocess"),
        flags=AdapterChoice(where, shared),
        breakers=AdapterChoice(where, shared),
        limits=AdapterChoice(where, {**rates, **shared}),
        tries=AdapterChoice(where, {"guest": _rate(variables, "RATE_LIMIT_SIGN_IN", TRIES_TO_COME_IN), **shared}),
        visits=AdapterChoice(where, {"guest": _rate(variables, "RATE_LIMIT_VISITOR", POSTS_OF_A_VISITOR), **shared}),
        advice=AdapterChoice(where, {**advice, **shared}),
    )


def without_database(config: Config) -> Config:
    """The same hotels with everything kept in memory, by this process alone, and without limits."""
    memory = AdapterChoice("memory")
    return evolve(
        config,
        database="",
        redis_url="",
        storage=memory,
        dispatch=AdapterChoice("inprocess"),
        flags=memory,
        limits=memory,
        visits=memory,
        advice=memory,
        tries=memory,
        breakers=memory,
    )


def place_of(config: Config) -> str:
    """Where everything durable is kept, as one reads it: a file, or a database on a host. Never a secret."""
    parts = urlsplit(config.database)
    if not config.database:
        return "memory"
    if not _on_postgresql(config.database):
        return unquote(parts.path.removeprefix("/"))
    return f"PostgreSQL at {_host(parts)}, database {unquote(parts.path.strip('/'))}"


def shared_at(config: Config) -> str:
    """Which Redis processes share, as one reads it; empty without one. Never a secret."""
    parts = urlsplit(config.redis_url)
    return (parts.path if parts.scheme == "unix" else _host(parts)) if config.redis_url else ""


def _host(parts: SplitResult) -> str:
    host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "this machine")
    return f"{host}:{parts.port}" if parts.port else host


def _on_postgresql(database: str) -> bool:
    return database.startswith("postgresql:")


def _database(variables: Variables) -> str:
    """The first variable that tells of a database, or a file in the folder of the house."""
    told = [name for name in ("POSTGRES_URL", "DATABASE_URL") if variables.text(name)]
    urls = [_database_in(variables, name) for name in told]
    return urls[0] if urls else _file(variables)


def _database_in(variables: Variables, name: str) -> str:
    text = variables.secret(name)
    expected = _POSTGRESQL_EXPECTED if name == "POSTGRES_URL" else _DATABASE_EXPECTED
    try:
        parts = urlsplit(text)
        postgresql = _POSTGRESQL.fullmatch(parts.scheme) is not None
        sqlite = _SQLITE.fullmatch(parts.scheme) is not None and name != "POSTGRES_URL"
        fits = (postgresql and _is_server(parts)) or (sqlite and _is_file(parts))
    except ValueError:
        fits = postgresql = False
        parts = urlsplit("")
    if not fits:
        variables.wrong(name, expected)
        return ""
    if variables.careful and is_development_secret(unquote(parts.password or "")):
        variables.wrong(name, "its password is known to everybody; production needs one of its own")
    # Which driver speaks to it is our own business.
    return text.replace(parts.scheme, "postgresql" if postgresql else "sqlite", 1)


def _is_server(parts: SplitResult) -> bool:
    options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    somewhere = bool(parts.hostname) or "host" in dict(options)
    database = parts.path.removeprefix("/")
    return (
        somewhere
        and parts.port != 0
        and parts.netloc.count("@") <= 1
        and bool(database)
        and "/" not in database
        and not parts.fragment
        and {option for option, _ in options} <= {"sslmode", "host"}
    )


def _is_file(parts: SplitResult) -> bool:
    return not parts.netloc and len(parts.path) > 1 and not parts.query and not parts.fragment


def _file(variables: Variables) -> str:
    told = variables.text("HOTEL_DATA_DIR")
    try:
        folder = Path(told or USUAL_FOLDER).expanduser()
        problem = _problem_of(folder)
    except (OSError, RuntimeError):
        folder, problem = Path(), "expected the path of a folder"
    if problem:
        variables.wrong("HOTEL_DATA_DIR", problem)
    return f"sqlite:///{quote((folder / FILE).as_posix())}"


def _problem_of(folder: Path) -> str:
    """Why nothing could be kept there. The folder itself is made when the service starts."""
    if "\0" in str(folder):
        return "expected the path of a folder"
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        return f"{str(there)!r} is a file; expected a folder"
    if not os.access(there, os.W_OK | os.X_OK):
        return f"nothing may be written into {str(there)!r}; expected a folder of the account that runs the service"
    return ""


def _redis_url(variables: Variables) -> str:
    text = variables.secret("REDIS_URL")
    try:
        parts = urlsplit(text)
        server = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
        number = parts.path.strip("/")
        fits = server and (not number or number.isdecimal()) and not parts.query and not parts.fragment
        fits = fits or (parts.scheme == "unix" and len(parts.path) > 1)
    except ValueError:
        fits = False
        parts = urlsplit("")
    if text and not fits:
        variables.wrong("REDIS_URL", _REDIS_EXPECTED)
        return ""
    if text and variables.careful and is_development_secret(unquote(parts.password or "")):
        variables.wrong("REDIS_URL", "its password is known to everybody; production needs one of its own")
    return text


def _rate(variables: Variables, name: str, usual: str) -> str:
    text = variables.text(name).lower().replace(" ", "")
    if text and not _RATE.fullmatch(text):
        expected = "so many turns in a second, minute, hour or day, such as 20/minute"
        variables.wrong(name, str(not_as_expected(expected, variables.text(name))))
    return text or usual
