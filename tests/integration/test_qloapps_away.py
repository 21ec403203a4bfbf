"""QloApps is killed and comes back while guests write over WhatsApp: they hear the truth once, and are served."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from tests.integration.qloapps_hotel import (
    LANGUAGES,
    NOTICED,
    REFERENCE,
    RunningClock,
    amounts,
    open_all,
    open_graph,
    open_hotel,
    open_shop,
    stands,
)
from tests.integration.service import A_SUNDAY, Service, plain

from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest


async def pass_by(service: Service, guest: WhatsAppGuest, seconds: int) -> list[str]:
    """So much time passes, everything due being done; what the guest hears meanwhile."""
    heard = len(service.said_to(guest))
    for _ in range(seconds // 5):
        service.clock.advance(timedelta(seconds=5))
        await service.rests(guest)
    return [plain(each.text) for each in service.said_to(guest)[heard:]]


async def hears(service: Service, guest: WhatsAppGuest, text: str) -> list[str]:
    """What the guest hears at once after writing this."""
    heard = len(service.said_to(guest))
    await service.post(guest.writes(text, at=service.clock.now()))
    await service.rests(guest)
    return [plain(each.text) for each in service.said_to(guest)[heard:]]


async def hears_at_last(service: Service, guest: WhatsAppGuest) -> list[str]:
    """What the guest hears next, however often it has to be tried."""
    heard = service.said_to(guest)
    for _ in range(10):
        service.clock.set((await service.tried_again_at(guest) or service.clock.now()) + timedelta(seconds=1))
        await service.rests(guest)
        if len(service.said_to(guest)) > len(heard):
            break
    return [plain(each.text) for each in service.said_to(guest)[len(heard) :]]


async def breaker(service: Service) -> str:
    """How the breaker before the book stands, as /metrics tells it."""
    seen = (await service.web.get("/metrics")).text
    figure = re.search(r"^pms_circuit_breaker_state\{[^}]*\} (\d)", seen, re.MULTILINE)
    return "unseen" if figure is None else ("closed", "open", "half open")[int(figure[1])]


async def test_a_search_waits_for_qloapps_to_come_back_and_the_guest_hears_it_once(nlu: Nlu, tmp_path: Path) -> None:
    words, guest = LANGUAGES["pt"], WhatsAppGuest()
    async with open_all(nlu, tmp_path, NOTICED) as hotel:
        service = hotel.service
        await hotel.shop.go_away()
        (away,) = await hears(service, guest, words.wish)
        assert "Neste momento não consigo consultar o sistema de reservas" in away
        assert "Ainda não há nada reservado." in away
        (still,) = await hears(service, guest, "oi?")
        assert "Ainda não consigo consultar" in still
        assert await pass_by(service, guest, 130) == []
        await hotel.shop.come_back()
        (back,) = await pass_by(service, guest, 65)
        assert back.startswith("Obrigado por esperar. Já consigo consultar de novo.")
        assert 2860 in amounts(back)
        await hears(service, guest, words.pick)
        await hears(service, guest, words.yes_and_name)
        (reserved,) = await hears(service, guest, "ana@example.org")
        assert [line.reference for line in hotel.shop.ledger.live()] == REFERENCE.findall(reserved)


async def test_a_yes_outlives_qloapps_and_our_own_house_and_is_kept_once(nlu: Nlu, tmp_path: Path) -> None:
    """Killed: QloApps before the yes reaches it, our service while it waits. Restarted: both."""
    words, guest, clock = LANGUAGES["es"], WhatsAppGuest(), RunningClock(A_SUNDAY)
    async with open_shop(clock, NOTICED) as shop, open_graph() as graph:
        async with open_hotel(nlu, shop=shop, graph=graph, clock=clock, folder=tmp_path, kept=True) as service:
            for text in (words.wish, words.pick, words.yes_and_name):
                await hears(service, guest, text)
            assert await breaker(service) == "closed"
            await shop.go_away()
            assert await hears(service, guest, "ana@example.org") == []
            (not_yet,) = await pass_by(service, guest, 40)
            assert "todavía no está confirmada" in not_yet
            assert await breaker(service) == "open"
        async with open_hotel(nlu, shop=shop, graph=graph, clock=clock, folder=tmp_path, kept=True) as service:
            assert await pass_by(service, guest, 120) == []
            assert shop.ledger.lines() == ()
            await shop.come_back()
            (reserved,) = await hears_at_last(service, guest)
            assert [line.reference for line in shop.ledger.live()] == REFERENCE.findall(reserved)
            assert await breaker(service) == "closed"
            assert await pass_by(service, guest, 60) == []


@pytest.mark.parametrize("why", ["price", "expired"])
async def test_a_yes_that_no_longer_holds_when_qloapps_is_back_is_asked_again(
    nlu: Nlu, tmp_path: Path, why: str
) -> None:
    words, guest = LANGUAGES["en"], WhatsAppGuest()
    async with open_all(nlu, tmp_path, NOTICED) as hotel:
        service = hotel.service
        for text in (words.wish, words.pick, words.yes_and_name):
            await hears(service, guest, text)
        await hotel.shop.go_away()
        await hears(service, guest, "ana@example.org")
        (not_yet,) = await pass_by(service, guest, 40)
        assert "not confirmed yet" in not_yet
        if why == "price":
            hotel.shop.house.room_types[1].price += 100
        else:
            service.clock.advance(timedelta(minutes=30))
        await hotel.shop.come_back()
        (asked,) = await hears_at_last(service, guest)
        assert "Does this suit you?" in asked
        assert amounts(asked) >= {3068 if why == "price" else 2860}
        assert hotel.ledger() == []
        await hears(service, guest, words.yes)
        assert hotel.ledger() == [stands(1, 4, 6, 2, 3068 if why == "price" else 2860)]
