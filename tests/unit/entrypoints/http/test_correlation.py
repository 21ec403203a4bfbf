"""The names of a request: kept when they are good, new when they are not."""

import pytest

from hotel_agent.adapters.clock import SeededChance
from hotel_agent.entrypoints.http.correlation import names_of


def test_a_request_keeps_the_names_it_brings() -> None:
    names = names_of({"x-request-id": "req-1", "x-correlation-id": "journey.7"}, SeededChance())
    assert names.headers == {"x-request-id": "req-1", "x-correlation-id": "journey.7"}
    assert names.facts == {"correlation_id": "journey.7", "request_id": "req-1"}


def test_a_request_without_names_gets_one_for_both() -> None:
    names = names_of({}, SeededChance())
    assert names.request_id == names.correlation_id
    assert len(names.request_id) == 32
    assert names.facts == {"correlation_id": names.request_id}


@pytest.mark.parametrize(
    "unfit", ["", "abc", "a" * 65, "with blanks in it", "new\nline", "<b>bold</b>", "-starts-badly", "ünïcode"]
)
def test_a_name_that_could_spoil_a_log_is_replaced(unfit: str) -> None:
    names = names_of({"x-request-id": unfit, "x-correlation-id": unfit}, SeededChance())
    assert unfit not in (names.request_id, names.correlation_id)
    assert len(names.request_id) == 32
