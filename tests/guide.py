"""The commands of the guides, as they stand there, for the tests that type them."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def commands(page: str, heading: str, nth: int = 0) -> list[str]:
    """The lines of the n-th block of shell commands below this heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (part,) = re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return str(re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL)[nth]).splitlines()


def ten_commands(*, systemd: bool) -> list[str]:
    """How a host is set up. Where there is no systemd, the seventh is another."""
    ten = commands("operations.md", ON_ONE_HOST)
    return ten if systemd else [*ten[:6], *commands("operations.md", ON_ONE_HOST, 1), *ten[7:]]


ON_ONE_HOST = "On one host, without containers"
