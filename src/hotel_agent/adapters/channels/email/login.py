"""How a mailbox shows who it is: by its password, or by a token that is fetched anew (XOAUTH2; contract, 1)."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from attrs import field, frozen

from hotel_agent.adapters.channels.email.faults import LoginRefused
from hotel_agent.adapters.channels.email.options import Mailbox
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

_MARGIN = timedelta(minutes=1)
"""A token is not used in its last minute."""
_REFUSED = frozenset({400, 401, 403})


@frozen
class Password:
    """What is said with the login."""

    secret: str = field(repr=False)


@frozen
class AccessToken:
    """What is shown in its place, for about an hour."""

    secret: str = field(repr=False)


class Login(Protocol):
    """What a mailbox logs in with."""

    async def key(self) -> Password | AccessToken:
        """What opens it now. Raises LoginRefused where none is given any more, Unavailable where nobody answers."""
        ...

    def forget(self) -> None:
        """What was given last did not open it: the next one is new."""
        ...


@frozen
class ByPassword:
    """The same one, always."""

    _password: str = field(repr=False)

    async def key(self) -> Password:
        """The password."""
        return Password(self._password)

    def forget(self) -> None:
        """There is no other."""


class ByToken:
    """Tokens, each for its time, fetched with the refresh token of the mailbox."""

    def __init__(self, mailbox: Mailbox, *, clock: Clock, timeout: float) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._timeout = timeout
        self._kept: AccessToken | None = None
        self._until: datetime | None = None
        self._fetching = asyncio.Lock()

    async def key(self) -> AccessToken:
        """The token that holds now; two who want one at once are given the same."""
        async with self._fetching:
            now = self._clock.now()
            if self._kept is None or self._until is None or now >= self._until:
                self._kept, lasts = await self._fetch()
                self._until = now + lasts - _MARGIN
            return self._kept

    def forget(self) -> None:
        """Fetch another one the next time."""
        self._kept = None

    async def _fetch(self) -> tuple[AccessToken, timedelta]:
        asked = {
            "grant_type": "refresh_token",
            "refresh_token": self._mailbox.refresh_token,
            "client_id": self._mailbox.client_id,
            "client_secret": self._mailbox.client_secret,
        }
        try:
            async with httpx.AsyncClient(timeout=self._timeout) as web:
                answer = await web.post(self._mailbox.token_url, data=asked)
            if answer.status_code in _REFUSED:
                raise LoginRefused("no token is given for this mailbox any more; its owner has to agree anew")
            answer.raise_for_status()
            told = answer.json()
            return AccessToken(str(told["access_token"])), timedelta(seconds=float(told.get("expires_in", 3600)))
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as cause:
            raise Unavailable(f"no token could be fetched ({type(cause).__name__})") from cause


def login_of(mailbox: Mailbox, *, clock: Clock, timeout: float) -> Login:
    """How this mailbox logs in: with tokens where it has a refresh token."""
    if mailbox.refresh_token:
        return ByToken(mailbox, clock=clock, timeout=timeout)
    return ByPassword(mailbox.password)
