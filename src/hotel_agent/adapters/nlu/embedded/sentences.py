"""Cutting a message into its sentences: what is asked in one of them is heard, whatever stands in the others."""

import re

MOST = 8
"""More sentences are read together with the last of these: the time a message takes stays bounded."""

_END = re.compile(r"(?<=[.!?…])\s+|(?<=[!?])(?=[^\s!?])|\s*\n\s*")
_WORD = re.compile(r"\w")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in its sequence; empty where there is only one. One word alone is none."""
    parts = [part for part in _END.split(text, maxsplit=MOST - 1) if len(_words(part)) > 1]
    return tuple(parts) if len(parts) > 1 else ()


def _words(part: str) -> list[str]:
    return [word for word in part.split() if _WORD.search(word)]
