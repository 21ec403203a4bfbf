"""`hotel-agent flags`: the switches an operator may throw while the house is open."""

from collections.abc import Iterator

import click

from hotel_agent.bootstrap import config_in_force, open_flags, open_switchboard
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.flags import (
    FLAGS,
    Flag,
    Setting,
    Thrown,
    declared,
    read_setting,
    standing,
    write_setting,
)
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import account, with_database

_IN_MEMORY = (
    "Switches are kept in the memory of each process, and none can be thrown from here. "
    "Name a Redis in REDIS_URL; then every process follows what is set."
)

tenant_option = click.option("--tenant", metavar="HOTEL", help="At this hotel only, by its id in the tenants file.")
by_option = click.option("--by", help="Who wants it, for the audit; otherwise the account that runs this.")


@click.group()
def flags() -> None:
    """Show the switches of the house, and throw them while it is open."""


@flags.command("list")
@tenant_option
def list_(*, tenant: str | None) -> None:
    """Show every switch: how it stands, why, and what it does."""
    config = configured()
    hotel = _hotel(config, tenant)
    thrown = asked(_thrown(config))
    click.echo(f"At {hotel}:" if hotel else "For everybody:")
    for flag in FLAGS:
        for line in _lines(flag, thrown, hotel):
            click.echo(line)
    if _in_memory(config):
        click.echo(_IN_MEMORY)


@flags.command("set")
@click.argument("name", metavar="FLAG")
@click.argument("value")
@tenant_option
@by_option
def set_(name: str, value: str, *, tenant: str | None, by: str | None) -> None:
    """Throw a switch, for everybody or for one hotel: VALUE is on, off, or a share of the guests such as 25%.

    A hotel's own value outranks everybody's. Every process follows within a second. The guests of a share are always
    the same, and stay in when it grows. The audit log says who did it, and what stood there before.
    """
    flag, setting = _flag(name), read_setting(value)
    if setting is None:
        raise click.ClickException(f"{value!r} is no value; expected on, off, or a share of the guests such as 25%.")
    config = _shared(configured())
    _throw(config, flag, setting, _hotel(config, tenant), by)


@flags.command()
@click.argument("name", metavar="FLAG")
@tenant_option
@by_option
def unset(name: str, *, tenant: str | None, by: str | None) -> None:
    """Forget what was set for everybody or for one hotel; what stood behind it counts again. Repeating is safe."""
    flag, config = _flag(name), _shared(configured())
    # A hotel that is there no more may have left a value behind.
    _throw(config, flag, None, TenantId(tenant) if tenant else None, by)


def _throw(config: Config, flag: Flag, to: Setting | None, hotel: TenantId | None, by: str | None) -> None:
    async def thrown() -> Thrown:
        async with open_switchboard(with_database(config)) as switchboard:
            await switchboard.throw(flag, to, tenant=hotel, by=by or account())
            return await switchboard.thrown()

    for line in _lines(flag, asked(thrown()), hotel):
        click.echo(line)


async def _thrown(config: Config) -> Thrown:
    async with open_flags(config) as flags:
        return await flags.thrown()


def _lines(flag: Flag, thrown: Thrown, hotel: TenantId | None) -> Iterator[str]:
    """How the switch stands there, why, and what it does; for everybody, also which hotels have their own value."""
    stands = standing(flag, thrown, hotel)
    yield f"  {flag.name:<28}{write_setting(stands.setting):<6}{stands.origin.value}"
    if hotel is None:
        for name, tenant in sorted(thrown, key=str):
            if name == flag.name and tenant is not None:
                yield f"    at {tenant:<23}{write_setting(thrown[name, tenant])}"
    yield f"    {flag.meaning}"


def _flag(name: str) -> Flag:
    flag = declared(name)
    if flag is None:
        names = ", ".join(each.name for each in FLAGS)
        raise click.ClickException(f"There is no switch {name!r}; these are: {names}.")
    return flag


def _hotel(config: Config, tenant: str | None) -> TenantId | None:
    hotels = [each.id for each in asked(config_in_force(config)).tenants.tenants]
    if tenant is not None and tenant not in hotels:
        raise click.ClickException(f"There is no hotel {tenant!r} here; these are: {', '.join(hotels)}.")
    return None if tenant is None else TenantId(tenant)


def _in_memory(config: Config) -> bool:
    return config.flags.name == "memory"


def _shared(config: Config) -> Config:
    """The configuration of an installation whose switches another process can throw. Ends the command otherwise."""
    if _in_memory(config):
        raise click.ClickException(_IN_MEMORY)
    return config
