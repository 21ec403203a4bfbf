"""`hotel-agent canary-diff` before a stand-in for Prometheus' HTTP API: the shapes of its documentation, in process."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import observed_side_by_side
from hotel_agent.entrypoints.cli import main

NOW = 1_800_000_000.0
COMMAND = import_module("hotel_agent.entrypoints.cli.canary_diff")
STABLE, CANARY = "10.0.0.1:8000", "10.0.0.2:8000"
Values = list[tuple[float, float]]
Counted = tuple[str, dict[str, str], Values]


def grew(by: float, *, before: float = 100.0) -> Values:
    """A counter that stood at something before the last two minutes, and grew evenly within."""
    return [(NOW - 180, before), (NOW - 120, before), (NOW - 60, before + by / 2), (NOW, before + by)]


def instance(*, slow: int = 5, failed: int = 0, handovers: int = 4, lost: int = 0) -> Iterator[Counted]:
    """Hundred turns in two minutes, so many of them slow; what came of answers, commands and reservations."""
    turn = {"intent": "reserve", "status": "answered"}
    yield "orchestrator_messages_total", turn, grew(100)
    for edge, count in (("0.1", 100 - slow), ("0.5", 100), ("+Inf", 100)):
        yield "orchestrator_latency_seconds_bucket", {**turn, "le": edge}, grew(count)
    yield "orchestrator_latency_seconds_bucket", {**turn, "status": "ignored", "le": "+Inf"}, grew(900)
    yield "orchestrator_escalations_total", {"reason": "asked", "channel": "webchat"}, grew(handovers)
    http = {"method": "POST", "endpoint": "/webhooks/whatsapp"}
    yield "http_requests_total", {**http, "status_code": "200"}, grew(100 - failed)
    if failed:
        # Nobody failed before: the series was born in the window, with all its errors in the first sample.
        yield "http_requests_total", {**http, "status_code": "500"}, [(NOW - 30, failed), (NOW, failed)]
    yield "http_requests_total", {**http, "endpoint": "/health/ready", "status_code": "503"}, grew(500)
    yield "commands_total", {"kind": "say", "outcome": "done"}, grew(100)
    yield "commands_total", {"kind": "book", "outcome": "done"}, grew(20 - lost)
    yield "commands_total", {"kind": "book", "outcome": "refused"}, grew(lost)


class Prometheus:
    """Answers as `/api/v1/query` does: a matrix for a range, a scalar for `time()`."""

    def __init__(self, stable: Iterator[Counted], canary: Iterator[Counted]) -> None:
        up: Counted = ("up", {}, [(NOW - 300, 1.0), (NOW, 1.0)])
        self.series = {"stable": (STABLE, [up, *stable]), "canary": (CANARY, [up, *canary])}
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/v1/query"
        query = request.url.params["query"]
        self.asked.append(query)
        if query == "time()":
            return succeeded("scalar", [NOW, str(NOW)])
        told = re.fullmatch(r'(\w+)\{track="(\w+)"\}\[420s\]', query)
        if told is None:
            return httpx.Response(400, json={"status": "error", "errorType": "bad_data", "error": "parse error"})
        place, series = self.series[told[2]]
        target = {"job": "hotel", "instance": place}
        found = [
            {
                "metric": target | labels | {"__name__": name},
                "values": [[at, str(value)] for at, value in values],
            }
            for name, labels, values in series
            if name == told[1]
        ]
        return succeeded("matrix", found)


def succeeded(kind: str, result: object) -> httpx.Response:
    return httpx.Response(200, json={"status": "success", "data": {"resultType": kind, "result": result}})


@pytest.fixture
def diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, before this stand-in."""
    monkeypatch.chdir(tmp_path)

    def diffed(prometheus: Callable[[httpx.Request], httpx.Response], *arguments: str, **told: str) -> Result:
        through = partial(observed_side_by_side, transport=httpx.MockTransport(prometheus))
        monkeypatch.setattr(COMMAND, "observed_side_by_side", through)
        environ: dict[str, str | None] = {"WARMUP_SECONDS": "0", **told}
        return CliRunner(env=environ).invoke(main, ["canary-diff", "staging", "1.4.0", *arguments])

    return diffed


def report(at: str = ".playbook/canary_diff_report.json") -> dict[str, object]:
    shown: dict[str, object] = json.loads(Path(at).read_text())
    return shown


