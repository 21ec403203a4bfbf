"""The door at which Google tells that mail came: it lets nobody in who is not Google."""

import pytest
from tests.unit.entrypoints.http.conftest import Doors

PATH = "/webhooks/gmail"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic eDp5"}])
async def test_whoever_shows_no_token_of_googles_learns_nothing(doors: Doors, headers: dict[str, str]) -> None:
    """Not even whether there is a mailbox here: without one the answer is the same."""
    answer = await doors.post(PATH, content=b"{}", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("The token is missing")


async def test_what_is_larger_than_any_push_is_not_read(doors: Doors) -> None:
    assert (await doors.post(PATH, content=b"x" * 70_000)).status_code == 413
