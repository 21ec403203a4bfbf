"""Sending over HTTP, to a stand-in of Meta's on this machine: what is known afterwards, whatever went wrong."""

from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import evolve

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.faults import CODES, Fault, fault_of
from hotel_agent.adapters.channels.whatsapp.graph import Graph
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.errors import BadConfig, OutcomeUnknown, Postponed, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Content, Identity, Receipt
from hotel_agent.testing.graph_stub import GraphStub

HOTEL = AccountId("810000000000001")
MARTA = Address(tenant=TenantId("marina"), account=HOTEL, identity=Identity("wa_phone", "12025550142"))
KEY = EffectKey("0123456789abcdef0123456789abcdef")
HOLA = Content(text="Hola")
LONG = Content(text="word " * 2000)
"""Three posts."""


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub(token="a-token") as stub:
        yield stub


@pytest.fixture
async def whatsapp(graph: GraphStub) -> AsyncIterator[WhatsApp]:
    options = WhatsAppOptions(api_url=f"{graph.url}/", access_tokens={HOTEL: "a-token"})
    channel = WhatsApp(options, clock=SystemClock())
    yield channel
    await channel.aclose()


async def say(channel: WhatsApp, content: Content = HOLA, to: Address = MARTA) -> Receipt | Refusal:
    return await channel.send(to, content, key=KEY)


async def test_a_message_is_posted_from_the_hotels_number_with_its_token(whatsapp: WhatsApp, graph: GraphStub) -> None:
    receipt = await say(whatsapp)
    (sent,) = graph.sent
    assert receipt == Receipt(message=ProviderId(sent.name))
    assert (sent.account, sent.token, sent.to, sent.text) == (HOTEL, "a-token", "12025550142", "Hola")
    assert sent.body["biz_opaque_callback_data"] == KEY


@pytest.mark.parametrize("code", [1, 2, 131000, 131016, 135000, 131057])
async def test_what_passes_by_itself_is_asked_again(whatsapp: WhatsApp, graph: GraphStub, code: int) -> None:
    graph.fail_next(code, status=500)
    with pytest.raises(Unavailable, match=str(code)) as silence:
        await say(whatsapp)
    assert not isinstance(silence.value, OutcomeUnknown | Postponed)
    assert isinstance(await say(whatsapp), Receipt)
    assert graph.texts_to("12025550142") == ("Hola",)


async def test_a_closed_window_is_a_no_for_good(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.fail_next(131047)
    assert await say(whatsapp) == Refusal(Reason.WINDOW_CLOSED, detail="window 131047 (fbtrace_id AStub)")


@pytest.mark.parametrize("code", [131062, 100, 131008, 131009, 131021, 131050, 131049, 131048, 137000, 999999])
async def test_what_will_never_be_sent_is_a_no_for_good(whatsapp: WhatsApp, graph: GraphStub, code: int) -> None:
    graph.fail_next(code)
    refused = await say(whatsapp)
    assert isinstance(refused, Refusal)
    reasons = {131062: Reason.UNREACHABLE, 131049: Reason.UNREACHABLE, 131050: Reason.UNWANTED}
    assert refused.reason is reasons.get(code, Reason.UNDELIVERABLE)
    assert str(code) in refused.detail
    assert graph.sent == []


async def test_a_wrong_token_sends_nothing_and_can_be_mended(whatsapp: WhatsApp, graph: GraphStub) -> None:
    options = WhatsAppOptions(api_url=graph.url, access_tokens={HOTEL: "an-expired-token"})
    stranger = WhatsApp(options, clock=SystemClock())
    with pytest.raises(Unavailable, match="config 190"):
        await say(stranger)
    await stranger.aclose()
    assert graph.sent == []


async def test_a_number_without_a_token_sends_nothing_and_says_which(whatsapp: WhatsApp) -> None:
    with pytest.raises(Unavailable, match="810000000000009"):
        await say(whatsapp, to=evolve(MARTA, account=AccountId("810000000000009")))


async def test_when_nobody_listens_nothing_was_sent(whatsapp: WhatsApp, graph: GraphStub) -> None:
    await graph.go_away()
    with pytest.raises(Unavailable) as silence:
        await say(whatsapp)
    assert not isinstance(silence.value, OutcomeUnknown)


async def test_an_address_that_is_none_sends_nothing() -> None:
    channel = WhatsApp(
        WhatsAppOptions(api_url="http://no.such.host.invalid", access_tokens={HOTEL: "a-token"}), clock=SystemClock()
    )
    with pytest.raises(Unavailable) as silence:
        await say(channel)
    await channel.aclose()
    assert not isinstance(silence.value, OutcomeUnknown)


async def test_when_meta_hangs_up_after_the_post_it_may_have_been_sent(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.swallow_next()
    with pytest.raises(OutcomeUnknown):
        await say(whatsapp)
    assert graph.texts_to("12025550142") == ("Hola",)


async def test_when_meta_does_not_answer_in_time_it_may_have_been_sent(graph: GraphStub) -> None:
    graph.stall_next()
    options = WhatsAppOptions(api_url=graph.url, access_tokens={HOTEL: "a-token"})
    async with httpx.AsyncClient(timeout=httpx.Timeout(60, read=0.05)) as impatient:
        with pytest.raises(OutcomeUnknown, match="ReadTimeout"):
            await say(WhatsApp(options, Graph(options, impatient), clock=SystemClock()))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_proxys_error_page_says_nothing_about_the_message(
    whatsapp: WhatsApp, graph: GraphStub, status: int
) -> None:
    graph.break_next(status)
    with pytest.raises(OutcomeUnknown):
        await say(whatsapp)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 413, 429])
