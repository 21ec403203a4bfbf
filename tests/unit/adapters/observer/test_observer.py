"""What is counted, under which names, and what is never counted twice."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hotel_agent.adapters.observer import PrometheusObserver, QuietObserver
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
    observer.handed_over("guest_asked", channel="webchat")
    assert counted(registry, "orchestrator_escalations_total", reason="guest_asked", channel="webchat") == 1


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
    quiet.handed_over("group")
    quiet.book_asked("book", "write", "done")
    quiet.book_recalled("search", "fresh", tenant="miramar")
    quiet.breaker_stands("mock", "miramar", "closed")
    quiet.breaker_asked("closed", "success")


def counted(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)
