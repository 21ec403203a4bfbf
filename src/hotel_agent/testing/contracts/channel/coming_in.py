"""What a channel promises about what comes in."""

from collections.abc import Iterator, Sequence

import pytest
from attrs import asdict

from hotel_agent.domain.conversations.events import GuestChose, GuestWrote
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Admitted, Inbound, RawRequest
from hotel_agent.testing.contracts.channel.nonsense import EMOJI, NONSENSE
from hotel_agent.testing.contracts.channel.outside import Outside


class ComingIn:
    """Requests that are let in, and those that are not."""

    @pytest.mark.parametrize("text", ["Hola, ¿tienen habitación?", "two\nlines", EMOJI, "x" * 3000, "<b>&amp;'\"\\"])
    def test_a_text_comes_in_as_the_guest_wrote_it(self, outside: Outside, text: str) -> None:
        """Under the account it was sent to, with who wrote it, and with both times."""
        request = outside.writes(text, name="first")
        inbound = only_inbound(outside, request)
        assert isinstance(inbound.event, GuestWrote)
        assert inbound.event.text == text
        assert inbound.account == outside.guest.account
        assert outside.guest.identity in inbound.identities
        assert inbound.event.at == request.received_at
        assert inbound.event.sent_at.tzinfo is not None

    def test_a_press_comes_in_as_its_token(self, outside: Outside) -> None:
        """Whatever was written on the button."""
        inbound = only_inbound(outside, outside.presses("an-opaque-token", name="first"))
        assert isinstance(inbound.event, GuestChose)
        assert inbound.event.token == "an-opaque-token"  # noqa: S105 - names a choice, opens nothing

    def test_the_same_request_always_says_the_same(self, outside: Outside) -> None:
        """Admitting stores nothing."""
        request = outside.writes("twice", name="first")
        assert _admit(outside, request) == _admit(outside, request)

    def test_the_same_message_has_the_same_key_in_another_request(self, outside: Outside) -> None:
        """A provider delivers at least once."""
        first, again = (outside.writes("twice", name="first") for _ in range(2))
        assert only_inbound(outside, first).event.key == only_inbound(outside, again).event.key

    def test_two_messages_have_two_keys_though_they_say_the_same(self, outside: Outside) -> None:
        """A guest may say yes twice."""
        first, second = (only_inbound(outside, outside.writes("yes", name=name)) for name in ("first", "second"))
        assert first.event.key != second.event.key

    @pytest.mark.parametrize("name", [None, *NONSENSE])
    def test_without_proof_nothing_is_let_in_and_nothing_is_read(self, outside: Outside, name: str | None) -> None:
        """What is inside makes no difference to the answer."""
        request = outside.writes("let me in", name="first") if name is None else outside.proven(NONSENSE[name])
        refused = outside.channel.admit(outside.forged(request), outside.credentials)
        assert refused == Refusal(Reason.BAD_SIGNATURE)

    @pytest.mark.parametrize("name", NONSENSE)
    def test_proven_nonsense_is_kept_and_says_nothing(self, outside: Outside, name: str) -> None:
        """It is not refused, it raises nothing, it can be stored, and it has the same key when it comes again."""
        first, again = (_admit(outside, outside.proven(NONSENSE[name])) for _ in range(2))
        assert first == again
        for text in (text for admitted in first for text in _texts(asdict(admitted))):
            assert "\x00" not in text
            assert text.encode().decode() == text
        assert first or NONSENSE[name].startswith(b"{"), "what was not understood is kept"

    @pytest.mark.parametrize("text", ["a\x00b", "bell \x07", "half \ud83c a hotel"])
    def test_what_comes_in_can_be_stored(self, outside: Outside, text: str) -> None:
        """No database takes half a character or a zero byte."""
        event = only_inbound(outside, outside.writes(text, name="first")).event
        assert isinstance(event, GuestWrote)
        assert event.text.encode()
        assert not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in event.text)


def _admit(outside: Outside, request: RawRequest) -> Sequence[Admitted]:
    admitted = outside.channel.admit(request, outside.credentials)
    assert not isinstance(admitted, Refusal), admitted
    return admitted


def only_inbound(outside: Outside, request: RawRequest) -> Inbound:
    """The one event of a request that is let in."""
    (admitted,) = _admit(outside, request)
    assert isinstance(admitted, Inbound), admitted
    return admitted


def _texts(whole: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(whole, str):
        yield whole
    elif isinstance(whole, dict | list | tuple):
        for inner in whole.values() if isinstance(whole, dict) else whole:
            yield from _texts(inner)
