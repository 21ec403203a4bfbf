"""Several observers as one: one counts, one writes the log, one draws traces."""

from collections.abc import Sequence

from hotel_agent.ports.observer import Observer


class SeveralObservers:
    """Tells each of these everything, in this sequence."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = tuple(observers)

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.event_received(channel, kind, repeated, tenant=tenant)

    def tenant_resolved(self, found_by: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.tenant_resolved(found_by)

    def directory_read(self, seconds: float, *, tenants: int, identifiers: int) -> None:
        """Pass it on."""
        for each in self._observers:
            each.directory_read(seconds, tenants=tenants, identifiers=identifiers)

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """Pass it on."""
        for each in self._observers:
            each.turn_done(intent, seconds, ignored, handed_over=handed_over, tenant=tenant)

    def turn_failed(self, intent: str, error: str, *, tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.turn_failed(intent, error, tenant=tenant)

    def step_done(self, step: str, seconds: float) -> None:
        """Pass it on."""
        for each in self._observers:
            each.step_done(step, seconds)

    def guest_waited(self, channel: str, *, lag: float, answered: float) -> None:
        """Pass it on."""
        for each in self._observers:
            each.guest_waited(channel, lag=lag, answered=answered)

    def stay_moved(self, step: str, *, channel: str, tenant: str, reason: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.stay_moved(step, channel=channel, tenant=tenant, reason=reason)

    def stay_sold(self, amount: float, currency: str, *, nights: int, days_ahead: int, tenant: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.stay_sold(amount, currency, nights=nights, days_ahead=days_ahead, tenant=tenant)

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.message_sent(channel, outcome, tenant=tenant)

    def delivery_noted(self, channel: str, state: str, *, tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.delivery_noted(channel, state, tenant=tenant)

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Pass it on."""
        for each in self._observers:
            each.command_done(kind, outcome, seconds)

    def handed_over(self, reason: str, *, channel: str = "", tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.handed_over(reason, channel=channel, tenant=tenant)

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.question_unanswered(topic, tenant=tenant)

    def event_set_aside(self, kind: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.event_set_aside(kind)

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.rate_limited(channel, tenant=tenant)

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        """Pass it on."""
        for each in self._observers:
            each.message_charged(category, tenant=tenant, this_month=this_month, budget=budget)

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """Pass it on."""
        for each in self._observers:
            each.book_asked(operation, method, status, seconds=seconds, error=error)

    def book_recalled(self, operation: str, memory: str, *, tenant: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.book_recalled(operation, memory, tenant=tenant)

    def breaker_stands(self, pms: str, tenant: str, state: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.breaker_stands(pms, tenant, state)

    def breaker_asked(self, state: str, result: str) -> None:
        """Pass it on."""
        for each in self._observers:
            each.breaker_asked(state, result)

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Pass it on."""
        for each in self._observers:
            each.advice_asked(reader, outcome, seconds=seconds)

    def advice_paid(self, reader: str, *, read: int, written: int, cost: float = 0.0, currency: str = "") -> None:
        """Pass it on."""
        for each in self._observers:
            each.advice_paid(reader, read=read, written=written, cost=cost, currency=currency)
