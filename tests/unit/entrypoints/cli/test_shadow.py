"""A hotel tries the machine out, at the terminal: the draft, sending it, and the report."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_staff_room, upgrade_database
from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.drafts import Draft, Fate
from hotel_agent.domain.ids import AccountId, ConversationId, DraftId, EventKey, GuestId
from hotel_agent.entrypoints.cli import main


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"HOTEL_DATA_DIR": str(folder)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which Ana waits for one of three drafts to be sent."""
    asyncio.run(_filled(tmp_path))
    return tmp_path


async def _filled(folder: Path) -> None:
    config = load_config({"HOTEL_DATA_DIR": str(folder)})
    await upgrade_database(config)
    async with open_staff_room(config) as room:
        tenant, now = room.tenants.tenants[0], room.clock.now()
        ana = Conversation(
            id=ConversationId("ana-0123456789"),
            tenant=tenant.id,
            property_id=tenant.properties[0].id,
            channel="webchat",
            account=AccountId("door"),
            guest=GuestId("ana"),
            language=tenant.languages[0],
            known=KnownGuest(name="Ana García"),
        )
        async with room.storage.work(tenant.id) as work:
            await work.begin(ana)
            for minutes, name, fate, would in (
                (30, "changed-draft", Fate.CHANGED, ()),
                (20, "writing-draft", Fate.OTHERWISE, ("book",)),
                (10, "old-draft-too-old", Fate.OVERTAKEN, ()),
                (5, "waiting-draft", Fate.OPEN, ()),
            ):
                at = now - timedelta(minutes=minutes)
                await work.keep_draft(
                    Draft(
                        key=DraftId(name),
                        conversation=ana.id,
                        property_id=ana.property_id,
                        at=at,
                        events=(EventKey(f"message:{name}"),),
                        text="Hola, Ana García:\nhay una doble.",
                        language=ana.language,
                        intent="price",
                        would=would,
                        good_until=now + timedelta(hours=1) if fate is Fate.OPEN else now,
                        fate=fate,
                        likeness=80 if fate is Fate.CHANGED else None,
                        settled_at=None if fate is Fate.OPEN else at + timedelta(minutes=4),
                    )
                )


def test_the_draft_is_shown_masked_and_sent_as_it_is(folder: Path) -> None:
    shown = run(folder, "conversations", "show", "ana")
    assert shown.exit_code == 0, shown.output
    assert "Draft waiting-dr, its price holds until" in shown.output
    assert "  Hola, A. G.:\n  hay una doble." in shown.output
    sent = run(folder, "conversations", "send-draft", "ana", "waiting-dr", "--by", "eva")
    assert (sent.exit_code, sent.output.startswith("It is passed on")) == (0, True), sent.output
    other = run(folder, "conversations", "send-draft", "nobody", "waiting-dr")
    assert "no conversation of this name" in other.output


@pytest.mark.parametrize("draft", ["old-draft", "changed-draft", "nonsense"])
def test_a_draft_that_is_over_is_not_sent(folder: Path, draft: str) -> None:
    told = run(folder, "conversations", "send-draft", "ana", draft)
    assert (told.exit_code, "no such draft any more" in told.output) == (1, True)


def test_the_report_compares_and_counts_apart_what_would_have_been_written(folder: Path) -> None:
    told = run(folder, "shadow-report", "--from", "2020-01-01", "--to", "2020-12-31")
    assert ": 0 messages" in told.output
    told = run(folder, "shadow-report")
    assert told.exit_code == 0, told.output
    assert "4 messages read in the shadow" in told.output
    assert "it would have had the book make a reservation: 1" in told.output
    assert (
        "all drafts: 3; sent as they were 0, changed 1 (80 % the same), answered otherwise 0,"
        " overtaken by the guest 1, unanswered 1; half were answered within 4 min"
    ) in told.output
    assert "price, es: 3" in told.output
    assert "Ana" not in told.output
    assert run(folder, "shadow-report", "--from", "2026-02-01", "--to", "2026-01-01").exit_code == 2
