"""Cutting a message into its sentences: what is asked in one of them is heard, whatever stands in the others."""

import re

MOST = 8
"""More sentences are read together with the last of these: the time a message takes stays bounded."""

_ASKS = r"(?:what|when|where|how|is there|are there|do you|a que|à que|que|quanto|onde|como|qual|tem|há)"
_END = re.compile(
    rf"(?<=[.!?…])\s+|(?<=[!?])(?=[^\s!?])|\s*\n\s*|(?<=[\w,])\s+(?=¿)|(?<=,)\s+(?=(?:and|e) {_ASKS}\b)", re.IGNORECASE
)
"""A sentence also ends where a question is hung on: "I need towels in 204, and what time is breakfast?"."""
_WORD = re.compile(r"\w")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in its sequence; empty where there is only one. One word alone is none."""
    parts = [part for part in _END.split(text, maxsplit=MOST - 1) if len(_words(part)) > 1]
    return tuple(parts) if len(parts) > 1 else ()


def _words(part: str) -> list[str]:
    return [word for word in part.split() if _WORD.search(word)]
