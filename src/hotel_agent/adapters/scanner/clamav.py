"""What guests send, shown to a ClamAV daemon: theirs to judge, over the socket it listens on (`INSTREAM`, clamd(8)).

Option: `url`, as `tcp://127.0.0.1:3310` or `unix:///run/clamav/clamd.ctl`.
"""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from attrs import frozen

from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_PATIENCE = 30
"""Seconds for one thing to be looked into, by the machine's own clock."""


@frozen
class ClamAv:
    """Asks the daemon anew for each thing. It is sent nothing but the bytes."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def read(cls, options: Mapping[str, object]) -> "ClamAv":
        """The daemon at this address. Raises BadConfig."""
        url = options.get("url")
        try:
            parts = urlsplit(url if isinstance(url, str) else "")
            host, port, path = parts.hostname or "", parts.port or 0, parts.path
        except ValueError:
            parts, host, port, path = urlsplit(""), "", 0, ""
        if options.keys() == {"url"} and parts.scheme == "tcp" and host and port and not path.strip("/"):
            return cls(host=host, port=port)
        if options.keys() == {"url"} and parts.scheme == "unix" and not host and path.startswith("/"):
            return cls(path=path)
        raise BadConfig("url: expected where ClamAV listens, as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl")

    async def look(self, media: Media) -> Refusal | None:
        """None for what is clean; NOT_ALLOWED with the name of what was found, TOO_LARGE for what nobody looks into."""
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._ask(media.content)
        except (OSError, TimeoutError) as cause:
            raise Unavailable(f"ClamAV does not answer ({type(cause).__name__})") from cause
        if answer == "stream: OK":
            return None
        if found := _FOUND.fullmatch(answer):
            return Refusal(Reason.NOT_ALLOWED, detail=f"malware {found[1]}")
        if "size limit exceeded" in answer:
            return Refusal(Reason.TOO_LARGE, detail="more than ClamAV looks into; raise its StreamMaxLength")
        raise Unavailable("ClamAV looked into it and came to no end")

    async def _ask(self, content: bytes) -> str:
        opening = (
            asyncio.open_unix_connection(self.path) if self.path else asyncio.open_connection(self.host, self.port)
        )
        reader, writer = await opening
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(b"\0\0\0\0")
            await writer.drain()
            answer = await reader.read(_LONGEST_ANSWER)
        finally:
            writer.close()
        return answer.rstrip(b"\0\n").decode("ascii", "replace")
