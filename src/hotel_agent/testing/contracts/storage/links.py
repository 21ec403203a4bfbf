"""One guest at several doors: identities and conversations pass from one guest to another, and back."""

from collections.abc import Sequence

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AtDoor
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
    say,
    wrote,
)

ANA, BEA, CARO = GuestId("ana"), GuestId("bea"), GuestId("caro")
MAIL = Identity("email", "ana@example.com")
CHAT = Identity("webchat", "chat-1")


async def _guest(storage: Storage, *identities: Identity, fresh: GuestId) -> GuestId:
    async with storage.work(HOTEL) as work:
        return await work.guest(identities, fresh=fresh)


async def _whose(storage: Storage, identity: Identity) -> GuestId | None:
    async with storage.work(HOTEL) as work:
        return await work.guest_of(identity)


async def _identities(storage: Storage, guest: GuestId) -> Sequence[Identity]:
    async with storage.work(HOTEL) as work:
        return tuple(await work.identities(guest))


async def _doors(storage: Storage, guest: GuestId) -> list[tuple[str, str]]:
    async with storage.work(HOTEL) as work:
        return [(each.conversation, each.account) for each in await work.conversations_of(guest)]


async def _links(storage: Storage, guest: GuestId, to: GuestId) -> None:
    """All that is this guest's becomes the other's, in a unit of work that lets others run in between."""
    async with storage.work(HOTEL) as work:
        for each in sorted((guest, to)):
            await work.identities(each, held=True)
        theirs = await work.conversations_of(guest)
        await let_others_run()
        await work.give(
            guest,
            to=to,
            identities=await work.identities(guest),
            conversations=[each.conversation for each in theirs],
        )


async def _arrives(storage: Storage, identity: Identity, name: str) -> ConversationId:
    """A message of whoever is known so, at a door of their own: the conversation it is kept in."""
    async with storage.work(HOTEL) as work:
        guest = await work.guest([identity], fresh=GuestId(f"fresh-{name}"))
        await let_others_run()
        found = await work.conversation_at("whatsapp", AccountId("door-2"), guest)
        if found is None:
            if not await work.identities(guest, held=True):
                raise Conflict("this guest has just become another one")
            found = ConversationId(f"new-{name}")
            await work.begin(_at_door_2(found, guest))
        await work.add_event(found, wrote(name), received_at=NOW, due_at=NOW)
        return found


def _at_door_2(name: ConversationId, guest: GuestId) -> Conversation:
    return a_conversation(name, account="door-2", guest=guest)


