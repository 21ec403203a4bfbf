"""What to say, as data: named lines with typed values, worded later in the guest's language.

An intent declares the lines it may say; `adapters/languages` words each of them in every language.
"""

from datetime import date, datetime

from attrs import field, frozen

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay


@frozen
class Words:
    """A text said as it is: a name, a confirmation number."""

    text: str


@frozen
class Count:
    """A whole number; plurals agree with it."""

    number: int


@frozen
class Day:
    """A date in the property's calendar."""

    date: date


@frozen
class Moment:
    """A moment, already on the property's own clock."""

    at: datetime


@frozen
class Sayings:
    """Parts said one after the other, each on a line of its own."""

    parts: "tuple[Part, ...]"


@frozen
class Term:
    """One word of the house that every language has: the name of a meal plan, of a month, ... by its line's name."""

    line: str


Value = Words | Count | Day | Moment | Money | Stay | Party | LocalText | Sayings | Term


@frozen
class Part:
    """One line to be said, by its name, with what it names."""

    line: str
    values: tuple[tuple[str, Value], ...] = field(default=())

    @property
    def named(self) -> dict[str, Value]:
        """The values by name."""
        return dict(self.values)


@frozen(kw_only=True)
class Choice:
    """Something the guest may press: what it says, and the token that comes back. At most one press counts."""

    token: ChoiceToken
    title: Part
    description: Part | None = None


@frozen(kw_only=True)
class Place:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@frozen(kw_only=True)
class Reply:
    """Everything said in one turn: parts in sequence, what may be pressed, and what is shown beside the words."""

    parts: tuple[Part, ...]
    choices: tuple[Choice, ...] = ()
    place: Place | None = None
    picture: str = ""
    """The web address of a picture."""

    def __add__(self, other: "Reply") -> "Reply":
        return Reply(
            parts=self.parts + other.parts,
            choices=self.choices + other.choices,
            place=self.place or other.place,
            picture=self.picture or other.picture,
        )


@frozen
class Line:
    """A line an intent may say: its name, and the names of the values every wording of it must use."""

    name: str
    values: tuple[str, ...] = ()

    def __call__(self, **values: Value) -> Part:
        """This line with its values. Raises Bug unless exactly the declared ones are given."""
        if set(values) != set(self.values):
            raise Bug(f"{self.name} names {sorted(self.values)}, not {sorted(values)}")
        return Part(self.name, tuple((name, values[name]) for name in self.values))
