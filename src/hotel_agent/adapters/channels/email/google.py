"""Whether it is Google that knocks: the token of a Pub/Sub push, signed with one of Google's keys."""

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import httpx
import jwt
from attrs import frozen
from jwt.exceptions import PyJWTError
from loguru import logger

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import RawRequest
from hotel_agent.ports.clock import Clock

_ISSUERS = frozenset({"accounts.google.com", "https://accounts.google.com"})
_KEPT = timedelta(hours=1)
"""Google shows new keys long before they are used."""
_SELDOM = timedelta(minutes=1)
"""A token under a key nobody knows lets the keys be fetched again, but not more often than this."""
_LEEWAY = timedelta(minutes=1)


@frozen
class _Keys:
    known: jwt.PyJWKSet
    fetched_at: datetime


class Google:
    """Reads Google's tokens. Its keys are fetched when they are needed, and kept for a while."""

    def __init__(self, *, audience: str, account: str, certificates: str, timeout: float, clock: Clock) -> None:
        self._audience = audience
        self._account = account.strip().lower()
        self._certificates = certificates
        self._timeout = timeout
        self._clock = clock
        self._keys: _Keys | None = None

    async def proves(self, request: RawRequest) -> bool:
        """Whether this request bears a token of Google's for us. Raises Unavailable while nobody can tell."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not (self._audience and self._account):
            return False
        try:
            name = str(jwt.get_unverified_header(token.strip()).get("kid", ""))
            key = await self._key(name)
            if key is None:
                return False
            # The time is the house's: what the token says of it is looked at below.
            told = jwt.decode(
                token.strip(),
                key,
                algorithms=["RS256"],
                audience=self._audience,
                options={
                    "require": ["exp", "iat", "aud", "iss"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (PyJWTError, ValueError, TypeError):
            return False
        meant = str(told.get("email", "")).lower() == self._account and told.get("email_verified") is True
        return told.get("iss") in _ISSUERS and meant and self._is_in_time(told)

    def _is_in_time(self, told: dict[str, object]) -> bool:
        now = self._clock.now()
        try:
            begun, ends = (datetime.fromtimestamp(float(str(told[name])), UTC) for name in ("iat", "exp"))
        except (ValueError, OverflowError, OSError):
            return False
        return begun - _LEEWAY <= now <= ends + _LEEWAY

    async def _key(self, name: str) -> jwt.PyJWK | None:
        now = self._clock.now()
        kept = _SELDOM if self._keys is not None and _named(self._keys, name) is None else _KEPT
        if self._keys is None or now - self._keys.fetched_at >= kept:
            self._keys = await self._fetch(now)
        return _named(self._keys, name)

    async def _fetch(self, now: datetime) -> _Keys:
        try:
            async with httpx.AsyncClient(timeout=self._timeout) as web:
                answer = await web.get(self._certificates)
                answer.raise_for_status()
                return _Keys(jwt.PyJWKSet.from_dict(answer.json()), now)
        except (httpx.HTTPError, PyJWTError, ValueError) as cause:
            logger.error("the keys of Google's tokens could not be fetched", error=type(cause).__name__)
            raise Unavailable("the keys of Google's tokens could not be fetched") from cause


def _named(keys: _Keys, name: str) -> jwt.PyJWK | None:
    return next((key for key in keys.known.keys if key.key_id == name), None)


def mailbox_told(body: bytes) -> str | Refusal:
    """The mailbox that a push tells of; BAD_REQUEST where it tells of none."""
    try:
        told = json.loads(b64decode(json.loads(body)["message"]["data"]))
        return str(told["emailAddress"]).strip().lower()
    except (ValueError, KeyError, TypeError, RecursionError):
        return Refusal(Reason.BAD_REQUEST, detail="expected a push of Gmail's, with the mailbox it tells of")
