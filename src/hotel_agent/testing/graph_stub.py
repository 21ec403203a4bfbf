"""A stand-in for Meta's Graph API on this machine: it takes, keeps and refuses messages, and fails as it is told."""

import asyncio
import hashlib
import json
import re
from collections import deque
from collections.abc import Mapping
from typing import Self

from attrs import field, frozen

from hotel_agent.testing.graph_limits import complaints
from hotel_agent.testing.place import Place

_PATH = re.compile(r"POST /v\d+\.\d+/(\w+)/messages HTTP/1\.1")
_TEMPLATES = re.compile(r"GET /v\d+\.\d+/(\d+)/message_templates(?:\?\S*)? HTTP/1\.1")
_STORE = re.compile(r"GET /store/(\w+) HTTP/1\.1")
_NUMBER = re.compile(r"GET /v\d+\.\d+/(\d+)(?:\?\S*)? HTTP/1\.1")
_HANG_UP = b""


@frozen(kw_only=True)
class SentBody:
    """A message Meta took: from which number, for whom, with which token, and what."""

    account: str
    body: Mapping[str, object]
    token: str = field(repr=False)
    name: str

    @property
    def to(self) -> str:
        """The guest: a number, or the id of one who hides it."""
        return str(self.body.get("to") or self.body.get("recipient"))

    @property
    def text(self) -> str:
        """The text as it is read."""
        match self.body:
            case {"text": {"body": str(text)}} | {"interactive": {"body": {"text": str(text)}}}:
                return text
            case _:
                return ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be pressed, as token and title."""
        match self.body:
            case {"interactive": {"action": {"buttons": buttons}}}:
                return tuple((button["reply"]["id"], button["reply"]["title"]) for button in buttons)
            case {"interactive": {"action": {"sections": sections}}}:
                return tuple((row["id"], row["title"]) for section in sections for row in section["rows"])
            case _:
                return ()


@frozen(kw_only=True)
class StoredMedia:
    """Something a guest sent, as Meta keeps it. What is empty is told as it is; anything else is told instead."""

    content: bytes = field(repr=False)
    mime_type: str = "image/jpeg"
    digest: str = ""
    url: str = ""
    size: int | None = None


@frozen
class _Trouble:
    """What happens to the next post: Meta's refusal, an answer nobody hears, or a proxy's page."""

    kind: str
    code: int = 0
    status: int = 400


class GraphStub:
    """Meta on a free port of 127.0.0.1, inside `async with`. Point WHATSAPP_API_URL at `url`.

    A body beyond Meta's limits is refused with 131009, a post with another token than the wanted one with 190,
    and `refused` says why. Troubles are used up in the sequence they were asked for, one a post.
    """

    def __init__(self, *, token: str | None = None) -> None:
        self.sent: list[SentBody] = []
        self.refused: list[str] = []
        self._token = token
        self.attended: list[Mapping[str, object]] = []
        """What was marked as read, and whether somebody is typing. No trouble ever befalls these."""
        self.templates: list[Mapping[str, object]] = []
        self.media: dict[str, StoredMedia] = {}
        self.reach = ""
        """To how many guests a hotel may write first, as Meta calls it; empty for untold."""
        self.asked: list[str] = []
        """The first line of every request that is no message."""
        self.known_as: dict[str, str] = {}
        """Guests whose number Meta writes in another way than we do."""
        self._troubles: deque[_Trouble] = deque()
        self._server: asyncio.Server | None = None
        self._place = Place()
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._place.port}"

    def texts_to(self, guest: str) -> tuple[str, ...]:
        """All this guest was sent, as text, the oldest first."""
        return tuple(each.text for each in self.sent if each.to == guest)

    def fail_next(self, code: int, *, status: int = 400, times: int = 1, after: int = 0) -> None:
        """Refuse the next posts, or those `after` so many good ones, with this error code; nothing is sent."""
        self._troubles.extend(_Trouble("none") for _ in range(after))
        self._troubles.extend(_Trouble("refuse", code, status) for _ in range(times))

    def break_next(self, status: int = 502, *, times: int = 1) -> None:
        """Answer the next posts as a proxy does whose server is away: with this status and a page; nothing is sent."""
        self._troubles.extend(_Trouble("page", status=status) for _ in range(times))

    def swallow_next(self, *, times: int = 1) -> None:
        """Take the next posts and hang up without an answer."""
        self._troubles.extend(_Trouble("swallow") for _ in range(times))

    def stall_next(self, *, times: int = 1) -> None:
        """Take the next posts and stay on the line without an answer, until this stub goes away."""
        self._troubles.extend(_Trouble("stall") for _ in range(times))

    async def go_away(self) -> None:
        """Hang up everywhere and listen no longer: whoever calls is refused."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        await server.wait_closed()
        self._place.keep()

    async def come_back(self) -> None:
        """Listen again, at the same place."""
        self._place.leave()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._place.port)
        self._place.port = self._server.sockets[0].getsockname()[1]

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
            while answer := await self._answer(*await _request(reader)):
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the caller hung up, or this stub does
        finally:
            writer.close()

    async def _answer(self, head: str, headers: Mapping[str, str], body: bytes) -> bytes:
        if _is_attention(head, body):
            self.attended.append(json.loads(body))
            return _json(200, {"success": True})
        trouble = self._troubles.popleft() if self._troubles else _Trouble("none")
        if trouble.kind == "refuse":
            return self._refusal(trouble.code, trouble.status, "as it was told")
        if trouble.kind == "page":
            return _response(trouble.status, b"<html>Bad gateway</html>", "text/html")
        said = self._taken(head, headers, body)
        if trouble.kind == "stall":
            await asyncio.Event().wait()
        return _HANG_UP if trouble.kind in {"stall", "swallow"} else said

    def _taken(self, head: str, headers: Mapping[str, str], body: bytes) -> bytes:
        """Take the message, or say why not."""
        path, token = _PATH.fullmatch(head), headers.get("authorization", "").removeprefix("Bearer ")
        if path is None and not any(known.fullmatch(head) for known in (_TEMPLATES, _STORE, _NUMBER)):
            return self._refusal(100, 404, f"no such address: {head}")
        if not token or token != (self._token or token):
            return self._refusal(190, 401, "not the wanted access token")
        if path is None:
            self.asked.append(head)
            return self._told(head)
        message = json.loads(body)
        if wrong := complaints(message):
            return self._refusal(131009, 400, "; ".join(wrong))
        sent = SentBody(account=path[1], body=message, token=token, name=f"wamid.stub-{len(self.sent) + 1}")
        self.sent.append(sent)
        contacts = [{"input": sent.to, "wa_id": self.known_as.get(sent.to, sent.to)}]
        messages = [{"id": sent.name, "message_status": "accepted"}]
        return _json(200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": messages})

    def _told(self, head: str) -> bytes:
        """What is known of a number, a template, or something a guest sent."""
        if _TEMPLATES.fullmatch(head):
            return _json(200, {"data": self.templates, "paging": {"cursors": {"after": "x"}}})
        if stored := _STORE.fullmatch(head):
            return _response(200, self.media[stored[1]].content, "application/octet-stream")
        name = _NUMBER.sub(r"\1", head)
        if medium := self.media.get(name):
            return _json(200, self._about(name, medium))
        if "phone_number_id=" in head:
            return self._refusal(100, 400, "no such medium")
        known = {"id": name, "display_phone_number": "+34 600 00 00 00", "quality_rating": "GREEN"}
        return _json(200, known | ({"whatsapp_business_manager_messaging_limit": self.reach} if self.reach else {}))

    def _about(self, name: str, medium: "StoredMedia") -> Mapping[str, object]:
        return {
            "url": medium.url or f"{self.url}/store/{name}",
            "mime_type": medium.mime_type,
            "sha256": medium.digest or hashlib.sha256(medium.content).hexdigest(),
            "file_size": len(medium.content) if medium.size is None else medium.size,
            "id": name,
        }

    def _refusal(self, code: int, status: int, why: str) -> bytes:
        self.refused.append(f"{code}: {why}")
        error = {"message": f"(#{code}) {why}", "type": "OAuthException", "code": code, "fbtrace_id": "AStub"}
        return _json(status, {"error": error})


def _is_attention(head: str, body: bytes) -> bool:
    """Whether this says that something was read, and nothing to anybody."""
    return _PATH.fullmatch(head) is not None and b'"status":"read"' in body.replace(b" ", b"")


async def _request(reader: asyncio.StreamReader) -> tuple[str, Mapping[str, str], bytes]:
    """One request: its first line, its headers in lower case, its body."""
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    headers = dict(_header(line) for line in lines)
    return head, headers, await reader.readexactly(int(headers.get("content-length", "0")))


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _json(status: int, answer: Mapping[str, object]) -> bytes:
    return _response(status, json.dumps(answer).encode(), "application/json")


def _response(status: int, body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


__all__ = ["GraphStub", "SentBody", "StoredMedia"]
