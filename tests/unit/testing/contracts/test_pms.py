"""The contract of a PMS is the sum of its parts: no test of one hides a test of another."""

from collections import Counter

from hotel_agent.testing.contracts.pms import PmsContract


def test_every_promise_is_tested_under_a_name_of_its_own() -> None:
    written = Counter(name for part in PmsContract.__mro__ for name in vars(part) if name.startswith("test_"))
    assert [name for name, times in written.items() if times > 1] == []
    assert len(written) > 50
