"""The whole takeover over HTTP: a guest on WhatsApp, Eva who takes over, and Luis who sees it live."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
from attrs import frozen
from tests.integration.service import SECRETS, Service, eventually
from tests.integration.test_streams import Stream

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.testing.graph_stub import SentBody
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

MARIA = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], name="Maria Lima")
ROOMS = "/api/tenants/marina"
PASSWORD = "four words in a row"
HOW_MANY = {"text": "Buenas, soy Eva. ¿Cuántos serán?", "buttons": ["Dos adultos", "Tres adultos"]}


@frozen
class Receptionist:
    """Somebody at a browser of their own, who came in by name and password."""

    web: httpx.AsyncClient
    proof: str

    async def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.web.get(f"{ROOMS}/conversations")).json()["conversations"]
        return found

    async def reads(self, name: str) -> dict[str, Any]:
        answer = await self.web.get(f"{ROOMS}/conversations/{name}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        assert answer.headers["etag"] == f'"{told["version"]}"'
        return told

    async def does(self, name: str, verb: str, **told: str) -> int:
        return (await self.tries(name, verb, told)).status_code

    async def tries(self, name: str, verb: str, told: Mapping[str, object], **headers: str) -> httpx.Response:
        proven = {"x-csrf-token": self.proof, **headers}
        return await self.web.post(f"{ROOMS}/conversations/{name}/{verb}", json=told, headers=proven)


@asynccontextmanager
async def at_the_desk(service: Service, name: str, role: Role = Role.RECEPTION) -> AsyncIterator[Receptionist]:
    porter = service.desk.porter
    assert porter is not None
    await porter.roster.engage(name, PASSWORD, role=role, tenants=frozenset({TenantId("marina")}), by="owner")
    async with httpx.AsyncClient(base_url=service.web.base_url, timeout=120) as web:
        told = (await web.post("/auth/login", json={"name": name, "password": PASSWORD})).json()
        yield Receptionist(web, told["csrf_token"])


@asynccontextmanager
async def watching(service: Service, who: Receptionist) -> AsyncIterator["asyncio.Queue[dict[str, Any]]"]:
    """What somebody's page is told, as it is told, while time passes."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def reads(stream: Stream) -> None:
        while (block := await stream.next_block()).get("event") != "end":
            if block.get("event") == "conversation":
                told.put_nowait(json.loads(block["data"]))

    async with who.web.stream("GET", f"{ROOMS}/events", timeout=120) as answer:
        assert answer.status_code == 200
        reading = asyncio.create_task(reads(Stream(answer)))
        try:
            yield told
        finally:
            reading.cancel()
            await asyncio.wait([reading])


async def sees(service: Service, told: "asyncio.Queue[dict[str, Any]]", **wanted: str) -> dict[str, Any]:
    """The next thing told that is so; time passes until it is."""
    found: list[dict[str, Any]] = []

    async def seen() -> bool:
        service.clock.advance(timedelta(milliseconds=100))
        while not told.empty():
            line = told.get_nowait()
            if all(line[key] == value for key, value in wanted.items()):
                found.append(line)
        return bool(found)

    await eventually(seen)
    return found[0]


async def test_one_takes_over_the_other_sees_it_live_the_machine_is_silent_and_resumes(service: Service) -> None:
    async with at_the_desk(service, "eva") as eva, at_the_desk(service, "luis") as luis:
        async with watching(service, luis) as live:
            await service.writes(MARIA, "Hola, soy Maria Lima. Una doble para dos adultos del 4 al 6 de diciembre")
            await service.writes(MARIA, "quiero hablar con una persona")
            waits = await sees(service, live, standing="waiting")
            assert (waits["guest"], waits["reason"], waits["channel"]) == ("Maria Lima", "guest_asked", "whatsapp")
            name = waits["id"]
            assert [each["id"] for each in await luis.waiting()] == [name]

            assert await eva.does(name, "take") == 202
            taken = await sees(service, live, standing="staff")
            assert (taken["id"], taken["holder"]) == (name, "eva")
            late = await luis.tries(name, "reply", {"text": "Buenas"})
            assert (late.status_code, late.json()["detail"]) == (409, "eva has it; assign it to yourself first")
            assert await luis.does(name, "note", text="VIP, viene cada año") == 202

            heard = len(service.said_to(MARIA))
            for words in ("¿hola? ¿hay alguien?", "¿Cuánto cuesta?"):
                await service.post(MARIA.writes(words, at=service.clock.now()))
                await service.settled(MARIA)
            service.clock.advance(timedelta(minutes=5))
            await service.settled(MARIA)
            assert len(service.said_to(MARIA)) == heard

            seen = (await luis.reads(name))["version"]
            key = {"idempotency-key": "eva-1"}
            for _ in range(2):
                assert (await eva.tries(name, "reply", HOW_MANY, **key)).status_code == 202
            await service.settled(MARIA)
            (question,) = service.said_to(MARIA)[heard:]
            assert {"text": question.text, "buttons": [title for _, title in question.choices]} == HOW_MANY
            while (told := await sees(service, live, id=name))["version"] <= seen:
                pass
            assert (told["standing"], told["holder"]) == ("staff", "eva")

            pressed = await _seen_pressed(service, luis, live, name, question)
            assert (pressed["speaker"], pressed["what"], pressed["text"]) == ("guest", "pressed", "Tres adultos")

            assert await eva.does(name, "release") == 202
            assert (await sees(service, live, standing="desk"))["holder"] == ""
            assert [each.text for each in service.said_to(MARIA)[heard:]] == [HOW_MANY["text"]]
        await service.post(MARIA.writes("¿Cuánto cuesta entonces?", at=service.clock.now()))
        await service.settled(MARIA)
        (answer,) = [each.text for each in service.said_to(MARIA)[heard + 1 :]]
        # The days were told to the machine, how many they are to Eva.
        assert "del viernes 4 al domingo 6 de diciembre" in answer
        assert "3 adultos" in answer
        sheet = await luis.reads(name)
        said = [(each["speaker"], each["by"], each["text"]) for each in sheet["said"]]
        assert ("staff", "eva", f"{HOW_MANY['text']}\n[Dos adultos]\n[Tres adultos]") in said
        assert ("note", "luis", "VIP, viene cada año") in said
        assert ("guest", "", "¿hola? ¿hay alguien?") in said
        assert said[-2][1:] == ("", "¿Cuánto cuesta entonces?")
        assert said[-1][2].startswith(answer)
        assert sheet["guest"]["name"] == "Maria Lima"


