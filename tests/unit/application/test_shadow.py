"""A hotel tries the machine out: it drafts, people send, and a report compares. Nothing of its own reaches anybody."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.adapters.channels.loopback import ACCOUNT
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.application.shadowing import Shadowing, ShadowReport
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.conversation import HandoverReason, Standing
from hotel_agent.domain.conversations.drafts import Draft, Fate
from hotel_agent.domain.conversations.effects import Book, Modify, NotifyStaff, PassOn, Say
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.language import Language, Tone
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.flags import Share
from hotel_agent.ports.channel import Content, Identity
from hotel_agent.ports.wording import Wording

SHADOW = "shadow.enabled"


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    async with open_story() as opened:
        yield opened


async def falls(story: Story, to: bool = True) -> None:
    await story.desk.flags.set(SHADOW, to, tenant=story.tenant)


async def hears(story: Story, text: str, *, guest: str = "guest") -> Draft:
    """The guest writes, and this is what the machine drafts."""
    await story.writes(text, guest=guest)
    await story.passes(5)
    return (await drafts(story, guest=guest))[-1]


async def drafts(story: Story, *, guest: str = "guest") -> Sequence[Draft]:
    name = await story.name(guest)
    async with story.desk.storage.work(story.tenant) as work:
        return await work.drafts(name)


async def sends(story: Story, draft: Draft, *, by: str = "eva", text: str | None = None) -> Refusal | None:
    """Somebody of the hotel sends the draft as it is, or this text."""
    room = story.desk.staff_room
    if text is None:
        told = await Shadowing(room).send(story.tenant, draft.conversation, draft.key[:12], by=by)
    else:
        told = await room.answer(story.tenant, draft.conversation, text, request=room.chance.token(), by=by)
    await story.passes(1)
    return told


async def report(story: Story) -> ShadowReport:
    told = await Shadowing(story.desk.staff_room).report(story.tenant)
    assert isinstance(told, ShadowReport)
    return told


async def reserved(story: Story) -> int:
    book, house = story.desk.books[story.tenant], story.desk.tenants.tenants[0].properties[0]
    return len(await book.find(house.id, GuestContact(ContactKind.EMAIL, "ana@x.org")))


async def test_the_machine_drafts_and_says_nothing(story: Story) -> None:
    await falls(story)
    draft = await hears(story, WISH)
    assert story.said() == []
    assert await story.outbox(Say) == []
    assert (draft.fate, draft.would) == (Fate.OPEN, ())
    assert "€" in draft.text
    assert draft.good_until is not None
    state = await story.conversation()
    assert (state.standing, state.quotes, state.needs.adults) == (Standing.WAITING, (), 2)
    assert [row.command.reason for row in await story.outbox(NotifyStaff) if isinstance(row.command, NotifyStaff)] == [
        "shadow"
    ]


async def test_a_draft_sent_as_it_is_reaches_the_guest_once(story: Story) -> None:
    await falls(story)
    draft = await hears(story, WISH)
    shown = await story.desk.staff_room.show(story.tenant, draft.conversation, masked=False)
    assert not isinstance(shown, Refusal)
    assert shown.draft == draft
    assert await sends(story, draft) is None
    assert await sends(story, draft) is None
    assert story.said() == [draft.text]
    (kept,) = await drafts(story)
    assert (kept.fate, kept.likeness) == (Fate.UNCHANGED, 100)
    assert (await story.conversation()).standing is Standing.STAFF
    again = await story.desk.staff_room.show(story.tenant, draft.conversation, masked=False)
    assert not isinstance(again, Refusal)
    assert again.draft is None


async def test_a_yes_to_a_quote_somebody_sent_reaches_a_person_and_never_the_book(story: Story) -> None:
    await falls(story)
    for words in (WISH, "the first one"):
        assert await sends(story, await hears(story, words)) is None
    draft = await hears(story, "yes")
    assert await story.outbox(Book) == []
    assert draft.would == ("book",)
    assert await reserved(story) == 0
    told = await report(story)
    assert (told.messages, told.would_write, told.all.drafts, told.all.unchanged) == (3, {"book": 1}, 2, 2)


async def test_once_the_shadow_is_gone_a_yes_to_a_quote_nobody_sent_reserves_nothing(story: Story) -> None:
    await falls(story)
    assert "€" in (await hears(story, WISH)).text
    await falls(story, False)
    await story.writes("yes")
    await story.passes(30)
    assert await story.outbox(Book) == []
    assert await reserved(story) == 0
    assert story.said() != []
    assert (await story.conversation()).standing is Standing.DESK


async def test_what_was_quoted_before_the_shadow_fell_is_not_reserved_in_it(story: Story) -> None:
    for words in (WISH, "the first one"):
        await story.writes(words)
        await story.passes(5)
    before = story.said()
    await falls(story)
    draft = await hears(story, "yes")
    assert draft.would == ("book",)
    assert (await story.outbox(Book), story.said(), await reserved(story)) == ([], before, 0)
    await falls(story, False)
    await story.writes("yes")
    await story.passes(30)
    assert await reserved(story) == 0


async def test_what_was_decided_before_the_shadow_fell_and_not_sent_yet_is_not_sent_and_not_believed(
    story: Story,
) -> None:
    await story.writes(WISH)
    story.clock.advance(timedelta(seconds=5))
    for due in await story.desk.storage.due(story.clock.now(), limit=10):
        if due.command is None:
            await story.desk.serve(due)
    (waiting,) = await story.outbox(Say)
    assert waiting.attempts == 0
    await falls(story)
    await story.passes(2)
    assert story.said() == []
    state = await story.conversation()
    assert (state.standing, state.quotes) == (Standing.WAITING, ())
    await falls(story, False)
    await story.writes("yes")
    await story.passes(30)
    assert await reserved(story) == 0


async def test_a_reservation_on_its_way_to_the_book_when_the_shadow_falls_is_not_made(story: Story) -> None:
    for words in (WISH, "the first one"):
        await story.writes(words)
        await story.passes(5)
    await story.writes("yes")
    story.clock.advance(timedelta(seconds=5))
    for due in await story.desk.storage.due(story.clock.now(), limit=10):
        if due.command is None:
            await story.desk.serve(due)
    assert len(await story.outbox(Book)) == 1
    await falls(story)
    await story.passes(60)
    state = await story.conversation()
    assert (await reserved(story), state.errand, state.standing) == (0, None, Standing.WAITING)
    await falls(story, False)
    await story.passes(60)
    assert await reserved(story) == 0


async def test_a_draft_somebody_changed_is_held_against_what_they_sent(story: Story) -> None:
    await falls(story)
    draft = await hears(story, WISH)
    await sends(story, draft, text=f"{draft.text} Un saludo, Eva")
    (kept,) = await drafts(story)
    assert kept.fate is Fate.CHANGED
    assert kept.likeness is not None
    assert 50 <= kept.likeness < 100
    other = await hears(story, WISH, guest="other")
    await sends(story, other, text="Le llamo ahora mismo.")
    (otherwise,) = await drafts(story, guest="other")
    assert otherwise.fate is Fate.OTHERWISE
    told = await report(story)
    assert (told.all.drafts, told.all.changed, told.all.otherwise, told.all.likeness) == (2, 1, 1, kept.likeness)
    assert told.all.waited is not None
    assert [(each.intent, each.language, each.drafts) for each in told.kinds] == [(draft.intent, "en", 2)]


async def test_what_was_changed_is_not_believed_to_have_been_said(story: Story) -> None:
    await falls(story)
    draft = await hears(story, WISH)
    await sends(story, draft, text=f"{draft.text} Un saludo, Eva")
    assert (await hears(story, "yes")).would == ()


async def test_a_guest_who_writes_again_first_is_answered_by_the_next_draft(story: Story) -> None:
    await falls(story)
    first = await hears(story, "A double room from 4 to 6 December, please")
    second = await hears(story, "we are two adults")
    assert [each.fate for each in await drafts(story)] == [Fate.OVERTAKEN, Fate.OPEN]
    assert "€" in second.text
    assert await sends(story, first) == Refusal(Reason.NOT_FOUND, detail="draft")
    assert (await report(story)).all.overtaken == 1


async def test_a_price_no_quote_holds_any_more_is_not_sent(story: Story) -> None:
    await falls(story)
    draft = await hears(story, WISH)
    assert draft.good_until is not None
    story.clock.advance(draft.good_until - story.clock.now())
    assert await sends(story, draft) == Refusal(Reason.QUOTE_EXPIRED)
    assert story.said() == []


async def test_a_guest_in_danger_is_told_of_at_once_in_the_shadow_too(story: Story) -> None:
    await falls(story)
    await hears(story, "Help, there is a fire in my room")
    (row,) = await story.outbox(NotifyStaff)
    assert isinstance(row.command, NotifyStaff)
    assert (row.command.reason, row.command.urgent) == ("urgent", True)
    handover = (await story.conversation()).handover
    assert handover is not None
    assert handover.reason is HandoverReason.URGENT
    assert story.said() == []


async def test_nobody_who_waits_in_the_shadow_is_told_anything_when_nobody_comes(story: Story) -> None:
    await falls(story)
    await hears(story, WISH)
    silence = timedelta(minutes=story.desk.tenants.tenants[0].rules.staff_silence_minutes)
    for _ in range(3):
        story.clock.advance(silence)
        await story.passes(2)
    assert story.said() == []
    assert (await story.conversation()).standing is Standing.WAITING
    assert len(await story.outbox(NotifyStaff)) == 2


async def test_of_a_share_only_its_guests_are_in_the_shadow(story: Story) -> None:
    await story.desk.flags.set(SHADOW, Share(50), tenant=story.tenant)
    for number in range(12):
        await story.writes(WISH, guest=f"guest-{number}")
    await story.passes(5)
    spoken_to = {number for number in range(12) if story.said(f"guest-{number}")}
    drafted = {number for number in range(12) if await drafts(story, guest=f"guest-{number}")}
    assert spoken_to | drafted == set(range(12))
    assert spoken_to & drafted == set()
    assert spoken_to
    assert drafted


async def test_another_hotels_shadow_is_its_own(story: Story) -> None:
    await story.desk.flags.set(SHADOW, True, tenant=TenantId("another"))
    await story.writes(WISH)
    await story.passes(5)
    assert len(story.said()) == 1
    assert await drafts(story) == []
    assert await Shadowing(story.desk.staff_room).report(TenantId("nowhere")) == Refusal(Reason.NOT_FOUND)


async def test_a_guest_who_is_forgotten_leaves_no_draft(story: Story) -> None:
    await falls(story)
    await hears(story, WISH)
    await story.desk.forget_guest(story.tenant, "loopback", ACCOUNT, Identity("loopback", "guest"))
    assert await drafts(story) == []
    await story.passes(2)
    assert await drafts(story) == []
    assert (await report(story)).messages == 0


async def test_a_turn_that_is_taken_twice_leaves_one_draft(story: Story) -> None:
    await falls(story)
    await hears(story, WISH)
    name = await story.name()
    for _ in range(2):
        await story.desk._turns.take(story.tenant, name)
    assert len(await drafts(story)) == 1


class Lying(Wording):
    """Words everything with a price that nobody quoted."""

    def __init__(self, inside: Wording) -> None:
        self._inside = inside

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        content = await self._inside.word(reply, language, tone)
        return evolve(content, text=f"{content.text} 1,00 €")


class Mute(Wording):
    """Finds no words."""

    def __init__(self, _inside: Wording) -> None:
        pass

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        raise Unavailable("it is silent")


async def test_a_price_nobody_quoted_stands_in_no_draft() -> None:
    async with open_story(wording=Lying) as story:
        await falls(story)
        draft = await hears(story, WISH)
        assert (draft.text, draft.fate) == ("", Fate.SILENT)
        assert (await story.conversation()).standing is Standing.WAITING


async def test_without_a_draft_people_are_told_all_the_same() -> None:
    async with open_story(wording=Mute) as story:
        await falls(story)
        await story.writes(WISH)
        await story.passes(5)
        assert await drafts(story) == []
        assert (await story.conversation()).standing is Standing.WAITING
        assert len(await story.outbox(NotifyStaff)) == 1


async def test_what_people_write_by_hand_goes_out_and_nothing_else(story: Story) -> None:
    await falls(story)
    draft = await hears(story, "What time is breakfast?")
    await sends(story, draft, text="A las ocho.")
    assert story.said() == ["A las ocho."]
    assert await story.outbox(PassOn) != []
    assert await story.outbox(Modify) == []


class Broken(MemoryFlags):
    """Switches of which nobody can say how they stand."""

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        raise Unavailable("it is silent")


async def test_a_hotel_whose_rules_want_the_shadow_is_in_it_whatever_becomes_of_the_switches() -> None:
    (hotel,) = IN_MEMORY.tenants.tenants
    careful = evolve(IN_MEMORY, tenants=Tenants(tenants=[evolve(hotel, rules=evolve(hotel.rules, shadow=True))]))
    async with open_story(config=careful) as opened:
        story = evolve(opened, desk=evolve(opened.desk, flags=Broken()))
        assert "€" in (await hears(story, WISH)).text
        assert (story.said(), await story.outbox(Say)) == ([], [])
        await falls(opened, False)
        assert (await hears(opened, "What time is breakfast?", guest="other")).text
        assert opened.said("other") == []
