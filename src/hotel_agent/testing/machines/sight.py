"""What one guest was shown and agreed to, told by what arrived at this guest and what this guest sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, field, frozen

from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.channel import Content
from hotel_agent.testing.machines.plain_words import read_aloud
from hotel_agent.testing.oracles import published_extras, published_price

_ASKS_FOR_A_YES = {
    "quote.ask_yes": "book",
    "quote.ask_yes_and_name": "book",
    "quote.ask_yes_to_change": "modify",
    "cancel.free": "cancel",
    "cancel.costs": "cancel",
}
_OF_SOMETHING_ELSE = {"told.total_before", "told.extra", "told.extra_free", "told.room_of_several"}
"""What a reservation costs before a change, and a part of what is told as a whole."""
_ASKS_AGAIN = {"quote.remind", "quote.shall_i", "quote.shall_i_change", "quote.later"}
_YES_TITLES = {"choice.accept", "choice.confirm_cancellation"}


@frozen(kw_only=True)
class Shown:
    """Something put to the guest for a yes."""

    kind: str
    """`book`, `modify` or `cancel`."""
    said: Mapping[str, Any]
    """Every value said with it, by name."""

    @property
    def terms(self) -> tuple[object, ...]:
        """What is agreed to by a yes."""
        if self.kind == "cancel":
            return (self.said["number"],)
        return (self.said["stay"], frozenset(name for name, _ in self.rooms), self.said["total"])

    @property
    def rooms(self) -> list[tuple[str, str | None]]:
        """The name of every kind of room, and who sleeps in it, where that is told of each."""
        if "several" in self.said:
            return [(each["room"], each["party"]) for each in self.said["several"]]
        return [(self.said["room"], None)]


@frozen
class Contract:
    """A reservation in the three values that nobody may get wrong."""

    number: str
    stay: str
    total: int


@define
class Sight:
    """One guest of one hotel."""

    tenant: Tenant
    name: str
    tables: dict[str, Any]
    lines: frozenset[str] = frozenset()
    """The names of the lines of the last letter."""
    tokens: list[ChoiceToken] = field(factory=list)
    accept: ChoiceToken | None = None
    """The button of a yes that was shown last."""
    put: Shown | None = None
    agreed: list[Shown] = field(factory=list)
    numbers: list[str] = field(factory=list)
    """Of reservations this guest was told of."""
    reserved: list[Contract] = field(factory=list)
    """Reservations the guest was told are made or changed, as they were told."""
    cancelled: list[str] = field(factory=list)
    """Numbers of reservations the guest was told are cancelled."""
    letters: int = 0
    _buttons: dict[ChoiceToken, Shown] = field(factory=dict)

    def reads(self, content: Content) -> None:
        """A letter arrives."""
        lines = read_aloud(content)
        self.letters += 1
        self.lines = frozenset(line["line"] for line in lines)
        outcome, said = _said(reversed(lines)), _said(lines)
        if "told.number" in self.lines:
            self.numbers.append(outcome["number"])
        if {"outcome.reserved", "outcome.changed"} & self.lines:
            self.reserved.append(Contract(outcome["number"], outcome["stay"], outcome["total"]))
        if {"outcome.cancelled_free", "outcome.cancelled_for"} & self.lines:
            self.cancelled.append(outcome["number"])
        beside = [line["name"] for line in lines if line["line"] in {"told.extra", "told.extra_free"}]
        self._is_asked(content, said, beside)

    def _is_asked(self, content: Content, said: Mapping[str, Any], beside: Sequence[str]) -> None:
        for asks, kind in _ASKS_FOR_A_YES.items():
            if asks in self.lines:
                self.put = Shown(kind=kind, said=said)
                if kind != "cancel":
                    self._check_price(self.put, beside)
        for choice in content.choices:
            self.tokens.append(choice.token)
            if choice.title in _YES_TITLES and self.put is not None:
                self.accept = choice.token
                self._buttons[choice.token] = self.put

    def says_yes(self) -> None:
        """The guest agrees to what was put last."""
        if self.put is not None:
            self.agreed.append(self.put)

    def presses(self, token: ChoiceToken) -> None:
        """The guest agrees to what this button was shown with, if it is the button of a yes."""
        if token in self._buttons:
            self.agreed.append(self._buttons[token])

    @property
    def asked_for_a_yes(self) -> bool:
        """Whether the last letter asks for one."""
        return bool(self.lines & (_ASKS_FOR_A_YES.keys() | _ASKS_AGAIN))

    def _check_price(self, shown: Shown, beside: Sequence[str]) -> None:
        """The total said is a price the hotel publishes for these nights and people, with what is had beside."""
        said = shown.said
        if "rooms" in said and "several" not in said:
            return  # of rooms of one type it is not told who sleeps in which
        arrival, departure = (date.fromisoformat(day) for day in said["stay"].split("/"))
        ids = {each["name"]["en"]: each["id"] for each in self.tables["room_types"]}
        rooms = [(ids[name], _people(party or said["party"])) for name, party in shown.rooms]
        extras = published_extras(
            self.tables,
            wanted=[each["id"] for each in self.tables["extras"] if each["name"]["en"] in beside],
            arrival=arrival,
            departure=departure,
            parties=[people for _, people in rooms],
        )
        prices = {
            sum(
                published_price(
                    self.tables,
                    room_type=room_type,
                    plan=plan["id"],
                    arrival=arrival,
                    departure=departure,
                    parties=[people],
                ).total
                for room_type, people in rooms
            )
            + sum(extras.values())
            for plan in self.tables["rate_plans"]
        }
        assert said["total"] in prices, f"{said} is none of the published prices {prices}"


def _people(party: str) -> tuple[int, list[int]]:
    adults, _, ages = party.partition("+")
    return int(adults), [int(age) for age in ages.split(",") if age]


def _said(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Every value by its name, as it was said last.

    What became of something is said before what is asked next: read backwards, it is the outcome that is told. What a
    reservation costs before a change, and what its other rates cost, is neither.
    """
    said: dict[str, Any] = {}
    for line in lines:
        if line["line"].startswith(("told.", "cancel.", "outcome.")) and line["line"] not in _OF_SOMETHING_ELSE:
            said.update(line)
    return said
