"""The hotels of an installation while it is open: those of the file, and those of the register as they change.

What a hotel needs (its book, the ways to its staff) is opened when it is first read and whenever its table changes;
what stood there before is closed once nobody can be using it any more.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

from attrs import define, field, frozen
from loguru import logger

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.staff import STAFF
from hotel_agent.application.guard import GuardedPms
from hotel_agent.application.notifying import Addressee
from hotel_agent.application.tenancy import LiveDirectory
from hotel_agent.bootstrap.families import available, open_channel, opened_book, options_of, row
from hotel_agent.bootstrap.knowledge import with_vocabularies
from hotel_agent.config import AdapterChoice, Available, Config, Hotel, StaffChoice, hotel_of, in_force
from hotel_agent.domain.errors import BadConfig, failure_facts
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.directory import Account
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.channel import Channel, SupportsChange
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.register import Register, RegisteredTenant
from hotel_agent.ports.staff import Staff

FLAG = "tenancy.dynamic.enabled"
FRESH = timedelta(seconds=300)
"""The whole register is read again after so long, whatever was told of changes."""
LOOK = timedelta(seconds=1)
"""So often it is looked whether another process changed something."""
GRACE = timedelta(minutes=2)
"""What a hotel no longer uses is closed after so long: the longest call to a book is over by then."""
_AT_ONE_GO = 50
"""So many hotels are read before others are let run."""


@frozen
class Needs:
    """What a hotel's book and the ways to its staff are made of: while it stays the same, so do they."""

    book: AdapterChoice
    staff: tuple[StaffChoice, ...]
    tenant: Tenant

    def are_those_of(self, other: "Needs") -> bool:
        """Whether whatever is open for the other serves here too."""
        mine, theirs = self.tenant, other.tenant
        return (self.book, self.staff, mine.languages, mine.properties, mine.rules.child_until_age) == (
            other.book,
            other.staff,
            theirs.languages,
            theirs.properties,
            theirs.rules.child_until_age,
        )


@frozen
class Rooms:
    """What is open for one hotel."""

    needs: Needs
    book: Pms
    staff: tuple[Addressee, ...]
    opened: AsyncExitStack


@frozen
class Known:
    """A hotel of the register as it was read last. Without rooms it could not be opened, and takes no guests."""

    record: RegisteredTenant
    hotel: Hotel | None = None
    rooms: Rooms | None = None
    trouble: str = ""


