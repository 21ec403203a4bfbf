"""The first message about a wish, in the guest's own words, and how a change of mind is said."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.scenario import Facts, Want
from hotel_agent.testing.guests.words import Person, Words


class Speaker(Protocol):
    """Whoever speaks: their language, their dice, and their facts."""

    dice: Dice
    person: Person
    facts: Facts
    traits: frozenset[str]
    plans: Mapping[str, Mapping[str, str]]

    @property
    def words(self) -> Words:
        """The language spoken now."""
        ...

    def arrival(self, facts: Facts | None = None) -> date:
        """The first day of what is wanted."""
        ...


def opening(speaker: Speaker, want: Want, *, number: str) -> tuple[list[str], frozenset[str]]:
    """The message, in one piece or several, and the facts that are in it."""
    words, dice = speaker.words, speaker.dice
    said, told = _stay(speaker, want)
    room = words.room(dice, speaker.facts) if {"room", "rooms"} & set(want.tells) else ""
    text = words.pick(dice, "lead", want.wish, wanted=" ".join([room or words.pick(dice, "part", "a_room"), *said]))
    if want.wish == "change" and want.facts and {"dates", "party", "room", "extras"} & set(want.tells):
        text += f". {change_phrase(speaker, want.facts)}"
        told |= {"dates"}
    pieces = [text]
    if "number" in want.tells:
        pieces.append(words.pick(dice, "part", "number", number=number))
    pieces += [
        words.pick(dice, "part", kind, name=speaker.person.name, email=speaker.person.email)
        for kind in ("name", "email")
        if kind in want.tells
    ]
    told |= {each for each in want.tells if each in {"name", "email", "number", "room"}}
    if "greets" in speaker.traits and want.wish not in {"greet", "thanks", "gibberish"}:
        pieces.insert(0, words.pick(dice, "lead", "greeting"))
    if "bursts" in speaker.traits:
        return pieces, frozenset(told)
    return [", ".join(pieces).replace("?, ", "? ").replace("., ", ". ")], frozenset(told)


def _stay(speaker: Speaker, want: Want) -> tuple[list[str], set[str]]:
    """Dates and people, in the sequence the dice say."""
    words, dice, facts = speaker.words, speaker.dice, speaker.facts
    said: list[str] = []
    told: set[str] = set()
    if want.wish in {"find", "change", "cancel"}:
        return said, told
    if {"party", "unaged"} & set(want.tells):
        party = words.party(dice, facts, unaged="unaged" in want.tells)
        said.append(words.pick(dice, "party", "for") + party)
        told |= {"party"} | ({"ages"} if facts.children and "unaged" not in want.tells else set())
    if "dates" in want.tells:
        said.append(words.dates(dice, speaker.arrival(), facts.nights))
        told.add("dates")
    elif "arrival" in want.tells:
        said.append(words.dates(dice, speaker.arrival(), facts.nights, line="arrival"))
    if dice.happens(50):
        said.reverse()
    if "plan" in want.tells and facts.plan:
        said.append(words.pick(dice, "part", "with_plan", plan=speaker.plans[facts.plan][words.language]))
    if "extras" in want.tells and facts.extras:
        said.append(words.pick(dice, "part", "with_extras", extras=words.extras(dice, facts.extras)))
    return said, told


def change_phrase(speaker: Speaker, facts: Mapping[str, object]) -> str:
    """What is different from before, as it is said."""
    words, dice, now = speaker.words, speaker.dice, speaker.facts
    pieces = []
    if "arrival" in facts:
        pieces.append(words.pick_dates(dice, "change", "arrival", speaker.arrival(), now.nights))
    elif "nights" in facts:
        pieces.append(words.pick(dice, "change", "nights", nights=words.nights(now.nights)))
    if "adults" in facts or "children" in facts:
        line = "one_adult" if now.adults == 1 else "adults"
        pieces.append(words.pick(dice, "change", line, n=now.adults))
        if now.children:
            pieces.append(words.party(dice, now))
    if "room" in facts:
        pieces.append(words.pick(dice, "change", "room", room=words.room(dice, now)))
    if "extras" in facts:
        pieces.append(words.pick(dice, "change", "extras", extras=words.extras(dice, now.extras)))
    return ". ".join(pieces)
