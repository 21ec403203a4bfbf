"""The hotel's own people in a conversation: they take it, write by hand, note, pass it on and give it back."""

from typing import Final

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import TenantId
from hotel_agent.testing.guests.house import GuestHouse

_HOME: Final = TenantId("marina")
_WHO: Final = "Marta"
_ANOTHER: Final = "Luis"


async def steps_in(house: GuestHouse, verb: str, text: str, *, request: str) -> str:
    """Do this in the one conversation of this house, and tell what was done. Raises Bug where there is not one."""
    room = house.desk.staff_room
    listed = await room.conversations(_HOME, standing=None, limit=2)
    if len(listed) != 1:
        raise Bug(f"staff step into the one conversation of a house, and here are {len(listed)}")
    which = listed[0].place.conversation
    match verb:
        case "take_over":
            refused = await room.take_over(_HOME, which, request=request, by=_WHO)
            done = f"{_WHO} of the hotel takes the conversation"
        case "answer":
            refused = await room.answer(_HOME, which, text, request=request, by=_WHO)
            done = f"{_WHO} of the hotel answers"
        case "note":
            refused = await room.note(_HOME, which, text, request=request, by=_WHO)
            done = f"{_WHO} of the hotel notes for the others: {text}"
        case "assign":
            refused = await room.assign(_HOME, which, to=_ANOTHER, request=request, by=_WHO)
            done = f"{_WHO} of the hotel gives the conversation to {_ANOTHER}"
        case _:
            refused = await room.release(_HOME, which, request=request, by=_WHO)
            done = f"{_WHO} of the hotel gives the conversation back"
    if refused is not None:
        raise Bug(f"staff could not step in: {refused.reason.value}")
    return done
