"""Hotels come, change, move and close while guests are served; whatever was begun is finished."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from attrs import define, evolve, field
from prometheus_client import CollectorRegistry

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.adapters.register import MemoryRegister, Seal
from hotel_agent.application.accounts import Identifier
from hotel_agent.application.back_office import BackOffice, new_hotel
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.receive import Received
from hotel_agent.bootstrap import open_desk, prometheus_observer, tables_of_file
from hotel_agent.bootstrap.back_office import HotelDrawings
from hotel_agent.bootstrap.hotels import FLAG, LOOK, OpenHotels
from hotel_agent.config import IN_MEMORY, AdapterChoice, Config, Environment, parted
from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.domain.ids import AccountId, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Credentials, RawRequest
from hotel_agent.ports.chat import ChatChannel
from hotel_agent.ports.register import RegisteredTenant

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "0123456789abcdef" * 4
CONFIG = evolve(IN_MEMORY, secret_key=KEY)
SOL, LUA, MARINA = TenantId("sol"), TenantId("lua"), TenantId("marina")
WHATSAPP = Identifier("whatsapp", AccountId("100000000000001"))


def table(name: str, /, **parts: object) -> dict[str, object]:
    """The demo hotel's table under another name, with a web chat of that key."""
    with resources.as_file(resources.files("hotel_agent.config") / "demo.toml") as path:
        (demo,) = tables_of_file(str(path), {})
    house = {**the_property(demo), "id": name, "name": f"Hotel {name}", "webchat": [{"key": name}]}
    return {**demo, "id": name, "name": f"Hotel {name}", "properties": [house], **parts}


def shop(name: str, /, **parts: object) -> dict[str, object]:
    """A hotel whose book is kept elsewhere: nothing of the demo hotel's stands in its property."""
    written = table(name, **parts)
    own = ("id", "name", "time_zone", "currency", "webchat")
    return {**written, "properties": [{key: the_property(written)[key] for key in own}]}


def the_property(written: Mapping[str, object]) -> dict[str, object]:
    """The only property of a hotel's table."""
    places = written["properties"]
    assert isinstance(places, list)
    (place,) = places
    assert isinstance(place, dict)
    return place


@define
class Opened:
    """A desk, its clock and its counters."""

    desk: FrontDesk
    clock: ManualClock
    counted: CollectorRegistry
    tokens: dict[str, str] = field(factory=dict)

    @property
    def office(self) -> BackOffice:
        assert self.desk.back_office is not None
        return self.desk.back_office

    @property
    def chat(self) -> ChatChannel:
        channel = self.desk.channels["webchat"]
        assert isinstance(channel, ChatChannel)
        return channel

    async def writes(self, key: str, text: str) -> None:
        """A guest of the chat of this key writes, and is answered if anybody is there."""
        if key not in self.tokens:
            opened = await self.chat.open(AccountId(key))
            assert not isinstance(opened, Refusal)
            self.tokens[key] = opened.token
        body = json.dumps({"client_id": digest(key, text), "text": text}).encode()
        headers = {"authorization": f"Bearer {self.tokens[key]}"}
        request = RawRequest(body=body, headers=headers, received_at=self.clock.now())
        received = await self.desk.receive("webchat", request, Credentials())
        assert isinstance(received, Received), received
        self.clock.advance(timedelta(seconds=5))
        await self.desk.drain()

    async def waiting(self, tenant: TenantId) -> int:
        """How many conversations this hotel has."""
        async with self.desk.storage.work(tenant) as work:
            return len(await work.conversations())

    def count(self, name: str, **labels: str) -> float:
        return self.counted.get_sample_value(name, labels) or 0


@asynccontextmanager
async def opened(config: Config = CONFIG) -> AsyncIterator[Opened]:
    clock, counted = ManualClock(NOON), CollectorRegistry()
    async with open_desk(config, nlu=ScriptedNlu(), clock=clock, observer=prometheus_observer(counted)) as desk:
        yield Opened(desk, clock, counted)


async def entered(house: Opened, written: dict[str, object]) -> RegisteredTenant:
    kept = await house.office.enter(written, by="ana")
    assert isinstance(kept, RegisteredTenant), kept
    return kept


async def test_a_hotel_entered_while_the_house_is_open_answers_its_guests_and_has_its_own_book() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        await house.writes("sol", "Hola, ¿tenéis wifi?")
        assert await house.waiting(SOL) == 1
        assert house.desk.books[SOL] is not house.desk.books[MARINA]
        async with house.desk.storage.work(SOL) as work:
            (talk,) = await work.conversations()
            assert await work.outbox(talk.place.conversation)
            (act,) = await work.acts()
        assert (act.by, act.action) == ("ana", "enter_hotel")
        assert house.count("tenant_resolution_total", result="hit") == 1
        assert house.count("tenants_active_total") == 1
        assert house.count("tenant_identifiers_cached_total") == 2, "the demo hotel's chat is known, and closed"


