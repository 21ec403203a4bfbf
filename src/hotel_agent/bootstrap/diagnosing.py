"""Whether everything an installation stands on is there and fit: its database, its Redis, its books, its channels."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from attrs import evolve

from hotel_agent.adapters.clock import SystemChance, SystemClock
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.staff import STAFF
from hotel_agent.application.diagnosing import diagnose_adapter, diagnose_book, diagnose_opened
from hotel_agent.bootstrap.desk import open_flags
from hotel_agent.bootstrap.families import book_of, channel_of, row
from hotel_agent.bootstrap.tables import standing_of_database
from hotel_agent.config import Config, place_of, shared_at
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.clock import Clock


def current_time() -> datetime:
    """Now, for a report that says when it was made."""
    return SystemClock().now()


async def diagnose(config: Config) -> AsyncIterator[Finding]:
    """Look at everything this installation needs, one thing after the other, the ones others stand on first.

    Changes nothing, opens no door, and shows no secret. Raises BadConfig where an adapter cannot be had at all.
    """
    clock, chance = SystemClock(), SystemChance()
    async with AsyncExitStack() as opened:
        database: Database | None = None
        searched = True
        if config.database:
            kept = await _diagnose_database(config)
            yield kept
            # A book in a file that is not there yet is an empty one.
            searched = kept.verdict is Verdict.WELL or _file_is_missing(config)
            if kept.verdict is Verdict.WELL:
                database = await opened.enter_async_context(open_database(config.database))
        if config.redis_url:
            yield await _diagnose_redis(config)
        for tenant in config.tenants.tenants:
            book = book_of(config, tenant, clock=clock, database=database)
            look = partial(diagnose_book, tenant, clock=clock, searched=searched)
            async for finding in diagnose_opened(f"{tenant.name}: book", book, look):
                yield finding
            async for finding in _diagnose_staff(config, tenant, clock):
                yield finding
        for choice in config.channels:
            channel = channel_of(config, choice, clock=clock, chance=chance, database=database)
            async for finding in diagnose_opened(
                choice.name, channel, partial(diagnose_adapter, choice.name, clock=clock)
            ):
                yield finding


async def _diagnose_staff(config: Config, tenant: Tenant, clock: Clock) -> AsyncIterator[Finding]:
    """Whether each of those who are told when a person is wanted can be reached. Nobody is told anything."""
    for each in config.staff.get(tenant.id, ()):
        what = f"{tenant.name}: staff {each.name}"
        opening = row(STAFF, each.choice, "kind")(each.choice.options, clock=clock)
        async for finding in diagnose_opened(what, opening, partial(diagnose_adapter, what, clock=clock)):
            yield evolve(finding, what=what)


async def _diagnose_database(config: Config) -> Finding:
    """Whether the database answers, with its tables as this version needs them. A missing file is not made."""
    what, place = "Database", place_of(config)
    if _file_is_missing(config):
        return Finding(
            what, Verdict.WARNING, f"{place} is not there yet", "`hotel-agent serve` makes it when it starts."
        )
    try:
        stands = await standing_of_database(config)
    except HotelAgentError as away:
        remedy = "See that it runs and can be reached from here, and compare its address and password."
        return Finding(what, Verdict.BROKEN, f"no answer at {place} ({type(away).__name__})", remedy)
    if stands.newer:
        return Finding(what, Verdict.BROKEN, "a newer version has been at it", "Start that version.")
    if stands.at != stands.needs:
        seen = f"its tables are at revision {stands.at}, {stands.needs} is needed"
        if _in_file(config):
            return Finding(what, Verdict.WARNING, seen, "`hotel-agent serve` brings them up when it starts.")
        return Finding(what, Verdict.BROKEN, seen, "Run `hotel-agent db upgrade`.")
    return Finding(what, Verdict.WELL, f"{place}, tables at revision {stands.at}")


def _file_is_missing(config: Config) -> bool:
    return _in_file(config) and not Path(place_of(config)).exists()


def _in_file(config: Config) -> bool:
    return config.database.startswith("sqlite:")


async def _diagnose_redis(config: Config) -> Finding:
    what, place = "Redis", shared_at(config)
    try:
        async with open_flags(config) as flags:
            await flags.thrown()
    except HotelAgentError:
        remedy = "See that it runs and can be reached from here; until then each process counts for itself."
        return Finding(what, Verdict.BROKEN, f"no answer at {place}", remedy)
    return Finding(what, Verdict.WELL, place)
