"""A real Prometheus, what it knows of each track, and canary-diff asking it."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from click.testing import CliRunner

from hotel_agent.entrypoints.cli import main


@contextmanager
def prometheus(folder: Path, targets: Mapping[str, int]) -> Iterator[str]:
    """The server of this machine, with the ports of these tracks as its targets; where it answers."""
    program = os.environ.get("PROMETHEUS") or shutil.which("prometheus")
    assert program, "no Prometheus is installed; install the package prometheus, for instance"
    scraped = [{"targets": [f"127.0.0.1:{port}"], "labels": {"track": track}} for track, port in targets.items()]
    jobs = [{"job_name": "hotel-agent", "static_configs": scraped}]
    # What is JSON is YAML too.
    (folder / "prometheus.yml").write_text(
        json.dumps({"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": jobs})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [
                program,
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address={place}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://{place}"
    finally:
        running.terminate()
        running.wait()


async def told(web: httpx.AsyncClient, query: str) -> dict[str, float]:
    """What Prometheus answers, by track; nothing while it does not."""
    try:
        answer = await web.get("/api/v1/query", params={"query": query})
    except httpx.HTTPError:
        return {}
    found = answer.json()["data"]["result"] if answer.status_code == 200 else []
    return {each["metric"]["track"]: float(each["value"][1]) for each in found}


async def diff(url: str, canary: str, folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    """How the command ends, and what it writes down."""
    report = folder / "diff.json"
    windows = ["--baseline-range", "10m", "--canary-range", "10m", "--warm-up", "0"]
    command = ["canary-diff", "test", canary, "--url", url, "--canary", f"track={canary}", *windows]
    ended = await asyncio.to_thread(CliRunner().invoke, main, [*command, *options, "--report", str(report)])
    assert report.exists(), ended.output
    shown: dict[str, object] = json.loads(report.read_text())
    return ended.exit_code, shown
