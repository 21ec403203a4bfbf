"""Telling the hotel's people that they are wanted: each who wants to know, whatever becomes of the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.attempt import Attempt, Settled, TryAgain
from hotel_agent.application.briefing import Briefing
from hotel_agent.application.deadline import within
from hotel_agent.application.retry import CALL, failures, scattered, wait_before_retry
from hotel_agent.application.transcript import last_said
from hotel_agent.domain.conversations.brief import LAST_SAID, REASONS
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Command, NotifyStaff
from hotel_agent.domain.errors import Bug, Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.ports.staff import Notice, Staff
from hotel_agent.ports.storage import Storage

_LOOKED_BACK = 30
"""Among so many events the guest's latest words are looked for."""


@frozen(kw_only=True)
class Addressee:
    """Some of the hotel's people, by the name it gave them, and what they want to be told of; empty: everything."""

    name: str
    staff: Staff
    reasons: frozenset[str] = frozenset()

    def wants(self, command: NotifyStaff) -> bool:
        """Whether they are told of this."""
        return not self.reasons or command.reason in self.reasons


Addressees = Mapping[TenantId, Sequence[Addressee]]


def addressed(commands: Iterable[Command], addressees: Sequence[Addressee]) -> Iterator[Command]:
    """The commands, each for staff once for everybody who wants it: told apart, one's silence is not another's."""
    for command in commands:
        wanting = [each for each in addressees if isinstance(command, NotifyStaff) and each.wants(command)]
        if isinstance(command, NotifyStaff) and wanting:
            yield from (evolve(command, to=each.name) for each in wanting)
        else:
            yield command


@frozen(kw_only=True)
class Notifying:
    """Words a notice in the hotel's own language, and tells it."""

    storage: Storage
    tenants: Directory
    briefing: Briefing
    clock: Clock
    addressees: Addressees = field(factory=dict)

    async def attempt(self, tenant: TenantId, row: OutboxRow, command: NotifyStaff) -> Attempt:
        """Tell whom it is for. Where nobody is named, or not any more, it is said aloud in the log."""
        wanted = next((each for each in self.addressees.get(tenant, ()) if each.name == command.to), None)
        if wanted is None:
            # What they need to know stands in the command's row, where whoever looks after them finds it.
            logger.warning("a person is wanted", conversation=row.conversation, reason=command.reason)
            return Settled(outcome="done")
        try:
            async with self.storage.work(tenant) as work:
                stored = await work.load(row.conversation)
                happened = await work.happened(row.conversation, limit=_LOOKED_BACK)
            house = self.tenants.tenant(tenant)
            if stored is None or house is None:
                raise Bug(f"command {row.key} belongs to no conversation of a hotel served here")
            notice = await self._notice(house, stored.conversation, command, last_said(happened))
            telling = wanted.staff.tell(notice, key=row.key)
            await within(self.clock, self.clock.now() + CALL, telling)
        except Unavailable as silence:
            facts = {"conversation": row.conversation, "reason": command.reason, "to": command.to}
            logger.warning("staff could not be told", cause=str(silence), attempts=row.attempts, **facts)
            wait = scattered(wait_before_retry(command, failures(row)), row.key, row.attempts)
            return TryAgain(wait=wait, sent_before=False, cause=f"{command.to}: {silence}")
        logger.info("staff were told", conversation=row.conversation, reason=command.reason, to=command.to)
        return Settled(outcome="done")

    async def _notice(self, tenant: Tenant, state: Conversation, command: NotifyStaff, last: str) -> Notice:
        title = REASONS.get(command.reason)
        quoted = any(each.line == LAST_SAID.name for each in command.lines)
        told = (*command.lines, *self.briefing.beside(tenant, state, "" if quoted else last))
        said = await self.briefing.words(tenant, (*(() if title is None else (title(),)), *told))
        return Notice(
            tenant=tenant.id,
            property_id=state.property_id,
            hotel=tenant.property_named(state.property_id).name,
            conversation=state.id,
            reason=command.reason,
            title=command.reason if title is None else said[0],
            lines=said if title is None else said[1:],
            language=tenant.languages[0],
            urgent=command.urgent,
            at=self.clock.now(),
        )
