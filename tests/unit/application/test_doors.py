"""One guest at two doors: linked by a code or by staff, never merged, never across hotels."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.application.two_doors import ANA, BAHIA, MIRAMAR, NUMBER, TwoDoors, open_two_doors

from hotel_agent.application.doors import GuestCard
from hotel_agent.domain.errors import Bug, Unavailable
from hotel_agent.domain.ids import AccountId, GuestId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Identity
from hotel_agent.testing.trouble.storage import Crashed, Trouble

MAIL = GuestContact(ContactKind.EMAIL, ANA)
ASKS = (f"mi reserva {ANA}", "sí")
"""What a guest writes so that a code is sent."""


@pytest.fixture
async def house() -> AsyncIterator[TwoDoors]:
    async with open_two_doors() as opened:
        yield opened


async def linked(house: TwoDoors) -> bool:
    whose = {await house.whose("loopback", "ana"), await house.whose("email", ANA)}
    return len(whose) == 1 and None not in whose


async def test_the_same_guest_at_two_doors_is_two_guests_until_linked(house: TwoDoors) -> None:
    await house.mails("hola")
    await house.chats("hola")
    assert not await linked(house)


async def test_a_guest_who_shows_the_code_is_one_guest_with_two_conversations(house: TwoDoors) -> None:
    await house.mails("hola")
    await house.chats(*ASKS)
    assert house.lines(house.chat, "ana") == ["link.on_its_way"]
    (code,) = house.codes()
    await house.chats(code)
    assert await linked(house)
    assert "link.linked" in house.lines(house.chat, "ana")
    assert house.lines(house.letters, ANA) == ["link.linked_here"]
    chat, mail = await house.conversation("loopback", "ana"), await house.conversation("email", ANA)
    assert chat.id != mail.id
    assert chat.known.elsewhere == (MAIL,)
    assert (chat.known.contacts, mail.known.contacts) == ((), (MAIL,))
    await house.chats("hola")
    await house.mails("hola")
    assert len(house.told(house.chat, "ana")) == 4
    async with house.desk.storage.work(MIRAMAR) as work:
        (act,) = await work.acts()
    assert (act.by, act.action) == ("guest", "link")
    assert ANA not in act.subject


async def test_nobody_learns_whether_an_address_is_known(house: TwoDoors) -> None:
    await house.mails("hola")
    for guest, address in (("ana", ANA), ("eva", "nobody@example.org")):
        await house.chats(f"mi reserva {address}", "sí", "000000", "111111", guest=guest)
    ana, eva = (house.told(house.chat, guest) for guest in ("ana", "eva"))
    assert [each.text.replace(ANA, "x") for each in ana] == [
        each.text.replace("nobody@example.org", "x") for each in eva
    ]
    assert len(house.codes()) == 1
    assert not house.told(house.letters, "nobody@example.org")


async def test_the_code_of_one_guest_is_worth_nothing_to_another(house: TwoDoors) -> None:
    await house.mails("hola")
    await house.chats(*ASKS)
    await house.chats(*ASKS, guest="mallory")
    first, second = house.codes()
    await house.chats(first, guest="mallory")
    assert house.lines(house.chat, "mallory") == ["link.wrong"]
    await house.chats(second)
    assert not await linked(house)
    assert await house.whose("loopback", "mallory") != await house.whose("email", ANA)
    await house.chats(first)
    assert await linked(house)


async def test_an_address_that_is_only_claimed_gets_no_code_and_is_linked_with_nobody(house: TwoDoors) -> None:
    await house.mails("hola", guest=f"claimed:{ANA}")
    await house.chats(*ASKS)
    assert house.codes() == []
    assert not house.told(house.letters, ANA)[1:]
    chat = await house.whose("loopback", "ana")
    claimed = await house.whose("email_claimed", ANA)
    assert chat is not None
    assert claimed is not None
    refused = await house.doors.link(MIRAMAR, chat, claimed, by="Inés", because="passport")
    assert refused == Refusal(Reason.ONLY_CLAIMED)


async def test_a_mail_door_at_another_hotel_is_no_door_here(house: TwoDoors) -> None:
    await house.mails("hola", hotel=BAHIA)
    await house.chats(*ASKS)
    assert house.codes(hotel=BAHIA) == []
    theirs = await house.whose("email", ANA, BAHIA)
    ours = await house.whose("loopback", "ana")
    assert theirs is not None
    assert ours is not None
    for tenant in (MIRAMAR, BAHIA):
        refused = await house.doors.link(tenant, ours, theirs, by="Inés", because="passport")
        assert refused == Refusal(Reason.NOT_FOUND)


async def test_a_second_address_of_a_linked_guest_is_not_even_asked_about(house: TwoDoors) -> None:
    """It would be refused: one guest is known once to a channel."""
    other = "ana@work.example"
    await house.mails("hola")
    await house.mails("hola", guest=other)
    await house.chats(*ASKS)
    await house.chats(house.codes()[0], "no", f"mi reserva {other}")
    assert house.lines(house.chat, "ana") == ["proof.ask_number"]
    assert house.codes(other) == []


# From the mailbox


BY_PHONE = (f"mi reserva {NUMBER}", "sí")


async def test_a_guest_links_their_telephone_from_the_mailbox(house: TwoDoors) -> None:
    await house.phones_in("hola")
    await house.mails(*BY_PHONE)
    assert house.lines(house.letters, ANA) == ["link.on_its_way"]
    (code,) = house.codes(NUMBER)
    await house.mails(code)
    assert await house.whose("email", ANA) == await house.whose("wa_phone", NUMBER)
    assert "link.linked" in house.lines(house.letters, ANA)
    assert house.lines(house.phones, NUMBER) == ["link.linked_here"]
    assert (await house.conversation("email", ANA)).known.elsewhere == (GuestContact(ContactKind.PHONE, NUMBER),)
    assert (await house.conversation("wa_phone", NUMBER)).known.elsewhere == (MAIL,)


async def test_a_telephone_that_may_not_be_written_to_any_more_gets_no_code_and_nobody_is_called(
    house: TwoDoors,
) -> None:
    """And the answer is the same as if it got one, or were unknown."""
    await house.phones_in("hola")
    house.clock.advance(timedelta(hours=25))
    await house.mails(*BY_PHONE)
    assert house.lines(house.letters, ANA) == ["link.on_its_way"]
    assert house.codes(NUMBER) == []
    assert (await house.conversation("wa_phone", NUMBER)).handover is None
    assert (await house.conversation("email", ANA)).handover is None


async def test_who_only_claims_an_address_or_writes_elsewhere_is_not_asked_about_a_telephone(house: TwoDoors) -> None:
    await house.phones_in("hola")
    await house.mails(BY_PHONE[0], guest=f"claimed:{ANA}")
    await house.chats(BY_PHONE[0])
    await house.mails("hola", hotel=BAHIA)
    await house.mails(*BY_PHONE, hotel=BAHIA)
    assert house.codes(NUMBER) == []
    assert house.codes(NUMBER, BAHIA) == []
    assert house.lines(house.chat, "ana")[-1] == "proof.ask_number"
    assert (await house.conversation("email_claimed", ANA)).linking is None


async def test_two_who_ask_for_one_telephone_at_once_each_need_their_own_code(house: TwoDoors) -> None:
    await house.phones_in("hola")
    await asyncio.gather(house.mails(*BY_PHONE), house.mails(*BY_PHONE, guest="eva@example.org"))
    codes = house.codes(NUMBER)
    assert len(codes) == 2
    await house.mails(codes[0])
    await house.mails(codes[1])
    whose = {await house.whose("email", each) for each in (ANA, "eva@example.org")}
    assert len(whose) == 2
    assert sum([await house.whose("wa_phone", NUMBER) == each for each in whose]) <= 1


@pytest.mark.parametrize("trouble", [Trouble.CRASH_BEFORE_COMMIT, Trouble.CRASH_AFTER_COMMIT, Trouble.AWAY])
@pytest.mark.parametrize("number", range(14))
async def test_a_crash_between_any_two_lines_sends_one_code_and_links_once(
    house: TwoDoors, trouble: Trouble, number: int
) -> None:
    await house.mails("hola")
    await house.chats(ASKS[0])
    house.storage.crash_at(number, trouble)
    await _survives(house, ASKS[1])
    (code,) = house.codes()
    house.storage.crash_at(number, trouble)
    await _survives(house, code)
    assert await linked(house)
    chat, mail = await house.conversation("loopback", "ana"), await house.conversation("email", ANA)
    assert (chat.known.elsewhere, mail.known.elsewhere) == ((MAIL,), ())
    said = [line for content in house.told(house.chat, "ana") for line in [content.text] if "link.linked" in line]
    assert len(said) == 1
    async with house.desk.storage.work(MIRAMAR) as work:
        assert len(await work.acts()) == 1


async def _survives(house: TwoDoors, text: str) -> None:
    """A guest writes this, and workers that die are followed by others."""
    raw = house.chat.writes("ana", text, at=house.clock.now(), account=_account(house))
    for _ in range(3):
        try:
            await house.desk.receive("loopback", raw, house.chat.credentials)
            break
        except (Crashed, Unavailable):
            continue
    for _ in range(60):
        try:
            await house.rests(1)
        except (Crashed, Exception):  # noqa: BLE001 - another worker follows
            continue


def _account(house: TwoDoors) -> AccountId:
    return house.desk.tenants.tenants[0].accounts[0].account


# By staff


async def names(house: TwoDoors) -> tuple[GuestId, GuestId]:
    """A guest at each door."""
    await house.mails("hola")
    await house.chats("hola")
    mail, chat = await house.whose("email", ANA), await house.whose("loopback", "ana")
    assert mail is not None
    assert chat is not None
    return chat, mail


async def test_staff_link_two_guests_and_part_them_again(house: TwoDoors) -> None:
    chat, mail = await names(house)
    card = await house.doors.link(MIRAMAR, chat, mail, by="Inés", because="both wrote ABC234 and the same passport")
    assert isinstance(card, GuestCard)
    assert card.guest == chat
    assert list(card.identities) == [Identity("loopback", "ana"), Identity("email", ANA)]
    assert len(card.conversations) == 2
    await house.rests()
    assert (await house.conversation("loopback", "ana")).known.elsewhere == (MAIL,)
    fresh = await house.doors.part(MIRAMAR, chat, "email", by="Eva", because="the wrong Ana")
    assert isinstance(fresh, str)
    await house.rests()
    assert await house.whose("email", ANA) == fresh
    assert await house.whose("loopback", "ana") == chat
    known = (await house.conversation("loopback", "ana")).known
    assert (known.elsewhere, known.email) == ((), None)
    assert (await house.conversation("email", ANA)).known.contacts == (MAIL,)
    await house.mails("hola")
    assert len(house.told(house.letters, ANA)) == 2
    async with house.desk.storage.work(MIRAMAR) as work:
        acts = [(act.by, act.action) for act in await work.acts()]
    assert acts == [("Eva", "unlink"), ("Inés", "link")]


async def test_staff_name_a_guest_by_a_conversation_too(house: TwoDoors) -> None:
    chat, _ = await names(house)
    conversation = await house.conversation("email", ANA)
    card = await house.doors.card(MIRAMAR, conversation.id)
    assert card is not None
    assert list(card.identities) == [Identity("email", ANA)]
    assert isinstance(await house.doors.link(MIRAMAR, chat, conversation.id, by="Inés", because="passport"), GuestCard)
    assert await house.doors.card(MIRAMAR, "nobody") is None
    assert await house.doors.card(BAHIA, conversation.id) is None


async def test_what_cannot_be_linked_or_parted_is_refused_with_the_reason(house: TwoDoors) -> None:
    chat, mail = await names(house)
    await house.chats("hola", guest="eva")
    eva = await house.whose("loopback", "eva")
    assert eva is not None
    for other, reason in ((chat, Reason.SAME_GUEST), (eva, Reason.SAME_DOOR), ("nobody", Reason.NOT_FOUND)):
        refused = await house.doors.link(MIRAMAR, chat, other, by="Inés", because="passport")
        assert refused == Refusal(reason)
    for name, channel in ((chat, "loopback"), (chat, "email"), ("nobody", "email")):
        assert await house.doors.part(MIRAMAR, name, channel, by="Inés", because="x") == Refusal(Reason.NOT_FOUND)
    with pytest.raises(Bug):
        await house.doors.part(MIRAMAR, mail, "pigeon", by="Inés", because="x")
    async with house.desk.storage.work(MIRAMAR) as work:
        assert list(await work.acts()) == []


async def test_two_links_at_once_are_one(house: TwoDoors) -> None:
    chat, mail = await names(house)
    cards = await asyncio.gather(
        house.doors.link(MIRAMAR, chat, mail, by="Inés", because="passport"),
        house.doors.link(MIRAMAR, mail, chat, by="Eva", because="passport"),
    )
    assert sum(isinstance(card, GuestCard) for card in cards) == 1
    assert await linked(house)


async def test_linked_by_staff_while_the_code_is_under_way_the_code_still_ends_well(house: TwoDoors) -> None:
    await house.mails("hola")
    await house.chats(*ASKS)
    chat, mail = await house.whose("loopback", "ana"), await house.whose("email", ANA)
    assert chat is not None
    assert mail is not None
    await house.doors.link(MIRAMAR, mail, chat, by="Inés", because="passport")
    await house.chats(house.codes()[0])
    assert await linked(house)
    assert "link.not_linked" not in house.lines(house.chat, "ana")


# Whatever guests write

STEPS = st.lists(
    st.tuples(
        st.sampled_from((MIRAMAR, BAHIA)),
        st.sampled_from(("ana", "mallory")),
        st.sampled_from((f"mi reserva {ANA}", "sí", "no", "000000", "theirs", "theirs", "stolen", "hola", "late")),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_no_messages_link_without_the_code_that_was_told_at_the_other_door(
    steps: Sequence[tuple[str, str, str]],
) -> None:
    asyncio.run(_whatever_they_write(steps))


async def _whatever_they_write(steps: Sequence[tuple[str, str, str]]) -> None:
    """`theirs`: the code told for this guest, as if they read that mailbox; `stolen`: one told at the other hotel."""
    async with open_two_doors() as house:
        shown: set[tuple[str, str]] = set()
        for hotel in (MIRAMAR, BAHIA):
            await house.mails("hola", hotel=hotel)
        for tenant, guest, text in steps:
            hotel = MIRAMAR if tenant == MIRAMAR else BAHIA
            other = BAHIA if hotel == MIRAMAR else MIRAMAR
            codes = {"theirs": house.codes(hotel=hotel), "stolen": house.codes(hotel=other)}.get(text, [])
            if text == "late":
                await house.rests(601)
                continue
            written = codes[-1] if codes else text
            if codes and text == "theirs":
                shown.add((hotel, guest))
            await house.chats(written, guest=guest, hotel=hotel)
        for hotel in (MIRAMAR, BAHIA):
            mail = await house.whose("email", ANA, hotel)
            for guest in ("ana", "mallory"):
                if await house.whose("loopback", guest, hotel) == mail:
                    assert (hotel, guest) in shown, "linked without the code"
