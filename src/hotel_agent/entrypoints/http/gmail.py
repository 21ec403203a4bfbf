"""The door at which Google tells that mail came: it wakes whoever reads the mailbox, and takes nothing else in."""

from typing import Any

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from loguru import logger

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.refusals import Reason
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.problems import refused
from hotel_agent.entrypoints.http.rules import anybody
from hotel_agent.ports.channel import RawRequest

_STATUSES = {Reason.BAD_SIGNATURE: 401, Reason.NOT_ALLOWED: 401, Reason.BAD_REQUEST: 400}
_REFUSED = {
    400: "Expected a push of Gmail's, with the mailbox it tells of",
    401: "The token is missing, or not one of Google's for this installation",
    503: "Whether the token is Google's cannot be told at the moment; push again",
}


@post(
    "/webhooks/gmail",
    status_code=200,
    tags=["webhooks"],
    opt=anybody("Google proves itself by its token"),
    summary="Google tells that mail came",
    operation_class=written(
        takes=Shown(
            about="A push of Google's Pub/Sub, with a token of Google's in `Authorization`",
            example={
                "message": {
                    "data": "eyJlbWFpbEFkZHJlc3MiOiAiZGVza0Bob3RlbC5leGFtcGxlIiwgImhpc3RvcnlJZCI6ICIxIn0=",
                    "messageId": "1",
                },
                "subscription": "projects/hotel/subscriptions/mail",
            },
        ),
        answers={200: Shown(about="Whoever reads the mailbox looks soon", example={"status": "ok"})},
        problems=_REFUSED,
    ),
)
async def take_push(request: Request[Any, Any, State], desk: GivenDesk) -> Response[dict[str, str]]:
    """A push of Gmail's, under a subscription with authentication. Sending again does no harm.

    It says that something came, not what: mail itself is read from the mailbox only, and also without a push.
    """
    raw = RawRequest(body=await request.body(), headers=dict(request.headers), received_at=desk.clock.now())
    try:
        no = await desk.knock("email", raw)
    except Unavailable as silence:
        raise HTTPException(detail=_REFUSED[503], status_code=503) from silence
    if no is not None:
        logger.warning("a push was refused", reason=no.reason.value, size=len(raw.body))
        raise refused(no, _STATUSES, _REFUSED)
    return Response({"status": "ok"})
