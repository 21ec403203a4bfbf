"""The shop behind the server: from a request to an answer, the way QloApps goes."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

from attrs import define, field

from hotel_agent.testing.qloapps.ari import answer as ari_answer
from hotel_agent.testing.qloapps.ari import question
from hotel_agent.testing.qloapps.asked import asked
from hotel_agent.testing.qloapps.book import Book
from hotel_agent.testing.qloapps.changing import changed
from hotel_agent.testing.qloapps.complaints import Broken, Complaint, Refused, listed, nearest, notice, refused
from hotel_agent.testing.qloapps.creating import created
from hotel_agent.testing.qloapps.faults import AS_RECORDED, Fault
from hotel_agent.testing.qloapps.house import Row
from hotel_agent.testing.qloapps.listing import chosen, displayed
from hotel_agent.testing.qloapps.records import written
from hotel_agent.testing.qloapps.rendering import Writer
from hotel_agent.testing.qloapps.resources import RESOURCES, VERBS, Key, root
from hotel_agent.testing.qloapps.rows import rows_of
from hotel_agent.testing.qloapps.schema import SYNOPSIS
from hotel_agent.testing.qloapps.showing import reading_notices, shown
from hotel_agent.testing.qloapps.tables import TABLES
from hotel_agent.testing.qloapps.wire import TEXT, Answer, Request
from hotel_agent.testing.qloapps.writing import writing_notices

_ACTIVE: Final = "The QloApps webservice is disabled. Please activate it in the QloApps Back Office"
_READS: Final = frozenset({"GET", "HEAD"})


@define(kw_only=True)
class Shop:
    """One installation. Everything about it may be changed while it is open."""

    book: Book
    domain: str
    """Its host, and port where there is one: what the `Host` of every request must be."""
    keys: dict[str, Key]
    faults: set[Fault] = field(factory=lambda: set(AS_RECORDED))
    active: bool = True
    """Whether the webservice is switched on."""
    moment: Callable[[], Awaitable[None]]
    """Lets the time pass between looking at a room and taking it."""
    turns: int = 0

    @property
    def url(self) -> str:
        """Where it believes to be."""
        return f"http://{self.domain}"

    async def answer(self, request: Request) -> Answer:
        """The answer to a request."""
        if request.headers.get("host") != self.domain:
            return self._elsewhere(request)
        self.turns += 1
        installed = (str(each["id"]) for each in self.book.house.tables["languages"])
        writer = Writer(
            url=self.url,
            as_json=request.wants_json,
            faults=frozenset(self.faults),
            languages=tuple(each for each in installed if request.query.get("language") in {None, each}),
            turn=self.turns,
        )
        try:
            return await self._answer(request, writer)
        except Refused as refusal:
            return writer.errors(refusal.status, refusal.complaints)
        except Broken as fatal:
            return Answer(status=fatal.status, kind=TEXT, body=fatal.text)

    def _elsewhere(self, request: Request) -> Answer:
        query = urlencode({"url": "/".join(request.segments), **request.query})
        return Answer(status=302, kind=TEXT, headers={"Location": f"{self.url}/index.php?{query}"})

    async def _answer(self, request: Request, writer: Writer) -> Answer:
        key = self._admitted(request)
        if not request.segments:
            return writer.markup(root(key, self.url, self.book.house.shop_name))
        name = request.segments[0]
        self._check(request.method, name, key, with_schema="schema" in request.query)
        if name == "bookings":
            return await self._reservations(request, writer)
        if name == "hotel_ari" and request.method != "POST":
            return writer.markup("<hotel_ari></hotel_ari>")
        if name == "hotel_ari":
            return ari_answer(question(request.body), self.book, writer)
        if name not in TABLES:
            raise Broken(500)
        if request.method in _READS:
            return self._read(name, request, writer)
        return written(request, self.book, self.faults, writer)

    def _admitted(self, request: Request) -> Key:
        if request.key is None:
            raise Broken(401, "401 Unauthorized")
        if not self.active:
            raise refused(503, 22, _ACTIVE)
        if len(request.key) != 32:
            raise refused(401, 18, "Invalid authentication key format")
        key = self.keys.get(request.key)
        if key is None or not key.active:
            raise Refused(
                401,
                Complaint(20, "Authentification key is not active"),
                Complaint(21, "No permission for this authentication key"),
            )
        return key

    def _check(self, method: str, name: str, key: Key, *, with_schema: bool) -> None:
        if name not in RESOURCES:
            meant = f'Did you mean: "{nearest(name, RESOURCES)}"? The full list is: {listed(RESOURCES)}'
            raise refused(400, 27, f'Resource of type "{name}" does not exists. {meant}')
        if name not in key.grants:
            raise refused(401, 26, f'Resource of type "{name}" is not allowed with this authentication key')
        if method not in VERBS or (name == "hotel_ari" and method != "POST" and not with_schema):
            raise refused(405, 23, f"Method {method} is not valid")
        if name == "bookings" and method == "DELETE":
            raise refused(405, 101, f"Method {method} is not allowed for the resource {name}")
        if method not in key.grants[name]:
            raise refused(
                405, 25, f"Method {method} is not allowed for the resource {name} with this authentication key"
            )

    def _read(self, name: str, request: Request, writer: Writer) -> Answer:
        one = len(request.segments) > 1
        query = {"filter[id]": request.segments[1]} if one else request.query
        table, rows = TABLES[name], rows_of(name, self.book, query)
        if one:
            row = next((row for row in rows if row["id"] == request.segments[1]), None)
            return Answer(status=404) if row is None else writer.record(table, row)
        if name == "orders":
            rows = [row for row in rows if self.book.entries[int(str(row["id"]))].shop]
        try:
            return writer.records(table, chosen(table, rows, request.query), displayed(table, request.query))
        except Refused as refusal:
            if Fault.STOCK_INI not in self.faults:
                raise
            raise Refused(500, notice("Undefined index: filter", 1290), *refusal.complaints) from refusal

    async def _reservations(self, request: Request, writer: Writer) -> Answer:
        if request.method not in _READS:
            return await self._write(request, writer)
        if request.query.get("schema") == "synopsis":
            return writer.markup(SYNOPSIS)
        if len(request.segments) == 1:
            ids: list[Row] = [{"id": str(entry.id)} for entry in self.book.entries.values() if entry.shop]
            return writer.records(TABLES["room_bookings"], ids, None)
        asked_for = request.segments[1]
        entry = self.book.entries.get(int(asked_for)) if asked_for.isdigit() else None
        if entry is None:
            return Answer(status=404)
        if Fault.STOCK_INI in self.faults and (noted := reading_notices(entry, self.book)):
            return writer.errors(500, noted)
        return writer.tree("booking", shown(entry, self.book))

    async def _write(self, request: Request, writer: Writer) -> Answer:
        wish = asked(request.body)
        write = created if request.method == "POST" else changed
        entry = await write(self.book, wish, self.faults, self.moment)
        noted = [*writing_notices(wish), *reading_notices(entry, self.book)]
        if Fault.STOCK_INI in self.faults and noted:
            return writer.errors(500, noted)
        return writer.tree("booking", shown(entry, self.book))


__all__ = ["Shop"]
