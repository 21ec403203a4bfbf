"""Who reads what guests write: the embedded reader alone, or advised by a language model or by Rasa."""

from collections.abc import Mapping
from pathlib import Path

from hotel_agent.config.problems import not_among
from hotel_agent.config.settings import AdapterChoice, Available
from hotel_agent.config.variables import Variables

_FILES = {"HOTEL_NLU_WEIGHTS": "weights", "HOTEL_NLU_WORDS": "words"}
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "llm": {
        "LLM_BASE_URL": "base_url",
        "LLM_MODEL": "model",
        "LLM_API": "api",
        "LLM_API_KEY": "api_key",
        "LLM_TIMEOUT_SECONDS": "timeout_seconds",
        "LLM_BODY": "body",
        "LLM_PRICE": "price",
    },
    "rasa": {
        "RASA_URL": "base_url",
        "RASA_TOKEN": "token",
        "RASA_NAMES": "names",
        "RASA_TIMEOUT_SECONDS": "timeout_seconds",
    },
}
"""The variables of each adviser, and what its options call them. Those of one that is not asked may stay set."""
_NEEDED = {"llm": ("LLM_BASE_URL", "LLM_MODEL"), "rasa": ("RASA_URL",)}
_ADDRESSES = {"LLM_BASE_URL": "https://api.openai.com/v1", "RASA_URL": "http://127.0.0.1:5005"}
_SECRETS = frozenset({"LLM_API_KEY", "RASA_TOKEN"})
_WITHOUT_OPTIONS = frozenset({"scripted"})
"""Readers for tests, which no installation names."""


def reader_told(base: AdapterChoice, variables: Variables, available: Available) -> AdapterChoice:
    """The reader these variables name, with its options."""
    name = variables.text("HOTEL_NLU").lower() or base.name
    names = available.nlu - _WITHOUT_OPTIONS
    if name not in names:
        variables.wrong("HOTEL_NLU", not_among(variables.text("HOTEL_NLU"), sorted(names)))
    told: dict[str, object] = {
        option: path for variable, option in _FILES.items() if (path := _file(variables, variable))
    }
    for adviser, options in _OPTIONS.items():
        values = {option: _value(variables, variable) for variable, option in options.items()}
        told.update((option, value) for option, value in values.items() if value and adviser == name)
    for variable in _NEEDED.get(name, ()):
        if not variables.text(variable):
            variables.wrong(variable, f"missing; HOTEL_NLU is {name}, set it or read without an adviser")
    return AdapterChoice(name, told)


def _value(variables: Variables, name: str) -> str:
    if name in _SECRETS:
        return variables.secret(name)
    if name in _ADDRESSES:
        return variables.address(name, example=_ADDRESSES[name])
    return _file(variables, name) if name == "RASA_NAMES" else variables.text(name)


def _file(variables: Variables, name: str) -> str:
    """The path in this variable. One that leads to no file is a problem; what must be in it, its reader knows."""
    path = variables.text(name)
    if path and not Path(path).is_file():
        variables.wrong(name, f"{path!r} is no file; unset it to read with what comes with the package")
    return path
