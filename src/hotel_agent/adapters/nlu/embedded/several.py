"""Rooms of several types wanted together, and rooms more or fewer than there are."""

from collections.abc import Sequence
from itertools import pairwise

from hotel_agent.adapters.nlu.embedded.rooms import RoomTypeWords, may_name, stem
from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at
from hotel_agent.domain.ids import RoomTypeId

MOST = 8
"""More rooms than these are a group."""
REACH = 4
LONGEST_NAME = 6
"""Words around one word of a room's name in which the others stand."""
_BETWEEN = frozenset({"and", "comma", "article", "room", "adjective", "with", "of", "one", "please", "also", "adding"})
_ONE_OF = ("una de", "uno de", "um dos", "uma das", "one of")
_LESS = frozenset({"less", "fewer", "menos", "a menos"})
_ENDS = frozenset({"comma", "stop", "break", "question", "please", "for"})
_NO_ROOM = frozenset({"service", "servicio", "servico", "rate", "rates"})


def several(terms: Sequence[Term], words: RoomTypeWords) -> list[Value]:
    """The types of rooms named side by side, one for each room: "two doubles and a family room"."""
    named = [(place, identity) for place in range(len(terms)) if (identity := _type(terms, place, words)) is not None]
    merged: list[tuple[int, int, RoomTypeId]] = []
    for place, identity in named:
        if merged and merged[-1][2] == identity and place - merged[-1][1] <= 2:
            merged[-1] = (merged[-1][0], place, identity)
        else:
            merged.append((place, place, identity))
    if len({identity for _, _, identity in merged}) < 2 or not _are_together(terms, merged):
        return []
    types = [identity for first, _, identity in merged for _ in range(_count(terms, first))]
    if len(types) > MOST:
        return []
    return [Value("room_types", tuple(types), terms[merged[0][0]].start, terms[merged[-1][1]].end)]


def more_or_fewer(terms: Sequence[Term]) -> list[Value]:
    """How many rooms are to be added, or taken off: "add another room", "one room less"."""
    for place, term in enumerate(terms):
        if not ("room" in term or "alone_room" in term or _is_kind(term)) or at(terms, place + 1).words in _NO_ROOM:
            continue
        before = _before(terms, place)
        number = next((each.number for each in reversed(before) if each.number), None) or 1
        tags = {tag for each in before for tag in each.tags}
        one_of = any(each in " ".join(term.words for term in before) for each in _ONE_OF)
        one_more = len(before) == 2 and "more" in tags
        counted = tags & {"number", "article", "one"}
        if "adding" in tags or _says_more(terms, place) or (one_more and counted):
            return [Value("more_rooms", number, before[0].start if before else term.start, term.end)]
        if "fewer" in tags or at(terms, place + 1).words in _LESS or ("cancel" in tags and one_of):
            return [Value("more_rooms", -number, before[0].start if before else term.start, term.end)]
    return []


def _says_more(terms: Sequence[Term], place: int) -> bool:
    """Whether "more" is the last word on the room: "one room more", and not "a room more quiet"."""
    there = place + 2 if _is_kind(at(terms, place + 1)) else place + 1
    behind = at(terms, there + 1)
    return "more" in at(terms, there) and (not behind.words or bool(behind.tags.keys() & _ENDS))


def _type(terms: Sequence[Term], place: int, words: RoomTypeWords) -> RoomTypeId | None:
    """The one type that is named here: by its whole name, a word no other has, or its kind."""
    if not may_name(terms, place):
        return None
    own = {stem(word) for word in terms[place].words.split()}
    near = own | {stem(word) for term in _list_item(terms, place) for word in term.words.split()}
    whole = {identity: len(name) for identity, name in words.names if own & name and name <= near}
    found = {identity for identity, length in whole.items() if length == max(whole.values())}
    found = found or {identity for identity, apart in words.apart if own & apart}
    if not found:
        kinds = [words.kinds[kind] for kind in terms[place].tags if kind in words.kinds]
        found = set(frozenset.intersection(*kinds)) if kinds else set()
    return found.pop() if len(found) == 1 else None


def _list_item(terms: Sequence[Term], place: int) -> list[Term]:
    """What is said with this word, up to what lists the next."""
    item: list[Term] = []
    for step in (-1, 1):
        there = place + step
        while (
            0 <= there < len(terms)
            and abs(there - place) <= LONGEST_NAME
            and not terms[there].tags.keys() & {"and", "comma", "or", "stop", "break"}
        ):
            item.append(terms[there])
            there += step
    return item


def _are_together(terms: Sequence[Term], named: Sequence[tuple[int, int, RoomTypeId]]) -> bool:
    """Whether nothing stands between them but what lists them: no "or", no "instead of"."""
    for (_, last, _), (first, _, _) in pairwise(named):
        between = terms[last + 1 : first]
        if not any(each.tags.keys() & {"and", "comma"} for each in between):
            return False
        if not all(each.number or each.tags.keys() & _BETWEEN or _is_kind(each) for each in between):
            return False
    return True


def _count(terms: Sequence[Term], place: int) -> int:
    """How many of them: the number just before, past the room itself."""
    for term in reversed(terms[max(0, place - 3) : place]):
        if term.number is not None:
            return max(1, min(term.number, MOST + 1))
        if not (term.tags.keys() & {"room", "adjective"} or _is_kind(term)):
            return 1
    return 1


def _before(terms: Sequence[Term], place: int) -> list[Term]:
    near: list[Term] = []
    for term in reversed(terms[max(0, place - REACH) : place]):
        if term.tags.keys() & {"comma", "stop", "break", "question"}:
            break
        near.insert(0, term)
    return near


def _is_kind(term: Term) -> bool:
    return any(tag.startswith("kind_") for tag in term.tags)
