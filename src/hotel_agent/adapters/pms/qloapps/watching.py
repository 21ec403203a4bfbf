"""One more look at what was reserved, seconds later: the website and the front desk wait for nobody (contract, 8)."""

import asyncio
from datetime import timedelta

from loguru import logger

from hotel_agent.adapters.pms.qloapps.hotel import Hotel, is_withdrawn
from hotel_agent.adapters.pms.qloapps.records import Kept
from hotel_agent.adapters.pms.qloapps.writes import Going
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EffectKey

LATER = timedelta(seconds=10)
"""What two wrote at the same moment is in the book by then."""


class Watch:
    """Later looks at reservations that were just made, one for each."""

    def __init__(self) -> None:
        self._looks: set[asyncio.Task[None]] = set()

    def over(self, hotel: Hotel, kept: Kept, key: EffectKey) -> None:
        """Look again at this reservation: staff are told who else counts on its rooms."""
        task = asyncio.create_task(_look(hotel, kept, key))
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)

    async def aclose(self) -> None:
        """Give up the looks that are still to come."""
        for task in self._looks:
            task.cancel()
        await asyncio.gather(*self._looks, return_exceptions=True)


async def _look(hotel: Hotel, kept: Kept, key: EffectKey) -> None:
    await hotel.clock.sleep_until(hotel.clock.now() + LATER)
    try:
        for line in (await hotel.shop.again(kept)).live:
            for other in await hotel.shop.overlapping(line.room, line.stay):
                if other.entry != line.entry:
                    logger.error(
                        "a room is given to two: move one of them",
                        reservation=kept.entry.reference,
                        room=line.room,
                        arrival=str(line.stay.arrival),
                        other_entry=other.entry,
                    )
        await hotel.writes.perform(lambda going: _alone(hotel, going, kept, key))
    except Unavailable as silence:
        logger.warning("a new reservation was not looked at again", cause=type(silence).__name__)


async def _alone(hotel: Hotel, going: Going, kept: Kept, key: EffectKey) -> None:
    """Take back what a killed attempt of the same command made after all."""
    for each in await hotel.shop.made_under(key):
        if each.entry.id > kept.entry.id and each.live and not is_withdrawn(each):
            going.check()
            await hotel.withdraw(each)
