"""The version somebody saw a thing at: told in `ETag`, sent back in `If-Match` (RFC 9110, 8.8.3 and 13.1.1)."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import ClientException

ETAG = "etag"
NO_VERSION = 'expected in If-Match the ETag under which it was read, such as "3"'
_LONGEST = 9
"""Digits: nothing here is changed a thousand million times."""


def etag_of(version: int) -> dict[str, str]:
    """The header of an answer that shows something at this version."""
    return {ETAG: f'"{version}"'}


def version_of(request: Request[Any, Any, State]) -> int | None:
    """The version whoever asks knows, of `If-Match`; None where none is named."""
    return version_in(request.headers.get("if-match", ""))


def version_in(told: str) -> int | None:
    """The version named in such a header; None where none is, or any will do. Raises the problem of anything else."""
    named = told.strip()
    if named in {"", "*"}:
        return None
    number = named.removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > _LONGEST:
        raise ClientException(NO_VERSION)
    return int(number)
