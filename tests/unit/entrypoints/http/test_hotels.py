"""Hotels are entered, changed and closed over HTTP by whoever may, and nothing secret comes back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter
from tests.unit.test_registered_hotels import table

from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app

GROUP = letter(Role.OWNER, "*", who="olga")
OWNER, MANAGER, RECEPTION = (letter(role, "sol", who=role.value) for role in (Role.OWNER, Role.MANAGER, Role.RECEPTION))
SOL = "/admin/tenants/sol"
SECRET = "0123456789abcdef0123456789abcdef"
NUMBER = "100000000000001"


@pytest.fixture
async def desk(config: Config) -> AsyncIterator[FrontDesk]:
    keyed = evolve(config, secret_key="a key of the house, long enough for anybody")
    async with open_desk(keyed, nlu=ScriptedNlu()) as opened:
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry())) as client:
        yield client


def as_posted(name: str, /, **parts: object) -> dict[str, Any]:
    written = table(name, **parts)
    return {"tenant_id": written.pop("id"), **written}


async def entered(doors: Doors, name: str = "sol", /, **parts: object) -> None:
    answer = await doors.post("/admin/tenants", json=as_posted(name, **parts), headers=GROUP)
    assert answer.status_code == 201, answer.text


async def test_a_hotel_entered_over_http_is_served_at_once(doors: Doors, desk: FrontDesk) -> None:
    answer = await doors.post("/admin/tenants", json=as_posted("sol"), headers=GROUP)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json() | {"version": 0} == {
        "status": "created",
        "tenant_id": "sol",
        "identifier": "",
        "version": 0,
        "active": True,
    }
    assert desk.tenants.account("webchat", AccountId("sol")) is not None
    (listed,) = (await doors.get("/admin/tenants", headers=OWNER)).json()["tenants"]
    assert (listed["tenant_id"], listed["status"], listed["source"]) == ("sol", "active", "register")
    log = (await doors.get("/admin/audit-logs?tenant_id=sol", headers=OWNER)).json()["logs"]
    assert [(each["by"], each["action"]) for each in log] == [("olga", "enter_hotel")]


async def test_the_predecessors_words_enter_a_hotel_that_waits_for_its_book(doors: Doors, desk: FrontDesk) -> None:
    told = {
        "tenant_id": "sol",
        "name": "Hotel Sol",
        "status": "active",
        "business_hours_start": 9,
        "business_hours_end": 24,
        "business_hours_timezone": "Europe/Madrid",
        "currency": "EUR",
    }
    answer = await doors.post("/admin/tenants", json=told, headers=GROUP)
    assert (answer.status_code, answer.json()["active"]) == (201, False)
    assert desk.tenants.account("webchat", AccountId("sol")) is None
    opened = await doors.patch(SOL, json={"status": "active"}, headers=OWNER)
    assert opened.status_code == 400
    assert "tenants.sol.properties.sol.room_types" in [each["key"] for each in opened.json()["errors"]]


async def test_of_a_post_sent_again_only_the_first_counts(doors: Doors) -> None:
    again = {**GROUP, "idempotency-key": "k-1"}
    first = await doors.post("/admin/tenants", json=as_posted("sol"), headers=again)
    second = await doors.post("/admin/tenants", json=as_posted("sol"), headers=again)
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    other = await doors.post("/admin/tenants", json=as_posted("sol", name="Other"), headers=again)
    assert other.status_code == 422
    assert (await doors.post("/admin/tenants", json=as_posted("sol"), headers=GROUP)).status_code == 409
    for status, headers in ((200, OWNER), (200, {**OWNER, "idempotency-key": "k-2"}), (409, OWNER)):
        answer = await doors.post(f"{SOL}/identifiers", json={"identifier": NUMBER}, headers=headers)
        assert answer.status_code == status


async def test_an_account_is_one_hotels_only_and_another_does_not_learn_whose(doors: Doors) -> None:
    await entered(doors)
    await entered(doors, "lua")
    added = await doors.post(f"{SOL}/identifiers", json={"identifier": f"+{NUMBER}"}, headers=OWNER)
    assert added.json()["identifier"] == NUMBER
    lua = letter(Role.OWNER, "lua")
    taken = await doors.post("/admin/tenants/lua/identifiers", json={"identifier": NUMBER}, headers=lua)
    assert (taken.status_code, "sol" in taken.text) == (409, False)
    removed = await doors.delete(f"{SOL}/identifiers/{NUMBER}", headers=OWNER)
    assert removed.json()["status"] == "identifier_removed"
    assert (await doors.delete(f"{SOL}/identifiers/{NUMBER}", headers=OWNER)).status_code == 404
    assert (await doors.post("/admin/tenants/lua/identifiers", json={"identifier": NUMBER}, headers=lua)).is_success


async def test_nobody_overwrites_what_another_just_changed(doors: Doors) -> None:
    await entered(doors)
    seen = (await doors.get(SOL, headers=OWNER)).headers["etag"]
    assert (await doors.patch(SOL, json={"name": "Sol y Mar"}, headers={**OWNER, "if-match": seen})).is_success
    stale = await doors.patch(SOL, json={"name": "Sol y Luna"}, headers={**OWNER, "if-match": seen})
    assert stale.status_code == 412
    assert (await doors.get(SOL, headers=OWNER)).json()["name"] == "Sol y Mar"
    assert (await doors.patch(SOL, json={}, headers={**OWNER, "if-match": "nonsense"})).status_code == 400


async def test_a_secret_goes_in_and_never_comes_out(doors: Doors) -> None:
    await entered(doors)
    assert (await doors.post(f"{SOL}/identifiers", json={"identifier": NUMBER}, headers=OWNER)).is_success
    path = f"{SOL}/channel-accounts/whatsapp/{NUMBER}"
    told = await doors.put(path, json={"token": SECRET}, headers=OWNER)
    assert told.status_code == 200, told.text
    pages = [f"{SOL}", f"{SOL}/channel-accounts", f"{SOL}/properties", f"{SOL}/templates", "/admin/tenants"]
    for page in (*pages, "/admin/audit-logs?tenant_id=sol", f"{SOL}/pms"):
        answer = await doors.get(page, headers=OWNER)
        assert answer.status_code == 200
        assert SECRET not in answer.text
    (name,) = (await doors.get(SOL, headers=OWNER)).json()["secrets"]
    assert name.startswith("TOKEN_")


async def test_a_hotel_names_no_secret_of_the_installation(doors: Doors) -> None:
    await entered(doors)
    for name in ("WHATSAPP_ACCESS_TOKEN", "SECRET_KEY", "POSTGRES_URL"):
        book = {"adapter": "qloapps", "base_url": "http://127.0.0.1:9", "api_key_env": name}
        answer = await doors.put(f"{SOL}/pms", json=book, headers=OWNER)
        assert answer.status_code == 400
        assert any(name in f"{each['key']} {each['expected']}" for each in answer.json()["errors"])


async def test_rules_and_knowledge_are_a_managers_and_what_is_wrong_is_told_whole(
    doors: Doors, desk: FrontDesk
) -> None:
    await entered(doors)
    rules = await doors.put(f"{SOL}/house-rules", json={"largest_party": 6}, headers=MANAGER)
    assert rules.json() == {"largest_party": 6}
    sol = desk.tenants.behind("webchat", AccountId("sol"))
    assert sol is not None
    assert sol.tenant.rules.largest_party == 6
    wrong = await doors.put(f"{SOL}/house-rules", json={"largest_party": "six", "nonsense": 1}, headers=MANAGER)
    assert wrong.status_code == 400
    assert len(wrong.json()["errors"]) == 2
    entry = {"topic": "sauna", "answer": {"es": "Hasta las diez."}, "owner": "Ana", "since": "2026-05-01"}
    for _ in range(2):
        assert (await doors.put(f"{SOL}/knowledge/sauna", json=entry, headers=MANAGER)).is_success
    known = (await doors.get(f"{SOL}/knowledge", headers=RECEPTION)).json()
    assert [each for each in known if each["topic"] == "sauna"] == [entry]
    assert (await doors.delete(f"{SOL}/knowledge/sauna", headers=MANAGER)).is_success
    assert (await doors.delete(f"{SOL}/knowledge/sauna", headers=MANAGER)).status_code == 404
    assert (await doors.put(f"{SOL}/house-rules", json={}, headers=RECEPTION)).status_code == 403


async def test_a_property_is_added_and_changed_and_never_taken_away(doors: Doors) -> None:
    await entered(doors)
    place = f"{SOL}/properties/sol"
    changed = await doors.put(place, json={"phone": "+34 971 000 999"}, headers=OWNER)
    assert (changed.json()["phone"], changed.json()["currency"]) == ("+34 971 000 999", "EUR")
    gone = await doors.patch(SOL, json={"properties": []}, headers=OWNER)
    assert gone.status_code == 400


@pytest.mark.parametrize("status", ["active", "inactive"])
async def test_a_key_no_book_knows_is_refused_by_name_also_at_a_hotel_that_is_not_open(
    doors: Doors, status: str
) -> None:
    await entered(doors, status=status)
    (place,) = (await doors.get(f"{SOL}/properties", headers=OWNER)).json()
    room = {**place["room_types"][0], "colour": "red"}
    shop = {"adapter": "qloapps", "base_url": "https://shop.example.com", "api_key": SECRET, "hotel_id": 1}
    for path, told, key in (
        ("pms", {"adapter": "mock", "colour": "red"}, "pms.colour"),
        ("pms", {"adapter": "builtin", "api_key": "hush"}, "pms.api_key"),
        ("pms", {**shop, "colour": "red"}, "pms.colour"),
        ("pms", {"adapter": "builtin", "properties": {"sol": {}}}, "pms.properties"),
        ("properties/sol", {**place, "colour": "red"}, "properties.sol.colour"),
        ("properties/sol", {**place, "room_types": [room]}, f"properties.sol.room_types.{room['id']}.colour"),
    ):
        answer = await doors.put(f"{SOL}/{path}", json=told, headers=OWNER)
        assert answer.status_code == 400, (told, answer.text)
        assert f"tenants.sol.{key}" in [each["key"] for each in answer.json()["errors"]]
    merged = await doors.patch(SOL, json={"pms": {"adapter": "mock", "colour": "red"}}, headers=OWNER)
    assert (merged.status_code, merged.json()["errors"][0]["key"]) == (400, "tenants.sol.pms.colour")
    assert (await doors.get(SOL, headers=OWNER)).headers["etag"] == '"1"'


async def test_the_book_is_tried_and_what_is_found_is_told(doors: Doors) -> None:
    await entered(doors)
    found = (await doors.post(f"{SOL}/pms/test", headers=OWNER)).json()
    assert {each["verdict"] for each in found} == {"ok"}
    assert any("search" in each["what"] for each in found)


async def test_the_template_of_a_number_is_named(doors: Doors) -> None:
    await entered(doors)
    await doors.post(f"{SOL}/identifiers", json={"identifier": NUMBER}, headers=OWNER)
    await doors.put(f"{SOL}/channel-accounts/whatsapp/{NUMBER}", json={"business_account": "99999999"}, headers=OWNER)
    path = f"{SOL}/templates/{NUMBER}"
    named = await doors.put(path, json={"answer_template": "answer_from_hotel"}, headers=MANAGER)
    assert named.json() | {} == {
        "identifier": NUMBER,
        "answer_template": "answer_from_hotel",
        "business_account": "99999999",
    }
    for nonsense in ({}, {"answer_template": 7}, {"answer_template": "x", "token": SECRET}):
        assert (await doors.put(path, json=nonsense, headers=MANAGER)).status_code == 400


async def test_an_account_shown_may_be_sent_back_and_is_never_another_by_that(doors: Doors, desk: FrontDesk) -> None:
    await entered(doors)
    path = f"{SOL}/channel-accounts/webchat/sol"
    (shown,) = (await doors.get(f"{SOL}/channel-accounts", headers=OWNER)).json()
    changed = await doors.put(path, json={**shown, "origins": ["https://sol.example"]}, headers=OWNER)
    assert (changed.status_code, changed.json()["origins"]) == (200, ["https://sol.example"])
    for moved in ({"key": "luna"}, {"key": 7}, {"channel": "email"}, {"identifier": "luna"}, {"property": "another"}):
        assert (await doors.put(path, json=moved, headers=OWNER)).status_code == 400, moved
    assert desk.tenants.account("webchat", AccountId("sol")) is not None
    assert desk.tenants.account("webchat", AccountId("luna")) is None


@pytest.mark.parametrize("odd", [["active"], {"a": 1}, 7, "closed", True])
async def test_a_state_or_a_channel_of_another_kind_is_refused_in_words(doors: Doors, odd: object) -> None:
    await entered(doors)
    answer = await doors.patch(SOL, json={"status": odd}, headers=OWNER)
    assert (answer.status_code, answer.json()["detail"]) == (400, "status: expected active or inactive")
    told = {"identifier": "100000000000001", "channel": odd}
    answer = await doors.post(f"{SOL}/identifiers", json=told, headers=OWNER)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("channel: expected one of")


async def test_a_closed_hotel_takes_no_guests_and_is_opened_again(doors: Doors, desk: FrontDesk) -> None:
    await entered(doors)
    for _ in range(2):
        assert (await doors.delete(SOL, headers=OWNER)).json()["status"] == "deactivated"
    assert desk.tenants.account("webchat", AccountId("sol")) is None
    assert (await doors.patch(SOL, json={"status": "active"}, headers=OWNER)).json()["active"] is True
    assert desk.tenants.account("webchat", AccountId("sol")) is not None
    assert (await doors.post("/admin/tenants/refresh", headers=GROUP)).json() == {"status": "refreshed"}


@pytest.mark.parametrize(
    "nonsense", [[], 7, {}, {"tenant_id": 7, "name": "x"}, {"tenant_id": "sol", "name": "Sol"}, None]
)
async def test_nonsense_enters_nothing(doors: Doors, nonsense: object) -> None:
    answer = await doors.post("/admin/tenants", json=nonsense, headers=GROUP)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    unlikely = await doors.post("/admin/tenants", json={**as_posted("sol"), "languages": ["xx"]}, headers=GROUP)
    assert unlikely.status_code == 400
    assert (await doors.get(SOL, headers=GROUP)).status_code == 404
