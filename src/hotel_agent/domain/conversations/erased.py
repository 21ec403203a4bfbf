"""What stays of what a guest took back: that it was sent, and when."""

from attrs import evolve

from hotel_agent.domain.conversations.events import (
    Event,
    GuestEdited,
    GuestFilledForm,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSpoke,
    GuestWrote,
)


def without_words(event: Event) -> Event:
    """The event as it is kept once its guest took it back: that something was sent, and nothing of what it said."""
    match event:
        case GuestWrote() | GuestEdited() | GuestSpoke():
            return evolve(event, text="")
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
