"""A receptionist at the terminal: who waits, what was said, taking over, answering, giving back."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_staff_room, upgrade_database
from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason, KnownGuest
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.conversations.events import Booked, Cancelled, GuestWrote
from hotel_agent.domain.conversations.staff_acts import StaffAnswered
from hotel_agent.domain.conversations.staff_tasks import StaffTask, TaskState
from hotel_agent.domain.conversations.trace import BookAsked, Trace, WordsRead
from hotel_agent.domain.conversations.understanding import IntentScore
from hotel_agent.domain.ids import (
    AccountId,
    ConfirmationNumber,
    ConversationId,
    EffectKey,
    EventKey,
    GuestId,
    PropertyId,
    ProviderId,
    RoomTypeId,
)
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import NightPrice, Price
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.rows import AuditEntry

STAY = Stay(date(2026, 12, 4), date(2026, 12, 6))
RESERVED = Reservation(
    number=ConfirmationNumber("R1"),
    property_id=PropertyId("marina"),
    room_stays=(RoomStay(room_type=RoomTypeId("double"), name=LocalText.of("Doble"), stay=STAY, occupancy=Party(2)),),
    price=Price(
        nights=tuple(NightPrice(night, Money(10_000, "EUR")) for night in STAY.nights), total=Money(20_000, "EUR")
    ),
    terms=CancellationTerms(),
    booker=Booker(name="Ana García"),
)


def environ(folder: Path) -> dict[str, str]:
    return {"HOTEL_DATA_DIR": str(folder)}


def run(folder: Path, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["conversations", *arguments], env=environ(folder), input=typed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which Ana waits for a person, and Bruno does not."""
    asyncio.run(_filled(tmp_path))
    return tmp_path


async def _filled(folder: Path) -> None:
    config = load_config(environ(folder))
    await upgrade_database(config)
    async with open_staff_room(config) as room:
        tenant, now = room.tenants.tenants[0], room.clock.now()
        since, until = now - timedelta(minutes=25), now + timedelta(hours=9)
        asked = Handover(reason=HandoverReason.GUEST_ASKED, since=since, until=until)
        for name, guest, handover in (("ana-0123456789", "Ana García", asked), ("bruno-987654321", "Bruno Lima", None)):
            conversation = Conversation(
                id=ConversationId(name),
                tenant=tenant.id,
                property_id=tenant.properties[0].id,
                channel="webchat",
                account=AccountId("door"),
                guest=GuestId(name),
                language=tenant.languages[0],
                known=KnownGuest(name=guest, phone="+34600123456"),
                handover=handover,
                last_guest_at=now,
            )
            wrote = GuestWrote(key=EventKey(f"message:{name}"), at=now, sent_at=now, text=f"Soy {guest}, ana@x.org")
            async with room.storage.work(tenant.id) as work:
                await work.begin(conversation)
                await work.add_event(conversation.id, wrote, received_at=now, due_at=now)
            async with room.storage.work(tenant.id) as work:
                await work.commit_turn(conversation, version=0, consumed=[wrote.key], commands=[])


async def _reserved(folder: Path) -> None:
    """Ana reserved two stays, cancelled one, and was told so in two messages."""
    async with open_staff_room(load_config(environ(folder))) as room:
        tenant, now, ana = room.tenants.tenants[0], room.clock.now(), ConversationId("ana-0123456789")
        penalty = Cancellation(number=RESERVED.number, penalty=Money(10_000, "EUR"))
        events = (
            Booked(key=EventKey("result:1"), at=now, effect=EffectKey("1"), reservation=RESERVED),
            Cancelled(key=EventKey("result:2"), at=now, effect=EffectKey("2"), cancellation=penalty),
        )
        async with room.storage.work(tenant.id) as work:
            stored = await work.load(ana)
            assert stored is not None
            for each in events:
                await work.add_event(ana, each, received_at=now, due_at=now)
            made = evolve(stored.conversation, made=(ConfirmationNumber("Q7H8FJ"),))
            consumed = [each.key for each in events]
            await work.commit_turn(made, version=stored.version, consumed=consumed, commands=[])
            for number, billable in enumerate((True, False)):
                await work.note_cost(ana, ProviderId(f"m-{number}"), MessageCost(billable=billable), at=now)


