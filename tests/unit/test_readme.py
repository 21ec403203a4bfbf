"""What README shows a newcomer works as it stands there."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from hotel_agent import open_desk
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money, total
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue, RatePlan, RoomStay, RoomType
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.price import NightPrice, Price
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Reservation
from hotel_agent.domain.stay import Stay

README = Path(__file__).parents[2] / "README.md"
HUT = RoomTypeId("hut")
PLAIN = RatePlanId("plain")


class Lighthouse:
    """A book of one's own: a lighthouse with one bed, at 40 euros a night, for whoever comes first."""

    def __init__(self) -> None:
        self.reservations: dict[EffectKey, Reservation] = {}
        self._room = RoomType(id=HUT, name=LocalText.of("Lantern room"), capacity=Capacity(adults=2))

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        plan = RatePlan(id=PLAIN, name=LocalText.of("Plain"), terms=CancellationTerms())
        return Catalogue(room_types=(self._room,), rate_plans=(plan,))

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        if len(ask.parties) > 1 or any(each.stay.overlaps(ask.stay) for each in self.reservations.values()):
            return Refusal(Reason.SOLD_OUT)
        nights = tuple(NightPrice(night, Money.of(40, "EUR")) for night in ask.stay.nights)
        room = RoomStay(room_type=HUT, name=self._room.name, stay=ask.stay, occupancy=ask.parties[0])
        return [
            Offer(
                property_id=ask.property_id,
                room_stays=(room,),
                rate_plan=PLAIN,
                rate_plan_name=LocalText.of("Plain"),
                price=Price(nights=nights, total=total((night.amount for night in nights), "EUR")),
                terms=CancellationTerms(),
            )
        ]

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        made = Reservation(
            number=ConfirmationNumber(f"LAMP{len(self.reservations) + 1}"),
            property_id=quote.offer.property_id,
            room_stays=quote.offer.room_stays,
            price=quote.offer.price,
            terms=quote.offer.terms,
            booker=booker,
            key=key,
        )
        return self.reservations.setdefault(key, made)

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        return Refusal(Reason.NOT_CHANGEABLE)

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        return Refusal(Reason.NOT_CHANGEABLE)

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        return [each for each in self.reservations.values() if by in {each.number, each.key}]

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        return [each for each in self.reservations.values() if each.stay.overlaps(nights)]


def code_in_readme() -> str:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return str(code)


def test_the_library_reserves_a_room_as_shown() -> None:
    ran = subprocess.run([sys.executable, "-c", code_in_readme()], capture_output=True, encoding="utf-8", check=True)
    assert "Ana Pérez" in ran.stdout
    assert re.search(r"Número de reserva: [A-Z0-9]{6}", ran.stdout)


def test_it_takes_about_fifteen_lines() -> None:
    assert len([line for line in code_in_readme().splitlines() if line.strip()]) <= 15


async def test_a_book_of_ones_own_takes_the_same_conversation() -> None:
    book = Lighthouse()
    english = evolve(IN_MEMORY.tenants.tenants[0], languages=(Language("en"),))
    config = evolve(IN_MEMORY, quiet_seconds=0.0, tenants=evolve(IN_MEMORY.tenants, tenants=(english,)))
    async with open_desk(config, pms=book) as desk:
        (quoted,) = await desk.say("A room for two from Friday to Sunday, my name is Ana Pérez, ana@example.com")
        assert "Lantern room" in quoted.text
        assert "€80.00" in quoted.text
        (done,) = await desk.say("yes, please")
        assert "LAMP1" in done.text
    (made,) = book.reservations.values()
    assert (made.total, made.booker.name) == (Money.of(80, "EUR"), "Ana Pérez")


def test_the_commands_shown_are_those_that_are_checked() -> None:
    text = README.read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/hotel-agent serve" in text
    assert "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox" in text


def test_pictures_are_there_are_small_and_say_in_words_what_they_show() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert {path for _, path in shown} == {
        f"docs/images/{path.name}" for path in (README.parent / "docs/images").iterdir()
    }
    for words, path in shown:
        assert len(words) > 40, path
        assert (README.parent / path).stat().st_size < 150_000, path
