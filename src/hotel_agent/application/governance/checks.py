"""What is looked at before a release: three published lists, and what was found of each line.

The lists are those of docs/governance.md; a test holds the two against one another.
"""

from collections.abc import Sequence
from enum import Enum

from attrs import field, frozen

from hotel_agent.application.governance.risk import HIGHEST


class CheckList(Enum):
    """What a check speaks for: the score it counts in, or the gate it keeps shut."""

    READINESS = "readiness"
    MVP = "mvp"
    SECURITY = "security"


class Outcome(Enum):
    """What came of a check."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_MEASURED = "NOT_MEASURED"
    """Nobody could look. It counts as not passed."""
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """There is nothing here to look at. It does not count."""


@frozen
class Check:
    """One line of a list: its name, what is promised, and whether a release without it is out of the question."""

    name: str
    of: CheckList
    promise: str
    must: bool = False


CHECKS = (
    Check("configuration", CheckList.READINESS, "what the installation is told can be read", must=True),
    Check("tests", CheckList.READINESS, "the tests of the repository pass", must=True),
    Check("migrations", CheckList.READINESS, "the tables go up, down and up again on an empty database", must=True),
    Check("database", CheckList.READINESS, "the database answers, at the revision this version needs", must=True),
    Check("redis", CheckList.READINESS, "the Redis that is named answers"),
    Check("service", CheckList.READINESS, "the running service says that it is ready"),
    Check("style", CheckList.READINESS, "ruff finds nothing"),
    Check("walls", CheckList.READINESS, "no room imports what it must not (import-linter)"),
    Check("committed", CheckList.READINESS, "what is judged is what is committed"),
    Check("reserves_es", CheckList.MVP, "a guest reserves in Spanish"),
    Check("reserves_en", CheckList.MVP, "a guest reserves in English"),
    Check("reserves_pt", CheckList.MVP, "a guest reserves in Portuguese"),
    Check("changes", CheckList.MVP, "a guest changes and cancels a reservation, proved and priced"),
    Check("person", CheckList.MVP, "a guest who wants a person gets one"),
    Check("books", CheckList.MVP, "each hotel's book answers and sells"),
    Check("doors", CheckList.MVP, "the channels that are open can be used"),
    Check("staff", CheckList.MVP, "each hotel has named whom to tell, and they can be reached"),
    Check("secrets_own", CheckList.SECURITY, "production has secrets of its own", must=True),
    Check("secrets_committed", CheckList.SECURITY, "no secret is in the repository", must=True),
    Check("code", CheckList.SECURITY, "ruff's security rules find nothing in what is shipped"),
)

ARTIFACTS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    ".env.example",
    "pyproject.toml",
    "requirements/runtime.txt",
    "docs/architecture.md",
    "docs/decisions.md",
    "docs/governance.md",
    "docs/operations.md",
)
"""What a repository must hold before anything of it goes out."""


@frozen
class Finding:
    """What was found of one check, and on what grounds. Never holds a secret."""

    check: str
    outcome: Outcome
    evidence: str = field(default="")


def score_of(findings: Sequence[Finding], of: CheckList) -> float:
    """Ten times the share of this list that passed, of what applies here; nothing that applies is a 0."""
    counted = [each for each in _of(findings, of) if each.outcome is not Outcome.NOT_APPLICABLE]
    passed = [each for each in counted if each.outcome is Outcome.PASSED]
    return round(HIGHEST * len(passed) / len(counted), 2) if counted else 0.0


def is_secure(findings: Sequence[Finding]) -> bool:
    """Whether everything of the security list that applies passed, and something did apply."""
    return score_of(findings, CheckList.SECURITY) == HIGHEST


def broken_musts(findings: Sequence[Finding]) -> list[str]:
    """The checks no release does without that failed, or that nobody could look at."""
    needed = {each.name for each in CHECKS if each.must}
    bad = {Outcome.FAILED, Outcome.NOT_MEASURED}
    return [each.check for each in findings if each.check in needed and each.outcome in bad]


def _of(findings: Sequence[Finding], of: CheckList) -> list[Finding]:
    names = {each.name for each in CHECKS if each.of is of}
    return [each for each in findings if each.check in names]
