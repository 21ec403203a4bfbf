"""The switches of many processes: one hash in Redis, known to every process by heart.

The hash is `feature_flags`. A field is a flag's name, for everybody, or `<flag>@<tenant>`, for one hotel; a value is 1,
true, on or yes, their opposites, or a share of the guests as `25%`. A process learns of a change made by us at once,
through the channel `feature_flags:changed`, and of one made by hand within half a minute. While Redis is silent what
was known last counts; before anything was known, the defaults.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

from loguru import logger
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hotel_agent.domain.errors import BadConfig, Unavailable, failure_facts
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import Setting, Thrown, declared, is_on, named, read_setting, write_setting
from hotel_agent.ports.clock import Clock

HASH = "feature_flags"
CHANGED = "feature_flags:changed"

FRESH = timedelta(seconds=30)
"""What is known is asked again after so long, also when nobody told of a change."""
_PAUSE = timedelta(seconds=1)
"""Between two attempts to reach a Redis that is away."""
_PATIENCE = 1.0
"""Seconds for one answer of Redis."""
_LISTEN = 0.5
"""Seconds of listening between two looks at the clock."""

_AWAY = (RedisError, OSError)


@asynccontextmanager
async def open_redis(options: Mapping[str, object], *, clock: Clock) -> AsyncIterator["RedisFlags"]:
    """The switches of this Redis. The one option is `url`. A Redis that is away keeps nobody from opening."""
    problems = [f"{key}: unknown; url is the one option of flags in Redis" for key in sorted(options) if key != "url"]
    client = _client(options.get("url"))
    if client is None:
        problems.append("url: not the address of a Redis; expected redis://host:6379/0, rediss:// or unix://")
    if problems or client is None:
        raise BadConfig(problems)
    async with AsyncExitStack() as opened:
        opened.push_async_callback(client.aclose)
        flags = RedisFlags(client, clock)
        following = asyncio.create_task(flags.follow())
        opened.push_async_callback(_ended, following)
        await flags.known()
        yield flags


class RedisFlags:
    """Switches learnt by heart: asking waits for nobody. `follow` keeps what is known fresh."""

    def __init__(self, client: Redis, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._thrown: dict[tuple[str, TenantId | None], Setting] = {}
        self._changes = 0
        """How often something was set here: what was read before the last time is out of date."""
        self._asked = asyncio.Event()
        self._silent = False
        self._unreadable: frozenset[str] = frozenset()

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        """Whether this flag is on here, as far as is known. Waits for nobody."""
        return is_on(named(flag), self._thrown, tenant=tenant, guest=guest)

    async def set(self, flag: str, to: Setting, *, tenant: TenantId | None = None) -> None:
        """Throw the switch, for one tenant or for all."""
        await self._change(_field(named(flag).name, tenant), write_setting(to))
        self._thrown[flag, tenant] = to

    async def unset(self, flag: str, *, tenant: TenantId | None = None) -> None:
        """Forget what was set; the default holds again."""
        await self._change(_field(named(flag).name, tenant), None)
        self._thrown.pop((flag, tenant), None)

    async def _change(self, field: str, text: str | None) -> None:
        try:
            async with self._client.pipeline(transaction=True) as pipe:
                await (pipe.hdel(HASH, field) if text is None else pipe.hset(HASH, field, text))
                await pipe.publish(CHANGED, field)
                await pipe.execute()
        except _AWAY as silent:
            raise Unavailable("Redis does not answer, so the switch may not have been thrown; try again") from silent
        finally:
            self._changes += 1

    async def thrown(self) -> Thrown:
        """Everything that is set, asked now."""
        try:
            await self._learn()
        except _AWAY as silent:
            raise Unavailable(
                "Redis does not say which switches are set; see that it runs, and that REDIS_URL names it"
            ) from silent
        return dict(self._thrown)

    async def known(self) -> None:
        """Returns when Redis was asked once, or had its time to answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._asked.wait()

    async def follow(self) -> None:
        """Learn every change until cancelled, also after Redis was away."""
        while True:
            try:
                await self._follow_for_a_while()
            except Exception as error:  # noqa: BLE001 - whatever it was, it must not leave this process with old news
                self._lost(error)
                await self._clock.sleep_until(self._clock.now() + _PAUSE)

    async def _follow_for_a_while(self) -> None:
        """Learn what is set, and every change told of, for as long as news may stay away.

        Then another connection is made: one that died without a sign stays silent for ever.
        """
        until = self._clock.now() + FRESH
        async with self._client.pubsub() as ears:
            await ears.subscribe(CHANGED)
            # What Redis says first is that it tells us of changes from now on: none is missed after this.
            if await ears.get_message(timeout=_PATIENCE) is None:
                raise Unavailable("Redis did not say that it tells us of changes")
            await self._learn()
            self._found()
            while self._clock.now() < until:
                if await ears.get_message(timeout=_LISTEN) is not None:
                    await self._learn()

    async def _learn(self) -> None:
        while True:
            changes = self._changes
            written = await self._client.hgetall(HASH)
            if changes == self._changes:
                self._understand({_text(field): _text(value) for field, value in written.items()})
                return

    def _understand(self, written: Mapping[str, str]) -> None:
        thrown: dict[tuple[str, TenantId | None], Setting] = {}
        unreadable = set()
        for field, text in written.items():
            name, at, tenant = field.partition("@")
            setting = read_setting(text)
            if declared(name) is None or setting is None:
                unreadable.add(field)
            else:
                thrown[name, TenantId(tenant) if at else None] = setting
        if unreadable - self._unreadable:
            logger.warning("switches in Redis do not count: no such flag, or no such value", fields=sorted(unreadable))
        self._thrown, self._unreadable = thrown, frozenset(unreadable)

    def _found(self) -> None:
        if self._silent:
            logger.info("Redis answers again: every switch is as it was set")
        self._silent = False
        self._asked.set()

    def _lost(self, error: Exception) -> None:
        if not self._silent:
            logger.warning("Redis is silent: every switch stays as last known", **failure_facts(error))
        self._silent = True
        self._asked.set()


def _client(url: object) -> Redis | None:
    if not isinstance(url, str):
        return None
    try:
        return Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), retries=1)
        )
    except ValueError:
        return None


def _field(name: str, tenant: TenantId | None) -> str:
    return name if tenant is None else f"{name}@{tenant}"


def _text(told: bytes | str) -> str:
    return told.decode(errors="replace") if isinstance(told, bytes) else told


async def _ended(task: asyncio.Task[None]) -> None:
    # Before Python 3.12 `asyncio.wait_for`, by which Redis is written to, may swallow a cancellation: say it again.
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=0.1)
