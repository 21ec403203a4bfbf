"""Goals of MultiWOZ hotels as scenarios: who, for how many nights, from which weekday, and what is asked besides.

Source: MultiWOZ 2.1 (MIT), one JSON object a line as `{"id", "goal": {"info", "book"}}`. The goals are not part of this
package.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.guests.house import BEGINS
from hotel_agent.testing.guests.scenario import Doing, Ends, Scenario, Want

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_QUESTIONS: Final = {"internet": "Do you have wifi?", "parking": "Do you have parking?"}
_WEEKS_AHEAD: Final = 10
_LARGEST_PARTY_IN_A_ROOM: Final = 2


def read_multiwoz(file: Path) -> Sequence[Scenario]:
    """A scenario for each goal in this file, in English. Raises BadConfig for what is no such file."""
    try:
        return [_scenario(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise BadConfig(f"{file}: expected one MultiWOZ goal a line: {cause}") from cause


def _scenario(written: Mapping[str, Any]) -> Scenario:
    goal = written["goal"]
    asides = tuple(_asides(goal.get("info", {})))
    if "book" not in goal:
        return Scenario(
            name=str(written["id"]),
            intent="multiwoz price",
            languages=("en",),
            wants=(Want(wish="price", tells=("dates", "party"), answer="no", before=asides),),
        )
    people, nights = int(goal["book"]["people"]), int(goal["book"]["stay"])
    ahead = (_WEEKDAYS.index(goal["book"]["day"]) - BEGINS.weekday()) % 7 + 7 * _WEEKS_AHEAD
    rooms = -(-people // _LARGEST_PARTY_IN_A_ROOM)
    return Scenario(
        name=str(written["id"]),
        intent="multiwoz book",
        languages=("en",),
        facts={
            "arrival": ahead,
            "exact": True,
            "nights": nights,
            "adults": people,
            "rooms": rooms,
            "room": "double" if people > 1 else "single",
        },
        wants=(Want(wish="book", tells=("room", "dates", "party"), before=asides),),
        ends=Ends(confirmed=1),
    )


def _asides(info: Mapping[str, str]) -> Iterator[Doing]:
    for about, question in _QUESTIONS.items():
        if info.get(about) == "yes":
            yield Doing(do="say", says={"en": [question]})
