"""The world around the e-mail door: a mail host with the hotel's mailbox, a guest and a stranger."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import evolve

from hotel_agent.adapters.channels.email import Email
from hotel_agent.adapters.channels.email.envelope import PROOF, Envelope, ShownChoice
from hotel_agent.domain.ids import AccountId, ChoiceToken, TenantId
from hotel_agent.ports.channel import Address, Channel, Identity, RawRequest
from hotel_agent.testing.contracts.channel import Arrival
from hotel_agent.testing.servers.mail import MailServer

DESK = AccountId("reservations@marina.example")
PASSWORD = "abcd efgh ijkl mnop"
TENANT = TenantId("marina")
NOW = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


def written(text: str | bytes, *, name: str = "", sender: str = "Ana <ana@example.com>", **headers: str) -> bytes:
    """A mail to the hotel as a guest's programme writes it. Headers are named as in Python: `reply_to`."""
    told = {
        "from": sender,
        "to": DESK,
        "subject": "Re: Your stay",
        "message_id": f"<{name}@mail.example.com>" if name else "",
        "date": "Mon, 02 Nov 2026 10:30:00 +0000",
        "mime_version": "1.0",
        "content_type": 'text/plain; charset="utf-8"',
        "content_transfer_encoding": "base64",
        **headers,
    }
    head = "".join(f"{key.replace('_', '-').title()}: {value}\r\n" for key, value in told.items() if value)
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if told["content_transfer_encoding"] == "base64":
        body = b64encode(body)
    return head.encode() + b"\r\n" + body


def options(server: MailServer, **more: object) -> dict[str, object]:
    """The options of a door with this host's mailbox."""
    mailbox = {
        "password": PASSWORD,
        "name": "Hotel Marina",
        "imap_host": "127.0.0.1",
        "imap_port": server.imap_port,
        "smtp_host": "127.0.0.1",
        "smtp_port": server.smtp_port,
        "files_sent": server.files_sent,
        "authserv_id": "mx.marina.example",
        **more,
    }
    return {"mailboxes": {DESK: mailbox}, "timeout_seconds": 5.0}


class EmailOutside:
    secrets: tuple[str, ...] = (PASSWORD, PASSWORD.replace(" ", ""))

    def __init__(self, email: Email, server: MailServer) -> None:
        self._server = server
        self.channel: Channel = email
        self.credentials = email.credentials
        self.guest = Address(tenant=TENANT, account=DESK, identity=Identity("email_claimed", "ana@example.com"))
        self.stranger = evolve(self.guest, identity=Identity("email", "rui@example.com"))

    def writes(self, text: str, *, name: str) -> RawRequest:
        return self.proven(written(text, name=name))

    def presses(self, token: str, *, name: str) -> RawRequest:
        shown = (ShownChoice(ChoiceToken("another"), "A room"), ShownChoice(ChoiceToken(token), "A better room"))
        return self._asked(written("2", name=name), shown)

    def proven(self, body: bytes) -> RawRequest:
        return self._asked(body)

    def forged(self, request: RawRequest) -> RawRequest:
        return evolve(request, headers={**request.headers, PROOF: "made somewhere else"})

    async def arrived(self, at: Address) -> Sequence[Arrival]:
        return [Arrival(text=each.text) for each in self._server.sent if each.to == at.identity.value]

    async def goes_away(self) -> None:
        await self._server.go_away()

    async def comes_back(self) -> None:
        await self._server.come_back()

    def hangs_up(self) -> None:
        self._server.swallow_next()

    def _asked(self, raw: bytes, choices: tuple[ShownChoice, ...] = ()) -> RawRequest:
        (proof,) = self.credentials.secrets
        return Envelope(account=DESK, choices=choices).request(raw, proof=proof, received_at=NOW)
