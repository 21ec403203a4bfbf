"""What every wording promises. Subclass `WordingContract` and give it a `wording`.

A wording is held against marks found in its text, digit by digit, and against itself: another value is another text.
The tests are coroutines: run them with pytest-asyncio.
"""

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Choice, Part, Reply, Sayings, Term, Words
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.language import Language
from hotel_agent.ports.wording import Wording
from hotel_agent.testing.contracts.wording.marks import missing
from hotel_agent.testing.contracts.wording.neighbours import neighbours
from hotel_agent.testing.strategies.replies import any_part, replies

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_thorough = settings(deadline=None, suppress_health_check=list(HealthCheck))


class WordingContract:
    """Everything `ports/wording.py` promises."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def wording(self) -> Wording:
        """The wording under test."""
        raise NotImplementedError("give the contract a `wording`")

    async def test_at_least_one_language_is_spoken(self, wording: Wording) -> None:
        """And each only once."""
        assert wording.languages
        assert len(set(wording.languages)) == len(wording.languages)

    @_thorough
    @given(number=st.integers(0, 99), reply=replies())
    async def test_every_value_of_every_part_stands_in_the_text(
        self, wording: Wording, number: int, reply: Reply
    ) -> None:
        """And so it does in the titles and descriptions of choices."""
        language = _one_of(wording.languages, number)
        content = await wording.word(reply, language)
        await _stands_whole(wording, language, content.text, *reply.parts)
        for choice, shown in zip(reply.choices, content.choices, strict=True):
            await _stands_whole(wording, language, shown.title, choice.title)
            if choice.description is not None:
                await _stands_whole(wording, language, shown.description, choice.description)

    @_thorough
    @given(number=st.integers(0, 99), part=any_part())
    async def test_another_value_is_another_text(self, wording: Wording, number: int, part: Part) -> None:
        """A day later, a cent more, one child older: whatever changes can be read."""
        language = _one_of(wording.languages, number)
        said = await _text(wording, language, part)
        for other in neighbours(part, language):
            assert await _text(wording, language, other) != said, f"{other} reads like {part}"

    @_thorough
    @given(number=st.integers(0, 99), reply=replies())
    async def test_the_same_reply_is_always_worded_the_same(self, wording: Wording, number: int, reply: Reply) -> None:
        """A repeat after a crash says nothing new."""
        language = _one_of(wording.languages, number)
        assert await wording.word(reply, language) == await wording.word(reply, language)

    @_thorough
    @given(number=st.integers(0, 99), reply=replies())
    async def test_nothing_is_left_as_a_machine_writes_it(self, wording: Wording, number: int, reply: Reply) -> None:
        """No ISO date, no place without its value, no empty line at either end."""
        language = _one_of(wording.languages, number)
        content = await wording.word(reply, language)
        shown = [text for choice in content.choices for text in (choice.title, choice.description)]
        for text in (content.text, content.menu, *shown):
            assert not _ISO_DATE.search(text)
            assert "{" not in text
            assert "}" not in text
            assert not text.startswith("\n")
            assert not text.endswith("\n")

    @_thorough
    @given(number=st.integers(0, 99), reply=replies())
    async def test_choices_keep_their_tokens_and_their_sequence(
        self, wording: Wording, number: int, reply: Reply
    ) -> None:
        """A list of them has a word on its button."""
        language = _one_of(wording.languages, number)
        content = await wording.word(reply, language)
        assert [choice.token for choice in content.choices] == [choice.token for choice in reply.choices]
        assert all(choice.title for choice in content.choices)
        for choice, shown in zip(reply.choices, content.choices, strict=True):
            assert bool(shown.description) == (choice.description is not None)
        assert content.menu or not content.choices

    @pytest.mark.parametrize("text", ["{total}", "{", "}}", "{0.__class__}", "%s %(total)s ${total}", "\\n"])
    async def test_what_a_guest_wrote_is_said_as_it_is(self, wording: Wording, text: str) -> None:
        """A name is never read as a template."""
        for language in wording.languages:
            part = ALL_LINES["told.name"](name=Words(text))
            assert text in await _text(wording, language, part)

    async def test_a_line_nobody_wrote_is_a_bug(self, wording: Wording) -> None:
        """As a part, as a choice, inside another."""
        unknown = Part("no.such.line")
        known = ALL_LINES["quote.ask_yes"]()
        for reply in (
            Reply(parts=(unknown,)),
            Reply(parts=(known,), choices=(Choice(token=ChoiceToken("a"), title=unknown),)),
            Reply(parts=(ALL_LINES["proof.which"](reservations=Sayings((unknown,))),)),
        ):
            for language in wording.languages:
                with pytest.raises(Bug):
                    await wording.word(reply, language)

    async def test_a_language_nobody_speaks_is_a_bug(self, wording: Wording) -> None:
        """It is never answered in another one."""
        with pytest.raises(Bug):
            await wording.word(Reply(parts=(ALL_LINES["quote.ask_yes"](),)), Language("xx"))


async def _stands_whole(wording: Wording, language: Language, text: str, *parts: Part) -> None:
    for part in parts:
        for value in part.named.values():
            if isinstance(value, Sayings):
                await _stands_whole(wording, language, text, *value.parts)
            elif isinstance(value, Term):
                assert await _text(wording, language, Part(value.line)) in text
            else:
                assert missing(value, text, language) == [], f"{part} is not told whole by {text!r}"


def _one_of(languages: Sequence[Language], number: int) -> Language:
    return languages[number % len(languages)]


async def _text(wording: Wording, language: Language, part: Part) -> str:
    return (await wording.word(Reply(parts=(part,)), language)).text
