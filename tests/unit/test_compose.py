"""The files that start everything in containers say only what this version knows: its commands, its variables."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner

from hotel_agent.bootstrap import load_config
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.canary_diff import canary_diff
from hotel_agent.entrypoints.http.health import ready

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "hotel-agent"}
PMS = {"qloapps", "qloapps-mysql"}
MONITORING = {"prometheus", "alertmanager", "grafana"}
VENDORS = {"qloapps"}
"""Whose image is made by others to run as root."""
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def told(service: dict[str, Any]) -> dict[str, str]:
    """The variables of a service, with the password that its keeper chose."""
    return {
        name: re.sub(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}", "5f0c7a1e9b3d4c62", str(value))
        for name, value in service["environment"].items()
    }


def test_these_services_make_the_house() -> None:
    started = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert started == {"api", "worker", "migrate", "postgres", "redis"}
    assert set(OURS) == {"api", "worker", "canary", "migrate", "backup"}
    for profile, names in (("pms", PMS), ("monitoring", MONITORING), ("canary", {"canary"})):
        assert {name for name, service in SERVICES.items() if service.get("profiles") == [profile]} == names


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_runs_a_command_of_this_version_with_options_it_has(name: str) -> None:
    spoken = CliRunner().invoke(main, [*OURS[name]["command"], "--help"])
    assert spoken.exit_code == 0, spoken.output


def test_a_command_nobody_has_would_be_seen() -> None:
    assert CliRunner().invoke(main, ["serve", "--helpers", "0", "--help"]).exit_code == 2


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_is_told_what_this_version_reads_and_shares_one_database_and_one_redis(name: str) -> None:
    environ = told(OURS[name])
    assert set(environ) <= set(VARIABLES)
    config = load_config(environ)
    assert (config.storage.name, config.dispatch.name) == ("sql", "procrastinate")
    assert (config.flags.name, config.limits.name) == ("redis", "redis")
    for url in (config.database, config.redis_url):
        assert urlsplit(url).hostname in SERVICES
    assert (config.host, config.port) == ("0.0.0.0", 8000)


def test_a_database_is_ready_and_upgraded_before_anybody_serves() -> None:
    assert OURS["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert OURS["migrate"]["restart"] == "no"
    for name in ("api", "worker"):
        assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert OURS[name]["depends_on"]["redis"] == {"condition": "service_healthy"}
    for needed in [needed for service in OURS.values() for needed in service["depends_on"]]:
        assert needed == "migrate" or "healthcheck" in SERVICES[needed]


def test_the_health_of_the_doors_is_asked_in_words_that_python_and_the_service_understand() -> None:
    asked = OURS["api"]["healthcheck"]["test"]
    assert asked[:3] == ["CMD", "python", "-c"]
    compile(asked[3], "healthcheck", "exec")
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/[a-z/]+)", asked[3])
    assert path in ready.paths


def test_what_must_not_be_forgotten_lies_in_volumes_that_are_declared() -> None:
    for name in ("postgres", "redis", *PMS):
        assert SERVICES[name]["volumes"][0].partition(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_has_more_rights_than_they_need(name: str) -> None:
    service = SERVICES[name]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert name in {"api", *MONITORING, *VENDORS} or "ports" not in service
    if name not in VENDORS:
        assert service["cap_drop"] == ["ALL"]
        assert "user" in service or name in OURS


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS) - VENDORS))
def test_what_is_not_ours_is_of_a_version_that_is_named(name: str) -> None:
    assert re.search(r":v?\d+\.\d+", SERVICES[name]["image"])


def test_prometheus_alone_is_shown_the_figures_and_finds_who_has_them() -> None:
    told = COMPOSE["x-ours"]["environment"]
    address = SERVICES["prometheus"]["networks"]["watch"]["ipv4_address"]
    assert told["METRICS_ALLOWED_IPS"] == f"127.0.0.1,{address}"
    scraped = yaml.safe_load((ROOT / "deploy/monitoring/prometheus/prometheus.yml").read_text())["scrape_configs"]
    jobs = {job["job_name"]: job for job in scraped}
    assert jobs["hotel-agent"]["static_configs"][0]["targets"] == [f"api:{told['HOTEL_PORT']}"]
    for name in ("worker", "canary"):
        found = jobs[f"hotel-agent-{name}"]["dns_sd_configs"][0]
        assert (found["names"], found["port"]) == ([name], told["HOTEL_METRICS_PORT"])
    assert all("watch" in SERVICES[name]["networks"] for name in ("api", "worker", "canary", *MONITORING))


def test_figures_bear_the_track_of_those_who_count_them_as_canary_diff_asks_for_it() -> None:
    scraped = yaml.safe_load((ROOT / "deploy/monitoring/prometheus/prometheus.yml").read_text())["scrape_configs"]
    jobs = {job["job_name"].removeprefix("hotel-agent-"): job for job in scraped}
    for name in ("worker", "canary"):
        (put,) = jobs[name]["relabel_configs"]
        assert put == {"target_label": "track", "replacement": load_config(told(OURS[name])).track.value}
    assert jobs["hotel-agent"]["static_configs"][0]["labels"] == {"track": load_config(told(OURS["api"])).track.value}
    usual = {option.name: option.default for option in canary_diff.params}
    assert [usual["baseline"], usual["canary"]] == ['track="stable"', 'track="canary"']


def test_what_is_mounted_from_the_repository_is_there() -> None:
    mounted = [volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())]
    shipped = {place for place in mounted if place.startswith("./deploy/")} - {"./deploy/monitoring/secrets"}
    assert shipped
    assert all((ROOT / place).exists() for place in shipped)


def test_no_secret_stands_in_the_file() -> None:
    secrets = re.findall(
        r"(?<!RANDOM_ROOT_)PASSWORD[^\n:]*:\s*(\S+)|://\w+:([^@\n]+)@", (ROOT / "compose.yaml").read_text()
    )
    assert secrets
    assert all(re.match(r"\$\{|\?", "".join(found)) for found in secrets), secrets


def test_the_image_is_made_of_files_that_are_there_and_let_in_and_runs_as_nobody_in_particular() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [
        each for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for each in line.split()
    ]
    assert set(copied) == set(let_in)
    assert all((ROOT / each).exists() for each in copied)
    account = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert account == ["hotel"]
    made = "useradd --system --uid 10001 --create-home --home-dir /var/lib/hotel --shell /usr/sbin/nologin"
    assert f"{made} {account[0]}" in DOCKERFILE
    assert 'ENTRYPOINT ["hotel-agent"]' in DOCKERFILE
    set_here = re.findall(r"\b(HOTEL_\w+)=", DOCKERFILE)
    assert set(set_here) <= set(VARIABLES)


def test_the_python_of_the_image_is_one_the_package_runs_on() -> None:
    (version,) = re.findall(r"^ARG PYTHON=(3\.\d+)-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:${PYTHON}"] * 2
    assert f"Programming Language :: Python :: {version}" in (ROOT / "pyproject.toml").read_text()
