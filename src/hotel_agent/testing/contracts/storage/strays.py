"""What belongs to no conversation."""

from attrs import evolve

from hotel_agent.domain.ids import AccountId, EventKey
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Identity, Inbound
from hotel_agent.ports.rows import Stray
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, outcomes, wrote

STRAY = Stray(
    channel="whatsapp",
    account=AccountId("door-1"),
    key=EventKey("unparsed:1"),
    kind="order_details",
    cause="an unknown type of message",
    payload='{"texto": "¿qué? 🌊"}',
    received_at=NOW,
)


class StraysContract(StorageFixtures):
    """What is promised of strays."""

    async def test_a_stray_is_kept_whole(self, storage: Storage, elsewhere: Storage) -> None:
        assert await storage.keep_stray(STRAY)
        assert list(await elsewhere.strays()) == [STRAY]

    async def test_a_stray_is_kept_once(self, storage: Storage, elsewhere: Storage) -> None:
        assert await storage.keep_stray(STRAY)
        assert not await elsewhere.keep_stray(evolve(STRAY, payload="{}", received_at=NOW + SECOND))
        assert list(await storage.strays()) == [STRAY]

    async def test_of_the_same_stray_at_once_one_is_kept(self, storage: Storage, elsewhere: Storage) -> None:
        kept = await outcomes(*((storage, elsewhere)[number % 2].keep_stray(STRAY) for number in range(10)))
        assert kept.count(True) == 1
        assert kept.count(False) == 9

    async def test_channel_account_and_key_name_a_stray(self, storage: Storage) -> None:
        assert await storage.keep_stray(STRAY)
        assert await storage.keep_stray(evolve(STRAY, channel="webchat"))
        assert await storage.keep_stray(evolve(STRAY, account=AccountId("door-2")))
        assert await storage.keep_stray(evolve(STRAY, account=None))
        assert await storage.keep_stray(evolve(STRAY, key=EventKey("unparsed:2")))
        assert not await storage.keep_stray(evolve(STRAY, account=None))
        assert len(await storage.strays()) == 5

    async def test_the_latest_strays_come_first(self, storage: Storage) -> None:
        strays = [
            evolve(STRAY, key=EventKey(f"unparsed:{number}"), received_at=NOW + number * SECOND) for number in range(5)
        ]
        for stray in strays:
            await storage.keep_stray(stray)
        assert list(await storage.strays(limit=2)) == [strays[4], strays[3]]
        assert list(await storage.strays()) == strays[::-1]

    async def test_what_a_stray_was_understood_as_is_kept_with_it(self, storage: Storage, elsewhere: Storage) -> None:
        arrival = Inbound(
            account=AccountId("door-1"),
            event=wrote("¿Hay sitio? 🌊"),
            identities=(Identity("wa_phone", "34600111222"),),
            contacts=(GuestContact(ContactKind.PHONE, "34600111222"),),
            profile_name="Ana",
        )
        understood = evolve(STRAY, kind="unrouted", app="second", arrival=arrival)
        assert await storage.keep_stray(understood)
        assert list(await elsewhere.strays()) == [understood]

    async def test_a_stray_that_found_its_place_is_dropped_once_and_no_other_with_it(
        self, storage: Storage, elsewhere: Storage
    ) -> None:
        other = evolve(STRAY, account=None)
        await storage.keep_stray(STRAY)
        await storage.keep_stray(other)
        dropped = await outcomes(*((storage, elsewhere)[number % 2].drop_stray(STRAY) for number in range(4)))
        assert dropped.count(True) == 1
        assert list(await storage.strays()) == [other]
        assert await storage.drop_stray(other)
        assert not await storage.drop_stray(other)

    async def test_strays_are_forgotten_from_a_moment_on(self, storage: Storage) -> None:
        strays = [
            evolve(STRAY, key=EventKey(f"unparsed:{number}"), received_at=NOW + number * SECOND) for number in range(3)
        ]
        for stray in strays:
            await storage.keep_stray(stray)
        assert await storage.forget_strays(NOW + SECOND) == 1
        assert list(await storage.strays()) == [strays[2], strays[1]]
        assert await storage.forget_strays(NOW + SECOND) == 0
