"""Where Prometheus reads what was counted."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import PermissionDeniedException
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from hotel_agent.entrypoints.http.given import GivenConfig, GivenCrewCounts, GivenGauges, GivenRegistry
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import anybody

CrewCounts = Callable[[], Awaitable[Sequence[tuple[str, str]]]]
"""The name and the exposition of each worker beside this process that answers now."""
FROM_ELSEWHERE = "Figures are not shown to this address; METRICS_ALLOWED_IPS names those they are shown to"


@get(
    "/metrics",
    summary="What is counted, for Prometheus",
    tags=["health"],
    opt=anybody("only the addresses in METRICS_ALLOWED_IPS read it; no label holds anything of a guest"),
    operation_class=written(
        answers={
            200: Shown(
                about="All series of this process and of the workers it began",
                example='message_normalized_total{canal="whatsapp",tenant_id="miramar"} 42.0\n',
                media_type="text/plain",
            )
        },
        problems={403: FROM_ELSEWHERE},
    ),
)
async def metrics(
    request: Request[None, None, State],
    config: GivenConfig,
    registry: GivenRegistry,
    gauges: GivenGauges,
    crew_counts: GivenCrewCounts,
) -> Response[bytes]:
    """All series in Prometheus' text format; those of a worker this service began bear its number as `worker`.

    Shown to the addresses in METRICS_ALLOWED_IPS, otherwise to this machine only. Behind a proxy that is believed
    (FORWARDED_ALLOW_IPS), it is the address the proxy names that counts.
    """
    if not is_allowed(request.client.host if request.client else "", config.metrics_allowed):
        raise PermissionDeniedException(FROM_ELSEWHERE)
    await gauges.look()
    return Response(
        generate_latest(Together(registry, await crew_counts())), headers={"content-type": CONTENT_TYPE_LATEST}
    )


def is_allowed(host: str, allowed: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether figures are shown to this address. What is no address is nobody's."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if address.version == 6 else None
    return any((mapped or address) in network for network in allowed)


class Together(Collector):
    """The series of this process, and those of others with their name as the label `worker`: they add up."""

    def __init__(self, own: CollectorRegistry, others: Sequence[tuple[str, str]]) -> None:
        self._own = own
        self._others = others

    def collect(self) -> Iterator[Metric]:
        """Each family once, as the format demands."""
        families: dict[str, Metric] = {}
        for family in self._own.collect():
            families[family.name] = kept = Metric(family.name, family.documentation, family.type)
            kept.samples = list(family.samples)
        for name, text in self._others:
            for family in text_string_to_metric_families(text):
                there = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                there.samples += [_named(sample, name) for sample in family.samples]
        return iter(families.values())


def _named(sample: Sample, worker: str) -> Sample:
    return sample._replace(labels={**sample.labels, "worker": worker})
