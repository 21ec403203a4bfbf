"""`hotel-agent tenants`: the hotels of the register, entered and changed while guests are served."""

import json
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from hotel_agent.application.accounts import CHANNELS, Identifier
from hotel_agent.application.back_office import BackOffice, new_hotel
from hotel_agent.bootstrap import open_back_office, tables_of_file
from hotel_agent.config import Config
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.cli.people import done_with
from hotel_agent.entrypoints.cli.set_aside import account, with_database
from hotel_agent.ports.register import RegisteredTenant, Table

Answer = TypeVar("Answer")

_FOLLOWS = "A running service follows within a second."

by_option = click.option("--by", help="Who wants it, for the audit; otherwise the account that runs this.")
hotel_argument = click.argument("tenant", metavar="HOTEL")


@click.group()
def tenants() -> None:
    """Show the hotels in the database, enter them, and change them while guests are served."""


@tenants.command("list")
def list_() -> None:
    """Show every hotel of the register: whether it takes guests, its version, and its doors."""
    found = _done(lambda office: office.hotels())
    for record in found:
        state = "active" if record.active else "inactive"
        doors = ", ".join(f"{channel} {account}" for channel, account in record.accounts) or "no doors"
        click.echo(f"  {record.id}  {record.written.get('name', '')}  {state}  version {record.version}  {doors}")
        if record.unopened:
            click.echo(f"    SECRET_KEY does not open: {', '.join(record.unopened)}")
    if not found:
        click.echo("No hotel is in the database; `hotel-agent tenants import FILE` enters those of a tenants file.")


@tenants.command()
@hotel_argument
def show(tenant: str) -> None:
    """Show a hotel as it stands in the register, in JSON. Secrets are named, never shown."""
    record = _done(lambda office: office.hotel(TenantId(tenant)))
    if record is None:
        raise _unknown(tenant)
    for line in _lines(record):
        click.echo(line)


@tenants.command()
@hotel_argument
@click.option("--name", required=True, help="What guests know it as.")
@click.option("--time-zone", required=True, help="Where its clock stands, such as Europe/Madrid.")
@click.option("--currency", required=True, help="In which it counts, such as EUR.")
@click.option("--language", "languages", multiple=True, default=("es", "en", "pt"), help="Spoken here, its own first.")
@by_option
def create(tenant: str, name: str, time_zone: str, currency: str, languages: tuple[str, ...], by: str | None) -> None:  # noqa: PLR0917 - one option each
    """Enter a hotel with one property of the same name. It takes no guests yet.

    `update --from` tells its rooms or its PMS, `identifiers add` its doors; then `activate` opens it.
    """
    table = new_hotel(tenant, name=name, time_zone=time_zone, currency=currency, languages=languages)
    record = _taken(_done(lambda office: office.enter(table, by=by or account(), active=False)))
    rest = "Tell its rooms or its PMS with `tenants update`, then open it with `tenants activate`."
    click.echo(f"{record.id} is entered, and takes no guests yet. {rest}")


@tenants.command()
@hotel_argument
@click.option("--name", help="What guests know it as.")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parts of its table, in TOML or JSON.",
)
@by_option
def update(tenant: str, name: str | None, file: Path | None, by: str | None) -> None:
    """Change parts of a hotel: each key of the FILE takes the place of the same key of the hotel; the rest stays.

    Secrets may stand in the file in their places, as `api_key = "…"`: they are sealed, and never shown again.
    """
    parts: dict[str, object] = {} if file is None else dict(_parts(file))
    if name is not None:
        parts["name"] = name
    if not parts:
        raise click.UsageError("Say what is to change: --name, or --from FILE.")
    record = _taken(_done(lambda office: office.merge(TenantId(tenant), parts, by=by or account())))
    click.echo(f"{record.id} is changed, now at version {record.version}. {_FOLLOWS}")


@tenants.command()
@hotel_argument
@by_option
def deactivate(tenant: str, by: str | None) -> None:
    """Let a hotel take no guests any more. What was begun is finished; what is written to it is kept as unrouted."""
    record = _taken(_done(lambda office: office.merge(TenantId(tenant), {}, by=by or account(), active=False)))
    click.echo(f"{record.id} takes no guests any more. {_FOLLOWS}")


@tenants.command()
@hotel_argument
@by_option
def activate(tenant: str, by: str | None) -> None:
    """Let a hotel take guests again."""
    record = _taken(_done(lambda office: office.merge(TenantId(tenant), {}, by=by or account(), active=True)))
    click.echo(f"{record.id} takes guests. {_FOLLOWS}")


@tenants.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Let a hotel that is in the database already become as the file says.")
@by_option
def import_(file: Path, *, replace: bool, by: str | None) -> None:
    """Enter the hotels of a tenants file, with the secrets its variables hold. All that is wrong is told first.

    From then on the database is what counts for them; the file is no longer needed.
    """
    tables = _told(lambda: tables_of_file(str(file)))
    for table, record in _done(lambda office: _imported(office, tables, by=by or account(), replace=replace)):
        if isinstance(record, Refusal):
            click.echo(f"{table.get('id')}: {record.detail}; --replace lets it become as the file says.")
        else:
            click.echo(f"{record.id} is in the database, at version {record.version}.")


