"""More than a storage keeps of what belongs nowhere."""

from attrs import evolve

from hotel_agent.domain.ids import EventKey
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.strays import STRAY


async def keeps_the_latest(storage: Storage) -> None:
    """Of five, a storage that keeps three keeps the latest three, however often they are sent again."""
    strays = [evolve(STRAY, key=EventKey(f"unparsed:{number}")) for number in range(5)]
    for stray in strays:
        assert await storage.keep_stray(stray)
        assert not await storage.keep_stray(stray)
    assert list(await storage.strays()) == [strays[4], strays[3], strays[2]]
