"""A reception from its parts: the desk itself, and what is looked at or switched while every door is closed."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

from hotel_agent.adapters.breakers import BREAKERS
from hotel_agent.adapters.clock import SystemChance, SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.registry import register
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.media import MEDIA_STORES
from hotel_agent.adapters.nlu.training.lessons import Lessons
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.adapters.repeats import REPEATS
from hotel_agent.adapters.scanner import SCANNERS
from hotel_agent.adapters.speech import SPEECHES
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.wording import WORDINGS
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.doors import Doors
from hotel_agent.application.keeping import Senses
from hotel_agent.application.lost_and_found import LostAndFound
from hotel_agent.application.media_shelf import MediaShelf
from hotel_agent.application.receive import Reception
from hotel_agent.application.set_aside import Shelf
from hotel_agent.application.switchboard import Switchboard
from hotel_agent.application.tracks import CanaryGuests
from hotel_agent.bootstrap.back_office import back_office, register_of
from hotel_agent.bootstrap.families import open_channel, row
from hotel_agent.bootstrap.hotels import OpenHotels, opened_hotels
from hotel_agent.bootstrap.people import open_porter
from hotel_agent.bootstrap.reading import open_reader
from hotel_agent.bootstrap.rights import rights_of
from hotel_agent.config import IN_MEMORY, Config
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.dispatch import Dispatch, SupportsHeartbeats, Track, Tracks
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import Due
from hotel_agent.ports.staff import Staff

READER_LESSONS = Lessons(SystemClock().now)
"""Training, measuring and questioning the embedded reader, for the command line."""


@asynccontextmanager
async def open_desk(
    config: Config = IN_MEMORY,
    *,
    pms: Pms | None = None,
    nlu: Nlu | None = None,
    channels: Sequence[Channel] = (),
    staff: Staff | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
    observer: Observer | None = None,
) -> AsyncIterator[FrontDesk]:
    """A whole reception in one process: bring your own adapters, or none.

    `pms` keeps the book of every tenant of the configuration; `channels` join those it names, and replace one of the
    same name; `staff` are told of everything, in place of those it names. Nothing works by itself yet: `say` and
    `drain` do what is due, `run` keeps doing it. Leaving closes what
    was opened. Raises BadConfig for adapters or options that cannot be.
    """
    clock, chance, observer = clock or SystemClock(), chance or SystemChance(), observer or QuietObserver()
    dispatch: Dispatch | None = None

    def announce(due: Due) -> None:
        if dispatch is not None:
            dispatch.announce(due)

    async with AsyncExitStack() as opened:
        database = await _open_database(opened, config, clock)
        storage_factory = row(STORAGES, config.storage, "storage")
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=announce, database=database)
        )
        flags_factory = row(FLAG_STORES, config.flags, "flags")
        flags = await opened.enter_async_context(flags_factory(config.flags.options, clock=clock))
        tracks = Tracks(config.track, CanaryGuests(storage=storage, flags=flags).track_of)
        dispatch_factory = row(DISPATCHES, config.dispatch, "dispatch")
        dispatch = await opened.enter_async_context(
            dispatch_factory(config.dispatch.options, storage=storage, clock=clock, database=database, tracks=tracks)
        )
        breakers_factory = row(BREAKERS, config.breakers, "breakers")
        breakers = await opened.enter_async_context(breakers_factory(config.breakers.options, clock=clock))
        register = register_of(config, database, storage)
        hotels = await opened.enter_async_context(
            opened_hotels(
                OpenHotels(
                    config=config,
                    register=register,
                    flags=flags,
                    clock=clock,
                    chance=chance,
                    observer=observer,
                    database=database,
                    breakers=breakers,
                    own_book=pms,
                    own_staff=staff,
                    channels=await _open_channels(opened, config, channels, clock, chance, database),
                )
            )
        )
        repeats = row(REPEATS, config.storage, "repeats")(database, config.sealing_keys)
        limits_factory = row(LIMITS, config.limits, "limits")
        visits_factory = row(LIMITS, config.visits, "visits")
        advice_factory = row(LIMITS, config.advice, "advice")
        wording_factory = row(WORDINGS, config.wording, "wording")
        advice = None
        if nlu is None and config.nlu.name != "embedded":
            advice = await opened.enter_async_context(advice_factory(config.advice.options, clock=clock))
        if nlu is None:
            reading = open_reader(config, clock=clock, observer=observer, breakers=breakers)
            nlu = await opened.enter_async_context(reading)
        yield FrontDesk(
            clock=clock,
            chance=chance,
            storage=storage,
            dispatch=dispatch,
            channels=hotels.channels,
            nlu=nlu,
            wording=await opened.enter_async_context(wording_factory(config.wording.options)),
            flags=flags,
            tenants=hotels.directory,
            books=hotels.books,
            observer=observer,
            quiet=timedelta(seconds=config.quiet_seconds),
            limits=await opened.enter_async_context(limits_factory(config.limits.options, clock=clock)),
            senses=await _senses(opened, config, database),
            visits=await opened.enter_async_context(visits_factory(config.visits.options, clock=clock)),
            advice=advice,
            porter=await open_porter(opened, config, storage, database, clock, chance),
            staff=hotels.staff,
            # A process alone does all there is to do, whatever its track.
            turns_only=config.track is Track.CANARY and isinstance(dispatch, SupportsHeartbeats),
            numbers=hotels.numbers,
            tables_fit=None if database is None else partial(_tables_fit, database),
            new_doors=hotels.new_doors,
            back_office=back_office(config, register=register, clock=clock, database=database, refresh=hotels.refresh),
            repeats=repeats,
            rights=rights_of(
                config,
                storage=storage,
                database=database,
                books=hotels.books,
                tenants=hotels.directory,
                clock=clock,
                repeats=repeats,
            ),
        )


@asynccontextmanager
async def open_shelf(config: Config) -> AsyncIterator[Shelf]:
    """What was set aside in this installation, with every door closed. Raises BadConfig, Unavailable.

    Whoever looks makes no database and changes no table, under a service that may be running.
    """
    storage_factory = row(STORAGES, config.storage, "storage")
    async with open_database(config.database) as database:
        await schema.require(database)
        async with storage_factory(config.storage.options, announce=lambda _due: None, database=database) as storage:
            yield Shelf(storage=storage, tenants=config.tenants, clock=SystemClock())


@asynccontextmanager
async def open_media(config: Config) -> AsyncIterator[MediaShelf]:
    """What guests sent beside words, with every door closed. Changes no table. Raises BadConfig, Unavailable."""
    storage_factory = row(STORAGES, config.storage, "storage")
    async with open_database(config.database) as database:
        await schema.require(database)
        store = row(MEDIA_STORES, config.storage, "media")(config.sealing_keys, database)
        async with storage_factory(config.storage.options, announce=lambda _due: None, database=database) as storage:
            yield MediaShelf(store=store, storage=storage, tenants=config.tenants, clock=SystemClock())


@asynccontextmanager
async def open_doors(config: Config) -> AsyncIterator[Doors]:
    """Which guests of this installation are one. Nothing is received and nothing sent. Raises BadConfig, Unavailable.

    Whoever looks makes no database and changes no table, under a service that may be running.
    """
    clock, chance = SystemClock(), SystemChance()
    storage_factory = row(STORAGES, config.storage, "storage")
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.require(database)
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=lambda _due: None, database=database)
        )
        channels = await _open_channels(opened, config, (), clock, chance, database)
        yield Doors(storage=storage, channels=channels, clock=clock, chance=chance)


@asynccontextmanager
async def open_lost_and_found(config: Config) -> AsyncIterator[LostAndFound]:
    """What came in for nobody in this installation. Nothing is received and nothing sent.

    Changes no table, under a service that may be running. Raises BadConfig, Unavailable.
    """
    clock, chance = SystemClock(), SystemChance()
    storage_factory = row(STORAGES, config.storage, "storage")
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.require(database)
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=lambda _due: None, database=database)
        )
        yield LostAndFound(
            reception=Reception(
                tenants=config.tenants,
                storage=storage,
                clock=clock,
                chance=chance,
                observer=QuietObserver(),
                quiet=timedelta(seconds=config.quiet_seconds),
            ),
            channels=await _open_channels(opened, config, (), clock, chance, database),
            numbers={app.name: app.accounts for app in config.whatsapp_apps},
        )


@asynccontextmanager
async def open_flags(config: Config) -> AsyncIterator[Flags]:
    """The switches of this installation, with every door closed. Raises BadConfig."""
    flags_factory = row(FLAG_STORES, config.flags, "flags")
    async with flags_factory(config.flags.options, clock=SystemClock()) as flags:
        yield flags


@asynccontextmanager
async def open_switchboard(config: Config) -> AsyncIterator[Switchboard]:
    """Throws the switches of this installation beside a service that may be running, and writes it down.

    A new file gets its tables. Raises BadConfig, Unavailable.
    """
    clock = SystemClock()
    storage_factory = row(STORAGES, config.storage, "storage")
    async with open_flags(config) as flags, open_database(config.database) as database:
        await schema.begin(database)
        async with storage_factory(config.storage.options, announce=lambda _due: None, database=database) as storage:
            yield Switchboard(flags=flags, storage=storage, clock=clock)


async def _open_database(opened: AsyncExitStack, config: Config, clock: Clock) -> Database | None:
    """The installation's database with its tables as this version needs them; None where all is kept in memory."""
    if not config.database:
        return None
    database = await opened.enter_async_context(open_database(config.database))
    await schema.prepare(database)
    await register(database, config.tenants.tenants, at=clock.now())
    return database


