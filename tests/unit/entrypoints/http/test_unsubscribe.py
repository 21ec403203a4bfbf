"""The link of a mail by which guests are left alone: a look does nothing, a press is stored once, and then answered."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.adapters.channels.email.unsubscribing import PATH, Unsubscribing
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import Config, without_database
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.intents.stop import wants_silence
from hotel_agent.domain.ids import AccountId, EffectKey, TenantId
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.channel import Address, Identity
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.trouble.storage import CrashingStorage, Trouble

PUBLIC, SECRET = "https://desk.hotel.example", "a secret of this house"
DESK, MARINA = AccountId("reservations@marina.example"), TenantId("marina")
ANA = Address(tenant=MARINA, account=DESK, identity=Identity("email", "ana@example.com"))
MAIL = EffectKey("ab" * 16)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(scope="module")
def config() -> Config:
    told = {
        "HOTEL_PUBLIC_URL": PUBLIC,
        "SECRET_KEY": SECRET,
        "GMAIL_USERNAME": DESK,
        "GMAIL_APP_PASSWORD": "abcd efgh ijkl mnop",
        "GMAIL_IMAP_HOST": "127.0.0.1",
        "GMAIL_SMTP_HOST": "127.0.0.1",
    }
    return without_database(load_config(told))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 2, 10, 30, tzinfo=UTC))


@pytest.fixture
async def desk(config: Config, nlu: Nlu, clock: ManualClock) -> AsyncIterator[FrontDesk]:
    async with open_desk(config, nlu=nlu, clock=clock) as opened:
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as client:
        yield client


def path(to: Address = ANA, mail: EffectKey = MAIL, secret: str = SECRET) -> str:
    return Unsubscribing(PUBLIC, secret).link(to, mail).removeprefix(PUBLIC)


async def heard(desk: FrontDesk, to: Address = ANA) -> tuple[list[Conversation], int]:
    """The conversations of this guest, and how many events are kept in them."""
    await desk.drain()
    async with desk.storage.work(to.tenant) as work:
        guest = await work.guest_of(to.identity)
        conversation = None if guest is None else await work.conversation_at("email", to.account, guest)
        stored = None if conversation is None else await work.load(conversation)
        if conversation is None or stored is None:
            return [], 0
        return [stored.conversation], len(await work.happened(conversation))


async def test_a_press_is_the_wish_to_be_left_alone_and_a_repeat_is_one_event(doors: Doors, desk: FrontDesk) -> None:
    for _ in range(3):
        answer = await doors.post(path(), data=ONE_CLICK)
        assert answer.status_code == 200
        assert "Done: the hotel will not write to you unasked" in answer.text
    states, events = await heard(desk)
    assert wants_silence(states)
    assert events == 1


async def test_a_programme_may_press_in_the_other_form_of_a_form_and_is_sent_nowhere_else(
    doors: Doors, desk: FrontDesk
) -> None:
    """RFC 8058, 3.1: multipart/form-data, without cookies, without a login, and no redirect in the answer."""
    answer = await doors.post(path(), files={"List-Unsubscribe": (None, "One-Click")}, follow_redirects=False)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert wants_silence((await heard(desk))[0])


async def test_a_look_does_nothing_and_shows_a_button(doors: Doors, desk: FrontDesk) -> None:
    """Programmes that check mail follow every link in it."""
    looked = await doors.get(path())
    assert looked.status_code == 200
    assert looked.headers["content-type"].startswith("text/html")
    assert '<form method="post">' in looked.text
    assert "form-action 'self'" in looked.headers["content-security-policy"]
    assert (await doors.head(path())).status_code == 200
    assert await heard(desk) == ([], 0)


async def test_a_look_at_a_forged_link_shows_what_a_look_at_ours_shows(doors: Doors) -> None:
    assert (await doors.get(f"{PATH}forged")).text == (await doors.get(path())).text


@pytest.mark.parametrize(
    "forged",
    [
        f"{PATH}forged",
        path(secret="another secret"),
        path(evolve(ANA, tenant=TenantId("lua"))),
        path(evolve(ANA, account=AccountId("desk@lua.example"))),
    ],
    ids=["made up", "under another secret", "of another hotel", "of a mailbox nobody has here"],
)
async def test_a_forged_link_and_another_hotels_are_refused_alike(doors: Doors, desk: FrontDesk, forged: str) -> None:
    answer = await doors.post(forged, data=ONE_CLICK)
    assert answer.status_code == 404
    assert answer.text == (await doors.post(f"{PATH}x", data=ONE_CLICK)).text
    assert await heard(desk) == ([], 0)
    assert await desk.storage.strays() == []


async def test_while_nothing_can_be_stored_it_is_said_and_a_later_press_counts(desk: FrontDesk, config: Config) -> None:
    away = evolve(desk, storage=CrashingStorage(desk.storage, Trouble.AWAY))
    async with AsyncTestClient(app=build_app(away, config, registry=CollectorRegistry(), works=False)) as doors:
        answer = await doors.post(path(), data=ONE_CLICK)
        assert answer.status_code == 503
        assert "press again" in answer.text
        assert '<form method="post">' in answer.text
        assert await heard(desk) == ([], 0)
        assert (await doors.post(path(), data=ONE_CLICK)).status_code == 200
    assert wants_silence((await heard(desk))[0])


async def test_who_wanted_to_hear_again_may_press_once_more_in_the_same_mail(
    doors: Doors, desk: FrontDesk, clock: ManualClock
) -> None:
    await doors.post(path(), data=ONE_CLICK)
    (state,), _ = await heard(desk)
    clock.advance(timedelta(minutes=70))
    resumed = evolve(state, heard_again_at=clock.now())
    assert not wants_silence([resumed])
    clock.advance(timedelta(minutes=10))
    await doors.post(path(), data=ONE_CLICK)
    (state,), events = await heard(desk)
    assert events == 2
    assert wants_silence([evolve(state, heard_again_at=resumed.heard_again_at)])


async def test_an_installation_without_mail_knows_no_such_link(nlu: Nlu) -> None:
    config = without_database(load_config({"SECRET_KEY": SECRET}))
    async with (
        open_desk(config, nlu=nlu) as desk,
        AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as doors,
    ):
        assert (await doors.post(path(), data=ONE_CLICK)).status_code == 404
