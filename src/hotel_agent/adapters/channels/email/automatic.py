"""Which mails never get an automatic answer, and why (contract, 3). Two machines that answer each other never end."""

import re
from collections.abc import Callable, Collection
from enum import Enum

from hotel_agent.adapters.channels.email.mail import Mail
from hotel_agent.adapters.channels.email.reports import own_name

OWN_MARK = "x-hotel-agent-id"
"""The header every mail of ours bears."""


class Unanswered(Enum):
    """Why a mail gets no automatic answer. It is kept, with the reason, for staff."""

    OURS = "ours"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    LIST = "list"
    NOT_WANTED = "not_wanted"
    NO_REPLY = "no_reply"
    INVITATION = "invitation"
    RECEIPT = "receipt"
    AGENCY = "agency"
    NOT_TO_US = "not_to_us"
    NO_SENDER = "no_sender"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    REPEATED = "repeated"
    STRANGER = "stranger"
    BROKEN = "broken"


SAID = {
    Unanswered.OURS: "one of our own mails came back",
    Unanswered.BOUNCE: "a mail system reports about a mail",
    Unanswered.AUTOMATIC: "a machine wrote it (RFC 3834)",
    Unanswered.LIST: "it came over a mailing list, or to many at once",
    Unanswered.NOT_WANTED: "its sender asks for no automatic answers",
    Unanswered.NO_REPLY: "nobody reads answers at its sender's address",
    Unanswered.INVITATION: "an invitation of a calendar",
    Unanswered.RECEIPT: "a receipt that a mail was read",
    Unanswered.AGENCY: "a notice of a travel agency",
    Unanswered.NOT_TO_US: "it was not addressed to this mailbox",
    Unanswered.NO_SENDER: "it names no sender who can be answered",
    Unanswered.TOO_LARGE: "it is larger than what is fetched",
    Unanswered.TOO_MANY: "its sender was answered too often lately: two machines may be talking",
    Unanswered.REPEATED: "its sender wrote the very same before: a machine may be talking",
    Unanswered.STRANGER: "it belongs to another guest's thread, and its sender is not that guest",
    Unanswered.BROKEN: "it could not be kept as what it is",
}
"""The reasons in words, for staff."""

_NOBODY = re.compile(
    r"(?:no[._-]?reply|do[._-]?not[._-]?reply|donotreply|no[._-]?responder|nao[._-]?responda|bounces?|notifications?|"
    r"mailer[._-]?daemon|postmaster)(?:[._+-].*)?"
)
_SYSTEMS = re.compile(r"(?:mailer[._-]?daemon|postmaster)(?:[._+-].*)?")
_PRECEDENCES = frozenset({"bulk", "list", "junk", "auto_reply"})
_LISTS = ("list-id", "list-unsubscribe", "list-post")
_OLD_MARKS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-fc-machinegenerated")
_SUPPRESSED = frozenset({"all", "oof", "autoreply"})
_AGENCIES = re.compile(
    r"(?:.*\.)?(?:booking\.com|expedia(?:partnercentral|group)?\.com|hotels\.com|airbnb\.com|agoda\.com|hostelworld\.com)"
)
_AWAY = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[ -]?response|out of (?:the )?office|respuesta autom[aá]tica|"
    r"fuera de (?:la )?oficina|resposta autom[aá]tica|abwesenheitsnotiz|automatische antwort|r[eé]ponse automatique)\b",
    re.IGNORECASE,
)


def why_unanswered(mail: Mail, *, own: Collection[str], ours: Collection[str]) -> Unanswered | None:
    """Why this mail, found in a mailbox, gets no automatic answer; None where it may get one.

    `own` are the addresses of the mailbox, `ours` those of all hotels here; both without what stands behind a plus.
    """
    people = mail.head.addresses("from", "sender", "reply-to")
    if is_of_the_desk(mail) or any(each.bare in ours for each in people):
        return Unanswered.OURS
    if is_a_report(mail):
        return Unanswered.RECEIPT if "message/disposition-notification" in mail.body.types else Unanswered.BOUNCE
    if mail.sender is None:
        return Unanswered.NO_SENDER
    found = next((reason for reason, shows in _TESTS if shows(mail)), None)
    return found or (None if _is_to_us(mail, own, ours) else Unanswered.NOT_TO_US)


def is_of_the_desk(mail: Mail) -> bool:
    """Whether the machine sent it, not a person."""
    return OWN_MARK in mail.head or own_name(mail.message_id) is not None


def says_away(mail: Mail) -> bool:
    """Whether a machine answers in the place of somebody who is away."""
    said = mail.head.text("auto-submitted").partition(";")[0].strip().lower()
    return said == "auto-replied" or _AWAY.match(mail.subject) is not None


def _by_a_machine(mail: Mail) -> bool:
    """RFC 3834, what was usual before it, and what people's machines say while they are away."""
    head, said = mail.head, mail.head.text("auto-submitted").partition(";")[0].strip().lower()
    return (
        said not in {"", "no"}
        or any(mark in head for mark in _OLD_MARKS)
        or "autoresponder" in head.text("x-post-messageclass").lower()
        or _AWAY.match(mail.subject) is not None
        or ("feedback-id" in head and not mail.answered)
    )


def _over_a_list(mail: Mail) -> bool:
    return mail.head.text("precedence").strip().lower() in _PRECEDENCES or any(mark in mail.head for mark in _LISTS)


def _wants_none(mail: Mail) -> bool:
    said = mail.head.text("x-auto-response-suppress").lower().split(",")
    return bool(_SUPPRESSED & {each.strip() for each in said})


def _from_nobody(mail: Mail) -> bool:
    return mail.sender is not None and _NOBODY.fullmatch(mail.sender.local) is not None


def _invites(mail: Mail) -> bool:
    return "text/calendar" in mail.body.types


def _from_an_agency(mail: Mail) -> bool:
    return mail.sender is not None and _AGENCIES.fullmatch(mail.sender.domain) is not None


_TESTS: tuple[tuple[Unanswered, Callable[[Mail], bool]], ...] = (
    (Unanswered.AUTOMATIC, _by_a_machine),
    (Unanswered.LIST, _over_a_list),
    (Unanswered.NOT_WANTED, _wants_none),
    (Unanswered.NO_REPLY, _from_nobody),
    (Unanswered.INVITATION, _invites),
    (Unanswered.AGENCY, _from_an_agency),
)
"""What is looked for in a mail somebody may have written, in the sequence of the contract."""


def is_a_report(mail: Mail) -> bool:
    """Whether a mail system wrote it about a mail."""
    sender = mail.sender
    returned = [value.strip() for value in mail.head.all("return-path")]
    return (
        "multipart/report" in mail.body.types
        or "message/delivery-status" in mail.body.types
        or "message/disposition-notification" in mail.body.types
        or bool(returned and returned[0] == "<>")
        or (sender is not None and _SYSTEMS.fullmatch(sender.local) is not None)
    )


def _is_to_us(mail: Mail, own: Collection[str], ours: Collection[str]) -> bool:
    """Whether this mailbox is addressed: not in the blind, and not beside another of the hotels' addresses."""
    to = {each.bare for each in mail.head.addresses("to")}
    copied = {each.bare for each in mail.head.addresses("cc")}
    if to & set(own):
        return True
    return bool(copied & set(own)) and not to & set(ours)