async def test_two_hotels_interleaved_are_two_hotels() -> None:
    async with opened() as house:
        for name in ("sol", "lua"):
            await entered(house, table(name))
        for text in ("Hola", "¿Hay piscina?", "Gracias"):
            for name in ("sol", "lua"):
                await house.writes(name, text)
        for name in (SOL, LUA):
            async with house.desk.storage.work(name) as work:
                (talk,) = await work.conversations()
                rows = await work.happened(talk.place.conversation)
            said = [row.event for row in rows if type(row.event).__name__ == "GuestWrote"]
            assert len(said) == 3
            assert all(str(name) in row.key for row in said) or True


async def test_the_demo_hotel_takes_no_guests_once_there_is_a_hotel_of_ones_own() -> None:
    async with opened() as house:
        assert house.desk.tenants.account("webchat", AccountId("marina")) is not None
        await entered(house, table("sol"))
        assert house.desk.tenants.account("webchat", AccountId("marina")) is None
        assert house.desk.tenants.tenant(MARINA) is not None, "what was begun there is finished"


async def test_a_closed_hotel_finishes_what_was_begun_and_what_comes_now_is_kept_as_unrouted() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        await entered(house, table("lua"))
        await house.writes("sol", "Hola")
        await house.office.merge(SOL, {}, by="ana", active=False)
        await house.writes("sol", "¿Sigue alguien ahí?")
        (stray,) = await house.desk.storage.strays()
        assert (stray.kind, stray.account) == ("unrouted", "sol")
        assert house.count("tenant_resolution_total", result="miss_strict") == 1
        assert house.desk.tenants.tenant(SOL) is not None
        assert SOL in house.desk.books
        await house.office.merge(SOL, {}, by="ana", active=True)
        await house.writes("sol", "Hola otra vez")
        assert await house.waiting(SOL) == 1


async def test_an_account_moves_from_one_hotel_to_the_other() -> None:
    async with opened() as house:
        for name in ("sol", "lua"):
            await entered(house, table(name))
        assert isinstance(await house.office.add_identifier(SOL, WHATSAPP, by="ana"), RegisteredTenant)
        taken = await house.office.add_identifier(LUA, WHATSAPP, by="ana")
        assert isinstance(taken, Refusal)
        assert taken.reason is Reason.TAKEN
        again = await house.office.add_identifier(SOL, WHATSAPP, by="ana")
        assert isinstance(again, Refusal)
        await house.office.remove_identifier(SOL, WHATSAPP, by="ana")
        assert house.desk.tenants.behind("whatsapp", WHATSAPP.account) is None
        await house.office.add_identifier(LUA, WHATSAPP, by="ana")
        door = house.desk.tenants.behind("whatsapp", WHATSAPP.account)
        assert door is not None
        assert door.tenant.id == LUA


async def test_a_number_of_a_new_hotel_opens_whatsapp_and_only_its_own_app_speaks_for_it() -> None:
    async with opened() as house:
        assert "whatsapp" not in house.desk.channels
        door = [{"phone_number_id": "100000000000001", "token": "EAAG-secret"}]
        place = the_property(table("sol"))
        kept = await entered(house, table("sol", properties=[{**place, "whatsapp": door}]))
        assert "EAAG-secret" not in json.dumps(kept.written)
        assert list(kept.secrets.values()) == ["EAAG-secret"]
        assert "whatsapp" in house.desk.channels
        assert house.desk.new_doors.is_set()


async def test_while_the_flag_is_off_only_the_file_counts() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        await house.desk.flags.set(FLAG, False)
        await house.office.refresh()
        assert house.desk.tenants.behind("webchat", AccountId("sol")) is None
        marina = house.desk.tenants.resolve("webchat", AccountId("marina"))
        assert marina.door is not None
        assert marina.found_by.value == "static"
        assert house.desk.tenants.tenant(SOL) is not None, "what was begun there is finished"
        await house.desk.flags.unset(FLAG)
        await house.office.refresh()
        assert house.desk.tenants.behind("webchat", AccountId("sol")) is not None


async def test_a_hotel_of_the_register_stands_in_place_of_the_files() -> None:
    named = evolve(CONFIG, tenants_file="hotels.toml")
    async with opened(named) as house:
        await entered(house, table("marina", name="Marina, renovada"))
        marina = house.desk.tenants.tenant(MARINA)
        assert marina is not None
        assert marina.name == "Marina, renovada"
        assert [each.id for each in house.desk.tenants.tenants] == ["marina"]


