"""A mail that comes back is said where else its guest reads: once, at a door they linked, and nowhere else."""

from collections.abc import Sequence

import pytest
from attrs import evolve, frozen
from tests.unit.application.two_doors import ANA, MIRAMAR, NUMBER, Letters, TwoDoors, account, open_two_doors

from hotel_agent.adapters.channels.email.reports import failed_delivery
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import NotifyStaff, PassOn
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Admitted, Credentials, Identity, Inbound, RawRequest
from hotel_agent.ports.rows import Lane, NewCommand, OutboxRow

WORDS, SAID = "Your room is ready from noon.", EffectKey("ab" * 16)


class Mailbox(Letters):
    """A mailbox into which a mail system also puts what it could not deliver."""

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        event = failed_delivery(request)
        if event is not None:
            return [Inbound(account=account(MIRAMAR, "email"), event=event)]
        return super().admit(request, credentials)


@frozen
class Bounced:
    """A guest to whom somebody of the hotel wrote by mail, and both doors they have."""

    house: TwoDoors

    async def is_linked(self) -> None:
        """The telephone is known to be theirs too."""
        await self.house.phones_in("hola")
        mail, phone = await self.house.whose("email", ANA), await self.house.whose("wa_phone", NUMBER)
        assert mail is not None
        assert phone is not None
        async with self.house.desk.storage.work(MIRAMAR) as work:
            talks = [each.conversation for each in await work.conversations_of(phone)]
            await work.give(phone, to=mail, identities=[Identity("wa_phone", NUMBER)], conversations=talks)

    async def is_written_to(self) -> None:
        """Somebody of the hotel writes by mail."""
        talk = await self.house.conversation("email", ANA)
        async with self.house.desk.storage.work(MIRAMAR) as work:
            stored = await work.load(talk.id)
            assert stored is not None
            said = PassOn(text=WORDS, by="Rosa", language=talk.language)
            new = NewCommand(key=SAID, command=said, lane=Lane.SAY, due_at=self.house.clock.now())
            await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[new])
        await self.house.rests(1)
        assert WORDS in self.said("email")

    async def comes_back(self, status: str = "5.1.1", action: str = "failed") -> None:
        """A mail system reports on it (RFC 3464)."""
        report = (
            "From: MAILER-DAEMON@example.com\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{SAID}.{'0' * 16}@hotel.example>\r\n"
            "--b--\r\n"
        )
        raw = RawRequest(body=report.encode(), received_at=self.house.clock.now())
        await self.house.desk.receive("email", raw, self.house.letters.credentials)
        await self.house.rests()

    def said(self, channel: str) -> list[str]:
        door, guest = (self.house.letters, ANA) if channel == "email" else (self.house.phones, NUMBER)
        return [content.text for content in self.house.told(door, guest)]

    async def outbox(self) -> Sequence[OutboxRow]:
        talk = await self.house.conversation("email", ANA)
        async with self.house.desk.storage.work(MIRAMAR) as work:
            return await work.outbox(talk.id)

    async def told_to_staff(self) -> list[str]:
        return [row.command.reason for row in await self.outbox() if isinstance(row.command, NotifyStaff)]


@pytest.fixture
async def guest() -> Bounced:
    async with open_two_doors() as house:
        letters = Mailbox()
        desk = evolve(house.desk, channels={**house.desk.channels, "email": letters})
        bounced = Bounced(evolve(house, desk=desk, letters=letters))
        await bounced.house.mails("hola")
        return bounced


async def test_what_a_mail_could_not_carry_is_read_on_the_telephone_once(guest: Bounced) -> None:
    await guest.is_linked()
    await guest.is_written_to()
    for _ in range(2):
        await guest.comes_back()
    assert guest.said("whatsapp").count(WORDS) == 1
    assert guest.said("email").count(WORDS) == 1
    assert await guest.told_to_staff() == []
    (row,) = [row for row in await guest.outbox() if row.key == SAID]
    assert row.delivery is DeliveryState.FAILED


async def test_who_linked_no_other_door_is_seen_to_by_people(guest: Bounced) -> None:
    await guest.house.phones_in("hola")
    await guest.is_written_to()
    await guest.comes_back()
    assert WORDS not in guest.said("whatsapp")
    assert await guest.told_to_staff() == ["message_not_delivered"]


async def test_a_mail_that_is_only_late_is_said_nowhere_else(guest: Bounced) -> None:
    await guest.is_linked()
    await guest.is_written_to()
    await guest.comes_back("4.4.7", "delayed")
    assert WORDS not in guest.said("whatsapp")
    assert await guest.told_to_staff() == []
