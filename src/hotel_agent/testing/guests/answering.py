"""What a guest says to a question of the desk's, in their own words."""

from collections.abc import Set
from typing import Final

from hotel_agent.testing.guests.opening import Speaker

QUESTIONS: Final = ("rooms", "dates", "departure", "party", "ages", "name", "email", "phone", "number")
"""What may be asked, in the sequence in which a guest answers."""


def answer(speaker: Speaker, kind: str, asks: Set[str], *, number: str) -> str:
    """The answer to this question, where `asks` are all that stand in the reply; empty when there is none to give."""
    words, dice, facts, person = speaker.words, speaker.dice, speaker.facts, speaker.person
    match kind:
        case "dates":
            return words.dates(dice, speaker.arrival(), facts.nights)
        case "departure":
            return "" if "dates" in asks else words.dates(dice, speaker.arrival(), facts.nights, line="departure")
        case "party":
            return words.party(dice, facts)
        case "ages":
            return words.ages(dice, facts.children) if facts.children else ""
        case "rooms":
            return words.room(dice, facts)
        case "number":
            return words.pick(dice, "answer", kind, number=number)
        case _:
            return words.pick(dice, "answer", kind, name=person.name, email=person.email, phone=f"+{person.phone}")
