"""Making, changing and cancelling reservations in the hotel's book: at most once per key, however often it is tried."""

from collections.abc import Coroutine
from typing import TypeVar

from attrs import frozen

from hotel_agent.application.attempt import Attempt, Settled, TryAgain
from hotel_agent.application.deadline import within
from hotel_agent.application.houses import Houses
from hotel_agent.application.retry import CALL, wait_for_the_book
from hotel_agent.domain.conversations.effects import Book, Cancel, Modify
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    Cancelled,
    CancelRefused,
    Modified,
    ModifyRefused,
    Outcome,
)
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import EventKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import OutboxRow

T = TypeVar("T")


@frozen(kw_only=True)
class Reserving:
    """Performs commands at the hotel's book."""

    houses: Houses
    clock: Clock

    async def attempt(self, tenant: TenantId, row: OutboxRow, command: Book | Modify | Cancel) -> Attempt:
        """Do it, or find that it was done. A quote that expired before anybody could try is refused, not used."""
        try:
            event = await self._event(tenant, row, command)
        except Unavailable as silence:
            unknown = row.sent_before or isinstance(silence, OutcomeUnknown)
            wait = wait_for_the_book(command, row.attempts, self.clock.now())
            return TryAgain(wait=wait, sent_before=unknown, cause=f"{type(silence).__name__}: {silence}")
        refused = isinstance(event, BookRefused | ModifyRefused | CancelRefused)
        return Settled(outcome="refused" if refused else "done", event=event)

    async def _event(self, tenant: TenantId, row: OutboxRow, command: Book | Modify | Cancel) -> Outcome:
        match command:
            case Book():
                return await self._book(tenant, row, command)
            case Modify():
                return await self._modify(tenant, row, command)
            case Cancel():
                return await self._cancel(tenant, row, command)

    async def _book(self, tenant: TenantId, row: OutboxRow, command: Book) -> Outcome:
        pms, quote = self.houses.book(tenant), command.quote
        if quote.expired(self.clock.now()):
            # Only what an earlier attempt made still counts; a new contract would be made at a price no longer held.
            made = await self._asked(pms.find(quote.offer.property_id, row.key)) if row.attempts > 1 else ()
            if not made:
                return BookRefused(
                    key=_key(row), at=self.clock.now(), effect=row.key, refusal=Refusal(Reason.QUOTE_EXPIRED)
                )
            return Booked(key=_key(row), at=self.clock.now(), effect=row.key, reservation=made[0])
        answer = await self._asked(pms.book(quote, command.booker, key=row.key))
        if isinstance(answer, Refusal):
            return BookRefused(key=_key(row), at=self.clock.now(), effect=row.key, refusal=answer)
        return Booked(key=_key(row), at=self.clock.now(), effect=row.key, reservation=answer)

    async def _modify(self, tenant: TenantId, row: OutboxRow, command: Modify) -> Outcome:
        pms, quote = self.houses.book(tenant), command.quote
        if quote.expired(self.clock.now()):
            found = await self._asked(pms.find(quote.offer.property_id, command.number)) if row.attempts > 1 else ()
            if found and (found[0].room_stays, found[0].total) == (quote.offer.room_stays, quote.total):
                return Modified(key=_key(row), at=self.clock.now(), effect=row.key, reservation=found[0])
            expired = Refusal(Reason.QUOTE_EXPIRED)
            return ModifyRefused(key=_key(row), at=self.clock.now(), effect=row.key, refusal=expired)
        answer = await self._asked(pms.modify(command.number, command.quote, key=row.key))
        if isinstance(answer, Refusal):
            return ModifyRefused(key=_key(row), at=self.clock.now(), effect=row.key, refusal=answer)
        return Modified(key=_key(row), at=self.clock.now(), effect=row.key, reservation=answer)

    async def _cancel(self, tenant: TenantId, row: OutboxRow, command: Cancel) -> Outcome:
        pms = self.houses.book(tenant)
        answer = await self._asked(pms.cancel(command.number, penalty=command.penalty, key=row.key))
        if isinstance(answer, Refusal):
            return CancelRefused(key=_key(row), at=self.clock.now(), effect=row.key, refusal=answer)
        return Cancelled(key=_key(row), at=self.clock.now(), effect=row.key, cancellation=answer)

    async def _asked(self, call: Coroutine[object, object, T]) -> T:
        return await within(self.clock, self.clock.now() + CALL, call, silence=OutcomeUnknown)


def _key(row: OutboxRow) -> EventKey:
    return EventKey(f"result:{row.key}")
