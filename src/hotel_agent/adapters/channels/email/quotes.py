"""What is new in a mail, apart from what it quotes and how it is signed."""

import re

from attrs import frozen
from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

LONGEST_TEXT = 20_000
"""Characters of a mail that are read (contract, 6)."""
CUT = "[…]"
"""Stands where more was written than is read."""

_LANGUAGES = [name for name in MAIL_LANGUAGES if len(name) == 2]
_LONGEST_LINE = 300
"""Characters of a line in which the head of a quotation is looked for: patterns grow slow on long ones."""
_MOST_LINES = 1_000
_MOST_LINES_TO_THE_LIBRARY = 150
_VERB = r"(?:escreveu|escribió|wrote|a écrit|schrieb|ha scritto)\s*:\s*$"
_WROTE = re.compile(rf"^(?:Em|No dia|El|On|Le|Am|Il) .{{4,200}} {_VERB}")
_WROTE_BROKEN = re.compile(r"^(?:Em|No dia|El|On|Le|Am|Il) .{4,200}[^:]$")
_WROTE_END = re.compile(rf"^.{{0,200}}\b{_VERB}")
_BLOCK = re.compile(r"^[*_> ]*(?:De|From|Von|Da)\s*:\s*\S")
_MORE_OF_A_BLOCK = re.compile(
    r"^[*_> ]*(?:Enviad[oa](?: em| el)?|Data|Fecha|Sent|Date|Gesendet|Para|To|An|Cc|Assunto|Asunto|Subject|Betreff)"
    r"[*]?\s*:",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"^\s*(?:-{3,}\s*(?:Original Message|Mensaje original|Mensagem original|Forwarded message)|_{10,}\s*$)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:--\s?|_{2,}\s?)$"
    r"|^\s*(?:Sent from (?:my|Outlook|Yahoo)|Get Outlook for|Enviado (?:desde|do|da|a partir do|pelo|con) "
    r"|Enviada (?:do|da|pelo) |Obt(?:ener|enga|er|enha) (?:o )?Outlook|Envoyé de(?:puis)? |Gesendet von |Inviato da )",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 15
"""Lines that are not blank. What is longer than that is no signature, whatever stands above it."""
_STUB = re.compile(
    r"^\W*(?:this (?:e-?mail|message) (?:requires|needs|contains) html"
    r"|your (?:e-?mail )?client does not (?:support|show) html"
    r"|su \w{1,20} de correo no (?:admite|muestra) html"
    r"|view this (?:e-?mail|message) in (?:your|a) browser)",
    re.IGNORECASE,
)

_PARSER = EmailReplyParser(languages=_LANGUAGES)


@frozen
class Told:
    """What a mail says: what is new in it, and all of it."""

    new: str
    whole: str


def told(text: str) -> Told:
    """What is new in this text. Where nothing is left after the cuts, it is all of it; answers inside a quotation keep
    the quoted lines they answer, each marked with its `>`."""
    whole = _shortened(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    lines = whole.split("\n")
    start = _quotation(lines)
    before, after = lines[:start], lines[start:]
    if _answers_inside(after):
        return Told(_signed_off(lines) or whole, whole)
    if not _answers_inside(before):
        while before and (not before[-1].strip() or before[-1].lstrip().startswith(">")):
            before.pop()
    return Told(_signed_off(before) or whole, whole)


def is_a_stub(text: str) -> bool:
    """Whether a text part says nothing but that there is HTML beside it."""
    return not text.strip() or _STUB.match(text.strip()) is not None


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()}\n{CUT}"


def _quotation(lines: list[str]) -> int:
    """The line at which what was written before begins: its head, in one of fifteen languages. All, without one."""
    known = [_known_head(lines[:_MOST_LINES]), _head(lines[:_MOST_LINES])]
    return min((each for each in known if each is not None), default=len(lines))


def _head(lines: list[str]) -> int | None:
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        shown = line.strip()[:_LONGEST_LINE]
        broken = _WROTE_BROKEN.match(shown) and _WROTE_END.match(following.strip()[:_LONGEST_LINE])
        block = _BLOCK.match(shown) and any(_MORE_OF_A_BLOCK.match(each) for each in lines[at + 1 : at + 4])
        if _WROTE.match(shown) or broken or block or _SEPARATOR.match(shown):
            return at
    return None


def _known_head(lines: list[str]) -> int | None:
    """Where the library sees the first quotation begin: after as many lines as its first reply has."""
    quoted = next((at for at, line in enumerate(lines) if line.lstrip().startswith(">")), len(lines))
    # The head of a quotation stands above it; many quoted lines make the library's patterns slow.
    lines = lines[: min(quoted + 1, _MOST_LINES_TO_THE_LIBRARY)]
    try:
        replies = _PARSER.read("\n".join(line[:_LONGEST_LINE] for line in lines)).replies
    except Exception:  # noqa: BLE001 - it errs on some mail, and its no is worth as much as its yes
        return None
    if len(replies) < 2:
        return None
    at = len(replies[0].content.split("\n")) if replies[0].content else 0
    # It takes blank lines off the end of what it found.
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _answers_inside(lines: list[str]) -> bool:
    """Whether something new stands below quoted lines."""
    quoted = [at for at, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not quoted:
        return False
    below = _signed_off(lines[quoted[0] :]).split("\n")
    return any(line.strip() and not line.lstrip().startswith(">") for line in below)


def _signed_off(lines: list[str]) -> str:
    """The lines without the signature at their end."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    for at in written[-_LONGEST_SIGNATURE - 1 :]:
        if at and _SIGNATURE.match(lines[at]):
            return "\n".join(lines[:at]).strip()
    return "\n".join(lines).strip()
