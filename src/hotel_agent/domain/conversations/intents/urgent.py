"""An emergency: the hotel's people are told at once, and the guest whom to call, before anything else."""

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent
from hotel_agent.domain.conversations.replies import Line, Part, Words
from hotel_agent.domain.conversations.talk import Decision, Talk

TOLD = Line("handover.urgent")
CALL_HOTEL = Line("handover.call_hotel", ("phone",))
CALL_EMERGENCY = Line("handover.call_emergency", ("phone",))
CALL_SERVICES = Line("handover.call_services")


def raise_alarm(talk: Talk) -> Decision:
    """Say that somebody is on the way, the hotel's telephone, and the number of the emergency services."""
    house = talk.house.property
    call: list[Part] = []
    if house.phone:
        call.append(CALL_HOTEL(phone=Words(house.phone)))
    if house.emergency_phone:
        call.append(CALL_EMERGENCY(phone=Words(house.emergency_phone)))
    else:
        call.append(CALL_SERVICES())
    return hand_over(talk, HandoverReason.URGENT, TOLD(), *call)


URGENT = Intent(
    name="urgent",
    serve=raise_alarm,
    lines=(TOLD, CALL_HOTEL, CALL_EMERGENCY, CALL_SERVICES),
    lasting=False,
    before_all=True,
)
