"""Every error of the house has one root, and says what to do."""

import pytest

from hotel_agent.domain.errors import BadConfig, Bug, Conflict, HotelAgentError, OutcomeUnknown, Unavailable


@pytest.mark.parametrize("kind", [Unavailable, OutcomeUnknown, Conflict, BadConfig, Bug])
def test_every_error_of_the_house_is_caught_by_its_root(kind: type[Exception]) -> None:
    assert issubclass(kind, HotelAgentError)


def test_who_waits_for_a_silent_world_also_waits_for_an_unknown_outcome() -> None:
    assert issubclass(OutcomeUnknown, Unavailable)


def test_a_bad_configuration_names_every_problem() -> None:
    assert str(BadConfig(["port: missing", "host: empty"])) == "port: missing\nhost: empty"
    assert BadConfig(["port: missing", "host: empty"]).problems == ("port: missing", "host: empty")
    assert BadConfig("port: missing").problems == ("port: missing",)