@tenants.command()
def refresh() -> None:
    """Let every process read all hotels again, at once. It does so by itself on every change, and every 5 minutes."""
    _done(_announced)
    click.echo("Every process reads its hotels again within a second.")


@tenants.group()
def identifiers() -> None:
    """Say at which accounts guests reach a hotel: WhatsApp numbers' ids, mailboxes, keys of web chats."""


@identifiers.command()
@hotel_argument
@click.argument("identifier")
@click.option("--channel", type=click.Choice(CHANNELS), help="Otherwise told from how it is written.")
@click.option("--property", "property_id", help="At which of its properties; otherwise the first.")
@by_option
def add(tenant: str, identifier: str, channel: str | None, property_id: str | None, by: str | None) -> None:
    """Let guests who write to this account write to this hotel."""
    account_ = Identifier.read(identifier, channel or "")
    place = None if property_id is None else PropertyId(property_id)
    _taken(
        _done(lambda office: office.add_identifier(TenantId(tenant), account_, by=by or account(), property_id=place))
    )
    click.echo(f"{account_} is {tenant}'s. {_FOLLOWS}")


@identifiers.command()
@hotel_argument
@click.argument("identifier")
@click.option("--channel", type=click.Choice(CHANNELS), help="Otherwise told from how it is written.")
@by_option
def remove(tenant: str, identifier: str, channel: str | None, by: str | None) -> None:
    """Guests who write to this account no longer write to this hotel."""
    account_ = Identifier.read(identifier, channel or "")
    _taken(_done(lambda office: office.remove_identifier(TenantId(tenant), account_, by=by or account())))
    click.echo(f"{account_} is no longer {tenant}'s. {_FOLLOWS}")


@click.group()
def secrets() -> None:
    """Look after the secrets of hotels and people in the database."""


@secrets.command()
@by_option
def rotate(by: str | None) -> None:
    """Seal every secret anew under SECRET_KEY. List the key of before in SECRET_KEY_PREVIOUS until this was done."""
    who = by or account()
    count = _done(lambda office: office.rotate(by=who))
    codes = done_with(configured(), lambda roster: roster.rotate(by=who))
    click.echo(
        f"{count} secrets are sealed under SECRET_KEY, and the codes of {codes} people. SECRET_KEY_PREVIOUS is no"
        " longer needed for them; what guests sent opens by it until it is let go (HOTEL_MEDIA_DAYS)."
    )


async def _imported(
    office: BackOffice, tables: Sequence[Table], *, by: str, replace: bool
) -> list[tuple[Table, RegisteredTenant | Refusal]]:
    done: list[tuple[Table, RegisteredTenant | Refusal]] = []
    for table in tables:
        known = isinstance(name := table.get("id"), str) and await office.hotel(TenantId(name)) is not None
        if known and replace:
            done.append((table, await office.change(TenantId(str(name)), _becomes(table), by=by)))
        else:
            done.append((table, await office.enter(table, by=by)))
    return done


def _becomes(table: Table) -> Callable[[dict[str, object]], None]:
    def alter(before: dict[str, object]) -> None:
        before.clear()
        before.update(table)

    return alter


async def _announced(office: BackOffice) -> None:
    await office.register.announce()


def _parts(file: Path) -> Table:
    try:
        text = file.read_text(encoding="utf-8-sig")
        parts = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as cause:
        raise click.ClickException(
            f"{file}: expected a table in TOML, or in JSON where it ends in .json: {cause}"
        ) from cause
    if not isinstance(parts, dict):
        raise click.ClickException(f"{file}: expected a table of a hotel's keys")
    return dict(json.loads(json.dumps(parts, default=str)))


def _lines(record: RegisteredTenant) -> Iterator[str]:
    yield f"  hotel    {record.id}"
    yield f"  state    {'active' if record.active else 'inactive'}"
    yield f"  version  {record.version}, of {record.changed_at:%Y-%m-%d %H:%M} UTC"
    for name in sorted(record.secrets):
        yield f"  secret   {name}, sealed"
    for name in record.unopened:
        yield f"  secret   {name}, which SECRET_KEY does not open"
    yield json.dumps(record.written, indent=2, ensure_ascii=False)


def _done(act: Callable[[BackOffice], Awaitable[Answer]]) -> Answer:
    config = with_database(configured())
    return asked(_in_the_office(config, act))


async def _in_the_office(config: Config, act: Callable[[BackOffice], Awaitable[Answer]]) -> Answer:
    async with open_back_office(config) as office:
        return await act(office)


def _told(read: Callable[[], Answer]) -> Answer:
    try:
        return read()
    except BadConfig as bad:
        raise CannotStart(bad) from bad


def _taken(outcome: RegisteredTenant | Refusal) -> RegisteredTenant:
    """The hotel as it stands now. Ends the command in words where it was refused."""
    if isinstance(outcome, Refusal):
        raise click.ClickException(f"{outcome.detail}. Nothing was changed.")
    return outcome


def _unknown(tenant: str) -> click.ClickException:
    return click.ClickException(f"There is no hotel {tenant!r} in the database; `hotel-agent tenants list` shows them.")
