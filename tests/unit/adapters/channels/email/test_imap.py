"""Marks in the mailbox: on what was answered, on nothing else, and never in the way of reading."""

from collections.abc import AsyncIterator

import pytest
from tests.unit.adapters.channels.email.outside import DESK, NOW, PASSWORD, written

from hotel_agent.adapters.channels.email.envelope import Folder
from hotel_agent.adapters.channels.email.imap import Wire
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.testing.servers.mail import MailServer

MARKED = frozenset({"\\Seen", "\\Answered"})
UNMARKED = frozenset[str]()


@pytest.fixture
async def host() -> AsyncIterator[MailServer]:
    async with MailServer(login=DESK, password=PASSWORD.replace(" ", "")) as server:
        for name in ("one", "two", "twice", "twice"):
            await server.deliver(written("Hello", name=name), at=NOW)
        yield server


@pytest.fixture
async def wire(host: MailServer) -> AsyncIterator[Wire]:
    mailbox = Mailbox(address=DESK, password=PASSWORD, imap_host="127.0.0.1", imap_port=host.imap_port)
    opened = Wire(mailbox, timeout=60.0)
    await opened.open()
    yield opened
    await opened.aclose()


async def test_what_was_answered_is_marked_and_where_two_bear_its_name_neither_is(wire: Wire, host: MailServer) -> None:
    names = [f"<{name}@mail.example.com>" for name in ("one", "twice", "gone")]
    for _ in range(2):
        await wire.mark_answered([*names, "", '<"> * (UID 2) SEEN <">'])
        assert await host.flags() == [MARKED, UNMARKED, UNMARKED, UNMARKED]


async def test_where_nobody_may_mark_anything_reading_goes_on(wire: Wire, host: MailServer) -> None:
    await host.let_nobody_mark()
    await wire.mark_answered(["<one@mail.example.com>"])
    assert len(await wire.after(Folder.INBOX, 0)) == 4
    assert await host.flags() == [UNMARKED] * 4
