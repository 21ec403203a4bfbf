"""`hotel-agent backup` and `restore`: everything an installation keeps, in one sealed file, and back."""

from collections.abc import Iterator
from pathlib import Path

import click

from hotel_agent.bootstrap import forget_backups, make_backup, read_backup, restore_backup
from hotel_agent.config import Config, place_of
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import with_database

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--to", "folder", type=_FOLDER, default=Path("backups"), show_default=True, help="The folder it is written into."
)
@click.option("--keep", type=click.IntRange(1), help="Delete older backups in the folder, but for so many.")
@click.option("--with", "beside", type=_FILE, multiple=True, help="A file that goes along, such as .env. Repeatable.")
def backup(folder: Path, keep: int | None, beside: tuple[Path, ...]) -> None:
    """Write everything the database holds, what guests sent too, into one file sealed under HOTEL_BACKUP_KEY.

    The file of your hotels goes along. The service may run meanwhile. Exit code 1 when it could not be made.
    """
    config = with_database(configured())
    files = tuple(dict.fromkeys((*_told_by(config), *beside)))
    if doubled := {file.name for file in files if [each.name for each in files].count(file.name) > 1}:
        raise click.ClickException(f"Two files bear the same name: {', '.join(sorted(doubled))}. Rename one.")
    made = asked(make_backup(config, folder, key=config.backup_key, files=files))
    rows, size = sum(made.manifest.rows.values()), made.path.stat().st_size
    click.echo(
        f"{made.path}: {rows} rows of {len(made.manifest.rows)} tables, {len(files)} files, {size} bytes, sealed."
    )
    for forgotten in forget_backups(folder, keep=keep) if keep else ():
        click.echo(f"{forgotten}: deleted; {keep} are kept.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--check", is_flag=True, help="Only read it from end to end; nothing is put back.")
@click.option("--overwrite", is_flag=True, help="Replace what the database holds. It is lost.")
@click.option("--files-to", type=_FOLDER, help="Where files that went along are laid; they may not be there yet.")
def restore(file: Path, *, check: bool, overwrite: bool, files_to: Path | None) -> None:
    """Put back what a backup FILE holds, into an empty database. Stop the service first.

    All of it is read and compared with its digests before anything is changed, and all of it is put back, or nothing.
    """
    config = configured()
    if check:
        read = asked(read_backup(file, key=config.backup_key)).manifest
        click.echo(
            f"{file}: whole. Made {read.made_at} by {read.version} of {read.database}, revision {read.revision}:"
        )
        for table, rows in read.rows.items():
            click.echo(f"  {rows:>8}  {table}")
        return
    config = with_database(config)
    done = asked(restore_backup(config, file, key=config.backup_key, overwrite=overwrite, files_to=files_to))
    click.echo(f"{place_of(config)}: {sum(done.manifest.rows.values())} rows are back, as of {done.manifest.made_at}.")
    for laid in done.files:
        click.echo(f"{laid}: laid.")
    if done.needs:
        click.echo("The tables are older than this version needs: run `hotel-agent db upgrade`.")
    if done.sealed_otherwise:
        click.echo(
            "Secrets of hotels, codes of people and what guests sent were sealed under another SECRET_KEY: start with"
            " that one again, and change it later (docs/tenancy.md)."
        )
    click.echo("The hotel's PMS may know reservations made since: compare before you open.")


def _told_by(config: Config) -> Iterator[Path]:
    if config.tenants_file:
        yield Path(config.tenants_file)
