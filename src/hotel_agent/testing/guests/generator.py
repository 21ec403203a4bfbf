"""Guests nobody thought of: wishes, facts, digressions and weather by the dice."""

from collections.abc import Mapping, Sequence
from typing import Final

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.scenario import LANGUAGES, Doing, Ends, Given, Scenario, Want

_TELLABLE: Final = ("room", "dates", "party", "name", "email")
_ROOMS: Final = ("double", "double", "sea_view", "family", "")
_WEATHER: Final = ("duplicates", "reordered")


def random_guests(count: int, dice: Dice) -> Sequence[Scenario]:
    """So many guests; the same dice make the same ones."""
    return [_guest(number, dice) for number in range(count)]


def _guest(number: int, dice: Dice) -> Scenario:
    language = LANGUAGES[dice.below(len(LANGUAGES))]
    story = (_reserves, _reserves, _reserves, _asks, _cancels, _changes, _pries, _leaves)[dice.below(8)]
    wants, ends, given, facts = story(dice)
    weather = tuple(each for each in _WEATHER if dice.happens(15))
    return Scenario(
        name=f"random_{number}",
        intent=f"random {story.__name__.strip('_')}",
        languages=(language,),
        wants=wants,
        ends=ends,
        given=given,
        facts=facts,
        weather=weather,
    )


Story = tuple[tuple[Want, ...], Ends, tuple[Given, ...], Mapping[str, object]]


def _reserves(dice: Dice) -> Story:
    facts = _facts(dice)
    wish = ("book", "book", "price", "availability")[dice.below(4)]
    before = tuple(each for each in (_doing(dice, facts) for _ in range(2)) if each is not None)
    wants = [Want(wish=wish, tells=_tells(dice), before=before)]
    ends = Ends(confirmed=1)
    if dice.happens(30):
        wants.append(Want(wish="thanks"))
    if dice.happens(20):
        wants.append(Want(wish="cancel"))
        ends = Ends(cancelled=1)
    return tuple(wants), ends, (), facts


def _asks(dice: Dice) -> Story:
    answer = ("no", "later", "nothing")[dice.below(3)]
    return (Want(wish="price", tells=_tells(dice), answer=answer),), Ends(), (), _facts(dice)


def _cancels(dice: Dice) -> Story:
    answer = ("yes", "yes", "no")[dice.below(3)]
    ends = Ends(cancelled=1) if answer == "yes" else Ends(confirmed=1)
    tells = ("number",) if dice.happens(60) else ()
    return (Want(wish="cancel", tells=tells, answer=answer),), ends, (Given(),), _given_facts(dice)


def _changes(dice: Dice) -> Story:
    nights = 3 + dice.below(3)
    tells = (*(("number",) if dice.happens(60) else ()), *(("dates",) if dice.happens(50) else ()))
    want = Want(wish="change", tells=tells, facts={"nights": nights})
    return (want,), Ends(confirmed=1), (Given(),), _given_facts(dice)


def _pries(dice: Dice) -> Story:
    """Somebody asks for a reservation that is another's."""
    wish = ("find", "cancel")[dice.below(2)]
    want = Want(wish=wish, tells=("number",), of="stranger")
    return (want,), Ends(), (Given(whose="stranger"),), _given_facts(dice)


def _leaves(dice: Dice) -> Story:
    """Somebody asks for a person in the middle of it, and writes on."""
    wants = (Want(wish="price", tells=_tells(dice), answer="nothing"), Want(wish="person"), Want(wish="thanks"))
    return wants, Ends(person=True), (), _facts(dice)


def _facts(dice: Dice) -> Mapping[str, object]:
    room = _ROOMS[dice.below(len(_ROOMS))]
    children = tuple(1 + dice.below(12) for _ in range(1)) if dice.happens(30) else ()
    return {
        "arrival": 60 + dice.below(60),
        "nights": 1 + dice.below(6),
        "adults": 1 + dice.below(2),
        "children": children,
        "room": room,
        "plan": ("", "", "flexible", "saver")[dice.below(4)],
    }


def _given_facts(dice: Dice) -> Mapping[str, object]:
    return {"arrival": 60 + dice.below(60), "nights": 2, "adults": 2, "room": "double", "plan": "flexible"}


def _tells(dice: Dice) -> tuple[str, ...]:
    return tuple(each for each in _TELLABLE if dice.happens(60 if each != "email" else 20))


def _doing(dice: Dice, facts: Mapping[str, object]) -> Doing | None:
    match dice.below(10):
        case 0:
            return Doing(do="correct", facts={"nights": int(str(facts["nights"])) % 5 + 1})
        case 1:
            return Doing(do="wait", hours=1)
        case 2:
            return Doing(do="press_stale")
        case 3:
            return Doing(do="gibberish")
        case _:
            return None
