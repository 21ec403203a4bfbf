"""What stays of what a guest took back, and of what was said to one who is forgotten: that it was sent, and when."""

from attrs import evolve

from hotel_agent.domain.conversations.effects import Command, PassOn, Say
from hotel_agent.domain.conversations.events import (
    Event,
    GuestChose,
    GuestEdited,
    GuestEvent,
    GuestFilledForm,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSpoke,
    GuestWrote,
)
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.conversations.staff_acts import StaffAnswered, StaffWrote
from hotel_agent.domain.conversations.staff_buttons import is_of_staff


def without_words(event: Event) -> Event:
    """The event as it is kept once its guest took it back: that something was sent, and nothing of what it said."""
    if isinstance(event, GuestEvent):
        event = evolve(event, referral=None)
    match event:
        case GuestWrote() | GuestEdited() | GuestSpoke() | StaffWrote() | CarriedOver():
            return evolve(event, text="")
        case StaffAnswered():
            return evolve(event, text="", buttons=())
        case GuestChose() if is_of_staff(event.token):
            return evolve(event, title="")
        case GuestSentMedia():
            return evolve(event, caption="", file_name="", url="")
        case GuestSentLocation():
            return evolve(event, latitude="", longitude="", name="", address="")
        case GuestSentContact():
            return evolve(event, names=())
        case GuestSentBasket():
            return evolve(event, text="", articles=())
        case GuestFilledForm():
            return evolve(event, answers="{}")
        case _:
            return event


def with_nothing_said(command: Command) -> Command:
    """The command as it is kept once its guest is forgotten: that something was said, and nothing of what."""
    match command:
        case Say():
            return evolve(command, reply=Reply(parts=()))
        case PassOn():
            return evolve(command, text="", buttons=())
        case _:
            return command


def says_nothing(command: Say | PassOn) -> bool:
    """Whether nothing is left of what was to be said."""
    return not (command.text if isinstance(command, PassOn) else command.reply.parts)
