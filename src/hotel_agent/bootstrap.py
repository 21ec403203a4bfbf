"""The composition root: from a configuration to a front desk. Only here and in the testing kit adapters are met."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry

from hotel_agent.adapters.breakers import BREAKERS
from hotel_agent.adapters.channels import CHANNELS, ChannelFactory
from hotel_agent.adapters.clock import SystemChance, SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.registry import register
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.nlu import NLUS
from hotel_agent.adapters.nlu.training.lessons import Lessons
from hotel_agent.adapters.observer import PrometheusObserver, QuietObserver
from hotel_agent.adapters.pms import PMS, PmsFactory
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.wording import WORDINGS
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.guard import GuardedPms
from hotel_agent.application.set_aside import Shelf
from hotel_agent.config import IN_MEMORY, AdapterChoice, Available, Config, load
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.dispatch import Dispatch
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.storage import Due

T = TypeVar("T")
Row = TypeVar("Row")


READER_LESSONS = Lessons(SystemClock().now)
"""Training, measuring and questioning the embedded reader, for the command line."""


def available() -> Available:
    """Every adapter of this installation, those that others registered by entry points among them."""
    return Available(
        storage=frozenset(STORAGES),
        flags=frozenset(FLAG_STORES),
        dispatch=frozenset(DISPATCHES),
        nlu=frozenset(NLUS),
        wording=frozenset(WORDINGS),
        channels=frozenset(_channels()),
        pms=frozenset(_books()),
        languages=frozenset(codes()),
    )


def load_config(environ: Mapping[str, str]) -> Config:
    """What these variables, and the tenants file they name, tell. Raises BadConfig with every problem at once."""
    return load(environ, available=available(), check_book=_problems_of_book)


def prometheus_observer(registry: CollectorRegistry) -> Observer:
    """An observer that counts into this registry."""
    return PrometheusObserver(registry)


@asynccontextmanager
async def open_desk(
    config: Config = IN_MEMORY,
    *,
    pms: Pms | None = None,
    nlu: Nlu | None = None,
    channels: Sequence[Channel] = (),
    clock: Clock | None = None,
    chance: Chance | None = None,
    observer: Observer | None = None,
) -> AsyncIterator[FrontDesk]:
    """A whole reception in one process: bring your own adapters, or none.

    `pms` keeps the book of every tenant of the configuration; `channels` join those it names, and replace one of the
    same name. Nothing works by itself yet: `say` and `drain` do what is due, `run` keeps doing it. Leaving closes what
    was opened. Raises BadConfig for adapters or options that cannot be.
    """
    clock, chance, observer = clock or SystemClock(), chance or SystemChance(), observer or QuietObserver()
    dispatch: Dispatch | None = None

    def announce(due: Due) -> None:
        if dispatch is not None:
            dispatch.announce(due)

    async with AsyncExitStack() as opened:
        database = await _open_database(opened, config, clock)
        storage_factory = _row(STORAGES, config.storage, "storage")
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=announce, database=database)
        )
        dispatch_factory = _row(DISPATCHES, config.dispatch, "dispatch")
        dispatch = await opened.enter_async_context(
            dispatch_factory(config.dispatch.options, storage=storage, clock=clock, database=database)
        )
        flags_factory = _row(FLAG_STORES, config.flags, "flags")
        limits_factory = _row(LIMITS, config.limits, "limits")
        wording_factory = _row(WORDINGS, config.wording, "wording")
        yield FrontDesk(
            clock=clock,
            chance=chance,
            storage=storage,
            dispatch=dispatch,
            channels=await _open_channels(opened, config, channels, clock, chance, database),
            nlu=nlu or _row(NLUS, config.nlu, "nlu")(),
            wording=await opened.enter_async_context(wording_factory(config.wording.options)),
            flags=await opened.enter_async_context(flags_factory(config.flags.options, clock=clock)),
            tenants=config.tenants,
            books=await _guarded(
                opened, config, await _open_books(opened, config, pms, clock, database), clock, observer
            ),
            observer=observer,
            quiet=timedelta(seconds=config.quiet_seconds),
            limits=await opened.enter_async_context(limits_factory(config.limits.options, clock=clock)),
        )


@asynccontextmanager
async def open_shelf(config: Config) -> AsyncIterator[Shelf]:
    """What was set aside in this installation, with every door closed. Raises BadConfig, Unavailable."""
    clock = SystemClock()
    async with AsyncExitStack() as opened:
        database = await _open_database(opened, config, clock)
        storage_factory = _row(STORAGES, config.storage, "storage")
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=lambda _due: None, database=database)
        )
        yield Shelf(storage=storage, tenants=config.tenants, clock=clock)


@asynccontextmanager
async def open_flags(config: Config) -> AsyncIterator[Flags]:
    """The switches of this installation, with every door closed. Raises BadConfig."""
    flags_factory = _row(FLAG_STORES, config.flags, "flags")
    async with flags_factory(config.flags.options, clock=SystemClock()) as flags:
        yield flags


async def upgrade_database(config: Config, revision: str = schema.LATEST) -> schema.Moved:
    """Bring the database up to a revision, or to the one this version needs. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.upgrade(database, revision)


