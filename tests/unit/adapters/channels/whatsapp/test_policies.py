"""What is done about each of Meta's nos, and at which pace a number sends (contract, 3.3 and 3.5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.gate import BURST, PATIENCE, Gate, rates
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import IN_MEMORY, AdapterChoice
from hotel_agent.domain.errors import Postponed
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, ProviderId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.abilities import KeepsPace
from hotel_agent.ports.channel import (
    Address,
    Content,
    ContentChoice,
    ContentTemplate,
    Identity,
    Receipt,
    SupportsPresence,
)
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.media import Media, SupportsMedia
from hotel_agent.testing.contracts.storage.keeper import let_others_run
from hotel_agent.testing.graph_stub import GraphStub, StoredMedia

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOTEL, OTHER = AccountId("810000000000001"), AccountId("810000000000002")
MARTA = Address(tenant=TenantId("marina"), account=HOTEL, identity=Identity("wa_phone", "12025550142"))
RUI = evolve(MARTA, identity=Identity("wa_phone", "351900000001"))
KEYS = [EffectKey(f"{number:032x}") for number in range(200)]
HOLA = Content(text="Hola")
SECOND = timedelta(seconds=1)
JPEG = b"\xff\xd8\xff" + b"picture" * 20


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub(token="a-token") as stub:
        yield stub


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def whatsapp(graph: GraphStub, clock: ManualClock) -> AsyncIterator[WhatsApp]:
    options = WhatsAppOptions(
        api_url=graph.url,
        access_tokens={HOTEL: "a-token", OTHER: "a-token"},
        business_accounts={HOTEL: "910000000000001"},
        answer_templates={HOTEL: "answer"},
        media_hosts=("127.0.0.1", "fbsbx.com"),
        largest_media=1000,
    )
    channel = WhatsApp(options, clock=clock)
    yield channel
    await channel.aclose()


async def postponed(channel: WhatsApp, to: Address = MARTA, *, key: EffectKey = KEYS[0]) -> timedelta:
    """How long a message has to wait."""
    with pytest.raises(Postponed) as later:
        await channel.send(to, HOLA, key=key)
    return later.value.wait


@pytest.mark.parametrize("code", [0, 190, 3, 10, 210, 33, 131031, 368, 131042, 133010])
async def test_a_number_somebody_has_to_mend_stands_still_and_is_tried_again(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock, code: int
) -> None:
    graph.fail_next(code)
    assert await postponed(whatsapp) == timedelta(minutes=5)
    clock.advance(timedelta(minutes=2))
    assert await postponed(whatsapp, RUI) == timedelta(minutes=3)
    assert len(graph.refused) == 1, "meanwhile Meta is not asked"
    assert isinstance(await whatsapp.send(evolve(MARTA, account=OTHER), HOLA, key=KEYS[1]), Receipt)
    clock.advance(timedelta(minutes=3))
    assert isinstance(await whatsapp.send(MARTA, HOLA, key=KEYS[0]), Receipt)


@pytest.mark.parametrize("code", [4, 80007, 130429])
async def test_too_many_messages_slow_the_whole_number_more_each_time(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock, code: int
) -> None:
    graph.fail_next(code, times=3)
    for seconds in (2, 4, 8):
        assert await postponed(whatsapp) == seconds * SECOND
        assert await postponed(whatsapp, RUI) == seconds * SECOND
        clock.advance(seconds * SECOND)
    assert isinstance(await whatsapp.send(RUI, HOLA, key=KEYS[1]), Receipt)
    graph.fail_next(code)
    assert await postponed(whatsapp) == 2 * SECOND, "what went wrong before no longer counts"


async def test_too_much_for_one_guest_makes_that_guest_wait_and_nobody_else(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    graph.fail_next(131056, times=2)
    assert await postponed(whatsapp) == 6 * SECOND
    clock.advance(6 * SECOND)
    assert await postponed(whatsapp) == 24 * SECOND
    assert isinstance(await whatsapp.send(RUI, HOLA, key=KEYS[1]), Receipt)
    clock.advance(24 * SECOND)
    assert isinstance(await whatsapp.send(MARTA, HOLA, key=KEYS[0]), Receipt)


async def test_what_cannot_be_delivered_is_tried_once_more_after_a_minute(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    graph.fail_next(131026, times=3)
    assert await postponed(whatsapp) == 60 * SECOND
    clock.advance(60 * SECOND)
    refused = await whatsapp.send(MARTA, HOLA, key=KEYS[0])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.UNREACHABLE
    assert await postponed(whatsapp, key=KEYS[1]) == 60 * SECOND


async def test_an_argentine_mobile_of_a_test_number_is_dialled_without_its_nine_and_remembered(
    whatsapp: WhatsApp, graph: GraphStub
) -> None:
    argentine = evolve(MARTA, identity=Identity("wa_phone", "5491123456789"))
    graph.fail_next(131030)
    assert isinstance(await whatsapp.send(argentine, HOLA, key=KEYS[0]), Receipt)
    assert isinstance(await whatsapp.send(argentine, HOLA, key=KEYS[1]), Receipt)
    assert [sent.to for sent in graph.sent] == ["541123456789"] * 2
    graph.fail_next(131030)
    assert isinstance(await whatsapp.send(MARTA, HOLA, key=KEYS[2]), Refusal)


async def test_what_is_not_carried_is_said_in_words(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.fail_next(131051)
    choices = (
        ContentChoice(token=ChoiceToken("t-1"), title="Yes"),
        ContentChoice(token=ChoiceToken("t-2"), title="No"),
    )
    assert isinstance(await whatsapp.send(MARTA, Content(text="Shall I?", choices=choices), key=KEYS[0]), Receipt)
    assert [(sent.body["type"], sent.text) for sent in graph.sent] == [("text", "Shall I?\n\n1. Yes\n2. No")]
    graph.fail_next(131051)
    assert isinstance(await whatsapp.send(MARTA, HOLA, key=KEYS[1]), Refusal)


# Pace


async def test_a_number_sends_as_fast_as_it_may_and_no_faster(clock: ManualClock) -> None:
    gate = Gate(clock=clock, per_second=20)
    for number in range(20):
        await gate.pass_through(HOTEL, f"guest {number}", 1)
    waiting = asyncio.ensure_future(gate.pass_through(HOTEL, "one more", 1))
    await let_others_run()
    assert not waiting.done()
    clock.advance(SECOND / 20)
    await waiting
    await gate.pass_through(OTHER, "at another number", 1)


async def test_a_long_wait_gives_the_worker_back(clock: ManualClock) -> None:
    gate = Gate(clock=clock, per_second=2)
    await gate.pass_through(HOTEL, "marta", 2)
    passing = [asyncio.ensure_future(gate.pass_through(HOTEL, f"guest {number}", 2)) for number in range(3)]
    await let_others_run()
    with pytest.raises(Postponed) as later:
        await gate.pass_through(HOTEL, "rui", 2)
    assert later.value.wait > PATIENCE
    clock.advance(later.value.wait)
    await asyncio.gather(*passing)
    await gate.pass_through(HOTEL, "rui", 2)


async def test_a_guest_is_sent_a_burst_and_then_one_every_six_seconds(clock: ManualClock) -> None:
    gate = Gate(clock=clock)
    for _ in range(BURST):
        await gate.pass_through(HOTEL, "marta", 1)
    with pytest.raises(Postponed) as later:
        await gate.pass_through(HOTEL, "marta", 1)
    assert later.value.wait == 6 * SECOND
    await gate.pass_through(HOTEL, "rui", 1)
    await gate.pass_through(OTHER, "marta", 1)
    clock.advance(6 * SECOND)
    await gate.pass_through(HOTEL, "marta", 1)


@asynccontextmanager
async def shared(per_second: float, clock: ManualClock) -> AsyncIterator[Limits]:
    """What many processes count in, as Redis does for them."""
    async with LIMITS["memory"](rates(per_second), clock=clock) as limits:
        yield limits


async def test_two_processes_send_from_a_number_no_faster_than_one(clock: ManualClock) -> None:
    async with shared(20, clock) as limits:
        one, other = (Gate(clock=clock, per_second=20, shared=limits) for _ in range(2))
        for number in range(10):
            await one.pass_through(HOTEL, f"guest {number}", 1)
            await other.pass_through(HOTEL, f"other guest {number}", 1)
        waiting = asyncio.ensure_future(other.pass_through(HOTEL, "one more", 1))
        await let_others_run()
        assert not waiting.done()
        await one.pass_through(OTHER, "at another number", 1)
        clock.advance(SECOND)
        await waiting


async def test_two_processes_write_to_a_guest_no_faster_than_one(clock: ManualClock) -> None:
    async with shared(80, clock) as limits:
        one, other = (Gate(clock=clock, shared=limits) for _ in range(2))
        await one.pass_through(HOTEL, "marta", BURST - 1)
        with pytest.raises(Postponed) as later:
            await other.pass_through(HOTEL, "marta", 2)
        assert later.value.wait > PATIENCE
        await other.pass_through(HOTEL, "rui", 1)


@pytest.mark.parametrize(("per_second", "told"), [(80.0, "80/second"), (1, "1/second"), (0.3, "1/4 second")])
def test_a_pace_is_told_as_windows_that_move(per_second: float, told: str) -> None:
    assert rates(per_second) == {"guest": "45/270 second", "tenant": told}


async def test_processes_at_one_redis_share_the_pace_and_one_that_is_silent_stops_nobody(graph: GraphStub) -> None:
    options = {"api_url": graph.url, "access_tokens": {HOTEL: "a-token"}, "messages_per_second": 2}
    choice = AdapterChoice("whatsapp", options)
    config = evolve(IN_MEMORY, redis_url="redis://127.0.0.1:1/0", channels=(choice,))
    async with open_desk(config, nlu=ScriptedNlu({}), clock=ManualClock(NOW)) as desk:
        channel = desk.channels["whatsapp"]
        assert isinstance(channel, KeepsPace)
        assert isinstance(await channel.send(MARTA, HOLA, key=KEYS[0]), Receipt)


# Presence


async def test_a_message_is_marked_as_read_and_somebody_types(whatsapp: WhatsApp, graph: GraphStub) -> None:
    assert isinstance(whatsapp, SupportsPresence)
    await whatsapp.attend(HOTEL, ProviderId("wamid.1"), answering=True)
    await whatsapp.attend(HOTEL, ProviderId("wamid.2"), answering=False)
    read = {"messaging_product": "whatsapp", "status": "read"}
    assert graph.attended == [
        read | {"message_id": "wamid.1", "typing_indicator": {"type": "text"}},
        read | {"message_id": "wamid.2"},
    ]
    await graph.go_away()
    await whatsapp.attend(HOTEL, ProviderId("wamid.3"), answering=True)


async def test_a_sign_is_put_on_a_message(whatsapp: WhatsApp, graph: GraphStub) -> None:
    await whatsapp.react(MARTA, ProviderId("wamid.1"), "👍")
    (sent,) = graph.sent
    assert sent.body["reaction"] == {"message_id": "wamid.1", "emoji": "👍"}


# Templates


def template(
    language: str, body: str = "Hello {{1}}, see you on {{2}}", status: str = "APPROVED", *more: object
) -> dict[str, object]:
    components = [{"type": "BODY", "text": body}, *more]
    return {"name": "prearrival", "language": language, "status": status, "components": components}


BUTTON = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY"}, {"type": "URL", "url": "https://h.example/{{1}}"}]}
WANTED = ContentTemplate(name="prearrival", languages=("pt", "es", "en"), values=(("guest", "Rui"), ("day", "4 May")))


async def sends(channel: WhatsApp, wanted: ContentTemplate = WANTED) -> Receipt | Refusal:
    return await channel.send(MARTA, Content(text="", template=wanted), key=KEYS[0])


async def test_a_template_goes_out_in_the_first_language_that_has_it(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.templates = [template("en"), template("es_AR"), template("pt_BR", status="PAUSED")]
    assert isinstance(await sends(whatsapp), Receipt)
    (sent,) = graph.sent
    parameters = [{"type": "text", "text": "Rui"}, {"type": "text", "text": "4 May"}]
    assert sent.body["template"] == {
        "name": "prearrival",
        "language": {"code": "es_AR"},
        "components": [{"type": "body", "parameters": parameters}],
    }


async def test_places_with_names_are_filled_by_name_and_a_button_by_its_place(
    whatsapp: WhatsApp, graph: GraphStub
) -> None:
    graph.templates = [template("en", "On {{day}} we await you, {{guest}}", "APPROVED", BUTTON)]
    assert isinstance(await sends(whatsapp, evolve(WANTED, button="r-2001")), Receipt)
    (sent,) = graph.sent
    inside = sent.body["template"]
    assert isinstance(inside, dict)
    assert inside["components"] == [
        {
            "type": "body",
            "parameters": [
                {"type": "text", "text": "4 May", "parameter_name": "day"},
                {"type": "text", "text": "Rui", "parameter_name": "guest"},
            ],
        },
        {"type": "button", "sub_type": "url", "index": 1, "parameters": [{"type": "text", "text": "r-2001"}]},
    ]


@pytest.mark.parametrize(
    ("known", "wanted", "why"),
    [
        ([], WANTED, "not there"),
        ([template("en", status="PAUSED")], WANTED, "en paused"),
        ([template("en")], evolve(WANTED, languages=("fr",)), "en approved"),
        ([template("en")], evolve(WANTED, values=(("guest", "Rui"),)), "2 places, and 1 values"),
        ([template("en", "{{guest}} {{date}}")], WANTED, "its places are guest, date"),
        ([template("en")], evolve(WANTED, values=(("guest", "Rui"), ("day", " "))), "a value is empty"),
        ([template("en")], evolve(WANTED, values=(("guest", "x" * 1001), ("day", "4 May"))), "1025 characters; 1024"),
        ([template("en")], evolve(WANTED, button="x"), "its button has no place"),
        ([template("en", "{{1}} {{2}}", "APPROVED", BUTTON)], WANTED, "a place to be filled in"),
        ([template("en", "{{1}} {{2}}", "APPROVED", {"type": "HEADER", "format": "IMAGE"})], WANTED, "header"),
    ],
)
async def test_what_meta_would_refuse_is_not_posted(
    whatsapp: WhatsApp, graph: GraphStub, known: list[dict[str, object]], wanted: ContentTemplate, why: str
) -> None:
    graph.templates = list(known)
    refused = await sends(whatsapp, wanted)
    assert isinstance(refused, Refusal)
    assert why in refused.detail
    assert graph.sent == []


async def test_line_breaks_and_runs_of_blanks_are_no_part_of_a_value(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.templates = [template("en")]
    await sends(whatsapp, evolve(WANTED, values=(("guest", "Rui\n\tSilva"), ("day", "4      May"))))
    (sent,) = graph.sent
    assert "Rui Silva" in str(sent.body)
    assert "4 May" in str(sent.body)


async def test_the_list_is_asked_for_once_in_a_while_and_again_when_it_turns_out_old(
    whatsapp: WhatsApp, graph: GraphStub, clock: ManualClock
) -> None:
    graph.templates = [template("en")]
    await sends(whatsapp)
    await sends(whatsapp)
    assert len(graph.asked) == 1
    graph.templates = [template("en", "Hello {{1}}")]
    wanted = evolve(WANTED, values=(("guest", "Rui"),))
    assert isinstance(await sends(whatsapp, wanted), Refusal)
    clock.advance(timedelta(minutes=30))
    assert isinstance(await sends(whatsapp, wanted), Receipt)
    graph.fail_next(132000)
    graph.templates = [template("en")]
    refused = await sends(whatsapp, wanted)
    assert isinstance(refused, Refusal)
    assert "2 places" in refused.detail, "it was asked for anew, and then not posted"


@pytest.mark.parametrize("code", [132001, 132005, 132007, 132008, 132015, 132016])
async def test_a_template_refused_in_one_language_goes_out_in_the_next(
    whatsapp: WhatsApp, graph: GraphStub, code: int
) -> None:
    graph.templates = [template("pt_BR"), template("es"), template("en")]
    graph.fail_next(code, after=1, times=2)
    assert isinstance(await sends(whatsapp), Receipt)
    (sent,) = graph.sent
    assert "'code': 'en'" in str(sent.body)
    graph.fail_next(code)
    assert isinstance(await sends(whatsapp), Refusal), "none is left"


YES, NO = (ContentChoice(token=ChoiceToken(each), title=each) for each in ("Yes", "No"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            Content(text="Your room is reserved.\n\nNumber: R-1\n\n\n2 nights"),
            "Your room is reserved. Number: R-1 · 2 nights",
        ),
        (Content(text="Shall we?", header="Hotel Mar", choices=(YES, NO)), "Hotel Mar · Shall we? 1. Yes · 2. No"),
    ],
)
async def test_an_answer_stands_in_the_place_of_the_numbers_template_on_one_line(
    whatsapp: WhatsApp, graph: GraphStub, content: Content, words: str
) -> None:
    graph.templates = [template("en", "To your request: {{answer}}") | {"name": "answer"}]
    bearing = whatsapp.in_template(HOTEL, content, (Language("es"), Language("en")))
    assert bearing is not None
    assert bearing.languages == ("es", "en")
    await whatsapp.send(MARTA, Content(text="", template=bearing), key=KEYS[0])
    (sent,) = graph.sent
    assert str([{"type": "text", "text": words, "parameter_name": "answer"}]) in str(sent.body)


async def test_without_words_or_a_template_of_the_number_there_is_none(whatsapp: WhatsApp) -> None:
    assert whatsapp.in_template(HOTEL, Content(text=" "), (Language("es"),)) is None
    assert whatsapp.in_template(OTHER, HOLA, (Language("es"),)) is None


async def test_a_paused_template_is_not_posted_again(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.templates = [template("en")]
    graph.fail_next(132015, after=1)
    assert isinstance(await sends(whatsapp), Refusal)
    assert isinstance(await sends(whatsapp), Refusal)
    assert len(graph.refused) == 1


# Media


async def fetched(channel: WhatsApp, *, digest: str = "") -> Media | Refusal:
    assert isinstance(channel, SupportsMedia)
    return await channel.fetch_media(HOTEL, ProviderId("600"), digest=digest)


async def test_a_picture_is_asked_for_and_then_fetched(whatsapp: WhatsApp, graph: GraphStub) -> None:
    graph.media["600"] = StoredMedia(content=JPEG)
    assert await fetched(whatsapp) == Media(mime_type="image/jpeg", content=JPEG)
    assert [head.split()[1] for head in graph.asked] == ["/v26.0/600?phone_number_id=810000000000001", "/store/600"]


@pytest.mark.parametrize(
    ("stored", "digest", "reason"),
    [
        (StoredMedia(content=JPEG, url="https://evil.example/store/600"), "", Reason.NOT_ALLOWED),
        (StoredMedia(content=JPEG, url="https://evilfbsbx.com/store/600"), "", Reason.NOT_ALLOWED),
        (StoredMedia(content=JPEG, url="http://lookaside.fbsbx.com/600"), "", Reason.NOT_ALLOWED),
        (StoredMedia(content=JPEG, url="https://fbsbx.com@evil.example/"), "", Reason.NOT_ALLOWED),
        (StoredMedia(content=JPEG, url="https://[half/"), "", Reason.NOT_ALLOWED),
        (StoredMedia(content=JPEG, size=1001), "", Reason.TOO_LARGE),
        (StoredMedia(content=JPEG * 10, size=10), "", Reason.TOO_LARGE),
        (StoredMedia(content=JPEG, digest="0" * 64), "", Reason.BAD_REQUEST),
        (StoredMedia(content=JPEG), "bm90IHRoZSBkaWdlc3Q=", Reason.BAD_REQUEST),
        (StoredMedia(content=b"MZ a program", mime_type="image/jpeg"), "", Reason.BAD_REQUEST),
    ],
)
async def test_what_is_not_as_it_should_be_is_not_kept(
    whatsapp: WhatsApp, graph: GraphStub, stored: StoredMedia, digest: str, reason: Reason
) -> None:
    graph.media["600"] = stored
    refused = await fetched(whatsapp, digest=digest)
    assert isinstance(refused, Refusal)
    assert refused.reason is reason


async def test_what_is_gone_is_gone_and_a_path_is_no_name(whatsapp: WhatsApp, graph: GraphStub) -> None:
    refused = await fetched(whatsapp)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NOT_FOUND
    path = await whatsapp.fetch_media(HOTEL, ProviderId("../me/accounts"))
    assert isinstance(path, Refusal)
    assert len(graph.asked) == 1