def test_a_canary_that_does_as_well_passes(diff: Callable[..., Result]) -> None:
    ended = diff(Prometheus(instance(), instance()))
    assert ended.exit_code == 0, ended.output
    shown = report()
    assert (shown["env"], shown["version"], shown["status"], shown["fail_reasons"]) == ("staging", "1.4.0", "PASS", [])
    assert shown["baseline"] == {
        "p95": 0.1,
        "error_rate": 0.0,
        "command_failure_rate": 0.0,
        "handover_rate": 0.04,
        "reservation_success": 1.0,
    }


@pytest.mark.parametrize(
    ("worse", "reason"),
    [
        ({"slow": 60}, "p95_delta_exceeded"),
        ({"failed": 40}, "error_rate_delta_exceeded"),
        ({"handovers": 40}, "handover_rate_delta_exceeded"),
        ({"lost": 15}, "reservation_success_delta_exceeded"),
    ],
)
def test_a_canary_that_does_worse_fails_with_the_reason(
    diff: Callable[..., Result], worse: dict[str, int], reason: str
) -> None:
    ended = diff(Prometheus(instance(), instance(**worse)))
    assert ended.exit_code == 2
    assert (report()["status"], report()["fail_reasons"]) == ("FAIL", [reason])


def test_errors_of_a_series_that_was_not_there_before_are_all_counted(diff: Callable[..., Result]) -> None:
    diff(Prometheus(instance(), instance(failed=40)))
    canary = report()["canary"]
    assert isinstance(canary, dict)
    assert canary["error_rate"] == 0.4


def test_a_version_that_starts_again_is_counted_from_nothing(diff: Callable[..., Result]) -> None:
    def restarted() -> Iterator[Counted]:
        for name, labels, values in instance():
            yield name, labels, [*values[:-1], (values[-1][0], values[-1][1] - values[-2][1])]

    assert diff(Prometheus(instance(), restarted())).exit_code == 0
    samples = report()["measures"]
    assert isinstance(samples, list)
    assert samples[0]["samples"] == {"baseline": 100, "canary": 100}


def test_no_data_is_a_failure(diff: Callable[..., Result]) -> None:
    ended = diff(Prometheus(instance(), iter(())))
    assert ended.exit_code == 2
    reasons = report()["fail_reasons"]
    assert isinstance(reasons, list)
    assert "p95_no_data" in reasons
    assert "error_rate_no_data" in reasons


def test_too_little_is_a_failure_and_may_be_left_out_openly(diff: Callable[..., Result]) -> None:
    asked = ("--minimum-reservations", "21")
    assert diff(Prometheus(instance(), instance()), *asked).exit_code == 2
    assert report()["fail_reasons"] == ["reservation_success_too_few"]
    assert diff(Prometheus(instance(), instance()), *asked, "--leave-out", "reservation_success").exit_code == 0
    assert report()["not_measured"] == ["reservation_success"]


def test_the_predecessors_variables_say_limits_windows_and_place(diff: Callable[..., Result]) -> None:
    told = {
        "ERR_INCREASE_LIMIT": "3",
        "ERR_ABS_MIN": "0.5",
        "OUT_JSON": "elsewhere/diff.json",
        "P95_INCREASE_LIMIT": "2",
    }
    prometheus = Prometheus(instance(), instance(failed=40))
    assert diff(prometheus, BASELINE_RANGE="2m", CANARY_RANGE="120s", **told).exit_code == 0
    limits = report("elsewhere/diff.json")["limits"]
    assert isinstance(limits, dict)
    assert (limits["p95_multiplier"], limits["error_rate_multiplier"], limits["error_rate_abs_min"]) == (2, 3, 0.5)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(503, text="Service Unavailable"), "no Prometheus answers"),
        (httpx.Response(200, json={"status": "error", "error": "query timed out"}), "query timed out"),
        (httpx.Response(400, json={"status": "error", "error": "parse error"}), "refuses time(): parse error"),
    ],
)
def test_without_an_answer_nothing_is_judged(diff: Callable[..., Result], answer: httpx.Response, said: str) -> None:
    ended = diff(lambda _: answer)
    assert ended.exit_code == 1
    assert said in ended.output
    assert not Path(".playbook").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--baseline", "track"),
        ("--canary", ""),
        ("--baseline-range", "two minutes"),
        ("--baseline", "track=one", "--canary", 'track="one"'),
    ],
)
def test_what_cannot_be_asked_is_refused(diff: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    prometheus = Prometheus(instance(), instance())
    assert diff(prometheus, *arguments).exit_code == 2
    assert prometheus.asked == []
