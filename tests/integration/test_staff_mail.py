"""Staff told by mail, over a real SMTP server."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
from attrs import frozen

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.staff import STAFF
from hotel_agent.domain.errors import BadConfig, OutcomeUnknown, Unavailable
from hotel_agent.ports.abilities import Finding, SupportsDiagnosis, Verdict
from hotel_agent.ports.staff import Staff
from hotel_agent.testing.contracts.staff import KEY, NOTICE, Heard, Office, StaffContract
from hotel_agent.testing.servers.mail import MailServer

CLOCK = ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
DESK, RECEPTION = "desk@hotel.example", "reception@hotel.example"


@frozen
class Mailroom:
    """Reception, who read their mail."""

    server: MailServer
    staff: Staff

    def heard(self) -> Sequence[Heard]:
        return [
            Heard(
                str(each.message["Message-ID"]),
                f"{each.message['Subject']}\n{each.text}",
                each.message["Importance"] == "high",
            )
            for each in self.server.sent
            if each.to == RECEPTION
        ]

    async def goes_away(self) -> None:
        await self.server.go_away()

    async def comes_back(self) -> None:
        await self.server.come_back()


@pytest.fixture
async def mailroom() -> AsyncIterator[Mailroom]:
    async with MailServer(login=DESK, password="hush", files_sent=False) as server:
        options = {
            "address": RECEPTION,
            "sender": DESK,
            "smtp_host": "127.0.0.1",
            "smtp_port": server.smtp_port,
            "password": "hu sh",
        }
        async with STAFF["email"](options, clock=CLOCK) as staff:
            yield Mailroom(server, staff)


class TestMailToStaff(StaffContract):
    @pytest.fixture
    def office(self, mailroom: Mailroom) -> Office:
        return mailroom


async def test_an_answer_to_the_mail_goes_to_staff_and_no_machine_answers_it(mailroom: Mailroom) -> None:
    await mailroom.staff.tell(NOTICE, key=KEY)
    (mail,) = mailroom.server.sent
    assert mail.message["Reply-To"] == RECEPTION
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Message-ID"] == f"<{KEY}@hotel.example>"
    assert f"hotel-agent conversations show {NOTICE.conversation} --tenant {NOTICE.tenant}" in mail.text


@pytest.mark.parametrize("answer", ["550 5.1.1 no such person as ana@example.org", "451 4.3.0 later"])
async def test_a_no_is_told_without_the_servers_words(mailroom: Mailroom, answer: str) -> None:
    mailroom.server.refuse_next(answer)
    with pytest.raises(Unavailable, match=answer[:3]) as raised:
        await mailroom.staff.tell(NOTICE, key=KEY)
    assert "ana" not in str(raised.value)


async def test_a_server_that_falls_silent_with_a_mail_in_hand_may_have_taken_it(mailroom: Mailroom) -> None:
    mailroom.server.swallow_next()
    with pytest.raises(OutcomeUnknown):
        await mailroom.staff.tell(NOTICE, key=KEY)
    assert len(mailroom.heard()) == 1


async def test_a_wrong_password_is_told_as_such(mailroom: Mailroom) -> None:
    options = {"address": RECEPTION, "sender": DESK, "smtp_host": "127.0.0.1", "password": "wrong"}
    port = mailroom.server.smtp_port
    async with STAFF["email"]({**options, "smtp_port": port}, clock=CLOCK) as staff:
        with pytest.raises(Unavailable, match="login"):
            await staff.tell(NOTICE, key=KEY)


def test_what_is_wrong_with_the_options_is_said_at_once() -> None:
    with pytest.raises(BadConfig) as bad:
        STAFF["email"]({"address": "nobody", "smtp_port": 0}, clock=CLOCK)
    assert [problem.partition(":")[0] for problem in bad.value.problems] == ["address", "sender", "smtp_port"]


async def looked_at(staff: Staff) -> Finding:
    assert isinstance(staff, SupportsDiagnosis)
    (finding,) = [each async for each in staff.diagnose()]
    return finding


async def test_whether_mail_would_be_taken_is_seen_without_sending_any(mailroom: Mailroom) -> None:
    assert (await looked_at(mailroom.staff)).verdict is Verdict.WELL
    assert mailroom.heard() == []
    await mailroom.goes_away()
    finding = await looked_at(mailroom.staff)
    assert (finding.verdict, bool(finding.remedy)) == (Verdict.BROKEN, True)


async def test_a_password_that_does_not_fit_is_found_and_not_told(mailroom: Mailroom) -> None:
    options = {
        "address": RECEPTION,
        "sender": DESK,
        "smtp_host": "127.0.0.1",
        "smtp_port": mailroom.server.smtp_port,
        "password": "wrong-hush",
    }
    async with STAFF["email"](options, clock=CLOCK) as staff:
        finding = await looked_at(staff)
    assert finding.verdict is Verdict.BROKEN
    assert "login" in finding.seen
    assert "wrong-hush" not in repr(finding)
