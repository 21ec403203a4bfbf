"""What Meta tells of templates, numbers, limits and bans is heeded at once, and said aloud where a person is needed."""

import json
from collections.abc import AsyncIterator, Collection, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from loguru import logger

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.inbound import read
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.conversations.events import DeliveryNoted
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.errors import Postponed, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, EventKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import (
    Address,
    Content,
    ContentTemplate,
    Identity,
    Inbound,
    Receipt,
    SupportsNews,
    SupportsReach,
    Unparsed,
)
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOTEL, SISTER, OTHER = (AccountId(f"81000000000000{number}") for number in (1, 2, 3))
MARTA = Address(tenant=TenantId("marina"), account=HOTEL, identity=Identity("wa_phone", "12025550142"))
KEY = EffectKey("ab" * 16)
GUEST = WhatsAppGuest(account=HOTEL, bsuid="GB.1")
LATE = ContentTemplate(name="answer", languages=("es", "en"), values=(("answer", "Yes"),))


def template(language: str, status: str = "APPROVED") -> dict[str, object]:
    components = [{"type": "BODY", "text": "To your request: {{1}}"}]
    return {"name": "answer", "language": language, "status": status, "components": components}


BUSINESS, ANOTHERS = "910000000000001", "910000000000002"


def news(field: str, of: str = BUSINESS, /, **value: object) -> Unparsed:
    """A post with this news of a business account, as it is let in."""
    change = {"field": field, "value": value}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": of, "changes": [change]}]}
    (note,) = read(json.dumps(whole).encode(), NOW)
    assert isinstance(note, Unparsed)
    assert note.kind == "note"
    return note


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub() as stub:
        stub.templates = [template("es"), template("en")]
        yield stub


@pytest.fixture
async def whatsapp(graph: GraphStub, clock: ManualClock) -> AsyncIterator[WhatsApp]:
    options = WhatsAppOptions(
        api_url=graph.url,
        access_tokens={HOTEL: "t", SISTER: "t", OTHER: "t"},
        business_accounts={HOTEL: BUSINESS, SISTER: BUSINESS},
        answer_templates={HOTEL: "answer"},
    )
    channel = WhatsApp(options, clock=clock)
    yield channel
    await channel.aclose()


@pytest.fixture
def said() -> Iterator[list[str]]:
    """The weight of everything that is logged."""
    told: list[str] = []
    logger.enable("hotel_agent")
    sink = logger.add(lambda line: told.append(line.record["level"].name), level="WARNING")
    yield told
    logger.remove(sink)
    logger.disable("hotel_agent")


async def late(channel: WhatsApp) -> Receipt | Refusal:
    return await channel.send(MARTA, Content(text="", template=LATE), key=KEY)


# Templates


async def test_a_template_that_is_paused_is_not_posted_from_then_on_and_the_next_language_is(
    whatsapp: WhatsApp, graph: GraphStub, said: list[str]
) -> None:
    assert isinstance(whatsapp, SupportsNews)
    await late(whatsapp)
    graph.templates = [template("es", "PAUSED"), template("en")]
    named = {"message_template_name": "answer", "message_template_language": "es"}
    for _ in range(2):
        whatsapp.heed(news("message_template_status_update", event="PAUSED", **named), None)
    assert isinstance(await late(whatsapp), Receipt)
    assert ["'code': 'es'" in str(sent.body) for sent in graph.sent] == [True, False]
    assert said == ["CRITICAL", "CRITICAL"], "it is the template for late answers"


@pytest.mark.parametrize(
    ("field", "value", "weight"),
    [
        ("message_template_status_update", {"event": "APPROVED", "message_template_name": "other"}, []),
        ("message_template_status_update", {"event": "REJECTED", "message_template_name": "other"}, ["ERROR"]),
        ("message_template_quality_update", {"message_template_name": "other", "new_quality_score": "RED"}, []),
        ("template_category_update", {"message_template_name": "other", "new_category": "MARKETING"}, ["WARNING"]),
        ("phone_number_quality_update", {"event": "FLAGGED", "current_limit": "TIER_250"}, ["ERROR"]),
        ("phone_number_quality_update", {"event": "UPGRADE", "current_limit": "TIER_2K"}, []),
        ("account_update", {"event": "ACCOUNT_RESTRICTION"}, ["CRITICAL"]),
        ("account_alerts", {"alert_type": "X"}, ["CRITICAL"]),
        ("business_capability_update", {"max_daily_conversations_per_business": 2000}, []),
        ("account_review_update", {"decision": "REJECTED"}, ["WARNING"]),
    ],
)
async def test_what_somebody_has_to_see_to_is_said_aloud(
    whatsapp: WhatsApp, said: list[str], field: str, value: dict[str, object], weight: list[str]
) -> None:
    whatsapp.heed(news(field, **value), None)
    assert said == weight


