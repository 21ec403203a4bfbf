"""Which of the hotel's people has a conversation, and whether one was promised in vain, told from what they did."""

from datetime import datetime

from attrs import define

from hotel_agent.domain.conversations.effects import Effect, Ignore, PassOn, Say, WakeAt
from hotel_agent.domain.conversations.events import GivenUp, Happening, TimePassed
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.staff_acts import (
    StaffAnswered,
    StaffAssigned,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffWrote,
)

NOBODY_CAME = "handover.nobody_came"


@define
class Duty:
    """Watches one conversation's people."""

    holder: str = ""
    """Who took it by name."""
    awaited: bool = False
    """Whether the guest was promised a person, and none came."""

    def hears(self, event: Happening, effects: tuple[Effect, ...], until: datetime | None) -> None:
        """Check what staff's own doing led to. `until`: until when a person has the conversation."""
        lines = [part.line for say in effects if isinstance(say, Say) for part in say.reply.parts]
        late = until is not None and event.at >= until
        if isinstance(event, TimePassed) and event.about == "handover" and until is not None:
            missed = late and self.awaited
            assert (NOBODY_CAME in lines) == missed, f"{event}, awaited: {self.awaited}, and {lines} is said"
        else:
            assert NOBODY_CAME not in lines, f"{event}, and nobody is said to have come"
        if until is None or late or isinstance(event, StaffReleased):
            self.holder, self.awaited = "", False
        self._passes_on(event, effects)
        match event:
            case StaffTookOver(by=by) | StaffAnswered(by=by):
                self.holder, self.awaited = self.holder or by, False
            case StaffAssigned(to=to):
                self.holder, self.awaited = to, False
            case StaffWrote():
                self.awaited = False
            case _ if lines and any(isinstance(each, WakeAt) and each.about == "handover" for each in effects):
                # Whatever it is called, a word to the guest beside the timer of a handover promises a person.
                unreached = isinstance(event, GivenUp) and event.command == "say"
                self.awaited = not (unreached or self.holder)
            case _:
                pass

    def _passes_on(self, event: Happening, effects: tuple[Effect, ...]) -> None:
        """Their words reach the guest once, unless another of them has the conversation; their notes never do."""
        passed = [each for each in effects if isinstance(each, PassOn)]
        if isinstance(event, CarriedOver):
            assert [(each.text, each.by) for each in passed] == [(event.text, "")], "it is not said here either"
        elif isinstance(event, StaffAnswered) and self.holder in {"", event.by}:
            told = [(each.text, each.by, tuple(button.title for button in each.buttons)) for each in passed]
            assert told == [(event.text, event.by, event.buttons)], f"{event}, and {passed} is passed on"
        else:
            assert not passed, f"{event}, and {passed} is passed on"
        if isinstance(event, StaffNoted):
            assert all(isinstance(each, Ignore) for each in effects), "a note changes something"
