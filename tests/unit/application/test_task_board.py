"""What guests ask for in the house is listed once, given to somebody, and settled once, by whoever is first."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, SECOND, open_story

from hotel_agent.application.masking import masked_guest
from hotel_agent.application.staff_room import Shown
from hotel_agent.application.task_board import AT_ONCE, MOST, TaskBoard
from hotel_agent.application.transcript import Speaker
from hotel_agent.bootstrap import load_config
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.conversation import KnownGuest
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.staff_tasks import StaffTask, TaskState
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConversationId, GuestId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.rows import Place

TOWELS = "Could you bring more towels to room 204, please?"


async def test_a_request_is_one_task_until_somebody_settles_it_and_the_first_to_say_so_counts() -> None:
    async with open_story() as story:
        board, tenant = story.desk.staff_room.tasks, story.tenant
        await story.writes(TOWELS)
        await story.passes(5)
        name = await story.name()
        (listed,) = (await board.list(tenant)).tasks
        assert (listed.conversation.id, listed.task.number, listed.task.text) == (name, 1, TOWELS)
        for request in ("1", "1"):
            assert await board.assign(tenant, name, 1, to="Luis", request=request, by="Eva") is None
        await story.passes(1)
        assert (await board.list(tenant, assigned="Eva")).tasks == ()
        assert [each.task.assigned for each in (await board.list(tenant, assigned="Luis")).tasks] == ["Luis"]
        done = await board.settle(tenant, name, 1, became=TaskState.DONE, request="2", by="Luis")
        # Before the desk has decided it the second already sees the first.
        late = await board.settle(tenant, name, 1, became=TaskState.CANCELLED, request="3", by="Eva")
        again = await board.settle(tenant, name, 1, became=TaskState.DONE, request="2", by="Luis")
        assert (done, late, again) == (None, Refusal(Reason.NOT_ALLOWED, detail="done by Luis"), None)
        await story.passes(1)
        assert (await board.list(tenant)).tasks == ()
        (settled,) = (await board.list(tenant, states=(TaskState.DONE, TaskState.CANCELLED))).tasks
        assert (settled.task.state, settled.task.settled_by) == (TaskState.DONE, "Luis")
        assert await board.assign(tenant, name, 1, to="Eva", request="4", by="Eva") == late
        shown = await story.desk.staff_room.show(tenant, name, masked=False)
        assert isinstance(shown, Shown)
        noted = [(each.by, each.what, each.text) for each in shown.said if each.speaker is Speaker.NOTE]
        assert noted == [("Eva", "task 1 assigned to", "Luis"), ("Luis", "task 1 done", "")]
        async with story.desk.storage.work(tenant) as work:
            acts = [(act.action, act.by, act.subject, act.before, act.after) for act in reversed(await work.acts())]
        nobodys, luis = {"state": "open", "assigned": ""}, {"state": "open", "assigned": "Luis"}
        assert acts == [
            ("task_assign", "Eva", f"{name} task 1", nobodys, luis),
            ("task_done", "Luis", f"{name} task 1", luis, {"state": "done", "assigned": "Luis"}),
        ]


@pytest.mark.parametrize("kept", ["in memory", "in SQLite"])
async def test_one_message_brought_twice_is_one_task_once_told_to_staff(kept: str, tmp_path: Path) -> None:
    config = load_config({"HOTEL_DATA_DIR": str(tmp_path)}) if kept == "in SQLite" else IN_MEMORY
    async with open_story(config=config) as story:
        raw = story.loopback.writes("ana", TOWELS, at=story.clock.now(), name="m-1")
        for pause in (0, 5, 0):  # before it is decided, and after
            await story.desk.receive("loopback", raw, story.loopback.credentials)
            await story.passes(pause)
        await story.passes(5)
        (listed,) = (await story.desk.staff_room.tasks.list(story.tenant)).tasks
        assert (listed.task.number, listed.task.text) == (1, TOWELS)
        assert len(await story.outbox(NotifyStaff, guest="ana")) == 1
        assert len(story.said("ana")) == 1


async def test_nobody_settles_what_there_is_not_or_what_has_changed_since() -> None:
    async with open_story() as story:
        board, tenant = story.desk.staff_room.tasks, story.tenant
        await story.writes(TOWELS)
        await story.passes(5)
        name = await story.name()
        for where, number in ((ConversationId("nowhere"), 1), (name, 2)):
            told = await board.settle(tenant, where, number, became=TaskState.DONE, request="1", by="Eva")
            assert told == Refusal(Reason.NOT_FOUND)
        with pytest.raises(Conflict, match="look again"):
            await board.settle(tenant, name, 1, became=TaskState.DONE, request="2", by="Eva", expects=0)
        await story.passes(1)
        assert len((await board.list(tenant)).tasks) == 1


async def test_a_long_list_goes_on_page_by_page_and_shows_each_task_once() -> None:
    async with open_story() as story:
        board = story.desk.staff_room.tasks
        await story.writes("hello")
        await story.passes(5)
        name = await story.name()
        async with story.desk.storage.work(story.tenant) as work:
            stored = await work.load(name)
            assert stored is not None
            for number in range(MOST + AT_ONCE + 1):
                whose = "Eva" if number == 0 else "Luis"
                tasks = (
                    StaffTask(number=1, reason="invoice", since=NOW, assigned=whose),
                    StaffTask(number=2, reason="invoice", since=NOW, state=TaskState.DONE),
                )
                await work.begin(
                    evolve(
                        stored.conversation,
                        id=ConversationId(f"c-{number:03}"),
                        guest=GuestId(f"g-{number}"),
                        last_guest_at=NOW + number * SECOND,
                        tasks=tasks,
                    )
                )
        seen = await _paged(board, story.tenant, (TaskState.OPEN,), "")
        assert seen == [f"c-{number:03}" for number in reversed(range(MOST + AT_ONCE + 1))]
        assert await _paged(board, story.tenant, (TaskState.OPEN,), "Eva") == ["c-000"]
        both = await _paged(board, story.tenant, tuple(TaskState), "")
        assert both == [each for each in seen for _ in range(2)]


async def _paged(board: TaskBoard, tenant: TenantId, states: Sequence[TaskState], assigned: str) -> list[str]:
    seen: list[str] = []
    after: Place | None = None
    while True:
        page = await board.list(tenant, states=states, assigned=assigned, after=after, limit=45)
        seen += [each.conversation.id for each in page.tasks]
        after = page.after
        if after is None:
            return seen


async def test_shown_masked_a_task_says_nothing_by_which_the_guest_could_be_reached() -> None:
    async with open_story() as story:
        await story.writes(TOWELS)
        await story.passes(5)
        (listed,) = (await story.desk.staff_room.tasks.list(story.tenant)).tasks
        told = evolve(listed.task, text="I am Ana Perez, ana@x.org, +34 600 123 456")
        state = evolve(listed.conversation, known=KnownGuest(name="Ana Perez"), tasks=(told,))
        assert masked_guest(state).tasks[0].text == "I am A. P., a…@…org, …56"
