"""What is shipped for production names only what this version knows, and is read by the programs it is for."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner

from hotel_agent.bootstrap import load_config
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.dispatch import Track

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROXIED = {"FORWARDED_ALLOW_IPS"}
"""Read by the server below ours."""
PRODUCTION: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.production.yaml").read_text())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OBJECTS: list[dict[str, Any]] = [
    each
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for each in yaml.safe_load_all(file.read_text())
    if each["kind"] != "Kustomization"
]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for each in OBJECTS:
        spec = each.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template is not None:
            yield f"{each['kind']} {each['metadata']['name']}", template["spec"]


PODS = dict(pods())


def known(words: list[str]) -> None:
    ran = CliRunner().invoke(main, [*words, "--help"])
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_a_command_of_this_version_with_no_right_it_does_not_need(name: str) -> None:
    pod = PODS[name]
    (container,) = pod["containers"]
    known(container["args"])
    assert pod["securityContext"]["runAsNonRoot"]
    assert f"--uid {pod['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text()
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_doors_and_workers_are_probed_scaled_and_never_all_taken_away() -> None:
    for part in ("hotel-agent-api", "hotel-agent-worker"):
        kinds = {each["kind"] for each in OBJECTS if each["metadata"]["name"] == part}
        assert kinds == {"Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"}
    (door,) = PODS["Deployment hotel-agent-api"]["containers"]
    assert door["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert door["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert "startupProbe" in door


def test_selectors_find_the_pods_they_are_meant_for() -> None:
    labels = {
        each["metadata"]["name"]: each["spec"]["template"]["metadata"]["labels"]
        for each in OBJECTS
        if each["kind"] == "Deployment"
    }
    for each in OBJECTS:
        name = each["metadata"]["name"]
        if each["kind"] in {"Deployment", "PodDisruptionBudget"}:
            assert each["spec"]["selector"]["matchLabels"] == labels[name]
        if each["kind"] == "HorizontalPodAutoscaler":
            assert each["spec"]["scaleTargetRef"]["name"] == name
        if each["kind"] == "Service":
            assert each["spec"]["selector"] == labels["hotel-agent-api"]


def test_the_ingress_shows_no_metrics() -> None:
    (ingress,) = [each for each in OBJECTS if each["kind"] == "Ingress"]
    paths = {(path["path"], path["pathType"]) for path in ingress["spec"]["rules"][0]["http"]["paths"]}
    assert ("/", "Exact") in paths
    assert not {path for path, kind in paths if kind == "Prefix" and "/metrics".startswith(path)}


def test_the_manifests_tell_what_this_version_reads() -> None:
    (told,) = [each["data"] for each in OBJECTS if each["kind"] == "ConfigMap"]
    assert set(told) <= {*VARIABLES, *PROXIED}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl here")
def test_kubectl_builds_the_manifests() -> None:
    built = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")], capture_output=True, encoding="utf-8", check=False
    )
    assert built.returncode == 0, built.stderr
    assert len(list(yaml.safe_load_all(built.stdout))) == len(OBJECTS)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_commands_of_this_version_as_an_account_with_few_rights(unit: Path) -> None:
    text = unit.read_text()
    commands = re.findall(
        r"^Exec\w+=(?:/usr/bin/env [A-Z_]+=\w+ )?/opt/[a-z-]+/\.venv/bin/hotel-agent (.*)$", text, re.MULTILINE
    )
    assert commands
    assert len(commands) == text.count("\nExec")
    for command in commands:
        known(command.replace("%i", "1").split())
    assert "User=hotel\n" in text
    for wall in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=\n"):
        assert wall in text
    told = set(re.findall(r"^(?:Environment|ExecStart)=(?:/usr/bin/env )?([A-Z_]+)=", text, re.MULTILINE))
    assert told <= set(VARIABLES)


def test_the_canary_s_unit_is_a_worker_s_on_its_own_track() -> None:
    worker, canary = (
        (DEPLOY / "systemd" / f"hotel-agent-{name}@.service").read_text() for name in ("worker", "canary")
    )
    walls = [text.partition("TimeoutStopSec=")[2].partition("\n\n[Install]")[0].strip() for text in (worker, canary)]
    assert walls[0] == walls[1]
    (track,) = re.findall(r"^ExecStart=/usr/bin/env HOTEL_TRACK=(\w+) ", canary, re.MULTILINE)
    assert load_config({"HOTEL_TRACK": track}).track is Track.CANARY
    assert "HOTEL_TRACK" not in worker


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        name = unit.name.replace("@.", "@1.")
        (tmp_path / name).write_text(re.sub(r"/opt/[a-z-]+/\.venv/bin/hotel-agent", "/bin/true", unit.read_text()))
    units = [str(unit) for unit in sorted(tmp_path.iterdir())]
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, encoding="utf-8", check=False
    )
    said = [line for line in ran.stderr.splitlines() if str(tmp_path) in line or "hotel-agent" in line]
    assert said == []


def test_production_is_the_same_house_with_a_proxy_before_it() -> None:
    for name, service in PRODUCTION["services"].items():
        if name == "proxy":
            continue
        assert name in COMPOSE["services"]
        assert set(service["environment"]) <= {*VARIABLES, *PROXIED}
        assert service["environment"]["ENVIRONMENT"] == "production"
    proxy = PRODUCTION["services"]["proxy"]
    assert proxy["cap_drop"] == ["ALL"]
    assert proxy["read_only"]
    assert re.search(r":\d+\.\d+", proxy["image"])
    assert [port.rpartition(":")[2] for port in proxy["ports"]] == ["8080", "8443"]
    trusted = PRODUCTION["services"]["api"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert PRODUCTION["networks"]["front"]["ipam"]["config"] == [{"subnet": trusted}]
    for volume in proxy["volumes"]:
        place = volume.partition(":")[0]
        assert place == "./deploy/certificates" or (ROOT / place).exists()


def test_the_proxy_speaks_tls_hides_the_metrics_and_believes_no_visitor() -> None:
    text = (DEPLOY / "nginx" / "hotel.conf.template").read_text()
    assert re.search(r"location = /metrics \{\s+return 404;", text)
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert set(re.findall(r"\$\{(\w+)\}", text)) == {"HOTEL_DOMAIN"}
    assert "http://api:8000" in text
    assert "8000" in COMPOSE["services"]["api"]["ports"][0]


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="there is no nginx here, or no openssl"
)
def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=desk",
         "-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx" / "hotel.conf.template").read_text().replace("${HOTEL_DOMAIN}", "desk.hotel.example")
    text = text.replace("/etc/nginx/certificates", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n access_log off;\n"
        f" client_body_temp_path {tmp_path}/body;\n"
        f" proxy_temp_path {tmp_path}/proxy;\n fastcgi_temp_path {tmp_path}/f;\n uwsgi_temp_path {tmp_path}/u;\n"
        f" scgi_temp_path {tmp_path}/s;\n{text}\n}}\n"
    )
    ran = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_the_example_of_variables_is_a_configuration_as_it_stands() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]", line))
    assert set(told) == set(VARIABLES)
    assert load_config(told) == load_config({})


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="there is no hadolint here")
def test_hadolint_finds_nothing_in_the_image() -> None:
    ran = subprocess.run(["hadolint", str(ROOT / "Dockerfile")], capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout
