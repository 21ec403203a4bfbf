"""Guests, how channels know them, and their conversations."""

from collections.abc import Sequence

import pytest

from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    NAME,
    NOW,
    OTHER,
    PHONE,
    Keeper,
    a_conversation,
    let_others_run,
    outcomes,
    wrote,
)

ANA, BEA, CARO = GuestId("ana"), GuestId("bea"), GuestId("caro")
MAIL = Identity("email", "ana@example.com")


LENT = frozenset({"wa_phone"})
NEXT_OWNER = Identity("wa_bsuid", "ES.999")


async def _guest(
    storage: Storage, *identities: Identity, fresh: GuestId, lent: frozenset[str] = frozenset(), also: Identity = MAIL
) -> GuestId:
    async with storage.work(HOTEL) as work:
        return await work.guest(identities, fresh=fresh, lent=lent, also=[also])


async def _detach(storage: Storage, guest: GuestId, *identities: Identity) -> None:
    async with storage.work(HOTEL) as work:
        await work.detach(guest, identities)


async def _detached(storage: Storage, *identities: Identity) -> Sequence[Identity]:
    async with storage.work(HOTEL) as work:
        return tuple(await work.detached(identities))


async def _identities(storage: Storage, guest: GuestId) -> Sequence[Identity]:
    async with storage.work(HOTEL) as work:
        return tuple(await work.identities(guest))


