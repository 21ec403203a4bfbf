"""What is counted, under which names, and what is never counted twice."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hotel_agent.adapters.observer import PrometheusObserver, QuietObserver
from hotel_agent.adapters.observer.prometheus import MOST_TENANTS
from hotel_agent.ports.observer import Observer


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def observer(registry: CollectorRegistry) -> Observer:
    return PrometheusObserver(registry)


def test_a_message_counts_once_however_often_it_comes(observer: Observer, registry: CollectorRegistry) -> None:
    observer.event_received("whatsapp", "GuestWrote", repeated=False, tenant="miramar")
    observer.event_received("whatsapp", "GuestWrote", repeated=True, tenant="miramar")
    assert counted(registry, "message_normalized_total", canal="whatsapp", tenant_id="miramar") == 1
    assert counted(registry, "events_received_total", canal="whatsapp", kind="guest_wrote", repeated="true") == 1


def test_what_is_not_understood_is_an_error_and_no_message(observer: Observer, registry: CollectorRegistry) -> None:
    observer.event_received("whatsapp", "stray", repeated=False)
    assert counted(registry, "message_normalization_errors_total", canal="whatsapp", error_type="stray") == 1
    assert counted(registry, "message_normalized_total", canal="whatsapp", tenant_id="") is None


def test_an_ignored_turn_says_for_what_reason(observer: Observer, registry: CollectorRegistry) -> None:
    observer.turn_done("greet", 0.02)
    observer.turn_done("none", 0.01, ignored="reaction")
    assert counted(registry, "orchestrator_messages_total", intent="greet", status="answered") == 1
    assert counted(registry, "orchestrator_messages_total", intent="none", status="ignored") == 1
    assert counted(registry, "orchestrator_latency_seconds_sum", intent="greet", status="answered") == 0.02
    assert counted(registry, "turns_ignored_total", reason="reaction") == 1


def test_a_question_without_an_answer_counts_under_its_topic(observer: Observer, registry: CollectorRegistry) -> None:
    observer.question_unanswered("pool", tenant="miramar")
    assert counted(registry, "questions_unanswered_total", topic="pool", tenant_id="miramar") == 1


def test_a_command_counts_under_what_came_of_it(observer: Observer, registry: CollectorRegistry) -> None:
    observer.command_done("Book", "done", 0.3)
    observer.command_done("Say", "retried", 0.1)
    assert counted(registry, "commands_total", kind="book", outcome="done") == 1
    assert counted(registry, "commands_total", kind="say", outcome="retried") == 1
    assert counted(registry, "pms_operations_total", operation="book", status="done") is None


def test_a_call_to_the_book_counts_whatever_came_of_it(observer: Observer, registry: CollectorRegistry) -> None:
    observer.book_asked("book", "write", "done", seconds=0.3)
    observer.book_asked("search", "read", "unavailable", seconds=5, error="Unavailable")
    observer.book_asked("search", "read", "rejected")
    assert counted(registry, "pms_operations_total", operation="book", status="done") == 1
    assert counted(registry, "pms_errors_total", operation="search", error_type="unavailable") == 1
    assert counted(registry, "pms_errors_total", operation="book", error_type="unavailable") is None
    assert counted(registry, "pms_api_latency_seconds_count", endpoint="search", method="read") == 1
    assert counted(registry, "pms_api_latency_seconds_sum", endpoint="book", method="write") == 0.3


def test_advice_counts_under_what_came_of_it_and_is_timed_where_it_was_asked(
    observer: Observer, registry: CollectorRegistry
) -> None:
    observer.advice_asked("llm", "done", seconds=0.5)
    observer.advice_asked("llm", "left_alone")
    assert counted(registry, "nlu_advice_total", reader="llm", outcome="done") == 1
    assert counted(registry, "nlu_advice_total", reader="llm", outcome="left_alone") == 1
    assert counted(registry, "nlu_advice_seconds_count", reader="llm") == 1
    assert counted(registry, "nlu_advice_seconds_sum", reader="llm") == 0.5


@pytest.mark.parametrize(("stands", "figure"), [("closed", 0), ("open", 1), ("half_open", 2)])
def test_a_breaker_is_shown_by_the_figures_dashboards_know(
    observer: Observer, registry: CollectorRegistry, stands: str, figure: int
) -> None:
    observer.breaker_stands("qloapps", "miramar", stands)
    assert counted(registry, "pms_circuit_breaker_state", pms="qloapps", tenant_id="miramar") == figure


def test_a_breaker_counts_what_it_let_through_and_what_not(observer: Observer, registry: CollectorRegistry) -> None:
    observer.breaker_asked("half_open", "failure")
    observer.breaker_asked("open", "rejected")
    assert counted(registry, "pms_circuit_breaker_calls_total", state="half_open", result="failure") == 1
    assert counted(registry, "pms_circuit_breaker_calls_total", state="open", result="rejected") == 1


def test_an_answer_that_was_known_is_a_hit_and_an_old_one_is_told_of_its_hotel(
    observer: Observer, registry: CollectorRegistry
) -> None:
    for memory in ("fresh", "stale", "stale", "none"):
        observer.book_recalled("catalogue", memory, tenant="miramar")
    assert counted(registry, "pms_cache_hits_total", operation="catalogue") == 3
    assert counted(registry, "pms_cache_misses_total", operation="catalogue") == 1
    assert counted(registry, "pms_stale_answers_total", operation="catalogue", tenant_id="miramar") == 2


def test_a_handover_counts_under_its_reason(observer: Observer, registry: CollectorRegistry) -> None:
    observer.handed_over("guest_asked", channel="webchat", tenant="miramar")
    labels = {"reason": "guest_asked", "channel": "webchat", "tenant_id": "miramar"}
    assert counted(registry, "orchestrator_escalations_total", **labels) == 1


def test_a_stay_counts_with_every_step_and_what_it_comes_to(observer: Observer, registry: CollectorRegistry) -> None:
    here = {"channel": "whatsapp", "tenant_id": "miramar"}
    for step, reason in (("quoted", ""), ("asked", ""), ("refused", "no_rooms"), ("cancelled", "free")):
        observer.stay_moved(step, channel="whatsapp", tenant="miramar", reason=reason)
    observer.stay_sold(240.5, "EUR", nights=2, days_ahead=12, tenant="miramar")
    observer.stay_sold(90, "USD", nights=1, days_ahead=-1, tenant="miramar")
    assert counted(registry, "hotel_quotes_total", **here) == 1
    assert counted(registry, "hotel_reservations_total", status="asked", **here) == 1
    assert counted(registry, "hotel_reservations_total", status="refused", **here) == 1
    assert counted(registry, "hotel_failed_reservations_total", reason="no_rooms", tenant_id="miramar") == 1
    assert counted(registry, "hotel_cancellations_total", cancellation_type="free", tenant_id="miramar") == 1
    assert counted(registry, "hotel_revenue_total", currency="EUR", tenant_id="miramar") == 240.5
    assert counted(registry, "hotel_revenue_total", currency="USD", tenant_id="miramar") == 90


def test_what_is_sent_and_what_channels_report_of_it_counts_apart(
    observer: Observer, registry: CollectorRegistry
) -> None:
    observer.message_sent("whatsapp", "done", tenant="miramar")
    observer.delivery_noted("whatsapp", "failed", tenant="miramar")
    sent = {"canal": "whatsapp", "outcome": "done", "tenant_id": "miramar"}
    assert counted(registry, "messages_sent_total", **sent) == 1
    reported = {"canal": "whatsapp", "state": "failed", "tenant_id": "miramar"}
    assert counted(registry, "delivery_reports_total", **reported) == 1


def test_however_many_hotels_come_the_series_do_not_grow_without_end(
    observer: Observer, registry: CollectorRegistry
) -> None:
    for number in range(MOST_TENANTS + 5):
        observer.turn_done("greet", 0.1, tenant=f"hotel-{number}")
    observer.turn_done("greet", 0.1, tenant="hotel-0")
    assert counted(registry, "tenant_request_total", tenant_id="hotel-0") == 2
    assert counted(registry, "tenant_request_total", tenant_id="other") == 5


def test_a_failed_turn_and_the_steps_of_one_are_counted(observer: Observer, registry: CollectorRegistry) -> None:
    observer.turn_failed("reserve", "KeyError", tenant="miramar")
    observer.step_done("SearchRooms", 0.2)
    observer.guest_waited("webchat", lag=-0.1, answered=2.5)
    assert counted(registry, "orchestrator_errors_total", intent="reserve", error_type="key_error") == 1
    assert counted(registry, "tenant_request_errors_total", tenant_id="miramar") == 1
    assert counted(registry, "turn_step_seconds_count", step="search_rooms") == 1
    assert counted(registry, "inbox_lag_seconds_sum", canal="webchat") == 0
    assert counted(registry, "hotel_response_time_by_channel_seconds_sum", channel="webchat") == 2.5


def test_what_advice_costs_is_added_up_in_its_currency_where_its_price_is_known(
    observer: Observer, registry: CollectorRegistry
) -> None:
    observer.advice_paid("llm", read=1200, written=300)
    observer.advice_paid("llm", read=800, written=100, cost=0.5, currency="USD")
    assert counted(registry, "nlu_tokens_total", reader="llm", direction="read") == 2000
    assert counted(registry, "nlu_tokens_total", reader="llm", direction="written") == 400
    assert counted(registry, "nlu_cost_total", reader="llm", currency="USD") == 0.5
    assert counted(registry, "nlu_cost_total", reader="llm", currency="") is None


def test_two_houses_in_one_interpreter_count_apart() -> None:
    one, other = CollectorRegistry(), CollectorRegistry()
    PrometheusObserver(one).handed_over("group")
    PrometheusObserver(other)
    assert b'reason="group"' in generate_latest(one)
    assert b'reason="group"' not in generate_latest(other)


def test_a_quiet_observer_lets_everything_pass() -> None:
    quiet: Observer = QuietObserver()
    quiet.event_received("whatsapp", "guest_wrote", repeated=False)
    quiet.turn_done("greet", 0.1)
    quiet.command_done("say", "done", 0.1)
    quiet.turn_failed("greet", "KeyError")
    quiet.step_done("load", 0.1)
    quiet.guest_waited("whatsapp", lag=0, answered=1)
    quiet.stay_moved("quoted", channel="whatsapp", tenant="miramar")
    quiet.stay_sold(90, "EUR", nights=1, days_ahead=0, tenant="miramar")
    quiet.message_sent("whatsapp", "done")
    quiet.delivery_noted("whatsapp", "read")
    quiet.handed_over("group")
    quiet.book_asked("book", "write", "done")
    quiet.book_recalled("search", "fresh", tenant="miramar")
    quiet.breaker_stands("mock", "miramar", "closed")
    quiet.breaker_asked("closed", "success")
    quiet.advice_paid("llm", read=1, written=1)


def counted(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)
