"""Staff told by mail: a few lines of plain text over SMTP, from the hotel's own mailbox."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib
from attrs import frozen

from hotel_agent.adapters.staff.options import MailOptions, read_options
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.staff import Notice

_TLS_PORT = 465
_REMEDY = "Compare the server, the port, the mailbox it comes from and its password with those of your provider."
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


@frozen
class MailToStaff:
    """Sends one mail a notice. Told twice, both bear one Message-ID, by which mailboxes drop the second."""

    options: MailOptions

    async def tell(self, notice: Notice, *, key: EffectKey) -> None:
        """Hand a mail over. Raises Unavailable, OutcomeUnknown."""
        client = self._client()
        try:
            await self._hand_over(client, _mail(notice, key, self.options))
        finally:
            # Nobody waits for good-byes: the server has answered, or never will.
            client.close()

    async def diagnose(self) -> AsyncIterator[Finding]:
        """Go as far as the server takes the address, and send nothing."""
        client = self._client()
        try:
            await self._introduce(client)
        except Unavailable as no:
            yield Finding("mail", Verdict.BROKEN, str(no), _REMEDY)
        else:
            yield Finding("mail", Verdict.WELL, "the mail server takes mail for them")
        finally:
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, mail: EmailMessage) -> None:
        await self._introduce(client)
        try:
            await client.data(mail.as_bytes(policy=policy.SMTP))
        except aiosmtplib.SMTPResponseException as no:
            raise Unavailable(_said(no)) from no
        except (aiosmtplib.SMTPException, OSError) as silence:
            raise OutcomeUnknown("the mail server fell silent with a mail to staff in hand") from silence

    async def _introduce(self, client: aiosmtplib.SMTP) -> None:
        """Say who writes to whom. Raises Unavailable where the server takes no mail for them."""
        told = self.options
        try:
            await client.connect()
            if told.password:
                await client.login(told.login or told.sender, told.password)
            await client.mail(told.sender)
            await client.rcpt(told.address)
        except (aiosmtplib.SMTPException, OSError) as no:
            raise Unavailable(_said(no)) from no

    def _client(self) -> aiosmtplib.SMTP:
        told = self.options
        here, at_once = told.smtp_host in _HERE, told.smtp_port == _TLS_PORT
        return aiosmtplib.SMTP(
            hostname=told.smtp_host,
            port=told.smtp_port,
            # The name of this machine is nobody's business, and finding it may take seconds.
            local_hostname=told.sender.rpartition("@")[2],
            timeout=told.timeout_seconds,
            use_tls=at_once and not here,
            start_tls=not (at_once or here),
            tls_context=None if here else ssl.create_default_context(),
        )


@asynccontextmanager
async def _opened(options: MailOptions) -> AsyncIterator[MailToStaff]:
    yield MailToStaff(options)


def open_mail(
    options: Mapping[str, object],
    *,
    clock: Clock,  # noqa: ARG001 - the family's signature
) -> AbstractAsyncContextManager[MailToStaff]:
    """Staff at an address. Raises BadConfig."""
    return _opened(read_options(MailOptions, options))


def _mail(notice: Notice, key: EffectKey, options: MailOptions) -> EmailMessage:
    """The mail. Whoever answers it writes to staff, not to the machine, and no machine answers it."""
    mail = EmailMessage()
    mail["From"] = Address(display_name=_in_a_header(notice.hotel), addr_spec=options.sender)
    mail["To"] = mail["Reply-To"] = Address(addr_spec=options.address)
    mail["Subject"] = _in_a_header(f"{'[!] ' if notice.urgent else ''}{notice.hotel}: {notice.title}")
    mail["Date"] = format_datetime(notice.at)
    mail["Message-ID"] = f"<{key}@{options.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if notice.urgent:
        mail["Importance"] = "high"
        mail["X-Priority"] = "1"
    how = f"hotel-agent conversations show {notice.conversation} --tenant {notice.tenant}"
    mail.set_content("\n".join((notice.title, "", *notice.lines, "", how)), charset="utf-8")
    return mail


def _in_a_header(text: str) -> str:
    return " ".join(text.split())


def _said(no: BaseException) -> str:
    """What became of it. The words of the server may name somebody, and are not repeated."""
    if isinstance(no, aiosmtplib.SMTPAuthenticationError):
        return "the mail server refused the login of the mail to staff"
    if isinstance(no, aiosmtplib.SMTPResponseException):
        return f"the mail server did not take a mail to staff ({no.code})"
    return f"the mail server does not answer ({type(no).__name__})"
