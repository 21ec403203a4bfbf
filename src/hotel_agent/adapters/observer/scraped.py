"""What a Prometheus server scraped of our series, read back over its HTTP API.

Increases are counted here, from raw samples, and not by its `increase()`: that one guesses fractions at the edges of a
window, and takes the first sample of a new series for its beginning, so that the first errors of a version would be
nobody's. Source: https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import inf
from typing import Any, TypedDict

import httpx
from attrs import frozen

from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.ports.measures import NO_DURATIONS, Durations, Observed, Share, Window

_LOOK_BACK = timedelta(minutes=5)
"""For so long Prometheus holds on to a series that is silent."""
_ASKED_BY_SUPERVISORS = ("/health", "/metrics")
_IN_VAIN = frozenset({"retried", "given_up"})
_NOT_DECIDED = "ignored"


class _Series(TypedDict):
    metric: dict[str, str]
    values: list[tuple[float, str]]


@frozen
class ScrapedSeries:
    """A Prometheus server, asked over this client, whose base is the server's address."""

    web: httpx.AsyncClient

    async def observed(self, window: Window) -> Observed:
        """What was counted in this window. Raises Unavailable where nobody answers, BadConfig where it is refused."""
        now = await self._now()
        begin = now - (window.over + window.ended_ago).total_seconds()
        born = _first_seen(await self._samples("up", window))

        async def grown(name: str) -> Sequence[tuple[Mapping[str, str], int]]:
            series = await self._samples(name, window)
            return [(each["metric"], round(_increase(each, begin, born))) for each in series]

        turns = await grown("orchestrator_messages_total")
        answers = [each for each in await grown("http_requests_total") if not _is_supervisors(each[0])]
        commands = await grown("commands_total")
        books = [each for each in commands if each[0].get("kind") == "book"]
        handovers = sum(count for _, count in await grown("orchestrator_escalations_total"))
        return Observed(
            turns=_durations(await grown("orchestrator_latency_seconds_bucket")),
            errors=_share(
                answers, "status_code", [label for label in _values(answers, "status_code") if label >= "500"]
            ),
            failed_commands=_share(commands, "outcome", _IN_VAIN),
            handovers=Share(handovers, sum(count for _, count in turns)),
            reservations=_share(books, "outcome", ["done"]),
        )

    async def _now(self) -> float:
        at, _ = await self._asked("time()")
        return float(at)

    async def _samples(self, name: str, window: Window) -> Sequence[_Series]:
        seconds = int((window.over + _LOOK_BACK).total_seconds())
        ago = int(window.ended_ago.total_seconds())
        query = f"{name}{{{selector(window.labels)}}}[{seconds}s]" + (f" offset {ago}s" if ago else "")
        found: Sequence[_Series] = await self._asked(query)
        return found

    async def _asked(self, query: str) -> Any:
        """Its answer, of the shape that the kind of the query has."""
        try:
            answer = await self.web.get("/api/v1/query", params={"query": query})
            told = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as cause:
            raise Unavailable(f"no Prometheus answers at {self.web.base_url}") from cause
        if not isinstance(told, dict) or told.get("status") != "success":
            words = told.get("error", answer.text[:200]) if isinstance(told, dict) else answer.text[:200]
            if answer.status_code == httpx.codes.BAD_REQUEST:
                raise BadConfig(f"Prometheus refuses {query}: {words}")
            raise Unavailable(f"Prometheus at {self.web.base_url} does not answer: {words}")
        return told["data"]["result"]


def selector(labels: Mapping[str, str]) -> str:
    """These labels as Prometheus writes them."""
    escaped = {name: text.replace("\\", "\\\\").replace('"', '\\"') for name, text in labels.items()}
    return ", ".join(f'{name}="{text}"' for name, text in escaped.items())


def _increase(series: _Series, begin: float, born: Mapping[tuple[str, str], float]) -> float:
    """How much a counter grew since `begin`, over restarts too.

    It began at nothing where its instance was scraped before it was there; otherwise nobody knows what was before the
    first sample, and that one is where it began.
    """
    samples = [(float(at), float(value)) for at, value in series["values"]]
    before = [value for at, value in samples if at <= begin]
    inside = [value for at, value in samples if at > begin]
    if not inside:
        return 0.0
    is_new = born.get(_instance(series), inf) < samples[0][0]
    last = before[-1] if before else 0.0 if is_new else inside[0]
    total = 0.0
    for value in inside:
        total += value - last if value >= last else value
        last = value
    return total


def _first_seen(ups: Iterable[_Series]) -> dict[tuple[str, str], float]:
    return {_instance(each): float(each["values"][0][0]) for each in ups}


def _instance(series: _Series) -> tuple[str, str]:
    return series["metric"].get("job", ""), series["metric"].get("instance", "")


def _is_supervisors(labels: Mapping[str, str]) -> bool:
    return labels.get("endpoint", "").startswith(_ASKED_BY_SUPERVISORS)


def _values(counted: Iterable[tuple[Mapping[str, str], int]], label: str) -> set[str]:
    return {labels.get(label, "") for labels, _ in counted}


def _share(counted: Sequence[tuple[Mapping[str, str], int]], label: str, parts: Iterable[str]) -> Share:
    meant = set(parts)
    part = sum(count for labels, count in counted if labels.get(label, "") in meant)
    return Share(part, sum(count for _, count in counted))


def _durations(counted: Iterable[tuple[Mapping[str, str], int]]) -> Durations:
    """The buckets of all turns that were decided, each without those before it."""
    up_to: defaultdict[float, int] = defaultdict(int)
    for labels, count in counted:
        if labels.get("status") != _NOT_DECIDED:
            up_to[float(labels.get("le", "inf"))] += count
    if not up_to:
        return NO_DURATIONS
    edges = sorted(up_to)
    sums = [up_to[edge] for edge in edges]
    counts = [max(0, upper - lower) for lower, upper in zip([0, *sums], sums, strict=False)]
    return Durations(tuple(edges), tuple(counts))
