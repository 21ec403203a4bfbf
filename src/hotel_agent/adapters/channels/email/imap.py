"""One connection to an IMAP server: reading marks nothing as read. It blocks, so it lives in its own thread."""

import asyncio
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import ParamSpec, TypeVar

from attrs import frozen
from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from loguru import logger

from hotel_agent.adapters.channels.email.automatic import OWN_MARK
from hotel_agent.adapters.channels.email.envelope import Folder
from hotel_agent.adapters.channels.email.faults import LoginRefused, refused_login
from hotel_agent.adapters.channels.email.idling import told_within
from hotel_agent.adapters.channels.email.login import AccessToken, Login, Password
from hotel_agent.adapters.channels.email.mailboxes import Position
from hotel_agent.adapters.channels.email.options import Mailbox, is_here
from hotel_agent.domain.errors import Unavailable

ANSWERED_LABEL, PEOPLE_LABEL = "hotel-agent/answered", "hotel-agent/staff"
"""What Gmail shows people of what became of a mail (contract, 2)."""
LARGEST_MAIL = 25 * 1024 * 1024
"""Bytes. Larger mail is not fetched: Gmail takes none (contract, 6)."""

_TLS_PORT = 993
_MOST_AT_ONCE = 200
"""So many new mails are looked at before their place is noted."""
_FETCHED = re.compile(rb"\bUID (\d+)\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)\b")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_GOOGLE_NAME = re.compile(rb"\bX-GM-MSGID (\d+)\b")
_GOOGLE_THREAD = re.compile(rb"\bX-GM-THRID (\d+)\b")
_USUAL_SENT = ("sent", "sent items", "sent mail", "sent messages", "enviados")
_QUOTABLE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")

Args = ParamSpec("Args")
Answer = TypeVar("Answer")


@frozen(kw_only=True)
class Listed:
    """A mail in a folder: where, how large, when it arrived, and what Gmail calls it and its thread in every folder."""

    uid: int
    size: int
    arrived_at: datetime | None
    name: str
    thread: str = ""


