"""Every error as a problem (RFC 9457): what was wrong, what to do, and the name under which it stands in the log."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from loguru import logger

from hotel_agent.domain.errors import OutcomeUnknown, Unavailable, failure_facts
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.http.operations import PROBLEM_TYPE, SILENT, TOO_LARGE

_OUR_FAULT = 500
_SILENCE = 503
_WAIT = {"retry-after": "5"}
TOO_DEEP = "The body is nested too deeply; expected what the description shows"
UNSURE = "What this needs fell silent while it was being done; look whether it was before you ask again"


def problem(request: Request[Any, Any, State], error: Exception) -> Response[dict[str, object]]:
    """The answer to an error. Of our own faults it says nothing but a name to ask for; the rest stands in the log."""
    status, detail = _OUR_FAULT, "Internal server error"
    headers = error.headers if isinstance(error, HTTPException) else None
    if isinstance(error, HTTPException):
        status = error.status_code
        detail = error.detail if status < _OUR_FAULT or status == _SILENCE else HTTPStatus(status).phrase
        if isinstance(error, RequestEntityTooLarge):
            detail = TOO_LARGE
    elif isinstance(error, Unavailable):
        status, detail = _SILENCE, UNSURE if isinstance(error, OutcomeUnknown) else SILENT
        logger.warning("a request found the world silent", **failure_facts(error))
    elif isinstance(error, RecursionError):
        # Only what is sent to us goes so deep: neither it nor what it goes through has an end of its own.
        status, detail = 400, TOO_DEEP
        logger.warning("a request is nested too deeply", **failure_facts(error))
    else:
        logger.opt(exception=error).error("a request failed")
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "correlation_id": request.scope["state"].get("correlation_id", ""),
    }
    if wrong := _wrong_values(error):
        told |= {"detail": "Some values are not as expected", "errors": wrong}
    if status == _SILENCE:
        headers = {**_WAIT, **(headers or {})}
    return Response(told, status_code=status, headers=headers, media_type=PROBLEM_TYPE)


def refused(
    refusal: Refusal,
    statuses: Mapping[Reason, int],
    words: Mapping[int, str],
    *,
    headers: dict[str, str] | None = None,
) -> HTTPException:
    """The error that tells this refusal: in its own words, or in those of its status."""
    status = statuses[refusal.reason]
    return HTTPException(detail=refusal.detail or words[status], status_code=status, headers=headers)


def _wrong_values(error: Exception) -> list[dict[str, object]]:
    """The values that were not as expected: where each stood, and what was expected."""
    found = error.extra if isinstance(error, HTTPException) and error.status_code < _OUR_FAULT else None
    wrong = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [{"key": each.get("key", ""), "expected": each.get("message", "")} for each in wrong]
