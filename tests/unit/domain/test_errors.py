"""Every error of the house has one root, and says what to do."""

from datetime import timedelta

import pytest

from hotel_agent.domain.errors import (
    BadConfig,
    Bug,
    Conflict,
    HotelAgentError,
    OutcomeUnknown,
    Postponed,
    Unavailable,
    failure_facts,
)


@pytest.mark.parametrize("kind", [Unavailable, OutcomeUnknown, Conflict, BadConfig, Bug])
def test_every_error_of_the_house_is_caught_by_its_root(kind: type[Exception]) -> None:
    assert issubclass(kind, HotelAgentError)


def test_who_waits_for_a_silent_world_also_waits_for_an_unknown_outcome() -> None:
    assert issubclass(OutcomeUnknown, Unavailable)


def test_a_bad_configuration_names_every_problem() -> None:
    assert str(BadConfig(["port: missing", "host: empty"])) == "port: missing\nhost: empty"
    assert BadConfig(["port: missing", "host: empty"]).problems == ("port: missing", "host: empty")
    assert BadConfig("port: missing").problems == ("port: missing",)


def test_who_is_asked_to_come_back_later_knows_when() -> None:
    later = Postponed("the line is full", timedelta(seconds=90))
    assert (str(later), later.wait) == ("the line is full", timedelta(seconds=90))


def _falls_silent() -> None:
    try:
        raise ValueError("Ana wrote: my room is 12")
    except ValueError as cause:
        raise Unavailable("the book does not answer to Ana") from cause


def test_what_is_told_of_a_failure_names_errors_and_a_place_and_never_what_they_say() -> None:
    with pytest.raises(Unavailable) as raised:
        _falls_silent()
    facts = failure_facts(raised.value)
    assert facts["error"] == "Unavailable from ValueError"
    file, _, line = str(facts["where"]).rpartition(":")
    assert file == __file__
    assert line.isdecimal()
    assert "Ana" not in str(facts)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert failure_facts(Bug("of ours")) == {"error": "Bug", "where": ""}
