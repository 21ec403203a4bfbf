"""Waiting for news of a mailbox: what the server tells in one piece or in several is heard, and the line goes on."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.unit.adapters.channels.email.outside import DESK, PASSWORD

from hotel_agent.adapters.channels.email.envelope import Folder
from hotel_agent.adapters.channels.email.imap import Wire
from hotel_agent.adapters.channels.email.login import ByPassword
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.domain.errors import Unavailable

PATIENCE = 60


class Scripted:
    """An IMAP server that says what it is told to, in the pieces it is told to."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        """Sent when somebody begins to wait for news: the first at once, the others a little later, one by one."""
        self.waited = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while command := await reader.readline():
            tag, _, asked = command.strip().partition(b" ")
            if asked == b"IDLE":
                await self._tell(writer)
                assert (await reader.readline()).strip() == b"DONE"
            elif asked.startswith(b"CAPABILITY"):
                writer.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            elif asked.startswith(b"UID SEARCH"):
                writer.write(b"* SEARCH\r\n")
            writer.write(tag + b" OK done\r\n")
        writer.close()

    async def _tell(self, writer: asyncio.StreamWriter) -> None:
        self.waited += 1
        first, *later = self.pieces
        writer.write(b"+ idling\r\n" + first)
        for piece in later:
            await writer.drain()
            await asyncio.get_running_loop().create_task(self._soon())
            writer.write(piece)
        if self.pieces[-1].startswith(b"* BYE"):
            writer.close()

    async def _soon(self) -> None:
        soon = asyncio.Event()
        asyncio.get_running_loop().call_later(0.03, soon.set)
        await soon.wait()


async def opened(host: Scripted) -> AsyncIterator[Wire]:
    server = await asyncio.start_server(host.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    mailbox = Mailbox(address=DESK, password=PASSWORD, imap_host="127.0.0.1", imap_port=port)
    wire = Wire(mailbox, ByPassword(mailbox.password), timeout=PATIENCE)
    await wire.open()
    try:
        yield wire
    finally:
        await wire.aclose()
        server.close()


@pytest.mark.parametrize(
    "pieces",
    [
        (b"* 1 EXISTS\r\n",),
        (b"", b"* 1 EXISTS\r\n"),
        (b"* 1 EXI", b"STS\r\n"),
        (b"* 1 RECENT\r\n* 1 FETCH (FLAGS ", b"())\r\n* 1", b" EXISTS\r", b"\n"),
    ],
)
async def test_news_are_heard_in_whatever_pieces_they_come_and_nothing_is_lost_by_it(pieces: tuple[bytes, ...]) -> None:
    host = Scripted(*pieces)
    async for wire in opened(host):
        for _ in range(2):
            heard = [await wire.idle(PATIENCE, after=0)]
            while not heard[-1]:
                heard.append(await wire.idle(PATIENCE, after=0))
            await wire.stop_idling()
            assert list(await wire.after(Folder.INBOX, 0)) == []
        assert host.waited == 2


async def test_where_nothing_comes_nothing_is_made_of_it() -> None:
    async for wire in opened(Scripted(b"")):
        assert await wire.idle(0, after=0) is False
        await wire.stop_idling()
        assert list(await wire.after(Folder.INBOX, 0)) == []


async def test_a_farewell_is_the_end() -> None:
    async for wire in opened(Scripted(b"", b"* BYE tired\r\n")):
        with pytest.raises(Unavailable, match="closed"):
            await wire.idle(PATIENCE, after=0)
