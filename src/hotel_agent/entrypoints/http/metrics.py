"""Where Prometheus reads what was counted."""

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hotel_agent.entrypoints.http.given import GivenRegistry
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import anybody


@get(
    "/metrics",
    summary="What is counted, for Prometheus",
    tags=["health"],
    opt=anybody("the proxy lets only the monitoring in; no label holds anything of a guest"),
    operation_class=written(
        answers={
            200: Shown(
                about="All series of this process",
                example='message_normalized_total{canal="whatsapp",tenant_id="miramar"} 42.0\n',
                media_type="text/plain",
            )
        }
    ),
)
async def metrics(registry: GivenRegistry) -> Response[bytes]:
    """All series of this process in Prometheus' text format. No label holds anything of a guest.

    Whoever can reach this address can read them: in production the proxy before it lets only the monitoring in.
    """
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})
