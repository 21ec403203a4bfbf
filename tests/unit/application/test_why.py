"""Staff read why the machine said what it said: understood, known, asked, decided, withheld, turn by turn."""

from collections.abc import Sequence

from attrs import evolve
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.application.why import Explained, explained
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.ids import ConversationId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.trouble.pms import SilentPms


async def _why(story: Story, *, masked: bool = False) -> Sequence[Explained]:
    found = await story.desk.staff_room.why(story.tenant, await story.name(), masked=masked)
    assert not isinstance(found, Refusal)
    return found


async def _tells(story: Story, *texts: str) -> None:
    for text in texts:
        await story.writes(text)
        await story.passes(5)


async def test_a_quote_is_explained_by_what_was_understood_and_what_the_book_offered() -> None:
    async with open_story() as story:
        await _tells(story, WISH)
        (turn,) = await _why(story)
        trace = turn.trace
        (read,) = trace.read
        assert (read.reader, trace.kinds, trace.failed) == ("embedded", ("GuestWrote",), "")
        values = dict(read.values)
        assert (values["arrival"], values["departure"], values["name"]) == ("2026-12-04", "2026-12-06", "…")
        (asked,) = trace.asked
        assert (asked.operation, asked.about, asked.outcome) == (
            "search",
            "2026-12-04 to 2026-12-06, 2 adults, double",
            "found",
        )
        assert trace.rules[-1].startswith("wish:")
        assert "Ana" not in repr(trace)
        assert "ana@x.org" not in repr(trace)
        (told,) = turn.told
        assert (told.said.text.splitlines()[0], told.said.fate, told.withheld) == (
            story.said()[0].splitlines()[0],
            "sent",
            "",
        )


async def test_a_reservation_is_explained_by_the_answer_and_by_what_the_book_made() -> None:
    async with open_story() as story:
        await _tells(story, WISH, "Yes, please")
        _, yes, made = await _why(story)
        assert yes.trace.read[0].answer == "yes"
        assert yes.trace.rules == ("answer:accept_quote",)
        (booked,) = [each for each in yes.done if each.kind == "Book"]
        assert (booked.state, booked.outcome, booked.attempts) == (CommandState.DONE, "Booked", 1)
        assert booked.milliseconds is not None
        assert made.trace.kinds == ("Booked",)


async def test_what_the_house_knows_is_told_with_where_it_was_taken_from() -> None:
    async with open_story() as story:
        await _tells(story, "Is there wifi?", "Do you have a casino?")
        wifi, unknown = await _why(story)
        assert wifi.trace.rules[0].startswith("aside:")
        assert wifi.trace.sources == (await story.outbox(Say))[0].command.sources  # type: ignore[union-attr]
        assert wifi.trace.sources
        assert (unknown.trace.sources, unknown.trace.unanswered) == ((), ("casino",))


async def test_a_silent_book_and_a_person_who_was_fetched_are_told() -> None:
    async with open_story(book=lambda book: SilentPms(book, search=1)) as story:
        await _tells(story, WISH, "I want to speak to a person, please")
        silent, fetched = await _why(story)
        assert [each.outcome for each in silent.trace.asked] == ["silent"]
        assert fetched.trace.rules[-1] == "hand_over:guest_asked"
        assert {each.kind for each in fetched.done} >= {"NotifyStaff", "WakeAt"}


async def test_what_was_withheld_is_told_with_its_reason() -> None:
    async with open_story() as story:
        await _tells(story, WISH)
        (turn,) = await _why(story)
        name = await story.name()
        async with story.desk.storage.work(story.tenant) as work:
            rows, happened = await work.outbox(name), await work.happened(name)
        held = [evolve(row, state=CommandState.GIVEN_UP, cause="amounts that nobody quoted: 5") for row in rows]
        undone = [evolve(row, delivery=None, receipt=None) for row in held]
        (again,) = explained([turn.trace], happened, undone)
        assert [(each.said.fate, each.withheld) for each in again.told] == [("not sent", held[0].cause)]
        (alone,) = explained([turn.trace], [], [])
        assert (alone.told, alone.done) == ((), ())


async def test_shown_masked_its_replies_name_nobody_and_another_hotels_is_not_there() -> None:
    async with open_story() as story:
        await _tells(story, WISH, "Yes, please")
        room = story.desk.staff_room
        assert "Ana Perez" in repr([each.said.text for turn in await _why(story) for each in turn.told])
        masked = repr([each.said.text for turn in await _why(story, masked=True) for each in turn.told])
        assert "Perez" not in masked
        for tenant, name in ((TenantId("other"), await story.name()), (story.tenant, ConversationId("nowhere"))):
            assert await room.why(tenant, name, masked=True) == Refusal(Reason.NOT_FOUND)
