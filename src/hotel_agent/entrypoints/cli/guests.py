"""`hotel-agent guests`: who writes at several doors and is one guest; what is kept of them, shown and forgotten."""

from collections.abc import Iterator

import click

from hotel_agent.application.doors import GuestCard
from hotel_agent.bootstrap import open_doors
from hotel_agent.config import Config
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import account, kept

_WHY = {
    Reason.NOT_FOUND: "this hotel has no such guest, or nothing of them to part",
    Reason.SAME_GUEST: "they are one guest already",
    Reason.SAME_DOOR: "both are known at the same kind of door, and one person has one place there",
    Reason.ONLY_CLAIMED: "one of them only says who they are; answer them at an address that is proven",
}
_SHOWN_DIGITS = 3

tenant_option = click.option("--tenant", required=True, metavar="HOTEL", help="By its id in the tenants file.")
because_option = click.option(
    "--because", required=True, metavar="PROOF", help="What proved it, for the audit: a passport, a call to the number."
)
by_option = click.option("--by", help="Who wants it, for the audit; otherwise the account that runs this.")


@click.group()
def guests() -> None:
    """Show under which doors a guest is known; link two that are one person, and part them again.

    Export what is kept of a guest, or forget it, as they wish. A guest is named by their id, or by the id of one of
    their conversations.
    """


@guests.command()
@click.argument("guest")
@tenant_option
def show(guest: str, *, tenant: str) -> None:
    """Show how channels know this GUEST, and their conversations. Addresses and numbers are shown in part."""
    card = asked(_shown(hotel(tenant), TenantId(tenant), guest))
    if card is None:
        raise click.ClickException(f"{guest!r}: {_WHY[Reason.NOT_FOUND]}.")
    for line in _lines(card):
        click.echo(line)


@guests.command()
@click.argument("guest")
@click.argument("other")
@tenant_option
@because_option
@by_option
def link(guest: str, other: str, *, tenant: str, because: str, by: str | None) -> None:
    """Let GUEST and OTHER be one guest. Their conversations stay apart; each learns name, contacts and proof."""
    config, who = hotel(tenant), by or account()
    done = asked(_linked(config, TenantId(tenant), guest, other, by=who, because=said(because)))
    if isinstance(done, Refusal):
        raise click.ClickException(f"Nothing was linked: {_WHY[done.reason]}.")
    click.echo("Linked:")
    for line in _lines(done):
        click.echo(line)


@guests.command()
@click.argument("guest")
@click.argument("channel")
@tenant_option
@because_option
@by_option
def unlink(guest: str, channel: str, *, tenant: str, because: str, by: str | None) -> None:
    """Let what GUEST has at CHANNEL (whatsapp, email, webchat) be a guest's of its own again."""
    config, who = hotel(tenant), by or account()
    done = asked(_parted(config, TenantId(tenant), guest, channel, by=who, because=said(because)))
    if isinstance(done, Refusal):
        raise click.ClickException(f"Nothing was parted: {_WHY[done.reason]}.")
    click.echo(f"Parted: at {channel} it is guest {done} from now on.")


async def _shown(config: Config, tenant: TenantId, guest: str) -> GuestCard | None:
    async with open_doors(config) as doors:
        return await doors.card(tenant, guest)


async def _linked(
    config: Config, tenant: TenantId, guest: str, other: str, *, by: str, because: str
) -> GuestCard | Refusal:
    async with open_doors(config) as doors:
        return await doors.link(tenant, guest, other, by=by, because=because)


async def _parted(
    config: Config, tenant: TenantId, guest: str, channel: str, *, by: str, because: str
) -> GuestId | Refusal:
    async with open_doors(config) as doors:
        try:
            return await doors.part(tenant, guest, channel, by=by, because=because)
        except Bug as unknown:
            raise click.ClickException(f"{channel!r} is no channel that is open here.") from unknown


def hotel(tenant: str) -> Config:
    """The configuration of an installation that keeps guests. Ends the command for a hotel it does not have."""
    config = kept(configured())
    if config.tenants.tenant(TenantId(tenant)) is None:
        names = ", ".join(each.id for each in config.tenants.tenants)
        raise click.ClickException(f"--tenant {tenant}: no such hotel; there are {names}.")
    return config


def said(because: str) -> str:
    """What proved it. Ends the command where nothing is said."""
    if not because.strip():
        raise click.UsageError("Say in --because what proved it; it is written down with who did it.")
    return because.strip()


def _lines(card: GuestCard) -> Iterator[str]:
    yield f"Guest {card.guest}"
    for identity in card.identities:
        yield f"  known as {identity.kind} {masked(identity.value)}"
    for door in card.conversations:
        yield f"  conversation {door.conversation} at {door.channel}"


def masked(value: str) -> str:
    """A number or an address as far as whoever knows it recognises it, and nobody else can use it."""
    name, at, domain = value.rpartition("@")
    if at:
        return f"{name[:1]}…@{domain[:1]}…"
    return f"…{value[-_SHOWN_DIGITS:]}" if len(value) > 2 * _SHOWN_DIGITS else "…"
