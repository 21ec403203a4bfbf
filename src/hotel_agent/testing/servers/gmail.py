"""Gmail's face on a plain mail host: its names for mails and threads, its labels, and tokens in a password's place.

It stands before the host's IMAP server and changes only what Gmail does differently; the rest passes through.
"""

import asyncio
import re
from base64 import b64decode
from contextlib import suppress
from typing import Self

from hotel_agent.testing.servers.mail import MailServer
from hotel_agent.testing.servers.ports import free_port

_HERE = "127.0.0.1"
_MORE = b" X-GM-EXT-1 ID AUTH=XOAUTH2"
_CAPABILITY = re.compile(rb"(\* CAPABILITY|\[CAPABILITY)([^\]\r\n]*)")
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")
_UID = re.compile(rb"\bUID (\d+)")
_LABELLED = re.compile(rb"(\S+) UID STORE (\S+) \+X-GM-LABELS \(\"([^\"]+)\"\)")


class GmailFace:
    """An IMAP server like Gmail's, at `port`, over the mailbox of this host. `token` is the one that opens it now."""

    def __init__(self, host: MailServer, *, token: str = "") -> None:
        self.port = free_port()
        self.token = token
        self.threads: dict[int, int] = {}
        """In which thread a mail lies, by its uid; one that is not named lies in a thread of its own."""
        self.labels: dict[int, set[str]] = {}
        """By uid."""
        self.introduced: list[str] = []
        """How those who came named themselves."""
        self._host = host
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._meet, _HERE, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for each in self._open:
            each.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (meeting := asyncio.current_task()) is not None:
            self._open.add(meeting)
            meeting.add_done_callback(self._open.discard)
        try:
            behind, to_host = await asyncio.open_connection(_HERE, self._host.imap_port)
            try:
                await self._stand_between(reader, writer, behind, to_host)
            finally:
                to_host.close()
        finally:
            writer.close()

    async def _stand_between(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        behind: asyncio.StreamReader,
        to_host: asyncio.StreamWriter,
    ) -> None:
        """Until one side hangs up."""
        sides = [
            asyncio.create_task(self._asks(reader, writer, to_host)),
            asyncio.create_task(self._answers(behind, writer)),
        ]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in sides:
                each.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _asks(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to_host: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while line := await reader.readline():
                tag, _, asked = line.rstrip(b"\r\n").partition(b" ")
                if asked.upper() == b"AUTHENTICATE XOAUTH2":
                    await self._let_in(tag, reader, writer, to_host)
                elif asked.upper().startswith(b"ID "):
                    self.introduced.append(asked[3:].decode())
                    writer.write(b'* ID ("name" "GImap")\r\n' + tag + b" OK Success\r\n")
                elif labelled := _LABELLED.fullmatch(line.rstrip(b"\r\n")):
                    for uid in labelled[2].split(b","):
                        self.labels.setdefault(int(uid), set()).add(labelled[3].decode())
                    writer.write(tag + b" OK Success\r\n")
                else:
                    to_host.write(line.replace(b" X-GM-MSGID X-GM-THRID", b""))

    async def _let_in(
        self, tag: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to_host: asyncio.StreamWriter
    ) -> None:
        writer.write(b"+ \r\n")
        shown = b64decode(await reader.readline())
        if self.token and shown == f"user={self._host.login}\1auth=Bearer {self.token}\1\1".encode():
            to_host.write(tag + f' LOGIN "{self._host.login}" "{self._host.password}"\r\n'.encode())
            return
        writer.write(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
        await reader.readline()
        writer.write(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n")

    async def _answers(self, behind: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while line := await behind.readline():
                writer.write(self._as_gmail(line))
                if literal := _LITERAL.search(line):
                    writer.write(await behind.readexactly(int(literal[1])))
                await writer.drain()

    def _as_gmail(self, line: bytes) -> bytes:
        line = _CAPABILITY.sub(lambda found: found[0] + _MORE, line, count=1)
        uid = _UID.search(line)
        if b" FETCH (" not in line or b"RFC822.SIZE" not in line or uid is None:
            return line
        number = int(uid[1])
        named = f"X-GM-MSGID {10**18 + number} X-GM-THRID {10**18 + self.threads.get(number, number)} "
        return line.replace(b" FETCH (", b" FETCH (" + named.encode(), 1)