class GuestsContract(StorageFixtures):
    """What is promised of guests and of conversations that begin."""

    async def test_a_guest_nobody_knows_is_a_new_one(self, storage: Storage) -> None:
        assert await _guest(storage, PHONE, NAME, fresh=ANA) == ANA
        assert await _identities(storage, ANA) == (PHONE, NAME)

    async def test_a_guest_is_known_again_by_any_identity(self, storage: Storage, elsewhere: Storage) -> None:
        await _guest(storage, PHONE, NAME, fresh=ANA)
        assert await _guest(elsewhere, NAME, fresh=BEA) == ANA
        assert await _guest(elsewhere, PHONE, fresh=BEA) == ANA
        assert await _identities(elsewhere, BEA) == ()

    async def test_an_identity_not_yet_known_is_attached_to_the_guest(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        assert await _guest(storage, MAIL, PHONE, fresh=BEA) == ANA
        assert await _guest(storage, MAIL, fresh=CARO) == ANA

    async def test_the_first_identity_that_is_known_decides_and_takes_nothing_from_another(
        self, storage: Storage
    ) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        await _guest(storage, MAIL, fresh=BEA)
        assert await _guest(storage, NAME, PHONE, MAIL, fresh=CARO) == ANA
        assert await _guest(storage, MAIL, fresh=CARO) == BEA
        assert MAIL not in await _identities(storage, ANA)
        assert NAME in await _identities(storage, ANA)

    async def test_the_identity_seen_latest_comes_last(self, storage: Storage) -> None:
        new_phone = Identity("wa_phone", "34600000002")
        await _guest(storage, NAME, PHONE, fresh=ANA)
        await _guest(storage, NAME, new_phone, fresh=BEA)
        assert await _identities(storage, ANA) == (PHONE, NAME, new_phone)
        await _guest(storage, PHONE, fresh=BEA)
        assert await _identities(storage, ANA) == (NAME, new_phone, PHONE)

    async def test_the_same_identity_at_two_hotels_is_two_guests(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        async with storage.work(OTHER) as work:
            assert await work.guest([PHONE], fresh=BEA) == BEA
            assert await work.identities(ANA) == ()
        assert await _guest(storage, PHONE, fresh=CARO) == ANA

    async def test_another_form_of_an_identity_leads_to_the_guest_and_is_not_attached(self, storage: Storage) -> None:
        other_form = Identity("wa_phone", "3460000001")
        await _guest(storage, PHONE, fresh=ANA)
        assert await _guest(storage, other_form, fresh=BEA, also=PHONE) == ANA
        assert await _identities(storage, ANA) == (PHONE, other_form)
        assert await _guest(storage, MAIL, fresh=BEA, also=Identity("wa_phone", "1")) == BEA
        assert await _identities(storage, BEA) == (MAIL,)

    async def test_a_lent_identity_that_comes_with_another_person_has_changed_hands(self, storage: Storage) -> None:
        await _guest(storage, NAME, PHONE, fresh=ANA, lent=LENT)
        assert await _guest(storage, NEXT_OWNER, PHONE, fresh=BEA, lent=LENT) == BEA
        assert await _identities(storage, ANA) == (NAME,)
        assert set(await _identities(storage, BEA)) == {NEXT_OWNER, PHONE}
        assert await _detached(storage, NAME, PHONE) == (PHONE,)
        assert await _guest(storage, PHONE, fresh=CARO, lent=LENT) == BEA

    async def test_a_lent_identity_stays_where_nothing_lasting_speaks_against_it(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA, lent=LENT)
        assert await _guest(storage, NAME, PHONE, fresh=BEA, lent=LENT) == ANA
        assert await _guest(storage, PHONE, fresh=BEA, lent=LENT) == ANA
        assert await _guest(storage, MAIL, PHONE, fresh=BEA, lent=LENT) == ANA
        assert await _detached(storage, NAME, PHONE, MAIL) == ()

    async def test_a_lent_identity_of_a_guest_without_a_lasting_one_is_not_taken(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA, lent=LENT)
        await _guest(storage, NAME, fresh=BEA, lent=LENT)
        assert await _guest(storage, NAME, PHONE, fresh=CARO, lent=LENT) == BEA
        assert await _guest(storage, PHONE, fresh=CARO, lent=LENT) == ANA

    async def test_a_detached_identity_leads_to_somebody_else(self, storage: Storage, elsewhere: Storage) -> None:
        await _guest(storage, NAME, PHONE, fresh=ANA)
        for _ in range(2):
            await _detach(storage, ANA, PHONE)
        assert await _identities(elsewhere, ANA) == (NAME,)
        assert await _detached(elsewhere, PHONE, NAME) == (PHONE,)
        assert await _guest(elsewhere, PHONE, fresh=BEA) == BEA
        assert await _guest(elsewhere, NAME, fresh=BEA) == ANA
        async with storage.work(OTHER) as work:
            assert list(await work.detached([PHONE])) == []

    async def test_nobody_is_parted_from_what_is_anothers(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        await _detach(storage, BEA, PHONE)
        assert await _guest(storage, PHONE, fresh=CARO) == ANA
        assert await _detached(storage, PHONE) == ()

    async def test_what_was_detached_in_a_unit_of_work_that_failed_was_not(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        with pytest.raises(Conflict):
            await _detach_in_vain(storage)
        assert await _guest(storage, PHONE, fresh=BEA) == ANA
        assert await _detached(storage, PHONE) == ()

    async def test_two_first_messages_at_once_make_one_guest(self, storage: Storage, elsewhere: Storage) -> None:
        async def arrives(at: Storage, fresh: GuestId) -> GuestId:
            async with at.work(HOTEL) as work:
                guest = await work.guest([PHONE, NAME], fresh=fresh)
                await let_others_run()
                return guest

        found = await outcomes(arrives(storage, ANA), arrives(elsewhere, BEA))
        made = {guest for guest in found if not isinstance(guest, BaseException)}
        assert len(made) == 1
        assert all(isinstance(each, str | Conflict) for each in found)
        assert {await _guest(storage, PHONE, fresh=CARO)} == made

    async def test_a_conversation_is_found_at_its_door_only(self, keeper: Keeper, storage: Storage) -> None:
        kept = await keeper.begins("c-1", account="door-1", guest="ana")
        async with storage.work(HOTEL) as work:
            assert await work.conversation_at("whatsapp", AccountId("door-1"), ANA) == kept.id
            assert await work.conversation_at("whatsapp", AccountId("door-2"), ANA) is None
            assert await work.conversation_at("webchat", AccountId("door-1"), ANA) is None
            assert await work.conversation_at("whatsapp", AccountId("door-1"), BEA) is None
        async with storage.work(OTHER) as work:
            assert await work.conversation_at("whatsapp", AccountId("door-1"), ANA) is None

    async def test_a_conversation_begins_at_version_0_as_it_was_given(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        stored = await keeper.stored(kept)
        assert (stored.conversation, stored.version) == (kept, 0)

    async def test_a_guest_has_one_conversation_at_a_door(self, keeper: Keeper) -> None:
        await keeper.begins("c-1", guest="ana")
        with pytest.raises(Conflict):
            await keeper.begins("c-2", guest="ana")
        await keeper.begins("c-3", guest="ana", account="door-2")

    async def test_an_id_names_one_conversation(self, keeper: Keeper) -> None:
        kept = await keeper.begins("c-1", guest="ana")
        with pytest.raises(Conflict):
            await keeper.begins("c-1", guest="bea")
        assert (await keeper.stored(kept)).conversation == kept

    async def test_two_hotels_may_use_the_same_names(self, keeper: Keeper, stranger: Keeper) -> None:
        ours = await keeper.begins("c-1", guest="ana")
        theirs = await stranger.begins("c-1", guest="ana")
        assert (await keeper.stored(ours)).conversation.tenant == HOTEL
        assert (await stranger.stored(theirs)).conversation.tenant == OTHER

    async def test_of_two_beginnings_at_once_one_is_kept(self, keeper: Keeper, other_keeper: Keeper) -> None:
        ended = await outcomes(keeper.begins("c-1", guest="ana"), other_keeper.begins("c-2", guest="ana"))
        assert sorted(type(each).__name__ for each in ended) == ["Conflict", "Conversation"]

    async def test_another_hotels_conversation_is_not_there(
        self, keeper: Keeper, stranger: Keeper, storage: Storage
    ) -> None:
        theirs = await stranger.begins("c-9")
        await stranger.adds(theirs, wrote())
        async with storage.work(HOTEL) as work:
            assert await work.load(theirs.id) is None
            assert await work.load(ConversationId("never-heard-of")) is None
            assert list(await work.open_events(theirs.id)) == []
            assert list(await work.outbox(theirs.id)) == []
            await work.postpone(theirs.id, [wrote().key], due_at=NOW)
        with pytest.raises(Bug):
            await keeper.adds(theirs, wrote("2"))
        with pytest.raises(Bug):
            await keeper.decides(theirs)
        assert await stranger.open_keys(theirs) == ["message:1"]
        assert (await stranger.stored(theirs)).version == 0

    async def test_a_conversation_is_not_kept_under_another_hotel(self, keeper: Keeper, storage: Storage) -> None:
        with pytest.raises(Bug):
            await keeper.begins("c-1", tenant=OTHER)
        for tenant in (HOTEL, OTHER):
            async with storage.work(tenant) as work:
                assert await work.load(a_conversation("c-1").id) is None


async def _detach_in_vain(storage: Storage) -> None:
    async with storage.work(HOTEL) as work:
        await work.detach(ANA, [PHONE])
        raise Conflict("somebody was faster")
