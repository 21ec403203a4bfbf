"""What must not stand in a log: numbers that may be telephones, e-mail addresses, words of guests, secrets.

The first wall is that nobody logs them. This is the second.
"""

import re
from collections.abc import Mapping

NOT_SHOWN = "[not shown]"

KEPT_BACK = frozenset(
    {
        "address",
        "authorization",
        "body",
        "brief",
        "contact",
        "contacts",
        "content",
        "email",
        "identity",
        "name",
        "password",
        "payload",
        "phone",
        "profile_name",
        "secret",
        "signature",
        "text",
        "texts",
        "title",
        "token",
        "value",
        "words",
    }
)
"""Names of facts that hold a guest's words, a guest's person or a secret: their values are never shown."""
_ABOUT_THE_HOUSE = frozenset({"account", "also", "at", "events"})
"""Names of facts whose long numbers are the hotel's own, or names that may consist of digits only."""

_E_MAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")
_NUMBER = re.compile(
    r"(?P<kept>\b\d{4}-\d{2}-\d{2}\b|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?<![\w.])\+?\(?\d(?:[ ()-]{0,3}\d){8,}(?!\w)"
)
"""Nine digits and more, however they are parted; but neither a date nor a UUID."""


def redacted(text: str) -> str:
    """The text without anything that may be an e-mail address or a telephone number."""
    text = _E_MAIL.sub("[e-mail]", text)
    return _NUMBER.sub(lambda found: found["kept"] or "[number]", text)


def redacted_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts that go with a log line, each cleared by its name or in its text."""
    return {name: _cleared(name, value) for name, value in facts.items()}


def _cleared(name: str, value: object) -> object:
    if name in KEPT_BACK:
        return NOT_SHOWN
    if value is None or isinstance(value, bool | float) or name in _ABOUT_THE_HOUSE:
        return value
    cleared = redacted(str(value))
    return value if isinstance(value, int) and cleared == str(value) else cleared
