"""What we post is what pywa's client posts for the same content, both to one stand-in of Meta's."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from attrs import evolve
from pywa.client import WhatsApp as PywaClient
from pywa.types import callback as theirs
from pywa.types.templates import BodyText, TemplateLanguage
from pywa.types.templates import URLButton as TemplateUrl

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, ProviderId, TenantId
from hotel_agent.ports.channel import (
    Address,
    Asked,
    Content,
    ContentChoice,
    ContentLink,
    ContentMedia,
    ContentPlace,
    ContentTemplate,
    Identity,
    Receipt,
)
from hotel_agent.testing.graph_stub import GraphStub

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOTEL = AccountId("810000000000001")
GUEST = "447700900101"
MARTA = Address(tenant=TenantId("marina"), account=HOTEL, identity=Identity("wa_phone", GUEST))
KEY = EffectKey("0123456789abcdef0123456789abcdef")
Posts = Callable[[PywaClient], object]

YES, NO = (ContentChoice(token=ChoiceToken(f"quote:{word}"), title=word.title()) for word in ("yes", "no"))
DOUBLE = ContentChoice(token=ChoiceToken("room:double"), title="Double room", description="Sea view, breakfast")
SUITE = ContentChoice(token=ChoiceToken("room:suite"), title="Suite")
BUTTONS = [theirs.Button("Yes", "quote:yes"), theirs.Button("No", "quote:no")]
ROOMS = theirs.SectionList(
    button_title="Rooms",
    sections=[
        theirs.Section(
            title="",
            rows=[
                theirs.SectionRow("Double room", "room:double", "Sea view, breakfast"),
                theirs.SectionRow("Suite", "room:suite"),
            ],
        )
    ],
)
PICTURE = "https://hotel.example/room.jpg"

SAME: dict[str, tuple[Content, Posts]] = {
    "a text": (
        Content(text="Señor, 50 % <ok>? 🏨"),
        lambda wa: wa.send_message(GUEST, "Señor, 50 % <ok>? 🏨", tracker=KEY),
    ),
    "an answer to a message": (
        Content(text="Yes", reply_to=ProviderId("wamid.RkFLRS1zMDE=")),
        lambda wa: wa.send_message(GUEST, "Yes", reply_to_message_id="wamid.RkFLRS1zMDE=", tracker=KEY),
    ),
    "buttons": (
        Content(text="Shall I?", choices=(YES, NO)),
        lambda wa: wa.send_message(GUEST, "Shall I?", buttons=BUTTONS, tracker=KEY),
    ),
    "buttons with a header and a footer": (
        Content(text="Shall I?", choices=(YES, NO), header="Hotel Mar", footer="Held for 2 hours"),
        lambda wa: wa.send_message(
            GUEST, "Shall I?", header="Hotel Mar", footer="Held for 2 hours", buttons=BUTTONS, tracker=KEY
        ),
    ),
    "a list": (
        Content(text="Which one?", choices=(DOUBLE, SUITE), menu="Rooms"),
        lambda wa: wa.send_message(GUEST, "Which one?", buttons=ROOMS, tracker=KEY),
    ),
    "a link": (
        Content(text="Please pay here", link=ContentLink("Pay", "https://pay.example/1")),
        lambda wa: wa.send_message(
            GUEST, "Please pay here", buttons=theirs.URLButton("Pay", "https://pay.example/1"), tracker=KEY
        ),
    ),
    "a place": (
        Content(text="", place=ContentPlace(latitude=41.387, longitude=2.17, name="Hotel Mar", address="Rua do Mar 1")),
        lambda wa: wa.send_location(GUEST, 41.387, 2.17, "Hotel Mar", "Rua do Mar 1", tracker=KEY),
    ),
    "asking for a place": (
        Content(text="Where are you?", asks=Asked.PLACE),
        lambda wa: wa.request_location(GUEST, "Where are you?", tracker=KEY),
    ),
    "asking for a number": (
        Content(text="May I have your number?", asks=Asked.PHONE),
        lambda wa: wa.request_contact_info(GUEST, "May I have your number?", tracker=KEY),
    ),
    "a picture": (
        Content(text="The room", media=ContentMedia(kind="image", link=PICTURE)),
        lambda wa: _media(wa, "image", link=PICTURE, caption="The room"),
    ),
    "a document": (
        Content(text="", media=ContentMedia(kind="document", link="https://h.example/i.pdf", file_name="invoice.pdf")),
        lambda wa: _media(wa, "document", link="https://h.example/i.pdf", filename="invoice.pdf"),
    ),
    "a voice note": (
        Content(text="", media=ContentMedia(kind="voice", link="https://h.example/v.ogg")),
        lambda wa: _media(wa, "audio", link="https://h.example/v.ogg", is_voice=True),
    ),
    "a video": (
        Content(text="The pool", media=ContentMedia(kind="video", link="https://h.example/v.mp4")),
        lambda wa: _media(wa, "video", link="https://h.example/v.mp4", caption="The pool"),
    ),
    "a sound": (
        Content(text="", media=ContentMedia(kind="audio", link="https://h.example/a.mp3")),
        lambda wa: _media(wa, "audio", link="https://h.example/a.mp3"),
    ),
    "a sticker": (
        Content(text="", media=ContentMedia(kind="sticker", link="https://h.example/s.webp")),
        lambda wa: _media(wa, "sticker", link="https://h.example/s.webp"),
    ),
    "a template without places": (
        Content(text="", template=ContentTemplate(name="hello", languages=("en",))),
        lambda wa: wa.send_template(GUEST, "hello", TemplateLanguage.ENGLISH, [], tracker=KEY),
    ),
    "a template whose places have names": (
        Content(
            text="",
            template=ContentTemplate(name="welcome", languages=("en",), values=(("guest", "Rui"), ("day", "4 May"))),
        ),
        lambda wa: wa.send_template(
            GUEST,
            "welcome",
            TemplateLanguage.ENGLISH,
            [BodyText.params(guest="Rui", day="4 May")],
            tracker=KEY,
        ),
    ),
    "a template": (
        Content(
            text="",
            template=ContentTemplate(
                name="prearrival", languages=("en",), values=(("1", "Rui"), ("2", "4 May")), button="r-2001"
            ),
        ),
        lambda wa: wa.send_template(
            GUEST,
            "prearrival",
            TemplateLanguage.ENGLISH,
            [
                BodyText.params("Rui", "4 May"),  # type: ignore[arg-type]  # it is static, and typed as if it were not
                TemplateUrl.params(url_variable="r-2001", index=0),
            ],
            tracker=KEY,
        ),
    ),
}


def _media(
    wa: PywaClient,
    kind: str,
    *,
    link: str,
    is_voice: bool | None = None,
    caption: str | None = None,
    filename: str | None = None,
) -> object:
    """By pywa's own words: its client would fetch what lies behind an address and upload it first."""
    from pywa import _helpers as helpers  # noqa: PLC0415 - only here

    inside = helpers.get_media_msg(media=link, is_url=True, caption=caption, filename=filename, is_voice=is_voice)
    return wa.api.send_message(
        sender=HOTEL,
        to=GUEST,
        recipient=None,
        recipient_type="individual",
        typ=kind,
        msg=inside,
        biz_opaque_callback_data=KEY,
    )


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub(token="a-token") as stub:
        button = {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://h.example/{{1}}"}]}
        body = {"type": "BODY", "text": "{{1}}, we await you on {{2}}"}
        stub.templates = [
            {"name": "prearrival", "language": "en", "status": "APPROVED", "components": [body, button]},
            {
                "name": "hello",
                "language": "en",
                "status": "APPROVED",
                "components": [{"type": "BODY", "text": "Hello"}],
            },
            {
                "name": "welcome",
                "language": "en",
                "status": "APPROVED",
                "components": [{"type": "BODY", "text": "Welcome {{guest}} on {{day}}"}],
            },
        ]
        yield stub


@pytest.fixture
async def ours(graph: GraphStub) -> AsyncIterator[WhatsApp]:
    options = WhatsAppOptions(
        api_url=graph.url, access_tokens={HOTEL: "a-token"}, business_accounts={HOTEL: "910000000000001"}
    )
    channel = WhatsApp(options, clock=ManualClock(NOW))
    yield channel
    await channel.aclose()


@pytest.fixture
def client(graph: GraphStub) -> Iterator[PywaClient]:
    with httpx.Client() as session:
        client = PywaClient(phone_id=HOTEL, token="a-token", session=session)
        session.base_url = f"{graph.url}/v26.0"
        yield client


@pytest.mark.parametrize("what", SAME)
async def test_we_post_what_pywa_posts(what: str, graph: GraphStub, ours: WhatsApp, client: PywaClient) -> None:
    content, posts = SAME[what]
    assert isinstance(await ours.send(MARTA, content, key=KEY), Receipt)
    await asyncio.to_thread(posts, client)
    own, pywas = (_plain(sent.body) for sent in graph.sent)
    assert own == pywas
    assert graph.refused == []


async def test_a_guest_without_a_number_is_named_as_pywa_names_them(
    graph: GraphStub, ours: WhatsApp, client: PywaClient
) -> None:
    hidden = evolve(MARTA, identity=Identity("wa_bsuid", "PT.90000000000000000201"))
    await ours.send(hidden, Content(text="Olá"), key=KEY)
    await asyncio.to_thread(client.send_message, "PT.90000000000000000201", "Olá", tracker=KEY)
    own, pywas = (_plain(sent.body) for sent in graph.sent)
    assert own == pywas


async def test_signs_and_ticks_are_those_of_pywa(graph: GraphStub, ours: WhatsApp, client: PywaClient) -> None:
    await ours.react(MARTA, ProviderId("wamid.1"), "👍")
    await asyncio.to_thread(client.send_reaction, GUEST, "👍", "wamid.1")
    await ours.attend(HOTEL, ProviderId("wamid.1"), answering=True)
    await asyncio.to_thread(client.indicate_typing, "wamid.1")
    await ours.attend(HOTEL, ProviderId("wamid.1"), answering=False)
    await asyncio.to_thread(client.mark_message_as_read, "wamid.1")
    own, pywas = (_plain(sent.body) for sent in graph.sent)
    assert own == pywas
    assert graph.attended[::2] == graph.attended[1::2]
    assert len(graph.attended) == 4


def _plain(body: object) -> Any:
    """As JSON has it. pywa cannot leave out the title of a list's only section, nor the parts of a template that has
    none, and shouts those of one that has.
    """
    plain = json.loads(json.dumps(body))
    if not plain.get("template", {}).get("components", True):
        del plain["template"]["components"]
    for section in plain.get("interactive", {}).get("action", {}).get("sections", []):
        if not section.get("title"):
            section.pop("title", None)
    for component in plain.get("template", {}).get("components", []):
        component |= {name: component[name].lower() for name in ("type", "sub_type") if name in component}
    return plain
