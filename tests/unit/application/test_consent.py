"""Who asked to be left alone is left alone at every door, until they wish otherwise at any of them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.unit.application.two_doors import ANA, BAHIA, MIRAMAR, TwoDoors, open_two_doors

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.domain.conversations.around import THANKS
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.replies import Reply, Words
from hotel_agent.domain.ids import EffectKey, TenantId, digest
from hotel_agent.ports.rows import Lane, NewCommand


@pytest.fixture
async def house() -> AsyncIterator[TwoDoors]:
    async with open_two_doors() as opened:
        yield opened


async def writes_first(house: TwoDoors, kind: str, value: str, *, hotel: TenantId = MIRAMAR, wait: int = 0) -> None:
    """The hotel says thank you of its own accord to this guest, at the door of this kind, in so many seconds."""
    state = await house.conversation(kind, value, hotel)
    now = house.clock.now()
    thanks = Say(reply=Reply(parts=(THANKS(hotel=Words("Miramar")),)), language=state.language, unasked=True)
    key = EffectKey(digest(state.id, now.isoformat()))
    command = NewCommand(key=key, command=thanks, lane=Lane.SAY, due_at=now + timedelta(seconds=wait))
    async with house.desk.storage.work(hotel) as work:
        stored = await work.load(state.id)
        assert stored is not None
        await work.commit_turn(stored.conversation, version=stored.version, consumed=(), commands=(command,))


def thanked(house: TwoDoors, door: Loopback, guest: str, hotel: TenantId = MIRAMAR) -> int:
    return sum("around.thanks" in content.text for content in house.told(door, guest, hotel))


async def knows_both(house: TwoDoors) -> None:
    """Ana writes at both doors, and is known to be one guest."""
    await house.mails("hola")
    await house.chats("hola")
    mail, chat = await house.whose("email", ANA), await house.whose("loopback", "ana")
    assert mail is not None
    assert chat is not None
    await house.doors.link(MIRAMAR, mail, chat, by="reception", because="she said so at the desk")
    await house.rests()


async def test_who_says_stop_at_one_door_hears_nothing_unasked_at_the_other(house: TwoDoors) -> None:
    await knows_both(house)
    await house.mails("basta")
    await writes_first(house, "loopback", "ana")
    await writes_first(house, "email", ANA)
    await house.rests()
    assert (thanked(house, house.chat, "ana"), thanked(house, house.letters, ANA)) == (0, 0)
    before = len(house.told(house.chat, "ana"))
    await house.chats("hola")
    assert len(house.told(house.chat, "ana")) == before + 1, "whoever writes is answered"


async def test_the_wish_is_lifted_at_any_door_and_counts_anew_at_any(house: TwoDoors) -> None:
    await knows_both(house)
    await house.mails("basta", "basta")
    await house.chats("avísenme")
    await writes_first(house, "email", ANA)
    await house.rests()
    assert thanked(house, house.letters, ANA) == 1
    await house.chats("basta")
    await writes_first(house, "email", ANA)
    await house.rests()
    assert thanked(house, house.letters, ANA) == 1


async def test_doors_linked_after_a_stop_are_silent_both(house: TwoDoors) -> None:
    await house.mails("hola", "basta")
    await knows_both(house)
    await writes_first(house, "loopback", "ana")
    await house.rests()
    assert thanked(house, house.chat, "ana") == 0


async def test_a_stop_that_comes_while_a_message_waits_is_heeded(house: TwoDoors) -> None:
    await knows_both(house)
    await writes_first(house, "loopback", "ana", wait=60)
    await house.mails("basta")
    await house.rests(90)
    assert thanked(house, house.chat, "ana") == 0


async def test_a_stop_counts_for_one_guest_of_one_hotel(house: TwoDoors) -> None:
    await knows_both(house)
    await house.chats("hola", guest="eva")
    await house.mails("hola", hotel=BAHIA)
    await house.mails("basta")
    await writes_first(house, "loopback", "eva")
    await writes_first(house, "email", ANA, hotel=BAHIA)
    await house.rests()
    assert (thanked(house, house.chat, "eva"), thanked(house, house.letters, ANA, BAHIA)) == (1, 1)


async def test_a_stranger_at_a_door_that_was_parted_is_not_held_to_what_the_other_said(house: TwoDoors) -> None:
    await knows_both(house)
    await house.mails("basta")
    guest = await house.whose("email", ANA)
    assert guest is not None
    await house.doors.part(MIRAMAR, guest, "loopback", by="reception", because="two people")
    await house.rests()
    await writes_first(house, "loopback", "ana")
    await house.rests()
    assert thanked(house, house.chat, "ana") == 1


@pytest.mark.parametrize(("hour", "said"), [(20, 1), (21, 0), (23, 0), (33, 1)])
async def test_what_was_held_up_until_the_quiet_hours_is_left_unsaid(house: TwoDoors, hour: int, said: int) -> None:
    await house.chats("hola")
    local = house.desk.tenants.tenants[0].properties[0].local(house.clock.now())
    await writes_first(house, "loopback", "ana")
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    house.clock.advance(begin + timedelta(hours=hour, minutes=1) - local)
    await house.rests()
    assert thanked(house, house.chat, "ana") == said
