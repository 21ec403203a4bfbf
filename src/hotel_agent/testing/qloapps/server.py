"""QloApps on a free port of this machine."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from datetime import timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.ids import digest
from hotel_agent.ports.clock import Clock
from hotel_agent.testing.place import Place
from hotel_agent.testing.qloapps.book import Book
from hotel_agent.testing.qloapps.demo import INSTALLED, demo_house
from hotel_agent.testing.qloapps.faults import AS_RECORDED, Fault
from hotel_agent.testing.qloapps.front_desk import FrontDesk
from hotel_agent.testing.qloapps.house import House
from hotel_agent.testing.qloapps.ledger import Ledger
from hotel_agent.testing.qloapps.resources import Key
from hotel_agent.testing.qloapps.shop import Shop
from hotel_agent.testing.qloapps.wire import TEXT, Answer, Request, read_request

KEY: Final = "STANDINSTANDINSTANDINSTANDINKEY1"
"""The key every stand-in knows, with all rights."""
_WRITES: Final = frozenset({"POST", "PUT", "DELETE"})
_HANG_UP: Final = b""


class QloAppsStub:
    """A QloApps 1.6.1 with its demo hotel, inside `async with`: API at `url`, one `key` with all rights.

    It misleads as the real one does (`faults`, which may be changed at any time). `ledger` says what really stands in
    the book, `desk` is the people of the house, `requests` everything that was asked. Work that was begun is finished
    though its caller went away, until the stub itself does.
    """

    def __init__(
        self,
        *,
        faults: Iterable[Fault] = AS_RECORDED,
        house: House | None = None,
        clock: Clock | None = None,
        reference: Callable[[int], str] | None = None,
        domain: str | None = None,
    ) -> None:
        self.house = house or demo_house()
        self.requests: list[Request] = []
        self.seconds_to_create = 0.4
        self.seconds_to_answer = 0.0
        """So long it lies still before it does anything with a request."""
        self.window = 0.01
        """Seconds between the look at a room and the writing, where a fault opens such a window."""
        self._clock: Clock = clock or SystemClock()
        zone = ZoneInfo(self.house.time_zone)
        book = Book(
            self.house, lambda: self._clock.now().astimezone(zone).replace(tzinfo=None), reference or _reference
        )
        self.shop = Shop(book=book, domain=domain or "", keys={KEY: Key()}, faults=set(faults), moment=self._moment)
        self._own_domain = domain is None
        book.add_person(first="John", last="Doe", email="pub@qloapps.com", phone="0987654321", added=INSTALLED)
        self.ledger = Ledger(book)
        self.desk = FrontDesk(book)
        self._troubles: deque[str | int] = deque()
        self._meeting: list[asyncio.Future[None]] = []
        self._meets = 0
        self._awake = asyncio.Event()
        self._awake.set()
        self._server: asyncio.Server | None = None
        self._place = Place()
        self._calls: set[asyncio.Task[None]] = set()
        self._work: set[asyncio.Task[Answer]] = set()

    @property
    def url(self) -> str:
        """Where it listens; the API is at `/api`."""
        return f"http://127.0.0.1:{self._place.port}"

    @property
    def key(self) -> str:
        """A key with all rights."""
        return KEY

    @property
    def faults(self) -> set[Fault]:
        """What it does to whoever trusts it."""
        return self.shop.faults

    def break_next(self, status: int = 502, *, times: int = 1) -> None:
        """Answer the next requests as a proxy does whose server is away: nothing is done."""
        self._troubles.extend([status] * times)

    def fatal_next(self, *, times: int = 1) -> None:
        """Answer the next writes 200 with the words `Fatal error`: nothing is done."""
        self._troubles.extend(["fatal"] * times)

    def drop_next(self, *, times: int = 1) -> None:
        """Hang up on the next writes: nothing is done, and nothing said."""
        self._troubles.extend(["drop"] * times)

    def swallow_next(self, *, times: int = 1) -> None:
        """Do what the next writes ask, and hang up without an answer."""
        self._troubles.extend(["swallow"] * times)

    def stall_next(self, *, times: int = 1) -> None:
        """Do what the next writes ask, and stay on the line without an answer until this stub goes away."""
        self._troubles.extend(["stall"] * times)

    def hang(self) -> None:
        """From now on take requests and do nothing at all."""
        self._awake.clear()

    def wake(self) -> None:
        """Work again, also on what came in meanwhile."""
        self._awake.set()

    def meet(self, many: int) -> None:
        """Let so many writes look at their rooms before any of them takes one (needs OVERBOOKS or SURPLUS)."""
        self._meeting, self._meets = [], many

    async def go_away(self) -> None:
        """Hang up everywhere, drop what was begun, and listen no longer: whoever calls is refused."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        ended: list[asyncio.Task[None] | asyncio.Task[Answer]] = [*self._calls, *self._work]
        for each in ended:
            each.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        await server.wait_closed()
        self._place.keep()

    async def come_back(self) -> None:
        """Listen again, at the same place, with the same book."""
        self._place.leave()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._place.port)
        self._place.port = self._server.sockets[0].getsockname()[1]
        if self._own_domain:
            self.shop.domain = f"127.0.0.1:{self._place.port}"

    async def __aenter__(self) -> Self:
        await self.come_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_away()
        self._place.leave()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (call := asyncio.current_task()) is not None:
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        try:
            while written := await self._answered(await read_request(reader)):
                writer.write(written)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the caller hung up, or this stub does
        finally:
            writer.close()

    async def _answered(self, request: Request) -> bytes:
        self.requests.append(request)
        await self._awake.wait()
        if self.seconds_to_answer:
            await self._pause(self.seconds_to_answer)
        trouble = self._trouble(request)
        if isinstance(trouble, int):
            return Answer(status=trouble, kind=TEXT, body="<html>Bad gateway</html>").written()
        if trouble == "fatal":
            return Answer(status=200, kind=TEXT, body="Fatal error").written()
        if trouble == "drop":
            return _HANG_UP
        answer = await asyncio.shield(self._begun(self._worked(request)))
        if trouble == "stall":
            await asyncio.Event().wait()
        if trouble == "swallow" or (_writes(request) and Fault.LOSES_ANSWERS in self.faults):
            return _HANG_UP
        return answer.written(head_only=request.method == "HEAD")

    def _trouble(self, request: Request) -> str | int:
        """What is wrong this time. Some troubles wait for a write."""
        if not self._troubles:
            return ""
        return self._troubles.popleft() if _writes(request) or isinstance(self._troubles[0], int) else ""

    def _begun(self, work: Coroutine[None, None, Answer]) -> asyncio.Task[Answer]:
        """Work that goes on whether or not somebody waits for it."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    async def _worked(self, request: Request) -> Answer:
        creates = request.method == "POST" and request.segments == ("bookings",)
        if creates and Fault.SLOW_CREATE in self.faults:
            await self._pause(self.seconds_to_create)
        return await self.shop.answer(request)

    async def _moment(self) -> None:
        """The time between a look and the writing: until all of a meeting are there, or a short while."""
        if not self._meets:
            await self._pause(self.window)
            return
        here: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._meeting.append(here)
        if len(self._meeting) == self._meets:
            there, self._meeting, self._meets = self._meeting, [], 0
            for each in there:  # who came first writes first
                asyncio.get_running_loop().call_soon(_wake, each)
        await here

    async def _pause(self, seconds: float) -> None:
        await self._clock.sleep_until(self._clock.now() + timedelta(seconds=seconds))


def _writes(request: Request) -> bool:
    """Whether it changes the book: a question about rooms is posted too, and changes nothing."""
    return request.method in _WRITES and request.segments[:1] != ("hotel_ari",)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


def _reference(entry: int) -> str:
    """Nine capitals that belong to this entry."""
    seal = int(digest("qloapps", str(entry)), 16)
    return "".join(chr(65 + seal // 26**place % 26) for place in range(9))


__all__ = ["KEY", "QloAppsStub"]
