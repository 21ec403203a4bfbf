"""A mail host on this machine: a real IMAP server with one mailbox, and a real SMTP server that sends from it.

Guests are outside: what is sent to them is kept in `sent`, what they write is laid into the mailbox by `deliver`.
"""

import asyncio
from argparse import Namespace
from collections import deque
from contextlib import AsyncExitStack, closing, suppress
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from ssl import SSLContext
from typing import Self
from warnings import catch_warnings, simplefilter

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from attrs import field, frozen
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.context import connection_exit
from pymap.exceptions import MailboxConflict
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.parsing.command.select import IdleCommand
from pymap.parsing.message import AppendMessage
from pymap.parsing.response import CommandResponse
from pymap.parsing.specials.flag import Flag
from pysasl.hashing import BuiltinHash

from hotel_agent.testing.servers.ports import free_port

SENT = "Sent"
_HERE = "127.0.0.1"
_SWALLOWED, _LOST = "swallowed", "lost"
_LOOKS_EVERY = 0.05
"""Seconds."""


@frozen
class SentMail:
    """A mail the host took: for whom, and what."""

    to: str = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def message(self) -> EmailMessage:
        """The mail, read."""
        return BytesParser(policy=policy.default).parsebytes(self.raw)

    @property
    def text(self) -> str:
        """What its plain text says."""
        part = self.message.get_body(("plain",))
        return "" if part is None else str(part.get_content()).strip()


