"""HTTP as far as QloApps speaks it: one request in, one answer out."""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import field, frozen

TEXT: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
XML: Final = "text/xml;charset=utf-8"
_REASONS: Final = {200: "OK", 201: "Created", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}


@frozen(kw_only=True)
class Request:
    """What somebody asked. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False, factory=dict)
    body: bytes = b""

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path behind `/api`."""
        return tuple(each for each in self.path.split("/") if each)[1:]

    @property
    def key(self) -> str | None:
        """The key it came with: the name of HTTP basic, or `ws_key`."""
        kind, _, coded = self.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                return base64.b64decode(coded).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError):
                return ""
        return self.query.get("ws_key")

    @property
    def wants_json(self) -> bool:
        """Whether the answer is to be JSON rather than XML."""
        return (self.query.get("output_format") or self.headers.get("output-format", "")).upper() == "JSON"


@frozen(kw_only=True)
class Answer:
    """What it is answered; without a kind the body is empty and has none."""

    status: int
    body: str = ""
    kind: str | None = None
    headers: Mapping[str, str] = field(factory=dict)

    def written(self, *, head_only: bool = False) -> bytes:
        """The bytes on the line."""
        body = self.body.encode()
        headers = {"Execution-Time": "0.036", "PSWS-Version": "1.6.1.23", "Set-Cookie": "QloApps-0=none; path=/"}
        headers |= self.headers
        if self.kind:
            headers["Content-Type"] = self.kind
        head = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Answer')}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        head += [f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(head).encode() + (b"" if head_only else body)


async def read_request(reader: asyncio.StreamReader) -> Request:
    """The next request on the line. Raises asyncio.IncompleteReadError when nobody asks, ConnectionError for noise."""
    try:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        method, target, _ = first.split(" ", 2)
    except (ValueError, asyncio.LimitOverrunError) as error:
        raise ConnectionError("this is not HTTP") from error
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parts, length = urlsplit(target), headers.get("content-length", "")
    return Request(
        method=method,
        path=unquote(parts.path),
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=await reader.readexactly(int(length) if length.isdigit() else 0),
    )


__all__ = ["JSON", "TEXT", "XML", "Answer", "Request", "read_request"]
