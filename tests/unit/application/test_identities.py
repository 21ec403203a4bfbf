"""Who a guest is on WhatsApp: a name, a number that changes hands, a line written in two ways."""

from collections.abc import AsyncIterator

import pytest
from attrs import evolve, frozen
from tests.unit.application.story import NOW, open_story

from hotel_agent import FrontDesk
from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import (
    GuestChangedIdentity,
)
from hotel_agent.domain.conversations.other_doors import (
    DoorsParted,
)
from hotel_agent.domain.ids import ConversationId, GuestId
from hotel_agent.ports.channel import Credentials, Identity, RawRequest
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

OLD, NEW = "447700900101", "447700900102"
PROOF = Credentials(secrets=("a secret of nobody's",))


@frozen
class House:
    """A desk behind one WhatsApp number."""

    desk: FrontDesk

    async def hears(self, request: RawRequest) -> None:
        await self.desk.receive("whatsapp", request, PROOF)

    async def conversation(self, guest: WhatsAppGuest) -> Conversation:
        """The conversation a guest of these ids would meet."""
        kinds = (("wa_bsuid", guest.bsuid), ("wa_phone", guest.number))
        tenant = self.desk.tenants.tenants[0].id
        async with self.desk.storage.work(tenant) as work:
            known = await work.guest([Identity(kind, value) for kind, value in kinds if value], fresh=GuestId("nobody"))
            name = await work.conversation_at("whatsapp", guest.account, known)
            stored = await work.load(name or ConversationId("none"))
        assert stored is not None
        return stored.conversation

    async def told_apart(self, conversation: Conversation) -> list[bool]:
        """Of each change of identity that waits here, whether somebody was kept apart."""
        async with self.desk.storage.work(conversation.tenant) as work:
            events = [row.event for row in await work.open_events(conversation.id)]
        return [event.kept_apart for event in events if isinstance(event, GuestChangedIdentity)]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_story() as story:
        yield House(evolve(story.desk, channels={"whatsapp": WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW))}))


def ana(number: str = OLD, bsuid: str = "GB.1") -> WhatsAppGuest:
    return WhatsAppGuest(number=number, bsuid=bsuid, name="Ana")


def changes(guest: WhatsAppGuest, *, number: str = NEW, bsuid: str = "GB.2", name: str = "change") -> RawRequest:
    """WhatsApp's word that this guest has another number."""
    system = {"type": "user_changed_number", "wa_id": number, "user_id": bsuid, "previous_user_id": guest.bsuid}
    message = {"id": f"wamid.{name}", "timestamp": str(int(NOW.timestamp())), "type": "system", "system": system}
    return guest.signed(guest.envelope({"messages": [{"from": guest.number, **message}]}), at=NOW)


