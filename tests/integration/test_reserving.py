"""Guests reserve over signed webhooks, in three languages: all at once, detail by detail, or corrected midway.

Every amount and date below was worked out by hand from the demo hotel's tariff: a double costs 96, a single 68, on
Friday and Saturday a tenth more; breakfast is 9 a person and night, the city tax 2.20 an adult and night, on top.
"""

from datetime import date

import pytest
from attrs import frozen
from tests.integration.service import Service, plain

from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest


@frozen(kw_only=True)
class Story:
    """What a guest writes, one message after the other; what must then have been quoted, and stand in the book."""

    language: str
    told: str
    lines: tuple[str, ...]
    quoted: tuple[str, ...]
    room: str
    arrival: date
    departure: date
    party: Party
    total: Money

    def __str__(self) -> str:
        return f"{self.language}, {self.told}"


TWO = Party(adults=2)

STORIES = (
    Story(
        language="es",
        told="all at once",
        lines=(
            "Hola, soy Ana Pérez. Quiero una doble para dos adultos del viernes 4 al domingo 6 de diciembre",
            "Sí, confirmo",
        ),
        quoted=(
            "Doble",
            "del viernes 4 al domingo 6 de diciembre de 2026",
            "2 noches",
            "2 adultos",
            "Total final, con impuestos: € 256,00",
            "Tasa turística: € 8,80",
            "Cancelación gratuita hasta el miércoles 2 de diciembre",
            "¿Le parece bien?",
        ),
        room="double",
        arrival=date(2026, 12, 4),
        departure=date(2026, 12, 6),
        party=TWO,
        total=Money(25600, "EUR"),
    ),
    Story(
        language="es",
        told="detail by detail",
        lines=(
            "Hola",
            "Quisiera reservar",
            "Llego el 9 de diciembre",
            "una noche",
            "solo yo",
            "La individual",
            "Sí",
            "Luis García",
        ),
        quoted=(
            "Individual",
            "del miércoles 9 al jueves 10 de diciembre de 2026",
            "1 noche",
            "1 adulto",
            "Total final, con impuestos: € 79,20",
            "Tasa turística: € 2,20",
            "Cancelación gratuita hasta el lunes 7 de diciembre",
            "¿Le parece bien?",
        ),
        room="single",
        arrival=date(2026, 12, 9),
        departure=date(2026, 12, 10),
        party=Party(adults=1),
        total=Money(7920, "EUR"),
    ),
    Story(
        language="es",
        told="corrected midway",
        lines=(
            "Una doble para 2 del 4 al 6 de diciembre, por favor",
            "No, mejor del 7 al 9",
            "Sí, resérvela",
            "Me llamo Marta Ruiz",
        ),
        quoted=(
            "Doble",
            "del lunes 7 al miércoles 9 de diciembre de 2026",
            "2 noches",
            "2 adultos",
            "Total final, con impuestos: € 236,80",
            "Tasa turística: € 8,80",
            "Cancelación gratuita hasta el sábado 5 de diciembre",
            "¿Le parece bien?",
        ),
        room="double",
        arrival=date(2026, 12, 7),
        departure=date(2026, 12, 9),
        party=TWO,
        total=Money(23680, "EUR"),
    ),
    Story(
        language="en",
        told="all at once",
        lines=(
            "Hi, I'm Laura Miller. I'd like a double room for two adults from Friday 4 to Sunday 6 December",
            "Yes, please book it",
        ),
        quoted=(
            "Double room",
            "Friday 4 to Sunday 6 December 2026",
            "2 nights",
            "2 adults",
            "Final total, taxes included: €256.00",
            "City tax: €8.80",
            "Free cancellation until Wednesday 2 December",
            "Does this suit you?",
        ),
        room="double",
        arrival=date(2026, 12, 4),
        departure=date(2026, 12, 6),
        party=TWO,
        total=Money(25600, "EUR"),
    ),
    Story(
        language="en",
        told="detail by detail",
        lines=(
            "Hello",
            "I want to book a room",
            "9 December",
            "one night",
            "just me",
            "the first one",
            "yes",
            "John Smith",
        ),
        quoted=(
            "Single room",
            "Wednesday 9 to Thursday 10 December 2026",
            "1 night",
            "1 adult",
            "Final total, taxes included: €79.20",
            "City tax: €2.20",
            "Free cancellation until Monday 7 December",
            "Does this suit you?",
        ),
        room="single",
        arrival=date(2026, 12, 9),
        departure=date(2026, 12, 10),
        party=Party(adults=1),
        total=Money(7920, "EUR"),
    ),
    Story(
        language="en",
        told="corrected midway",
        lines=(
            "A double room for 2 from 4 to 6 December, please",
            "Sorry, I meant 7 to 9 December",
            "Yes, book it",
            "My name is Emma Brown",
        ),
        quoted=(
            "Double room",
            "Monday 7 to Wednesday 9 December 2026",
            "2 nights",
            "2 adults",
            "Final total, taxes included: €236.80",
            "City tax: €8.80",
            "Free cancellation until Saturday 5 December",
            "Does this suit you?",
        ),
        room="double",
        arrival=date(2026, 12, 7),
        departure=date(2026, 12, 9),
        party=TWO,
        total=Money(23680, "EUR"),
    ),
    Story(
        language="pt",
        told="all at once",
        lines=(
            "Olá, sou João Almeida. Quero um quarto duplo para dois adultos de sexta 4 a domingo 6 de dezembro",
            "Sim, pode reservar",
        ),
        quoted=(
            "Duplo",
            "de sexta-feira 4 a domingo 6 de dezembro de 2026",
            "2 noites",
            "2 adultos",
            "Total final, com impostos: € 256,00",
            "Taxa turística: € 8,80",
            "Cancelamento gratuito até quarta-feira 2 de dezembro",
            "Fica bom assim?",
        ),
        room="double",
        arrival=date(2026, 12, 4),
        departure=date(2026, 12, 6),
        party=TWO,
        total=Money(25600, "EUR"),
    ),
    Story(
        language="pt",
        told="detail by detail",
        lines=(
            "Oi",
            "Quero fazer uma reserva",
            "Chego dia 9 de dezembro",
            "uma noite",
            "só eu",
            "o primeiro",
            "sim",
            "Rita Costa",
        ),
        quoted=(
            "Individual",
            "de quarta-feira 9 a quinta-feira 10 de dezembro de 2026",
            "1 noite",
            "1 adulto",
            "Total final, com impostos: € 79,20",
            "Taxa turística: € 2,20",
            "Cancelamento gratuito até segunda-feira 7 de dezembro",
            "Fica bom assim?",
        ),
        room="single",
        arrival=date(2026, 12, 9),
        departure=date(2026, 12, 10),
        party=Party(adults=1),
        total=Money(7920, "EUR"),
    ),
    Story(
        language="pt",
        told="corrected midway",
        lines=(
            "Um quarto duplo para 2 de 4 a 6 de dezembro, por favor",
            "Não, melhor de 7 a 9",
            "Sim, confirmo",
            "Me chamo Paulo Souza",
        ),
        quoted=(
            "Duplo",
            "de segunda-feira 7 a quarta-feira 9 de dezembro de 2026",
            "2 noites",
            "2 adultos",
            "Total final, com impostos: € 236,80",
            "Taxa turística: € 8,80",
            "Cancelamento gratuito até sábado 5 de dezembro",
            "Fica bom assim?",
        ),
        room="double",
        arrival=date(2026, 12, 7),
        departure=date(2026, 12, 9),
        party=TWO,
        total=Money(23680, "EUR"),
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=str)
async def test_a_guest_reserves_at_the_price_that_was_said(service: Service, story: Story) -> None:
    guest = WhatsAppGuest(secret="a secret of nobody's")
    quote = answer = ""
    for line in story.lines:
        assert await service.reservations(guest) == [], f"reserved before {line!r}"
        answer = plain((await service.writes(guest, line)).text)
        if story.quoted[4] in answer and not await service.reservations(guest):
            quote = answer
    missing = [part for part in story.quoted if part not in quote]
    assert not missing, quote

    (reservation,) = await service.reservations(guest)
    (room,) = reservation.room_stays
    assert reservation.state is ReservationState.CONFIRMED
    assert (room.room_type, room.occupancy) == (story.room, story.party)
    assert (room.stay.arrival, room.stay.departure) == (story.arrival, story.departure)
    assert reservation.total == story.total
    assert reservation.booker.language == story.language
    assert reservation.number in answer
    assert story.quoted[4] in answer


@pytest.mark.parametrize("story", [story for story in STORIES if story.told == "all at once"], ids=str)
async def test_buttons_reserve_as_words_do(service: Service, story: Story) -> None:
    guest = WhatsAppGuest(secret="a secret of nobody's")
    quote = await service.writes(guest, story.lines[0])
    token, title = quote.choices[0]
    done = await service.presses(guest, token, title)
    (reservation,) = await service.reservations(guest)
    assert reservation.total == story.total
    assert reservation.number in done.text


async def test_a_button_pressed_again_reserves_nothing_more(service: Service) -> None:
    guest = WhatsAppGuest(secret="a secret of nobody's")
    quote = await service.writes(guest, STORIES[0].lines[0])
    token, title = quote.choices[0]
    await service.presses(guest, token, title)
    await service.post(guest.presses(token, title=title, at=service.clock.now()))
    await service.settled(guest)
    assert len(await service.reservations(guest)) == 1


async def test_another_guests_button_opens_nothing(service: Service) -> None:
    ana = WhatsAppGuest(secret="a secret of nobody's")
    eve = WhatsAppGuest(secret="a secret of nobody's", number="447700900999")
    quote = await service.writes(ana, STORIES[0].lines[0])
    await service.presses(eve, *quote.choices[0])
    assert await service.reservations(ana) == []
    assert await service.reservations(eve) == []