class LinksContract(StorageFixtures):
    """What is promised of guests who are one."""

    async def _two_guests(self, keeper: Keeper) -> tuple[Conversation, Conversation]:
        await _guest(keeper.storage, PHONE, NAME, fresh=ANA)
        await _guest(keeper.storage, MAIL, fresh=BEA)
        return (
            await keeper.begins("c-1", account="door-1", guest=ANA),
            await keeper.begins("c-2", account="door-2", guest=BEA),
        )

    async def test_whose_an_identity_is_can_be_asked_and_makes_nobody_a_guest(self, storage: Storage) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        assert await _whose(storage, PHONE) == ANA
        assert await _whose(storage, MAIL) is None
        async with storage.work(OTHER) as work:
            assert await work.guest_of(PHONE) is None
        assert await _guest(storage, MAIL, fresh=BEA) == BEA

    async def test_a_guests_conversations_are_told_with_their_doors(self, keeper: Keeper, storage: Storage) -> None:
        await keeper.begins("c-2", account="door-2", guest="ana")
        await keeper.begins("c-1", account="door-1", guest="ana")
        await keeper.begins("c-3", account="door-1", guest="bea")
        async with storage.work(HOTEL) as work:
            assert list(await work.conversations_of(ANA)) == [
                AtDoor(conversation=ConversationId("c-1"), channel="whatsapp", account=AccountId("door-1")),
                AtDoor(conversation=ConversationId("c-2"), channel="whatsapp", account=AccountId("door-2")),
            ]
            assert list(await work.conversations_of(CARO)) == []
        async with storage.work(OTHER) as work:
            assert list(await work.conversations_of(ANA)) == []

    async def test_what_is_given_is_the_others_from_then_on(
        self, keeper: Keeper, storage: Storage, elsewhere: Storage
    ) -> None:
        ours, theirs = await self._two_guests(keeper)
        await keeper.adds(theirs, wrote())
        await _links(storage, BEA, ANA)
        assert await _identities(elsewhere, ANA) == (PHONE, NAME, MAIL)
        assert await _identities(elsewhere, BEA) == ()
        assert await _guest(elsewhere, MAIL, fresh=CARO) == ANA
        assert await _doors(elsewhere, ANA) == [("c-1", "door-1"), ("c-2", "door-2")]
        assert await _doors(elsewhere, BEA) == []
        assert await keeper.stored(theirs) == evolve(
            await keeper.stored(theirs), conversation=evolve(theirs, guest=ANA), version=1
        )
        assert (await keeper.stored(ours)).version == 0
        assert await keeper.open_keys(theirs) == ["message:1"]
        async with storage.work(HOTEL) as work:
            assert await work.conversation_at("whatsapp", AccountId("door-2"), ANA) == theirs.id
            assert await work.conversation_at("whatsapp", AccountId("door-2"), BEA) is None

    async def test_what_was_given_goes_back_to_a_guest_of_its_own(self, keeper: Keeper, storage: Storage) -> None:
        _, theirs = await self._two_guests(keeper)
        await _links(storage, BEA, ANA)
        async with storage.work(HOTEL) as work:
            await work.give(ANA, to=CARO, identities=[MAIL], conversations=[theirs.id])
        assert await _identities(storage, ANA) == (PHONE, NAME)
        assert await _identities(storage, CARO) == (MAIL,)
        assert (await keeper.stored(theirs)).conversation.guest == CARO
        assert await _guest(storage, MAIL, fresh=BEA) == CARO

    async def test_a_turn_begun_before_is_not_kept_and_the_next_one_leaves_the_guest_alone(
        self, keeper: Keeper, storage: Storage
    ) -> None:
        _, theirs = await self._two_guests(keeper)
        await keeper.adds(theirs, wrote())
        before = await keeper.stored(theirs)
        await _links(storage, BEA, ANA)
        with pytest.raises(Conflict):
            await keeper.decides(before.conversation, say("hello"), version=before.version)
        await keeper.decides(evolve(theirs, greeted=True), say("hello"))
        after = (await keeper.stored(theirs)).conversation
        assert (after.guest, after.greeted) == (ANA, True)
        assert await keeper.open_keys(theirs) == []

    @pytest.mark.parametrize("what", ["identity", "conversation", "door"])
    async def test_what_cannot_be_given_leaves_everything_as_it_was(
        self, keeper: Keeper, storage: Storage, what: str
    ) -> None:
        _, theirs = await self._two_guests(keeper)
        if what == "door":
            await keeper.begins("c-3", account="door-2", guest=ANA)
        identities = [MAIL, CHAT] if what == "identity" else [MAIL]
        conversations = [theirs.id, ConversationId("c-1")] if what == "conversation" else [theirs.id]
        with pytest.raises(Conflict):
            await _give(storage, identities, conversations)
        assert await _identities(storage, BEA) == (MAIL,)
        assert await _identities(storage, ANA) == (PHONE, NAME)
        stored = await keeper.stored(theirs)
        assert (stored.conversation.guest, stored.version) == (BEA, 0)

    async def test_nothing_of_another_hotel_is_given(self, keeper: Keeper, stranger: Keeper, storage: Storage) -> None:
        _, ours = await self._two_guests(keeper)
        theirs = await stranger.begins("c-9", guest=BEA)
        async with storage.work(OTHER) as work:
            await work.guest([MAIL], fresh=BEA)
        with pytest.raises(Conflict):
            await _give(storage, [MAIL], [theirs.id])
        await _links(storage, BEA, ANA)
        assert (await keeper.stored(ours)).conversation.guest == ANA
        stored = await stranger.stored(theirs)
        assert (stored.conversation.guest, stored.version) == (BEA, 0)
        async with storage.work(OTHER) as work:
            assert await work.guest_of(MAIL) == BEA

    async def test_a_worker_that_dies_while_linking_linked_nothing(self, keeper: Keeper, storage: Storage) -> None:
        _, theirs = await self._two_guests(keeper)
        with pytest.raises(RuntimeError):
            await _links_and_dies(storage, theirs.id)
        assert await _identities(storage, BEA) == (MAIL,)
        assert await _identities(storage, ANA) == (PHONE, NAME)
        assert (await keeper.stored(theirs)).version == 0
        assert await _doors(storage, BEA) == [("c-2", "door-2")]

    async def test_of_two_links_at_once_nothing_is_lost_or_doubled(
        self, keeper: Keeper, storage: Storage, elsewhere: Storage
    ) -> None:
        await self._two_guests(keeper)
        ended = await outcomes(_links(storage, BEA, ANA), _links(elsewhere, ANA, BEA))
        assert all(each is None or isinstance(each, Conflict) for each in ended)
        holders = {await _whose(storage, each) for each in (PHONE, NAME, MAIL)}
        assert holders in ({ANA}, {BEA}) or not any(each is None for each in ended)
        all_doors = sorted(await _doors(storage, ANA) + await _doors(storage, BEA))
        assert all_doors == [("c-1", "door-1"), ("c-2", "door-2")]

    async def test_two_who_link_the_same_guest_at_once_share_nothing(
        self, keeper: Keeper, storage: Storage, elsewhere: Storage
    ) -> None:
        await self._two_guests(keeper)
        await _guest(storage, CHAT, fresh=CARO)
        await outcomes(_links(storage, BEA, ANA), _links(elsewhere, BEA, CARO))
        whose = await _whose(storage, MAIL)
        assert whose in {ANA, CARO}
        assert whose is not None
        assert await _doors(storage, whose) == [*((("c-1", "door-1"),) if whose == ANA else ()), ("c-2", "door-2")]

    async def test_a_message_that_comes_while_its_guest_is_linked_is_in_the_guests_conversation(
        self, keeper: Keeper, storage: Storage, elsewhere: Storage
    ) -> None:
        await self._two_guests(keeper)
        ended = await outcomes(_links(storage, BEA, ANA), _arrives(elsewhere, MAIL, "1"))
        kept = await _arrives(elsewhere, MAIL, "1") if isinstance(ended[1], Conflict) else ended[1]
        assert (ended[0], kept) == (None, "c-2")
        assert await _doors(storage, ANA) == [("c-1", "door-1"), ("c-2", "door-2")]

    async def test_a_conversation_that_begins_while_its_guest_is_linked_is_the_one_guests(
        self, storage: Storage, elsewhere: Storage
    ) -> None:
        await _guest(storage, PHONE, fresh=ANA)
        await _guest(storage, MAIL, fresh=BEA)
        ended = await outcomes(_arrives(elsewhere, MAIL, "1"), _links(storage, BEA, ANA))
        assert all(not isinstance(each, BaseException) or isinstance(each, Conflict) for each in ended)
        if isinstance(ended[0], Conflict):
            await _arrives(elsewhere, MAIL, "1")
        assert await _whose(storage, MAIL) == ANA
        assert await _doors(storage, ANA) == [("new-1", "door-2")]
        assert await _doors(storage, BEA) == []

    async def test_another_form_that_comes_while_its_guest_is_linked_is_the_one_guests(
        self, storage: Storage, elsewhere: Storage
    ) -> None:
        other_form = Identity("email", "ana+hotel@example.com")
        await _guest(storage, PHONE, fresh=ANA)
        await _guest(storage, MAIL, fresh=BEA)

        async def comes() -> None:
            async with elsewhere.work(HOTEL) as work:
                await work.guest([other_form], fresh=CARO, also=[MAIL])

        ended = await outcomes(_links(storage, BEA, ANA), comes())
        if isinstance(ended[1], Conflict):
            await comes()
        whose = {await _whose(storage, each) for each in (PHONE, MAIL, other_form)}
        assert whose == {ANA}


async def _give(storage: Storage, identities: Sequence[Identity], conversations: Sequence[ConversationId]) -> None:
    async with storage.work(HOTEL) as work:
        await work.give(BEA, to=ANA, identities=identities, conversations=conversations)


async def _links_and_dies(storage: Storage, conversation: ConversationId) -> None:
    async with storage.work(HOTEL) as work:
        await work.give(BEA, to=ANA, identities=[MAIL], conversations=[conversation])
        raise RuntimeError("the worker dies")