async def _seen_pressed(
    service: Service, who: Receptionist, live: "asyncio.Queue[dict[str, Any]]", name: str, question: SentBody
) -> dict[str, Any]:
    """The guest presses the last of what was shown, and whoever watches is told of it; what they read then."""
    seen = (await who.reads(name))["version"]
    token, _ = question.choices[-1]
    await service.post(MARIA.presses(token, at=service.clock.now()))
    await service.settled(MARIA)
    while (await sees(service, live, id=name))["version"] <= seen:
        pass
    last: dict[str, Any] = (await who.reads(name))["said"][-1]
    return last


async def test_nobody_acts_on_what_has_changed_since_they_looked(service: Service) -> None:
    async with at_the_desk(service, "eva") as eva:
        await service.writes(MARIA, "quiero hablar con una persona")
        (waits,) = await eva.waiting()
        seen = {"if-match": f'"{waits["version"]}"'}
        await service.post(MARIA.writes("es urgente", at=service.clock.now()))
        await service.settled(MARIA)
        late = await eva.tries(waits["id"], "take", {}, **seen)
        assert late.status_code == 412
        assert [each["standing"] for each in await eva.waiting()] == ["waiting"]
        now = {"if-match": f'"{(await eva.reads(waits["id"]))["version"]}"'}
        assert (await eva.tries(waits["id"], "take", {}, **now)).status_code == 202


async def test_nonsense_is_refused_and_does_nothing(service: Service) -> None:
    async with at_the_desk(service, "eva") as eva, at_the_desk(service, "vera", Role.READ_ONLY) as vera:
        await service.writes(MARIA, "quiero hablar con una persona")
        (waits,) = await eva.waiting()
        name = waits["id"]
        assert await eva.does(name, "reply", text="  ") == 400
        assert await eva.does(name, "reply") == 400
        assert await eva.does(name, "reply", text="x" * 4001) == 413
        assert await eva.does(name, "assign", to=" ") == 400
        assert await eva.does("nobodys", "take") == 404
        assert (await eva.tries(name, "take", {}, **{"if-match": "soon"})).status_code == 400
        assert (await eva.tries(name, "take", {}, **{"idempotency-key": "x" * 129})).status_code == 400
        assert (await eva.web.get(f"{ROOMS}/conversations?standing=lost")).status_code == 400
        assert (await eva.web.get(f"{ROOMS}/conversations?after=nowhere")).status_code == 400
        assert (await eva.web.get(f"{ROOMS}/conversations?after=2026-11-23~c")).status_code == 400
        assert (await eva.web.get(f"{ROOMS}/conversations/nobodys")).status_code == 404
        assert await vera.does(name, "take") == 403
        assert (await vera.reads(name))["standing"] == "waiting"
        unproven = await eva.web.post(f"{ROOMS}/conversations/{name}/take", json={})
        assert unproven.status_code == 403
        assert [each["standing"] for each in await eva.waiting()] == ["waiting"]


async def test_a_long_list_is_read_page_by_page(service: Service) -> None:
    guests = [WhatsAppGuest(secret=MARIA.secret, number=f"44770090012{number}") for number in range(3)]
    for guest in guests:
        await service.writes(guest, "quiero hablar con una persona")
    async with at_the_desk(service, "eva") as eva:
        seen, after = [], ""
        while True:
            told = (await eva.web.get(f"{ROOMS}/conversations", params={"limit": 2, "after": after})).json()
            seen += [each["id"] for each in told["conversations"]]
            after = told["next"]
            if not after:
                break
        assert len(seen) == len(set(seen)) == 3


async def test_whoever_is_shut_out_follows_no_more(service: Service) -> None:
    async with at_the_desk(service, "eva") as eva:
        await service.writes(MARIA, "quiero hablar con una persona")
        async with eva.web.stream("GET", f"{ROOMS}/events", timeout=120) as answer:
            assert service.desk.porter is not None
            await service.desk.porter.roster.shut_out("eva", by="owner")
            ended = asyncio.create_task(answer.aread())
            # Well before the ten minutes after which every stream ends.
            latest = service.clock.now() + timedelta(minutes=5)

            async def over() -> bool:
                if service.clock.now() < latest:
                    service.clock.advance(timedelta(seconds=1))
                return ended.done()

            await eventually(over)
