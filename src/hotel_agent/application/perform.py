"""One command, performed: under a lease, under its key, outside every transaction. What it came to is an event."""

from attrs import frozen
from loguru import logger

from hotel_agent.application.attempt import Attempt, Settled, TakenOver, TryAgain
from hotel_agent.application.reserving import Reserving
from hotel_agent.application.retry import LEASE, wait_before_retry
from hotel_agent.application.saying import Saying
from hotel_agent.domain.conversations.effects import Book, Cancel, Modify, NotifyStaff, Say, WakeAt
from hotel_agent.domain.conversations.events import Event, GivenUp, TimePassed
from hotel_agent.domain.errors import Conflict, failure_facts
from hotel_agent.domain.ids import EffectKey, EventKey, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.storage import CommandState, OutboxRow, Storage, Work


@frozen(kw_only=True)
class Performance:
    """Performs commands. Any number of workers may: a lease lets one try at a time, a key makes repeating harmless."""

    storage: Storage
    saying: Saying
    reserving: Reserving
    clock: Clock
    observer: Observer

    async def perform(self, tenant: TenantId, key: EffectKey) -> None:
        """Try this command once, if it is due and nobody else has it. Repeating is safe."""
        began = self.clock.now()
        async with self.storage.work(tenant) as work:
            row = await work.claim(key, now=began, lease_until=began + LEASE)
        if row is None:
            return
        try:
            attempt = await self._attempt(tenant, row)
            async with self.storage.work(tenant) as work:
                outcome = await self._close(work, row, attempt)
        except Conflict:
            logger.warning("a command was taken over by another worker", command=key)
            return
        kind = type(row.command).__name__.lower()
        self.observer.command_done(kind, outcome, (self.clock.now() - began).total_seconds())

    async def _attempt(self, tenant: TenantId, row: OutboxRow) -> Attempt:
        try:
            match row.command:
                case Say() as say:
                    return await self.saying.attempt(tenant, row, say)
                case Book() | Modify() | Cancel() as command:
                    return await self.reserving.attempt(tenant, row, command)
                case NotifyStaff(reason=reason):
                    # What they need to know stands in the command's row, where whoever looks after them finds it.
                    logger.warning("a person is wanted", conversation=row.conversation, reason=reason)
                    return Settled(outcome="done")
                case None:
                    return TryAgain(wait=wait_before_retry(None, row.attempts), sent_before=False, cause="unreadable")
                case WakeAt(about=about):
                    woken = TimePassed(key=EventKey(f"wake:{row.key}"), at=self.clock.now(), about=about)
                    return Settled(outcome="done", event=woken)
        except TakenOver:
            raise
        except Exception as cause:  # noqa: BLE001 - whatever it is, the command is not lost
            logger.error("a command failed", command=row.key, **failure_facts(cause))
            wait = wait_before_retry(row.command, row.attempts)
            # Saying knows by itself when something may have left: what fails elsewhere fails before.
            unknown = not isinstance(row.command, Say)
            return TryAgain(wait=wait, sent_before=unknown, cause=type(cause).__name__)

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
            )
        if event is not None:
            now = self.clock.now()
            await work.add_event(row.conversation, event, received_at=now, due_at=now)
        return outcome

    def _given_up(self, row: OutboxRow, cause: str) -> GivenUp:
        command = type(row.command).__name__.lower()
        logger.error("a command was given up", command=row.key, kind=command, cause=cause)
        key = EventKey(f"result:{row.key}")
        return GivenUp(key=key, at=self.clock.now(), effect=row.key, command=command, cause=cause)