async def test_a_guest_with_a_new_number_goes_on_where_they_were(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    before = await house.conversation(ana())
    await house.hears(changes(ana()))
    await house.hears(ana(NEW, "GB.2").writes("It is me", at=NOW))
    assert (await house.conversation(ana(NEW, "GB.2"))).id == before.id
    assert await house.told_apart(before) == [False]


async def test_a_number_that_changes_is_linked_with_no_other_door_any_more(house: House) -> None:
    mail, tenant = Identity("email", "ana@example.org"), house.desk.tenants.tenants[0].id
    await house.hears(ana().writes("Hello", at=NOW))
    before = await house.conversation(ana())
    async with house.desk.storage.work(tenant) as work:
        by_mail = await work.guest([mail], fresh=GuestId("by mail"))
        await work.give(by_mail, to=before.guest, identities=[mail], conversations=[])
    for _ in range(2):
        await house.hears(changes(ana()))
    after = await house.conversation(ana(NEW, "GB.2"))
    assert after.id == before.id
    async with house.desk.storage.work(tenant) as work:
        assert await work.guest_of(mail) == before.guest != after.guest
        assert list(await work.identities(before.guest)) == [mail]
        waiting = [type(row.event) for row in await work.open_events(after.id)]
    assert waiting.count(DoorsParted) == 1


async def test_the_next_owner_of_a_number_does_not_meet_the_old_guests_conversation(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    before = await house.conversation(ana())
    await house.hears(changes(ana()))
    for next_owner in (ana(OLD, "GB.77"), ana(OLD, "")):
        await house.hears(next_owner.writes("Who are you?", at=NOW))
        met = await house.conversation(next_owner)
        assert met.id != before.id
        assert met.known.contacts == ()


async def test_a_number_that_comes_with_another_id_has_changed_hands_though_nobody_said_so(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    before = await house.conversation(ana())
    assert [contact.value for contact in before.known.contacts] == [OLD]
    await house.hears(ana(OLD, "GB.77").writes("Who are you?", at=NOW))
    met = await house.conversation(ana(OLD, "GB.77"))
    assert met.id != before.id
    assert met.known.contacts == (), "the old guest's reservations stand under this number"
    await house.hears(ana("", "GB.1").writes("Still here, without a number", at=NOW))
    assert (await house.conversation(ana("", "GB.1"))).id == before.id


async def test_a_change_told_once_more_takes_nothing_from_the_next_owner(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    await house.hears(changes(ana()))
    next_owner = ana(OLD, "GB.77")
    await house.hears(next_owner.writes("Who are you?", at=NOW))
    met = await house.conversation(next_owner)
    await house.hears(changes(ana()))
    assert (await house.conversation(next_owner)).id == met.id
    assert (await house.conversation(ana(OLD, ""))).id == met.id


async def test_a_change_told_late_takes_nothing_from_the_next_owner(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    next_owner = ana(OLD, "GB.77")
    await house.hears(next_owner.writes("Who are you?", at=NOW))
    met = await house.conversation(next_owner)
    await house.hears(changes(ana()))
    assert (await house.conversation(ana(OLD, ""))).id == met.id
    assert (await house.conversation(ana(NEW, "GB.2"))).id == (await house.conversation(ana("", "GB.2"))).id != met.id


async def test_who_moves_to_the_number_of_another_guest_is_kept_apart(house: House) -> None:
    await house.hears(ana().writes("Hello", at=NOW))
    bea = ana(NEW, "GB.50")
    await house.hears(bea.writes("Hello", at=NOW))
    before, other = await house.conversation(ana()), await house.conversation(bea)
    await house.hears(changes(ana()))
    assert (await house.conversation(bea)).id == other.id != before.id
    assert (await house.conversation(ana("", "GB.2"))).id == before.id
    assert await house.told_apart(before) == [True]


async def test_a_guest_without_a_number_is_known_again_when_the_number_shows(house: House) -> None:
    await house.hears(ana("", "GB.1").writes("Hello", at=NOW))
    before = await house.conversation(ana("", "GB.1"))
    await house.hears(ana(OLD, "GB.1").writes("Hello again", at=NOW))
    assert (await house.conversation(ana(OLD, ""))).id == before.id


@pytest.mark.parametrize(
    ("known_as", "comes_as", "same"),
    [
        ("541123456789", "5491123456789", True),
        ("5491123456789", "541123456789", False),
        ("525512345678", "5215512345678", True),
        ("5215512345678", "525512345678", True),
        ("551187654321", "5511987654321", True),
        ("5511987654321", "551187654321", True),
        ("551132654321", "5511932654321", False),
        ("5511932654321", "551132654321", False),
        ("447700900101", "4477009001011", False),
    ],
)
async def test_a_line_that_is_written_in_two_ways_is_one_guest(
    house: House, known_as: str, comes_as: str, same: bool
) -> None:
    await house.hears(ana(known_as, "").writes("Hello", at=NOW))
    before = await house.conversation(ana(known_as, ""))
    await house.hears(ana(comes_as, "GB.9").writes("Hello", at=NOW))
    assert ((await house.conversation(ana(comes_as, "GB.9"))).id == before.id) is same
