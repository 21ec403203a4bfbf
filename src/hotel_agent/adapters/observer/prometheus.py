"""Counts for Prometheus, in a registry that its caller owns.

Series keep the predecessor's names and labels (`canal`, `tenant_id`) where the thing they count is the same.
"""

import re
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hotel_agent.adapters.observer.business import BusinessSeries

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STATES = {"closed": 0, "open": 1, "half_open": 2}
"""The figures by which the predecessor's dashboards know how a breaker stands."""
CATEGORIES = frozenset({"service", "utility", "marketing", "authentication"})
"""What a channel charges for; whatever else it may say is `other`."""
NOT_UNDERSTOOD = frozenset({"stray", "unparsed", "unrouted"})
"""Kinds of pieces that became no event of a conversation."""
MOST_TENANTS = 1000
"""So many hotels have series of their own; those beyond share the label `other`."""


class PrometheusObserver:
    """Counts into this registry, which may have one observer only. `GuestWrote` is counted as `guest_wrote`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(name, what, labels, registry=registry)

        def duration(name: str, what: str, *labels: str) -> Histogram:
            return Histogram(name, what, labels, buckets=_SECONDS, registry=registry)

        self._labelled: set[str] = set()
        Gauge("hotel_agent_info", "Which version counts here", ("version",), registry=registry).labels(
            version("hotel-agent")
        ).set(1)
        self._business = BusinessSeries(registry)
        self._normalized = counter("message_normalized_total", "Events kept, once each", "canal", "tenant_id")
        self._errors = counter(
            "message_normalization_errors_total",
            "Pieces of proven requests that became no event",
            "canal",
            "error_type",
        )
        self._unrouted = counter(
            "messages_unrouted_total", "Messages kept for nobody: no hotel has their account", "canal"
        )
        self._received = counter(
            "events_received_total", "Events by kind, repetitions too", "canal", "kind", "repeated"
        )
        self._resolutions = counter("tenant_resolution_total", "Whose account something came in at", "result")
        self._refresh = Histogram(
            "tenant_refresh_latency_seconds", "One reading of all hotels", buckets=_SECONDS, registry=registry
        )
        self._tenants = Gauge("tenants_active_total", "Hotels that take guests", registry=registry)
        self._identifiers = Gauge(
            "tenant_identifiers_cached_total", "Accounts of which it is known whose they are", registry=registry
        )
        self._turns = counter("orchestrator_messages_total", "Turns decided", "intent", "status")
        self._turn_seconds = duration(
            "orchestrator_latency_seconds", "From begin to commit of a turn", "intent", "status"
        )
        self._turn_errors = counter(
            "orchestrator_errors_total", "Turns that came to no end, tried again or set aside", "intent", "error_type"
        )
        self._tenant_turns = counter("tenant_request_total", "Turns of a hotel, failed ones too", "tenant_id")
        self._tenant_errors = counter("tenant_request_errors_total", "Turns of a hotel that failed", "tenant_id")
        self._steps = duration("turn_step_seconds", "One step of a turn", "step")
        self._lag = duration("inbox_lag_seconds", "From a guest's message being due to the begin of its turn", "canal")
        self._response = duration(
            "hotel_response_time_by_channel_seconds",
            "From a guest's message being kept to the commit of its turn",
            "channel",
        )
        self._ignored = counter("turns_ignored_total", "Turns in which nothing was to be done, by reason", "reason")
        self._handovers = counter(
            "orchestrator_escalations_total", "Conversations handed to a person", "reason", "channel", "tenant_id"
        )
        self._aside = counter("events_set_aside_total", "Events no turn could consume, set aside", "kind")
        self._unanswered = counter(
            "questions_unanswered_total", "Questions of the house nobody wrote an answer to", "topic", "tenant_id"
        )
        self._limited = counter("rate_limited_total", "Turns left for later: too much is asked", "canal", "tenant_id")
        self._sent = counter(
            "messages_sent_total", "Attempts to say something to a guest", "canal", "outcome", "tenant_id"
        )
        self._reports = counter(
            "delivery_reports_total", "What channels reported of our messages", "canal", "state", "tenant_id"
        )
        self._charged = counter(
            "messages_charged_total", "Messages a channel charges for, by its category", "tenant_id", "category"
        )
        self._charged_month = Gauge(
            "messages_charged_this_month",
            "Messages charged for since the month began",
            ("tenant_id",),
            registry=registry,
        )
        self._budget = Gauge(
            "messages_budget_a_month",
            "Messages the hotel means to pay for in a month; 0: it did not say",
            ("tenant_id",),
            registry=registry,
        )
        self._commands = counter("commands_total", "Attempts to perform a command", "kind", "outcome")
        self._command_seconds = duration("command_duration_seconds", "One attempt to perform a command", "kind")
        self._book = counter("pms_operations_total", "Calls to a hotel's book", "operation", "status")
        self._book_errors = counter(
            "pms_errors_total", "Calls to a hotel's book that got no answer", "operation", "error_type"
        )
        self._book_seconds = duration("pms_api_latency_seconds", "One call to a hotel's book", "endpoint", "method")
        self._known = counter("pms_cache_hits_total", "Answers of a hotel's book that were known", "operation")
        self._unknown = counter("pms_cache_misses_total", "Answers of a hotel's book that were not known", "operation")
        self._stale = counter(
            "pms_stale_answers_total", "Old answers used while a hotel's book gives no newer", "operation", "tenant_id"
        )
        self._breaker_calls = counter(
            "pms_circuit_breaker_calls_total", "Calls let through to a book, and turned away", "state", "result"
        )
        self._breaker = Gauge(
            "pms_circuit_breaker_state",
            "How the breaker before a hotel's book stands: 0 closed, 1 open, 2 half open",
            ("pms", "tenant_id"),
            registry=registry,
        )
        self._advice = counter(
            "nlu_advice_total", "Readers outside the house asked what a message means", "reader", "outcome"
        )
        self._advice_seconds = duration("nlu_advice_seconds", "From the question to the advice, or to none", "reader")
        self._tokens = counter(
            "nlu_tokens_total", "Tokens a reader outside the house says it read and wrote", "reader", "direction"
        )
        self._advice_cost = counter(
            "nlu_cost_total",
            "What those tokens come to, in major units, where their price is told",
            "reader",
            "currency",
        )

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Count it, and once only as a message of its channel."""
        label = _label(kind)
        self._received.labels(channel, label, str(repeated).lower()).inc()
        if repeated:
            return
        if label in NOT_UNDERSTOOD:
            self._errors.labels(channel, label).inc()
            if label == "unrouted":
                self._unrouted.labels(channel).inc()
        else:
            self._normalized.labels(channel, self._tenant(tenant)).inc()

    def tenant_resolved(self, found_by: str) -> None:
        """Count it under how the hotel was found."""
        self._resolutions.labels(found_by).inc()

    def directory_read(self, seconds: float, *, tenants: int, identifiers: int) -> None:
        """Show how long it took, and what is known now."""
        self._refresh.observe(seconds)
        self._tenants.set(tenants)
        self._identifiers.set(identifiers)

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """Count the turn under what became of it."""
        status = "handed_over" if handed_over else "ignored" if ignored else "answered"
        self._tenant_turns.labels(self._tenant(tenant)).inc()
        self._turns.labels(intent, status).inc()
        self._turn_seconds.labels(intent, status).observe(seconds)
        if ignored:
            self._ignored.labels(ignored).inc()

    def turn_failed(self, intent: str, error: str, *, tenant: str = "") -> None:
        """Count the failure."""
        self._tenant_turns.labels(self._tenant(tenant)).inc()
        self._tenant_errors.labels(self._tenant(tenant)).inc()
        self._turn_errors.labels(intent, _label(error)).inc()

    def step_done(self, step: str, seconds: float) -> None:
        """Time the step."""
        self._steps.labels(_label(step)).observe(seconds)

    def guest_waited(self, channel: str, *, lag: float, answered: float) -> None:
        """Time both."""
        self._lag.labels(channel).observe(max(lag, 0))
        self._response.labels(channel).observe(max(answered, 0))

    def stay_moved(self, step: str, *, channel: str, tenant: str, reason: str = "") -> None:
        """Count the step."""
        self._business.moved(step, channel, self._tenant(tenant), reason)

    def stay_sold(self, amount: float, currency: str, *, nights: int, days_ahead: int, tenant: str) -> None:
        """Add it up, in its currency."""
        self._business.sold(amount, currency, nights, days_ahead, self._tenant(tenant))

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """Count the attempt."""
        self._sent.labels(channel, outcome, self._tenant(tenant)).inc()

    def delivery_noted(self, channel: str, state: str, *, tenant: str = "") -> None:
        """Count the report."""
        self._reports.labels(channel, state, self._tenant(tenant)).inc()

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Count the attempt."""
        label = _label(kind)
        self._commands.labels(label, outcome).inc()
        self._command_seconds.labels(label).observe(seconds)

    def handed_over(self, reason: str, *, channel: str = "", tenant: str = "") -> None:
        """Count the handover."""
        self._handovers.labels(reason, channel, self._tenant(tenant)).inc()

    def event_set_aside(self, kind: str) -> None:
        """Count the event."""
        self._aside.labels(_label(kind)).inc()

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        """Count the question under its topic."""
        self._unanswered.labels(topic, self._tenant(tenant)).inc()

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        """Count the turn that has to wait."""
        self._limited.labels(channel, self._tenant(tenant)).inc()

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        """Count the message, and show how much of the month's budget is gone."""
        label = self._tenant(tenant)
        self._charged.labels(label, category if category in CATEGORIES else "other").inc()
        self._charged_month.labels(label).set(this_month)
        self._budget.labels(label).set(budget)

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """Count the call."""
        self._book.labels(operation, status).inc()
        if error:
            self._book_errors.labels(operation, _label(error)).inc()
        if seconds is not None:
            self._book_seconds.labels(operation, method).observe(seconds)

    def book_recalled(self, operation: str, memory: str, *, tenant: str) -> None:
        """Count it as found or not, and what is stale also for its hotel."""
        (self._unknown if memory == "none" else self._known).labels(operation).inc()
        if memory == "stale":
            self._stale.labels(operation, self._tenant(tenant)).inc()

    def breaker_stands(self, pms: str, tenant: str, state: str) -> None:
        """Show it by its figure."""
        self._breaker.labels(pms, self._tenant(tenant)).set(_STATES[state])

    def breaker_asked(self, state: str, result: str) -> None:
        """Count the call."""
        self._breaker_calls.labels(state, result).inc()

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Count it under what came of it, and time it where it was asked."""
        self._advice.labels(reader, outcome).inc()
        if outcome not in {"left_alone", "spared"}:
            self._advice_seconds.labels(reader).observe(seconds)

    def advice_paid(self, reader: str, *, read: int, written: int, cost: float = 0.0, currency: str = "") -> None:
        """Add it up."""
        self._tokens.labels(reader, "read").inc(read)
        self._tokens.labels(reader, "written").inc(written)
        if currency:
            self._advice_cost.labels(reader, currency).inc(cost)

    def _tenant(self, tenant: str) -> str:
        """The hotel's label. However many come and go, there are no more than so many."""
        if tenant not in self._labelled and len(self._labelled) >= MOST_TENANTS:
            return "other"
        self._labelled.add(tenant)
        return tenant


def _label(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
