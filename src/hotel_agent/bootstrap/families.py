"""Which adapters this installation has, and each of them by the name it has in the configuration."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from hotel_agent.adapters.breakers.memory import MemoryBreakers
from hotel_agent.adapters.channels import CHANNELS, ChannelFactory
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.nlu import NLUS
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.adapters.pms import PMS, PmsFactory
from hotel_agent.adapters.staff import STAFF
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.wording import WORDINGS
from hotel_agent.config import AdapterChoice, Available, Config, load
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.abilities import KeepsPace
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.pms import Pms

Row = TypeVar("Row")


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
        staff=frozenset(STAFF),
        languages=frozenset(codes()),
    )


def load_config(environ: Mapping[str, str]) -> Config:
    """What these variables, and the tenants file they name, tell. Raises BadConfig with every problem at once."""
    config = load(environ, available=available(), check_book=problems_of_book)
    try:
        clock = SystemClock()
        row(NLUS, config.nlu, "HOTEL_NLU")(
            config.nlu.options, clock=clock, observer=QuietObserver(), breakers=MemoryBreakers(clock)
        )
    except BadConfig as bad:
        raise BadConfig([f"HOTEL_NLU={config.nlu.name}: {problem}" for problem in bad.problems]) from bad
    return config


def row(table: Mapping[str, Row], choice: AdapterChoice, family: str) -> Row:
    """The factory of this name. Raises BadConfig where the family has none."""
    try:
        return table[choice.name]
    except KeyError as cause:
        raise BadConfig(
            f"{family}: {choice.name!r} is not there; expected one of {', '.join(sorted(table))}"
        ) from cause


def channel_of(
    config: Config, choice: AdapterChoice, *, clock: Clock, chance: Chance, database: Database | None
) -> AbstractAsyncContextManager[Channel]:
    """A channel, to be opened by entering it. Raises BadConfig."""
    options = options_of(config, choice)
    return row(_channels(), choice, "channels")(options, clock=clock, chance=chance, database=database)


async def open_channel(
    opened: AsyncExitStack,
    config: Config,
    choice: AdapterChoice,
    *,
    clock: Clock,
    chance: Chance,
    database: Database | None,
) -> Channel:
    """A channel, open until the stack is closed; over one Redis its processes keep their pace together."""
    opening = channel_of(config, choice, clock=clock, chance=chance, database=database)
    channel = await opened.enter_async_context(opening)
    if config.redis_url and isinstance(channel, KeepsPace):
        told = {**channel.pace, "url": config.redis_url}
        channel.keep_pace_with(await opened.enter_async_context(LIMITS["redis"](told, clock=clock)))
    return channel


def options_of(config: Config, choice: AdapterChoice) -> Mapping[str, object]:
    """The options of a channel, with what the installation itself lays beside them."""
    if choice.name in {"webchat", "email"}:
        # What guests bear back to us, a chat's token and a thread's mark, must hold in every process of the house.
        beside = {"public_url": config.public_url} if choice.name == "email" else {}
        return {"secret_key": config.secret_key, **beside, **choice.options}
    return choice.options


def book_of(
    config: Config, tenant: Tenant, *, clock: Clock, database: Database | None
) -> AbstractAsyncContextManager[Pms]:
    """The tenant's own book, without a guard, to be opened by entering it. Raises BadConfig."""
    return opened_book(config.pms[tenant.id], tenant, clock=clock, database=database)


def opened_book(
    choice: AdapterChoice, tenant: Tenant, *, clock: Clock, database: Database | None
) -> AbstractAsyncContextManager[Pms]:
    """A book as it is chosen here, without a guard, to be opened by entering it. Raises BadConfig."""
    return row(_books(), choice, "pms")(choice.options, tenant=tenant, clock=clock, database=database)


def problems_of_book(choice: AdapterChoice, tenant: Tenant) -> Sequence[str]:
    """What the adapter says is wrong with its options; calling the factory checks them and connects to nobody."""
    try:
        row(_books(), choice, "pms")(choice.options, tenant=tenant, clock=SystemClock())
    except BadConfig as bad:
        return bad.problems
    return ()


def _channels() -> Mapping[str, ChannelFactory]:
    return {**_registered("hotel_agent.channels"), **CHANNELS}


def _books() -> Mapping[str, PmsFactory]:
    return {**_registered("hotel_agent.pms"), **PMS}


@cache
def _registered(group: str) -> Mapping[str, Any]:
    """What others registered under this entry point, looked for once and loaded when it is used. Our own names cannot
    be taken.
    """
    return {entry.name: partial(_loaded, entry) for entry in entry_points(group=group)}


def _loaded(entry: EntryPoint, *args: object, **options: object) -> object:
    """What this factory opens. Raises BadConfig where a library is missing that it stands on."""
    try:
        factory = entry.load()
    except ImportError as cause:
        raise BadConfig(f"{entry.name}: it is registered by {entry.value}, and cannot be loaded: {cause}") from cause
    return factory(*args, **options)
