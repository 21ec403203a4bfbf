"""Sending one mail over SMTP, and what became of it: taken, refused, not sent, or nobody knows (contract, 7)."""

import ssl
from datetime import datetime

import aiosmtplib
from loguru import logger

from hotel_agent.adapters.channels.email.faults import LoginRefused, QuotaSpent, Resting
from hotel_agent.adapters.channels.email.options import Mailbox, is_here
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.clock import Clock

_TLS_PORT = 465
_LOGIN_REFUSED = frozenset({454, 530, 534, 535})
_QUOTA = ("5.4.5", "daily user sending limit", "sending quota", "limit exceeded")


class Submission:
    """The way out of one mailbox. A server that wants to be left alone is left alone."""

    def __init__(self, mailbox: Mailbox, *, timeout: float, clock: Clock) -> None:
        self._mailbox = mailbox
        self._timeout = timeout
        self._clock = clock
        self._rests_until: datetime | None = None

    async def send(self, to: str, raw: bytes) -> Refusal | None:
        """Hand over a mail. None: it was taken; UNDELIVERABLE where the server says no for good.

        Raises Unavailable when nothing was sent, and OutcomeUnknown when the server fell silent with the mail in hand.
        """
        if self._rests_until is not None and self._clock.now() < self._rests_until:
            raise Unavailable("the mail server is left alone for a while")
        client = self._client()
        try:
            try:
                await self._enter(client)
                await client.mail(self._mailbox.address)
                await client.rcpt(to)
            except aiosmtplib.SMTPException as no:
                return self._before(no)
            except OSError as cause:
                raise Unavailable(_silent(cause)) from cause
            try:
                await client.data(raw)
            except aiosmtplib.SMTPResponseException as no:
                return self._before(no)
            except (aiosmtplib.SMTPException, OSError) as cause:
                raise OutcomeUnknown("the mail server fell silent with a mail in hand") from cause
            return None
        except Resting as resting:
            self._rests_until = self._clock.now() + resting.rest
            logger.critical("a mailbox cannot send", cause=str(resting), until=self._rests_until)
            raise
        finally:
            # Nobody waits for good-byes: the server has answered, or never will.
            client.close()

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
        await client.login(self._mailbox.login_name, self._mailbox.password)

    def _before(self, no: aiosmtplib.SMTPException) -> Refusal:
        """What an answer of the server means: nothing was sent. Its words may name the guest, and are not repeated."""
        if not isinstance(no, aiosmtplib.SMTPResponseException):
            raise Unavailable(_silent(no)) from no
        said = str(no.message).lower()
        if isinstance(no, aiosmtplib.SMTPAuthenticationError) or no.code in _LOGIN_REFUSED:
            raise LoginRefused("the mail server refused the login") from no
        if any(each in said for each in _QUOTA):
            raise QuotaSpent("the account has sent all it may for now") from no
        if no.code < 500:
            raise Unavailable(f"the mail server asks for later ({no.code})") from no
        return Refusal(Reason.UNDELIVERABLE, detail=f"the mail server refused it ({no.code})")


def _silent(cause: BaseException) -> str:
    return f"the mail server does not answer ({type(cause).__name__})"
