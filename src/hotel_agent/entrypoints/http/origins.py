"""On which pages a web chat may stand: a browser says where its page is from, and each chat knows where it belongs."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.config.cors import CORSConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import PermissionDeniedException

from hotel_agent.domain.tenants.directory import Directory

ELSEWHERE = "This chat may not stand on this page; add the page's origin to its `origins` in the tenants file"
_LATER = 600
"""Seconds for which a browser need not ask again whether a page may post."""
_PORTS = {"http": 80, "https": 443}


@dataclass
class Sharing(CORSConfig):
    """What browsers are told of the pages of all hotels, as the directory has them at the moment they ask."""

    directory: Directory = field(kw_only=True)

    def is_origin_allowed(self, origin: str) -> bool:
        """Whether a page from there may ask at all."""
        return any(origin in door.origins for tenant in self.directory.tenants for door in tenant.accounts)


def sharing(directory: Directory) -> CORSConfig:
    """What browsers are told: the pages of all hotels.

    It lets a page ask; whether this page may have this chat is looked at with each request (`check_page`).
    """
    return Sharing(
        directory=directory,
        allow_origins=[],
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type", "last-event-id"],
        expose_headers=["retry-after", "x-correlation-id", "x-challenge", "x-challenge-bits"],
        max_age=_LATER,
    )


def check_page(request: Request[Any, Any, State], origins: Collection[str]) -> None:
    """Raise the problem of a page on which this chat may not stand. Who says nothing of a page is no browser."""
    origin = request.headers.get("origin")
    if origin is None or origin in origins or _is_ours(origin, request.headers.get("host", "")):
        return
    raise PermissionDeniedException(ELSEWHERE)


def check_own_page(request: Request[Any, Any, State] | ASGIConnection[Any, Any, Any, Any], words: str) -> None:
    """Raise the problem of a page of another site. Who says nothing of a page is no browser, or one of long ago."""
    origin = request.headers.get("origin")
    if origin is not None and not _is_ours(origin, request.headers.get("host", "")):
        raise PermissionDeniedException(words)


def _is_ours(origin: str, host: str) -> bool:
    """Whether a page is from where the request went. Behind a proxy we do not know the scheme, so it is not asked."""
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"{parts.scheme}://{host}")
        usual = _PORTS.get(parts.scheme)
        same_port = (parts.port or usual) == (asked.port or usual)
    except ValueError:
        return False
    return bool(parts.hostname) and parts.hostname == asked.hostname and same_port