async def _tables_fit(database: Database) -> bool:
    found = await schema.standing(database)
    return found.newer or found.at == found.needs


async def _open_channels(  # noqa: PLR0917 - everything a channel may need
    opened: AsyncExitStack,
    config: Config,
    own: Sequence[Channel],
    clock: Clock,
    chance: Chance,
    database: Database | None,
) -> dict[str, Channel]:
    channels = {channel.name: channel for channel in own}
    for choice in config.channels:
        if choice.name not in channels:
            channel = await open_channel(opened, config, choice, clock=clock, chance=chance, database=database)
            channels[channel.name] = channel
    return channels


async def _senses(opened: AsyncExitStack, config: Config, database: Database | None) -> Senses:
    """What the house does with what guests send beside words. Without a database nothing is kept."""
    store = None
    if config.media_days and database is not None:
        store = row(MEDIA_STORES, config.storage, "media")(config.sealing_keys, database)
    speech = None
    if config.speech is not None:
        factory = row(SPEECHES, config.speech, "speech")
        speech = await opened.enter_async_context(factory(config.speech.options))
    scanner = None if config.scanner is None else row(SCANNERS, config.scanner, "scanner")(config.scanner.options)
    return Senses(store=store, scanner=scanner, retention=timedelta(days=config.media_days), speech=speech)
