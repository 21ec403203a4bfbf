"""What is shown beside the words: a place on the map, a picture."""

from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.replies import Part, Place, Reply
from hotel_agent.domain.language import Language
from hotel_agent.ports.channel import ContentMedia, ContentPlace

THANKS = (Part("thanks.welcome"),)
HERE = Place(latitude=39.5, longitude=2.6, name="Miramar", address="Paseo del Mar 1")


async def test_a_place_and_a_picture_go_beside_the_text() -> None:
    reply = Reply(parts=THANKS, place=HERE, picture="https://miramar.example/double.jpg")
    content = await Templates().word(reply, Language("en"))
    assert content.place == ContentPlace(latitude=39.5, longitude=2.6, name="Miramar", address="Paseo del Mar 1")
    assert content.media == ContentMedia(kind="image", link="https://miramar.example/double.jpg")


async def test_words_alone_stay_alone() -> None:
    content = await Templates().word(Reply(parts=THANKS), Language("en"))
    assert (content.place, content.media) == (None, None)
