"""Guests reserve, change and cancel over WhatsApp in a book that is QloApps with all its faults.

What guests are told is what stands in QloApps' own ledger: in one long conversation, and in random stories of up to
eight guests who want the last room at once. HOTEL_STORIES says how many of these are told, a few unless it is set.

Every amount was worked out by hand from QloApps' demo hotel: a general room costs 1000 a night and a delux 1500, the
maintenance fee is 250 a night and the internet 250 a stay, and the tax on all of it is four in a hundred.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from attrs import frozen
from loguru import logger
from tests.integration.qloapps_hotel import (
    EVERYTHING,
    LANGUAGES,
    NOTICED,
    OVERBOOKING,
    REFERENCE,
    RunningClock,
    amounts,
    one_room_left,
    open_all,
    open_graph,
    open_hotel,
    open_shop,
    stands,
)
from tests.integration.service import A_SUNDAY, Service, plain

from hotel_agent.adapters.clock import SeededChance
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.qloapps import Fault, QloAppsStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest


@pytest.mark.parametrize(
    ("language", "faults"), [("es", OVERBOOKING), ("en", NOTICED), ("pt", EVERYTHING)], ids=["es", "en", "pt"]
)
async def test_a_guest_reserves_changes_everything_and_cancels_and_the_ledger_agrees(
    nlu: Nlu, tmp_path: Path, language: str, faults: frozenset[Fault]
) -> None:
    words, guest = LANGUAGES[language], WhatsAppGuest()
    async with open_all(nlu, tmp_path, faults) as hotel:
        service = hotel.service

        async def told(text: str) -> str:
            return plain((await service.writes(guest, text)).text)

        await told(words.wish)
        assert amounts(await told(words.pick)) >= {2860}
        assert words.ask_email in await told(words.yes_and_name)
        assert hotel.ledger() == []

        reserved = await told("Ana@Example.org")
        assert hotel.ledger() == [stands(1, 4, 6, 2, 2860)]
        (line,) = hotel.shop.ledger.live()
        assert (line.guest, line.email, line.phone) == ("Ana Pérez", "ana@example.org", f"+{guest.number}")
        assert REFERENCE.findall(reserved) == [line.reference]

        for change, became in (
            (words.move, stands(1, 5, 8, 2, 4160)),
            (words.other_room, stands(2, 5, 8, 2, 5720)),
            (words.fewer, stands(2, 5, 8, 1, 5720)),
        ):
            assert line.reference in await told(change)
            assert hotel.ledger() != [became]
            changed = await told(words.yes)
            assert hotel.ledger() == [became]
            assert REFERENCE.findall(changed) == [line.reference]
            assert int(became.total) in amounts(changed)

        await told(words.cancel)
        assert len(hotel.ledger()) == 1
        assert line.reference in await told(words.yes)
        assert hotel.ledger() == []


async def test_who_hides_their_number_is_asked_for_one_and_nothing_is_invented(nlu: Nlu, tmp_path: Path) -> None:
    words, guest = LANGUAGES["es"], WhatsAppGuest(number="", bsuid="ES.1029384756")
    async with open_all(nlu, tmp_path, NOTICED) as hotel:
        service = hotel.service
        for text in (words.wish, words.pick, words.yes_and_name):
            await service.writes(guest, text)
        assert "«ana@example» no parece" in plain((await service.writes(guest, "ana@example")).text)
        assert "teléfono" in (await service.writes(guest, "ana@example.org")).text
        again = plain((await service.writes(guest, "600 12")).text)
        assert "«600 12» no parece un número de teléfono" in again
        assert hotel.ledger() == []
        reserved = await service.writes(guest, "+34 600 123 456")
        (line,) = hotel.shop.ledger.live()
        assert (line.email, line.phone) == ("ana@example.org", "+34600123456")
        assert REFERENCE.findall(reserved.text) == [line.reference]


# Random stories: one room left, and many who want it


T = TypeVar("T")

STORIES = int(os.environ.get("HOTEL_STORIES", "5"))
ROOMS = ("General Rooms", "Delux Rooms", "Executive Rooms", "Luxury Rooms")
FIRST_DAY = date(2026, 12, 1)
IN_ONE_HOTEL = 40
"""So many stories are told in one hotel before another is opened."""
_MONTHS = {
    "es": ("diciembre", "enero", "febrero"),
    "en": ("December", "January", "February"),
    "pt": ("dezembro", "janeiro", "fevereiro"),
}
"""From the first on."""
_WISHES = {
    "es": "Hola, soy {name}, {email}. Quiero reservar {room} para un adulto del {arrival} al {departure}",
    "en": "Hi, I'm {name}, {email}. I'd like to book {room} for one adult from {arrival} to {departure}",
    "pt": "Olá, sou {name}, {email}. Quero reservar {room} para um adulto de {arrival} a {departure}",
}
_NO = {"es": "no, gracias", "en": "no, thanks", "pt": "não, obrigado"}
_NAMES = ("Ana Pérez", "Luis García", "Rita Costa", "Emma Brown", "João Almeida", "Laura Miller", "Eva Ruiz", "Ivo Luz")


@frozen(kw_only=True)
class Rival:
    """One of those who want the room."""

    guest: WhatsAppGuest
    email: str
    language: str
    wish: str
    answer: str
    """What they do when they are quoted: `writes` yes, `presses` it, or `declines`."""


class Dice:
    """The same throws for the same story."""

    def __init__(self, story: int) -> None:
        self._chance = SeededChance(story)

    def roll(self, low: int, high: int) -> int:
        """A number from the first to the last."""
        return low + int(self._chance.token()[:8], 16) % (high - low + 1)

    def pick(self, several: Sequence[T]) -> T:
        """One of several."""
        return several[self.roll(0, len(several) - 1)]


def rivals_of(story: int) -> list[Rival]:
    """Two to eight guests whose stays have one night in common, in a room type of which there is one room."""
    dice = Dice(story)
    common = FIRST_DAY + timedelta(days=6 * (story % IN_ONE_HOTEL // len(ROOMS)) + 2)
    found = []
    for place in range(dice.roll(2, 8)):
        language, name, email = dice.pick(("es", "en", "pt")), _NAMES[place], f"guest{place}of{story}@example.org"
        days = common - timedelta(days=dice.roll(0, 2)), common + timedelta(days=dice.roll(1, 3))
        arrival, departure = (_written(each, language) for each in days)
        wish = _WISHES[language].format(
            name=name, email=email, room=ROOMS[story % len(ROOMS)], arrival=arrival, departure=departure
        )
        guest = WhatsAppGuest(number=f"4477{story:05}{place:03}", name=name)
        answer = dice.pick(("writes", "writes", "presses", "presses", "declines"))
        found.append(Rival(guest=guest, email=email, language=language, wish=wish, answer=answer))
    return found


def _written(day: date, language: str) -> str:
    month, of = _MONTHS[language][day.month % 12], " " if language == "en" else " de "
    return f"{day.day}{of}{month}{of}{day.year}"


async def test_of_all_who_want_the_last_room_one_has_it_and_the_others_hear_the_truth(nlu: Nlu, tmp_path: Path) -> None:
    """Two houses answer, which know nothing of one another: only QloApps stands between their guests."""
    kept = 0
    for first in range(0, STORIES, IN_ONE_HOTEL):
        clock = RunningClock(A_SUNDAY)
        async with (
            open_shop(clock, EVERYTHING) as shop,
            open_graph() as graph,
            open_hotel(nlu, shop=shop, graph=graph, clock=clock, folder=tmp_path) as one,
            open_hotel(nlu, shop=shop, graph=graph, clock=clock, folder=tmp_path) as other,
        ):
            for room_type in range(1, len(ROOMS) + 1):
                one_room_left(shop.house, room_type=room_type)
            for story in range(first, min(first + IN_ONE_HOTEL, STORIES)):
                kept += await tell(shop, (one, other), story)
        logger.info("stories told: {}; a room kept in {}", min(first + IN_ONE_HOTEL, STORIES), kept)


async def tell(shop: QloAppsStub, houses: Sequence[Service], story: int) -> int:
    """The whole story; how many have the room in the end: one, or nobody where nobody says yes."""
    dice = Dice(-story)
    rivals = [(dice.pick(houses), each) for each in rivals_of(story)]
    shop.faults.clear()
    shop.faults.update(dice.pick((OVERBOOKING, NOTICED, EVERYTHING)))
    await asyncio.gather(*(_wishes(house, each) for house, each in rivals))
    await _until_all(rivals, "quote.ask_yes")
    if dice.roll(1, 10) <= 3:
        shop.break_next(times=dice.roll(1, 4))
    if dice.roll(1, 10) <= 3:
        shop.swallow_next(times=dice.roll(1, 2))
    await asyncio.gather(*(_answers(house, each) for house, each in rivals))
    await _until_all(rivals, *ENDS)

    assert shop.ledger.oversold() == (), f"story {story}: two guests in one room"
    holders = 0
    for house, each in rivals:
        stands = [line.reference for line in shop.ledger.live() if line.email == each.email]
        said = [number for body in house.said_to(each.guest) for number in REFERENCE.findall(body.text)]
        assert said == stands, f"story {story}: {each.guest.name} heard of {said}, and {stands} stand"
        assert (said != []) == ("outcome.reserved" in await house.lines(each.guest)), f"story {story}"
        holders += len(stands)
    wanted = any(each.answer != "declines" for _, each in rivals)
    assert holders == wanted, f"story {story}: {holders} have the room"
    return holders


ENDS = ("outcome.reserved", "outcome.room_gone", "quote.declined")
"""What the last word may be: it is theirs, it is gone, or they did not want it."""


async def _wishes(house: Service, rival: Rival) -> None:
    await house.post(rival.guest.writes(rival.wish, at=house.clock.now()))


async def _answers(house: Service, rival: Rival) -> None:
    guest, at = rival.guest, house.clock.now()
    if rival.answer == "presses":
        token, title = house.said_to(guest)[-1].choices[0]
        await house.post(guest.presses(token, title=title, at=at))
    else:
        text = _NO[rival.language] if rival.answer == "declines" else LANGUAGES[rival.language].yes
        await house.post(guest.writes(text, at=at))


async def _until_all(rivals: Sequence[tuple[Service, Rival]], *lines: str) -> None:
    """Let time pass until each of them has heard one of these."""
    missing: dict[str, set[str]] = {}
    for _ in range(60):
        for house, each in rivals:
            await house.rests(each.guest)
        heard = {each.guest.name: await house.lines(each.guest) for house, each in rivals}
        missing = {name: said for name, said in heard.items() if said.isdisjoint(lines)}
        if not missing:
            return
        rivals[0][0].clock.advance(timedelta(seconds=5))
    raise AssertionError(f"never told any of {lines}: {missing}")