async def downgrade_database(config: Config, revision: str) -> schema.Moved:
    """Take the database back to a revision; what came with later ones is lost. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.downgrade(database, revision)


async def losses_of_downgrade(config: Config, revision: str) -> Sequence[str]:
    """What would be lost by taking the database back to a revision. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.losses(database, revision)


async def standing_of_database(config: Config) -> schema.Standing:
    """At which revision the database is, and what this version makes of it. Raises Unavailable."""
    async with open_database(config.database) as database:
        return await schema.standing(database)


async def _open_database(opened: AsyncExitStack, config: Config, clock: Clock) -> Database | None:
    """The installation's database with its tables as this version needs them; None where all is kept in memory."""
    if not config.database:
        return None
    database = await opened.enter_async_context(open_database(config.database))
    await schema.prepare(database)
    await register(database, config.tenants.tenants, at=clock.now())
    return database


async def _open_channels(  # noqa: PLR0917 - everything a channel may need
    opened: AsyncExitStack,
    config: Config,
    own: Sequence[Channel],
    clock: Clock,
    chance: Chance,
    database: Database | None,
) -> Mapping[str, Channel]:
    channels = {channel.name: channel for channel in own}
    for choice in config.channels:
        if choice.name not in channels:
            factory = _row(_channels(), choice, "channels")
            channel = await opened.enter_async_context(
                factory(_with_secret(choice, config), clock=clock, chance=chance, database=database)
            )
            channels[channel.name] = channel
    return channels


def _with_secret(choice: AdapterChoice, config: Config) -> Mapping[str, object]:
    """The options of a channel; the web chat's guests bear tokens that must hold in every process of the house."""
    return {"secret_key": config.secret_key, **choice.options} if choice.name == "webchat" else choice.options


async def _open_books(
    opened: AsyncExitStack, config: Config, own: Pms | None, clock: Clock, database: Database | None
) -> Mapping[TenantId, Pms]:
    if own is not None:
        return {tenant.id: own for tenant in config.tenants.tenants}
    books: dict[TenantId, Pms] = {}
    for tenant in config.tenants.tenants:
        choice = config.pms[tenant.id]
        factory = _row(_books(), choice, "pms")
        books[tenant.id] = await opened.enter_async_context(
            factory(choice.options, tenant=tenant, clock=clock, database=database)
        )
    return books


async def _guarded(
    opened: AsyncExitStack, config: Config, books: Mapping[TenantId, Pms], clock: Clock, observer: Observer
) -> Mapping[TenantId, Pms]:
    """Each book behind a guard of its own, whoever wrote its adapter: one hotel's trouble is not another's."""
    breakers_factory = _row(BREAKERS, config.breakers, "breakers")
    breakers = await opened.enter_async_context(breakers_factory(config.breakers.options, clock=clock))
    names = {tenant: config.pms[tenant].name for tenant in books}
    return {
        tenant: GuardedPms(
            pms=pms,
            name=names[tenant],
            tenant=tenant,
            breaker=breakers.breaker(f"pms:{names[tenant]}:{tenant}"),
            clock=clock,
            observer=observer,
        )
        for tenant, pms in books.items()
    }


def _problems_of_book(choice: AdapterChoice, tenant: Tenant) -> Sequence[str]:
    """What the adapter says is wrong with its options; calling the factory checks them and connects to nobody."""
    try:
        _row(_books(), choice, "pms")(choice.options, tenant=tenant, clock=SystemClock())
    except BadConfig as bad:
        return bad.problems
    return ()


def _row(table: Mapping[str, Row], choice: AdapterChoice, family: str) -> Row:
    try:
        return table[choice.name]
    except KeyError as cause:
        raise BadConfig(
            f"{family}: {choice.name!r} is not there; expected one of {', '.join(sorted(table))}"
        ) from cause


def _channels() -> Mapping[str, ChannelFactory]:
    return {**_registered("hotel_agent.channels"), **CHANNELS}


def _books() -> Mapping[str, PmsFactory]:
    return {**_registered("hotel_agent.pms"), **PMS}


def _registered(group: str) -> dict[str, Any]:
    """What others registered under this entry point, loaded when it is used. Our own names cannot be taken."""
    return {entry.name: partial(_loaded, entry) for entry in entry_points(group=group)}


def _loaded(entry: EntryPoint, *args: object, **options: object) -> object:
    """What this factory opens. Raises BadConfig where a library is missing that it stands on."""
    try:
        factory = entry.load()
    except ImportError as cause:
        raise BadConfig(f"{entry.name}: it is registered by {entry.value}, and cannot be loaded: {cause}") from cause
    return factory(*args, **options)
