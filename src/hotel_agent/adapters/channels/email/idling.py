"""What a mail server tells while it is waited for: whole lines, however they come, and none left lying unseen."""

import imaplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from ssl import SSLWantReadError
from typing import Any

from imap_tools.idle import get_socket_poller


def told_within(client: imaplib.IMAP4, seconds: int) -> Sequence[bytes]:
    """The lines that came, or began to come, within so many seconds; none where the server was silent.

    A line in pieces is waited for to its end: half of one, taken for a whole, would make nonsense of all that follows.
    What came together with an earlier line lies in a buffer, where the socket shows nothing of it, and counts too.
    Raises what `imaplib` raises where the connection ended.
    """
    if not _is_unread(client):
        if not get_socket_poller(client.sock, seconds):
            return ()
        if not _may_be_read(client):
            return ()
    lines = [_line(client)]
    while _is_unread(client):
        lines.append(_line(client))
    return lines


def _line(client: Any) -> bytes:
    line: bytes = client._get_line()  # noqa: SLF001 - imaplib has no other way to read a line of its own accord
    return line


def _is_unread(client: imaplib.IMAP4) -> bool:
    """Whether something was sent that nobody read, in a buffer or before it."""
    with suppress(SSLWantReadError):
        return bool(_glance(client))
    return False


def _may_be_read(client: imaplib.IMAP4) -> bool:
    """Whether what the socket shows is a line, or the end: TLS also sends what is for nobody's eyes."""
    try:
        _glance(client)
    except SSLWantReadError:
        return False
    return True


def _glance(client: Any) -> bytes:
    """Some of what is to be read next, left where it is; nothing where that would have to be waited for."""
    if hasattr(client, "_readbuf"):  # Python 3.14 keeps what it read by itself
        pending = getattr(client.sock, "pending", int)()
        return b"".join(client._readbuf) or bytes(pending)  # noqa: SLF001
    with _not_waiting(client):
        glance: bytes = client.file.peek(1)
        return glance


@contextmanager
def _not_waiting(client: Any) -> Iterator[None]:
    patience = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        yield
    finally:
        client.sock.settimeout(patience)