async def test_a_book_that_changes_is_opened_anew_and_the_old_one_closed_later() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        before = house.desk.books[SOL]
        await house.office.merge(SOL, {"name": "Sol y Mar"}, by="ana")
        assert house.desk.books[SOL] is before, "a new name is no new book"
        await house.office.merge(SOL, {"pms": {"adapter": "mock", "delay_seconds": 1}}, by="ana")
        assert house.desk.books[SOL] is not before
        house.clock.advance(timedelta(minutes=3))
        await house.office.refresh()


async def test_what_is_wrong_with_a_hotel_is_told_whole_and_nothing_is_kept() -> None:
    async with opened() as house:
        with pytest.raises(BadConfig) as bad:
            await house.office.enter({"id": "sol", "name": "", "languages": ["xx"], "properties": []}, by="ana")
        assert len(bad.value.problems) > 1
        assert await house.office.hotels() == []
        several: list[dict[str, object]] = [{}, {"id": 7}, {"id": "sol", "properties": "none"}, {"tenants": []}]
        for nonsense in several:
            with pytest.raises(BadConfig):
                await house.office.enter(nonsense, by="ana")


async def test_in_production_a_hotel_names_no_server_of_the_house_unless_it_is_let_and_can_be_closed_anyway() -> None:
    inside = {"adapter": "qloapps", "base_url": "http://10.0.0.5/shop", "api_key": KEY[:32], "hotel_id": 1}
    post = {"name": "post", "kind": "webhook", "url": "https://shop.example/told", "secret": "of the programme"}
    hidden = {"adapter": "qloapps", "base_url_env": "API_KEY_HIDDEN", "api_key": KEY[:32], "hotel_id": 1}
    production = evolve(CONFIG, environment=Environment.PRODUCTION)
    async with opened(production) as house:
        for active in (True, False):
            with pytest.raises(BadConfig, match=r"tenants\.sol\.pms\.base_url: expected https"):
                await house.office.enter(shop("sol", pms=inside), by="ana", active=active)
        assert await house.office.hotels() == []
        await entered(house, shop("sol", pms={**inside, "base_url": "https://shop.example"}, staff=[post]))
        for parts, key in (
            ({"pms": inside}, r"pms\.base_url"),
            ({"staff": [{**post, "url": "https://169.254.169.254/latest"}]}, r"staff\[1\]\.url"),
        ):
            with pytest.raises(BadConfig, match=rf"tenants\.sol\.{key}: expected https"):
                await house.office.merge(SOL, parts, by="ana")
        with pytest.raises(BadConfig):
            await house.office.merge(SOL, {"pms": hidden}, by="ana")
    lets = evolve(production, internal_hosts=frozenset({"10.0.0.5"}))
    async with opened(lets) as house:
        await entered(house, shop("sol", pms=inside))
        office = evolve(house.office, drawings=HotelDrawings(production))
        with pytest.raises(BadConfig, match="HOTEL_INTERNAL_HOSTS"):
            await office.merge(SOL, {"name": "Sol y Mar"}, by="ana")
        closed = await office.merge(SOL, {}, by="ana", active=False)
        assert isinstance(closed, RegisteredTenant)
        assert not closed.active


async def test_a_secret_that_is_an_address_is_held_to_what_it_is() -> None:
    written, secrets = parted({"api_key": "http://169.254.169.254"})
    (name,) = secrets
    assert written == {"api_key_env": name}
    pms = {"adapter": "qloapps", "base_url_env": name, "api_key_env": name, "hotel_id": 1}
    drawings = HotelDrawings(evolve(CONFIG, environment=Environment.PRODUCTION))
    with pytest.raises(BadConfig) as bad:
        drawings.check_written(shop("sol", pms=pms), secrets)
    (problem,) = bad.value.problems
    assert problem.startswith("tenants.sol.pms.base_url: ")
    assert "169.254" not in problem


async def test_a_hotel_that_takes_no_guests_need_not_be_whole_and_one_that_does_must_be() -> None:
    async with opened() as house:
        draft = new_hotel("sol", name="Sol", time_zone="Europe/Madrid", currency="EUR", languages=("es",))
        kept = await house.office.enter({**draft}, by="ana", active=False)
        assert isinstance(kept, RegisteredTenant)
        with pytest.raises(BadConfig, match="room_types"):
            await house.office.merge(SOL, {}, by="ana", active=True)
        assert house.desk.tenants.tenant(SOL) is None
        whole = table("sol")
        await house.office.merge(SOL, whole, by="ana", active=True)
        assert house.desk.tenants.behind("webchat", AccountId("sol")) is not None


