"""Switches are seen and thrown over HTTP, each hotel's for itself; the audit log says who did, and what was before."""

import pytest
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.domain.tenants.rights import Role

MANAGER, GROUP = letter(Role.MANAGER, "marina", who="mia"), letter(Role.OWNER, "*", who="olga")
HERE, EVERYBODY = "/admin/tenants/marina/feature-flags", "/admin/feature-flags"


async def setting(doors: Doors) -> tuple[str, str]:
    told = {each["name"]: each for each in (await doors.get(HERE, headers=MANAGER)).json()}
    return told["canary.enabled"]["setting"], told["canary.enabled"]["because"]


async def test_a_switch_stands_by_its_hotels_word_else_everybodys_else_the_default(doors: Doors) -> None:
    assert await setting(doors) == ("off", "default")
    await doors.put(f"{EVERYBODY}/canary.enabled", json={"setting": "on"}, headers=GROUP)
    assert await setting(doors) == ("on", "everybody")
    thrown = await doors.put(f"{HERE}/canary.enabled", json={"setting": "25 %"}, headers=MANAGER)
    assert (thrown.status_code, thrown.json()["setting"]) == (200, "25%")
    assert await setting(doors) == ("25%", "this hotel")
    flags = (await doors.get(f"{EVERYBODY}?tenant_id=marina", headers=MANAGER)).json()["flags"]
    assert (flags["canary.enabled"], flags["multi_tenant.experimental"]) == (True, False)
    for _ in range(2):
        assert (await doors.delete(f"{HERE}/canary.enabled", headers=MANAGER)).status_code == 200
    assert await setting(doors) == ("on", "everybody")
    await doors.delete(f"{EVERYBODY}/canary.enabled", headers=GROUP)
    assert await setting(doors) == ("off", "default")


async def test_who_threw_it_is_written_down_where_it_counts(doors: Doors) -> None:
    await doors.put(f"{HERE}/canary.enabled", json={"setting": "on"}, headers=MANAGER)
    await doors.put(f"{EVERYBODY}/canary.enabled", json={"setting": "off"}, headers=GROUP)
    log = (await doors.get("/admin/audit-logs", headers=MANAGER)).json()
    (act,) = log["logs"]
    assert log["tenant_id"] == "marina"
    assert (act["by"], act["action"], act["subject"]) == ("mia", "throw_switch", "canary.enabled")
    assert act["before"] == {"setting": "off", "because": "default"}
    assert act["after"] == {"setting": "on", "because": "this hotel"}
    everywhere = (await doors.get("/admin/audit-logs", headers=GROUP)).json()
    assert [(each["by"], each["subject"]) for each in everywhere["logs"]] == [("olga", "canary.enabled")]


@pytest.mark.parametrize("told", [{"setting": "maybe"}, {"setting": ""}, {"setting": 1}, {}, [], {"setting": "101%"}])
async def test_nonsense_throws_nothing_and_is_not_written_down(doors: Doors, told: object) -> None:
    answer = await doors.put(f"{HERE}/canary.enabled", json=told, headers=MANAGER)
    assert answer.status_code == 400
    assert await setting(doors) == ("off", "default")
    assert (await doors.get("/admin/audit-logs", headers=MANAGER)).json()["logs"] == []


async def test_a_switch_or_a_hotel_that_is_not_there_is_told_so(doors: Doors) -> None:
    assert (await doors.put(f"{HERE}/nobodys.flag", json={"setting": "on"}, headers=MANAGER)).status_code == 404
    elsewhere = HERE.replace("marina", "nowhere")
    assert (await doors.get(elsewhere, headers=GROUP)).status_code == 404
    assert (await doors.get(elsewhere, headers=letter(Role.OWNER, "nowhere"))).status_code == 404


async def test_the_log_is_read_page_by_page_and_by_who_did_what(doors: Doors) -> None:
    for number in range(5):
        by = letter(Role.MANAGER, "marina", who=f"m{number % 2}")
        await doors.put(f"{HERE}/canary.enabled", json={"setting": f"{number + 1}%"}, headers=by)

    async def page(query: str) -> tuple[list[str], dict[str, int]]:
        told = (await doors.get(f"/admin/audit-logs?{query}", headers=MANAGER)).json()
        return [each["after"]["setting"] for each in told["logs"]], told["pagination"]

    assert await page("page=2&page_size=2") == (["3%", "2%"], {"page": 2, "page_size": 2, "total": 5, "pages": 3})
    assert (await page("user_id=m1"))[0] == ["4%", "2%"]
    assert (await page("event_type=engage"))[0] == []
    assert (await page("page=9"))[0] == []
    for nonsense in ("page=0", "page=x", "page_size=201", "page_size=-1"):
        assert (await doors.get(f"/admin/audit-logs?{nonsense}", headers=MANAGER)).status_code == 400


async def test_whoever_has_several_hotels_says_of_which_one(doors: Doors) -> None:
    several = letter(Role.AUDITOR, "marina", "sierra")
    assert (await doors.get("/admin/audit-logs", headers=several)).status_code == 400
    assert (await doors.get("/admin/audit-logs?tenant_id=marina", headers=several)).status_code == 200
    assert (await doors.get("/admin/audit-logs?tenant_id=*", headers=several)).status_code == 404
