"""A guest on WhatsApp, as Meta tells of them: signed posts, made without a line of the adapter under test."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from attrs import define, field

from hotel_agent.domain.ids import AccountId, digest
from hotel_agent.ports.channel import RawRequest


@define(kw_only=True)
class WhatsAppGuest:
    """Somebody who writes to a hotel's number. `number` is empty for a guest who hides it behind a name."""

    number: str = "447700900123"
    bsuid: str = ""
    name: str = "Sample Guest"
    account: AccountId = AccountId("810000000000001")
    secret: str = field(default="a secret of nobody's", repr=False)
    _sent: int = 0

    def writes(self, text: str, *, at: datetime, name: str | None = None) -> RawRequest:
        """A text. A second one of the same name is the same message."""
        return self.sends("text", {"body": text}, at=at, name=name)

    def presses(self, token: str, *, at: datetime, title: str = "", name: str | None = None) -> RawRequest:
        """A button of ours."""
        reply = {"type": "button_reply", "button_reply": {"id": token, "title": title}}
        return self.sends("interactive", reply, at=at, name=name)

    def sends(self, kind: str, content: object, *, at: datetime, name: str | None = None) -> RawRequest:
        """A message of any type, with its content as Meta writes it."""
        return self.posts(self.message(kind, content, at=at, name=name), at=at)

    def message(self, kind: str, content: object, *, at: datetime, name: str | None = None) -> dict[str, object]:
        """One message as it stands in a post."""
        self._sent += 1
        fresh = digest(self.number, self.bsuid, at.isoformat(), str(self._sent))
        message = {"id": f"wamid.{name or fresh}", "timestamp": str(int(at.timestamp())), "type": kind, kind: content}
        return self._ids("from", "from_user_id") | message

    def posts(self, *messages: Mapping[str, object], at: datetime) -> RawRequest:
        """One post with these messages, signed."""
        card = self._ids("wa_id", "user_id") | {"profile": {"name": self.name}}
        return self.signed(self.envelope({"contacts": [card], "messages": list(messages)}), at=at)

    def reports(
        self, message: str, state: str, *, at: datetime, mark: str | None = None, code: int | None = None
    ) -> RawRequest:
        """How far a message of ours got; `mark` is what we put into it to come back."""
        report: dict[str, object] = {"id": message, "status": state, "timestamp": str(int(at.timestamp()))}
        report |= self._ids("recipient_id", "recipient_user_id")
        if mark is not None:
            report["biz_opaque_callback_data"] = mark
        if code is not None:
            report["errors"] = [{"code": code, "title": "An error", "error_data": {"details": "It went wrong."}}]
        return self.signed(self.envelope({"statuses": [report]}), at=at)

    def hears_from_staff(self, text: str, *, at: datetime, name: str) -> RawRequest:
        """An answer somebody of the hotel wrote on the phone, echoed to us."""
        echo: dict[str, object] = {"from": "15550199", "id": f"wamid.{name}", "timestamp": str(int(at.timestamp()))}
        echo |= self._ids("to", "to_user_id") | {"type": "text", "text": {"body": text}}
        return self.signed(self.envelope({"message_echoes": [echo]}, of="smb_message_echoes"), at=at)

    def envelope(self, value: Mapping[str, object], *, of: str = "messages") -> bytes:
        """The body around a value."""
        metadata = {"display_phone_number": "15550199", "phone_number_id": self.account}
        change = {"field": of, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        whole = {"object": "whatsapp_business_account", "entry": [{"id": "910000000000001", "changes": [change]}]}
        return json.dumps(whole, separators=(",", ":")).replace("/", "\\/").encode()

    def signed(self, body: bytes, *, at: datetime) -> RawRequest:
        """These bytes with Meta's signature."""
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        return RawRequest(body=body, headers=headers, received_at=at)

    def _ids(self, number: str, bsuid: str) -> dict[str, object]:
        return {name: value for name, value in ((number, self.number), (bsuid, self.bsuid)) if value}
