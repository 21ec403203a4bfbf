"""What a guest wants beside the room: extras by the hotel's own names, and wishes in the guest's own words."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.intents import Signs
from hotel_agent.adapters.nlu.embedded.rooms import stem
from hotel_agent.adapters.nlu.embedded.terms import Value
from hotel_agent.adapters.nlu.embedded.tokens import Token, tokenise
from hotel_agent.adapters.nlu.embedded.topics import Topics, TopicWords
from hotel_agent.domain.conversations.understanding import IntentScore
from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.language import Language, LocalText

Extras = Sequence[tuple[ExtraId, LocalText]]
BesideWords = Mapping[str, TopicWords]
"""What a language's file holds: the words of kinds of extras, and the marks around them."""

REACH = 6
"""How many words before an extra still tell whether it is wanted."""
SURE = 0.95
_CHANGE = "change_reservation"
_CHANGING = frozenset({"extras", "without", "more_rooms"})
LONGEST_CLAUSE = 25
"""Words before and after the one looked at."""
LONGEST_READ = 400
"""Words. Behind them nobody orders anything."""
BESIDE_EACH_OTHER = 3
"""Words from one extra to the next of the same wish: "parking and a cot"."""
BARE = 3
"""So few words are the naming of an extra, and no talk about it."""
_PASSED_ON = frozenset({"parking", "cot", "transfer", "bed", "spa"})
"""Kinds of extras that are a wish to be passed on where the hotel sells none. Meals are a matter of the rate."""
_STOPS = frozenset(".!?¿¡;:\n")
_PAUSES = _STOPS | {","}


@frozen
class _Named:
    """An extra named in a message: which, and at which word."""

    extra: ExtraId
    place: int


class Beside:
    """Reads what is wanted beside the room."""

    def __init__(self, tables: Mapping[Language, BesideWords]) -> None:
        self._kinds = Topics([table["extras"] for table in tables.values()])
        self._marks = {code: Topics([table["marks"]]) for code, table in tables.items()}

    def read(self, tokens: Sequence[Token], text: str, language: Language, extras: Extras) -> list[Value]:
        """The extras wanted and those not wanted any more, and a wish of how the stay should be."""
        tokens = tokens[:LONGEST_READ]
        words = [token.folded for token in tokens]
        marks = (self._marks.get(language) or next(iter(self._marks.values()))).by_word(words)
        wanted: dict[ExtraId, int] = {}
        dropped: dict[ExtraId, int] = {}
        before: dict[ExtraId, int] | None = None
        latest = -BESIDE_EACH_OTHER - 1
        for named in self._named(words, extras):
            clause = _clause(words, named.place)
            meant = _meant(marks, words, clause, named.place)
            joined = before is not None and latest >= max(clause[0], named.place - BESIDE_EACH_OTHER)
            # "With parking and a cot?" asks for neither of them, and wants both.
            if (meant is None and clause[1] - clause[0] <= BARE) or (meant == "asks" and joined):
                meant = "drops" if before is dropped else "wants"
            latest = named.place
            before = {"wants": wanted, "drops": dropped}.get(meant or "")
            if before is not None:
                before[named.extra] = named.place
        values = [_value(slot, found, tokens) for slot, found in (("extras", wanted), ("without", dropped)) if found]
        return values + _request(tokens, self._unsold(words, marks, extras) + _wishes(words, marks), text)

    def _unsold(self, words: Sequence[str], marks: Sequence[tuple[str, ...]], extras: Extras) -> list[tuple[int, int]]:
        """From where to where something is wanted that no extra of the hotel is called by."""
        sold = {kind for _, name in extras for kind in self._called(name)[0]}
        spans: list[tuple[int, int]] = []
        for place, kinds in enumerate(self._kinds.by_word(words)):
            kind = next((each for each in kinds if each in _PASSED_ON - sold), None)
            if kind is None or any(first <= place < last for first, last in spans):
                continue
            clause = _clause(words, place)
            joined = bool(spans) and max(clause[0], place - BESIDE_EACH_OTHER) <= spans[-1][1]
            meant = _meant(marks, words, clause, place)
            if meant == "wants" or (joined and meant in {None, "asks"}):
                lasts = range(place + 1, len(words) + 1)
                spans.append((place, next(each for each in lasts if kind in self._kinds.said(words[place:each]))))
        return spans

    def _named(self, words: Sequence[str], extras: Extras) -> Iterator[_Named]:
        """Every place where one extra of the hotel is named, and no other can be meant."""
        kinds = self._kinds.by_word(words)
        called = [(identity, *self._called(name)) for identity, name in extras]
        said = [stem(word) for word in words]
        for place, named in enumerate(kinds):
            found = {identity for identity, own, _ in called if own & set(named)}
            by_name = {
                identity
                for identity, own, names in called
                if not own and any(tuple(said[place : place + len(name)]) == name for name in names)
            }
            if len(found | by_name) == 1:
                yield _Named((found | by_name).pop(), place)

    def _called(self, name: LocalText) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
        """The kinds that the names of an extra tell, and the words of each name."""
        texts = [[token.folded for token in tokenise(text) if token.folded[:1].isalnum()] for _, text in name.texts]
        kinds = frozenset(kind for words in texts for kind in self._kinds.said(words))
        return kinds, frozenset(tuple(stem(word) for word in words) for words in texts if words)


