"""A scenario: what a guest comes for, their facts, how they are, what the weather is like, and what must hold."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen, validators
from cattrs import BaseValidationError, Converter

from hotel_agent.config.structuring import problems_in, strict_converter
from hotel_agent.domain.errors import BadConfig

LANGUAGES: Final = ("es", "en", "pt")
WISHES: Final = (
    "book",
    "price",
    "availability",
    "find",
    "change",
    "cancel",
    "greet",
    "thanks",
    "person",
    "gibberish",
    "say",
    "wait",
    "staff",
)
"""What a guest may come for; `say` is words of the scenario's own. Two are none: time passes, staff step in."""
STAFF_VERBS: Final = ("take_over", "answer", "note", "assign", "release")
TELLABLE: Final = ("room", "rooms", "dates", "arrival", "party", "unaged", "name", "email", "number", "plan", "extras")
ANSWERS: Final = ("yes", "no", "later", "nothing")
DOINGS: Final = ("correct", "say", "wait", "press_stale", "switch", "thanks", "gibberish")
TRAITS: Final = ("presses", "writes", "bursts", "greets", "polite")
DOORS: Final = ("whatsapp", "webchat")
WEATHERS: Final = (
    "duplicates",
    "reordered",
    "slow_book",
    "dead_book",
    "forgetful_book",
    "silent_at_yes",
    "sold_out_at_yes",
    "restarts",
    "meta_away",
    "reply_lost",
)


@frozen(kw_only=True)
class Facts:
    """What a guest wants, as the guest knows it. `arrival` is in so many days; `exact`: the dice do not move it."""

    arrival: int = 70
    exact: bool = False
    nights: int = field(default=2)
    adults: int = 2
    children: tuple[int, ...] = ()
    rooms: int = 1
    room: str = ""
    """A room type of the hotel's; empty: any will do."""
    plan: str = ""
    extras: tuple[str, ...] = ()
    """What is had beside the room, by the ids of the hotel's extras."""


@frozen(kw_only=True)
class Doing:
    """What a guest does instead of saying yes, once: correct a fact, ask something, be silent, press what is stale."""

    do: str = field(validator=validators.in_(DOINGS))
    facts: Mapping[str, object] = field(factory=dict)
    says: Mapping[str, Sequence[str]] = field(factory=dict)
    hours: float = 0
    language: str = ""
    hears: str = ""
    """What the answer must tell: a name of [tells] in the words, or a regular expression."""


@frozen(kw_only=True)
class Want:
    """One thing a guest wants, from the first word about it to its end."""

    wish: str = field(validator=validators.in_(WISHES))
    tells: tuple[str, ...] = field(
        default=(), validator=validators.deep_iterable(member_validator=validators.in_(TELLABLE))
    )
    """The facts in the first message."""
    answer: str = field(default="yes", validator=validators.in_(ANSWERS))
    facts: Mapping[str, object] = field(factory=dict)
    """What is different from what was wanted before."""
    before: tuple[Doing, ...] = ()
    otherwise: Mapping[str, object] = field(factory=dict)
    """What is different from then on when it is refused."""
    says: Mapping[str, Sequence[str]] = field(factory=dict)
    hours: float = 0
    """Of a `wait`."""
    verb: str = field(default="", validator=validators.in_(("", *STAFF_VERBS)))
    """Of `staff`: what somebody of the hotel does; what they write stands in `says`."""
    of: str = "own"
    """Whose reservation: `own`, or `stranger`'s."""
    hears: str = ""
    """What must be told for this to be served, where it does not go without saying."""


@frozen(kw_only=True)
class Given:
    """A reservation that stands in the book when the guest first writes."""

    facts: Mapping[str, object] = field(factory=dict)
    whose: str = field(default="own", validator=validators.in_(("own", "stranger")))


@frozen(kw_only=True)
class Ends:
    """What must hold in the end: in the book, for reservations of this guest, and in what was said."""

    confirmed: int = 0
    cancelled: int = 0
    person: bool = False
    """Whether a person must have the conversation."""
    said: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@frozen(kw_only=True)
