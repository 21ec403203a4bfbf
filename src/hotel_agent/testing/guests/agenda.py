"""What a simulated guest does next: read what arrived, answer what is asked, go on with what they came for."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import define, field

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.answering import QUESTIONS, answer
from hotel_agent.testing.guests.moves import Act, Leaves, Move, Rests, Says, StaffStep
from hotel_agent.testing.guests.opening import change_phrase, opening
from hotel_agent.testing.guests.scenario import Doing, Facts, Scenario, Want, laid_over
from hotel_agent.testing.guests.transcript import REFUSALS, Agreed, By, Line, asked_in, joined, told_in
from hotel_agent.testing.guests.words import NUMBER, Person, Words, words_of

_GOALS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("book", "price", "availability"), frozenset({"reserved"})),
    "change": frozenset({"changed"}),
    "cancel": frozenset({"cancelled", "is_cancelled"}),
    "find": frozenset({"shown", "is_cancelled"}),
}
_AGREED: Final = {"change": Agreed.MODIFY, "cancel": Agreed.CANCEL}
_AT_ONCE: Final = frozenset({"greet", "thanks", "gibberish", "say", "person"})
"""Wishes that one reply serves, whatever it says."""
_PATIENCE: Final = timedelta(minutes=30)
_MOST_RESTS: Final = 8
_MOST_TRIES: Final = 3


@define(kw_only=True)
class Agenda:
    """One guest's mind. It sees the lines of the conversation and nothing else."""

    scenario: Scenario
    dice: Dice
    person: Person
    today: date
    shift: int = 0
    """So many days the seed moves a stay that is not exact."""
    rooms: Mapping[str, Mapping[str, str]]
    """The names of the hotel's room types, by id and language."""
    plans: Mapping[str, Mapping[str, str]]
    numbers: Mapping[str, Sequence[str]] = field(factory=dict)
    """Confirmation numbers known beforehand, by whose they are."""
    traits: frozenset[str] = frozenset()
    lines: list[Line] = field(factory=list)
    facts: Facts = field(init=False)
    versions: list[Facts] = field(factory=list)
    """Everything the guest ever wanted, one after the other."""
    with_person: bool = False
    corrections: int = 0
    """How often the desk had read something else than was meant."""
    _todo: deque[Want] = field(init=False)
    _want: Want | None = None
    _doings: deque[Doing] = field(factory=deque)
    _language: str = field(init=False)
    _read: int = 0
    _tries: int = 0
    _rests: int = 0
    _plan_asked: bool = False
    _named: bool = False

    def __attrs_post_init__(self) -> None:
        """Begin with what was wanted at first."""
        self._todo = deque(self.scenario.wants)
        self._language = self.scenario.language
        # In the shadow whoever writes waits for a person, and knows it.
        self.with_person = bool(self.scenario.house.get("shadow"))
        self._wants(laid_over(Facts(), self.scenario.facts))

    @property
    def words(self) -> Words:
        """The language the guest speaks now."""
        return words_of(self._language)

    def arrival(self, facts: Facts | None = None) -> date:
        """The day on which these facts, or the present ones, begin."""
        facts = facts or self.facts
        return self.today + timedelta(days=facts.arrival + (0 if facts.exact else self.shift))

    def moves(self) -> Move:
        """What the guest does now, having read everything that arrived."""
        fresh = [each for each in self.lines[self._read :] if each.by is By.DESK]
        if any("nobody_came" in told_in(each, self.words) for each in fresh):
            self.with_person = False
        if self._want is None:
            return self._begins()
        # Who was told to wait and then told more waits no longer.
        seen = joined([each for each in fresh[:-1] if "waits" not in told_in(each, self.words)] + fresh[-1:])
        move = self._unanswered() if seen is None else self._reacts(self._want, seen)
        return move or self._begins()

    def said(self, acts: Sequence[Act], lines: Sequence[Line]) -> None:
        """These lines are what became of the acts; whatever arrives from here on is read as an answer."""
        self.lines += lines
        self._read = len(self.lines)
        self._named = self._named or any("name" in each.told for each in acts)

    # Beginning

    def _begins(self) -> Move:
        if not self._todo:
            return Leaves()
        self._want = want = self._todo.popleft()
        self._doings, self._tries, self._rests, self._plan_asked = deque(want.before), 0, 0, False
        if want.facts:
            self._wants(laid_over(self.facts, want.facts))
        match want.wish:
            case "wait":
                self._want = None
                return Rests(timedelta(hours=want.hours), looks=False)
            case "staff":
                return self._lets_staff(want)
            case _:
                return self._says_wish(want)

    def _lets_staff(self, want: Want) -> Move:
        """Somebody of the hotel steps in; the guest goes on with what comes next."""
        self._want = None
        if want.verb != "note":
            self.with_person = want.verb != "release"
        ways = want.says.get(self._language, ("",))
        return StaffStep(verb=want.verb, text=ways[self.dice.below(len(ways))])

    def _says_wish(self, want: Want) -> Move:
        if want.wish == "say":
            return self._says_own(want.says)
        pieces, told = opening(self, want, number=self._number(want))
        return Says(
            [
                Act(text=each, told=told if place == len(pieces) - 1 else frozenset())
                for place, each in enumerate(pieces)
            ]
        )

    def _wants(self, facts: Facts) -> None:
        self.facts = facts
        self.versions.append(facts)

    def _number(self, want: Want) -> str:
        """The number of the reservation it is about, as far as this guest knows one."""
        if want.of == "own":
            heard = [found for line in self.lines if line.by is By.DESK for found in NUMBER.findall(line.text)]
            if heard:
                return str(heard[-1])
        known = self.numbers.get(want.of, ())
        return known[0] if known else "BCD234"

    # Going on

    def _unanswered(self) -> Move | None:
        if self.with_person:
            return None
        self._tries += 1
        if self._tries > _MOST_TRIES:
            return Leaves(contented=False)
        return self._writes("lead", "nag")

    def _reacts(self, want: Want, seen: Line) -> Move | None:
        """What to do about this reply; None when it served what was wanted."""
        tells, asks = told_in(seen, self.words), asked_in(seen, self.words)
        if "handed_over" in tells:
            self.with_person = True
            return None
        if self._is_served(want, seen, tells):
            return None
        if "waits" in tells:
            return self._rests_again()
        if tells & REFUSALS and want.otherwise:
            return self._is_refused(want, seen, asks)
        if tells & {"room_gone", "sold_out"} and self.facts.room:
            return None
        if asks & {"yes", "yes_to_cancel"}:
            return self._is_put(want, seen, asks)
        if "offer" in asks:
            return self._chooses(seen)
        if tells & REFUSALS or ("person" in asks and self.scenario.ends.person):
            return self._is_refused(want, seen, asks)
        return self._answers(want, seen, asks) or self._tries_again(want)

    def _is_served(self, want: Want, seen: Line, tells: frozenset[str]) -> bool:
        if want.hears:
            return self.words.tells(want.hears, seen.text)
        if want.wish in _AT_ONCE or tells & _GOALS[want.wish]:
            return True
        return bool(want.answer != "yes" and tells & {"declined", "later", "kept"})

    def _rests_again(self) -> Move:
        self._rests += 1
        return Rests(_PATIENCE) if self._rests <= _MOST_RESTS else Leaves(contented=False)

    def _is_put(self, want: Want, seen: Line, asks: frozenset[str]) -> Move | None:
        """Something is put to the guest for a yes."""
        if "yes_to_cancel" not in asks and (mended := self._mends(seen)) is not None:
            return mended
        if self._doings:
            return self._does(self._doings.popleft(), want, seen)
        match want.answer:
            case "yes":
                return self._agrees(want, seen, asks)
            case "no":
                line = "no_to_cancel" if "yes_to_cancel" in asks else "no"
                return self._presses("no", seen) or self._writes("answer", line)
            case "later":
                return self._writes("answer", "later")
            case _:
                return None

    def _agrees(self, want: Want, seen: Line, asks: frozenset[str]) -> Move:
        agreed, cancels = _AGREED.get(want.wish, Agreed.BOOK), "yes_to_cancel" in asks
        title = "yes_to_cancel" if cancels else "yes"
        if "presses" in self.traits:
            for token, name in seen.choices:
                if self.words.titled(title, name):
                    return Says([Act(text=name, token=token, agreed=agreed, to=self._put_before(seen))])
        naming = "name" in asks and not self._named
        line = "yes_to_cancel" if cancels else "yes_and_name" if naming else "yes"
        text = self.words.pick(self.dice, "answer", line, name=self.person.name)
        told = frozenset({"name"}) if naming else frozenset()
        return Says([Act(text=text, told=told, agreed=agreed, to=self._put_before(seen))])

    def _put_before(self, seen: Line) -> str:
        """What is agreed to: this reply, or the one it reminds of."""
        if "quoted" in told_in(seen, self.words) or "yes_to_cancel" in asked_in(seen, self.words):
            return seen.text
        quotes = [each.text for each in self.lines if each.by is By.DESK and "quoted" in told_in(each, self.words)]
        return quotes[-1] if quotes else seen.text

    def _mends(self, seen: Line) -> Move | None:
        """Say what is not as it was meant, before saying yes to it."""
        if "quoted" not in told_in(seen, self.words):
            return None
        facts, arrival = self.facts, self.arrival()
        departure = arrival + timedelta(days=facts.nights)
        right_days = self.words.says_day(departure, seen.text) and self.words.nights(facts.nights) in seen.text
        if not right_days and self.corrections < _MOST_TRIES:
            self.corrections += 1
            text = self.words.pick_dates(self.dice, "change", "arrival", arrival, facts.nights)
            return self._tells(text, "dates")
        if facts.room and f"{self._room_name()}," not in seen.text and self.corrections < _MOST_TRIES:
            self.corrections += 1
            return self._tells(
                self.words.pick(self.dice, "change", "room", room=self.words.room(self.dice, facts)), "room"
            )
        if facts.plan and not self._plan_asked and facts.plan != next(iter(self.plans)):
            self._plan_asked = True
            name = self.plans[facts.plan][self._language]
            pressed = [Act(text=title, token=token) for token, title in seen.choices if name.startswith(title[:15])]
            return Says(pressed[:1]) if pressed else self._writes("answer", "plan", plan=name)
        return None

    def _chooses(self, seen: Line) -> Move:
        """One of the offers: the room that is wanted, or any."""
        told = frozenset({"room"})
        names = [title for _, title in seen.choices]
        wanted = self._room_name()
        place = next(
            (at for at, name in enumerate(names) if wanted and (name == wanted or wanted.startswith(name))), None
        )
        if place is None:
            place = self.dice.below(len(names)) if names and not wanted else None
        if place is None:
            return self._tells(
                self.words.pick(self.dice, "answer", "room", room=self.words.room(self.dice, self.facts)), "room"
            )
        if "presses" in self.traits:
            return Says([Act(text=names[place], token=seen.choices[place][0], told=told)])
        if self.dice.happens(50):
            return self._tells(self.words.pick(self.dice, "answer", "option", n=place + 1), "room")
        return self._tells(self.words.pick(self.dice, "answer", "room", room=names[place]), "room")

    def _room_name(self) -> str:
        return self.rooms[self.facts.room][self._language] if self.facts.room else ""

    def _is_refused(self, want: Want, seen: Line, asks: frozenset[str]) -> Move | None:
        if want.otherwise:
            self._want = Want(wish=want.wish, tells=want.tells, answer=want.answer)
            self._wants(laid_over(self.facts, want.otherwise))
            return self._answers(self._want, seen, asks) or self._writes_changes(want.otherwise)
        if "person" in asks and self.scenario.ends.person:
            return self._presses("person", seen) or self._writes("answer", "to_person")
        if asks & {"number", "proof"} and self._tries < 1:
            return self._answers(want, seen, asks)
        return None

    def _writes_changes(self, facts: Mapping[str, object]) -> Move:
        text = change_phrase(self, facts)
        return self._tells(text, *_kinds_of(facts))

    # Answering

    def _answers(self, want: Want, seen: Line, asks: frozenset[str]) -> Move | None:
        """Everything that is asked and known, in one message."""
        if "date_meant" in asks:
            return self._means(seen)
        if "what_to_change" in asks and want.facts:
            return self._writes_changes(want.facts)
        if "which_reservation" in asks:
            return self._tells(self._number(want), "number")
        pieces, told = [], set[str]()
        for kind in QUESTIONS:
            if kind in asks and (text := answer(self, kind, asks, number=self._number(want))):
                pieces.append(text)
                told.add("dates" if kind == "departure" else kind)
                if kind == "party" and self.facts.children:
                    told.add("ages")
        if "proof" in asks and "name" not in told:
            pieces.append(self.person.name)
        if not pieces:
            return None
        self._tries += 1
        return self._tells(", ".join(pieces), *told) if self._tries <= 2 * _MOST_TRIES else Leaves(contented=False)

    def _means(self, seen: Line) -> Move:
        """One of two days was meant: the arrival or the departure of the guest, whichever is shown."""
        days = (self.arrival(), self.arrival() + timedelta(days=self.facts.nights))
        for token, title in seen.choices:
            if any(str(day.day) in title.split() for day in days):
                return Says([Act(text=title, token=token, told=frozenset({"dates"}))])
        return self._tells(self.words.dates(self.dice, days[0], self.facts.nights), "dates")

    def _tries_again(self, want: Want) -> Move:
        self._tries += 1
        return self._says_wish(want) if self._tries < _MOST_TRIES else Leaves(contented=False)

    # Digressing

    def _does(self, doing: Doing, want: Want, seen: Line) -> Move | None:
        match doing.do:
            case "correct":
                self._wants(laid_over(self.facts, doing.facts))
                return self._writes_changes(doing.facts)
            case "wait":
                return Rests(timedelta(hours=doing.hours), looks=False)
            case "press_stale":
                open_now = {token for token, _ in seen.choices}
                stale = [each for line in self.lines for each in line.choices if each[0] not in open_now]
                if not stale:
                    return self._reacts(want, seen)
                token, title = stale[self.dice.below(len(stale))]
                self._plan_asked = False
                return Says([Act(text=title, token=token)])
            case "switch":
                self._language = doing.language
                return self._says_own(doing.says)
            case "thanks" | "gibberish" as line:
                return self._writes("lead", line)
            case _:
                return self._says_own(doing.says)

    # Sending

    def _says_own(self, says: Mapping[str, Sequence[str]]) -> Move:
        ways = says[self._language]
        text = ways[self.dice.below(len(ways))]
        return Says(
            [
                Act(
                    text=text.format(
                        name=self.person.name,
                        email=self.person.email,
                        number=self._number(self._want or Want(wish="say")),
                    )
                )
            ]
        )

    def _presses(self, what: str, seen: Line) -> Move | None:
        if "presses" not in self.traits:
            return None
        for token, title in seen.choices:
            if self.words.titled(what, title):
                return Says([Act(text=title, token=token)])
        return None

    def _writes(self, group: str, line: str, **values: object) -> Move:
        return Says([Act(text=self.words.pick(self.dice, group, line, **values))])

    def _tells(self, text: str, *kinds: str) -> Move:
        return Says([Act(text=text, told=frozenset(kinds))])


def _kinds_of(facts: Mapping[str, object]) -> Sequence[str]:
    kinds = {"arrival": "dates", "nights": "dates", "adults": "party", "children": "party", "room": "room"}
    return sorted({kinds[each] for each in facts if each in kinds})