async def _explained(folder: Path) -> None:
    """Ana's last turn, and why it came out so."""
    trace = Trace(
        at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        kinds=("GuestWrote",),
        read=(
            WordsRead(
                reader="embedded",
                wishes=(IntentScore("book", 0.9),),
                values=(("arrival", "2026-12-04"), ("name", "…")),
                answer="yes",
            ),
            WordsRead(),
        ),
        asked=(
            BookAsked(operation="search", about="two nights", outcome="found", count=2, milliseconds=41),
            BookAsked(operation="find", about="reservation Q7H8FJ", outcome="silent"),
        ),
        rules=("aside:house_question", "wish:book"),
        lines=("quote.put",),
        sources=("breakfast (Eva)",),
    )
    async with open_staff_room(load_config(environ(folder))) as room:
        tenant, ana = room.tenants.tenants[0].id, ConversationId("ana-0123456789")
        async with room.storage.work(tenant) as work:
            stored = await work.load(ana)
            assert stored is not None
            kept = stored.conversation
            await work.commit_turn(kept, version=stored.version, consumed=[], commands=[], trace=trace)


async def _acts(folder: Path) -> Sequence[AuditEntry]:
    async with (
        open_staff_room(load_config(environ(folder))) as room,
        room.storage.work(room.tenants.tenants[0].id) as work,
    ):
        return await work.acts()


async def _kinds(folder: Path, name: str) -> list[str]:
    async with (
        open_staff_room(load_config(environ(folder))) as room,
        room.storage.work(room.tenants.tenants[0].id) as work,
    ):
        return [type(row.event).__name__ for row in await work.open_events(ConversationId(name))]


async def _buttons(folder: Path, name: str) -> list[tuple[str, ...]]:
    async with (
        open_staff_room(load_config(environ(folder))) as room,
        room.storage.work(room.tenants.tenants[0].id) as work,
    ):
        events = [row.event for row in await work.open_events(ConversationId(name))]
        return [each.buttons for each in events if isinstance(each, StaffAnswered)]


def test_who_waits_is_shown_first_and_nobody_could_be_called_by_it(folder: Path) -> None:
    listed = run(folder, "list")
    assert listed.exit_code == 0
    (line,) = listed.output.splitlines()
    assert line.startswith("ana-012345  waits for a person     25 min")
    assert line.endswith("webchat  A. G.  guest_asked")
    assert len(run(folder, "list", "--all", "--tenant", "marina").output.splitlines()) == 2
    assert run(folder, "list", "--with-staff").output == "No conversation with staff.\n"
    first = run(folder, "list", "--all", "--limit", "1").output.splitlines()
    rest = run(folder, "list", "--all", "--limit", "1", "--after", first[-1].split()[-1]).output
    assert {first[0].split()[0], rest.split()[0]} == {"ana-012345", "bruno-9876"}


def test_one_is_found_by_who_the_guest_is_by_what_was_said_and_by_door(folder: Path) -> None:
    for words in ("garcia", "soy ana garcía"):
        (line,) = run(folder, "list", "--search", words).output.splitlines()
        assert line.startswith("ana-012345  waits for a person")
    assert run(folder, "list", "--search", "600 123 456", "--door", "webchat").output.count("\n") == 2
    assert run(folder, "list", "--search", "cuna").output == "No conversation.\n"
    assert run(folder, "list", "--door", "whatsapp").output == "No conversation waits for a person.\n"
    assert run(folder, "list", "--holder", "Eva").output == "No conversation.\n"


def test_one_is_read_masked_unless_it_is_asked_otherwise(folder: Path) -> None:
    masked, plain = run(folder, "show", "ana"), run(folder, "show", "ana", "--unmasked")
    assert (masked.exit_code, plain.exit_code) == (0, 0)
    assert not [each for each in ("García", "600123456", "ana@x.org") if each in masked.output]
    assert [each for each in ("García", "600123456", "ana@x.org") if each in plain.output] != []
    assert "Waits for a person since" in plain.output
    assert "Piden hablar con una persona" in plain.output
    assert "guest       Soy Ana García, ana@x.org" in plain.output


def test_what_was_reserved_and_what_messages_cost_is_shown(folder: Path) -> None:
    asyncio.run(_reserved(folder))
    lines = [line.strip() for line in run(folder, "show", "ana").output.splitlines()]
    assert "Reservation Q7H8FJ: made here." in lines
    assert "The channel charges for 1 of 2 messages." in lines
    told = next(line for line in lines if line.startswith("Reservation R1: made, cancelled here, cancelled as last"))
    assert told.endswith("2026-12-04 to 2026-12-06, 200.00 EUR, cancelling cost 100.00 EUR.")


