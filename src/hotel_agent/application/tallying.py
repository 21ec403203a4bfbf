"""What a committed turn tells the observer: what became of it, how long its guest waited, what was sold."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from hotel_agent.application.asking import Decided
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Book, Say
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    Cancelled,
    Event,
    GivenUp,
    GuestEvent,
    Modified,
)
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.rows import InboxRow


@frozen(kw_only=True)
class Tally:
    """One turn as it was kept: the state before it, what was decided, the rows it consumed."""

    before: Conversation
    decided: Decided
    rows: Sequence[InboxRow]
    began: datetime
    ended: datetime

    def tell(self, observer: Observer) -> None:
        """Tell it, once for each turn that was kept."""
        state, commands = self.decided.state, self.decided.commands
        seconds = (self.ended - self.began).total_seconds()
        handed_over = state.handover is not None and state.handover != self.before.handover
        observer.turn_done(
            intent=purpose_of_turn(self.before, self.decided),
            seconds=seconds,
            ignored=self.decided.ignored[0] if self.decided.ignored and not commands else None,
            handed_over=handed_over,
            tenant=state.tenant,
        )
        for topic in (topic for each in commands if isinstance(each, Say) for topic in each.unanswered):
            observer.question_unanswered(topic, tenant=state.tenant)
        if handed_over and state.handover is not None:
            observer.handed_over(reason=state.handover.reason.value, channel=state.channel, tenant=state.tenant)
        sent = [row for row in self.rows if isinstance(row.event, GuestEvent)]
        if sent:
            lag = (self.began - max(row.due_at for row in sent)).total_seconds()
            answered = (self.ended - min(row.received_at for row in sent)).total_seconds()
            observer.guest_waited(state.channel, lag=lag, answered=answered)
        for step, reason in self._steps():
            observer.stay_moved(step, channel=state.channel, tenant=state.tenant, reason=reason)
        for event in (row.event for row in self.rows):
            if isinstance(event, Booked):
                stay, total = event.reservation.stay, event.reservation.total
                observer.stay_sold(
                    float(total.amount),
                    total.currency,
                    nights=len(stay.nights),
                    days_ahead=(stay.arrival - event.at.date()).days,
                    tenant=state.tenant,
                )

    def _steps(self) -> Iterator[tuple[str, str]]:
        known = {quote.id for quote in self.before.quotes}
        if any(quote.id not in known for quote in self.decided.state.quotes):
            yield "quoted", ""
        for command in self.decided.commands:
            if isinstance(command, Book):
                yield "asked", ""
        for row in self.rows:
            yield from _outcome(row.event)


def purpose_of_turn(before: Conversation, decided: Decided) -> str:
    """The intent a turn served: the one open behind it, else what its words showed, else the one it ended."""
    heard = decided.heard if decided.heard in INTENTS else None
    return decided.state.purpose or heard or before.purpose or "none"


def _outcome(event: Event) -> Iterator[tuple[str, str]]:
    match event:
        case Booked():
            yield "confirmed", ""
        case BookRefused(refusal=refusal):
            yield "refused", refusal.reason.value
        case GivenUp(command="book"):
            yield "given_up", ""
        case Modified():
            yield "modified", ""
        case Cancelled(cancellation=cancellation):
            yield "cancelled", "penalty" if cancellation.penalty.minor else "free"
        case _:
            pass
