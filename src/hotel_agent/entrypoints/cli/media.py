"""`hotel-agent media`: pictures, documents and voice notes of guests, for the hotel's people."""

import os
from collections.abc import Iterator, Sequence
from mimetypes import guess_extension
from pathlib import Path

import click

from hotel_agent.application.media_shelf import NoSuchMedium, ShelvedMedium
from hotel_agent.bootstrap import open_media
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import account, kept
from hotel_agent.ports.media import Media

_NOBODY_ELSE = 0o600
"""What guests send may be a passport: only who took it out reads the file."""


@click.group()
def media() -> None:
    """Show what guests sent beside words, and take it out of where it is kept, sealed, for a while."""


@media.command("list")
@click.option("--tenant", help="Of this hotel only, by its id.")
def list_(tenant: str | None) -> None:
    """Show what is kept, the latest first: its name, hotel, conversation, kind and size, and until when it stays."""
    config = kept(configured())
    known = {each.id for each in config.tenants.tenants}
    if tenant is not None and tenant not in known:
        raise click.ClickException(f"{tenant!r}: no hotel has this id; expected one of {', '.join(sorted(known))}")
    found = asked(_found(config, None if tenant is None else TenantId(tenant)))
    for shelved in found:
        told = shelved.kept
        size, until = f"{max(1, told.size // 1024)} kB", f"until {told.expires_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"  {shelved.name}  {shelved.tenant}  {told.conversation}  {told.mime_type}  {size}  {until}")
    if not found:
        click.echo("Nothing is kept.")


@media.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what is known of the thing of this NAME, and nothing of what is in it."""
    for line in _told(asked(_named(kept(configured()), name))):
        click.echo(line)


@media.command()
@click.argument("name")
@click.option("--to", type=click.Path(path_type=Path), help="The file to write; otherwise its name, here.")
@click.option("--by", help="Who takes it out, for the audit; otherwise the account that runs this.")
def save(name: str, *, to: Path | None, by: str | None) -> None:
    """Write the thing of this NAME into a file that nobody else may read. That it was taken out is written down."""
    shelved, medium = asked(_taken_out(kept(configured()), name, by or account()))
    path = to or Path(f"{shelved.name}{guess_extension(medium.mime_type) or ''}")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NOBODY_ELSE), "wb") as file:
            file.write(medium.content)
    except OSError as cause:
        raise click.ClickException(f"{path}: {cause.strerror}; name another file with --to") from cause
    click.echo(f"{shelved.name} is in {path}. Delete it when you are done: it may show somebody's papers.")


async def _found(config: Config, tenant: TenantId | None) -> Sequence[ShelvedMedium]:
    async with open_media(config) as shelf:
        return await shelf.all(tenant)


async def _named(config: Config, name: str) -> ShelvedMedium:
    async with open_media(config) as shelf:
        try:
            return await shelf.named(name)
        except NoSuchMedium as unknown:
            raise click.ClickException(str(unknown)) from unknown


async def _taken_out(config: Config, name: str, by: str) -> tuple[ShelvedMedium, Media]:
    async with open_media(config) as shelf:
        try:
            shelved = await shelf.named(name)
            return shelved, await shelf.take_out(shelved, by=by)
        except NoSuchMedium as unknown:
            raise click.ClickException(str(unknown)) from unknown


def _told(shelved: ShelvedMedium) -> Iterator[str]:
    told = shelved.kept
    yield f"  name          {shelved.name}"
    yield f"  hotel         {shelved.tenant}"
    yield f"  conversation  {told.conversation}"
    yield f"  kind          {told.mime_type}"
    yield f"  size          {told.size} bytes"
    yield f"  kept          {told.kept_at:%Y-%m-%d %H:%M} to {told.expires_at:%Y-%m-%d %H:%M} UTC"
