"""What guests ask for in the house stands as a task: once for each request, seen to by somebody, done or cancelled."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Ignore, NotifyStaff
from hotel_agent.domain.conversations.events import GuestErased, GuestTurn
from hotel_agent.domain.conversations.staff_acts import TaskAssigned, TaskSettled
from hotel_agent.domain.conversations.staff_tasks import StaffTask, Tasks, TaskState
from hotel_agent.domain.conversations.talk import Decision
from hotel_agent.domain.conversations.task_list import LONGEST, MOST, with_tasks
from hotel_agent.domain.ids import EventKey
from hotel_agent.testing.specification import NOW, Decided, a_conversation, given, happens, the_guest_writes

TOWELS = the_guest_writes("Toallas, por favor", intents="service_request")
SOON = NOW + timedelta(minutes=5)


def task(number: int, **more: object) -> StaffTask:
    return evolve(StaffTask(number=number, reason="invoice", since=NOW, text=f"n. {number}"), **more)  # type: ignore[arg-type]


def holding(*tasks: StaffTask) -> Decided:
    return given(evolve(a_conversation(), tasks=tasks))


def test_what_is_asked_for_is_a_task_and_what_was_missing_is_added_to_it() -> None:
    assert a_conversation().has_tasks is Tasks.NONE
    asked = given().when(TOWELS)
    (towels,) = asked.state.tasks
    assert (towels.number, towels.reason, towels.text, towels.room) == (1, "service_request", "Toallas, por favor", "")
    assert (towels.state, towels.assigned, towels.is_open) == (TaskState.OPEN, "", True)
    assert asked.state.has_tasks is Tasks.OPEN
    told = asked.when(the_guest_writes("Estoy en la 204"))
    (towels,) = told.state.tasks
    assert (towels.text, towels.room) == ("Toallas, por favor\nEstoy en la 204", "204")
    again = told.when(the_guest_writes("Y un taxi", intents="service_request"))
    assert [(each.number, each.room) for each in again.state.tasks] == [(1, "204"), (2, "204")]


def test_what_is_added_after_the_first_is_done_is_a_task_of_its_own() -> None:
    done = given().when(TOWELS).when(happens(TaskSettled, task=1, became=TaskState.DONE, by="Eva"))
    told = done.when(the_guest_writes("Estoy en la 204"))
    assert [(each.number, each.state.value, each.room) for each in told.state.tasks] == [
        (1, "done", ""),
        (2, "open", "204"),
    ]


def test_a_task_is_somebodys_and_done_once() -> None:
    given_to = holding(task(1), task(2)).when(happens(TaskAssigned, task=2, to="Luis", by="Eva"))
    assert [each.assigned for each in given_to.then_ignores("noted").state.tasks] == ["", "Luis"]
    settled = given_to.when(happens(TaskSettled, task=2, became=TaskState.CANCELLED, by="Luis", at=SOON))
    first, second = settled.then_ignores("noted").state.tasks
    assert first == task(1)
    assert (second.state, second.settled_by, second.settled_at) == (TaskState.CANCELLED, "Luis", SOON)
    for late in (
        happens(TaskSettled, task=2, became=TaskState.DONE, by="Eva"),
        happens(TaskAssigned, task=2, to="Eva", by="Eva"),
        happens(TaskSettled, task=9, became=TaskState.DONE, by="Eva"),
    ):
        assert settled.when(late).then_ignores("no_open_task").state.tasks == (first, second)
    all_done = settled.when(happens(TaskSettled, task=1, became=TaskState.DONE, by="Eva"))
    assert all_done.state.has_tasks is Tasks.SETTLED


def test_so_many_are_remembered_and_nothing_that_is_open_is_lost() -> None:
    done = [task(number, state=TaskState.DONE) for number in range(2, 4)]
    full = holding(task(1), *done, *(task(number) for number in range(4, MOST + 1))).when(TOWELS)
    assert [each.number for each in full.state.tasks] == [1, *range(3, MOST + 2)]
    flooded = holding(*(task(number) for number in range(1, MOST + 1))).when(TOWELS)
    assert len(flooded.state.tasks) == MOST
    assert flooded.state.tasks[-1].text == f"n. {MOST}\nToallas, por favor"


def test_the_words_beside_a_task_come_to_an_end() -> None:
    flooded = holding(*(task(number, text="x" * LONGEST) for number in range(1, MOST + 1))).when(TOWELS)
    assert len(flooded.state.tasks[-1].text) == LONGEST


def test_what_staff_are_told_for_another_reason_is_no_task() -> None:
    told = given().when(the_guest_writes("Quiero hablar con una persona", intents="person"))
    assert told.the(NotifyStaff).reason == "guest_asked"
    assert told.state.tasks == ()


def test_a_task_without_words_is_one_all_the_same() -> None:
    state: Conversation = a_conversation()
    event = GuestErased(key=EventKey("e"), at=NOW, sent_at=NOW)
    told = with_tasks(state, event, Decision(state, (Ignore("x"), NotifyStaff(reason="delete_data"))))
    assert [(each.reason, each.text) for each in told.state.tasks] == [("delete_data", "")]


def test_who_is_forgotten_leaves_no_words_in_a_task() -> None:
    wish = GuestErased(key=EventKey("erased:1"), at=SOON, sent_at=SOON)
    known = holding(task(1, room="204"))
    (left,) = known.when(GuestTurn(key=EventKey("turn"), at=SOON, sent=(wish,))).state.tasks
    assert (left.reason, left.text, left.room, left.is_open) == ("invoice", "", "", True)