class Scenario:
    """One guest's story, as it is written; the seed makes it this or that way."""

    name: str
    intent: str
    wants: tuple[Want, ...] = field(validator=validators.min_len(1))
    ends: Ends = Ends()
    facts: Mapping[str, object] = field(factory=dict)
    given: tuple[Given, ...] = ()
    full: tuple[str, ...] = ()
    """Room types that are sold out on the guest's dates from the beginning."""
    languages: tuple[str, ...] = field(
        default=LANGUAGES, validator=validators.deep_iterable(member_validator=validators.in_(LANGUAGES))
    )
    door: str = field(default="", validator=validators.in_(("", *DOORS)))
    """Empty: the seed chooses."""
    traits: tuple[str, ...] = field(
        default=(), validator=validators.deep_iterable(member_validator=validators.in_(TRAITS))
    )
    weather: tuple[str, ...] = field(
        default=(), validator=validators.deep_iterable(member_validator=validators.in_(WEATHERS))
    )
    rule: str = ""
    """The policy rule it is about."""
    house: Mapping[str, object] = field(factory=dict)
    """Rules of the house that are otherwise here than at the demo hotel: numbers, truths, lists of texts,
    or tables of them. Where it has a rule, an answer of the demo hotel's on the same topic is not written."""
    plans: Mapping[str, Mapping[str, object]] = field(factory=dict)
    """What its rate plans have beside what they have at the demo hotel, by their ids: a deposit."""
    plain: bool = False
    """Whether it counts for the measure of plain reservations."""

    @property
    def language(self) -> str:
        """The language it is told in, once it is told in one."""
        return self.languages[0]

    @property
    def changes(self) -> bool:
        """Whether a reservation is to be changed in it."""
        return any(want.wish == "change" for want in self.wants)

    @property
    def title(self) -> str:
        """Its name with its language."""
        return f"{self.name}/{self.language}"


def shipped() -> Sequence[Scenario]:
    """Every scenario of the package, each in one language. Raises BadConfig."""
    folder = resources.files("hotel_agent.testing.guests").joinpath("scenarios")
    return [each for file in sorted(folder.iterdir(), key=lambda file: file.name) for each in read_scenarios(file)]


def read_scenarios(file: Traversable | Path) -> Sequence[Scenario]:
    """The scenarios of a TOML file, each once a language. Raises BadConfig with every problem, each with its place."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise BadConfig(f"{file}: {cause}") from cause
    try:
        told = _CONVERTER.structure(written, _ScenarioFile)
    except BaseValidationError as cause:
        raise BadConfig([f"{file}: {each}" for each in problems_in(cause, "", written)]) from cause
    problems = [f"{file}: {each.name}: {said}" for each in told.scenarios for said in _nonsense(each)]
    if problems:
        raise BadConfig(problems)
    return [evolve(each, languages=(language,)) for each in told.scenarios for language in each.languages]


@frozen(kw_only=True)
class _ScenarioFile:
    scenarios: tuple[Scenario, ...]


def _nonsense(scenario: Scenario) -> Iterator[str]:
    laid = [scenario.facts, *(each.facts for each in scenario.given)]
    for want in scenario.wants:
        laid += [want.facts, want.otherwise, *(each.facts for each in want.before)]
        if want.wish == "staff" and not want.verb:
            yield f"a step of staff is one of {', '.join(STAFF_VERBS)}"
        if want.wish == "say" or want.verb in {"answer", "note"}:
            yield from (f"`says` lacks {code}" for code in scenario.languages if not want.says.get(code))
    for facts in laid:
        try:
            laid_over(Facts(), facts)
        except TypeError as cause:
            yield f"facts: {cause}"


def laid_over(facts: Facts, written: Mapping[str, object]) -> Facts:
    """These facts with what a scenario says is different. Raises TypeError for what is no fact."""
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in written.items()}
    return evolve(facts, **said)


def _converter() -> Converter:
    converter = strict_converter()
    converter.register_structure_hook_func(lambda kind: kind is object, lambda written, _kind: written)
    return converter


_CONVERTER = _converter()
