"""A receptionist finds a conversation again by door, by who has it, by the guest, or by what was said."""

from datetime import timedelta

from attrs import evolve
from tests.unit.application.story import SECOND, WISH, Story, open_story

from hotel_agent.application.finding import AT_ONCE, MOST, FoundPage, Wanted, folded
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.ids import ConversationId, GuestId, TenantId
from hotel_agent.ports.rows import Place


async def _tells(story: Story, *texts: str, guest: str) -> None:
    for text in texts:
        await story.writes(text, guest=guest)
        await story.passes(4)


async def _find(story: Story, wanted: Wanted, *, after: Place | None = None, limit: int = 50) -> FoundPage:
    return await story.desk.staff_room.find(story.tenant, wanted, after=after, limit=limit)


async def _names(story: Story, wanted: Wanted) -> list[str]:
    return [each.listed.place.conversation for each in (await _find(story, wanted)).found]


async def test_words_are_found_wherever_they_were_said_whatever_their_accents() -> None:
    async with open_story() as story:
        await _tells(story, "¿Tienen una CUNA en la habitación?", guest="ana")
        await _tells(story, "Hello, is there wifi?", guest="bob")
        ana, bob = await story.name("ana"), await story.name("bob")
        for words in ("tienen cuna", "Habitacion tienen", "  TIENEN "):
            (found,) = (await _find(story, Wanted(words=words))).found
            assert (found.listed.place.conversation, found.match) == (ana, "¿Tienen una CUNA en la habitación?")
        assert await _names(story, Wanted(words="wifi hello")) == [bob]
        assert await _names(story, Wanted(words="cuna habitación")) == [ana]
        assert await _names(story, Wanted(words="cuna wifi")) == []
        assert await _names(story, Wanted(words="MARINA")) == [bob, ana]
        assert await _names(story, Wanted(words=" ")) == [bob, ana]


async def test_what_we_said_ourselves_and_notes_are_found_and_long_lines_are_cut() -> None:
    async with open_story() as story:
        await _tells(story, "I want to speak to a person, please", guest="ana")
        name, room = await story.name("ana"), story.desk.staff_room
        await room.note(story.tenant, name, f"allergic to nuts {'x' * 300}", request="1", by="Eva")
        await room.take_over(story.tenant, name, request="2", by="Eva")
        await story.passes(2)
        (found,) = (await _find(story, Wanted(words="nuts"))).found
        assert found.match == f"allergic to nuts {'x' * 300}"[:160] + "…"
        assert await _names(story, Wanted(words="someone from the hotel")) == [name]
        assert await _names(story, Wanted(holder="Eva")) == [name]
        assert await _names(story, Wanted(holder="Eva", words="nuts", standing=Standing.STAFF)) == [name]
        assert await _names(story, Wanted(holder="eva")) == []
        assert await _names(story, Wanted(words="nuts", standing=Standing.WAITING)) == []


async def test_a_guest_is_found_by_name_by_address_and_by_part_of_a_number() -> None:
    async with open_story() as story:
        await _tells(story, f"{WISH}. My number is +34 600 123 456", guest="ana")
        await _tells(story, "Hello", guest="bob")
        ana = await story.name("ana")
        for words in ("perez", "Ana Pérez", "ana@X.org", "600123456", "600 123", "(34) 600-12"):
            (found,) = (await _find(story, Wanted(words=words))).found
            assert (found.listed.place.conversation, found.match) == (ana, "")
        assert await _names(story, Wanted(words="600 999 9")) == []


async def test_they_are_found_by_door_and_by_since_when() -> None:
    async with open_story() as story:
        await _tells(story, "Hello", guest="ana")
        between = story.clock.now()
        await _tells(story, "Hello", guest="bob")
        bob = await story.name("bob")
        assert len(await _names(story, Wanted(channel="loopback"))) == 2
        assert await _names(story, Wanted(channel="whatsapp")) == []
        assert await _names(story, Wanted(since=between)) == [bob]
        assert await _names(story, Wanted(since=between + timedelta(hours=1))) == []
        assert await _names(story, Wanted(channel="loopback", since=between, words="hello")) == [bob]


async def test_a_long_list_is_looked_through_in_pages_and_each_is_found_once() -> None:
    async with open_story() as story:
        for number in range(AT_ONCE + 5):
            await story.writes("a cot, please" if number % 5 == 0 else "hello", guest=f"guest {number}")
            story.clock.advance(SECOND)
        await story.passes(4)
        seen, after = list[str](), None
        while True:
            page = await _find(story, Wanted(words="cot please"), after=after, limit=2)
            seen += [each.listed.place.conversation for each in page.found]
            if (after := page.after) is None:
                break
        assert seen == [await story.name(f"guest {number}") for number in range(AT_ONCE, -1, -5)]
        plain = await _find(story, Wanted(), limit=3)
        assert (len(plain.found), plain.after) == (3, plain.found[-1].listed.place)


async def test_where_there_is_too_much_to_look_through_at_once_it_is_said_where_to_go_on() -> None:
    async with open_story() as story:
        await _tells(story, "hello", guest="ana")
        ana = await story.conversation("ana")
        async with story.desk.storage.work(story.tenant) as work:
            for number in range(MOST):  # whatever hers is called, it stands before these
                await work.begin(evolve(ana, id=ConversationId(f"0-{number:04}"), guest=GuestId(f"g-{number}")))
        page = await _find(story, Wanted(words="nobody said this"))
        assert page.found == ()
        assert page.after is not None
        assert await _find(story, Wanted(words="nobody said this"), after=page.after) == FoundPage(found=(), after=None)
        (found,) = (await _find(story, Wanted(words="hello"), limit=1)).found
        assert found.listed.place.conversation == ana.id


async def test_nothing_of_another_hotel_is_found() -> None:
    async with open_story() as story:
        await _tells(story, "a cot, please", guest="ana")
        found = await story.desk.staff_room.find(TenantId("other"), Wanted(words="cot"))
        assert found == FoundPage(found=(), after=None)


def test_neither_capitals_nor_accents_nor_widths_matter() -> None:
    assert folded("Ação ﬁn Straße") == folded("ACAO fin STRASSE")
