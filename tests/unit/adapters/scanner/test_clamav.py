"""ClamAV is shown the bytes as clamd(8) asks for them, and its word is law; its silence is no word."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import define, field

from hotel_agent.adapters.scanner import SCANNERS
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

PICTURE = Media(mime_type="image/jpeg", content=b"\xff\xd8\xff" + bytes(range(256)) * 600)


@define
class Daemon:
    """Listens as clamd does, and answers what it was told to."""

    url: str = ""
    answer: bytes = b"stream: OK\0"
    shown: list[bytes] = field(factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        whole = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            whole += await reader.readexactly(size)
        self.shown.append(whole)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture(params=["tcp", "unix"])
async def daemon(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Daemon]:
    daemon = Daemon()
    if request.param == "unix":
        path = str(tmp_path / "clamd")
        server = await asyncio.start_unix_server(daemon.serve, path)
        daemon.url = f"unix://{path}"
    else:
        server = await asyncio.start_server(daemon.serve, "127.0.0.1", 0)
        daemon.url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield daemon


async def test_what_is_clean_is_clean_and_was_shown_whole(daemon: Daemon) -> None:
    scanner = SCANNERS["clamav"]({"url": daemon.url})
    assert await scanner.look(PICTURE) is None
    assert await scanner.look(Media(mime_type="image/png", content=b"")) is None
    assert daemon.shown == [PICTURE.content, b""]


async def test_what_is_found_is_told_by_its_name(daemon: Daemon) -> None:
    daemon.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    found = await SCANNERS["clamav"]({"url": daemon.url}).look(PICTURE)
    assert found == Refusal(Reason.NOT_ALLOWED, detail="malware Win.Test.EICAR_HDB-1")


async def test_what_is_too_large_to_be_looked_into_is_nobodys(daemon: Daemon) -> None:
    daemon.answer = b"INSTREAM size limit exceeded. ERROR\0"
    found = await SCANNERS["clamav"]({"url": daemon.url}).look(PICTURE)
    assert isinstance(found, Refusal)
    assert found.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "answer", [b"", b"\0", b"stream: OK and more\0", b"stream: lstat() failed ERROR\0", b"\xff\xfe"]
)
async def test_whatever_else_it_says_nobody_knows(daemon: Daemon, answer: bytes) -> None:
    daemon.answer = answer
    with pytest.raises(Unavailable):
        await SCANNERS["clamav"]({"url": daemon.url}).look(PICTURE)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/at/all"])
async def test_a_daemon_that_is_not_there_is_silent(url: str) -> None:
    with pytest.raises(Unavailable):
        await SCANNERS["clamav"]({"url": url}).look(PICTURE)


@pytest.mark.parametrize(
    "options",
    [
        *({}, {"url": ""}, {"url": 5}, {"url": "http://h:1"}, {"url": "tcp://h"}, {"url": "tcp://h:99999"}),
        *({"url": "tcp://h:1/x"}, {"url": "unix://h/x"}, {"url": "unix:"}, {"url": "tcp://h:1", "more": 1}),
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_connects(options: dict[str, object]) -> None:
    with pytest.raises(BadConfig, match="expected where ClamAV listens"):
        SCANNERS["clamav"](options)
