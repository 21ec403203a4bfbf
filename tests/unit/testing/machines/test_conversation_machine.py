"""No sequence of happenings makes a conversation reserve, cancel, promise or say what it may not."""

from attrs import evolve
from hypothesis import settings

from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.tenants.stay_messages import StayMessages
from hotel_agent.testing.machines import ConversationMachine
from hotel_agent.testing.machines.hotel import a_tenant
from hotel_agent.testing.machines.reactions import plainly

_QUIET = a_tenant()
_ATTENTIVE = StayMessages(before_arrival_days=2, welcome=True, thanks=True, open_quote_minutes=25)


class AttentiveHotel(ConversationMachine):
    """A hotel that writes of its own accord, too."""

    tenant = evolve(_QUIET, properties=tuple(evolve(each, messages=_ATTENTIVE) for each in _QUIET.properties))


TestAnyConversation = ConversationMachine.TestCase
TestAnyConversationOfAnAttentiveHotel = AttentiveHotel.TestCase
TestAnyConversationOfAnAttentiveHotel.settings = settings(max_examples=25)


def test_a_yes_that_counts_for_nothing_takes_none_back_that_was_given_to_something_else() -> None:
    machine = ConversationMachine()
    machine.a_guest_comes(vouched_for=False, named=False, insists=False)
    machine.the_guest_reacts_to_a_quote(days=2, reaction=plainly)
    old = machine.watch.buttons["choice.accept"]
    # Something that nobody reads: asked for a name, this traveller would give it.
    machine.the_guest_sends_something_else(kind="picture")
    machine.the_guest_reacts_to_a_quote(days=1, reaction=plainly)
    said = [each for each in machine.dialogue.presses(old) if isinstance(each, Say)]
    assert [part.line for each in said for part in each.reply.parts] == ["unclear.choice_gone", "quote.ask_name"]
    machine.the_guest_reacts_to_a_quote(days=1, reaction=plainly)
    assert machine.watch.under_way is not None
