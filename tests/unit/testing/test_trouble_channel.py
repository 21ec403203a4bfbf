"""Channels in trouble are in it for as long as they were told."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.channels.loopback import ACCOUNT, Loopback
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import EffectKey, TenantId
from hotel_agent.ports.channel import Address, Channel, Content, Identity, Receipt
from hotel_agent.testing.trouble.channel import LateChannel, SilentChannel

ANA = Address(tenant=TenantId("marina"), account=ACCOUNT, identity=Identity("loopback", "ana"))


async def say(channel: Channel, number: int) -> object:
    return await channel.send(ANA, Content(text="Hola"), key=EffectKey(str(number)))


async def test_a_silent_channel_sends_nothing_until_its_trouble_ends() -> None:
    channel = SilentChannel(loopback := Loopback(), times=2)
    for number in range(2):
        with pytest.raises(Unavailable) as silence:
            await say(channel, number)
        assert not isinstance(silence.value, OutcomeUnknown)
    assert loopback.sent == ()
    assert isinstance(await say(channel, 2), Receipt)


async def test_a_late_channel_sends_and_does_not_say_so() -> None:
    channel = LateChannel(loopback := Loopback())
    for number in range(3):
        with pytest.raises(OutcomeUnknown):
            await say(channel, number)
    assert len(loopback.said_to("ana")) == 3


def test_a_channel_in_trouble_hears_as_well_as_before() -> None:
    channel = SilentChannel(loopback := Loopback())
    request = loopback.writes("ana", "Hola", at=datetime(2026, 11, 2, tzinfo=UTC))
    assert (channel.name, channel.can) == (loopback.name, loopback.can)
    assert channel.admit(request, loopback.credentials) == loopback.admit(request, loopback.credentials)
