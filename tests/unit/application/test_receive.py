"""What comes in is kept for whom it concerns, and what concerns nobody is kept small and apart."""

import json

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.receive import Received
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.channel import Credentials
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

SECRET = "a secret of nobody's"


@pytest.mark.parametrize(
    ("accounts", "kept"),
    [(None, 1), (frozenset({AccountId("loopback")}), 1), (frozenset({AccountId("another")}), 0), (frozenset(), 0)],
)
async def test_a_proof_speaks_for_its_accounts_and_one_without_any_for_nobody(
    accounts: frozenset[AccountId] | None, kept: int
) -> None:
    async with open_story() as story:
        credentials = evolve(story.loopback.credentials, accounts=accounts)
        received = await story.desk.receive("loopback", story.loopback.writes("guest", "Hello", at=NOW), credentials)
        assert received == Received(kept=kept, strays=1 - kept)


async def test_of_a_long_post_for_nobody_each_piece_is_kept_once() -> None:
    guest = WhatsAppGuest(account=AccountId("899999999999999"), secret=SECRET)
    raw = guest.posts(*(guest.message("text", {"body": f"{number}" * 100}, at=NOW) for number in range(50)), at=NOW)
    async with open_story() as story:
        desk = evolve(story.desk, channels={"whatsapp": WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW))})
        credentials = Credentials(secrets=(SECRET,), accounts=frozenset())
        assert await desk.receive("whatsapp", raw, credentials) == Received(strays=50)
        payloads = [stray.payload for stray in await desk.storage.strays()]
    bodies = [json.loads(payload)["text"]["body"] for payload in payloads]
    assert bodies == [f"{number}" * 100 for number in reversed(range(50))]
    assert sum(map(len, payloads)) < 2 * len(raw.body)