@pytest.mark.parametrize("payload", ["", "[]", "null", "5", '{"field": 5, "value": []}', '{"codes": ["x"]}', "{"])
async def test_news_that_say_nothing_change_nothing(whatsapp: WhatsApp, said: list[str], payload: str) -> None:
    whatsapp.heed(Unparsed(key=EventKey("raw:1"), kind="note", cause="", payload=payload), None)
    assert said == []


@pytest.mark.parametrize(
    ("of", "accounts", "weight"),
    [
        (BUSINESS, None, "CRITICAL"),
        (BUSINESS, {HOTEL}, "CRITICAL"),
        (BUSINESS, {SISTER, OTHER}, "CRITICAL"),
        (BUSINESS, {OTHER}, "WARNING"),
        (BUSINESS, set(), "WARNING"),
        (ANOTHERS, {HOTEL}, "WARNING"),
        (ANOTHERS, {HOTEL, OTHER}, "CRITICAL"),
        ("", {HOTEL}, "WARNING"),
        ("", {OTHER}, "CRITICAL"),
    ],
)
async def test_news_of_an_account_count_for_the_numbers_of_whoever_signed_them_alone(  # noqa: PLR0917 - fixtures too
    whatsapp: WhatsApp, graph: GraphStub, said: list[str], of: str, accounts: Collection[AccountId] | None, weight: str
) -> None:
    """A number without a business account may be in any that nobody named; one with it is in that alone."""
    graph.reach = "TIER_250"
    for number in (HOTEL, OTHER):
        await whatsapp.reach(number)
    graph.reach = "TIER_UNLIMITED"
    whatsapp.heed(news("account_update", of, event="DISABLED_UPDATE"), accounts)
    assert said == [weight]
    heeded = {number for number in (HOTEL, OTHER) if await whatsapp.reach(number) is None}
    told = {HOTEL} if of == BUSINESS else {OTHER}
    assert heeded == (told if weight == "CRITICAL" else set())


async def test_whose_template_is_paused_is_asked_only_of_the_numbers_of_that_account(
    whatsapp: WhatsApp, said: list[str]
) -> None:
    paused = {"event": "PAUSED", "message_template_name": "answer", "message_template_language": "es"}
    whatsapp.heed(news("message_template_status_update", ANOTHERS, **paused), {OTHER})
    assert said == ["ERROR"], "a template of this name answers for another number"


async def test_who_names_anothers_business_account_shares_nothing_with_it_without_its_token(
    graph: GraphStub, clock: ManualClock
) -> None:
    options = WhatsAppOptions(
        api_url=graph.url,
        access_tokens={HOTEL: "t", OTHER: "of somebody else"},
        business_accounts={HOTEL: BUSINESS, OTHER: BUSINESS},
    )
    channel, graph.reach = WhatsApp(options, clock=clock), "TIER_250"
    try:
        theirs = await channel.reach(OTHER)
        graph.reach = "TIER_2K"
        ours = await channel.reach(HOTEL)
        channel.heed(next(each for each in failed(131048) if isinstance(each, Unparsed)), {HOTEL})
        again = await channel.reach(OTHER)
    finally:
        await channel.aclose()
    assert theirs is not None
    assert ours is not None
    assert (theirs.accounts, ours.accounts) == (frozenset({OTHER}), frozenset({HOTEL}))
    assert (theirs.limit, ours.limit, again) == (250, 2000, theirs)


async def test_news_are_heeded_for_a_number_that_came_while_the_house_was_open(
    graph: GraphStub, clock: ManualClock
) -> None:
    whole = {
        "api_url": graph.url,
        "access_tokens": {HOTEL: "t"},
        "business_accounts": {HOTEL: BUSINESS},
        "answer_templates": {HOTEL: "answer"},
    }
    channel = WhatsApp(WhatsAppOptions(api_url=graph.url), clock=clock)
    try:
        channel.change(whole)
        assert isinstance(await late(channel), Receipt)
        graph.templates = []
        channel.heed(news("message_template_status_update", event="DISABLED", message_template_name="answer"), {HOTEL})
        assert isinstance(await late(channel), Refusal)
    finally:
        await channel.aclose()


# Reports that say more than that one message failed


def failed(code: int) -> list[Unparsed | Inbound]:
    return read(GUEST.reports("wamid.1", "failed", at=NOW, mark=KEY, code=code).body, NOW)


async def test_a_number_whose_account_must_be_mended_stands_still_also_where_a_report_tells_it(
    whatsapp: WhatsApp, clock: ManualClock, said: list[str]
) -> None:
    noted, note = failed(131042)
    assert isinstance(noted, Inbound)
    assert isinstance(noted.event, DeliveryNoted)
    assert isinstance(note, Unparsed)
    assert GUEST.number not in note.payload
    whatsapp.heed(note, {HOTEL})
    assert said == ["CRITICAL"]
    with pytest.raises(Postponed):
        await whatsapp.send(MARTA, Content(text="Hola"), key=KEY)
    assert isinstance(await whatsapp.send(evolve(MARTA, account=OTHER), Content(text="Hola"), key=KEY), Receipt)
    clock.advance(timedelta(minutes=5))
    assert isinstance(await whatsapp.send(MARTA, Content(text="Hola"), key=KEY), Receipt)


