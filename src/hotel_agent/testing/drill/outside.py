"""A hotel's book outside the house, as a PMS is: it lives on when the desk dies, and has troubles of its own.

The book is kept by the drill's own process; the desk's processes reach it over a socket, one line of JSON a call,
through the adapter `drill`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from decimal import Decimal
from typing import Any, Final, TypeVar

from cattrs import Converter
from cattrs.preconf.json import make_converter

from hotel_agent.domain.errors import BadConfig, OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.drill.switches import Trouble

T = TypeVar("T")
_SECONDS_TO_ANSWER: Final = 10
_LONGEST_LINE: Final = 2**20
_WRITES: Final = frozenset({"book", "modify", "cancel"})


def _converter() -> Converter:
    converter = make_converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    return converter


class OutsideBook:
    """Serves a book on a free port of 127.0.0.1 inside `async with`, and has the troubles it is told to have."""

    def __init__(self, pms: Pms, *, clock: Clock) -> None:
        self.port = 0
        self.trouble = Trouble.NONE
        self.pms = pms
        self._clock = clock
        self._json = _converter()
        self._server: asyncio.Server | None = None
        self._calls = 0

    async def __aenter__(self) -> "OutsideBook":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LONGEST_LINE)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            call = json.loads(await reader.readline())
            trouble, self._calls = self.trouble, self._calls + 1
            if trouble is Trouble.DEAD:
                return
            if trouble is Trouble.SLOW:
                await self._clock.sleep_until(self._clock.now() + trouble.lasts)
            answer = await self._answer(call["method"], call["told"])
            # Every other answer is lost on its way once the work is done: the desk has to look before it repeats.
            if trouble is not Trouble.FORGETFUL or self._calls % 2:
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    async def _answer(self, method: str, told: Mapping[str, Any]) -> object:
        read = self._json.structure
        match method:
            case "catalogue":
                return self._written(await self.pms.catalogue(PropertyId(told["property_id"])))
            case "search":
                return self._written(await self.pms.search(read(told["ask"], Ask)))
            case "book":
                quote, booker = read(told["quote"], Quote), read(told["booker"], Booker)
                return self._written(await self.pms.book(quote, booker, key=EffectKey(told["key"])))
            case "modify":
                number, quote = ConfirmationNumber(told["number"]), read(told["quote"], Quote)
                return self._written(await self.pms.modify(number, quote, key=EffectKey(told["key"])))
            case "cancel":
                number, penalty = ConfirmationNumber(told["number"]), read(told["penalty"], Money)
                return self._written(await self.pms.cancel(number, penalty=penalty, key=EffectKey(told["key"])))
            case "staying":
                nights = read(told["nights"], Stay)
                return self._written(await self.pms.staying(PropertyId(told["property_id"]), nights))
            case _:
                by = told["by"]
                contact = read(by, GuestContact) if isinstance(by, dict) else EffectKey(by)
                return self._written(await self.pms.find(PropertyId(told["property_id"]), contact))

    def _written(self, answer: object) -> object:
        if isinstance(answer, Refusal):
            return {"refusal": self._json.unstructure(answer)}
        if isinstance(answer, Sequence):
            return {"answer": [self._json.unstructure(each) for each in answer]}
        return {"answer": self._json.unstructure(answer)}


class RemoteBook:
    """The port `Pms` over a socket. Nothing is repeated in here: what fell silent is the desk's to look after."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._json = _converter()

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """What the property sells."""
        answer = await self._call("catalogue", property_id=property_id)
        return self._json.structure(answer["answer"], Catalogue)

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """Rooms that are free."""
        answer = await self._call("search", ask=ask)
        return self._refusal(answer) or [self._json.structure(each, Offer) for each in answer["answer"]]

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the reservation."""
        return self._read(await self._call("book", quote=quote, booker=booker, key=key), Reservation)

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """Change it."""
        return self._read(await self._call("modify", number=number, quote=quote, key=key), Reservation)

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """Cancel it."""
        return self._read(await self._call("cancel", number=number, penalty=penalty, key=key), Cancellation)

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The reservations that match."""
        answer = await self._call("find", property_id=property_id, by=by)
        return [self._json.structure(each, Reservation) for each in answer["answer"]]

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The reservations that hold a room then."""
        answer = await self._call("staying", property_id=property_id, nights=nights)
        return [self._json.structure(each, Reservation) for each in answer["answer"]]

    def _read(self, answer: Mapping[str, Any], kind: type[T]) -> T | Refusal:
        return self._refusal(answer) or self._json.structure(answer["answer"], kind)

    def _refusal(self, answer: Mapping[str, Any]) -> Refusal | None:
        return self._json.structure(answer["refusal"], Refusal) if "refusal" in answer else None

    async def _call(self, method: str, **told: object) -> Mapping[str, Any]:
        call = {"method": method, "told": {name: self._json.unstructure(value) for name, value in told.items()}}
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=_LONGEST_LINE)
        except OSError as cause:
            raise Unavailable("the book does not answer") from cause
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                writer.write(json.dumps(call).encode() + b"\n")
                line = await reader.readline()
        except (OSError, TimeoutError) as cause:
            raise _silence(method) from cause
        finally:
            writer.close()
        if not line:
            raise _silence(method)
        answer: Mapping[str, Any] = json.loads(line)
        return answer


def _silence(method: str) -> Unavailable:
    kind = OutcomeUnknown if method in _WRITES else Unavailable
    return kind("the book fell silent")


def open_outside_book(
    options: Mapping[str, object],
    *,
    tenant: Tenant,  # noqa: ARG001 - the book on the other side knows whose it is
    clock: Clock,  # noqa: ARG001 - the socket waits by itself
    database: object = None,  # noqa: ARG001 - it is kept outside
) -> AbstractAsyncContextManager[Pms]:
    """The book at the port of this machine that the option `port` names. For drills only."""
    port = options.get("port")
    if not isinstance(port, int):
        raise BadConfig("pms.port: expected the port at which a drill keeps its book")
    return _opened(port)


@asynccontextmanager
async def _opened(port: int) -> AsyncIterator[Pms]:
    yield RemoteBook(port)
