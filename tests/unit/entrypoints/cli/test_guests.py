"""Guests are linked and parted by hand, with the proof written down, and no address is shown in full."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.bootstrap import load_config, open_doors, upgrade_database
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId, TenantId
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.guests import masked
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AuditEntry

PHONE, CHAT = Identity("wa_phone", "34600123456"), Identity("webchat", "chat-of-ana-1")
PROOF = ("--because", "the passport")


def environ(folder: Path) -> dict[str, str]:
    return {"HOTEL_DATA_DIR": str(folder)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation in which somebody wrote by WhatsApp, and somebody in the chat of the page."""
    asyncio.run(_two_guests(tmp_path))
    return tmp_path


def tenant(folder: Path) -> TenantId:
    return load_config(environ(folder)).tenants.tenants[0].id


async def _two_guests(folder: Path) -> None:
    config = load_config(environ(folder))
    await upgrade_database(config)
    hotel = config.tenants.tenants[0]
    async with open_doors(config) as doors, doors.storage.work(hotel.id) as work:
        for name, identity, channel in (("ana", PHONE, "whatsapp"), ("bea", CHAT, "webchat")):
            guest = await work.guest([identity], fresh=GuestId(name))
            await work.begin(
                Conversation(
                    id=ConversationId(f"c-{name}"),
                    tenant=hotel.id,
                    property_id=hotel.properties[0].id,
                    channel=channel,
                    account=AccountId("door"),
                    guest=guest,
                    language=hotel.languages[0],
                )
            )


def run(folder: Path, *arguments: str, hotel: str | None = None) -> Result:
    told = ["guests", *arguments, "--tenant", hotel or tenant(folder)]
    return CliRunner().invoke(main, told, env=environ(folder))


async def _acts(folder: Path) -> list[AuditEntry]:
    config = load_config(environ(folder))
    async with open_doors(config) as doors, doors.storage.work(config.tenants.tenants[0].id) as work:
        return list(await work.acts())


def test_a_guest_is_shown_with_their_doors_and_no_number_in_full(folder: Path) -> None:
    for name in ("ana", "c-ana"):
        shown = run(folder, "show", name)
        assert shown.exit_code == 0
        assert shown.output == "Guest ana\n  known as wa_phone …456\n  conversation c-ana at whatsapp\n"


def test_two_guests_are_linked_and_parted_with_the_proof_written_down(folder: Path) -> None:
    linked = run(folder, "link", "ana", "c-bea", "--by", "Inés", *PROOF)
    assert (linked.exit_code, "known as webchat …a-1" in linked.output) == (0, True)
    assert PHONE.value not in linked.output
    parted = run(folder, "unlink", "ana", "webchat", "--by", "Inés", "--because", "another Ana")
    assert (parted.exit_code, parted.output.startswith("Parted: at webchat it is guest ")) == (0, True)
    acts = asyncio.run(_acts(folder))
    assert [(act.by, act.action, act.subject.rpartition(": ")[2]) for act in acts] == [
        ("Inés", "unlink", "another Ana"),
        ("Inés", "link", "the passport"),
    ]


def test_what_cannot_be_done_is_refused_with_the_reason(folder: Path) -> None:
    for arguments, why in (
        (("link", "ana", "nobody", *PROOF), "no such guest"),
        (("link", "ana", "c-ana", *PROOF), "one guest already"),
        (("unlink", "bea", "webchat", *PROOF), "nothing of them to part"),
        (("unlink", "ana", "pigeon", *PROOF), "'pigeon' is no channel"),
        (("show", "nobody"), "no such guest"),
    ):
        refused = run(folder, *arguments)
        assert refused.exit_code == 1
        assert why in refused.output
    assert asyncio.run(_acts(folder)) == []


def test_nothing_is_linked_without_a_proof_or_at_a_hotel_nobody_knows(folder: Path) -> None:
    assert "--because" in run(folder, "link", "ana", "bea").output
    assert "what proved it" in run(folder, "link", "ana", "bea", "--because", " ").output
    assert "no such hotel; there are" in run(folder, "show", "ana", hotel="elsewhere").output


@pytest.mark.parametrize(
    ("value", "shown"),
    [("ana@example.org", "a…@e…"), ("34600123456", "…456"), ("12", "…"), ("@", "…@…")],
)
def test_who_knows_an_address_recognises_it(value: str, shown: str) -> None:
    assert masked(value) == shown
