"""How fast, and after how many failures no more, what guests sent is fetched (contract, 3.3)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.fetching import FetchGate
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.errors import Postponed, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Content, Identity, Receipt
from hotel_agent.ports.media import Media
from hotel_agent.testing.contracts.storage.keeper import let_others_run
from hotel_agent.testing.graph_stub import GraphStub, StoredMedia

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOTEL, OTHER = AccountId("810000000000001"), AccountId("810000000000002")
MARTA = Address(tenant=TenantId("marina"), account=HOTEL, identity=Identity("wa_phone", "12025550142"))
PICTURE, GONE = ProviderId("600"), ProviderId("999")
JPEG = b"\xff\xd8\xff" + b"picture" * 20
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub(token="a-token") as stub:
        stub.media["600"] = StoredMedia(content=JPEG)
        yield stub


@pytest.fixture
async def whatsapp(graph: GraphStub, clock: ManualClock) -> AsyncIterator[WhatsApp]:
    options = WhatsAppOptions(
        api_url=graph.url, access_tokens={HOTEL: "a-token", OTHER: "a-token"}, media_hosts=("127.0.0.1",)
    )
    channel = WhatsApp(options, clock=clock)
    yield channel
    await channel.aclose()


async def is_gone(channel: WhatsApp) -> bool:
    """Whether Meta was asked for something it no longer has."""
    refused = await channel.fetch_media(HOTEL, GONE)
    return isinstance(refused, Refusal) and refused.reason is Reason.NOT_FOUND


async def is_fetched(channel: WhatsApp, account: AccountId = HOTEL) -> bool:
    return isinstance(await channel.fetch_media(account, PICTURE), Media)


async def postponed(channel: WhatsApp) -> timedelta:
    """How long the picture has to wait."""
    with pytest.raises(Postponed) as later:
        await channel.fetch_media(HOTEL, PICTURE)
    return later.value.wait


async def test_a_number_fetches_twenty_five_things_a_second_and_no_more(clock: ManualClock) -> None:
    gate = FetchGate(clock=clock)
    for number in range(25):
        await gate.pass_through(HOTEL, ProviderId(f"{number}"))
    waiting = asyncio.ensure_future(gate.pass_through(HOTEL, PICTURE))
    await let_others_run()
    assert not waiting.done()
    await gate.pass_through(OTHER, PICTURE)
    clock.advance(SECOND / 25)
    await waiting


async def test_an_album_that_takes_long_gives_the_workers_back(clock: ManualClock) -> None:
    gate = FetchGate(clock=clock)
    passing = [asyncio.ensure_future(gate.pass_through(HOTEL, ProviderId(f"{number}"))) for number in range(100)]
    await let_others_run()
    with pytest.raises(Postponed) as later:
        await gate.pass_through(HOTEL, PICTURE)
    clock.advance(later.value.wait)
    await asyncio.gather(*passing)
    await gate.pass_through(HOTEL, PICTURE)


async def test_the_channel_keeps_this_pace(whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock) -> None:
    for _ in range(25):
        assert await is_fetched(whatsapp)
    asked = len(graph.asked)
    waiting = [asyncio.ensure_future(is_fetched(whatsapp)) for _ in range(75)]
    await let_others_run()
    wait = await postponed(whatsapp)
    assert len(graph.asked) == asked
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    clock.advance(wait)
    assert await is_fetched(whatsapp)


async def test_after_twenty_failures_in_an_hour_nothing_is_asked_for_half_an_hour(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    for _ in range(20):
        assert await is_gone(whatsapp)
    asked = len(graph.asked)
    assert await postponed(whatsapp) == 30 * MINUTE
    clock.advance(29 * MINUTE)
    assert await postponed(whatsapp) == MINUTE
    assert len(graph.asked) == asked, "Meta was not asked"
    assert await is_fetched(whatsapp, OTHER), "another number is another's"
    assert isinstance(await whatsapp.send(MARTA, Content(text="Hola"), key=EffectKey("0" * 32)), Receipt)
    clock.advance(MINUTE)
    assert await is_fetched(whatsapp)


async def test_a_failure_soon_after_the_half_hour_begins_another(whatsapp: WhatsApp, clock: ManualClock) -> None:
    for _ in range(20):
        assert await is_gone(whatsapp)
    clock.advance(30 * MINUTE)
    assert await is_gone(whatsapp)
    assert await postponed(whatsapp) == 30 * MINUTE
    clock.advance(30 * MINUTE)
    assert await is_gone(whatsapp)
    assert await is_fetched(whatsapp), "those of the first minute are an hour old"


async def test_failures_of_more_than_an_hour_and_what_is_not_metas_failure_lock_nothing(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    for _ in range(19):
        assert await is_gone(whatsapp)
    graph.media["601"] = StoredMedia(content=b"MZ a program")
    assert isinstance(await whatsapp.fetch_media(HOTEL, ProviderId("601")), Refusal)
    assert isinstance(await whatsapp.fetch_media(HOTEL, ProviderId("no name")), Refusal)
    graph.swallow_next()
    with pytest.raises(Unavailable) as silence:
        await whatsapp.fetch_media(HOTEL, PICTURE)
    assert not isinstance(silence.value, Postponed)
    clock.advance(60 * MINUTE)
    assert await is_gone(whatsapp)
    assert await is_fetched(whatsapp)


async def test_a_store_that_fails_counts_and_is_asked_again_sooner_or_later(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    for _ in range(19):
        graph.fail_next(1, status=500, after=1)
        with pytest.raises(Unavailable) as failed:
            await whatsapp.fetch_media(HOTEL, PICTURE)
        assert not isinstance(failed.value, Postponed)
    graph.fail_next(1, status=500, after=1)
    assert await postponed(whatsapp) == 30 * MINUTE
    clock.advance(30 * MINUTE)
    assert await is_fetched(whatsapp)


@pytest.mark.parametrize("no", [{"code": 130429}, {"code": 4}, {"code": 0, "status": 429, "after": 1}])
async def test_where_meta_finds_it_too_much_the_number_fetches_less_and_less_often(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock, no: dict[str, int]
) -> None:
    for seconds in (2, 8, 32):
        graph.fail_next(**no)
        assert await postponed(whatsapp) == seconds * SECOND
        clock.advance(seconds * SECOND)
    assert await is_fetched(whatsapp)
    graph.fail_next(**no)
    assert await postponed(whatsapp) == 2 * SECOND, "what went wrong before no longer counts"