class Wire:
    """A logged-in connection. Whatever is asked may raise Unavailable; after that it is of no use."""

    def __init__(self, mailbox: Mailbox, login: Login, *, timeout: float) -> None:
        self._mailbox = mailbox
        self._login = login
        self._timeout = timeout
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hotel-agent mail")
        self._box: BaseMailBox | None = None
        self._idles = False
        self._sent: str | None = None
        self._can: frozenset[bytes] = frozenset()

    async def open(self) -> None:
        """Connect and log in. Raises Resting where the server should be left alone for a while."""
        key = await self._login.key()
        try:
            await self._call(self._open, key)
        except LoginRefused:
            self._login.forget()
            raise

    async def at(self, folder: Folder) -> Position | None:
        """Where the next mail of this folder will stand, less one. None where there is no such folder."""
        return await self._call(self._at, folder)

    async def after(self, folder: Folder, uid: int) -> Sequence[Listed]:
        """The mails of the folder behind this uid, the oldest first; of very many the first."""
        return await self._call(self._after, folder, uid)

    async def since(self, folder: Folder, day: date) -> Sequence[Listed]:
        """The mails of the folder that arrived on this day or later."""
        return await self._call(self._since, folder, day)

    async def fetch(self, uid: int) -> bytes | None:
        """The mail of this uid in the folder listed last, unmarked; None where somebody took it away."""
        return await self._call(self._fetch, uid)

    async def idle(self, seconds: int, *, after: int) -> bool | None:
        """Wait so long for mail behind this uid. Whether there is any; None, at once, where the server cannot tell."""
        return await self._call(self._idle, seconds, after)

    async def stop_idling(self) -> None:
        """Let other commands be asked again. Repeating is safe."""
        await self._call(self._stop_idling)

    async def was_sent(self, message_id: str, mark: str) -> bool:
        """Whether a mail of this name lies among what was sent, or one of another name that bears our mark."""
        return await self._call(self._was_sent, message_id, mark)

    async def find(self, message_id: str) -> bytes | None:
        """The latest mail of this name in the inbox, unmarked."""
        return await self._call(self._find, message_id)

    async def mark_answered(self, message_ids: Sequence[str]) -> None:
        """Mark these mails of the inbox as read and answered, at Gmail with a label too. Repeating is safe.

        A courtesy to those who read there: what is gone, or bears the name of another, is passed over, and a server
        that lets nobody mark anything is left in peace.
        """
        await self._call(self._mark, message_ids, r"+FLAGS.SILENT (\Seen \Answered)", ANSWERED_LABEL)

    async def leave_to_people(self, message_ids: Sequence[str]) -> None:
        """Give these mails of the inbox the label for people, where there are labels, and leave them unread."""
        if self._is_gmail:
            await self._call(self._mark, message_ids, "", PEOPLE_LABEL)

    async def file(self, raw: bytes, at: datetime) -> None:
        """Lay a mail among what was sent."""
        await self._call(self._file, raw, at)

    async def aclose(self) -> None:
        """Log out. Repeating is safe."""
        with suppress(Unavailable):
            await self._call(self._close)
        self._thread.shutdown(wait=False)

    async def _call(self, asked: Callable[Args, Answer], *args: Args.args, **told: Args.kwargs) -> Answer:
        def translated() -> Answer:
            with _translated():
                return asked(*args, **told)

        return await asyncio.get_running_loop().run_in_executor(self._thread, translated)

    def _open(self, key: Password | AccessToken) -> None:
        box, name = _connected(self._mailbox, self._timeout), self._mailbox.login_name
        try:
            if isinstance(key, AccessToken):
                box.xoauth2(name, key.secret, initial_folder=None)
            else:
                box.login(name, key.secret, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error) as no:
            with suppress(imaplib.IMAP4.error, OSError):
                box.client.shutdown()
            raise refused_login(str(no)) from no
        except BaseException:
            box.client.shutdown()
            raise
        self._box = box
        self._can = _capabilities(box)
        if b"ID" in self._can:
            # Gmail asks for it, and shows it to the account's owner.
            with suppress(imaplib.IMAP4.error):
                box.client.xatom("ID", '("name" "hotel-agent")')

    def _at(self, folder: Folder) -> Position | None:
        name = self._name(folder)
        if name is None:
            return None
        told = self._opened.folder.status(name, ["UIDVALIDITY", "UIDNEXT"])
        return Position(told["UIDVALIDITY"], told["UIDNEXT"] - 1)

    def _after(self, folder: Folder, uid: int) -> list[Listed]:
        self._look_into(folder)
        # `*` is the last mail also where nothing is new: what was seen is left out again.
        found = sorted(self._found("UID", f"{uid + 1}:*"))
        return self._listed([each for each in found if each > uid][:_MOST_AT_ONCE])

    def _since(self, folder: Folder, day: date) -> list[Listed]:
        self._look_into(folder)
        return self._listed(sorted(self._found("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")))

    def _fetch(self, uid: int) -> bytes | None:
        parts = self._asked("FETCH", str(uid), "(UID BODY.PEEK[])")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple) and _uid(part[0]) == uid), None)

    def _idle(self, seconds: int, after: int) -> bool | None:
        if not self._idles:
            if b"IDLE" not in self._can:
                return None
            self._look_into(Folder.INBOX)
            # The server tells of what comes from here on; what came since we looked last is seen like this.
            if any(uid > after for uid in self._found("UID", f"{after + 1}:*")):
                return True
            self._opened.idle.start()  # type: ignore[no-untyped-call]
            self._idles = True
        told = told_within(self._opened.client, seconds)
        if any(line.startswith(b"* BYE") for line in told):
            raise Unavailable("the mail server closed the connection")
        return any(b"EXISTS" in line for line in told)

    def _stop_idling(self) -> None:
        if self._idles:
            self._idles = False
            self._opened.idle.stop()  # type: ignore[no-untyped-call]

    def _was_sent(self, message_id: str, mark: str) -> bool:
        if self._name(Folder.SENT) is None or not _QUOTABLE.fullmatch(message_id):
            return False
        self._look_into(Folder.SENT)
        named = self._found("HEADER", "Message-ID", f'"{message_id}"')
        return bool(named or self._found("HEADER", OWN_MARK, f'"{mark}"'))

    def _find(self, message_id: str) -> bytes | None:
        if not _QUOTABLE.fullmatch(message_id):
            return None
        self._look_into(Folder.INBOX)
        found = self._found("HEADER", "Message-ID", f'"{message_id}"')
        return self._fetch(max(found)) if found else None

    def _mark(self, message_ids: Sequence[str], flags: str, label: str) -> None:
        self._look_into(Folder.INBOX)
        named = [self._found("HEADER", "Message-ID", f'"{each}"') for each in message_ids if _QUOTABLE.fullmatch(each)]
        uids = sorted({found[0] for found in named if len(found) == 1})
        if not uids:
            return
        try:
            self._opened.folder.set(self._mailbox.folder)
            if flags:
                self._asked("STORE", ",".join(map(str, uids)), flags)
            if self._is_gmail:
                self._asked("STORE", ",".join(map(str, uids)), f'+X-GM-LABELS ("{label}")')
        except (imaplib.IMAP4.readonly, ImapToolsError, Unavailable) as no:
            logger.warning("answered mails could not be marked in the mailbox", cause=type(no).__name__)

    def _file(self, raw: bytes, at: datetime) -> None:
        name = self._name(Folder.SENT)
        if name is None:
            raise Unavailable("the mailbox has no folder for what was sent")
        self._opened.append(raw, name, dt=at, flag_set=[r"\Seen"])

    def _close(self) -> None:
        if self._box is not None:
            box, self._box = self._box, None
            try:
                if self._idles:
                    box.idle.stop()  # type: ignore[no-untyped-call]
                box.logout()
            finally:
                with suppress(OSError):
                    box.client.shutdown()

    @property
    def _is_gmail(self) -> bool:
        """Whether the server knows what only Gmail's do: names of mails and threads, and labels."""
        return b"X-GM-EXT-1" in self._can

    @property
    def _opened(self) -> BaseMailBox:
        if self._box is None:
            raise Unavailable("the connection to the mail server is closed")
        return self._box

    def _look_into(self, folder: Folder) -> None:
        self._opened.folder.set(self._name(folder) or self._mailbox.folder, readonly=True)

    def _name(self, folder: Folder) -> str | None:
        if folder is Folder.INBOX:
            return self._mailbox.folder
        if self._sent is None:
            self._sent = self._mailbox.sent_folder or self._find_sent()
        return self._sent or None

    def _find_sent(self) -> str:
        folders = self._opened.folder.list()
        marked = next((each.name for each in folders if any(flag.lower() == r"\sent" for flag in each.flags)), None)
        usual = (each.name for each in folders if each.name.rpartition(each.delim)[2].lower().endswith(_USUAL_SENT))
        return marked or next(usual, "")

    def _found(self, *criteria: str) -> list[int]:
        return [
            int(each) for part in self._asked("SEARCH", *criteria) if isinstance(part, bytes) for each in part.split()
        ]

    def _listed(self, uids: Sequence[int]) -> list[Listed]:
        if not uids:
            return []
        google = " X-GM-MSGID X-GM-THRID" if self._is_gmail else ""
        wanted = f"(UID RFC822.SIZE INTERNALDATE{google})"
        parts = self._asked("FETCH", ",".join(map(str, uids)), wanted)
        listed = (_listed(part) for part in parts if isinstance(part, bytes))
        return sorted((each for each in listed if each is not None), key=lambda each: each.uid)

    def _asked(self, command: str, *args: str) -> list[object]:
        state, told = self._opened.client.uid(command, *args)
        if state != "OK":
            raise Unavailable(f"the mail server refused {command}")
        return [part for part in told if part is not None]


