"""Whether a mail is really from whom it says, by the word of our own mail server (RFC 8601; contract, 3 and 4)."""

import re
from enum import Enum

from hotel_agent.adapters.channels.email.mail import Mail

_COMMENT = re.compile(r"\([^()]{0,1000}\)")
_RESULT = re.compile(r"^\s*([a-z0-9-]+)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b([a-z]+\.[a-z0-9-]+)\s*=\s*\"?([^\s\"]+)\"?", re.IGNORECASE)


class Sender(Enum):
    """How far a mail's sender is known."""

    PROVEN = "proven"
    """Our server saw that the domain it is from had it sent."""
    CLAIMED = "claimed"
    """Nobody says anything for or against it, or somebody against it."""


def sender_of(mail: Mail, authserv_id: str) -> Sender:
    """Whether the domain of the sender stands behind this mail, by the topmost Authentication-Results.

    Only those of this server count, and only at the top: everything below may have been written by the sender. Without
    the name of a server nothing is believed. DMARC decides; where its result is missing, a DKIM signature of the very
    domain of the sender does.
    """
    found = mail.head.all("authentication-results")
    domain = mail.sender.domain if mail.sender else ""
    if not found or not domain or not authserv_id or len(mail.head.addresses("from")) != 1:
        return Sender.CLAIMED
    server, *results = _COMMENT.sub(" ", found[0]).split(";")
    if server.split()[:1] != [authserv_id]:
        return Sender.CLAIMED
    read = [_read(each) for each in results]
    policies = [(verdict, told) for method, verdict, told in read if method == "dmarc"]
    if policies:
        # `header.from` is the domain that was asked; where it is not named, it is the one of From.
        proven = all(
            verdict == "pass" and told.get("header.from", domain).lower() == domain for verdict, told in policies
        )
        return Sender.PROVEN if proven else Sender.CLAIMED
    signed = any(method == "dkim" and verdict == "pass" and _signer(told) == domain for method, verdict, told in read)
    return Sender.PROVEN if signed else Sender.CLAIMED


def _read(result: str) -> tuple[str, str, dict[str, str]]:
    found = _RESULT.match(result)
    if found is None:
        return "", "", {}
    return found[1].lower(), found[2].lower(), {name.lower(): value for name, value in _PROPERTY.findall(result)}


def _signer(told: dict[str, str]) -> str:
    """The domain that signed: `header.d`, or what stands behind the @ of `header.i`."""
    return (told.get("header.d") or told.get("header.i", "").rpartition("@")[2]).lower()
