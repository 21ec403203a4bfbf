"""Where Rasa answers, and what its names are called here."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from attrs import field, fields_dict, frozen

from hotel_agent.adapters.nlu.advised.values import KINDS
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.errors import BadConfig

LONGEST_SECONDS = 10.0
_READABLE = tuple(name for name, intent in INTENTS.items() if intent.readable)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "intents": _READABLE,
    "answers": tuple(answer.value for answer in Answer),
    "slots": (*KINDS, "request"),
}
"""The tables of the file, each with the names of ours it may lead to."""


@frozen(kw_only=True)
class Names:
    """Our names by theirs. An entity may be named with its role, `date:from`. A name that is left out means itself."""

    intents: Mapping[str, str] = field(factory=dict)
    answers: Mapping[str, str] = field(factory=dict)
    slots: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class RasaOptions:
    """Where Rasa's HTTP API answers, its token, which never shows, and what its names mean."""

    base_url: str
    token: str = field(default="", repr=False)
    names: Names = Names()
    timeout_seconds: float = 3.0

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "RasaOptions":
        """The options as they were written; `names` is the path of a file in TOML. Raises BadConfig."""
        problems = [
            f"{key}: unknown; expected one of {', '.join(fields_dict(cls))}"
            for key in sorted(written.keys() - fields_dict(cls).keys())
        ]
        url = str(written.get("base_url", ""))
        if not url.startswith(("https://", "http://")):
            problems.append("base_url: expected an address such as http://127.0.0.1:5005")
        told = written.get("timeout_seconds", 3.0)
        try:
            seconds = float(str(told))
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= LONGEST_SECONDS:
            problems.append(f"timeout_seconds: {told!r} found, seconds above 0 and up to {LONGEST_SECONDS:g} expected")
        names = _names(str(written.get("names", "")), problems)
        if problems:
            raise BadConfig(problems)
        return cls(base_url=url, token=str(written.get("token", "")), names=names, timeout_seconds=seconds)


def _names(path: str, problems: list[str]) -> Names:
    if not path:
        return Names()
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as cause:
        problems.append(f"names: {path} cannot be read: {cause.strerror}")
        return Names()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        problems.append(f"names: {path} is no TOML: {cause}")
        return Names()
    wrong = [
        f"names: {path}: [{table}] is unknown; expected {', '.join(_NAMES)}" for table in tables if table not in _NAMES
    ]
    for table, ours in _NAMES.items():
        entries = tables.get(table, {})
        if not isinstance(entries, dict):
            wrong.append(f"names: {path}: {table} is no table; write [{table}], and a line a name below it")
            continue
        wrong += [
            f"names: {path}: {table}.{theirs}: {name!r} is none of ours; expected one of {', '.join(ours)}"
            for theirs, name in entries.items()
            if name not in ours
        ]
    problems.extend(wrong)
    return Names() if wrong else Names(**tables)
