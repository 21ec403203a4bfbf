"""A guest who knows what they want and answers what they are asked."""

from collections.abc import Set
from datetime import date
from typing import Final

from attrs import evolve, frozen

from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Pick, Slots, Understanding
from hotel_agent.domain.ids import ConfirmationNumber

YES: Final = Understanding(answer=Answer.YES)
_THE_FIRST: Final = Understanding(slots=Slots(pick=Pick(1)))

_ASKS_FOR_A_YES: Final = {"quote.ask_yes", "quote.ask_yes_to_change", "quote.remind", "quote.later"} | {
    "quote.shall_i",
    "quote.shall_i_change",
    "cancel.free",
    "cancel.costs",
}
_ASKS_WHICH: Final = {"told.offers", "told.offers_in_rooms", "quote.which_offer", "stay.which_date", "proof.which"}
ASKS_WHO: Final = {"quote.ask_name", "quote.ask_email", "quote.ask_phone", "quote.ask_contact"}
"""The lines that ask who reserves, and how they are reached."""
_ASKS_FOR_THE_NUMBER: Final = {"proof.ask_number", "proof.not_found"}


@frozen(kw_only=True)
class Traveller:
    """Somebody with a wish (the name of an intent), dates and a name."""

    wish: str
    arrival: date
    nights: int = 2
    adults: int = 2
    name: str = "Ana García"
    email: str = "ana@example.org"
    phone: str = "+34 600 000 009"
    number: ConfirmationNumber | None = None
    """Of a reservation made before."""
    beside: Slots = Slots()
    """What is wanted besides: extras, rooms of several types, a wish."""

    def answers(self, lines: Set[str]) -> Understanding:
        """What this guest writes after being told these lines: the answer, or else the wish once more."""
        told = {
            "quote.ask_name": Slots(name=self.name),
            "quote.ask_email": Slots(email=self.email),
            "quote.ask_phone": Slots(phone=self.phone),
            "quote.ask_contact": Slots(email=self.email),
            "proof.ask_name": Slots(name=self.name, email=self.email),
        }
        if lines & _ASKS_FOR_A_YES:
            return YES
        if "quote.ask_yes_and_name" in lines:
            return Understanding(answer=Answer.YES, slots=Slots(name=self.name))
        if lines & _ASKS_WHICH:
            return _THE_FIRST
        if (who := next((told[line] for line in told if line in lines), None)) is not None:
            return Understanding(slots=who)
        if "stay.ask_child_ages" in lines:
            return Understanding(slots=Slots(child_ages=(5,)))
        if "change.what" in lines:
            return Understanding(slots=evolve(self.beside, nights=self.nights))
        if lines & _ASKS_FOR_THE_NUMBER and self.number is not None:
            return Understanding(slots=Slots(number=self.number, name=self.name, email=self.email))
        return self._wishes()

    def _wishes(self) -> Understanding:
        intents = (IntentScore(self.wish),)
        if self.wish in {"find_reservation", "cancel_reservation", "change_reservation"}:
            return Understanding(intents=intents)
        stay = evolve(self.beside, arrival=self.arrival, nights=self.nights, adults=self.adults)
        return Understanding(intents=intents, slots=stay)
