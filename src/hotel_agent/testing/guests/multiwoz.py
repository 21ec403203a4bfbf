"""Goals of MultiWOZ hotels as scenarios: who, for how many nights, from which weekday, and what is asked besides.

Source: MultiWOZ 2.1 (MIT), one JSON object a line as `{"id", "goal": {"info", "reqt", "book", "fail_book"}}`. The goals
are not part of this package.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.guests.house import BEGINS
from hotel_agent.testing.guests.scenario import Doing, Ends, Scenario, Want

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_QUESTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "internet": ("Do you have wifi?", "MARINA and"),
    "parking": ("Do you have parking?", "garage"),
    "phone": ("What is your telephone number?", "971 000 112"),
    "address": ("What is your address?", "Paseo del Faro"),
}
"""What may be asked of our hotel, and what its answer holds. In which area, of how many stars and the like: those
choose among many hotels, and we are one."""
_WEEKS_AHEAD: Final = 10
_LARGEST_PARTY_IN_A_ROOM: Final = 2


@frozen
class Goals:
    """What became of a file of goals."""

    scenarios: Sequence[Scenario]
    left_out: int
    """So many ask nothing that a single hotel could answer."""


def read_multiwoz(file: Path) -> Goals:
    """A scenario for each goal of this file that one hotel can serve, in English. Raises BadConfig for what is no such
    file.
    """
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        found = [_scenario(str(written["id"]), written["goal"]) for written in lines]
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise BadConfig(f"{file}: expected one MultiWOZ goal a line: {cause}") from cause
    scenarios = [each for each in found if each is not None]
    return Goals(scenarios, len(found) - len(scenarios))


def _scenario(name: str, goal: Mapping[str, Any]) -> Scenario | None:
    return _reserves(name, goal) if "book" in goal else _asks(name, goal)


def _asks(name: str, goal: Mapping[str, Any]) -> Scenario | None:
    """Questions, and what a stay costs where that is asked; None where nothing of it is for a single hotel."""
    asked = dict.fromkeys([*goal.get("reqt", ()), *(about for about, said in goal["info"].items() if said == "yes")])
    questions = [_QUESTIONS[about] for about in asked if about in _QUESTIONS]
    wants = [Want(wish="say", says={"en": [question]}) for question, _ in questions]
    if {"pricerange"} & {*asked, *goal["info"]}:
        wants.append(Want(wish="price", tells=("dates", "party"), answer="no"))
    if not wants:
        return None
    ends = Ends(said=tuple(answer for _, answer in questions))
    return Scenario(name=name, intent="multiwoz ask", languages=("en",), wants=tuple(wants), ends=ends)


def _reserves(name: str, goal: Mapping[str, Any]) -> Scenario:
    """A reservation; where the goal has something that fails first, the guest thinks of that first."""
    told, first = goal["book"], {**goal["book"], **goal.get("fail_book", {})}
    people, changed = int(told["people"]), {"arrival": _ahead(told["day"]), "nights": int(told["stay"])}
    begun = {"arrival": _ahead(first["day"]), "nights": int(first["stay"])}
    otherwise = {each: value for each, value in changed.items() if begun[each] != value}
    before = [*_asides(goal.get("info", {})), *([Doing(do="correct", facts=otherwise)] if otherwise else [])]
    return Scenario(
        name=name,
        intent="multiwoz book",
        languages=("en",),
        facts={
            **begun,
            "exact": True,
            "adults": people,
            "rooms": -(-people // _LARGEST_PARTY_IN_A_ROOM),
            "room": "double" if people > 1 else "single",
        },
        wants=(Want(wish="book", tells=("room", "dates", "party"), before=tuple(before)),),
        ends=Ends(confirmed=1),
    )


def _ahead(day: str) -> int:
    """In how many days that weekday comes, some weeks from now."""
    return (_WEEKDAYS.index(day) - BEGINS.weekday()) % 7 + 7 * _WEEKS_AHEAD


def _asides(info: Mapping[str, str]) -> Iterator[Doing]:
    for about in ("internet", "parking"):
        if info.get(about) == "yes":
            yield Doing(do="say", says={"en": [_QUESTIONS[about][0]]})
