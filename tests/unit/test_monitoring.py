"""What watches the service names only figures that are exported, and everybody who is woken finds what to do."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client import CollectorRegistry, Metric

from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.bootstrap import open_desk, prometheus_observer
from hotel_agent.entrypoints.http.gauges import HouseGauges
from hotel_agent.entrypoints.http.series import HttpSeries
from hotel_agent.entrypoints.http.workers import Workers

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
DASHBOARDS = sorted((MONITORING / "grafana" / "dashboards").glob("*.json"))
RULES = sorted((MONITORING / "prometheus").glob("*.rules.yml"))
OF_PROMETHEUS = {"up"}
OF_TARGETS = {"job", "instance", "worker", "le"}
_WORDS = {"by", "without", "and", "or", "unless", "offset", "on", "ignoring", "bool", "group_left", "group_right"}
_FUNCTIONS = {
    "sum",
    "rate",
    "increase",
    "max",
    "min",
    "count",
    "topk",
    "absent",
    "histogram_quantile",
    "vector",
    "avg",
    "max_over_time",
    "clamp_min",
}
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
_MATCHED = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{([^}]*)\}")
_NAME = re.compile(r"(?<![\w.$])[a-zA-Z_:][a-zA-Z0-9_:]*")


@pytest.fixture
async def exported() -> AsyncIterator[Mapping[str, Set[str]]]:
    """Every series the code exports, by its name, with its labels."""
    registry = CollectorRegistry()
    async with open_desk(nlu=ScriptedNlu({}), observer=prometheus_observer(registry)) as desk:
        HttpSeries(registry)
        gauges, labels = HouseGauges(desk, Workers(desk), registry), labels_declared(registry)
        gauges.workers.running = True
        await gauges.look()
        for family in gauges.collect():
            labels[family.name] = set().union(*(sample.labels for sample in family.samples))
        yield {name: labels[family.name] for family in registry.collect() for name in names_of(family)}


def labels_declared(registry: CollectorRegistry) -> dict[str, set[str]]:
    """The labels of each family, also of one that nothing was counted in yet."""
    found: dict[str, set[str]] = {}
    for collector in registry._collector_to_names:
        for family in collector.collect():
            declared = set(getattr(collector, "_labelnames", ()))
            found[family.name] = declared.union(*(sample.labels for sample in family.samples))
    return found


def names_of(family: Metric) -> list[str]:
    """The names under which Prometheus knows it."""
    match family.type:
        case "counter":
            return [f"{family.name}_total"]
        case "histogram":
            return [f"{family.name}_{part}" for part in ("bucket", "sum", "count")]
        case _:
            return [family.name]


def rules() -> Iterator[dict[str, Any]]:
    """Every rule of every group."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


ALERTS = [rule for rule in rules() if "alert" in rule]
RECORDED = {rule["record"] for rule in rules() if "record" in rule}


def expressions() -> Iterator[tuple[str, str]]:
    """Everything that is asked of Prometheus, and where."""
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for path in DASHBOARDS:
        for each in json.loads(path.read_text())["panels"]:
            for target in each["targets"]:
                yield f"{path.stem}: {each['title']}", target["expr"]


def series_in(expression: str) -> set[str]:
    """The names of series an expression asks for."""
    bare = re.sub(r"\[[^\]]*\]|offset \w+", " ", re.sub(r'"[^"]*"', " ", expression))
    bare = _GROUPING.sub(" ", re.sub(r"\{[^}]*\}", " ", bare))
    return {name for name in _NAME.findall(bare) if name not in _WORDS | _FUNCTIONS}


def test_the_names_in_an_expression_are_found() -> None:
    asked = 'sum by (le) (rate(a_bucket{x="b_total"}[5m] offset 1d)) / (c_total unless c_total offset 30m) > 14.4 * 0.5'
    assert series_in(asked) == {"a_bucket", "c_total"}


async def test_every_figure_that_is_looked_at_is_exported(exported: Mapping[str, Set[str]]) -> None:
    asked = {name: where for where, expression in expressions() for name in series_in(expression)}
    missing = {name: asked[name] for name in asked.keys() - exported.keys() - RECORDED - OF_PROMETHEUS}
    assert missing == {}


async def test_every_label_that_is_asked_for_is_one_of_its_figure(exported: Mapping[str, Set[str]]) -> None:
    wrong = []
    for where, expression in expressions():
        for name, matchers in _MATCHED.findall(expression):
            asked = set(re.findall(r"(\w+)\s*(?:=~|!=|!~|=)", matchers))
            wrong += [(where, name, each) for each in asked - exported.get(name, set()) - OF_TARGETS]
        of_all = set().union(*(exported.get(name, set()) for name in series_in(expression)), OF_TARGETS)
        for group in _GROUPING.findall(expression):
            wrong += [(where, group, each) for each in {each.strip() for each in group.split(",")} - of_all]
    assert wrong == []


async def test_a_figure_nobody_exports_would_be_found(exported: Mapping[str, Set[str]]) -> None:
    assert "orchestrator_messages_total" in exported
    assert exported["orchestrator_messages_total"] == {"intent", "status"}
    assert "sessions_active" not in exported


@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_whoever_is_woken_finds_a_section_of_the_runbook(alert: dict[str, Any]) -> None:
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE)
    assert alert["labels"]["severity"] in {"page", "ticket", "info"}
    assert alert["annotations"]["summary"]
    assert alert["annotations"]["runbook_url"] == f"{{{{ $externalLabels.runbooks }}}}#{alert['alert'].lower()}"
    assert alert["alert"] in headings


def test_where_the_runbook_is_read_is_said_in_one_place_and_is_an_address_to_click() -> None:
    told = yaml.safe_load((MONITORING / "prometheus" / "prometheus.yml").read_text())
    assert re.fullmatch(r"https://[\w.-]+/\S*runbook\.md", told["global"]["external_labels"]["runbooks"])
    assert {"action": "labeldrop", "regex": "runbooks"} in told["alerting"]["alert_relabel_configs"]


def test_the_runbook_speaks_of_no_alert_that_is_gone() -> None:
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(rule["alert"] for rule in ALERTS)


def test_there_is_a_dashboard_for_each_who_looks() -> None:
    titles = {path.stem: json.loads(path.read_text())["title"] for path in DASHBOARDS}
    assert set(titles) == {"overview", "conversations", "channels", "pms", "tenants", "business", "slo"}


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_can_be_read_in_from_its_file(path: Path) -> None:
    board = json.loads(path.read_text())
    assert board["uid"] == f"hotel-agent-{path.stem}"
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in board["panels"])
    ends = [panel["gridPos"]["x"] + panel["gridPos"]["w"] for panel in board["panels"]]
    assert max(ends) <= 24


def test_every_severity_reaches_somebody_who_is_there() -> None:
    told = yaml.safe_load((MONITORING / "alertmanager" / "alertmanager.yml").read_text())
    receivers = {each["name"] for each in told["receivers"]}
    assert {told["route"]["receiver"], *(route["receiver"] for route in told["route"]["routes"])} == receivers
    named = {rule["alert"] for rule in ALERTS}
    for inhibit in told["inhibit_rules"]:
        for matcher in (*inhibit["source_matchers"], *inhibit["target_matchers"]):
            if matcher.startswith("alertname"):
                pattern = re.compile(matcher.split('"')[1])
                assert any(pattern.fullmatch(name) for name in named), matcher


def test_prometheus_reads_the_rules_that_are_there() -> None:
    told = yaml.safe_load((MONITORING / "prometheus" / "prometheus.yml").read_text())
    assert sorted(told["rule_files"]) == [path.name for path in RULES]
