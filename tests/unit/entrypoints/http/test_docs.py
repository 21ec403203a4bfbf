"""What is written about the routes: all of it, with examples, readable without a script."""

from typing import Any

import pytest
from tests.unit.entrypoints.http.conftest import Doors

ROUTES = [
    ("get", "/webhooks/whatsapp"),
    ("post", "/webhooks/whatsapp"),
    ("post", "/webhooks/gmail"),
    ("post", "/webhooks/whatsapp/{app}"),
    ("post", "/v1/webchat/{widget_key}/sessions"),
    ("post", "/v1/webchat/conversations/{conversation}/messages"),
    ("get", "/v1/webchat/conversations/{conversation}/messages"),
    ("post", "/v1/webchat/conversations/{conversation}/choices"),
    ("get", "/health"),
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("get", "/metrics"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_route_is_described_with_an_example_of_what_it_answers(
    doors: Doors, method: str, path: str
) -> None:
    operation = (await doors.get("/docs/openapi.json")).json()["paths"][path][method]
    assert operation["summary"]
    assert len(operation["description"]) > 60
    for status, answer in operation["responses"].items():
        for shown in answer["content"].values():
            assert "example" in shown, status
    if method == "post" and "sessions" not in path:
        for shown in operation["requestBody"]["content"].values():
            assert "example" in shown


async def test_the_page_shows_every_route_and_every_example(doors: Doors) -> None:
    page = (await doors.get("/docs")).text
    for method, path in ROUTES:
        assert f"<b>{method.upper()}</b> <code>{path}</code>" in page
    assert "wamid.FAKE" in page
    assert "<code>Idempotency-Key</code>" in page
    assert page.count("<details>") == page.count("</details>") >= len(ROUTES)


async def test_nothing_behind_the_desk_is_left_undescribed(doors: Doors) -> None:
    schema = (await doors.get("/docs/openapi.json")).json()
    tags = {tag["name"] for tag in schema["tags"]}
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert len(operation["description"]) > 40, name
            assert set(operation["tags"]) <= tags, name
            assert all("description" in each for each in operation["responses"].values()), name
            if path.startswith(("/admin", "/api")):
                assert operation["security"] == [{"staff": []}], name
                assert {"401", "403", "503"} <= set(operation["responses"]), name


async def test_whatever_may_be_asked_wrongly_says_how_it_is_asked_rightly(doors: Doors) -> None:
    schema = (await doors.get("/docs/openapi.json")).json()
    operations = {f"{method} {path}": each for path, item in schema["paths"].items() for method, each in item.items()}
    # What is signed is taken, whatever is inside.
    signed = {"post /webhooks/whatsapp", "post /webhooks/whatsapp/{app}"}
    silent = {
        name for name, each in operations.items()
        if ("requestBody" in each or any(is_measured(one) for one in each.get("parameters", [])))
        and "400" not in each["responses"]
    }  # fmt: skip
    assert silent == signed


async def test_every_example_and_every_parameter_is_told(doors: Doors) -> None:
    schema = (await doors.get("/docs/openapi.json")).json()
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            name = f"{method} {path}"
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            for told in (*operation["responses"].values(), *bodies):
                assert all("example" in shown for shown in told["content"].values()), name
            assert all(each.get("description") for each in operation.get("parameters", [])), name


async def test_whatever_is_changed_under_a_version_says_how_it_is_asked_and_where_it_was_shown(doors: Doors) -> None:
    schema = (await doors.get("/docs/openapi.json")).json()
    expect = set()
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            named = [each["name"] for each in operation.get("parameters", [])]
            assert len(named) == len(set(named)), path
            assert ("If-Match" in named) is ("412" in operation["responses"]), f"{method} {path}"
            if "412" in operation["responses"] and path.startswith("/admin"):
                (done,) = (told for status, told in operation["responses"].items() if status < "300")
                assert "ETag" in done["headers"], f"{method} {path}"
                expect.add(f"{method} {path.removeprefix('/admin/tenants/{tenant_id}')}")
    assert expect == {
        "patch ",
        "delete ",
        "post /identifiers",
        "delete /identifiers/{identifier}",
        "put /house-rules",
        "put /pms",
        "put /properties/{name}",
        "put /knowledge/{name}",
        "delete /knowledge/{name}",
        "put /channel-accounts/{channel}/{name}",
        "put /templates/{name}",
        "put /admin/people/{name}",
    }
    shown = schema["paths"]["/api/tenants/{tenant_id}/conversations/{conversation}"]["get"]["responses"]["200"]
    assert "ETag" in shown["headers"]


def is_measured(parameter: dict[str, Any]) -> bool:
    """Whether not every text will do for it."""
    measures = {"maxLength", "enum", "pattern", "oneOf"}
    return parameter["in"] != "path" and (
        parameter["schema"].get("type") != "string" or bool(measures & parameter["schema"].keys())
    )
