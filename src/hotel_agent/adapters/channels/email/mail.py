"""A mail as it was read: who wrote it, what it answers, what is new in it."""

import json
from email import policy
from email.message import Message
from email.parser import BytesParser
from hashlib import sha256

from attrs import field, frozen

from hotel_agent.adapters.channels.email.body import Body, body_of
from hotel_agent.adapters.channels.email.head import Head, MailAddress
from hotel_agent.adapters.channels.email.quotes import Told, told
from hotel_agent.adapters.channels.email.subjects import begins_a_thread
from hotel_agent.domain.conversations.cards import masked
from hotel_agent.domain.ids import digest

_BEGINNING = 4096
"""Characters of the text by which a mail is told from others of its name."""


@frozen(kw_only=True)
class Mail:
    """One mail. Everything in it is a claim of whoever sent it."""

    head: Head = field(repr=False)
    body: Body = field(repr=False)
    said: Told = field(repr=False)

    @property
    def sender(self) -> MailAddress | None:
        """Who it says it is from."""
        return next(iter(self.head.addresses("from")), None)

    @property
    def message_id(self) -> str:
        """Its own name, in brackets; empty without one."""
        return next(iter(self.head.ids("message-id")), "")

    @property
    def answered(self) -> tuple[str, ...]:
        """The names of the mails it belongs to, the latest last."""
        return tuple(dict.fromkeys((*self.head.ids("references"), *self.head.ids("in-reply-to"))))

    @property
    def subject(self) -> str:
        """What it is about, on one line."""
        return masked(self.head.text("subject"))

    @property
    def words(self) -> str:
        """What a guest wrote: the new text, below the subject where that says something nobody said yet."""
        subject, text = self.subject, self.said.new
        said_before = subject.casefold() in text.casefold() or self.answered or not begins_a_thread(subject)
        return text if said_before else f"{subject}\n\n{text}".strip()

    @property
    def identity(self) -> str:
        """The same for the same mail, in whatever folder it lies; broken senders use one Message-ID twice."""
        sender = self.sender.address if self.sender else ""
        name = self.message_id or f"{self.head.text('date')} {self.subject}"
        return digest("mail", name, sender, self.said.whole[:_BEGINNING])

    def shown(self) -> str:
        """What staff need to see of it, in JSON."""
        return json.dumps(
            {
                "from": [each.address for each in self.head.addresses("from")],
                "to": [each.address for each in self.head.addresses("to", "cc")],
                "subject": self.subject,
                "date": self.head.text("date"),
                "message_id": self.message_id,
                "authentication": self.head.text("authentication-results"),
                "text": self.said.whole,
                "attachments": [each.name for each in self.body.attachments],
            },
            sort_keys=True,
        )


def read(raw: bytes) -> Mail:
    """The mail of these bytes. Never raises: what is no mail is one that says little."""
    try:
        message: Message = BytesParser(policy=policy.compat32).parsebytes(raw)
        head, body = Head.of(message), body_of(message)
    except Exception:  # noqa: BLE001 - whatever bytes do to their reader, a mail that says nothing is kept aside
        head, body = Head((("x-unread", sha256(raw).hexdigest()),)), Body()
    return Mail(head=head, body=body, said=told(body.text))
