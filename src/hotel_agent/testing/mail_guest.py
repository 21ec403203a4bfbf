"""A guest who writes to a hotel by e-mail, as their programme does: in a thread, with what was said quoted below."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from attrs import define, field

from hotel_agent.domain.ids import digest


@define(kw_only=True)
class MailGuest:
    """Somebody with an address of their own. What they write answers the last mail they heard of."""

    hotel: str
    address: str = field(default="ana@guests.example", repr=False)
    name: str = "Ana Pérez"
    subject: str = "Una habitación"
    authentication: str = ""
    """What the hotel's own mail server says of them, as `mx.hotel.example; dmarc=pass`."""
    _written: int = field(default=0, init=False)
    _heard: EmailMessage | None = field(default=None, init=False)

    def hears(self, mail: EmailMessage) -> None:
        """Take note of a mail of the hotel's; the next one answers it."""
        self._heard = mail

    def writes(self, text: str, *, at: datetime, **headers: str) -> bytes:
        """A mail with this text. Headers are named as in Python: `auto_submitted`."""
        self._written += 1
        mail, heard = EmailMessage(policy=SMTP), self._heard
        if self.authentication:
            mail["Authentication-Results"] = self.authentication
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = self.hotel
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{digest(self.address, str(self._written))}@guests.example>"
        mail["Subject"] = self.subject if heard is None else str(heard["Subject"])
        if heard is not None:
            mail["In-Reply-To"] = str(heard["Message-ID"])
            mail["References"] = f"{heard['References'] or ''} {heard['Message-ID']}".strip()
            part = heard.get_body(("plain",))
            said = "" if part is None else str(part.get_content()).strip()
            quoted = "\n".join(f"> {line}" for line in said.splitlines())
            text = f"{text}\n\nEl lun, 23 nov 2026 a las 12:00, {heard['From']} escribió:\n{quoted}"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail.as_bytes()
