"""Secrets of hotels are sealed under a new key from the command line, and who did it is written down."""

import asyncio
from pathlib import Path

from click.testing import CliRunner
from tests.unit.test_registered_hotels import KEY, SOL, table

from hotel_agent.bootstrap import load_config, open_back_office, open_lost_and_found, open_roster
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.cli import main

SEED = "JBSWY3DPEHPK3PXP"
NEW_KEY = "fedcba9876543210" * 4
POST = {"name": "post", "kind": "webhook", "url": "https://shop.example/told", "secret": "of the programme"}


def test_after_the_key_was_changed_secrets_open_under_the_new_one_alone(tmp_path: Path) -> None:
    told = {"HOTEL_DATA_DIR": str(tmp_path)}

    async def entered() -> None:
        async with open_back_office(load_config({**told, "SECRET_KEY": KEY})) as office:
            await office.enter(table("sol", staff=[POST]), by="ana")

    async def engaged() -> None:
        async with open_roster(load_config({**told, "SECRET_KEY": KEY})) as roster:
            await roster.engage("ana", "four words in a row", role=Role.OWNER, tenants=frozenset({SOL}), by="group")
            assert await roster.give_seed("ana", SEED, by="group") is None

    async def seed() -> str | None:
        async with open_roster(load_config({**told, "SECRET_KEY": NEW_KEY})) as roster:
            card = await roster.people.card("ana")
            return None if card is None else card.seed

    async def found() -> tuple[list[str], list[tuple[str, str]]]:
        config = load_config({**told, "SECRET_KEY": NEW_KEY})
        async with open_back_office(config) as office:
            hotel = await office.hotel(SOL)
            assert hotel is not None
        async with open_lost_and_found(config) as room, room.reception.storage.work(SOL) as work:
            acts = [(act.by, act.action) for act in await work.acts()]
        return list(hotel.secrets.values()), sorted(acts)

    asyncio.run(entered())
    asyncio.run(engaged())
    assert asyncio.run(seed()) is None
    keys = {"SECRET_KEY": NEW_KEY, "SECRET_KEY_PREVIOUS": KEY}
    rotated = CliRunner().invoke(main, ["secrets", "rotate", "--by", "olga"], env={**told, **keys})
    assert rotated.output.startswith("1 secrets are sealed under SECRET_KEY, and the codes of 1 people."), (
        rotated.output
    )
    secrets, acts = asyncio.run(found())
    assert secrets == ["of the programme"]
    assert {("olga", "rotate_secrets"), ("olga", "rotate_codes")} <= set(acts)
    assert asyncio.run(seed()) == SEED