def _connected(mailbox: Mailbox, timeout: float) -> BaseMailBox:
    host, port = mailbox.imap_host, mailbox.imap_port
    if is_here(host):
        return MailBoxUnencrypted(host, port, timeout=timeout)
    secure = ssl.create_default_context()
    if port == _TLS_PORT:
        return MailBox(host, port, timeout=timeout, ssl_context=secure)
    return MailBoxStartTls(host, port, timeout=timeout, ssl_context=secure)


def _capabilities(box: BaseMailBox) -> frozenset[bytes]:
    """What the server can do once somebody is logged in, which may be more than it said before."""
    state, told = box.client.capability()
    return frozenset(told[-1].upper().split()) if state == "OK" and told and told[-1] else frozenset()


def _uid(told: bytes) -> int | None:
    found = _FETCHED.search(told)
    return int(found[1]) if found else None


def _listed(told: bytes) -> Listed | None:
    uid, size, name = _uid(told), _SIZE.search(told), _GOOGLE_NAME.search(told)
    thread = _GOOGLE_THREAD.search(told)
    if uid is None:
        return None
    return Listed(
        uid=uid,
        size=int(size[1]) if size else 0,
        arrived_at=_moment(found[1].decode("ascii", "replace")) if (found := _ARRIVED.search(told)) else None,
        name=f"gm:{name[1].decode()}" if name else "",
        thread=f"gm:{thread[1].decode()}" if thread else "",
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(told: str) -> datetime | None:
    try:
        return datetime.strptime(told.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None


@contextmanager
def _translated() -> Iterator[None]:
    """The library's errors as those of the house. Their words are not repeated: they may quote a guest."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError) as cause:
        raise Unavailable(f"the mail server does not answer ({type(cause).__name__})") from cause
