"""What somebody changes is changed as they saw it, or not at all; what names no version is refused in words."""

import pytest
from litestar.exceptions import ClientException
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.versions import NO_VERSION, etag_of, version_in

MIA = letter(Role.OWNER, "*", who="mia")
NONSENSE = ("soon", '""', "-1", "1, 2", "³", "9" * 10, "9" * 5000)


@pytest.mark.parametrize("version", [0, 3, 999_999_999])
def test_the_version_that_was_shown_is_the_version_that_is_read(version: int) -> None:
    (told,) = etag_of(version).values()
    assert version_in(told) == version_in(f" W/{told} ") == version


def test_nobody_has_to_name_one() -> None:
    assert version_in("") is version_in(" * ") is None


@pytest.mark.parametrize("told", NONSENSE)
def test_what_is_no_version_is_refused(told: str) -> None:
    with pytest.raises(ClientException, match="such as"):
        version_in(told)


@pytest.mark.parametrize("told", NONSENSE)
@pytest.mark.parametrize("path", ["/admin/tenants/marina", "/api/tenants/marina/conversations/c-1/take"])
async def test_wherever_one_is_named_nonsense_is_refused_alike(doors: Doors, path: str, told: str) -> None:
    method = "PATCH" if path.startswith("/admin") else "POST"
    headers = {**MIA, "if-match": told.encode()}
    answer = await doors.request(method, path, json={}, headers=headers)  # type: ignore[arg-type]  # bytes will do
    assert (answer.status_code, answer.json()["detail"]) == (400, NO_VERSION)
