"""A card number is in no row and in no word, whichever way it came in."""

import json

import pytest
from attrs import evolve
from tests.unit.adapters.channels.email.outside import DESK, written
from tests.unit.application.story import NOW, Story, open_story
from tests.unit.application.test_keeping import GUEST, PROOF, House, house

from hotel_agent.adapters.channels.email.envelope import Envelope
from hotel_agent.adapters.channels.email.inbound import Place, admitted
from hotel_agent.adapters.channels.webchat import open_webchat
from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.domain.conversations.cards import MASK, without_cards
from hotel_agent.domain.conversations.events import GuestWrote
from hotel_agent.domain.ids import AccountId, ConversationId
from hotel_agent.ports.channel import Credentials, Inbound, RawRequest
from hotel_agent.ports.chat import ChatMessage, OpenedChat

__all__ = ["house"]

CARD = "4111 1111 1111 1111"


async def _rows(story: Story, name: ConversationId) -> str:
    """Everything that is kept of a conversation, in one text."""
    async with story.desk.storage.work(story.tenant) as work:
        kept = await work.open_events(name), await work.load(name), await work.outbox(name)
    return repr(kept) + repr([getattr(row.event, "text", "") for row in kept[0]])


async def test_what_a_guest_writes_is_masked_before_it_is_kept_and_the_guest_is_told() -> None:
    async with open_story() as story:
        await story.writes(f"Hello, my card is {CARD} cvv 123")
        name = await story.name()
        assert MASK in await _rows(story, name)
        await story.passes(8)
        (said,) = story.said()
        assert "1111" not in await _rows(story, name) + said
        assert "card details" in said


@pytest.mark.parametrize("kind", ["text", "image", "interactive"])
async def test_whatever_holds_it_on_whatsapp(house: House, kind: str) -> None:
    contents = {
        "text": {"body": CARD},
        "image": {"id": "600", "mime_type": "image/jpeg", "caption": CARD},
        "interactive": {"type": "button_reply", "button_reply": {"id": "forged", "title": CARD}},
    }
    await house.story.desk.receive("whatsapp", GUEST.sends(kind, contents[kind], at=NOW), PROOF)
    async with house.story.desk.storage.work(house.story.tenant) as work:
        (due,) = await house.story.desk.storage.due(NOW.replace(year=2027), limit=1)
        kept = [repr(row.event) for row in await work.open_events(due.conversation)]
    assert "1111" not in "".join(kept)
    assert MASK in "".join(kept)


async def test_what_was_said_in_a_voice_note(house: House) -> None:
    house.ears.says = [f"My card is {CARD}, a person please"]
    (said,) = await house.hears(house.speaks())
    assert "card details" in said


async def test_what_a_guest_of_the_web_chat_reads_again_later() -> None:
    clock = ManualClock(NOW)
    async with open_webchat({}, clock=clock, chance=SeededChance()) as chat, open_story() as story:
        opened = await chat.open(AccountId("key"))
        assert isinstance(opened, OpenedChat)
        bearer = {"authorization": f"Bearer {opened.token}"}
        body = json.dumps({"client_id": "a", "text": CARD}).encode()
        request = RawRequest(body=body, headers=bearer, received_at=NOW)
        noted = await chat.take(opened.conversation, request, tenant=story.tenant)
        assert isinstance(noted, ChatMessage)
        assert noted.text == MASK


def test_what_stands_in_a_mail_and_in_its_subject() -> None:
    envelope = Envelope(account=DESK)
    raw = written(f"My card: {CARD}", name="1", subject=f"Card {CARD}")
    place = Place(own=frozenset({DESK}), ours=frozenset({DESK}), authserv_id="mx.marina.example")
    (inbound,) = admitted(envelope.request(raw, proof="x", received_at=NOW), envelope, place)
    assert isinstance(inbound, Inbound)
    event = without_cards(inbound.event)
    assert isinstance(event, GuestWrote)
    assert event.text == f"Card {MASK}\n\nMy card: {MASK}"


async def test_what_belongs_to_nobody() -> None:
    async with open_story() as story:
        whatsapp = WhatsApp(WhatsAppOptions(), clock=story.clock)
        desk = evolve(story.desk, channels={"whatsapp": whatsapp})
        nobody = Credentials(secrets=(GUEST.secret,), accounts=frozenset())
        await desk.receive("whatsapp", GUEST.sends("text", {"body": CARD}, at=NOW, name="4111111111111111"), nobody)
        (stray,) = await desk.storage.strays()
        await whatsapp.aclose()
    assert json.loads(stray.payload)["text"]["body"] == MASK
    assert json.loads(stray.payload)["id"] == "wamid.4111111111111111"
