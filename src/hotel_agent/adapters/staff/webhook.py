"""Staff told through a programme of their own: a signed post, as the Standard Webhooks specification has it.

Headers: `webhook-id` (the same however often it is posted), `webhook-timestamp` (seconds, when it was posted),
`webhook-signature` (`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`). A secret that begins with `whsec_`
is the base64 of the key; any other is the key itself.
"""

import base64
import binascii
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from attrs import frozen

from hotel_agent.adapters.staff.options import WebhookOptions, read_options
from hotel_agent.domain.errors import BadConfig, OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.staff import Notice

_IN_BASE64 = "whsec_"
_NOT_THERE = frozenset({404, 410})
_REFUSES, _FAILS = 400, 500
_REMEDY = "See that the programme runs, can be reached from here, and takes posts at just this address."


@frozen
class PostToStaff:
    """Posts one notice to one address. Anything but 2xx is a no for now; where it is sent on to is not followed."""

    options: WebhookOptions
    http: httpx.AsyncClient
    clock: Clock

    async def tell(self, notice: Notice, *, key: EffectKey) -> None:
        """Post it. Raises Unavailable, OutcomeUnknown."""
        body = json.dumps(_told(notice, key), ensure_ascii=False).encode()
        timestamp = str(int(self.clock.now().timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "webhook-id": key,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{sign(self.options.secret, key, timestamp, body)}",
        }
        try:
            answer = await self.http.post(self.options.url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL) as silence:
            raise Unavailable(f"the programme of staff cannot be reached ({type(silence).__name__})") from silence
        except httpx.HTTPError as silence:
            raise OutcomeUnknown(f"the programme of staff fell silent ({type(silence).__name__})") from silence
        if not answer.is_success:
            raise Unavailable(f"the programme of staff answered with HTTP {answer.status_code}")

    async def diagnose(self) -> AsyncIterator[Finding]:
        """See whether anybody answers at the address. Nothing is posted, so its secret is not tried."""
        try:
            status = (await self.http.head(self.options.url)).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as silence:
            yield Finding("post", Verdict.BROKEN, f"nobody answers there ({type(silence).__name__})", _REMEDY)
            return
        seen = f"its server answers (HTTP {status}); the secret is tried with the first notice"
        strange = status in _NOT_THERE or status >= _FAILS or 300 <= status < _REFUSES
        yield Finding("post", Verdict.WARNING if strange else Verdict.WELL, seen, _REMEDY if strange else "")


def sign(secret: str, name: str, timestamp: str, body: bytes) -> str:
    """The seal of a post: base64 of HMAC-SHA256. Raises ValueError for a secret that claims to be base64 and is not."""
    seal = hmac.digest(_key(secret), f"{name}.{timestamp}.".encode() + body, "sha256")
    return base64.b64encode(seal).decode()


def open_webhook(options: Mapping[str, object], *, clock: Clock) -> AbstractAsyncContextManager[PostToStaff]:
    """Staff behind a web address. Raises BadConfig."""
    read = read_options(WebhookOptions, options)
    try:
        _key(read.secret)
    except ValueError as cause:
        raise BadConfig(f"secret: expected base64 behind {_IN_BASE64}") from cause
    return _opened(read, clock)


@asynccontextmanager
async def _opened(options: WebhookOptions, clock: Clock) -> AsyncIterator[PostToStaff]:
    async with httpx.AsyncClient(timeout=options.timeout_seconds) as http:
        yield PostToStaff(options, http, clock)


def _key(secret: str) -> bytes:
    if not secret.startswith(_IN_BASE64):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_IN_BASE64), validate=True)
    except binascii.Error as cause:
        raise ValueError("not base64") from cause


def _told(notice: Notice, key: EffectKey) -> dict[str, object]:
    return {
        "type": "staff.wanted",
        "id": key,
        "timestamp": notice.at.isoformat(),
        "data": {
            "tenant": notice.tenant,
            "property": notice.property_id,
            "hotel": notice.hotel,
            "conversation": notice.conversation,
            "reason": notice.reason,
            "title": notice.title,
            "lines": notice.lines,
            "language": notice.language,
            "urgent": notice.urgent,
        },
    }
