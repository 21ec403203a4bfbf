"""Which language model is asked, where, and how long it may take."""

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, fields_dict, frozen

from hotel_agent.adapters.nlu.llm.wires import WIRES
from hotel_agent.domain.errors import BadConfig

LONGEST_SECONDS = 10.0
"""Of the fifteen a turn may take."""


@frozen(kw_only=True)
class LlmOptions:
    """The model, its address up to and with `/v1`, and its key, which never shows.

    `body` holds fields of the request that a model wants otherwise, or not at all (None).
    """

    base_url: str
    model: str
    api: str = "openai"
    api_key: str = field(default="", repr=False)
    timeout_seconds: float = 5.0
    body: Mapping[str, Any] = field(factory=dict)

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "LlmOptions":
        """The options as they were written. Raises BadConfig with every problem, and never tells the key."""
        problems = [
            f"{key}: unknown; expected one of {', '.join(fields_dict(cls))}"
            for key in sorted(written.keys() - fields_dict(cls).keys())
        ]
        url, model = str(written.get("base_url", "")), str(written.get("model", ""))
        if not url.startswith(("https://", "http://")):
            problems.append("base_url: expected an address such as https://api.openai.com/v1")
        if not model:
            problems.append("model: missing; name the model that is to be asked")
        api = str(written.get("api", "openai"))
        if api not in WIRES:
            problems.append(f"api: {api!r} is no format spoken here; expected one of {', '.join(WIRES)}")
        seconds = _seconds(written.get("timeout_seconds", 5.0), problems)
        body = _body(written.get("body", ""), problems)
        if problems:
            raise BadConfig(problems)
        key = str(written.get("api_key", ""))
        return cls(base_url=url, model=model, api=api, api_key=key, timeout_seconds=seconds, body=body)


def _seconds(told: object, problems: list[str]) -> float:
    try:
        seconds = float(str(told))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        problems.append(f"timeout_seconds: {told!r} found, seconds above 0 and up to {LONGEST_SECONDS:g} expected")
    return seconds


def _body(told: object, problems: list[str]) -> Mapping[str, Any]:
    if isinstance(told, Mapping):
        return told
    try:
        body = json.loads(str(told)) if told else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        problems.append('body: expected an object of JSON, such as {"temperature": null, "max_completion_tokens": 800}')
        return {}
    return body
