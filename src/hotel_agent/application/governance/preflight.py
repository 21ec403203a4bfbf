"""The report of a preflight: what was measured, what was told instead, and whether the release may go out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import asdict, field, frozen

from hotel_agent.application.governance.checks import (
    CHECKS,
    CheckList,
    Finding,
    broken_musts,
    is_secure,
    score_of,
)
from hotel_agent.application.governance.risk import (
    HIGHEST,
    PENALTIES,
    THRESHOLDS,
    WEIGHTS,
    Complexity,
    Decision,
    Mode,
    Scores,
    decision_at,
    risk_of,
)
from hotel_agent.domain.errors import BadConfig

_GATES = {"PASS": True, "FAIL": False}


@frozen(kw_only=True)
class Told:
    """What somebody said about the release: how much it changes, what holds it up, and scores to use instead."""

    complexity: Complexity = Complexity.MEDIUM
    blocking_issues: tuple[str, ...] = ()
    readiness: float | None = None
    mvp: float | None = None
    secure: bool | None = None


def told_in(environ: Mapping[str, str]) -> Told:
    """What the predecessor's variables say; an empty one says nothing. Raises BadConfig, naming each that is wrong."""
    problems: list[str] = []

    def score(name: str) -> float | None:
        text = environ.get(name, "").strip()
        try:
            return min(HIGHEST, max(0.0, float(text))) if text else None
        except ValueError:
            problems.append(f"{name}: expected a number from 0 to 10, found {text!r}")
            return None

    readiness, mvp = score("READINESS_SCORE"), score("MVP_SCORE")
    gate = environ.get("SECURITY_GATE", "").strip().upper()
    if gate and gate not in _GATES:
        problems.append(f"SECURITY_GATE: expected PASS or FAIL, found {gate!r}")
    extent = environ.get("CHANGE_COMPLEXITY", "").strip().lower() or Complexity.MEDIUM.value
    known = [each.value for each in Complexity]
    if extent not in known:
        problems.append(f"CHANGE_COMPLEXITY: expected one of {', '.join(known)}, found {extent!r}")
    if problems:
        raise BadConfig(problems)
    named = environ.get("BLOCKING_ISSUES", "").split(",")
    return Told(
        complexity=Complexity(extent),
        blocking_issues=tuple(each.strip() for each in named if each.strip()),
        readiness=readiness,
        mvp=mvp,
        secure=_GATES.get(gate),
    )


@frozen(kw_only=True)
class Preflight:
    """A release that was looked at."""

    mode: Mode
    told: Told = field(factory=Told)
    findings: Sequence[Finding]
    artifacts_missing: Sequence[str] = ()
    repository: str = ""
    commit: str = ""
    at: datetime

    @property
    def measured(self) -> Scores:
        """The scores as they were measured."""
        return Scores(
            readiness=score_of(self.findings, CheckList.READINESS),
            mvp=score_of(self.findings, CheckList.MVP),
            secure=is_secure(self.findings),
        )

    @property
    def scores(self) -> Scores:
        """The scores that count: measured, unless somebody said others."""
        measured, told = self.measured, self.told
        return Scores(
            readiness=measured.readiness if told.readiness is None else told.readiness,
            mvp=measured.mvp if told.mvp is None else told.mvp,
            secure=measured.secure if told.secure is None else told.secure,
        )

    @property
    def risk(self) -> float:
        """The risk of it."""
        return risk_of(self.scores, self.mode, self.told.complexity)

    @property
    def decision(self) -> Decision:
        """What may be done. No told score outweighs a broken must, a shut gate or a missing artifact."""
        if broken_musts(self.findings) or not self.scores.secure or self.artifacts_missing:
            return Decision.NO_GO
        return decision_at(self.risk, self.mode)

    @property
    def exit_code(self) -> int:
        """0: go; 2: the security gate is shut; 3: an artifact is missing; 4: no go, or somebody named what blocks."""
        if not self.scores.secure:
            return 2
        if self.artifacts_missing:
            return 3
        return 4 if self.decision is Decision.NO_GO or self.told.blocking_issues else 0

    def report(self) -> dict[str, object]:
        """The report under the predecessor's keys, and behind them the evidence."""
        thresholds = THRESHOLDS[self.mode]
        return {
            "mode": self.mode.value,
            "weights": asdict(WEIGHTS[self.mode]),
            "scores": _written(self.scores),
            "complexity": self.told.complexity.value,
            "penalty": PENALTIES[self.told.complexity],
            "risk_score": self.risk,
            "threshold": thresholds.go,
            "thresholds": asdict(thresholds),
            "decision": self.decision.value,
            "blocking_issues": list(self.told.blocking_issues),
            "artifacts_missing": list(self.artifacts_missing),
            "broken_musts": broken_musts(self.findings),
            "measured": _written(self.measured),
            "overridden": self.overridden,
            "repository": self.repository or None,
            "commit": self.commit or None,
            "at": self.at.isoformat(),
            "checks": [self._line(each) for each in self.findings],
        }

    @property
    def overridden(self) -> dict[str, dict[str, object]]:
        """Which scores were said instead of measured, each with both."""
        measured, counted = _written(self.measured), _written(self.scores)
        said = {"readiness": self.told.readiness, "mvp": self.told.mvp, "security_gate": self.told.secure}
        return {name: {"measured": measured[name], "told": counted[name]} for name in said if said[name] is not None}

    @staticmethod
    def _line(finding: Finding) -> dict[str, object]:
        check = next(each for each in CHECKS if each.name == finding.check)
        return {
            "list": check.of.value,
            "check": check.name,
            "promise": check.promise,
            "must": check.must,
            "outcome": finding.outcome.value,
            "evidence": finding.evidence,
        }


def _written(scores: Scores) -> dict[str, object]:
    gate = "PASS" if scores.secure else "FAIL"
    return {"readiness": scores.readiness, "mvp": scores.mvp, "security_gate": gate}
