"""Which language model is asked, where, and how long it may take."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import field, fields_dict, frozen

from hotel_agent.adapters.nlu.llm.wires import WIRES
from hotel_agent.domain.errors import BadConfig

LONGEST_SECONDS = 10.0
"""Of the fifteen a turn may take."""
_MILLION = 1_000_000
_PRICE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s+(\d{1,6}(?:\.\d{1,6})?)\s+([A-Z]{3})", re.ASCII)


@frozen
class Price:
    """What a million tokens cost, in major units of a currency: those the model reads, and those it writes."""

    read: Decimal
    written: Decimal
    currency: str

    def of(self, read: int, written: int) -> float:
        """What so many come to."""
        return float((read * self.read + written * self.written) / _MILLION)


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
    price: Price | None = None

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
        price = _price(str(written.get("price", "")), problems)
        if problems:
            raise BadConfig(problems)
        key = str(written.get("api_key", ""))
        return cls(base_url=url, model=model, api=api, api_key=key, timeout_seconds=seconds, body=body, price=price)


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


def _price(told: str, problems: list[str]) -> Price | None:
    if not told.strip():
        return None
    found = _PRICE.fullmatch(told.strip())
    if found is None:
        problems.append(
            f"price: {told!r} found; expected what a million tokens cost that the model reads and that it writes,"
            " and the currency, such as 0.15 0.60 USD"
        )
        return None
    return Price(Decimal(found[1]), Decimal(found[2]), found[3])