async def test_a_proxys_refusal_sent_nothing(whatsapp: WhatsApp, graph: GraphStub, status: int) -> None:
    graph.break_next(status)
    with pytest.raises(Unavailable, match=str(status)) as silence:
        await say(whatsapp)
    assert not isinstance(silence.value, OutcomeUnknown)


async def test_an_answer_without_a_name_may_have_been_sent(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.break_next(200)
    with pytest.raises(OutcomeUnknown):
        await say(whatsapp)


async def test_the_receipt_of_several_posts_names_the_last(whatsapp: WhatsApp, graph: GraphStub) -> None:
    receipt = await say(whatsapp, LONG)
    assert len(graph.sent) == 3
    assert isinstance(receipt, Receipt)
    assert receipt.message == graph.sent[-1].name
    assert " ".join(graph.texts_to("12025550142")) == LONG.text.strip()


async def test_when_the_first_of_several_posts_fails_nothing_was_sent(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.fail_next(131000)
    with pytest.raises(Unavailable) as silence:
        await say(whatsapp, LONG)
    assert not isinstance(silence.value, OutcomeUnknown)
    assert graph.sent == []


async def test_when_a_later_post_fails_the_guest_has_part_of_it_and_no_key_says_otherwise(
    whatsapp: WhatsApp, graph: GraphStub
) -> None:
    graph.fail_next(130429, after=1)
    with pytest.raises(OutcomeUnknown, match=r"part 2 of 3: .*130429"):
        await say(whatsapp, LONG)
    assert len(graph.sent) == 1
    assert graph.sent[0].body["biz_opaque_callback_data"] == f"{KEY}.1"


async def test_nothing_to_say_is_not_posted(whatsapp: WhatsApp, graph: GraphStub) -> None:
    refused = await say(whatsapp, Content(text=" "))
    assert isinstance(refused, Refusal)
    assert graph.sent == []


async def test_after_closing_it_can_be_used_again(whatsapp: WhatsApp) -> None:
    await say(whatsapp)
    await whatsapp.aclose()
    await whatsapp.aclose()
    assert isinstance(await say(whatsapp), Receipt)


def test_every_code_of_the_contract_has_one_meaning() -> None:
    codes = [code for codes in CODES.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert CODES.keys() == set(Fault) - {Fault.UNKNOWN}
    assert fault_of(7) is Fault.UNKNOWN


def test_options_are_read_as_they_are_written() -> None:
    options = WhatsAppOptions.read({"api_url": "http://127.0.0.1:9", "access_tokens": {"81": "a-token"}})
    assert options == WhatsAppOptions(api_url="http://127.0.0.1:9", access_tokens={"81": "a-token"})
    assert "a-token" not in repr(options)


def test_every_wrong_option_is_named_at_once_and_no_token_is_told() -> None:
    written = {"api_url": "graph.facebook.com", "api_version": 26, "access_tokens": {"81": ["a-token"]}, "pigeons": 1}
    with pytest.raises(BadConfig) as refused:
        WhatsAppOptions.read(written)
    said = "\n".join(refused.value.problems)
    assert len(refused.value.problems) == 4, said
    for key in ("api_url", "api_version", "access_tokens", "pigeons"):
        assert key in said
    assert "a-token" not in said
