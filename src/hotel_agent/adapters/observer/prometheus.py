"""Counts for Prometheus, in a registry that its caller owns.

Series keep the predecessor's names and labels (`canal`, `tenant_id`) where the thing they count is the same.
"""

import re

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STATES = {"closed": 0, "open": 1, "half_open": 2}
"""The figures by which the predecessor's dashboards know how a breaker stands."""
CATEGORIES = frozenset({"service", "utility", "marketing", "authentication"})
"""What a channel charges for; whatever else it may say is `other`."""
NOT_UNDERSTOOD = frozenset({"stray", "unparsed"})
"""Kinds of pieces that became no event of a conversation."""


class PrometheusObserver:
    """Counts into this registry, which may have one observer only. `GuestWrote` is counted as `guest_wrote`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(name, what, labels, registry=registry)

        def duration(name: str, what: str, *labels: str) -> Histogram:
            return Histogram(name, what, labels, buckets=_SECONDS, registry=registry)

        self._normalized = counter("message_normalized_total", "Events kept, once each", "canal", "tenant_id")
        self._errors = counter(
            "message_normalization_errors_total",
            "Pieces of proven requests that became no event",
            "canal",
            "error_type",
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
        self._ignored = counter("turns_ignored_total", "Turns in which nothing was to be done, by reason", "reason")
        self._handovers = counter(
            "orchestrator_escalations_total", "Conversations handed to a person", "reason", "channel"
        )
        self._aside = counter("events_set_aside_total", "Events no turn could consume, set aside", "kind")
        self._unanswered = counter(
            "questions_unanswered_total", "Questions of the house nobody wrote an answer to", "topic", "tenant_id"
        )
        self._limited = counter("rate_limited_total", "Turns left for later: too much is asked", "canal", "tenant_id")
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

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Count it, and once only as a message of its channel."""
        label = _label(kind)
        self._received.labels(channel, label, str(repeated).lower()).inc()
        if repeated:
            return
        if label in NOT_UNDERSTOOD:
            self._errors.labels(channel, label).inc()
        else:
            self._normalized.labels(channel, tenant).inc()

    def tenant_resolved(self, found_by: str) -> None:
        """Count it under how the hotel was found."""
        self._resolutions.labels(found_by).inc()

    def directory_read(self, seconds: float, *, tenants: int, identifiers: int) -> None:
        """Show how long it took, and what is known now."""
        self._refresh.observe(seconds)
        self._tenants.set(tenants)
        self._identifiers.set(identifiers)

    def turn_done(self, intent: str, seconds: float, ignored: str | None = None) -> None:
        """Count the turn under what became of it."""
        status = "ignored" if ignored else "answered"
        self._turns.labels(intent, status).inc()
        self._turn_seconds.labels(intent, status).observe(seconds)
        if ignored:
            self._ignored.labels(ignored).inc()

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Count the attempt."""
        label = _label(kind)
        self._commands.labels(label, outcome).inc()
        self._command_seconds.labels(label).observe(seconds)

    def handed_over(self, reason: str, *, channel: str = "") -> None:
        """Count the handover."""
        self._handovers.labels(reason, channel).inc()

    def event_set_aside(self, kind: str) -> None:
        """Count the event."""
        self._aside.labels(_label(kind)).inc()

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        """Count the question under its topic."""
        self._unanswered.labels(topic, tenant).inc()

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        """Count the turn that has to wait."""
        self._limited.labels(channel, tenant).inc()

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        """Count the message, and show how much of the month's budget is gone."""
        self._charged.labels(tenant, category if category in CATEGORIES else "other").inc()
        self._charged_month.labels(tenant).set(this_month)
        self._budget.labels(tenant).set(budget)

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
            self._stale.labels(operation, tenant).inc()

    def breaker_stands(self, pms: str, tenant: str, state: str) -> None:
        """Show it by its figure."""
        self._breaker.labels(pms, tenant).set(_STATES[state])

    def breaker_asked(self, state: str, result: str) -> None:
        """Count the call."""
        self._breaker_calls.labels(state, result).inc()

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Count it under what came of it, and time it where it was asked."""
        self._advice.labels(reader, outcome).inc()
        if outcome not in {"left_alone", "spared"}:
            self._advice_seconds.labels(reader).observe(seconds)


def _label(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
