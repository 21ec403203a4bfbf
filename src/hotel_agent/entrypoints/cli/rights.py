"""`hotel-agent guests export|erase`: what is kept of a guest, shown to them, and forgotten at their wish."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

from hotel_agent.application.certificate import Certificate
from hotel_agent.bootstrap import open_rights
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.guests import because_option, by_option, hotel, said, tenant_option
from hotel_agent.entrypoints.cli.set_aside import account

_NOBODY_ELSE = 0o600
"""What stands there is a guest's: only who took it out reads the file."""
_FILE = click.Path(dir_okay=False, path_type=Path)
_NO_SUCH = "this hotel knows nobody by that; `hotel-agent conversations list` shows the ids of conversations"


@click.command()
@click.argument("guest")
@tenant_option
@click.option("--out", required=True, type=_FILE, help="The file it is written to, in JSON; only you may read it.")
@by_option
def export(guest: str, *, tenant: str, out: Path, by: str | None) -> None:
    """Write down everything kept of this GUEST: an id, an address or a number, or the id of a conversation."""
    found = asked(_exported(hotel(tenant), TenantId(tenant), guest, by=by or account()))
    if isinstance(found, Refusal):
        raise click.ClickException(f"{guest!r}: {_NO_SUCH}.")
    _write(out, found)
    click.echo(f"Written to {out}. It holds what the guest wrote: give it to them alone.")


@click.command()
@click.argument("guest")
@tenant_option
@because_option
@by_option
@click.option("--certificate", type=_FILE, help="Where the certificate is written, in JSON.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(guest: str, *, tenant: str, because: str, by: str | None, certificate: Path | None, yes: bool) -> None:
    """Forget this GUEST at their wish, but for what law keeps, and show the certificate. It cannot be undone."""
    config, why = hotel(tenant), said(because)
    if not yes:
        click.confirm(f"Forget {guest} at {tenant}, in every table? It cannot be undone", abort=True)
    done = asked(_erased(config, TenantId(tenant), guest, by=by or account(), because=why))
    if isinstance(done, Refusal):
        why_not = _NO_SUCH if done.reason is Reason.NOT_FOUND else done.detail
        raise click.ClickException(f"Nothing was forgotten: {why_not}.")
    for line in done.lines():
        click.echo(line)
    if certificate is not None:
        _write(certificate, done.as_values())
        click.echo(f"Written to {certificate}")
    if not done.whole:
        raise click.ClickException("Something of this guest still stands; the certificate names where.")


async def _exported(config: Config, tenant: TenantId, guest: str, *, by: str) -> Mapping[str, object] | Refusal:
    async with open_rights(config) as rights:
        return await rights.export(tenant, guest, by=by)


async def _erased(config: Config, tenant: TenantId, guest: str, *, by: str, because: str) -> Certificate | Refusal:
    async with open_rights(config) as rights:
        return await rights.erase(tenant, guest, by=by, because=because)


def _write(file: Path, values: Mapping[str, object]) -> None:
    """Write it where nobody else may read it."""
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NOBODY_ELSE), "w", encoding="utf-8") as out:
            out.write(text)
    except OSError as cause:
        raise click.ClickException(f"{file} cannot be written: {cause.strerror}.") from cause
