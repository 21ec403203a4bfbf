"""What it costs to know whose a message is: 1,000 hotels in the register with 5 accounts each, in a SQLite file.

Each hotel is the demo hotel under another name, with its rooms, rates and knowledge. Told are: one look-up from memory;
the first reading, which also opens every hotel's book; reading again when nothing changed; and when one hotel did.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from attrs import evolve

from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.bootstrap import open_back_office, open_desk, tables_of_file, upgrade_database
from hotel_agent.config import IN_MEMORY, AdapterChoice, Config
from hotel_agent.domain.ids import AccountId, TenantId

ACCOUNTS, LOOKS = 5, 200_000
HOTELS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
KEY = "0123456789abcdef" * 4
DEMO = Path(__file__).parent.parent / "src" / "hotel_agent" / "config" / "demo.toml"


def hotel(at: int) -> dict[str, object]:
    """The demo hotel under another name, at five accounts."""
    (demo,) = tables_of_file(str(DEMO), {})
    places = demo["properties"]
    assert isinstance(places, list)
    name = f"hotel-{at}"
    doors = {
        "webchat": [{"key": f"{name}-a"}, {"key": f"{name}-b"}],
        "whatsapp": [{"phone_number_id": f"{100_000_000_000 + at * 10 + number}"} for number in range(ACCOUNTS - 2)],
    }
    return {**demo, "id": name, "name": name, "properties": [{**places[0], "id": name, "name": name, **doors}]}


async def measure(config: Config) -> None:
    """Fill the register, open the house, and look."""
    await upgrade_database(config)
    async with open_back_office(config) as office:
        for at in range(HOTELS):
            await office.enter(hotel(at), by="bench")
    began = perf_counter()
    async with open_desk(config, nlu=ScriptedNlu()) as desk:
        print(f"opened, every hotel and its book: {perf_counter() - began:.2f} s")
        office, behind = desk.back_office, desk.tenants.behind
        assert office is not None
        known = [("webchat", AccountId(f"hotel-{at}-a")) for at in range(0, HOTELS, 7)]
        assert all(behind(*each) is not None for each in known)
        began = perf_counter()
        for at in range(LOOKS):
            behind(*known[at % len(known)])
        print(f"one look-up: {(perf_counter() - began) / LOOKS * 1e6:.2f} µs")
        for what in ("nothing changed", "nothing changed, once more"):
            began = perf_counter()
            await office.refresh()
            print(f"refresh, {what}: {perf_counter() - began:.3f} s")
        began = perf_counter()
        await office.merge(TenantId("hotel-7"), {"name": "Another name"}, by="bench")
        print(f"one hotel changed, checked, kept and in force: {perf_counter() - began:.3f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        file = f"sqlite:///{Path(folder) / 'hotel.sqlite3'}"
        asyncio.run(measure(evolve(IN_MEMORY, secret_key=KEY, database=file, storage=AdapterChoice("sql"))))
