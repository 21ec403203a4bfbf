"""The two formats models speak over HTTP: how a question is put, and where the answer stands."""

from collections.abc import Mapping
from typing import Protocol

from hotel_agent.adapters.nlu.advised.advice import Unreadable
from hotel_agent.adapters.nlu.advised.asking import parsed

MOST_TOKENS = 800
"""Far more than any answer needs."""
BEYOND_ANY_ANSWER = 10_000_000
"""Tokens. A model that says it read more is not believed."""
_TOOL = "understood"
_WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
_SCHEMA = {
    "type": "object",
    "properties": {
        "intents": {"type": "array", "items": {"type": "string"}},
        "words": _WORDS,
        "answer": {"type": ["string", "null"]},
        "correction": {"type": "boolean"},
        "language": {"type": "string"},
    },
    "required": ["intents", "words", "answer", "correction", "language"],
}


class Wire(Protocol):
    """One format."""

    path: str
    """What follows the base of the address."""

    def headers(self, key: str) -> Mapping[str, str]:
        """What proves who asks."""
        ...

    def body(self, model: str, system: str, question: str) -> dict[str, object]:
        """The question."""
        ...

    def answer(self, given: object) -> object:
        """What the model said, as JSON. Raises Unreadable."""
        ...

    def tokens(self, given: object) -> tuple[int, int]:
        """How many tokens it read and wrote, as it says itself; none where it does not say."""
        ...


class ChatCompletions:
    """OpenAI's `/chat/completions`, as vLLM, Ollama, Azure, Gemini and others speak it too."""

    path = "/chat/completions"

    def headers(self, key: str) -> Mapping[str, str]:
        """The key as a bearer's; none where there is none, as in one's own house."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, model: str, system: str, question: str) -> dict[str, object]:
        """The question, with JSON asked for."""
        return {
            "model": model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}],
            "response_format": {"type": "json_object"},
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
        }

    def answer(self, given: object) -> object:
        """The text of the first choice, read as JSON."""
        choice = _first(_of(given, "choices"))
        if _of(choice, "finish_reason") == "length":
            raise Unreadable("the model's answer was cut short")
        return _inside(_of(_of(choice, "message"), "content"))

    def tokens(self, given: object) -> tuple[int, int]:
        """Its `usage`."""
        used = _of(given, "usage")
        return _count(_of(used, "prompt_tokens")), _count(_of(used, "completion_tokens"))


class Messages:
    """Anthropic's `/messages` (version 2023-06-01), answered by a tool that must be called."""

    path = "/messages"

    def headers(self, key: str) -> Mapping[str, str]:
        """The key, and the version spoken."""
        return {"anthropic-version": "2023-06-01", **({"x-api-key": key} if key else {})}

    def body(self, model: str, system: str, question: str) -> dict[str, object]:
        """The question, with the tool by which it is to be answered."""
        return {
            "model": model,
            "system": system,
            "messages": [{"role": "user", "content": question}],
            "tools": [{"name": _TOOL, "description": "Note what the message means.", "input_schema": _SCHEMA}],
            "tool_choice": {"type": "tool", "name": _TOOL},
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
        }

    def answer(self, given: object) -> object:
        """What the tool was called with; where it was not called, the text, read as JSON."""
        if _of(given, "stop_reason") == "max_tokens":
            raise Unreadable("the model's answer was cut short")
        blocks = _of(given, "content")
        for block in blocks if isinstance(blocks, list) else []:
            if _of(block, "type") == "tool_use":
                return _of(block, "input")
        return _inside(_of(_first(blocks), "text"))

    def tokens(self, given: object) -> tuple[int, int]:
        """Its `usage`."""
        used = _of(given, "usage")
        return _count(_of(used, "input_tokens")), _count(_of(used, "output_tokens"))


WIRES: Mapping[str, Wire] = {"openai": ChatCompletions(), "anthropic": Messages()}
"""Every format by the name the configuration calls it."""


def _of(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _count(told: object) -> int:
    """A figure of tokens; a nonsensical one is none."""
    return told if type(told) is int and 0 <= told <= BEYOND_ANY_ANSWER else 0


def _first(values: object) -> object:
    return values[0] if isinstance(values, list) and values else None


def _inside(text: object) -> object:
    """The JSON object in a text, also where a model put words or fences around it."""
    if not isinstance(text, str):
        raise Unreadable("no text in the model's answer")
    start, end = text.find("{"), text.rfind("}")
    return parsed(text[start : end + 1] if 0 <= start < end else text)
