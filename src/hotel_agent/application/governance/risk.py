"""How much risk a release bears, and what that means: the predecessor's weights, limits and arithmetic."""

from enum import Enum

from attrs import field, frozen, validators

HIGHEST = 10.0


class Mode(Enum):
    """How an installation weighs what it knows: A is young, B usual, C cautious."""

    A = "A"
    B = "B"
    C = "C"


class Complexity(Enum):
    """How much a release changes."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Decision(Enum):
    """What may be done with the release."""

    GO = "GO"
    CANARY = "GO_CANARY"
    """To a few guests first."""
    NO_GO = "NO_GO"


@frozen
class Weights:
    """What each score counts, against the others."""

    readiness: float
    mvp: float
    security: float


@frozen
class Thresholds:
    """Up to which risk a release goes out, and up to which it goes to a few guests first."""

    go: float
    canary: float


@frozen(kw_only=True)
class Scores:
    """Readiness and mvp from 0 to 10, and whether the security gate is open."""

    readiness: float = field(validator=validators.and_(validators.ge(0.0), validators.le(HIGHEST)))
    mvp: float = field(validator=validators.and_(validators.ge(0.0), validators.le(HIGHEST)))
    secure: bool


WEIGHTS = {Mode.A: Weights(0.6, 0.4, 0.1), Mode.B: Weights(0.5, 0.5, 0.2), Mode.C: Weights(0.4, 0.4, 0.4)}
THRESHOLDS = {Mode.A: Thresholds(60, 75), Mode.B: Thresholds(50, 65), Mode.C: Thresholds(40, 55)}
PENALTIES = {Complexity.LOW: 0, Complexity.MEDIUM: 5, Complexity.HIGH: 12}


def risk_of(scores: Scores, mode: Mode, complexity: Complexity) -> float:
    """The risk: 0 where everything is known to be well and little changes, 112 at the worst."""
    weights = WEIGHTS[mode]
    reached = weights.readiness * scores.readiness + weights.mvp * scores.mvp
    reached += weights.security * (HIGHEST if scores.secure else 0)
    possible = HIGHEST * (weights.readiness + weights.mvp + weights.security)
    return round(max(0.0, 100 - reached / possible * 100 + PENALTIES[complexity]), 2)


def decision_at(risk: float, mode: Mode) -> Decision:
    """What the risk alone allows."""
    limits = THRESHOLDS[mode]
    if risk <= limits.go:
        return Decision.GO
    return Decision.CANARY if risk <= limits.canary else Decision.NO_GO
