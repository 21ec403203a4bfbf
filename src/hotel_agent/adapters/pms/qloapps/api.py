"""QloApps over HTTP: reading lists, asking what is free, and the four writes. The only module that knows the library.

Everything is asked for as JSON, so that no XML of others is ever parsed; what has to be XML is only written.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from xml.etree.ElementTree import Element, SubElement, tostring

import httpx
from attrs import frozen

from hotel_agent.adapters.pms.qloapps.fields import Row, complaints, document, rows, table, whole
from hotel_agent.adapters.pms.qloapps.options import QloAppsOptions
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.trail import trail_at_hand

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_SWITCHED_OFF = 22
_NOT_GRANTED = 26
_BUSINESS = 404
_MOST_AT_ONCE = 8
_FATAL = "Fatal error"
_CODE = re.compile(r"<code>(?:<!\[CDATA\[)?([0-9]{1,3})\b")
"""An error in XML."""


class Outcome(Enum):
    """What became of a write, as far as the answer tells. A refusal is to be verified all the same (contract, 7)."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@frozen
class Written:
    """The answer to a write: what became of it, and QloApps' own words for a refusal."""

    outcome: Outcome
    said: str = ""


@frozen
class Answer:
    """Whatever was answered to a question."""

    status: int
    codes: frozenset[int]
    """Of the errors it tells."""
    text: str
    elsewhere: str = ""
    """The address it sends to."""


