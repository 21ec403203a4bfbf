"""A command that gets no answer ends in clear words."""

import click
import pytest

from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.entrypoints.cli.asking import asked


async def answers(answer: str | Exception) -> str:
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_an_answer_is_given() -> None:
    assert asked(answers("all is well")) == "all is well"


@pytest.mark.parametrize(
    ("failure", "told", "code"),
    [
        (Unavailable("the database does not answer"), "The database does not answer.", 1),
        (Conflict("a table was in use for too long"), "A table was in use for too long. Try again.", 1),
        (BadConfig(["HOTEL_PORT: not a number"]), "HOTEL_PORT", 2),
    ],
)
def test_whatever_is_silent_is_named_in_a_sentence(failure: Exception, told: str, code: int) -> None:
    with pytest.raises(click.ClickException) as ended:
        asked(answers(failure))
    assert told in ended.value.message
    assert ended.value.exit_code == code


def test_what_is_a_bug_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        asked(answers(KeyError("tenant")))
