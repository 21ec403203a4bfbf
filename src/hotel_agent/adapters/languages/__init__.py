"""The languages spoken here: one folder of data files each. A new language is a new folder, found by looking."""

import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language

_HOME = "hotel_agent.adapters.languages"
_READERS = {".toml": tomllib.loads, ".json": json.loads}


def codes() -> tuple[Language, ...]:
    """Every language with a folder here, in alphabetical order."""
    found = (entry.name for entry in files(_HOME).iterdir() if entry.is_dir())
    return tuple(Language(name) for name in sorted(found) if len(name) == 2 and name.isalpha())


def load(code: Language, name: str) -> Mapping[str, Any]:
    """What `<code>/<name>` says, a TOML or JSON file named with its suffix. Raises Bug when there is no such file."""
    suffix = name[name.rfind(".") :]
    file = files(_HOME) / code / name
    if suffix not in _READERS or not file.is_file():
        raise Bug(f"language {code!r} has no file {name!r}; add it beside the others of that language")
    table: Mapping[str, Any] = _READERS[suffix](file.read_text(encoding="utf-8"))
    return table