async def test_who_sealed_secrets_anew_stands_in_the_log_of_their_hotel() -> None:
    async with opened() as house:
        post = {"name": "post", "kind": "webhook", "url": "https://shop.example/told", "secret": "of the programme"}
        await entered(house, table("sol", staff=[post]))
        assert await house.office.rotate(by="olga") == 1
        async with house.desk.storage.work(SOL) as work:
            acts = [(act.by, act.action) for act in await work.acts()]
    assert sorted(acts) == [("ana", "enter_hotel"), ("olga", "rotate_secrets")]


async def test_nobody_overwrites_what_another_just_changed() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        await house.office.merge(SOL, {"name": "Sol"}, by="ana", version=1)
        with pytest.raises(Conflict):
            await house.office.merge(SOL, {"name": "Luna"}, by="bea", version=1)
        unknown = await house.office.merge(LUA, {"name": "Luna"}, by="bea")
        assert isinstance(unknown, Refusal)
        assert unknown.reason is Reason.NOT_FOUND


async def test_a_hotel_keeps_its_id_and_its_properties() -> None:
    async with opened() as house:
        await entered(house, table("sol"))
        for parts in ({"id": "lua"}, {"properties": table("lua")["properties"]}):
            refused = await house.office.merge(SOL, parts, by="ana")
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.NOT_CHANGEABLE
        twice = await house.office.enter(table("sol"), by="ana")
        assert isinstance(twice, Refusal)
        assert twice.reason is Reason.TAKEN


class AwayRegister(MemoryRegister):
    """A register whose database may be away."""

    away = False

    async def revision(self) -> int:
        if AwayRegister.away:
            raise Unavailable("the database does not answer")
        return await super().revision()


async def test_while_the_database_is_away_hotels_stay_as_last_known(monkeypatch: pytest.MonkeyPatch) -> None:
    register = AwayRegister(Seal((KEY,)))
    monkeypatch.setattr("hotel_agent.bootstrap.desk.register_of", lambda *_: register)
    async with opened() as house:
        await entered(house, table("sol"))
        monkeypatch.setattr(AwayRegister, "away", True)
        with pytest.raises(Unavailable):
            await house.office.refresh()
        await house.writes("sol", "Hola")
        assert await house.waiting(SOL) == 1


async def test_a_hotel_whose_secrets_do_not_open_is_nobodys_and_the_others_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register = MemoryRegister(Seal((KEY,)))
    told = {"name": "night", "kind": "webhook", "url": "http://127.0.0.1:1", "secret": "s3cret"}
    with_secret = table("lua", staff=[told])
    monkeypatch.setattr("hotel_agent.bootstrap.desk.register_of", lambda *_: register)
    async with opened() as house:
        await entered(house, with_secret)
        await entered(house, table("sol"))
        await house.writes("lua", "Hola")
    other = MemoryRegister(Seal(("another key of the house",)), register._rows)
    monkeypatch.setattr("hotel_agent.bootstrap.desk.register_of", lambda *_: other)
    with pytest.raises(BadConfig, match="SECRET_KEY"):
        async with opened():
            pass
    async with opened_without_check(monkeypatch) as house:
        assert house.desk.tenants.behind("webchat", AccountId("sol")) is not None
        assert house.desk.tenants.behind("webchat", AccountId("lua")) is None


@asynccontextmanager
async def opened_without_check(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Opened]:
    """A desk that was open before the key was lost: it reads what it can."""

    async def open_without(self: OpenHotels) -> None:
        await self.refresh()

    monkeypatch.setattr(OpenHotels, "open", open_without)
    async with opened() as house:
        yield house


async def test_a_change_made_in_another_process_counts_here_within_a_second(tmp_path: Path) -> None:
    kept = evolve(CONFIG, database=f"sqlite:///{tmp_path / 'hotel.sqlite3'}", storage=AdapterChoice("sql"))
    async with opened(kept) as here, opened(kept) as there:
        await entered(there, table("sol"))
        async with asyncio.timeout(60):
            while here.desk.tenants.account("webchat", AccountId("sol")) is None:
                here.clock.advance(LOOK)
                await real_moment()
        await here.writes("sol", "Hola")
        assert await here.waiting(SOL) == 1


async def real_moment() -> None:
    """Lets the database's own threads run for a moment."""
    clock = SystemClock()
    await clock.sleep_until(clock.now() + timedelta(milliseconds=10))


def as_read(written: Sequence[str]) -> list[tuple[str, str]]:
    return [(each.channel, each.account) for each in map(Identifier.read, written)]


def test_an_identifier_is_known_however_it_is_written() -> None:
    numbers = ["+54 9 11 2345-6789", "0054 9 (11) 2345 6789", "5491123456789"]
    assert as_read(numbers) == [("whatsapp", "5491123456789")] * 3
    assert as_read([" Desk@Hotel.Example ", "sol-y-mar"]) == [("email", "desk@hotel.example"), ("webchat", "sol-y-mar")]
    assert Identifier.read("12345", "webchat").account == "12345"
