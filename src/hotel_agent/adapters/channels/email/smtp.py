"""Sending one mail over SMTP, and what became of it: taken, refused, not sent, or nobody knows (contract, 7)."""

import re
import ssl
from datetime import datetime

import aiosmtplib
from attrs import frozen
from loguru import logger

from hotel_agent.adapters.channels.email.faults import LoginRefused, QuotaSpent, Resting
from hotel_agent.adapters.channels.email.login import AccessToken, Login
from hotel_agent.adapters.channels.email.options import Mailbox, is_here
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.clock import Clock

_TLS_PORT = 465
_LOGIN_REFUSED = frozenset({454, 530, 534, 535})
_NOBODY = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")
"""What of RFC 3463 says for good that no mail reaches an address."""
_QUOTA = ("5.4.5", "daily user sending limit", "sending quota", "limit exceeded")


@frozen
class Refused:
    """The server says no for good; and whether it says that nobody is at this address."""

    refusal: Refusal
    nobody_there: bool = False


class Submission:
    """The way out of one mailbox. A server that wants to be left alone is left alone."""

    def __init__(self, mailbox: Mailbox, login: Login, *, timeout: float, clock: Clock) -> None:
        self._mailbox = mailbox
        self._login = login
        self._timeout = timeout
        self._clock = clock
        self._rests_until: datetime | None = None
        self._tomorrow: datetime | None = None

    async def send(self, to: str, raw: bytes) -> Refused | None:
        """Hand over a mail. None: it was taken; otherwise the server says no for good.

        Raises Unavailable when nothing was sent, QuotaSpent when nothing more is sent today, and OutcomeUnknown when
        the server fell silent with the mail in hand.
        """
        now = self._clock.now()
        if self._tomorrow is not None and now < self._tomorrow:
            raise QuotaSpent(now)
        if self._rests_until is not None and now < self._rests_until:
            raise Unavailable("the mail server is left alone for a while")
        client = self._client()
        try:
            return await self._hand_over(client, to, raw)
        except QuotaSpent as spent:
            self._tomorrow = self._clock.now() + spent.wait
            logger.critical("a mailbox cannot send", cause=str(spent), until=self._tomorrow)
            raise
        except Resting as resting:
            self._rests_until = self._clock.now() + resting.rest
            logger.critical("a mailbox cannot send", cause=str(resting), until=self._rests_until)
            raise
        finally:
            # Nobody waits for good-byes: the server has answered, or never will.
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, to: str, raw: bytes) -> Refused | None:
        try:
            await self._enter(client)
            await client.mail(self._mailbox.address)
            await client.rcpt(to)
        except aiosmtplib.SMTPException as no:
            return Refused(self._before(no), nobody_there=_names_nobody(no))
        except OSError as cause:
            raise Unavailable(_silent(cause)) from cause
        try:
            await client.data(raw)
        except aiosmtplib.SMTPResponseException as no:
            return Refused(self._before(no), nobody_there=_names_nobody(no))
        except (aiosmtplib.SMTPException, OSError) as cause:
            raise OutcomeUnknown("the mail server fell silent with a mail in hand") from cause
        return None

    async def try_out(self) -> None:
        """Log in and leave. Raises Unavailable."""
        client = self._client()
        try:
            await self._enter(client)
        except aiosmtplib.SMTPException as no:
            self._before(no)
        except OSError as cause:
            raise Unavailable(_silent(cause)) from cause
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        host, port = self._mailbox.smtp_host, self._mailbox.smtp_port
        at_once = port == _TLS_PORT and not is_here(host)
        return aiosmtplib.SMTP(
            hostname=host,
            port=port,
            # The name of this machine is nobody's business, and finding it may take seconds.
            local_hostname=self._mailbox.address.rpartition("@")[2],
            timeout=self._timeout,
            use_tls=at_once,
            start_tls=not (at_once or is_here(host)),
            tls_context=None if is_here(host) else ssl.create_default_context(),
        )

    async def _enter(self, client: aiosmtplib.SMTP) -> None:
        await client.connect()
        key = await self._login.key()
        try:
            if isinstance(key, AccessToken):
                await client.auth_xoauth2(self._mailbox.login_name, key.secret)
            else:
                await client.login(self._mailbox.login_name, key.secret)
        except aiosmtplib.SMTPAuthenticationError:
            self._login.forget()
            raise

    def _before(self, no: aiosmtplib.SMTPException) -> Refusal:
        """What an answer of the server means: nothing was sent. Its words may name the guest, and are not repeated."""
        if not isinstance(no, aiosmtplib.SMTPResponseException):
            raise Unavailable(_silent(no)) from no
        said = str(no.message).lower()
        if isinstance(no, aiosmtplib.SMTPAuthenticationError) or no.code in _LOGIN_REFUSED:
            raise LoginRefused("the mail server refused the login") from no
        if any(each in said for each in _QUOTA):
            raise QuotaSpent(self._clock.now()) from no
        if no.code < 500:
            raise Unavailable(f"the mail server asks for later ({no.code})") from no
        return Refusal(Reason.UNDELIVERABLE, detail=f"the mail server refused it ({no.code})")


def _names_nobody(no: aiosmtplib.SMTPException) -> bool:
    """Whether a server says for good that there is no such address."""
    said = no.message if isinstance(no, aiosmtplib.SMTPResponseException) else ""
    return _NOBODY.search(str(said)) is not None


def _silent(cause: BaseException) -> str:
    return f"the mail server does not answer ({type(cause).__name__})"
