"""What a page says of its visitor as a chat is opened: read, bounded and checked. Nobody vouches for it."""

import json
import re
from urllib.parse import urlsplit

from litestar.exceptions import HTTPException

from hotel_agent.ports.chat import CameFrom

LONGEST_PAGE = 500
LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
VISITOR = r"^[A-Za-z0-9._:-]{1,64}$"

_LOCALE, _VISITOR, _PAGE = re.compile(LOCALE), re.compile(VISITOR), re.compile(r"[!-~]+")
_EXPECTED = "a JSON object in which locale, page and visitor may stand, or no body at all"
_LOCALE_EXPECTED = "locale: a language as es or pt-BR"
_PAGE_EXPECTED = f"page: a web address of at most {LONGEST_PAGE} signs that begins with https:// or http://"
_VISITOR_EXPECTED = "visitor: 1 to 64 letters, digits, '.', '_', ':' or '-'"


def came_from(body: bytes) -> CameFrom:
    """What this body says of the visitor. Raises the problem of one that says it in another way than expected."""
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError) as cause:
        raise _not_as_expected(_EXPECTED) from cause
    if not isinstance(told, dict):
        raise _not_as_expected(_EXPECTED)
    locale, page, visitor = (told.get(name) or "" for name in ("locale", "page", "visitor"))
    if not isinstance(locale, str) or (locale and not _LOCALE.fullmatch(locale)):
        raise _not_as_expected(_LOCALE_EXPECTED)
    if not isinstance(visitor, str) or (visitor and not _VISITOR.fullmatch(visitor)):
        raise _not_as_expected(_VISITOR_EXPECTED)
    if not isinstance(page, str) or not _is_page(page := page.partition("#")[0]):
        raise _not_as_expected(_PAGE_EXPECTED)
    return CameFrom(locale=locale, page=page, visitor=visitor)


def _is_page(page: str) -> bool:
    if not page:
        return True
    if len(page) > LONGEST_PAGE or not _PAGE.fullmatch(page):
        return False
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and "@" not in parts.netloc


def _not_as_expected(what: str) -> HTTPException:
    return HTTPException(detail=f"expected {what}", status_code=400)
