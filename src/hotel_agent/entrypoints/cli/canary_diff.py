"""`hotel-agent canary-diff`: whether a few guests' version does worse than everybody's, asked of Prometheus."""

import asyncio
import json
import re
from datetime import timedelta
from importlib.metadata import version as installed
from pathlib import Path

import click

from hotel_agent.application.governance.canary import MEASURES, CanaryDiff, Comparison, Limits
from hotel_agent.bootstrap import current_time, observed_side_by_side
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.ports.measures import Window

REPORT_FILE = ".playbook/canary_diff_report.json"
_LABEL = re.compile(r'\s*([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|([^",]+))\s*(?:,|$)')
_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _labels(_ctx: click.Context, _param: click.Parameter, text: str) -> dict[str, str]:
    """Labels as Prometheus writes them, `track="canary",zone="a"`, each with its value."""
    found, at = {}, 0
    while at < len(text):
        label = _LABEL.match(text, at)
        if label is None:
            raise click.BadParameter(f'expected labels such as track="canary", found {text!r}')
        found[label[1]] = label[2] if label[2] is not None else label[3].strip()
        at = label.end()
    if not found:
        raise click.BadParameter("expected at least one label: without any, both sides are everything there is")
    return found


def _while(_ctx: click.Context, _param: click.Parameter, text: str) -> timedelta:
    """A time as Prometheus writes it: `90s`, `2m`, `1h`."""
    told = _DURATION.fullmatch(text)
    if told is None:
        raise click.BadParameter(f"expected a time such as 90s, 2m or 1h, found {text!r}")
    return timedelta(seconds=int(told[1]) * _SECONDS[told[2]])


_USUAL = Limits()


@click.command("canary-diff")
@click.argument("env", default="production")
@click.argument("version", default="")
@click.option(
    "--url", envvar="PROM_URL", default="http://localhost:9090", show_default=True, help="Where Prometheus is."
)
@click.option("--baseline", callback=_labels, envvar="BASELINE_LABELS", default='track="stable"', show_default=True)
@click.option("--canary", callback=_labels, envvar="CANARY_LABELS", default='track="canary"', show_default=True)
@click.option("--baseline-range", callback=_while, envvar="BASELINE_RANGE", default="2m", show_default=True)
@click.option("--canary-range", callback=_while, envvar="CANARY_RANGE", default="2m", show_default=True)
@click.option(
    "--baseline-ago", callback=_while, envvar="BASELINE_AGO", default="0s", help="The baseline's time ended then."
)
@click.option("--warm-up", type=click.IntRange(0), envvar="WARMUP_SECONDS", default=30, show_default=True, help="Wait.")
@click.option("--p95-limit", type=float, envvar="P95_INCREASE_LIMIT", default=_USUAL.p95_multiplier, show_default=True)
@click.option(
    "--error-limit", type=float, envvar="ERR_INCREASE_LIMIT", default=_USUAL.error_rate_multiplier, show_default=True
)
@click.option("--error-least", type=float, envvar="ERR_ABS_MIN", default=_USUAL.error_rate_abs_min, show_default=True)
@click.option(
    "--minimum", type=click.IntRange(1), default=_USUAL.minimum, show_default=True, help="Of turns and the like."
)
@click.option("--minimum-reservations", type=click.IntRange(1), default=_USUAL.minimum_reservations, show_default=True)
@click.option("--leave-out", multiple=True, type=click.Choice(MEASURES), help="Judge without it; the report says so.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="OUT_JSON",
    default=REPORT_FILE,
    show_default=True,
)
def canary_diff(  # noqa: PLR0917 - one parameter an option
    env: str,
    version: str,
    url: str,
    baseline: dict[str, str],
    canary: dict[str, str],
    baseline_range: timedelta,
    canary_range: timedelta,
    baseline_ago: timedelta,
    warm_up: int,
    p95_limit: float,
    error_limit: float,
    error_least: float,
    minimum: int,
    minimum_reservations: int,
    leave_out: tuple[str, ...],
    report: Path,
) -> None:
    """Compare VERSION, which answers a few guests in ENV, with the version that answers the others.

    Both are told apart by labels of their targets in Prometheus. It fails where the canary does worse by more than is
    allowed and chance alone would seldom make it so; and where there is nothing, or too little, to compare.

    Exit code 0: pass. 1: Prometheus does not answer. 2: fail, or an option that cannot be read.
    """
    old = Window(labels=baseline, over=baseline_range, ended_ago=baseline_ago)
    new = Window(labels=canary, over=canary_range)
    if old == new:
        raise click.UsageError("The baseline and the canary are the same instances at the same time.")
    try:
        seen = asyncio.run(observed_side_by_side(url, old, new, after=timedelta(seconds=warm_up)))
    except (BadConfig, Unavailable) as cause:
        raise click.ClickException(str(cause)) from cause
    diff = CanaryDiff(
        env=env,
        version=version or installed("hotel-agent"),
        baseline=seen[0],
        canary=seen[1],
        limits=Limits(
            p95_multiplier=p95_limit,
            error_rate_multiplier=error_limit,
            error_rate_abs_min=error_least,
            minimum=minimum,
            minimum_reservations=minimum_reservations,
        ),
        left_out=frozenset(leave_out),
    )
    question = {"url": url, "baseline": _written(old), "canary": _written(new)}
    report.parent.mkdir(parents=True, exist_ok=True)
    written = json.dumps(diff.report(current_time(), question), indent=2, ensure_ascii=False)
    report.write_text(f"{written}\n", encoding="utf-8")
    for each in diff.comparisons:
        click.echo(_line(each))
    click.echo(f"{'PASS' if diff.passed else 'FAIL'}. Written to {report}")
    if not diff.passed:
        raise SystemExit(2)


def _written(window: Window) -> dict[str, object]:
    over, ago = window.over.total_seconds(), window.ended_ago.total_seconds()
    return {"labels": dict(window.labels), "seconds": over, "ended_seconds_ago": ago}


def _line(each: Comparison) -> str:
    old, new, limit = (_figure(value) for value in (each.baseline, each.canary, each.limit))
    counted = f"of {each.samples[0]} and {each.samples[1]}"
    return f"{each.verdict.value:<16}{each.measure}: {old} -> {new}, limit {limit}, {counted}, chance {each.chance:.2g}"


def _figure(value: float | None) -> str:
    return "?" if value is None else f"{value:.4g}"