@define(kw_only=True)
class OpenHotels:
    """Keeps the directory, the books and the ways to staff as the file and the register say."""

    config: Config
    """What the file and the variables say."""
    register: Register
    flags: Flags
    clock: Clock
    chance: Chance
    observer: Observer
    database: Database | None
    breakers: Breakers
    own_book: Pms | None
    """Brought by whoever opens the desk: it keeps every hotel's reservations."""
    own_staff: Staff | None
    channels: dict[str, Channel]
    directory: LiveDirectory = field(init=False)
    books: dict[TenantId, Pms] = field(factory=dict, init=False)
    staff: dict[TenantId, Sequence[Addressee]] = field(factory=dict, init=False)
    numbers: dict[str, frozenset[AccountId]] = field(factory=dict, init=False)
    """The WhatsApp numbers for which each of the installation's apps speaks."""
    new_doors: asyncio.Event = field(factory=asyncio.Event, init=False)
    """Set when a channel was opened that was not there before."""
    in_force: Config = field(init=False)
    _of_file: dict[TenantId, Rooms] = field(factory=dict, init=False)
    _known: dict[TenantId, Known] = field(factory=dict, init=False)
    _on: frozenset[TenantId] = field(default=frozenset(), init=False)
    _revision: int = field(default=-1, init=False)
    _read_at: datetime | None = field(default=None, init=False)
    _retired: list[tuple[datetime, AsyncExitStack]] = field(factory=list, init=False)
    _channels_opened: AsyncExitStack = field(factory=AsyncExitStack, init=False)
    _one_at_a_time: asyncio.Lock = field(factory=asyncio.Lock, init=False)
    _silent: bool = field(default=False, init=False)
    _available: Available = field(factory=available, init=False)

    @directory.default
    def _directory_of_file(self) -> LiveDirectory:
        return LiveDirectory(with_vocabularies(self.config.tenants))

    @in_force.default
    def _config_of_file(self) -> Config:
        return self.config

    async def open(self) -> None:
        """Open what the hotels of the file need, and all that stands in the register.

        Raises BadConfig where a hotel of the file cannot be opened, or no secret in the register; Unavailable.
        """
        for tenant in self.config.tenants.tenants:
            needs = Needs(self.config.pms[tenant.id], self.config.staff.get(tenant.id, ()), tenant)
            self._of_file[tenant.id] = await self._opened(needs)
        await self.refresh()
        locked = [each for each in self._known.values() if each.record.unopened]
        if locked and not any(each.record.secrets for each in self._known.values()):
            raise BadConfig([each.trouble for each in locked])

    async def refresh(self) -> None:
        """Read what was changed in the register since it was read, by whomever; all of it after FRESH.

        Repeating is safe. Raises Unavailable where it does not answer: then every hotel stays as last known.
        """
        async with self._one_at_a_time:
            began = self.clock.now()
            revision = await self.register.revision()
            whole = self._read_at is None or began - self._read_at >= FRESH or revision < self._revision
            found = await self.register.changed(0 if whole else self._revision)
            again = [each.record for each in self._known.values() if each.trouble]
            for at, record in enumerate((*again, *found)):
                if at % _AT_ONE_GO == 0:
                    await self.clock.sleep_until(began)
                await self._take(record)
            if whole:
                self._read_at = began
                for gone in self._known.keys() - {each.id for each in found}:
                    self._retire(self._known.pop(gone).rooms)
            self._revision = revision
            await self._put_in_force()
            await self._close_retired()
            seconds = (self.clock.now() - began).total_seconds()
        tenants = self.directory.now
        self.observer.directory_read(seconds, tenants=len(tenants.tenants), identifiers=tenants.identifiers)

    async def follow(self) -> None:
        """Refresh on every change, made in whichever process, and after FRESH anyway; until cancelled."""
        while True:
            await self.clock.sleep_until(self.clock.now() + LOOK)
            try:
                if await self._is_stale():
                    await self.refresh()
                if self._silent:
                    logger.info("the register of hotels answers again")
                self._silent = False
            except Exception as failure:  # noqa: BLE001 - whatever it was, hotels stay as last known, and it is looked again
                if not self._silent:
                    logger.warning("the register does not answer: hotels stay as last known", **failure_facts(failure))
                self._silent = True

    async def aclose(self) -> None:
        """Close everything. Repeating is safe."""
        for rooms in (*self._of_file.values(), *(each.rooms for each in self._known.values())):
            self._retire(rooms)
        await self._close_retired(all_of_them=True)
        await self._channels_opened.aclose()

    async def _is_stale(self) -> bool:
        if self._read_at is None or self.clock.now() - self._read_at >= FRESH:
            return True
        return await self.register.revision() != self._revision or await self._switched_on() != self._on

    async def _switched_on(self) -> frozenset[TenantId]:
        """The hotels of the register that count."""
        return frozenset([each for each in self._known if await self.flags.enabled(FLAG, tenant=each)])

    async def _take(self, record: RegisteredTenant) -> None:
        """Know this hotel as it stands; what cannot be opened leaves what was known of it as it was."""
        before = self._known.get(record.id)
        if before is not None and before.record.version == record.version and not before.trouble:
            return
        try:
            hotel = hotel_from(record, self.config, self._available)
            needs = Needs(hotel.book, hotel.staff, hotel.tenant)
            rooms = None if before is None else before.rooms
            if rooms is None or not needs.are_those_of(rooms.needs):
                opened = await self._opened(needs)
                self._retire(rooms)
                rooms = opened
            self._known[record.id] = Known(record, hotel, rooms)
        except BadConfig as bad:
            # One that takes no guests need not be whole.
            if record.active and (before is None or before.trouble != str(bad)):
                logger.error("a hotel of the register cannot be opened", tenant=record.id, cause=str(bad))
            known = before or Known(record)
            self._known[record.id] = Known(record, known.hotel, known.rooms, str(bad))

    async def _opened(self, needs: Needs) -> Rooms:
        """What this hotel needs, opened. Raises BadConfig."""
        opened, tenant = AsyncExitStack(), needs.tenant
        try:
            book = self.own_book
            if book is None:
                choosing = opened_book(needs.book, tenant, clock=self.clock, database=self.database)
                book = await opened.enter_async_context(choosing)
            guarded = GuardedPms(
                pms=book,
                name=needs.book.name,
                tenant=tenant.id,
                breaker=self.breakers.breaker(f"pms:{needs.book.name}:{tenant.id}"),
                clock=self.clock,
                observer=self.observer,
            )
            return Rooms(needs, guarded, await self._addressees(opened, needs), opened)
        except BaseException:
            await opened.aclose()
            raise

    async def _addressees(self, opened: AsyncExitStack, needs: Needs) -> tuple[Addressee, ...]:
        if self.own_staff is not None:
            return (Addressee(name="staff", staff=self.own_staff),)
        told: list[Addressee] = []
        for each in needs.staff:
            try:
                opening = row(STAFF, each.choice, "kind")(each.choice.options, clock=self.clock)
            except BadConfig as bad:
                raise BadConfig([f"staff {each.name} of {needs.tenant.id}: {said}" for said in bad.problems]) from bad
            way = await opened.enter_async_context(opening)
            told.append(Addressee(name=each.name, staff=way, reasons=each.reasons))
        return tuple(told)

    async def _put_in_force(self) -> None:
        """Let what is known count: first what hotels need, then who is whose."""
        self._on = await self._switched_on()
        known = {tenant: each for tenant, each in self._known.items() if each.hotel is not None}
        counts = {tenant: each for tenant, each in known.items() if tenant in self._on}
        config = in_force(
            self.config,
            [each.hotel for each in counts.values() if each.hotel and each.record.active],
            closed=[each.hotel for each in counts.values() if each.hotel and not each.record.active],
            asleep=[each.hotel for tenant, each in known.items() if each.hotel and tenant not in self._on],
            withheld=_withheld(self._known.values()),
        )
        registered = {tenant: each.rooms for tenant, each in known.items() if each.rooms is not None}
        rooms = {**registered, **self._of_file, **{name: registered[name] for name in counts if name in registered}}
        self.books.update({tenant: each.book for tenant, each in rooms.items()})
        self.staff.update({tenant: each.staff for tenant, each in rooms.items()})
        await self._change_channels(config)
        self.numbers.update({app.name: app.accounts for app in config.whatsapp_apps})
        self.directory.now = with_vocabularies(config.tenants)
        self.in_force = config

    async def _change_channels(self, config: Config) -> None:
        before = {choice.name: choice for choice in self.in_force.channels}
        for choice in config.channels:
            channel: object = self.channels.get(choice.name)
            if channel is None:
                self.channels[choice.name] = await open_channel(
                    self._channels_opened,
                    config,
                    choice,
                    clock=self.clock,
                    chance=self.chance,
                    database=self.database,
                )
                self.new_doors.set()
            elif isinstance(channel, SupportsChange) and choice != before.get(choice.name):
                try:
                    channel.change(options_of(config, choice))
                except BadConfig as bad:
                    logger.error("a channel goes on as it was", channel=choice.name, cause=str(bad))

    def _retire(self, rooms: Rooms | None) -> None:
        if rooms is not None:
            self._retired.append((self.clock.now() + GRACE, rooms.opened))

    async def _close_retired(self, *, all_of_them: bool = False) -> None:
        now = self.clock.now()
        due = [each for each in self._retired if all_of_them or each[0] <= now]
        self._retired = [each for each in self._retired if each not in due]
        for _, opened in due:
            await opened.aclose()


