"""How far messages got: commands are closed with receipts, and reports come before them, after them, and twice."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, select, update

from hotel_agent.adapters.database.tables import Moment, Name, early_reports, outbox
from hotel_agent.adapters.storage.sql.commands import HELD, WAITS, Commands
from hotel_agent.adapters.storage.sql.unit import KEY, TENANT
from hotel_agent.domain.conversations.delivery import DeliveryState, further
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, EffectKey, ProviderId
from hotel_agent.ports.channel import Receipt
from hotel_agent.ports.rows import CommandState
from hotel_agent.ports.storage import EARLY_REPORTS

_MESSAGE = bindparam("its_message", type_=Name)
_NOW = bindparam("now", type_=Moment)
_OF_MESSAGE = (early_reports.c.tenant == TENANT, early_reports.c.message == _MESSAGE)

# Between a receipt and an early report of the same message one must see the other, whichever comes first.
_WAIT_FOR_MESSAGE = select(
    func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name_of_message", type_=Name), 0))
)
_KNOWN = (
    select(outbox.c.receipt, outbox.c.delivery, early_reports.c.state.label("reported"))
    .join_from(outbox, early_reports, and_(*_OF_MESSAGE), isouter=True)
    .where(outbox.c.tenant == TENANT, outbox.c.key == KEY)
)
_SENT_AS = (
    select(outbox.c.key)
    .where(outbox.c.tenant == TENANT, outbox.c.message == _MESSAGE)
    .order_by(outbox.c.sequence.desc())
    .limit(1)
)
_CLOSE = update(outbox).where(*HELD).values(state=bindparam("its_state"), lease_until=None, cause=bindparam("why"))
_NOTE_RECEIPT = (
    update(outbox)
    .where(outbox.c.tenant == TENANT, outbox.c.key == KEY)
    .values(receipt=bindparam("its_receipt"), message=_MESSAGE, delivery=bindparam("its_delivery"))
)
_sooner: ColumnElement[datetime] = case((and_(WAITS, outbox.c.due_at > _NOW), _NOW), else_=outbox.c.due_at)
_NOTE_DELIVERY = (
    update(outbox)
    .where(outbox.c.tenant == TENANT, outbox.c.key == KEY)
    .values(delivery=bindparam("its_delivery"), due_at=_sooner)
)
_REPORTED = select(early_reports.c.state).where(*_OF_MESSAGE)
_REPORT_FURTHER = update(early_reports).where(*_OF_MESSAGE).values(state=bindparam("its_state"))
_FORGET = delete(early_reports).where(
    early_reports.c.tenant == TENANT, early_reports.c.first_at <= bindparam("until", type_=Moment)
)


class Deliveries(Commands):
    """Receipts, and reports under our key or under the provider's name."""

    async def finish(
        self,
        key: EffectKey,
        *,
        attempt: int,
        state: CommandState,
        receipt: Receipt | None = None,
        cause: str = "",
    ) -> None:
        """Close a claimed command."""
        if state is CommandState.WAITING:
            raise Bug(f"command {key} cannot be finished as waiting; give it back with `retry`")
        if receipt is not None:
            await self._wait_for(receipt.message)
        conversation = await self._lock_of(key)
        closed = await self._run(_CLOSE, its_key=key, attempt=attempt, its_state=state.value, why=cause)
        self._touch_held(key, attempt, conversation, closed.rowcount)
        if receipt is not None:
            known = (await self._run(_KNOWN, its_key=key, its_message=receipt.message)).one()
            await self._note_receipt(key, receipt, _furthest(receipt.state.value, known.delivery, known.reported))

    async def note_delivery(
        self, *, effect: EffectKey | None, message: ProviderId, state: DeliveryState, at: datetime, part: bool = False
    ) -> ConversationId | None:
        """Note how far a message got, only ever forward."""
        await self._wait_for(message)
        key = effect
        conversation = None if key is None else await self._lock_of(key)
        if conversation is None:
            key = (await self._run(_SENT_AS, its_message=message)).scalar_one_or_none()
            conversation = None if key is None else await self._lock_of(key)
        if key is None or conversation is None:
            await self._keep_early_report(message, state, at)
            return None
        if part:
            if await self._keep_early_report(message, state, at) != DeliveryState.FAILED.value:
                return conversation
            state = DeliveryState.INCOMPLETE
        known = (await self._run(_KNOWN, its_key=key, its_message=message)).one()
        furthest = _furthest(state.value, known.delivery)
        if known.receipt is None and not part:
            taken = Receipt(message=message)
            furthest = _furthest(taken.state.value, furthest, known.reported)
            await self._note_receipt(key, taken, furthest)
        await self._run(_NOTE_DELIVERY, its_key=key, its_delivery=furthest, now=at)
        self._touch(conversation)
        return conversation

    async def _note_receipt(self, key: EffectKey, receipt: Receipt, delivery: str) -> None:
        noted = self._write(receipt)
        await self._run(
            _NOTE_RECEIPT, its_key=key, its_receipt=noted, its_message=receipt.message, its_delivery=delivery
        )

    async def _keep_early_report(self, message: ProviderId, state: DeliveryState, at: datetime) -> str:
        """How far it got by now."""
        before = (await self._run(_REPORTED, its_message=message)).scalar_one_or_none()
        if before is None:
            row = {"tenant": self._tenant, "message": message, "state": state.value, "first_at": at}
            await self._connection.execute(self._insert(early_reports).values(row))
        else:
            await self._run(_REPORT_FURTHER, its_message=message, its_state=_furthest(state.value, before))
        await self._run(_FORGET, until=at - EARLY_REPORTS)
        return _furthest(state.value, before)

    async def _wait_for(self, message: ProviderId) -> None:
        if self._connection.dialect.name == "postgresql":
            await self._run(_WAIT_FOR_MESSAGE, name_of_message=f"{self._tenant} {message}")


def _furthest(first: str, *others: str | None) -> str:
    state = DeliveryState(first)
    for each in others:
        if each is not None:
            state = further(state, DeliveryState(each))
    return state.value
