"""Whether Meta knows the hotel's numbers is found out by asking, and without sending anything."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.options import is_old
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.testing.graph_stub import GraphStub

NUMBERS = {AccountId("810000000000002"): "a-token", AccountId("810000000000001"): "a-token"}


async def looked(graph: GraphStub, *, token: str = "a-token") -> list[Finding]:
    """What is found of two numbers. No token is told."""
    options = WhatsAppOptions(api_url=graph.url, access_tokens=dict.fromkeys(NUMBERS, token))
    channel = WhatsApp(options, clock=SystemClock())
    found = [each async for each in channel.diagnose()]
    await channel.aclose()
    assert graph.sent == []
    assert token not in repr(found)
    return found


async def test_each_number_is_told_as_meta_shows_it() -> None:
    async with GraphStub(token="a-token") as graph:
        found = await looked(graph)
    assert [each.what for each in found] == [f"WhatsApp: number {each}" for each in sorted(NUMBERS)]
    assert {(each.verdict, each.seen) for each in found} == {(Verdict.WELL, "+34 600 00 00 00, GREEN")}


async def test_the_template_for_answers_is_looked_up() -> None:
    async with GraphStub(token="a-token") as graph:
        options = WhatsAppOptions(
            api_url=graph.url,
            access_tokens=dict(NUMBERS.items()),
            business_accounts=dict.fromkeys(NUMBERS, "910000000000001"),
            answer_templates={next(iter(NUMBERS)): "answer"},
        )
        for body, seen in (("On your request: {{1}}", "es"), ("Thank you", "not approved with exactly one place")):
            channel = WhatsApp(options, clock=SystemClock())
            told = {"name": "answer", "language": "es", "status": "APPROVED"}
            graph.templates = [
                told | {"components": [{"type": "BODY", "text": body}]},
                told | {"language": "pt_BR", "status": "PAUSED"},
            ]
            *_, found = [each async for each in channel.diagnose()]
            await channel.aclose()
            assert (found.what, found.seen) == ("WhatsApp: template answer of number 810000000000002", seen)
            assert (found.verdict is Verdict.WELL) == (not found.remedy) == (seen == "es")


@pytest.mark.parametrize(
    ("version", "year", "old"),
    [
        ("v26.0", 2026, False),
        ("v21.0", 2026, False),
        ("v19.0", 2026, True),
        ("v26.0", 2029, True),
        ("v33.0", 2029, False),
    ],
)
def test_a_version_of_about_two_years_is_old(version: str, year: int, old: bool) -> None:
    assert is_old(version, datetime(year, 9, 1, tzinfo=UTC)) is old


async def test_a_token_that_is_not_the_numbers_is_told_by_metas_code() -> None:
    async with GraphStub(token="a-token") as graph:
        found = await looked(graph, token="another-token")
    assert [(each.verdict, "190" in each.seen) for each in found] == [(Verdict.BROKEN, True)] * 2
    assert all("access token" in each.remedy for each in found)


@pytest.mark.parametrize(
    ("trouble", "seen"),
    [
        (lambda graph: graph.break_next(502), "WhatsApp answered with HTTP 502 and nothing about the number"),
        (lambda graph: graph.break_next(200), "WhatsApp answered with HTTP 200 and nothing about the number"),
        (lambda graph: graph.swallow_next(), "WhatsApp did not answer (RemoteProtocolError)"),
    ],
    ids=["a proxy's page", "a page that looks well", "hangs up"],
)
async def test_trouble_with_one_number_does_not_hide_the_next(trouble: Callable[[GraphStub], None], seen: str) -> None:
    async with GraphStub(token="a-token") as graph:
        trouble(graph)
        first, second = await looked(graph)
    assert (first.verdict, first.seen) == (Verdict.BROKEN, seen)
    assert second.verdict is Verdict.WELL