def hotel_from(record: RegisteredTenant, config: Config, available: Available) -> Hotel:
    """The hotel of a record. Raises BadConfig with every problem, also where its secrets cannot be opened.

    What is wrong with its book is told by whoever opens that.
    """
    if record.unopened:
        names = ", ".join(record.unopened)
        raise BadConfig(
            f"SECRET_KEY: it does not open {names} of {record.id}; set the key they were sealed with, or list it in"
            " SECRET_KEY_PREVIOUS, or set these secrets anew"
        )
    return hotel_of(record.written, secrets=record.secrets, config=config, available=available)


def _withheld(known: Iterable[Known]) -> frozenset[Account]:
    """The accounts of hotels that cannot be opened: they are nobody's, lest another hotel answers in their place."""
    return frozenset(account for each in known if each.rooms is None for account in each.record.accounts)


@asynccontextmanager
async def opened_hotels(hotels: OpenHotels) -> AsyncIterator[OpenHotels]:
    """The hotels, open; on a database they follow what is changed elsewhere. Leaving closes what they need."""
    following: asyncio.Task[None] | None = None
    try:
        await hotels.open()
        if hotels.database is not None:
            following = asyncio.create_task(hotels.follow(), name="hotel-agent register")
        yield hotels
    finally:
        if following is not None:
            following.cancel()
            await asyncio.wait([following])
        await hotels.aclose()
