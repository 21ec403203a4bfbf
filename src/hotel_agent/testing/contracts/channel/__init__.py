"""What every channel promises, test by test. Subclass `ChannelContract` and give it an `outside`.

A channel whose provider is somewhere else, and can be away, takes `FarChannelContract`.
"""

import pytest

from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.testing.contracts.channel.coming_in import ComingIn
from hotel_agent.testing.contracts.channel.going_out import GoingOut, key_of
from hotel_agent.testing.contracts.channel.nonsense import NONSENSE
from hotel_agent.testing.contracts.channel.outside import Arrival, FarOutside, Outside

__all__ = ["NONSENSE", "Arrival", "ChannelContract", "FarChannelContract", "FarOutside", "Outside"]


class ChannelContract(ComingIn, GoingOut):
    """Every channel's promises. `outside` is fresh for each test."""

    @pytest.fixture
    def outside(self) -> Outside:
        """The world around a fresh channel."""
        raise NotImplementedError("give the contract an `outside`")


class FarChannelContract(ChannelContract):
    """What a channel promises beyond that when its provider is somewhere else."""

    @pytest.fixture
    def outside(self) -> FarOutside:
        """The world around a fresh channel."""
        raise NotImplementedError("give the contract an `outside`")

    @pytest.mark.asyncio
    async def test_when_the_provider_is_away_nothing_is_sent_and_it_says_so(self, outside: FarOutside) -> None:
        """Asking again is safe, and helps once the provider is back."""
        await outside.goes_away()
        with pytest.raises(Unavailable) as silence:
            await outside.channel.send(outside.guest, Content(text="Hello"), key=key_of(1))
        assert not isinstance(silence.value, OutcomeUnknown)
        assert silence.value.__cause__ is not None
        await outside.comes_back()
        assert isinstance(await outside.channel.send(outside.guest, Content(text="Hello"), key=key_of(1)), Receipt)
        assert [arrival.text for arrival in await outside.arrived(outside.guest)] == ["Hello"]

    @pytest.mark.asyncio
    async def test_when_the_provider_does_not_answer_the_outcome_is_not_known(self, outside: FarOutside) -> None:
        """It may have been sent: here it was."""
        outside.hangs_up()
        with pytest.raises(OutcomeUnknown):
            await outside.channel.send(outside.guest, Content(text="Hello"), key=key_of(1))
        assert [arrival.text for arrival in await outside.arrived(outside.guest)] == ["Hello"]

    @pytest.mark.asyncio
    async def test_no_error_tells_a_secret_or_who_the_guest_is(self, outside: FarOutside) -> None:
        """Errors are logged."""
        await outside.goes_away()
        with pytest.raises(Unavailable) as silence:
            await outside.channel.send(outside.guest, Content(text="a private matter"), key=key_of(1))
        said = repr(silence.value) + repr(outside.channel) + repr(outside.guest) + repr(outside.credentials)
        for private in (*outside.secrets, outside.guest.identity.value, "a private matter"):
            assert private not in said
