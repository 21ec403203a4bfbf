"""What a guest posts to a chat: a text or a press, read and checked."""

import json
import re

from attrs import field, frozen

from hotel_agent.adapters.channels.text import plain
from hotel_agent.domain.conversations.cards import masked
from hotel_agent.domain.ids import ChoiceToken, digest
from hotel_agent.domain.refusals import Reason, Refusal

LONGEST_TEXT = 4000
"""Code points of one message (web chat contract)."""
LARGEST_BODY = 64 * 1024
"""Bytes: room for the longest text with every sign escaped."""

_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_LONGEST_TOKEN = 256


@frozen(kw_only=True)
class Posted:
    """A text, or a press, under the name its sender gave it."""

    client_id: str
    text: str = field(default="", repr=False)
    token: ChoiceToken | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same words, different for others."""
        return digest(self.text, self.token or "")


def read(body: bytes) -> Posted | Refusal:
    """What this body says; or BAD_REQUEST or TOO_LARGE, with what was expected. Never raises."""
    if len(body) > LARGEST_BODY:
        return Refusal(Reason.TOO_LARGE, limit=LARGEST_BODY, detail=f"expected at most {LARGEST_BODY} bytes")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return _not_as_expected("a JSON object")
    match message:
        case {"client_id": str(name)} if not _CLIENT_ID.fullmatch(name):
            return _not_as_expected("a client_id of 1 to 64 letters, digits, '.', '_', ':' or '-'")
        case {"text": _, "token": _}:
            return _not_as_expected("either a text or a token, not both")
        case {"client_id": str(name), "text": str(text)} if text.strip():
            if len(text) > LONGEST_TEXT:
                expected = f"expected at most {LONGEST_TEXT} characters"
                return Refusal(Reason.TOO_LARGE, limit=LONGEST_TEXT, detail=expected)
            return Posted(client_id=name, text=masked(plain(text)))
        case {"client_id": str(name), "token": str(token)} if 0 < len(token) <= _LONGEST_TOKEN:
            return Posted(client_id=name, token=ChoiceToken(plain(token)))
        case _:
            return _not_as_expected("a client_id, and a text or the token of a choice")


def _not_as_expected(what: str) -> Refusal:
    return Refusal(Reason.BAD_REQUEST, detail=f"expected {what}")