def as_change(wishes: tuple[IntentScore, ...], signs: Signs) -> tuple[IntentScore, ...]:
    """Something added to a reservation or taken off it is a change of it: and nothing is cancelled for it."""
    changed = signs.slots & _CHANGING
    spoken_of = "my_reservation" in signs or "number" in signs.slots
    dropped = "cancel" in signs and signs.slots & {"without", "more_rooms"}
    if not changed or not (spoken_of or dropped):
        return wishes
    others = tuple(each for each in wishes if each.name not in {"find_reservation", "cancel_reservation", _CHANGE})
    return IntentScore(_CHANGE, SURE), *others


def _clause(words: Sequence[str], place: int) -> tuple[int, int]:
    """From where to where the clause goes that this word stands in."""
    least, most = max(0, place - LONGEST_CLAUSE), min(len(words), place + LONGEST_CLAUSE)
    first = next((each + 1 for each in range(place, least - 1, -1) if words[each] in _PAUSES), least)
    last = next((each for each in range(place, most) if words[each] in _PAUSES), most)
    return first, last


def _meant(marks: Sequence[tuple[str, ...]], words: Sequence[str], clause: tuple[int, int], place: int) -> str | None:
    """Whether the extra here is wanted, dropped or only asked about; None where no word tells."""
    first, last = clause
    said = {mark for each in range(first, last) for mark in marks[each]}
    near = {mark for each in range(max(first, place - 2), place) for mark in marks[each]}
    alone = near & {"with", "without"}
    if alone and "comes" not in said:
        return "drops" if "without" in near else "wants"
    if alone or "asks" in said:
        return "asks"
    for before in range(place - 1, max(first, place - REACH) - 1, -1):
        # Of "I do not want" the last word alone would tell the opposite.
        if any("drops" in marks[each] for each in range(max(first, before - 2), before + 1)):
            return "drops"
        if "wants" in marks[before]:
            return "wants"
    behind = {mark for each in range(place, last) for mark in marks[each]}
    if "wants" in behind:
        return "drops" if "drops" in behind else "wants"
    return "asks" if last < len(words) and words[last] == "?" else None


def _value(slot: str, found: Mapping[ExtraId, int], tokens: Sequence[Token]) -> Value:
    places = sorted(found.values())
    return Value(slot, tuple(found), tokens[places[0]].start, tokens[places[-1]].end)


def _wishes(words: Sequence[str], marks: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """The clauses in which a wish is told; a question whether there is such a thing is none."""
    spans: list[tuple[int, int]] = []
    for place, mark in enumerate(marks):
        if "requests" in mark:
            first, last = _clause(words, place)
            said = {each for there in range(first, last) for each in marks[there]}
            asked = "asks" in said or (last < len(words) and words[last] == "?" and "wants" not in said)
            if not asked and (first, last) not in spans:
                spans.append((first, last))
    return spans


def _request(tokens: Sequence[Token], spans: Sequence[tuple[int, int]], text: str) -> list[Value]:
    """What is wished, as it was written. What stands inside a longer wish is no second one."""
    spans = sorted(each for each in set(spans) if not any(_inside(each, other) for other in spans))
    if not spans:
        return []
    wish = ", ".join(text[tokens[first].start : tokens[last - 1].end].strip() for first, last in spans)
    return [Value("request", wish, tokens[spans[0][0]].start, tokens[spans[-1][1] - 1].end)]


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
