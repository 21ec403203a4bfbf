"""`hotel-agent set-aside`: what nobody could answer, why, and putting it back once the cause is mended."""

import getpass
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from hotel_agent.application.set_aside import NoSuchEvent, Shelved
from hotel_agent.bootstrap import config_in_force, open_shelf
from hotel_agent.config import Config
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.ports.rows import Stray

_WHAT_TO_DO = {
    "unrouted": (
        "give its hotel the account (`hotel-agent tenants identifiers add`, or the tenants file), then"
        " `hotel-agent unrouted route` gives it what came in; what comes in from then on is answered"
    ),
}
_OTHERWISE = "nothing is lost by leaving it; if guests wait because of it, tell those who maintain hotel_agent"


@click.group("set-aside")
def set_aside() -> None:
    """Show what was set aside because nobody could answer it, and put it back once its cause is mended."""


@set_aside.command("list")
def list_() -> None:
    """Show every event that was set aside, the latest first, and what came in for nobody. Nothing guests wrote."""
    events, strays = asked(_found(kept(configured())))
    for line in _events(events):
        click.echo(line)
    for line in _strays(strays):
        click.echo(line)


@set_aside.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that was set aside.")
@click.option("--by", help="Who wants it, for the audit; otherwise the account that runs this.")
def replay(names: tuple[str, ...], *, everything: bool, by: str | None) -> None:
    """Let the events of these NAMEs wait for their turn again; the beginning of a name is enough.

    A running service takes them up within a second. What a guest wrote is answered unless a person has the
    conversation by then.
    """
    if bool(names) == everything:
        raise click.UsageError("Name what is to be replayed, or write --all; `hotel-agent set-aside list` shows it.")
    try:
        replayed = asked(_replayed(kept(configured()), names, by or account()))
    except NoSuchEvent as unknown:
        raise click.ClickException(f"{unknown}. Nothing was replayed.") from unknown
    for shelved, done in replayed:
        click.echo(f"{shelved.name}: {'waits for its turn again' if done else 'somebody else replayed it just now'}.")
    if not replayed:
        click.echo("Nothing is set aside.")


async def _found(config: Config) -> tuple[Sequence[Shelved], Sequence[Stray]]:
    async with open_shelf(config) as shelf:
        return await shelf.events(), await shelf.strays()


async def _replayed(config: Config, names: Sequence[str], by: str) -> list[tuple[Shelved, bool]]:
    """What was replayed, and whether it was we who did. Every name is looked up before the first is replayed."""
    async with open_shelf(config) as shelf:
        wanted = [await shelf.named(name) for name in names] if names else reversed(await shelf.events())
        once = {each.name: each for each in wanted}
        return [(each, await shelf.replay(each, by=by)) for each in once.values()]


def _events(events: Sequence[Shelved]) -> Iterator[str]:
    if not events:
        yield "Nothing is set aside."
        return
    yield "Set aside; `hotel-agent set-aside replay NAME` puts it back once its cause is mended:"
    for shelved in events:
        event = shelved.event
        tries = "1 try" if event.tries == 1 else f"{event.tries} tries"
        yield f"  {shelved.name}  {shelved.tenant}  {event.kind}  {event.at:%Y-%m-%d %H:%M:%S} UTC  {tries}"
        yield f"    {event.cause}"


def _strays(strays: Sequence[Stray]) -> Iterator[str]:
    if not strays:
        return
    yield "Came in for nobody, and is kept:"
    alike: dict[tuple[str, str, str, str], list[datetime]] = {}
    for stray in strays:
        name = (stray.channel, stray.account or "no account", stray.kind, stray.cause)
        alike.setdefault(name, []).append(stray.received_at)
    for (channel, account, kind, cause), moments in alike.items():
        yield f"  {len(moments)} x {kind}  {channel}, {account}  the latest {max(moments):%Y-%m-%d %H:%M:%S} UTC"
        yield f"    {cause}"
        yield f"    What to do: {_WHAT_TO_DO.get(kind, _OTHERWISE)}."


def kept(config: Config) -> Config:
    """The configuration of an installation that keeps something another process can see, with all its hotels.

    Ends the command otherwise.
    """
    return asked(config_in_force(with_database(config)))


def with_database(config: Config) -> Config:
    """The configuration of an installation that keeps something. Ends the command otherwise."""
    if not config.database:
        raise click.ClickException(
            "Everything is kept in the memory of the service, and nothing of it can be seen from here. "
            "Name a database in POSTGRES_URL, or a folder in HOTEL_DATA_DIR."
        )
    return config


def account() -> str:
    """Who runs this command, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody at the terminal"
