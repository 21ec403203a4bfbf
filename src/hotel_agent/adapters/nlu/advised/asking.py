"""Asking over HTTP: one post, an answer of bounded size in JSON, and every trouble told as one of ours."""

import json
from collections.abc import Mapping

import httpx

from hotel_agent.adapters.nlu.advised.advice import Unreadable
from hotel_agent.domain.errors import Unavailable

MOST_BYTES = 65_536
"""What is longer is no answer to what was asked."""


async def asked(
    http: httpx.AsyncClient, url: str, body: object, *, headers: Mapping[str, str], params: Mapping[str, str]
) -> object:
    """What is answered, as JSON. Raises Unavailable where there is no answer, Unreadable where it is no JSON."""
    content = b""
    try:
        async with http.stream(
            "POST", url, json=body, params=params, headers={"accept-encoding": "identity", **headers}
        ) as answer:
            if not answer.is_success:
                raise Unavailable(f"HTTP {answer.status_code}{_advice_on(answer.status_code)}")
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise Unreadable(f"the answer is longer than {MOST_BYTES} bytes")
    except httpx.HTTPError as cause:
        raise Unavailable(type(cause).__name__) from cause
    except httpx.InvalidURL as cause:
        raise Unavailable("its address is none; look at the configuration") from cause
    return parsed(content)


def parsed(content: bytes | str) -> object:
    """This as JSON. Raises Unreadable."""
    try:
        found: object = json.loads(content)
    except (ValueError, RecursionError) as cause:
        raise Unreadable("no JSON, or cut short") from cause
    return found


def _advice_on(status: int) -> str:
    """What whoever keeps the house may do about it."""
    if status in {401, 403}:
        return "; its key is missing, wrong or not enough"
    if status in {400, 404, 422}:
        return "; look at its address and at the name of the model"
    return ""
