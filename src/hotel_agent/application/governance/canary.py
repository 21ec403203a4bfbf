"""Whether a few guests' version does worse than everybody's: by more than is allowed, and not by chance."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from attrs import asdict, field, frozen

from hotel_agent.application.governance.statistics import chance_of, chance_of_slowness, p95_of
from hotel_agent.ports.measures import Observed, Share

P95, ERRORS, COMMANDS = "p95", "error_rate", "command_failure_rate"
HANDOVERS, RESERVATIONS = "handover_rate", "reservation_success"
MEASURES = (P95, ERRORS, COMMANDS, HANDOVERS, RESERVATIONS)


class Verdict(Enum):
    """What came of one measure. Only PASS passes; LEFT_OUT is somebody's explicit wish, and the report says so."""

    PASS = "PASS"  # noqa: S105 - a word, not a secret
    EXCEEDED = "delta_exceeded"
    UNKNOWN = "no_data"
    TOO_FEW = "too_few"
    LEFT_OUT = "NOT_MEASURED"


@frozen(kw_only=True)
class Limits:
    """How much worse a canary may do, and how much must have been seen before anything is said."""

    p95_multiplier: float = 1.10
    error_rate_multiplier: float = 1.50
    error_rate_abs_min: float = 0.005
    handover_rate_multiplier: float = 1.50
    handover_rate_abs_min: float = 0.02
    reservation_success_fall: float = 0.05
    significance: float = 0.01
    """What chance does less often than this is no chance."""
    minimum: int = 50
    """So many turns, answers and commands each, on either side."""
    minimum_reservations: int = 10


@frozen(kw_only=True)
class Comparison:
    """One measure of both, the limit it was held against, and how likely the difference is by chance."""

    measure: str
    verdict: Verdict
    baseline: float | None
    canary: float | None
    limit: float | None
    chance: float
    samples: tuple[int, int]
    """Of the baseline, of the canary."""


@frozen(kw_only=True)
class CanaryDiff:
    """Two versions side by side."""

    env: str
    version: str
    baseline: Observed
    canary: Observed
    limits: Limits = field(factory=Limits)
    left_out: frozenset[str] = frozenset()
    """Measures nobody asks for this time."""

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Each measure, compared."""
        old, new, limits = self.baseline, self.canary, self.limits
        errors = (limits.error_rate_multiplier, limits.error_rate_abs_min)
        handovers = (limits.handover_rate_multiplier, limits.handover_rate_abs_min)
        return (
            self._slower(),
            self._more(ERRORS, old.errors, new.errors, *errors),
            self._more(COMMANDS, old.failed_commands, new.failed_commands, *errors),
            self._more(HANDOVERS, old.handovers, new.handovers, *handovers),
            self._fewer(RESERVATIONS, old.reservations, new.reservations),
        )

    @property
    def fail_reasons(self) -> list[str]:
        """Why it fails; empty where it passes. Nothing measured at all is a failure too."""
        good = {Verdict.PASS, Verdict.LEFT_OUT}
        return [f"{each.measure}_{each.verdict.value}" for each in self.comparisons if each.verdict not in good]

    @property
    def passed(self) -> bool:
        """Whether more guests may be given the canary."""
        return not self.fail_reasons and self.left_out < set(MEASURES)

    def report(self, at: datetime, asked: Mapping[str, object]) -> dict[str, object]:
        """The report under the predecessor's keys, and behind them what the verdict stands on."""
        return {
            "env": self.env,
            "version": self.version,
            "baseline": {each.measure: each.baseline for each in self.comparisons},
            "canary": {each.measure: each.canary for each in self.comparisons},
            "limits": asdict(self.limits),
            "status": "PASS" if self.passed else "FAIL",
            "fail_reasons": self.fail_reasons,
            "not_measured": sorted(self.left_out),
            "measures": [
                {
                    "measure": each.measure,
                    "verdict": each.verdict.value,
                    "limit": each.limit,
                    "chance": round(each.chance, 6),
                    "samples": {"baseline": each.samples[0], "canary": each.samples[1]},
                }
                for each in self.comparisons
            ],
            "asked": dict(asked),
            "at": at.isoformat(),
        }

    def _slower(self) -> Comparison:
        old, new = p95_of(self.baseline.turns), p95_of(self.canary.turns)
        limit = None if old is None else old * self.limits.p95_multiplier
        return self._judged(
            P95,
            (old, new, limit),
            exceeded=limit is not None and new is not None and new > limit,
            chance=chance_of_slowness(self.canary.turns, self.baseline.turns),
            samples=(self.baseline.turns.total, self.canary.turns.total),
        )

    def _more(self, measure: str, old: Share, new: Share, multiplier: float, least: float) -> Comparison:
        limit = None if old.rate is None else max(old.rate * multiplier, least)
        return self._judged(
            measure,
            (old.rate, new.rate, limit),
            exceeded=limit is not None and new.rate is not None and new.rate > limit,
            chance=chance_of(new, old),
            samples=(old.whole, new.whole),
        )

    def _fewer(self, measure: str, old: Share, new: Share) -> Comparison:
        limit = None if old.rate is None else old.rate - self.limits.reservation_success_fall
        return self._judged(
            measure,
            (old.rate, new.rate, limit),
            exceeded=limit is not None and new.rate is not None and new.rate < limit,
            chance=chance_of(_rest(new), _rest(old)),
            samples=(old.whole, new.whole),
        )

    def _judged(
        self,
        measure: str,
        found: tuple[float | None, float | None, float | None],
        *,
        exceeded: bool,
        chance: float,
        samples: tuple[int, int],
    ) -> Comparison:
        needed = self.limits.minimum_reservations if measure == RESERVATIONS else self.limits.minimum
        if measure in self.left_out:
            verdict = Verdict.LEFT_OUT
        elif not min(samples):
            verdict = Verdict.UNKNOWN
        elif min(samples) < needed:
            verdict = Verdict.TOO_FEW
        else:
            verdict = Verdict.EXCEEDED if exceeded and chance < self.limits.significance else Verdict.PASS
        baseline, canary, limit = found
        return Comparison(
            measure=measure,
            verdict=verdict,
            baseline=baseline,
            canary=canary,
            limit=limit,
            chance=chance,
            samples=samples,
        )


def _rest(share: Share) -> Share:
    return Share(share.whole - share.part, share.whole)
