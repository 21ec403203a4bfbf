"""`hotel-agent self-check`: after an installation was started, whether it serves as it should, seen from outside."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from hotel_agent.bootstrap import check_service
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.findings import show
from hotel_agent.ports.abilities import Finding, Verdict


def _address(_: click.Context, __: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.BadParameter("expected a web address such as https://desk.hotel.example")
    return value.rstrip("/")


@click.command("self-check")
@click.argument("url", callback=_address, default="http://127.0.0.1:8000")
@click.option("--patience", type=click.IntRange(1, 600), default=60, show_default=True, help="Seconds for the answer.")
@click.option("--wait", type=click.IntRange(0, 600), default=0, help="Seconds a service just started may take.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write what was seen here, in JSON.")
def self_check(url: str, patience: int, wait: int, report: Path | None) -> None:
    """Ask a running installation at URL what guests and strangers would: health, page, doors, a turn of web chat.

    It needs no configuration and no secret, leaves nothing behind, and may run from anywhere. Exit code 1 when
    something must be mended, 2 when the address is none.
    """
    seen = asked(_looked(url, timedelta(seconds=patience), timedelta(seconds=wait)))
    broken = [each for each in seen if each.verdict is Verdict.BROKEN]
    if report is not None:
        report.write_text(json.dumps(_written(url, seen), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if broken:
        raise click.ClickException(f"{len(broken)} of {len(seen)} must be mended.")
    click.echo("It serves as it should.")


async def _looked(url: str, patience: timedelta, wait: timedelta) -> list[Finding]:
    seen = []
    async for finding in check_service(url, patience=patience, wait=wait):
        show(finding)
        seen.append(finding)
    return seen


def _written(url: str, seen: Sequence[Finding]) -> dict[str, object]:
    broken = any(each.verdict is Verdict.BROKEN for each in seen)
    checks = [
        {"what": each.what, "verdict": each.verdict.value, "seen": each.seen, "remedy": each.remedy} for each in seen
    ]
    return {"url": url, "status": "FAIL" if broken else "PASS", "checks": checks}
