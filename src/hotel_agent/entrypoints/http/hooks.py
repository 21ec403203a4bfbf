"""The doors at which Meta posts what guests wrote: proof first, then stored, then 200. Nothing is answered in here."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import PathParameter, QueryParameter
from loguru import logger

from hotel_agent.application.receive import Received
from hotel_agent.config import WhatsAppApp
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.http.given import GivenConfig, GivenDesk
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.problems import refused
from hotel_agent.entrypoints.http.rules import anybody
from hotel_agent.ports.channel import Credentials, RawRequest, SupportsHandshake

LARGEST_POST = 4 * 1024 * 1024
"""Bytes: Meta's posts go up to about three million (WhatsApp contract, 2.2)."""

_CHANNEL = "whatsapp"
_STATUSES = {Reason.BAD_SIGNATURE: 401, Reason.NOT_ALLOWED: 403}
_PATHS = ["/webhooks/whatsapp", "/webhooks/whatsapp/{app:str}"]
_REFUSED = {
    401: "The signature is missing or wrong; nothing was stored",
    403: "The verify token is not the one of this app",
}
AppName = Annotated[str, PathParameter(description="The app's id in the tenants file, where there are several")]
_NOBODYS = WhatsAppApp()
"""An app nobody named here: nothing proves that it is one, and nobody learns which are named."""


@get(
    _PATHS,
    media_type="text/plain",
    tags=["webhooks"],
    opt=anybody("Meta proves itself by the app's verify token"),
    summary="Meta asks whether this address is ours",
    operation_class=written(
        answers={200: Shown(about="The challenge, as it came", example="1158201444", media_type="text/plain")},
        problems={403: _REFUSED[403]},
    ),
)
async def shake_hands(  # noqa: PLR0917 - what Meta asks, and of whom
    desk: GivenDesk,
    config: GivenConfig,
    mode: Annotated[str, QueryParameter(name="hub.mode", description="Always `subscribe`")] = "",
    verify_token: Annotated[str, QueryParameter(name="hub.verify_token", description="The app's verify token")] = "",
    challenge: Annotated[str, QueryParameter(name="hub.challenge", description="What to answer")] = "",
    app: AppName = "",
) -> str:
    """The handshake, when the address or the verify token is entered in the app's dashboard at Meta.

    The challenge is answered as plain text, and only to whoever knows the verify token of this app.
    """
    door = config.whatsapp_app(app) or _NOBODYS
    channel: object = desk.channels.get(_CHANNEL)
    asked = {"hub.mode": mode, "hub.verify_token": verify_token, "hub.challenge": challenge}
    answer: str | Refusal = Refusal(Reason.NOT_ALLOWED)
    if isinstance(channel, SupportsHandshake):
        answer = channel.handshake(asked, door.verify_token)
    if isinstance(answer, Refusal):
        logger.warning("a handshake was refused", app=door.name)
        raise refused(answer, _STATUSES, _REFUSED)
    return answer


@post(
    _PATHS,
    status_code=200,
    request_max_body_size=LARGEST_POST,
    tags=["webhooks"],
    opt=anybody("Meta signs what it posts"),
    summary="Meta posts what happened",
    operation_class=written(
        takes=Shown(
            about="An envelope of WhatsApp's Cloud API, signed over its bytes in `X-Hub-Signature-256`",
            example={
                "object": "whatsapp_business_account",
                "entry": [
                    {
                        "id": "900000000000001",
                        "changes": [
                            {
                                "field": "messages",
                                "value": {
                                    "messaging_product": "whatsapp",
                                    "metadata": {"phone_number_id": "800000000000001"},
                                    "messages": [
                                        {
                                            "from": "447700900101",
                                            "id": "wamid.FAKE",
                                            "timestamp": "1795000000",
                                            "type": "text",
                                            "text": {"body": "A double room from Friday to Sunday, please"},
                                        }
                                    ],
                                },
                            }
                        ],
                    }
                ],
            },
        ),
        answers={200: Shown(about="Stored, whatever was inside", example={"status": "ok"})},
        problems={
            401: _REFUSED[401],
            413: "More than 4 MB; it was not read",
            503: "It could not be stored; please send it again",
        },
    ),
)
async def take_post(
    request: Request[Any, Any, State],
    desk: GivenDesk,
    config: GivenConfig,
    app: AppName = "",
) -> Response[dict[str, str]]:
    """Everything that happens on WhatsApp: messages, presses, delivery reports. Sending again does no harm.

    The signature is checked over the bytes before anything is read. A signed post is stored and answered with 200
    whatever it says: what cannot be understood is kept aside. The guest's answer goes out later, on its own way.
    """
    door = config.whatsapp_app(app) or _NOBODYS
    raw = RawRequest(body=await request.body(), headers=dict(request.headers), received_at=desk.clock.now())
    credentials = Credentials(
        secrets=door.secrets(raw.received_at), accounts=desk.numbers.get(door.name, door.accounts), app=door.name
    )
    received: Received | Refusal = Refusal(Reason.BAD_SIGNATURE)
    if _CHANNEL in desk.channels:
        received = await desk.receive(_CHANNEL, raw, credentials)
    if isinstance(received, Refusal):
        logger.warning("a post was refused", app=door.name, reason=received.reason.value, size=len(raw.body))
        raise refused(received, _STATUSES, _REFUSED)
    return Response({"status": "ok"})
