"""What the desk costs: whole reservations a second over the embedded adapters, and the share of each part.

Every figure is also given as a ratio to a bare loop that does nothing but read the same messages, in the same run.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from time import perf_counter

from attrs import evolve

from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.conversations.understanding import Reading
from hotel_agent.domain.language import Language

GUESTS = 60
STORY = (
    "Hola, una doble para dos adultos, del {arrival} al {departure}, a nombre de Ana Pérez, ana@example.com",
    "Sí, confirmo",
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def reservations() -> float:
    """Seconds for all guests to reserve, one after the other, each on nights of their own."""
    config = evolve(IN_MEMORY, quiet_seconds=0.0)
    clock = ManualClock(NOON)
    async with open_desk(config, clock=clock, chance=SeededChance()) as desk:
        began = perf_counter()
        for guest in range(GUESTS):
            arrival = NOON.date() + timedelta(days=3 + guest)
            for line in STORY:
                clock.advance(timedelta(seconds=30))
                departure = arrival + timedelta(days=1)
                said = line.format(arrival=arrival.strftime("%d/%m/%Y"), departure=departure.strftime("%d/%m/%Y"))
                answers = await desk.say(said, guest=f"guest-{guest}")
                assert answers, said
        taken = perf_counter() - began
        assert "confirmada" in answers[-1].text, answers[-1].text
        return taken


async def only_read() -> float:
    """Seconds to read the same messages and do nothing."""
    nlu = EmbeddedNlu()
    reading = Reading(at=NOON, language=Language("es"), languages=(Language("es"),))
    began = perf_counter()
    for _ in range(GUESTS):
        for line in STORY:
            await nlu.understand([line], reading)
    return perf_counter() - began


async def main() -> None:
    """Print both, and their ratio."""
    whole, bare = await reservations(), await only_read()
    messages = GUESTS * len(STORY)
    print(f"{messages} messages, {GUESTS} reservations: {messages / whole:.0f} messages/s through the whole desk")
    print(f"reading alone: {messages / bare:.0f} messages/s; the whole desk takes {whole / bare:.1f} times as long")


if __name__ == "__main__":
    asyncio.run(main())
