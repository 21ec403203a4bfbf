"""E-mail keeps the promises of a channel against a real mail host, and says what is sent once and no more."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from attrs import evolve
from tests.unit.adapters.channels.email.outside import DESK, NOW, PASSWORD, TENANT, EmailOutside, options

from hotel_agent.adapters.channels.email import Email, open_email
from hotel_agent.adapters.channels.email.channel import SETTLED
from hotel_agent.adapters.channels.email.correspondence import thread_mark
from hotel_agent.adapters.channels.email.reply_address import ReplyAddresses
from hotel_agent.adapters.channels.email.unsubscribing import Unsubscribing
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.domain.conversations.events import GuestSentMedia
from hotel_agent.domain.errors import OutcomeUnknown, Postponed, Unavailable
from hotel_agent.domain.ids import ProviderId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.abilities import Verdict
from hotel_agent.ports.channel import Address, Content, Identity, Inbound, Purpose, Receipt
from hotel_agent.ports.media import Media
from hotel_agent.testing.contracts.channel import FarChannelContract, FarOutside
from hotel_agent.testing.contracts.channel.going_out import key_of
from hotel_agent.testing.servers.mail import SENT, MailServer

GUEST = Address(tenant=TENANT, account=DESK, identity=Identity("email", "ana@example.com"))
HELLO = Content(text="Hello")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def host() -> AsyncIterator[MailServer]:
    async with MailServer(login=DESK, password=PASSWORD.replace(" ", "")) as server:
        yield server


@pytest.fixture
async def email(host: MailServer, clock: ManualClock) -> AsyncIterator[Email]:
    async with open_email(options(host), clock=clock, chance=SeededChance()) as opened:
        yield opened


class TestEmail(FarChannelContract):
    @pytest.fixture
    def outside(self, email: Email, host: MailServer) -> FarOutside:
        return EmailOutside(email, host)


async def test_what_left_though_nobody_said_so_is_found_and_not_sent_again(email: Email, host: MailServer) -> None:
    host.swallow_next()
    with pytest.raises(OutcomeUnknown):
        await email.send(GUEST, HELLO, key=key_of(1))
    assert isinstance(await email.send(GUEST, HELLO, key=key_of(1)), Receipt)
    assert len(host.sent) == 1


async def test_what_cannot_be_found_is_sent_again_only_where_it_would_have_been_found(
    email: Email, host: MailServer, clock: ManualClock
) -> None:
    """Gmail files what it takes: what is not there after a while was never taken."""
    host.lose_next()
    with pytest.raises(OutcomeUnknown):
        await email.send(GUEST, HELLO, key=key_of(1))
    with pytest.raises(OutcomeUnknown):
        await email.send(GUEST, HELLO, key=key_of(1))
    clock.advance(SETTLED)
    assert isinstance(await email.send(GUEST, HELLO, key=key_of(1)), Receipt)
    assert len(host.sent) == 1


async def test_where_nobody_files_what_is_sent_an_unknown_outcome_stays_one(
    host: MailServer, clock: ManualClock
) -> None:
    """Whether it left, only people can find out: it is never said twice."""
    host.files_sent = False
    async with open_email(options(host), clock=clock, chance=SeededChance()) as email:
        host.swallow_next()
        for _ in range(3):
            with pytest.raises(OutcomeUnknown):
                await email.send(GUEST, HELLO, key=key_of(1))
            clock.advance(timedelta(hours=1))
        assert len(host.sent) == 1
        assert isinstance(await email.send(GUEST, HELLO, key=key_of(2)), Receipt)
        assert len(await host.flags(SENT)) == 1, "what was sent is laid where people look for it"


@pytest.mark.parametrize("answer", ["550 5.1.1 no such person", "554 5.7.1 spam"])
async def test_what_a_server_refuses_for_good_is_undeliverable(email: Email, host: MailServer, answer: str) -> None:
    host.refuse_next(answer)
    refused = await email.send(GUEST, HELLO, key=key_of(1))
    assert isinstance(refused, Refusal)
    assert refused.reason is (Reason.UNREACHABLE if "5.1.1" in answer else Reason.UNDELIVERABLE)


async def test_what_a_server_asks_for_later_is_sent_later(email: Email, host: MailServer) -> None:
    host.refuse_next("451 4.7.1 greylisted")
    with pytest.raises(Unavailable) as later:
        await email.send(GUEST, HELLO, key=key_of(1))
    assert not isinstance(later.value, OutcomeUnknown)
    assert isinstance(await email.send(GUEST, HELLO, key=key_of(1)), Receipt)


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("550 5.4.5 Daily user sending limit exceeded", timedelta(hours=13, minutes=30)),
        ("535 5.7.8 no", timedelta(hours=1)),
    ],
)
async def test_a_server_that_had_enough_is_left_alone(
    email: Email, host: MailServer, clock: ManualClock, answer: str, rest: timedelta
) -> None:
    """Until the next day, where it sends no more today."""
    host.refuse_next(answer)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await email.send(GUEST, HELLO, key=key_of(1))
    assert not host.sent, "the second one was not tried"
    clock.advance(rest)
    assert isinstance(await email.send(GUEST, HELLO, key=key_of(1)), Receipt)


async def test_who_is_not_there_is_written_to_once(email: Email, host: MailServer) -> None:
    host.refuse_next("550 5.1.1 no such person")
    for number in (1, 2, 1):
        refused = await email.send(GUEST, HELLO, key=key_of(number))
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.UNREACHABLE
    assert host.sent == []
    other = evolve(GUEST, identity=Identity("email", "rui@example.com"))
    assert isinstance(await email.send(other, HELLO, key=key_of(3)), Receipt)


async def test_what_confirms_a_reservation_still_leaves_when_the_day_is_spent(
    host: MailServer, clock: ManualClock
) -> None:
    async with open_email(options(host, daily_limit=10), clock=clock, chance=SeededChance()) as email:
        for number in range(5):
            assert isinstance(await email.send(GUEST, HELLO, key=key_of(number)), Receipt)
            clock.advance(timedelta(hours=1))
        with pytest.raises(Postponed):
            await email.send(GUEST, evolve(HELLO, purpose=Purpose.UNASKED), key=key_of(20))
        for number in range(5, 9):
            assert isinstance(await email.send(GUEST, HELLO, key=key_of(number)), Receipt)
        with pytest.raises(Postponed) as later:
            await email.send(GUEST, HELLO, key=key_of(9))
        assert later.value.wait == timedelta(hours=19), "then the first of them is a day old"
        assert isinstance(await email.send(GUEST, evolve(HELLO, purpose=Purpose.CONFIRMATION), key=key_of(10)), Receipt)
        with pytest.raises(Postponed):
            await email.send(GUEST, evolve(HELLO, purpose=Purpose.CONFIRMATION), key=key_of(11))
        assert isinstance(await email.send(GUEST, HELLO, key=key_of(1)), Receipt), "what left before left"
        clock.advance(timedelta(hours=20))
        assert isinstance(await email.send(GUEST, HELLO, key=key_of(9)), Receipt)
    assert len(host.sent) == 11


async def test_an_answer_says_where_it_is_to_be_answered_where_that_arrives(
    host: MailServer, clock: ManualClock
) -> None:
    told = {**options(host, plus_addresses=True), "secret_key": "a secret of this house"}
    async with open_email(told, clock=clock, chance=SeededChance()) as email:
        await email.send(GUEST, HELLO, key=key_of(1))
    async with open_email(options(host), clock=clock, chance=SeededChance()) as email:
        await email.send(GUEST, HELLO, key=key_of(2))
    first, second = (each.message for each in host.sent)
    answers = ReplyAddresses(DESK, "a secret of this house")
    assert answers.marks([first["Reply-To"].addresses[0].addr_spec]) == (thread_mark(TENANT, DESK, GUEST.identity),)
    assert first["From"].addresses[0].addr_spec == DESK
    assert second["Reply-To"] is None


async def test_a_mail_nobody_asked_for_bears_the_link_of_its_reader(host: MailServer, clock: ManualClock) -> None:
    told = {**options(host), "secret_key": "a secret of this house", "public_url": "https://desk.hotel.example"}
    async with open_email(told, clock=clock, chance=SeededChance()) as email:
        await email.send(GUEST, evolve(HELLO, purpose=Purpose.UNASKED), key=key_of(1))
        await email.send(GUEST, HELLO, key=key_of(2))
    unasked, answer = (each.message for each in host.sent)
    link = Unsubscribing("https://desk.hotel.example", "a secret of this house").link(GUEST, key_of(1))
    assert unasked["List-Unsubscribe"] == f"<mailto:{DESK}?subject=stop>, <{link}>"
    assert unasked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer["List-Unsubscribe"] is None


async def test_what_a_guest_attached_is_fetched_again_and_checked(email: Email, host: MailServer) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "ana@example.com", DESK, "<1@mail.example.com>"
    mail.set_content("My passport")
    mail.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="passport.pdf")
    mail.add_attachment(b"MZ x", maintype="application", subtype="pdf", filename="invoice.pdf")
    raw = mail.as_bytes()
    await host.deliver(raw, at=NOW)
    request = EmailOutside(email, host).proven(raw)
    admitted = email.admit(request, email.credentials)
    assert not isinstance(admitted, Refusal)
    events = [each.event for each in admitted if isinstance(each, Inbound)]
    paper, poison = (each for each in events if isinstance(each, GuestSentMedia))
    assert await email.fetch_media(DESK, paper.media, digest=paper.digest) == Media(
        mime_type="application/pdf", content=b"%PDF-1.7 x"
    )
    for media, digest in ((poison.media, poison.digest), (paper.media, poison.digest), (ProviderId("<2@x>#2"), "")):
        assert isinstance(await email.fetch_media(DESK, media, digest=digest), Refusal)
    assert await host.flags() == [frozenset()]


async def test_a_wrong_password_sends_nothing_and_is_found_by_the_doctor(host: MailServer, clock: ManualClock) -> None:
    async with open_email(options(host, password="wrong"), clock=clock, chance=SeededChance()) as email:
        with pytest.raises(Unavailable, match="login"):
            await email.send(GUEST, HELLO, key=key_of(1))
        (finding,) = [each async for each in email.diagnose()]
    assert finding.verdict is Verdict.BROKEN
    assert "wrong" not in repr(finding)


async def test_the_doctor_finds_a_mailbox_well_or_says_what_to_do(host: MailServer, clock: ManualClock) -> None:
    found = []
    for more in ({}, {"authserv_id": ""}, {"password": ""}):
        async with open_email(options(host, **more), clock=clock, chance=SeededChance()) as email:
            found += [each async for each in email.diagnose()]
    assert [each.verdict for each in found] == [Verdict.WELL, Verdict.WARNING, Verdict.BROKEN]
    assert all(each.remedy for each in found[1:])
    assert host.sent == []


async def test_a_mailbox_that_is_not_open_here_sends_nothing(email: Email) -> None:
    elsewhere = Address(tenant=TENANT, account=DESK.replace("marina", "lua"), identity=GUEST.identity)  # type: ignore[arg-type]
    assert isinstance(await email.send(elsewhere, HELLO, key=key_of(1)), Refusal)
    assert isinstance(await email.send(GUEST, Content(text=" "), key=key_of(1)), Refusal)
