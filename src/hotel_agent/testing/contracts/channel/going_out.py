"""What a channel promises about what is sent."""

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.events import GuestChose
from hotel_agent.domain.ids import ChoiceToken, EffectKey, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Content, ContentChoice, Identity, Receipt
from hotel_agent.testing.contracts.channel.coming_in import only_inbound
from hotel_agent.testing.contracts.channel.nonsense import EMOJI
from hotel_agent.testing.contracts.channel.outside import Arrival, Outside


class GoingOut:
    """Messages that are sent."""

    @pytest.mark.asyncio
    async def test_what_is_sent_arrives_once_and_at_nobody_else(self, outside: Outside) -> None:
        """And is accepted under a name."""
        receipt = await outside.channel.send(outside.guest, Content(text="Good morning"), key=key_of(1))
        assert isinstance(receipt, Receipt)
        assert receipt.message
        assert [arrival.text for arrival in await outside.arrived(outside.guest)] == ["Good morning"]
        assert not await outside.arrived(outside.stranger)

    @pytest.mark.asyncio
    async def test_what_is_sent_arrives_in_the_sequence_it_was_sent(self, outside: Outside) -> None:
        """Each under a name of its own."""
        texts = [f"message {number}" for number in range(5)]
        receipts = [
            await outside.channel.send(outside.guest, Content(text=text), key=key_of(number))
            for number, text in enumerate(texts)
        ]
        assert [arrival.text for arrival in await outside.arrived(outside.guest)] == texts
        assert len({receipt.message for receipt in receipts if isinstance(receipt, Receipt)}) == 5

    @pytest.mark.parametrize("many", [1, 2, 3, 4, 10, 11, 30])
    @pytest.mark.asyncio
    async def test_every_choice_can_be_read(self, outside: Outside, many: int) -> None:
        """On something to press, or in the text; what is pressed comes back as its token."""
        choices = _choices(many)
        await outside.channel.send(outside.guest, Content(text="Choose", choices=choices, menu="Rooms"), key=key_of(1))
        arrivals = await outside.arrived(outside.guest)
        everything = "\n".join(_everything(arrival) for arrival in arrivals)
        assert "Choose" in everything
        assert all(choice.title in everything for choice in choices)
        for token, _ in (pressed for arrival in arrivals for pressed in arrival.choices):
            event = only_inbound(outside, outside.presses(token, name=token)).event
            assert isinstance(event, GuestChose)
            assert event.token in {choice.token for choice in choices}

    @pytest.mark.asyncio
    async def test_choices_stay_on_something_to_press_where_the_channel_can(self, outside: Outside) -> None:
        """As many as it has buttons for."""
        choices = _choices(outside.channel.can.buttons)
        await outside.channel.send(outside.guest, Content(text="Choose", choices=choices), key=key_of(1))
        pressed = [pressed for arrival in await outside.arrived(outside.guest) for pressed in arrival.choices]
        assert pressed == [(choice.token, choice.title) for choice in choices]

    @pytest.mark.parametrize("many", [0, 2])
    @pytest.mark.asyncio
    async def test_a_text_that_is_too_long_arrives_whole(self, outside: Outside, many: int) -> None:
        """In one piece or several, in sequence, cut between words, its choices below it."""
        words = [f"word{number}" for number in range(outside.channel.can.text_length // 5)]
        content = Content(text=" ".join(words), choices=_choices(many))
        await outside.channel.send(outside.guest, content, key=key_of(1))
        arrivals = await outside.arrived(outside.guest)
        said = [word for arrival in arrivals for word in arrival.text.split()]
        below = said[len(words) :]
        assert said[: len(words)] == words
        assert bool(below) == bool(many and not outside.channel.can.buttons)
        assert all(not arrival.choices for arrival in arrivals[:-1])

    @pytest.mark.parametrize("many", [2, 5])
    @pytest.mark.asyncio
    async def test_titles_and_descriptions_that_are_too_long_can_still_be_read(
        self, outside: Outside, many: int
    ) -> None:
        """Nothing that was said is dropped."""
        choices = tuple(
            ContentChoice(
                token=ChoiceToken(f"long-{number}"),
                title=f"A room for {number} guests with a view over all of the bay",
                description=f"{number} nights, " + "with breakfast and a terrace in the sun, " * 3 + EMOJI,
            )
            for number in range(many)
        )
        await outside.channel.send(outside.guest, Content(text="Choose", choices=choices), key=key_of(1))
        everything = "\n".join(_everything(arrival) for arrival in await outside.arrived(outside.guest))
        assert all(choice.title in everything and choice.description in everything for choice in choices)

    @pytest.mark.asyncio
    async def test_what_is_sent_again_under_its_key_arrives_as_often_as_the_channel_says(
        self, outside: Outside
    ) -> None:
        """Once where it claims that repeating is safe; a channel that cannot keep that promise must not make it."""
        for _ in range(2):
            await outside.channel.send(outside.guest, Content(text="Booked!"), key=key_of(1))
        assert len(await outside.arrived(outside.guest)) == (1 if outside.channel.can.repeats_safely else 2)

    @pytest.mark.asyncio
    async def test_half_characters_are_sent_as_something(self, outside: Outside) -> None:
        """Nothing a guest's name may hold keeps the answer from being sent."""
        receipt = await outside.channel.send(outside.guest, Content(text="Dear \ud83c\x00!"), key=key_of(1))
        assert isinstance(receipt, Receipt)
        assert (await outside.arrived(outside.guest))[0].text.startswith("Dear ")

    @pytest.mark.asyncio
    async def test_somebody_of_another_channel_cannot_be_reached(self, outside: Outside) -> None:
        """That is a no for good, not an outage."""
        nobody = evolve(outside.guest, identity=_of_another_channel(outside))
        refused = await outside.channel.send(nobody, Content(text="Hello?"), key=key_of(1))
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.UNDELIVERABLE

    def test_it_says_whom_it_can_write_to(self, outside: Outside) -> None:
        """So that a guest's identity can be chosen."""
        assert outside.guest.identity.kind in outside.channel.can.identities


def _everything(arrival: Arrival) -> str:
    return "\n".join([arrival.text, *(title for _, title in arrival.choices)])


def _choices(many: int) -> tuple[ContentChoice, ...]:
    return tuple(
        ContentChoice(token=ChoiceToken(digest("choice", str(number))), title=f"Room {number}")
        for number in range(many)
    )


def _of_another_channel(outside: Outside) -> Identity:
    return Identity("pigeon", outside.guest.identity.value)


def key_of(number: int) -> EffectKey:
    """The key of the command of this number."""
    return EffectKey(digest("effect", str(number)))
