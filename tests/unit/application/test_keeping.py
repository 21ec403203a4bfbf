"""Pictures and voice notes, from WhatsApp to the store and to an answer."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve, field, frozen
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.media import MemoryMedia
from hotel_agent.application.keeping import Senses
from hotel_agent.application.receive import Received
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ProviderId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Credentials, RawRequest
from hotel_agent.ports.media import Media
from hotel_agent.testing.graph_stub import GraphStub, StoredMedia
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUEST = WhatsAppGuest(number="447700900101")
PROOF = Credentials(secrets=(GUEST.secret,))
JPEG, VOICE = b"\xff\xd8\xffa picture", b"OggS a voice"


@define
class Ears:
    """Hears what it was told to hear."""

    says: list[str | Refusal | Unavailable] = field(factory=list)

    async def hear(self, media: Media, *, languages: Sequence[Language]) -> str | Refusal:
        said = self.says.pop(0)
        if isinstance(said, Unavailable):
            raise said
        return said


@frozen
class House:
    story: Story
    graph: GraphStub
    ears: Ears
    store: MemoryMedia

    async def hears(self, request: RawRequest, *, seconds: int = 8) -> list[str]:
        """What the guest is told then."""
        before = len(self.graph.sent)
        assert isinstance(await self.story.desk.receive("whatsapp", request, PROOF), Received)
        await self.story.passes(seconds)
        return [sent.text for sent in self.graph.sent[before:]]

    def speaks(self) -> RawRequest:
        content = {"id": "700", "mime_type": "audio/ogg; codecs=opus", "voice": True}
        return GUEST.sends("audio", content, at=self.story.clock.now())


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_story() as story, GraphStub() as graph:
        options = WhatsAppOptions(
            api_url=graph.url, access_tokens={GUEST.account: "a-token"}, media_hosts=("127.0.0.1",)
        )
        whatsapp, ears, store = WhatsApp(options, clock=story.clock), Ears(), MemoryMedia()
        graph.media = {"600": StoredMedia(content=JPEG), "700": StoredMedia(content=VOICE)}
        desk = evolve(story.desk, channels={"whatsapp": whatsapp}, senses=Senses(store=store, speech=ears))
        yield House(evolve(story, desk=desk), graph, ears, store)
        await whatsapp.aclose()


async def test_a_picture_is_kept_for_staff_and_its_caption_is_read(house: House) -> None:
    content = {"id": "600", "mime_type": "image/jpeg", "caption": "Hello"}
    (said,) = await house.hears(GUEST.sends("image", content, at=NOW))
    assert "text messages" not in said
    kept = await house.store.kept(house.story.tenant, ProviderId("600"), now=house.story.clock.now())
    assert kept == Media(mime_type="image/jpeg", content=JPEG)


async def test_a_voice_note_is_heard_and_answered(house: House) -> None:
    house.ears.says = [Unavailable("busy"), "I want to talk to a person, please"]
    (said,) = await house.hears(house.speaks())
    assert "Someone from the hotel" in said
    assert (await house.store.kept(house.story.tenant, ProviderId("700"), now=house.story.clock.now())) is not None


@pytest.mark.parametrize("said", ["", Refusal(Reason.BAD_REQUEST)])
async def test_who_cannot_be_made_out_is_asked_to_write(house: House, said: str | Refusal) -> None:
    house.ears.says = [said]
    (answer,) = await house.hears(house.speaks())
    assert answer


async def test_a_voice_note_nobody_can_fetch_is_asked_for_in_words_and_at_last_a_person_comes(house: House) -> None:
    house.graph.media = {}
    first, second, third = [await house.hears(house.speaks()) for _ in range(3)]
    assert len(first) == len(second) == len(third) == 1
    assert third != second


async def too_much_failed(house: House) -> None:
    """Meta lets this number fetch nothing for half an hour."""
    channel = house.story.desk.channels["whatsapp"]
    assert isinstance(channel, WhatsApp)
    for _ in range(20):
        assert isinstance(await channel.fetch_media(GUEST.account, ProviderId("999")), Refusal)


async def test_while_meta_gives_nothing_out_a_picture_waits_there_and_is_kept_afterwards(house: House) -> None:
    await too_much_failed(house)
    await house.hears(GUEST.sends("image", PICTURE, at=NOW))
    asked = len(house.graph.asked)
    for _ in range(5):
        house.story.clock.advance(timedelta(minutes=5))
        await house.story.desk.drain()
    assert len(house.graph.asked) == asked, "nobody asked in vain"
    assert not await is_kept(house, "600")
    house.story.clock.advance(timedelta(minutes=10))
    await house.story.desk.drain()
    assert await is_kept(house, "600")


async def test_while_meta_gives_nothing_out_a_voice_note_is_asked_for_in_words_at_once(house: House) -> None:
    await too_much_failed(house)
    (asked,) = await house.hears(house.speaks())
    assert asked
    assert not await is_kept(house, "700")


async def test_a_voice_note_waits_for_a_short_rest_and_is_heard(house: House) -> None:
    house.graph.fail_next(130429)
    house.ears.says = ["I want to talk to a person, please"]
    (said,) = await house.hears(house.speaks())
    assert "Someone from the hotel" in said


# Malware


@define
class Looks:
    """Says of everything what it was told to say."""

    says: list[Refusal | Unavailable | None] = field(factory=list)

    async def look(self, media: Media) -> Refusal | None:
        said = self.says.pop(0) if self.says else None
        if isinstance(said, Unavailable):
            raise said
        return said


def looked_into(house: House, *says: Refusal | Unavailable | None) -> House:
    """The same house, in which everything is looked into first."""
    senses = evolve(house.story.desk.senses, scanner=Looks(list(says)))
    return evolve(house, story=evolve(house.story, desk=evolve(house.story.desk, senses=senses)))


async def is_kept(house: House, name: str) -> bool:
    return await house.store.kept(house.story.tenant, ProviderId(name), now=house.story.clock.now()) is not None


PICTURE = {"id": "600", "mime_type": "image/jpeg"}
FOUND = Refusal(Reason.NOT_ALLOWED, detail="malware Eicar")


async def test_what_is_clean_is_kept_and_what_is_not_is_neither_kept_nor_heard(house: House) -> None:
    house = looked_into(house, None, FOUND)
    await house.hears(GUEST.sends("image", PICTURE, at=NOW))
    assert await is_kept(house, "600")
    house.ears.says = ["I want a room"]
    (asked,) = await house.hears(house.speaks())
    assert asked
    assert house.ears.says == ["I want a room"], "nobody listened to it"
    assert not await is_kept(house, "700")


async def test_while_nobody_looks_a_picture_waits_outside_and_is_kept_once_it_was_looked_into(house: House) -> None:
    away = Unavailable("no answer")
    house = looked_into(house, *[away] * 7)
    await house.hears(GUEST.sends("image", PICTURE, at=NOW))
    for _ in range(6):
        assert not await is_kept(house, "600")
        house.story.clock.advance(timedelta(minutes=5))
        await house.story.desk.drain()
    house.story.clock.advance(timedelta(minutes=5))
    await house.story.desk.drain()
    assert await is_kept(house, "600")


async def test_what_nobody_looks_into_for_a_day_is_not_kept(house: House) -> None:
    house = looked_into(house, *[Unavailable("no answer")] * 999)
    await house.hears(GUEST.sends("image", PICTURE, at=NOW))
    for _ in range(300):
        house.story.clock.advance(timedelta(minutes=5))
        await house.story.desk.drain()
    left = house.story.desk.senses.scanner
    assert isinstance(left, Looks)
    assert 999 - len(left.says) in range(286, 298), "asked for a day, and no longer"
    assert not await is_kept(house, "600")


async def test_a_voice_note_nobody_can_look_into_is_soon_asked_for_in_words(house: House) -> None:
    house = looked_into(house, *[Unavailable("no answer")] * 99)
    said = await house.hears(house.speaks(), seconds=5)
    for _ in range(5):
        house.story.clock.advance(timedelta(seconds=60))
        await house.story.desk.drain()
    assert said == []
    assert len(house.graph.sent) == 1
