"""Texts that had to wait for the same guest, said as one (WhatsApp contract, 3.5: what follows 131056)."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from attrs import evolve, frozen
from loguru import logger

from hotel_agent.application.amounts import unquoted
from hotel_agent.domain.conversations.effects import Command, PassOn, Say
from hotel_agent.domain.conversations.erased import says_nothing
from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.channel import Content, Purpose
from hotel_agent.ports.rows import CommandState, Lane, OutboxRow
from hotel_agent.ports.storage import Storage

Worded = Callable[[TenantId, Say | PassOn], Awaitable[Content]]
"""Words a reply. Raises Unavailable."""

_SAID_TOGETHER = "it is said together with"
"""Begins the cause of what an earlier message says too."""


@frozen
class Waited:
    """A text that its channel made wait, in these words, and how long a text may be there."""

    row: OutboxRow
    content: Content
    tenant: TenantId
    longest: int

    async def with_what_waits(self, storage: Storage, word: Worded, now: datetime) -> Content:
        """Its words, with those of the texts that had to wait behind it: what is said so is closed before it is sent.

        Whoever dies before it is sent leaves all of them in the one that is looked for afterwards.
        """
        row, content, behind = self.row, self.content, list[OutboxRow]()
        if row.content is None or row.sent_before:
            return content
        async with storage.work(self.tenant) as work:
            waiting = list(waiting_behind(await work.outbox(row.conversation), row, now))
        for each in waiting:
            longer = await self._longer(content, each.command, word)
            if longer is None:
                break
            content = longer
            behind.append(each)
        if not behind:
            return content
        try:
            async with storage.work(self.tenant) as work:
                await work.say_together(row, behind, content=content, cause=f"{_SAID_TOGETHER} {row.key}")
        except Conflict:
            # Somebody forgot them meanwhile, or has the command: the last look before it is sent finds out.
            return self.content
        logger.info("texts that had to wait are said as one", command=row.key, more=len(behind))
        return content

    async def _longer(self, content: Content, command: Command | None, word: Worded) -> Content | None:
        """This content with what the next command says behind it; None where that is said by itself."""
        if not isinstance(command, Say | PassOn):
            return None
        try:
            more = await word(self.tenant, command)
        except Unavailable:
            return None
        if isinstance(command, Say) and unquoted(more, command.reply):
            return None
        return joined(content, more, longest=self.longest)


def is_said_by_another(row: OutboxRow) -> bool:
    """Whether an earlier message says this too: its words stand there."""
    return row.state is CommandState.DONE and row.cause.startswith(_SAID_TOGETHER)


def waiting_behind(rows: Sequence[OutboxRow], row: OutboxRow, now: datetime) -> Iterator[OutboxRow]:
    """What is to be said right after this and was never tried, in its sequence, up to the first of another kind.

    Of the same kind is what was decided on the same terms: for it the same is true of a handover that comes meanwhile,
    of a guest who wants silence, and of who wrote it.
    """
    for each in rows:
        if each.sequence <= row.sequence or each.lane is not Lane.SAY or each.state is not CommandState.WAITING:
            continue
        untried = each.attempts == 0 and each.content is None
        if not untried or each.due_at > now or not _on_the_same_terms(row.command, each.command):
            return
        yield each


def joined(first: Content, second: Content, *, longest: int) -> Content | None:
    """Both texts as one, apart by a blank line; None where one is more than a text, or they are too long together."""
    if not (_is_text(first) and _is_text(second)) or first.language != second.language:
        return None
    text = f"{first.text.strip()}\n\n{second.text.strip()}"
    confirms = Purpose.CONFIRMATION in {first.purpose, second.purpose}
    purpose = Purpose.CONFIRMATION if confirms else first.purpose
    return evolve(first, text=text, purpose=purpose) if len(text) <= longest else None


def _on_the_same_terms(first: object, second: object) -> bool:
    match first, second:
        case Say(), Say():
            asked = not first.unasked and not second.unasked
            same = first.although_handed_over == second.although_handed_over and first.language == second.language
            return asked and same and not says_nothing(second)
        case PassOn(), PassOn():
            return first.by == second.by and first.language == second.language and not says_nothing(second)
        case _:
            return False


def _is_text(content: Content) -> bool:
    words = Content(text=content.text, language=content.language, purpose=content.purpose)
    return content == words and bool(content.text.strip())
