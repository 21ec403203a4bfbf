"""No sequence of happenings makes a conversation reserve, cancel, promise or say what it may not."""

from attrs import evolve
from hypothesis import settings

from hotel_agent.domain.tenants.stay_messages import StayMessages
from hotel_agent.testing.machines import ConversationMachine
from hotel_agent.testing.machines.hotel import a_tenant

_QUIET = a_tenant()
_ATTENTIVE = StayMessages(before_arrival_days=2, welcome=True, thanks=True, open_quote_minutes=25)


class AttentiveHotel(ConversationMachine):
    """A hotel that writes of its own accord, too."""

    tenant = evolve(_QUIET, properties=tuple(evolve(each, messages=_ATTENTIVE) for each in _QUIET.properties))


TestAnyConversation = ConversationMachine.TestCase
TestAnyConversationOfAnAttentiveHotel = AttentiveHotel.TestCase
TestAnyConversationOfAnAttentiveHotel.settings = settings(max_examples=25)