class MailServer:
    """A mail host for one mailbox, within this process's event loop.

    With `files_sent` it lays what is sent through it into the folder of sent mail by itself, as Gmail does. With
    `secured` it is spoken to under TLS only: from the start with `at_once`, else after STARTTLS.
    """

    def __init__(
        self,
        *,
        login: str,
        password: str,
        files_sent: bool = True,
        secured: SSLContext | None = None,
        at_once: bool = True,
    ) -> None:
        self.login = login
        self.password = password
        self.files_sent = files_sent
        self._at_once = secured if at_once else None
        self._later = None if at_once else secured
        self.imap_port = free_port()
        self.smtp_port = free_port()
        self.sent: list[SentMail] = []
        """All that guests got, the oldest first."""
        self.connections = 0
        """How often somebody came to read."""
        self.idling = 0
        """How many wait for news of the mailbox at this moment."""
        self.waits = 0
        """How often somebody who had looked began to wait for news."""
        self._trouble: deque[str] = deque()
        self._away = True
        self._backend: DictBackend | None = None
        self._config: Config | None = None
        self._inbox: MailboxData | None = None
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        told = Namespace(
            host=_HERE,
            port=str(self.imap_port),
            debug=False,
            cert=None,
            key=None,
            tls=self._later is not None,
            passlib_cfg=None,
            proxy_protocol=None,
            inherited_sockets=None,
            demo_data=False,
            demo_user=self.login,
            demo_password=self.password,
        )
        cheap = BuiltinHash(rounds=1)
        self._backend, self._config = await DictBackend.init(told, hash_context=cheap, ssl_context=self._later)
        async with self._backend.login.demo_user_identity.new_session() as opened:
            with suppress(MailboxConflict):
                await opened.mailbox_set.add_mailbox(SENT)
        self._inbox = await self._mailbox("INBOX")
        await self.come_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_away()

    async def deliver(self, raw: bytes, *, at: datetime, folder: str = "INBOX") -> None:
        """Lay a mail into the mailbox, as the internet does, or as staff's own programme does into `SENT`."""
        mailbox = await self._mailbox(folder)
        await mailbox.append(AppendMessage(raw, at, frozenset[Flag]()), recent=True)

    async def last_uid(self) -> int:
        """The number of the mail that came last; 0 before the first."""
        return (await self._mailbox("INBOX"))._max_uid  # noqa: SLF001 - what pymap counts itself

    async def rebuild(self, folder: str = "INBOX") -> None:
        """Let the folder's uids mean something else from now on: the same mails, under other numbers."""
        mailbox = await self._mailbox(folder)
        mailbox._uid_validity += 1  # noqa: SLF001 - what a provider does once in years
        kept = [mailbox._messages.pop(uid) for uid in sorted(mailbox._messages)]  # noqa: SLF001
        for uid, message in enumerate(kept, mailbox._max_uid + 1000):  # noqa: SLF001
            mailbox._messages[uid] = type(message).copy(message, uid=uid)  # noqa: SLF001
            mailbox._max_uid = uid  # noqa: SLF001
        await self._hang_up()

    async def flags(self, folder: str = "INBOX") -> list[frozenset[str]]:
        """What each mail of the folder is marked with, in the sequence they came."""
        mailbox = await self._mailbox(folder)
        return [
            frozenset(bytes(flag).decode() for flag in message.permanent_flags) async for message in mailbox.messages()
        ]

    async def unmark(self, folder: str = "INBOX") -> None:
        """Mark every mail of the folder as unread again, as somebody does who wants to come back to it."""
        mailbox = await self._mailbox(folder)
        for message in list(mailbox._messages.values()):  # noqa: SLF001 - what a mail programme does over IMAP
            message.permanent_flags = frozenset()

    async def let_nobody_mark(self, folder: str = "INBOX") -> None:
        """From now on the folder may be read, and nothing in it changed."""
        (await self._mailbox(folder))._readonly = True  # noqa: SLF001 - what an administrator grants

    def swallow_next(self) -> None:
        """The next mail is taken, and nobody is told."""
        self._trouble.append(_SWALLOWED)

    def lose_next(self) -> None:
        """The next mail is lost on its way, and nobody is told."""
        self._trouble.append(_LOST)

    def refuse_next(self, answer: str) -> None:
        """The next mail is answered with this line, as `550 5.1.1 no such person`."""
        self._trouble.append(answer)

    async def go_away(self) -> None:
        """Nobody answers any more; what lies in the mailbox stays there. Repeating is safe."""
        self._away = True
        for server in self._servers:
            server.close()
        await self._hang_up()
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    async def come_back(self) -> None:
        """Answer again, at the same ports. Repeating is safe."""
        if not self._away:
            return
        self._away = False
        assert self._backend is not None
        assert self._config is not None
        self._config.apply_context()
        read, secured = partial(self._read, self._backend.login, self._config), self._at_once
        self._servers = [
            await asyncio.start_server(read, _HERE, self.imap_port, ssl=secured),
            await asyncio.get_running_loop().create_server(self._smtp, _HERE, self.smtp_port, ssl=secured),
        ]

    def look_again(self) -> None:
        """Let those who wait for news look, now and every so often while there are any."""
        if self.idling and self._inbox is not None:
            self._inbox._updated.set()  # noqa: SLF001 - what pymap rings itself when something comes
            asyncio.get_running_loop().call_later(_LOOKS_EVERY, self.look_again)

    async def _mailbox(self, folder: str) -> MailboxData:
        assert self._backend is not None
        async with self._backend.login.demo_user_identity.new_session() as opened:
            return await opened.mailbox_set.get_mailbox(folder)

    async def _read(
        self, login: Login, config: Config, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self._open.add(writer)
        connection = _Connection(self, config, reader, writer)
        try:
            async with AsyncExitStack() as stack:
                connection_exit.set(stack)
                stack.enter_context(closing(connection))
                await connection.run(ConnectionState(login, config))
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # whoever talked is gone, or the host is
        finally:
            self._open.discard(writer)
            writer.close()

    def _smtp(self) -> SMTP:
        with catch_warnings():
            simplefilter("ignore")  # that nothing is encrypted: nobody stands between
            return SMTP(
                self,
                hostname="mail.hotel.example",
                tls_context=self._later,
                require_starttls=self._later is not None,
                auth_require_tls=False,
                auth_required=True,
                authenticator=self._authenticated,
                loop=asyncio.get_running_loop(),
            )

    def _authenticated(self, *told: object) -> AuthResult:
        expected = LoginPassword(self.login.encode(), self.password.encode())
        return AuthResult(success=told[-1] == expected, handled=False)

    async def handle_DATA(self, server: SMTP, _: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take a mail, or do as one was told to."""
        trouble = self._trouble.popleft() if self._trouble else None
        if trouble not in {None, _LOST, _SWALLOWED}:
            return str(trouble)
        if trouble is not None and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        if trouble == _LOST:
            return ""
        raw = envelope.original_content or b""
        self.sent += [SentMail(to, raw) for to in envelope.rcpt_tos]
        if self.files_sent:
            await self.deliver(raw, at=datetime.fromisoformat("2026-11-23T12:00:00+00:00"), folder=SENT)
        return "250 2.0.0 taken"

    async def _hang_up(self) -> None:
        for writer in list(self._open):
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


class _Connection(IMAPConnection):
    """A connection that tells its host while somebody waits for news over it."""

    def __init__(
        self, host: MailServer, config: Config, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(config.commands, config, reader, writer, SocketInfo.get(writer, None))
        self._host = host

    async def idle(self, state: ConnectionState, cmd: IdleCommand) -> CommandResponse:
        """Wait for news. pymap tells only of what comes while it waits, not of what came just before: so it looks."""
        self._host.idling += 1
        self._host.waits += 1
        self._host.look_again()
        try:
            return await super().idle(state, cmd)
        finally:
            self._host.idling -= 1
