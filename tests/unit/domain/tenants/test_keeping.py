"""How long a hotel keeps what it knows of guests."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from hotel_agent.domain.tenants.keeping import Keeping

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("departure", "until"), [(date(2026, 5, 3), date(2032, 5, 3)), (date(2028, 2, 29), date(2034, 3, 1))]
)
def test_a_reservation_is_kept_for_whole_years_after_departure(departure: date, until: date) -> None:
    assert Keeping().kept_until(departure) == until


def test_conversations_are_forgotten_so_many_days_after_their_last_word_or_when_a_guest_wishes() -> None:
    assert Keeping(conversation_days=30).silent_since(NOW) == datetime(2026, 10, 23, 12, tzinfo=UTC)
    assert Keeping().silent_since(NOW) is None


@pytest.mark.parametrize("wrong", [lambda: Keeping(conversation_days=-1), lambda: Keeping(reservation_years=101)])
def test_terms_are_no_less_than_nothing_and_no_more_than_a_life(wrong: Callable[[], Keeping]) -> None:
    with pytest.raises(ValueError, match="must be"):
        wrong()