def test_why_the_machine_said_what_it_said_is_shown_where_it_is_asked_for(folder: Path) -> None:
    asyncio.run(_explained(folder))
    assert "why:" not in run(folder, "show", "ana").output
    lines = [line.strip() for line in run(folder, "show", "ana", "--trace").output.splitlines()]
    at = lines.index(next(line for line in lines if line.endswith("why: GuestWrote")))
    assert lines[at + 1 :] == [
        "understood:        book 0.90; arrival 2026-12-04, name …; yes (embedded)",
        "understood:        nothing (unknown reader)",
        "asked:             search two nights: found 2, 41 ms",
        "asked:             find reservation Q7H8FJ: silent, 0 ms",
        "decided by:        aside:house_question, wish:book",
        "said:              quote.put",
        "taken from:        breakfast (Eva)",
    ]
    assert run(folder, "show", "bruno", "--trace").exit_code == 0


def test_a_conversation_is_taken_answered_noted_passed_on_and_released(folder: Path) -> None:
    steps = (
        (("take", "ana", "--by", "Eva"), "Eva has it now; the machine is silent in it.\n"),
        (("reply", "ana", "Buenos días", "--by", "Eva"), "It is passed on to the guest by the service;"),
        (("note", "ana", "Es alérgica", "--by", "Eva"), "It is noted.\n"),
        (("assign", "ana", "--to", "Luis", "--by", "Eva"), "Luis has it now.\n"),
        (("release", "ana", "--by", "Luis"), "The machine has it again"),
    )
    for arguments, said in steps:
        done = run(folder, *arguments)
        assert (done.exit_code, done.output.startswith(said)) == (0, True), done.output
    acts = [(act.action, act.by) for act in reversed(asyncio.run(_acts(folder)))]
    assert acts == [("take_over", "Eva"), ("answer", "Eva"), ("note", "Eva"), ("assign", "Eva"), ("release", "Luis")]
    assert asyncio.run(_kinds(folder, "ana-0123456789")) == [
        *("StaffTookOver", "StaffAnswered", "StaffNoted", "StaffAssigned", "StaffReleased")
    ]


def test_the_second_receptionist_is_told_who_has_it(folder: Path) -> None:
    run(folder, "take", "ana", "--by", "Eva")
    late = run(folder, "take", "ana", "--by", "Luis")
    assert late.exit_code == 1
    assert "Eva has it. Nothing was done; `hotel-agent conversations assign ana --to WHO`" in late.output


def test_an_answer_may_be_typed(folder: Path) -> None:
    assert run(folder, "reply", "ana", "-", typed="Buenos días\n").exit_code == 0
    empty = run(folder, "reply", "ana", "-", typed="\n")
    assert (empty.exit_code, "no words" in empty.output) == (1, True)
    assert "4000" in run(folder, "reply", "ana", "x" * 4001).output


def test_an_answer_may_have_buttons(folder: Path) -> None:
    asked = run(folder, "reply", "ana", "¿A qué hora?", "--button", "Antes de las 15 h", "--button", " Más tarde ")
    assert asked.exit_code == 0, asked.output
    assert asyncio.run(_buttons(folder, "ana-0123456789")) == [("Antes de las 15 h", "Más tarde")]
    refused = run(folder, "reply", "ana", "¿A qué hora?", "--button", "Sí", "--button", "SÍ")
    assert refused.exit_code == 1
    assert "Nothing was done: buttons 1 and 2 say the same; give each its own words." in refused.output
    assert len(asyncio.run(_buttons(folder, "ana-0123456789"))) == 1


def test_what_is_not_there_is_said(folder: Path) -> None:
    for arguments, said in (
        (("show", "carla"), "no conversation of this name"),
        (("take", ""), "no conversation of this name"),
        (("list", "--tenant", "luna"), "There is no hotel 'luna' here; these are: marina."),
    ):
        answer = run(folder, *arguments)
        assert (answer.exit_code, said in answer.output) == (1, True), answer.output


