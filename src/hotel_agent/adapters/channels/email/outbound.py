"""A worded reply as a mail: plain text first, simple HTML second, in the thread of what it answers. Pure."""

import re
from datetime import datetime
from email.headerregistry import Address as NamedAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from attrs import frozen

from hotel_agent.adapters.channels.email.automatic import OWN_MARK
from hotel_agent.adapters.channels.email.correspondence import Thread
from hotel_agent.adapters.channels.email.head import one_line
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.adapters.channels.email.reports import OwnName
from hotel_agent.adapters.channels.email.subjects import reply_subject, trimmed
from hotel_agent.adapters.channels.text import numbered, plain_content
from hotel_agent.ports.channel import Content, ContentChoice, Purpose

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_PAGE = (
    '<!doctype html><html{language}><head><meta charset="utf-8"></head>'
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.5">{paragraphs}</body></html>'
)


@frozen(kw_only=True)
class Outgoing:
    """A mail of ours: to whom, under which name, answering what."""

    name: OwnName
    to: str
    content: Content
    thread: Thread
    at: datetime
    answered_at: str = ""
    """At which address it is to be answered; empty: at the mailbox's own."""
    link: str = ""
    """Where a guest is spared such mail with one press; empty: nowhere."""

    def written(self, mailbox: Mailbox) -> bytes:
        """The mail as it goes over the wire."""
        text, mail = text_of(self.content), EmailMessage(policy=SMTP)
        mail["From"] = NamedAddress(one_line(mailbox.name), addr_spec=mailbox.address)
        mail["To"] = NamedAddress(addr_spec=self.to)
        mail["Subject"] = reply_subject(self.thread.subject) if self.thread.message_id else one_line(mailbox.name)
        mail["Date"] = format_datetime(self.at)
        mail["Message-ID"] = str(self.name)
        if self.thread.message_id:
            mail["In-Reply-To"] = self.thread.message_id
            mail["References"] = " ".join(trimmed((*self.thread.references, self.thread.message_id)))
        if self.answered_at not in {"", mailbox.address}:
            mail["Reply-To"] = NamedAddress(one_line(mailbox.name), addr_spec=self.answered_at)
        if self.content.purpose is not Purpose.PERSON:
            self._say_that_a_machine_wrote(mail, mailbox)
        mail[OWN_MARK.title()] = self.name.key
        language = self.content.language if _LANGUAGE.fullmatch(self.content.language) else ""
        mail.set_content(text, cte="base64")
        mail.add_alternative(page_of(text, language), subtype="html", cte="base64")
        if language:
            mail["Content-Language"] = language
        # Addresses as long as these would be broken up and encoded as words; so they stand as they are, one to a line.
        return self._how_to_be_spared(mailbox).encode() + mail.as_bytes()

    def _say_that_a_machine_wrote(self, mail: EmailMessage, mailbox: Mailbox) -> None:
        """RFC 3834. What somebody of the hotel wrote bears no such mark."""
        is_answer = bool(self.thread.message_id) and self.content.purpose is Purpose.ANSWER
        if mailbox.marks_answers or not is_answer:
            mail["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"

    def _how_to_be_spared(self, mailbox: Mailbox) -> str:
        """RFC 2369 and 8058: by a mail, and with one press where the service is reached from outside."""
        if self.content.purpose is not Purpose.UNASKED:
            return ""
        asked_at = quote(self.answered_at or mailbox.address, safe="@+")
        by_mail = f"List-Unsubscribe: <mailto:{asked_at}?subject=stop>"
        if not self.link:
            return f"{by_mail}\r\n"
        return f"{by_mail},\r\n <{self.link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def text_of(content: Content) -> str:
    """What is said, with the choices below it: several are numbered, and an answer may be a number."""
    content = plain_content(content)
    below = f"· {_line(content.choices[0])}" if len(content.choices) == 1 else numbered(content.choices)
    return f"{content.text.strip()}\n\n{below}".strip()


def page_of(text: str, language: str = "") -> str:
    """The same for those who read HTML, or have it read to them: without a picture, without a link nobody wrote."""
    paragraphs = (escape(each).replace("\n", "<br>") for each in text.split("\n\n") if each.strip())
    said = f' lang="{language}"' if language else ""
    return _PAGE.format(language=said, paragraphs="".join(f"<p>{each}</p>" for each in paragraphs))


def _line(choice: ContentChoice) -> str:
    return f"{choice.title}: {choice.description}" if choice.description else choice.title