class Api:
    """The webservice of one shop. The client is made at the first call, unless one is brought; `aclose` closes it."""

    def __init__(self, options: QloAppsOptions, http: httpx.AsyncClient | None = None) -> None:
        self._options = options
        self._http = http

    async def listed(
        self, resource: str, fields: Sequence[str] = (), *, root: str = "", **filters: str
    ) -> Sequence[Row]:
        """The records of a resource, with these fields or all, that pass these filters. Raises Unavailable."""
        query = {"display": f"[{','.join(fields)}]" if fields else "full"}
        query |= {f"filter[{name}]": wanted for name, wanted in filters.items()}
        response = await self._read("GET", resource, query)
        found = rows(document(response.text), root or resource)
        if found is None:
            raise Unavailable(f"QloApps answered {resource} with something that is no list")
        return found

    async def free(self, hotel: int, stay: Stay, room_type: int | None = None, *, by_night: bool = False) -> object:
        """What `hotel_ari` says of these nights. Raises Unavailable."""
        asked = {"id_hotel": hotel, "id_room_type": room_type, "date_from": stay.arrival, "date_to": stay.departure}
        asked |= {"get_available_rooms": 1, "date_wise_breakdown": 1 if by_night else None}
        response = await self._read("POST", "hotel_ari", {}, _markup("hotel_ari", asked))
        return document(response.text)

    async def peek(self, path: str, **query: str) -> Answer:
        """What is answered to this question, good or bad. Raises Unavailable when nothing is."""
        try:
            response = await self._send("GET", path, query, None, float(self._options.read_seconds))
        except httpx.HTTPError as cause:
            raise Unavailable(f"no answer ({type(cause).__name__})") from cause
        codes = {code for code, _ in complaints(document(response.text))} | set(map(int, _CODE.findall(response.text)))
        return Answer(response.status_code, frozenset(codes), response.text, response.headers.get("location", ""))

    async def make(self, reservation: Row) -> Written:
        """Make a reservation: never twice for one wish. Raises Unavailable when nothing can have been done."""
        return await self._write_reservation("POST", "bookings", reservation)

    async def change(self, entry: int, reservation: Row) -> Written:
        """Give a reservation this whole state. Raises Unavailable when nothing can have been done."""
        return await self._write_reservation("PUT", f"bookings/{entry}", reservation)

    async def give_state(self, entry: int, state: int) -> None:
        """Write a state into an entry's history, whatever is answered: look at its lines to see what came of it."""
        told = {"id_order": entry, "id_order_state": state, "id_employee": 0}
        await self._write("POST", "order_histories", _markup("order_history", told))

    async def rewrite_line(self, line: int, changes: Row) -> None:
        """Change fields of a line: all of it is sent back, for what is left out is lost (contract, 6).

        Whatever is answered: look at the line to see what came of it. Raises Unavailable when nothing was done.
        """
        found = await self.listed("room_bookings", root="bookings", id=str(line))
        if len(found) != 1:
            raise Unavailable("QloApps did not give the record of a room to be changed")
        whole_record = {name: each for name, each in found[0].items() if not isinstance(each, dict | list)}
        await self._write("PUT", f"room_bookings/{line}", _markup("booking", {**whole_record, **changes}))

    async def aclose(self) -> None:
        """Close the connections. A later call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _write_reservation(self, method: str, path: str, reservation: Row) -> Written:
        response = await self._write(method, path, {"booking": reservation})
        if response is None:
            return Written(Outcome.UNKNOWN)
        answer = document(response.text)
        if response.is_success and whole(table(answer, "booking"), "id"):
            return Written(Outcome.DONE)
        if response.is_success and response.text.strip() == _FATAL:
            return Written(Outcome.REFUSED, _FATAL)
        if response.status_code == httpx.codes.BAD_REQUEST:
            told = [words for code, words in complaints(answer) if code == _BUSINESS]
            return Written(Outcome.REFUSED, told[-1] if told else "")
        return Written(Outcome.UNKNOWN)

    async def _read(
        self, method: str, resource: str, query: Mapping[str, str], body: bytes | None = None
    ) -> httpx.Response:
        """The answer to a question. Raises Unavailable."""
        try:
            response = await self._send(method, resource, query, body, float(self._options.read_seconds))
        except httpx.HTTPError as cause:
            raise Unavailable(f"QloApps did not answer {resource} ({type(cause).__name__})") from cause
        _look_for_closed_doors(resource, response)
        if not response.is_success:
            codes = ", ".join(str(code) for code, _ in complaints(document(response.text)))
            raise Unavailable(
                f"QloApps answered {resource} with HTTP {response.status_code} (codes: {codes or 'none'})"
            )
        return response

    async def _write(self, method: str, resource: str, body: object) -> httpx.Response | None:
        """The answer to a write; None where there was none. Raises Unavailable when nothing can have been done."""
        try:
            response = await self._send(method, resource, {}, body, float(self._options.write_seconds))
        except _NEVER_LEFT as cause:
            raise Unavailable(f"QloApps cannot be reached ({type(cause).__name__}); nothing was done") from cause
        except httpx.HTTPError:
            return None
        _look_for_closed_doors(resource.partition("/")[0], response)
        return response

    async def _send(
        self, method: str, resource: str, query: Mapping[str, str], body: object, seconds: float
    ) -> httpx.Response:
        url, asked = f"{self._options.api}/{resource}", {"output_format": "JSON", **query}
        trail = trail_at_hand()
        # So that the shop's own log, or that of a proxy before it, can be held beside ours.
        told = {} if trail is None else {"x-correlation-id": trail.name}
        if isinstance(body, bytes):
            xml = {**told, "content-type": "text/xml"}
            return await self._client().request(method, url, params=asked, content=body, headers=xml, timeout=seconds)
        return await self._client().request(method, url, params=asked, json=body, headers=told, timeout=seconds)

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            # A redirect would lose method and body, and carry the key to whoever it names: none is followed.
            self._http = httpx.AsyncClient(
                auth=(self._options.api_key, ""),
                verify=self._options.api.startswith("https:"),  # the world's certificates take a while to read
                limits=httpx.Limits(max_connections=_MOST_AT_ONCE),
                follow_redirects=False,
            )
        return self._http


def unknown(what: str) -> OutcomeUnknown:
    """What to raise for a write nobody knows the end of."""
    return OutcomeUnknown(f"QloApps did not say whether {what}; it may have been done")


def _look_for_closed_doors(resource: str, response: httpx.Response) -> None:
    """Raise Unavailable where QloApps turned the call away before it began."""
    codes = {code for code, _ in complaints(document(response.text))} if not response.is_success else set()
    if response.is_redirect:
        raise Unavailable(
            "QloApps redirects to another address: base_url must be the shop's domain as it is set in QloApps"
        )
    if response.status_code == httpx.codes.UNAUTHORIZED and _NOT_GRANTED in codes:
        raise Unavailable(f"QloApps: the webservice key may not use {resource}; grant it in the back office")
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise Unavailable("QloApps does not know the webservice key, or it is not active")
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE and _SWITCHED_OFF in codes:
        raise Unavailable("QloApps: the webservice is switched off; activate it in the back office")
    if response.is_client_error and response.status_code != httpx.codes.BAD_REQUEST:
        raise Unavailable(f"QloApps turned {resource} away with HTTP {response.status_code}; nothing was done")


def _markup(node: str, told: Mapping[str, object]) -> bytes:
    """A record as XML; what is None is left out."""
    root = Element("qloapps")
    record = SubElement(root, node)
    for name, each in told.items():
        if each is not None:
            SubElement(record, name).text = _printable(str(each))
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _printable(text: str) -> str:
    """Without the characters XML cannot hold."""
    return "".join(each for each in text if each >= " " or each in "\t\n")
