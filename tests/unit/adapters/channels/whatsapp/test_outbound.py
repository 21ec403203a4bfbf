"""What we post for what is said: within every limit, with nothing dropped."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotel_agent.adapters.channels.whatsapp.outbound import bodies
from hotel_agent.domain.ids import ChoiceToken, EffectKey
from hotel_agent.ports.channel import Content, ContentChoice, Identity
from hotel_agent.testing.graph_limits import complaints

MARTA = Identity("wa_phone", "12025550142")
KEY = EffectKey("0123456789abcdef0123456789abcdef")
FRAME = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "12025550142"}


def choice(token: str, title: str, description: str = "") -> ContentChoice:
    return ContentChoice(token=ChoiceToken(token), title=title, description=description)


def rooms(many: int) -> tuple[ContentChoice, ...]:
    return tuple(choice(f"t{number}", f"Room {number}") for number in range(many))


def said(text: str, *choices: ContentChoice, menu: str = "") -> list[dict[str, Any]]:
    return bodies(MARTA, Content(text=text, choices=choices, menu=menu), KEY)


def test_a_text_is_posted_as_text() -> None:
    assert said("Buenos días") == [
        FRAME | {"type": "text", "text": {"body": "Buenos días", "preview_url": False}, "biz_opaque_callback_data": KEY}
    ]


def test_a_guest_without_a_number_is_written_to_by_id() -> None:
    (body,) = bodies(Identity("wa_bsuid", "PT.77"), Content(text="Olá"), KEY)
    assert body["recipient"] == "PT.77"
    assert "to" not in body


def test_up_to_three_choices_are_buttons() -> None:
    (body,) = said("Shall I book it?", choice("yes-1", "Yes, book it"), choice("no-1", "No"))
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Shall I book it?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "yes-1", "title": "Yes, book it"}},
                {"type": "reply", "reply": {"id": "no-1", "title": "No"}},
            ]
        },
    }


def test_more_choices_are_a_list_opened_by_the_menu_word() -> None:
    (body,) = said("Which room?", *rooms(3), choice("t3", "Suite", "Sea view"), menu="See the rooms")
    assert body["interactive"] == {
        "type": "list",
        "body": {"text": "Which room?"},
        "action": {
            "button": "See the rooms",
            "sections": [
                {
                    "rows": [
                        {"id": "t0", "title": "Room 0"},
                        {"id": "t1", "title": "Room 1"},
                        {"id": "t2", "title": "Room 2"},
                        {"id": "t3", "title": "Suite", "description": "Sea view"},
                    ]
                }
            ],
        },
    }


def test_two_choices_with_descriptions_are_a_list_since_buttons_show_none() -> None:
    (body,) = said("Which room?", choice("a", "Double", "120 EUR"), choice("b", "Suite", "300 EUR"))
    assert body["interactive"]["type"] == "list"


def test_eleven_choices_are_numbered_lines() -> None:
    (body,) = said("Which room?", *rooms(11))
    assert body["text"]["body"].startswith("Which room?\n\n1. Room 0\n2. Room 1\n")
    assert body["text"]["body"].endswith("11. Room 10")


def test_titles_that_do_not_fit_stand_whole_in_the_text() -> None:
    (body,) = said("Which?", choice("a", "Double room with a balcony"), choice("b", "Double room with a terrace"))
    assert body["interactive"]["body"]["text"] == (
        "Which?\n\n1. Double room with a balcony\n2. Double room with a terrace"
    )
    titles = [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]]
    assert titles == ["1. Double room with…", "2. Double room with…"]


def test_a_long_text_goes_before_its_buttons_in_whole_paragraphs() -> None:
    story = "\n\n".join(f"Paragraph {number}: " + "so it goes. " * 20 for number in range(8))
    *before, last = said(f"{story}\n\nShall I book it?", *rooms(2))
    assert [body["type"] for body in before] == ["text"]
    assert last["interactive"]["body"]["text"].startswith("Paragraph ")
    assert last["interactive"]["body"]["text"].endswith("Shall I book it?")


def test_the_last_post_bears_our_key_alone_and_the_others_the_number_of_their_part() -> None:
    posts = said("word " * 3000, *rooms(2))
    assert len(posts) > 2
    *before, last = [post["biz_opaque_callback_data"] for post in posts]
    assert before == [f"{KEY}.{part}" for part, _ in enumerate(before, 1)]
    assert last == KEY


@pytest.mark.parametrize(
    "choices",
    [
        (choice("same", "Yes"), choice("same", "No")),
        (choice("", "Yes"),),
        (choice("x" * 201, "Yes"),),
    ],
)
def test_tokens_whatsapp_would_refuse_are_shown_as_lines(choices: tuple[ContentChoice, ...]) -> None:
    (body,) = said("Well?", *choices)
    assert body["type"] == "text"
    assert "1. Yes" in body["text"]["body"]


def test_titles_that_are_the_same_are_told_apart_by_their_numbers() -> None:
    (body,) = said("Which?", choice("a", "Suite"), choice("b", "Suite"))
    titles = [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]]
    assert titles == ["1. Suite", "2. Suite"]


def test_choices_without_a_text_are_asked_with_the_menu_word() -> None:
    (body,) = said("", *rooms(2), menu="Rooms")
    assert body["interactive"]["body"]["text"] == "Rooms"
    (body,) = said("", *rooms(2))
    assert complaints(body) == []


@pytest.mark.parametrize(("length", "posts"), [(4096, 1), (4097, 2)])
def test_a_text_is_split_where_meta_says_no(length: int, posts: int) -> None:
    assert [complaints(body) for body in said("x" * length)] == [[]] * posts


@pytest.mark.parametrize(("length", "posts"), [(1024, 1), (1025, 2)])
def test_a_text_above_buttons_is_split_where_meta_says_no(length: int, posts: int) -> None:
    assert [complaints(body) for body in said("x" * length, *rooms(1))] == [[]] * posts


@pytest.mark.parametrize(
    ("largest", "whole"),
    [
        (choice("a", "x" * 20), True),
        (choice("a", "x" * 21), False),
        (choice("a", "x" * 24, "y" * 72), True),
        (choice("a", "x" * 25, "y"), False),
        (choice("a", "x", "y" * 73), False),
    ],
)
def test_choices_are_cut_where_meta_says_no_and_then_stand_in_the_text(largest: ContentChoice, whole: bool) -> None:
    (body,) = said("Well?", largest)
    assert complaints(body) == []
    assert (body["interactive"]["body"]["text"] == "Well?") is whole


def test_an_empty_content_has_no_posts() -> None:
    assert said(" \n ") == []


SIGNS = st.text(alphabet="ab \né🏨👩‍👧🇪🇸\ud800\x00", max_size=120)
LONG = st.builds(lambda text, times: text * times, SIGNS, st.integers(min_value=1, max_value=80))
CHOICES = st.lists(
    st.builds(
        ContentChoice,
        token=st.text(alphabet="abc", max_size=3).map(ChoiceToken),
        title=SIGNS.filter(str.strip),
        description=SIGNS,
    ),
    max_size=12,
).map(tuple)


@given(LONG, CHOICES, SIGNS)
@example("", (ContentChoice(token=ChoiceToken("a"), title="a"),), " ")
def test_whatever_is_said_fits_and_nothing_is_dropped(text: str, choices: tuple[ContentChoice, ...], menu: str) -> None:
    posts = bodies(MARTA, Content(text=text, choices=choices, menu=menu), KEY)
    assert [complaint for post in posts for complaint in complaints(post)] == []
    everything = _signs("".join(_read(post) for post in posts))
    assert _signs(text) in everything
    for each in choices:
        assert _signs(each.title) in everything
        assert _signs(each.description) in everything


def _read(post: dict[str, Any]) -> str:
    """All of a post that a guest can read."""
    if post["type"] == "text":
        return str(post["text"]["body"])
    interactive = post["interactive"]
    action = interactive["action"]
    shown = [button["reply"]["title"] for button in action.get("buttons", ())]
    for section in action.get("sections", ()):
        shown += [f"{row['title']}{row.get('description', '')}" for row in section["rows"]]
    return "".join([interactive["body"]["text"], *shown])


def _signs(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\ud800", "\ufffd").replace("\x00", "\ufffd"))
