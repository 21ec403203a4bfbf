"""Links, places, media, what a guest may hand over: within Meta's limits whatever is to be said, and nothing lost."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.channels.whatsapp.outbound import bodies
from hotel_agent.domain.ids import ChoiceToken, EffectKey, ProviderId
from hotel_agent.ports.channel import (
    Asked,
    Content,
    ContentChoice,
    ContentLink,
    ContentMedia,
    ContentPlace,
    Identity,
)
from hotel_agent.testing.graph_limits import complaints

KEY = EffectKey("0123456789abcdef0123456789abcdef")
GUEST = Identity("wa_phone", "12025550142")
WORDS = st.text(alphabet="aé🏨👨‍👩‍👧 \n.", max_size=6000) | st.sampled_from(["", "Hola", "x" * 9000, "🏨" * 2000])
SHORT = st.text(alphabet="abc é🏨", min_size=1, max_size=90).filter(str.strip)
URL = "https://pay.example/" + "a" * 40

CONTENTS = st.builds(
    Content,
    text=WORDS,
    choices=st.lists(
        st.builds(ContentChoice, token=st.uuids().map(lambda each: ChoiceToken(str(each))), title=SHORT), max_size=12
    ).map(tuple),
    header=st.just("") | SHORT,
    footer=st.just("") | SHORT,
    link=st.none() | st.builds(ContentLink, SHORT, st.sampled_from([URL, "tel:+34600", URL * 60])),
    place=st.none() | st.builds(ContentPlace, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180), name=SHORT),
    media=st.none()
    | st.builds(
        ContentMedia,
        kind=st.sampled_from(["image", "video", "document", "audio", "voice", "sticker"]),
        link=st.just("https://h.example/room.jpg"),
        file_name=st.just("") | SHORT,
    ),
    asks=st.none() | st.sampled_from(Asked),
    reply_to=st.none() | st.just(ProviderId("wamid.1")),
)


def said(posts: list[dict[str, object]]) -> str:
    """Everything in the posts, as one text."""
    return json.dumps(posts, ensure_ascii=False)


@given(CONTENTS)
def test_whatever_is_to_be_said_meta_takes_every_post(content: Content) -> None:
    for post in bodies(GUEST, content, KEY):
        assert complaints(post) == [], post


@given(CONTENTS)
def test_nothing_that_matters_is_left_out(content: Content) -> None:
    everything = said(bodies(GUEST, content, KEY))
    if content.link is not None:
        assert content.link.url in everything
    if content.media is not None:
        assert content.media.link in everything
    if content.place is not None:
        assert "latitude" in everything
    for choice in content.choices:
        assert choice.token in everything or _squeezed(choice.title) in _squeezed(everything.replace("\\n", " "))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@given(CONTENTS)
def test_our_key_stands_alone_on_the_last_post_only_and_each_shows_what_it_answers(content: Content) -> None:
    posts = bodies(GUEST, content, KEY)
    marks = [post["biz_opaque_callback_data"] for post in posts]
    assert all(str(mark).startswith(KEY) for mark in marks)
    assert len(set(marks)) == len(posts)
    assert marks[-1:] == [KEY][: len(posts)]
    assert all(("context" in post) == (content.reply_to is not None) for post in posts)


def test_a_caption_goes_with_its_picture_where_nothing_is_to_be_pressed() -> None:
    picture = ContentMedia(kind="image", link="https://h.example/room.jpg")
    (post,) = bodies(GUEST, Content(text="The room", media=picture), KEY)
    assert post["image"] == {"link": "https://h.example/room.jpg", "caption": "The room"}
    yes = ContentChoice(token=ChoiceToken("t"), title="Yes")
    first, last = bodies(GUEST, Content(text="The room?", media=picture, choices=(yes,)), KEY)
    assert (first["type"], last["type"]) == ("image", "interactive")
    long = bodies(GUEST, Content(text="word " * 300, media=picture), KEY)
    assert [post["type"] for post in long] == ["image", "text"]


def test_a_link_beside_buttons_stands_in_the_text() -> None:
    yes = ContentChoice(token=ChoiceToken("t"), title="Yes")
    (post,) = bodies(GUEST, Content(text="Shall I?", link=ContentLink("Terms", URL), choices=(yes,)), KEY)
    assert post["interactive"]["body"]["text"] == f"Shall I?\n\nTerms\n{URL}"  # type: ignore[index]  # it is one
