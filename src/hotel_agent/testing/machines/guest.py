"""A guest who knows what they want and answers what they are asked."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Final

from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Pick, Slots, Understanding
from hotel_agent.domain.ids import ConfirmationNumber

YES: Final = Understanding(answer=Answer.YES)

_WHO: Final = Understanding(slots=Slots(name="Ana García", email="ana@example.org"))

_ANSWERS: Final[Mapping[str, Understanding]] = {
    "quote.ask_yes": YES,
    "quote.ask_yes_and_name": Understanding(answer=Answer.YES, slots=Slots(name="Ana García")),
    "quote.ask_yes_to_change": YES,
    "quote.remind": YES,
    "quote.later": YES,
    "quote.ask_name": _WHO,
    "quote.ask_email": _WHO,
    "quote.ask_contact": _WHO,
    "told.offers": Understanding(slots=Slots(pick=Pick(1))),
    "told.offers_in_rooms": Understanding(slots=Slots(pick=Pick(1))),
    "quote.which_offer": Understanding(slots=Slots(pick=Pick(1))),
    "stay.ask_child_ages": Understanding(slots=Slots(child_ages=(5,))),
    "stay.which_date": Understanding(slots=Slots(pick=Pick(1))),
    "cancel.free": YES,
    "cancel.costs": YES,
    "change.what": Understanding(slots=Slots(nights=2)),
    "proof.ask_name": _WHO,
    "proof.which": Understanding(slots=Slots(pick=Pick(1))),
}


def answer_to(lines: Set[str], *, wish: str, arrival: date, number: ConfirmationNumber | None) -> Understanding:
    """What this guest writes after being told these lines: the answer, or else the wish once more."""
    for line, answer in _ANSWERS.items():
        if line in lines:
            return answer
    asked_for_number = bool({"proof.ask_number", "proof.not_found"} & lines)
    if asked_for_number and number is not None:
        return Understanding(slots=Slots(number=number, name="Ana García", email="ana@example.org"))
    wishes = (IntentScore(wish),)
    if wish in {"find_reservation", "cancel_reservation", "change_reservation"}:
        return Understanding(intents=wishes)
    return Understanding(intents=wishes, slots=Slots(arrival=arrival, nights=2, adults=2))
