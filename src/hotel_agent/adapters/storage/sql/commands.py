"""Commands: claimed under a lease, worded once, given back or closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Integer, and_, bindparam, case, exists, func, or_, select, true, update
from sqlalchemy.engine import Row

from hotel_agent.adapters.database.tables import Moment, outbox
from hotel_agent.adapters.storage.sql.unit import CONVERSATION, KEY, TENANT, Unit, read, stands
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EffectKey
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import CommandState, Lane, OutboxRow

WAITS = stands(outbox.c.state, CommandState.WAITING.value)
FREE_AT = func.coalesce(outbox.c.lease_until, outbox.c.due_at)
"""From when on a command may be claimed: when it is due, or when the lease that holds it runs out."""

_UNTIL = bindparam("until", type_=Moment)
_THIS = (outbox.c.tenant == TENANT, outbox.c.key == KEY)
HELD = (*_THIS, outbox.c.lease_until.is_not(None), outbox.c.attempts == bindparam("attempt"))
"""That this attempt holds the command: also past its lease, until another one claims it."""

_before = outbox.alias("before")
_SPEAKS_FIRST = ~exists().where(
    _before.c.tenant == outbox.c.tenant,
    _before.c.conversation == outbox.c.conversation,
    _before.c.sequence < outbox.c.sequence,
    stands(_before.c.state, CommandState.WAITING.value),
    stands(_before.c.lane, Lane.SAY.value),
)
_CLAIM = (
    update(outbox)
    .where(
        *_THIS,
        WAITS,
        bindparam("now", type_=Moment) >= FREE_AT,
        or_(~stands(outbox.c.lane, Lane.SAY.value), _SPEAKS_FIRST),
    )
    .values(
        attempts=outbox.c.attempts + 1,
        sent_before=case((outbox.c.lease_until.is_not(None), true()), else_=outbox.c.sent_before),
        lease_until=_UNTIL,
    )
    .returning(outbox)
)
_RENEW = update(outbox).where(*HELD).values(lease_until=_UNTIL)
_GIVE_BACK = (
    update(outbox)
    .where(*HELD)
    .values(
        lease_until=None,
        due_at=case((and_(outbox.c.delivery.is_not(None), outbox.c.due_at < _UNTIL), outbox.c.due_at), else_=_UNTIL),
        sent_before=case((outbox.c.sent_before, true()), else_=bindparam("may_be_sent", type_=Boolean)),
        rests=outbox.c.rests + bindparam("rest", type_=Integer),
        rested_seconds=outbox.c.rested_seconds + bindparam("rest_seconds", type_=Integer),
        cause=bindparam("why"),
    )
)
_CONTENT = select(outbox.c.content).where(*_THIS)
_WORD = update(outbox).where(*_THIS).values(content=bindparam("its_content"))
_SAY_MORE = (
    update(outbox)
    .where(*HELD, outbox.c.sent_before.is_(False), outbox.c.delivery.is_(None))
    .values(content=bindparam("its_content"))
)
_SAID_ALREADY = (
    update(outbox)
    .where(
        *_THIS,
        outbox.c.conversation == CONVERSATION,
        outbox.c.sequence > bindparam("first", type_=Integer),
        WAITS,
        stands(outbox.c.lane, Lane.SAY.value),
        outbox.c.attempts == 0,
        outbox.c.content.is_(None),
    )
    .values(state=CommandState.DONE.value, cause=bindparam("why"))
)
_OUTBOX = (
    select(outbox).where(outbox.c.tenant == TENANT, outbox.c.conversation == CONVERSATION).order_by(outbox.c.sequence)
)
_UNSAID = select(
    exists().where(
        outbox.c.tenant == TENANT, outbox.c.conversation == CONVERSATION, WAITS, stands(outbox.c.lane, Lane.SAY.value)
    )
)


class Commands(Unit):
    """Every command there ever was, and those that wait."""

    async def claim(self, key: EffectKey, *, now: datetime, lease_until: datetime) -> OutboxRow | None:
        """Take a due, waiting command whose lease is free."""
        conversation = await self._lock_of(key)
        if conversation is None:
            return None
        row = (await self._run(_CLAIM, its_key=key, now=now, until=lease_until)).one_or_none()
        if row is None:
            return None
        self._touch(conversation)
        return self._outbox_row(row)

    async def renew(self, key: EffectKey, *, attempt: int, lease_until: datetime) -> None:
        """Hold a claimed command until this moment."""
        conversation = await self._lock_of(key)
        renewed = await self._run(_RENEW, its_key=key, attempt=attempt, until=lease_until)
        self._touch_held(key, attempt, conversation, renewed.rowcount)

    async def keep_content(self, key: EffectKey, content: Content) -> None:
        """Keep what will be sent, before it is sent for the first time."""
        await self._lock_of(key)
        row = (await self._run(_CONTENT, its_key=key)).one_or_none()
        if row is None or (row.content is not None and self._codec.content(read(row.content)) != content):
            raise Conflict(f"command {key} is not here, or another worker has worded it")
        if row.content is None:
            await self._run(_WORD, its_key=key, its_content=self._write(content))

    async def say_together(self, row: OutboxRow, later: Sequence[OutboxRow], *, content: Content, cause: str) -> None:
        """Let a claimed command say what these later ones were to say too."""
        conversation = await self._lock_of(row.key)
        kept = (await self._run(_CONTENT, its_key=row.key)).one_or_none()
        words = None if kept is None or kept.content is None else self._codec.content(read(kept.content))
        if conversation is None or words != row.content:
            raise Conflict(f"command {row.key} is not here, or was worded in another way")
        said = await self._run(_SAY_MORE, its_key=row.key, attempt=row.attempts, its_content=self._write(content))
        if not said.rowcount:
            raise Conflict(f"attempt {row.attempts} no longer holds command {row.key}, or it may have been sent")
        for each in later:
            closed = await self._run(
                _SAID_ALREADY, its_key=each.key, its_conversation=conversation, first=row.sequence, why=cause
            )
            if not closed.rowcount:
                raise self._spoiled(Conflict(f"command {each.key} is no longer one that was never tried"))
        self._touch(conversation)

    async def retry(
        self,
        key: EffectKey,
        *,
        attempt: int,
        due_at: datetime,
        sent_before: bool,
        cause: str,
        rest: timedelta | None = None,
    ) -> None:
        """Give a claimed command back, to be claimed again at this moment."""
        conversation = await self._lock_of(key)
        given_back = await self._run(
            _GIVE_BACK,
            its_key=key,
            attempt=attempt,
            until=due_at,
            may_be_sent=sent_before,
            why=cause,
            rest=0 if rest is None else 1,
            rest_seconds=0 if rest is None else round(rest.total_seconds()),
        )
        self._touch_held(key, attempt, conversation, given_back.rowcount)

    async def outbox(self, conversation: ConversationId) -> Sequence[OutboxRow]:
        """All commands of a conversation, in commit order."""
        return [self._outbox_row(row) for row in await self._run(_OUTBOX, its_conversation=conversation)]

    async def unsaid(self, conversation: ConversationId) -> bool:
        """Whether something that is to be said in this conversation still waits."""
        return bool((await self._run(_UNSAID, its_conversation=conversation)).scalar_one())

    def _touch_held(self, key: EffectKey, attempt: int, conversation: ConversationId | None, changed: int) -> None:
        if conversation is None or not changed:
            raise Conflict(f"attempt {attempt} no longer holds command {key}")
        self._touch(conversation)

    def _outbox_row(self, row: Row[Any]) -> OutboxRow:
        command, content, receipt = self._read(row)
        return OutboxRow(
            key=row.key,
            conversation=row.conversation,
            sequence=row.sequence,
            lane=Lane(row.lane),
            command=command,
            state=CommandState(row.state),
            attempts=row.attempts,
            due_at=row.due_at,
            lease_until=row.lease_until,
            sent_before=row.sent_before,
            content=content,
            receipt=receipt,
            delivery=None if row.delivery is None else DeliveryState(row.delivery),
            rests=row.rests,
            rested=timedelta(seconds=row.rested_seconds),
            cause=row.cause,
        )

    def _read(self, row: Row[Any]) -> tuple[Command | None, Content | None, Receipt | None]:
        """What is to be done, what was sent of it and how it was taken; or that nobody here can read it."""
        try:
            return (
                self._codec.command(read(row.command)),
                None if row.content is None else self._codec.content(read(row.content)),
                None if row.receipt is None else self._codec.receipt(read(row.receipt)),
            )
        except Bug:
            return None, None, None