def test_a_name_that_several_begin_with_is_asked_for_more(folder: Path) -> None:
    asyncio.run(_another(folder))
    answer = run(folder, "take", "ana")
    assert (answer.exit_code, "several names begin with it" in answer.output) == (1, True)
    assert run(folder, "take", "ana-0123456789").exit_code == 0


async def _another(folder: Path) -> None:
    async with open_staff_room(load_config(environ(folder))) as room:
        tenant = room.tenants.tenants[0]
        async with room.storage.work(tenant.id) as work:
            stored = await work.load(ConversationId("ana-0123456789"))
            assert stored is not None
            another = evolve(stored.conversation, id=ConversationId("ana-01234567890"), guest=GuestId("another"))
            await work.begin(another)


def test_a_guest_is_blocked_and_let_in_again(folder: Path) -> None:
    shut = run(folder, "block", "ana", "--by", "Eva")
    assert (shut.exit_code, shut.output) == (0, "Nobody answers this guest at this door any more.\n")
    refused = run(folder, "reply", "ana", "Hola", "--by", "Luis")
    assert refused.exit_code == 1
    assert "`hotel-agent conversations unblock ana` lets them in again" in refused.output
    opened = run(folder, "unblock", "ana", "--by", "Luis")
    assert (opened.exit_code, opened.output) == (0, "The machine answers this guest's next message.\n")
    acts = [(act.action, act.by) for act in reversed(asyncio.run(_acts(folder)))]
    assert acts == [("block", "Eva"), ("unblock", "Luis")]


async def _asked_for(folder: Path, count: int) -> None:
    """Ana asked for so much in the house; the last of it was settled."""
    async with open_staff_room(load_config(environ(folder))) as room:
        tenant, ana = room.tenants.tenants[0].id, ConversationId("ana-0123456789")
        at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        tasks = tuple(
            StaffTask(number=each, reason="service_request", since=at, text="Toallas, Ana", room="204")
            for each in range(1, count + 1)
        )
        settled = evolve(tasks[-1], state=TaskState.CANCELLED, settled_by="Luis", assigned="Luis")
        async with room.storage.work(tenant) as work:
            stored = await work.load(ana)
            assert stored is not None
            state = evolve(stored.conversation, tasks=(*tasks[:-1], settled))
            await work.commit_turn(state, version=stored.version, consumed=[], commands=[])


def test_what_guests_asked_for_is_listed_given_to_somebody_and_settled_once(folder: Path) -> None:
    assert run(folder, "tasks").output == "Nothing is to be done.\n"
    assert run(folder, "tasks", "--state", "all").output == "No task.\n"
    asyncio.run(_asked_for(folder, 4))
    listed = run(folder, "tasks").output.splitlines()
    assert [line.split()[:2] for line in listed] == [["ana-012345", str(each)] for each in (1, 2, 3)]
    assert all("service_request  A. G., room 204  [nobody yet]  Toallas, A." in line for line in listed)
    settled = run(folder, "tasks", "--state", "cancelled", "--assigned", "Luis").output
    assert "[cancelled by Luis]" in settled
    assert "Task 4, service_request: cancelled, Luis." in run(folder, "show", "ana").output
    for arguments, told in (
        (("task-assign", "ana", "1", "--to", "Luis", "--by", "Eva"), "Luis sees to it.\n"),
        (("task-done", "ana", "1", "--by", "Eva"), "The task is done.\n"),
        (("task-cancel", "ana", "2", "--by", "Eva"), "The task is cancelled.\n"),
    ):
        answer = run(folder, *arguments)
        assert (answer.exit_code, answer.output) == (0, told)
    for number, words in (
        ("1", "settled already: done by Eva."),
        ("4", "settled already: cancelled by Luis."),
        ("5", "No task of this number there"),
    ):
        refused = run(folder, "task-done", "ana", number, "--by", "Luis")
        assert refused.exit_code == 1
        assert words in refused.output
    acts = [(act.action, act.by) for act in reversed(asyncio.run(_acts(folder)))]
    assert acts == [("task_assign", "Eva"), ("task_done", "Eva"), ("task_cancel", "Eva")]


def test_a_list_of_tasks_goes_on_where_it_ended(folder: Path) -> None:
    asyncio.run(_asked_for(folder, 2))
    first = run(folder, "tasks", "--limit", "1").output.splitlines()
    assert first[-1] == "There may be more: --after ana-0123456789"
    assert run(folder, "tasks", "--after", "ana").output == "Nothing more.\n"
