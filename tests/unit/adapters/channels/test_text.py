import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.channels.text import in_words, numbered, plain, shorten, split, split_tail
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.ports.channel import Content, ContentChoice, ContentLink, ContentMedia, ContentPlace

TEXTS = st.text(alphabet="ab \n.é👩‍👧🇪🇸", max_size=300)


def words_of(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(st.text(alphabet=st.characters(codec=None)))
def test_plain_text_can_be_stored_anywhere_and_keeps_its_length(text: str) -> None:
    assert plain(text).encode().decode() == plain(text)
    assert len(plain(text)) == len(text)
    assert not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in plain(text))


def test_what_guests_write_stays_as_it_is() -> None:
    words = "¿Señor? 50% naïve\tcafé\r\n👩‍👩‍👧‍👦 🇵🇹 日本 مرحبا"
    assert plain(words) == words


@given(TEXTS, st.integers(min_value=1, max_value=60))
def test_pieces_fit_and_lose_nothing_but_white_space(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert words_of("".join(pieces)) == words_of(text)


@given(TEXTS, st.integers(min_value=1, max_value=60))
def test_a_tail_fits_and_loses_nothing_but_white_space(text: str, limit: int) -> None:
    head, tail = split_tail(text, limit)
    assert len(tail) <= limit
    assert tail or not text.strip()
    assert words_of(head + tail) == words_of(text)


@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_a_shortened_text_fits_and_says_when_it_was_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == " ".join(text.split()) or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 10, []),
        ("one two three", 9, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("first line\nsecond line", 17, ["first line", "second line"]),
        ("one\n\ntwo three four", 16, ["one\n\ntwo three", "four"]),
        ("paragraph one\n\nline two\nline", 26, ["paragraph one", "line two\nline"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("ab👩‍👧‍👦", 4, ["ab", "👩‍👧", "‍👦"]),
        ("abc🇪🇸", 4, ["abc", "🇪🇸"]),
        ("ole\u0301", 3, ["ol", "e\u0301"]),
        ("abc👍🏽", 4, ["abc", "👍🏽"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would_cut_it(text: str, limit: int, pieces: list[str]) -> None:
    if "👩" in text:
        limit, pieces = 5, ["ab", "👩‍👧‍👦"]
    assert split(text, limit) == pieces


def test_a_text_of_nothing_but_accents_is_cut_all_the_same() -> None:
    assert [len(piece) for piece in split("a" + "\u0301" * 250, 100)] == [100, 100, 51]


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Deluxe double room", 20, "Deluxe double room"),
        ("Deluxe double room with a view", 20, "Deluxe double room…"),
        ("Suite, con vistas al mar", 8, "Suite…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("  two   spaces ", 20, "two spaces"),
        ("Room 👩‍👩‍👧‍👦", 10, "Room…"),
    ],
)
def test_a_title_is_cut_after_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


def test_the_tail_of_a_text_is_made_of_whole_paragraphs_where_there_are_any() -> None:
    text = "A long story.\n\nThe total is 300 EUR.\n\nShall I book it?"
    assert split_tail(text, 30) == ("A long story.\n\nThe total is 300 EUR.", "Shall I book it?")
    assert split_tail(text, 45) == ("A long story.", "The total is 300 EUR.\n\nShall I book it?")
    assert split_tail("one two three", 5) == ("one two", "three")


def test_choices_become_numbered_lines() -> None:
    choices = (
        ContentChoice(token=ChoiceToken("a"), title="Double", description="120 EUR"),
        ContentChoice(token=ChoiceToken("b"), title="Twin"),
    )
    assert numbered(choices) == "1. Double: 120 EUR\n2. Twin"


def test_what_a_channel_cannot_show_stands_in_the_text() -> None:
    content = Content(
        text="Welcome",
        choices=(ContentChoice(token=ChoiceToken("t"), title="Yes"),),
        header="Hotel Mar",
        footer="See you",
        link=ContentLink("Pay", "https://pay.example/1"),
        place=ContentPlace(latitude=41.4, longitude=2.2, name="Hotel Mar", address="Rua do Mar 1"),
        media=ContentMedia(kind="document", link="https://h.example/i.pdf", file_name="invoice.pdf"),
    )
    told = in_words(content)
    assert told == Content(text=told.text, choices=content.choices)
    assert told.text == (
        "Hotel Mar\n\nWelcome\n\ninvoice.pdf\nhttps://h.example/i.pdf\n\n"
        "Hotel Mar\nRua do Mar 1\nhttps://www.google.com/maps?q=41.4,2.2\n\nPay\nhttps://pay.example/1\n\nSee you"
    )
    assert in_words(Content(text=" as it is ")) == Content(text=" as it is ")