@pytest.mark.parametrize("code", [132000, 132015])
async def test_a_template_that_failed_in_a_report_is_asked_for_anew(
    whatsapp: WhatsApp, graph: GraphStub, code: int
) -> None:
    await late(whatsapp)
    graph.templates = []
    whatsapp.heed(next(each for each in failed(code) if isinstance(each, Unparsed)), {HOTEL})
    assert isinstance(await late(whatsapp), Refusal)


@pytest.mark.parametrize("code", [131047, 131026, 131053, 999999])
def test_a_report_about_one_message_is_no_news_of_the_account(code: int) -> None:
    assert not any(isinstance(each, Unparsed) for each in failed(code))


# Reach


async def test_a_limit_is_asked_for_once_shared_by_the_numbers_of_an_account_and_asked_anew_after_news(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    assert isinstance(whatsapp, SupportsReach)
    graph.reach = "TIER_250"
    first = await whatsapp.reach(HOTEL)
    assert first is not None
    assert (first.limit, first.accounts) == (250, frozenset({HOTEL, SISTER}))
    graph.reach = "TIER_2K"
    assert await whatsapp.reach(SISTER) == first
    whatsapp.heed(news("business_capability_update", max_daily_conversations_per_business=2000), None)
    raised = await whatsapp.reach(HOTEL)
    assert raised is not None
    assert raised.limit == 2000
    graph.reach = "TIER_UNLIMITED"
    clock.advance(timedelta(hours=1))
    assert await whatsapp.reach(HOTEL) is None


async def test_a_limit_meta_does_not_tell_is_none_and_a_silent_meta_says_so(
    whatsapp: WhatsApp, graph: GraphStub
) -> None:
    assert await whatsapp.reach(OTHER) is None
    graph.fail_next(100)
    assert await whatsapp.reach(HOTEL) is None
    whatsapp.heed(news("account_update", event="VERIFIED_ACCOUNT"), None)
    await graph.go_away()
    with pytest.raises(Unavailable):
        await whatsapp.reach(HOTEL)


@pytest.mark.parametrize("at_once", [True, False])
async def test_who_is_called_a_sender_of_spam_writes_first_to_nobody_for_a_day(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock, at_once: bool
) -> None:
    if at_once:
        graph.fail_next(131048)
        assert isinstance(await whatsapp.send(MARTA, Content(text="Hola"), key=KEY), Refusal)
    else:
        whatsapp.heed(next(each for each in failed(131048) if isinstance(each, Unparsed)), {HOTEL})
    stopped = await whatsapp.reach(SISTER)
    assert stopped is not None
    assert stopped.limit == 0
    assert await whatsapp.reach(OTHER) is None
    clock.advance(timedelta(hours=24))
    assert await whatsapp.reach(SISTER) is None


# Who wants to hear nothing


async def test_who_wants_no_such_messages_is_known_from_a_no_and_from_a_report(
    whatsapp: WhatsApp, graph: GraphStub
) -> None:
    graph.fail_next(131050)
    refused = await whatsapp.send(MARTA, Content(text="Hola"), key=KEY)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.UNWANTED
    _, unwilling = failed(131050)
    assert isinstance(unwilling, Inbound)
    assert isinstance(unwilling.event, WillingnessNoted)
    assert not unwilling.event.wanted
    assert Identity("wa_bsuid", "GB.1") in unwilling.identities


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"wa_id": "12025550142", "category": "marketing_messages", "value": "stop", "timestamp": 1793615435}, False),
        ({"user_id": "GB.1", "category": "marketing_messages", "value": "resume", "timestamp": "1793615435"}, True),
        ({"wa_id": "12025550142", "category": "marketing_messages", "value": "perhaps"}, None),
        ({"wa_id": "12025550142", "category": "newspapers", "value": "stop"}, None),
        ({"category": "marketing_messages", "value": "stop"}, None),
    ],
)
def test_what_a_guest_told_whatsapp_itself_is_read(told: dict[str, object], wanted: bool | None) -> None:
    body = GUEST.envelope({"user_preferences": [told]}, of="user_preferences")
    (read_as,) = read(body, datetime(2026, 11, 3, tzinfo=UTC))
    if wanted is None:
        assert isinstance(read_as, Unparsed)
        assert read_as.kind == "preference"
    else:
        assert isinstance(read_as, Inbound)
        assert isinstance(read_as.event, WillingnessNoted)
        assert (read_as.event.wanted, read_as.event.told_at) == (wanted, datetime.fromtimestamp(1793615435, UTC))
