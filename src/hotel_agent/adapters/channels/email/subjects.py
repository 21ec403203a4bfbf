"""Subjects of mails, and the ids by which mails of one thread know one another (contract, 5)."""

import re
from collections.abc import Sequence

from hotel_agent.adapters.channels.email.head import LONGEST_ID, one_line

_LONGEST_SUBJECT = 250
_MOST_REFERENCES = 10
_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|rv|sv|tr|fwd?|wg|enc|res|resp|antw|vs|odp|ynt|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)


def reply_subject(subject: str) -> str:
    """The subject of an answer: the same words behind one `Re: `."""
    words = _REPLY.sub("", one_line(subject)).strip()[:_LONGEST_SUBJECT]
    return f"Re: {words}" if words else "Re:"


def begins_a_thread(subject: str) -> bool:
    """Whether a subject is the sender's own, not that of a mail it answers."""
    return bool(subject.strip()) and _REPLY.match(subject) is None


def trimmed(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids of a thread as they go into References: the first and the last nine, each once."""
    known = tuple(dict.fromkeys(each for each in ids if 2 < len(each) <= LONGEST_ID))
    return known if len(known) <= _MOST_REFERENCES else (known[0], *known[1 - _MOST_REFERENCES :])
