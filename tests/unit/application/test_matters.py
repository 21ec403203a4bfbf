"""What is decided now, and what of it as one."""

from collections.abc import Collection

from tests.unit.application.story import NOW, SECOND

from hotel_agent.application.matters import matters_in, ready, together
from hotel_agent.domain.conversations.events import Event, GivenUp, GuestTurn, GuestWrote, TimePassed
from hotel_agent.domain.ids import EffectKey, EventKey
from hotel_agent.ports.rows import InboxRow
from hotel_agent.testing.contracts.storage.keeper import a_conversation


def wrote(name: str) -> GuestWrote:
    return GuestWrote(key=EventKey(f"message:{name}"), at=NOW, sent_at=NOW, text=name)


def woken(name: str) -> TimePassed:
    return TimePassed(key=EventKey(f"wake:{name}"), at=NOW, about=name)


def given_up(name: str) -> GivenUp:
    return GivenUp(key=EventKey(f"result:{name}"), at=NOW, effect=EffectKey(name), command="book")


def row(event: Event, *, due_in: int = 0, tries: int = 0) -> InboxRow:
    return InboxRow(event=event, received_at=NOW, due_at=NOW + due_in * SECOND, tries=tries)


def taken(*rows: InboxRow, counted: Collection[EventKey] = ()) -> list[list[str]]:
    return [list(matter.keys) for matter in together(matters_in(rows, counted=counted))]


def test_what_a_command_came_to_is_decided_first_but_not_before_it_is_due() -> None:
    waiting = [row(wrote("1")), row(given_up("later"), due_in=1), row(given_up("now")), row(woken("1"))]
    now = ready(waiting, a_conversation(), NOW, 2 * SECOND)
    assert [each.event.key for each in now] == ["result:now", "message:1", "wake:1"]


def test_all_a_guest_sent_is_one_matter_where_the_first_of_it_stands() -> None:
    rows = [row(woken("1")), row(wrote("1")), row(woken("2")), row(wrote("2"))]
    assert taken(*rows) == [["wake:1"], ["message:1", "message:2"], ["wake:2"]]
    happening = matters_in(rows, counted=())[1].happening(NOW)
    assert happening == GuestTurn(key=wrote("1").key, at=NOW, sent=(wrote("1"), wrote("2")))


def test_what_was_tried_in_vain_goes_alone() -> None:
    once = row(woken("2"), tries=1)
    assert taken(row(woken("1")), once, row(woken("3"))) == [["wake:1"]]
    assert taken(once, row(woken("3"))) == [["wake:2"]]
    assert taken(row(wrote("1")), row(wrote("2"), tries=1)) == [["message:1", "message:2"]]


def test_a_try_that_is_counted_already_is_no_try_in_vain() -> None:
    once = row(woken("1"), tries=1)
    assert taken(once, row(woken("2")), counted={woken("1").key}) == [["wake:1"], ["wake:2"]]
    assert taken() == []


def test_of_two_messages_kept_at_the_same_moment_none_is_answered_without_the_other() -> None:
    quiet, at_once = 2 * SECOND, NOW - 2 * SECOND
    first = InboxRow(event=wrote("1"), received_at=at_once, due_at=NOW)
    beside = InboxRow(event=wrote("2"), received_at=at_once + SECOND / 10, due_at=NOW + SECOND / 10)
    put_off = InboxRow(event=wrote("3"), received_at=at_once, due_at=NOW + SECOND, tries=1)
    now = ready([first, beside, put_off], a_conversation(), NOW, quiet)
    assert [each.event.key for each in now] == ["message:1", "message:2"]
    assert ready([beside, put_off], a_conversation(), NOW, quiet) == []
