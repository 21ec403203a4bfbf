"""Marks in the mailbox: on what was answered, on nothing else, and never in the way of reading."""

from collections.abc import AsyncIterator

import pytest
from attrs import frozen
from tests.unit.adapters.channels.email.outside import DESK, NOW, PASSWORD, written

from hotel_agent.adapters.channels.email.envelope import Folder
from hotel_agent.adapters.channels.email.faults import LoginRefused
from hotel_agent.adapters.channels.email.imap import Wire
from hotel_agent.adapters.channels.email.login import AccessToken, ByPassword
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.testing.servers.gmail import GmailFace
from hotel_agent.testing.servers.mail import SENT, MailServer

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
    opened = Wire(mailbox, ByPassword(mailbox.password), timeout=60.0)
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


@pytest.fixture
async def gmail(host: MailServer) -> AsyncIterator[GmailFace]:
    async with GmailFace(host) as face:
        yield face


def at_gmail(gmail: GmailFace) -> Mailbox:
    return Mailbox(address=DESK, password=PASSWORD, imap_host="127.0.0.1", imap_port=gmail.port)


async def test_gmail_names_mails_and_threads_and_shows_in_labels_what_became_of_them(
    host: MailServer, gmail: GmailFace
) -> None:
    first = await host.last_uid() - 3
    gmail.threads = {first: 7, first + 1: 7}
    wire = Wire(at_gmail(gmail), ByPassword(PASSWORD.replace(" ", "")), timeout=60.0)
    await wire.open()
    try:
        listed = await wire.after(Folder.INBOX, 0)
        assert len({each.name for each in listed}) == 4
        assert listed[0].thread == listed[1].thread != listed[2].thread
        assert all(each.thread.startswith("gm:") for each in listed)
        for _ in range(2):
            await wire.mark_answered(["<one@mail.example.com>", "<gone@mail.example.com>"])
            await wire.leave_to_people(["<two@mail.example.com>", "<twice@mail.example.com>"])
        assert gmail.labels == {first: {"hotel-agent/answered"}, first + 1: {"hotel-agent/staff"}}
        assert await host.flags() == [MARKED, UNMARKED, UNMARKED, UNMARKED]
        assert gmail.introduced == ['("name" "hotel-agent")']
        assert await wire.fetch(first) is not None
    finally:
        await wire.aclose()


async def test_elsewhere_there_are_no_labels_and_mail_for_people_stays_as_it_is(wire: Wire, host: MailServer) -> None:
    await wire.leave_to_people(["<one@mail.example.com>"])
    assert await host.flags() == [UNMARKED] * 4
    assert {each.thread for each in await wire.after(Folder.INBOX, 0)} == {""}


@frozen
class OneAfterTheOther:
    """Tokens, each once until it is forgotten."""

    tokens: list[str]

    async def key(self) -> AccessToken:
        return AccessToken(self.tokens[0])

    def forget(self) -> None:
        self.tokens.pop(0)


async def test_a_token_opens_a_mailbox_and_one_that_does_not_any_more_is_forgotten(gmail: GmailFace) -> None:
    gmail.token = "new"
    wire = Wire(at_gmail(gmail), OneAfterTheOther(["old", "new"]), timeout=60.0)
    with pytest.raises(LoginRefused):
        await wire.open()
    await wire.open()
    assert len(await wire.after(Folder.INBOX, 0)) == 4
    await wire.aclose()


async def test_our_mail_is_found_among_what_was_sent_under_whatever_name_it_left(wire: Wire, host: MailServer) -> None:
    mark = "ab" * 16
    await host.deliver(written("Hi", name="renamed", x_hotel_agent_id=mark), at=NOW, folder=SENT)
    assert await wire.was_sent("<ours@marina.example>", mark)
    assert await wire.was_sent("<renamed@mail.example.com>", "cd" * 16)
    assert not await wire.was_sent("<ours@marina.example>", "cd" * 16)
