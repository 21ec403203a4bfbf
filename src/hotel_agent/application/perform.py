"""One command, performed: under a lease, under its key, outside every transaction. What it came to is an event."""

import asyncio
from datetime import datetime

from attrs import frozen
from loguru import logger

from hotel_agent.application.attempt import Attempt, Settled, TakenOver, TryAgain
from hotel_agent.application.deadline import stop
from hotel_agent.application.keeping import Keeping
from hotel_agent.application.linking import Linking
from hotel_agent.application.notifying import Notifying
from hotel_agent.application.reserving import Reserving
from hotel_agent.application.retry import LEASE, RENEWAL, failures, wait_before_retry
from hotel_agent.application.saying import Saying
from hotel_agent.application.silence import Silence
from hotel_agent.application.trails import performing
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    KeepMedia,
    LinkDoors,
    Modify,
    NotifyStaff,
    PassOn,
    Say,
    SayOtherwise,
    SendLinkCode,
    Spoken,
    WakeAt,
)
from hotel_agent.domain.conversations.events import Event, GivenUp, TimePassed
from hotel_agent.domain.errors import Conflict, failure_facts
from hotel_agent.domain.ids import EffectKey, EventKey, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.rows import CommandState, Lane, OutboxRow
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.trail import following


@frozen(kw_only=True)
class Performance:
    """Performs commands. Any number of workers may: a lease lets one try at a time, a key makes repeating harmless."""

    storage: Storage
    saying: Saying
    reserving: Reserving
    keeping: Keeping
    notifying: Notifying
    linking: Linking
    silence: Silence
    clock: Clock
    observer: Observer

    async def perform(self, tenant: TenantId, key: EffectKey) -> None:
        """Try this command once, if it is due and nobody else has it. Repeating is safe."""
        began = self.clock.now()
        async with self.storage.work(tenant) as work:
            row = await work.claim(key, now=began, lease_until=began + LEASE)
        if row is not None:
            with following(performing(row)):
                await self._perform(tenant, row, began)

    async def _perform(self, tenant: TenantId, row: OutboxRow, began: datetime) -> None:
        attempt = await self._attempt_under_lease(tenant, row)
        if attempt is None:
            return
        try:
            async with self.storage.work(tenant) as work:
                outcome = await self._close(work, row, attempt)
        except Conflict:
            await self._lost(tenant, row, attempt)
            return
        if isinstance(attempt, Settled) and attempt.alias is not None:
            await self.saying.keep_alias(tenant, row, attempt.alias)
        seconds = (self.clock.now() - began).total_seconds()
        self.observer.command_done(_kind(row), outcome, seconds)
        if attempt.channel:
            self.observer.message_sent(attempt.channel, outcome, tenant=tenant)

    async def _attempt_under_lease(self, tenant: TenantId, row: OutboxRow) -> Attempt | None:
        """What the attempt came to, its lease held for as long as it takes. None where another worker has it now."""
        renewing = asyncio.ensure_future(self._renew(tenant, row))
        try:
            return await self._attempt(tenant, row)
        except TakenOver:
            logger.warning("a command was taken over by another worker", command=row.key)
            return None
        finally:
            await stop(renewing)

    async def _renew(self, tenant: TenantId, row: OutboxRow) -> None:
        """Hold the command until told to stop. Where that fails the attempt goes on: it is told when it is closed."""
        while True:
            await self.clock.sleep_until(self.clock.now() + RENEWAL)
            try:
                async with self.storage.work(tenant) as work:
                    await work.renew(row.key, attempt=row.attempts, lease_until=self.clock.now() + LEASE)
            except Conflict:
                return
            except Exception as silence:  # noqa: BLE001 - whatever it is, the next renewal may come in time
                logger.warning("a lease was not renewed", command=row.key, **failure_facts(silence))

    async def _lost(self, tenant: TenantId, row: OutboxRow, attempt: Attempt) -> None:
        """Another worker has the command by now. That the channel took the message is still theirs to know."""
        logger.warning("a command was taken over by another worker", command=row.key)
        if isinstance(attempt, Settled) and attempt.receipt is not None:
            message, state = attempt.receipt.message, attempt.receipt.state
            async with self.storage.work(tenant) as work:
                await work.note_delivery(effect=row.key, message=message, state=state, at=self.clock.now())

    async def _attempt(self, tenant: TenantId, row: OutboxRow) -> Attempt:
        try:
            return await self.silence.forbids(tenant, row) or await self._try(tenant, row)
        except TakenOver:
            raise
        except Exception as cause:  # noqa: BLE001 - whatever it is, the command is not lost
            logger.error("a command failed", command=row.key, **failure_facts(cause))
            wait = wait_before_retry(row.command, failures(row))
            # Saying knows by itself when something may have left: what fails elsewhere fails before.
            unknown = not isinstance(row.command, Spoken)
            return TryAgain(wait=wait, sent_before=unknown, cause=type(cause).__name__)

    async def _try(self, tenant: TenantId, row: OutboxRow) -> Attempt:
        match row.command:
            case Say() | PassOn() | SayOtherwise() as say:
                return await self.saying.attempt(tenant, row, say)
            case Book() | Modify() | Cancel() as command:
                return await self.reserving.attempt(tenant, row, command)
            case KeepMedia() as command:
                return await self.keeping.attempt(tenant, row, command)
            case NotifyStaff() as command:
                return await self.notifying.attempt(tenant, row, command)
            case SendLinkCode() | LinkDoors() as command:
                return await self.linking.attempt(tenant, row, command)
            case None:
                wait = wait_before_retry(None, row.attempts)
                return TryAgain(wait=wait, sent_before=row.sent_before, cause="nobody here can read it")
            case WakeAt(about=about):
                woken = TimePassed(key=EventKey(f"wake:{row.key}"), at=self.clock.now(), about=about)
                return Settled(outcome="done", event=woken)

    async def _close(self, work: Work, row: OutboxRow, attempt: Attempt) -> str:
        event: Event | None = None
        if isinstance(attempt, Settled):
            outcome, event = attempt.outcome, attempt.event
            await work.finish(
                row.key,
                attempt=row.attempts,
                state=attempt.state,
                receipt=attempt.receipt,
                cause=attempt.cause,
            )
        elif attempt.wait is None:
            outcome, event = "given_up", self._given_up(row, attempt.cause)
            await work.finish(row.key, attempt=row.attempts, state=CommandState.GIVEN_UP, cause=attempt.cause)
        else:
            outcome = "retried"
            await work.retry(
                row.key,
                attempt=row.attempts,
                due_at=self.clock.now() + attempt.wait,
                sent_before=attempt.sent_before,
                cause=attempt.cause,
                rest=attempt.wait if attempt.is_rest else None,
            )
        now = self.clock.now()
        if event is not None:
            await work.add_event(row.conversation, event, received_at=now, due_at=now)
        if isinstance(attempt, Settled) and attempt.elsewhere is not None:
            conversation, news = attempt.elsewhere
            await work.add_event(conversation, news, received_at=now, due_at=now)
        return outcome

    def _given_up(self, row: OutboxRow, cause: str) -> GivenUp:
        # Of what nobody can read the lane is known: whether the guest should have heard it.
        command = "say" if row.lane is Lane.SAY and not isinstance(row.command, SayOtherwise) else _kind(row)
        if isinstance(row.command, Say) and row.command.unasked:
            command = "unasked"
        logger.error("a command was given up", command=row.key, kind=command, cause=cause)
        key = EventKey(f"result:{row.key}")
        return GivenUp(key=key, at=self.clock.now(), effect=row.key, command=command, cause=cause)


def _kind(row: OutboxRow) -> str:
    return "unreadable" if row.command is None else type(row.command).__name__.lower()
