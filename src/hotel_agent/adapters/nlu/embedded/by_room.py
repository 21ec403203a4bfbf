"""By room: a party told room by room, "una para 3 y otra para 2", and one told by initials, "2A+1C"."""

from collections.abc import Mapping, Sequence

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts, skip

MOST = 20
"""Rooms or guests. Who tells them room by room has no more."""
LONGEST_NAME = 4
"""Terms that may name a room between its number and who it is for."""
_JOINTS = frozenset({"and", "comma", "plus"})
_GROWN, _YOUNG = frozenset({"a", "ad", "adt", "adl"}), frozenset({"c", "ch", "chd", "cr", "n", "k", "m"})
_INITIALS: tuple[tuple[frozenset[str], Mapping[str, int]], ...] = ((_GROWN, {"adult": 1}), (_YOUNG, {"child": 1}))


def by_room(terms: Sequence[Term]) -> list[Value]:
    """How many rooms for how many guests in all, where at least two are told one after another."""
    for place in range(len(terms)):
        shares = _shares(terms, place)
        if len(shares) > 1:
            start, end = terms[place].start, terms[shares[-1][0] - 1].end
            rooms = sum(rooms for _, rooms, _ in shares)
            guests = sum(rooms * guests for _, rooms, guests in shares)
            return [Value("rooms", rooms, start, end), Value("guests", guests, start, end)]
    return []


def _shares(terms: Sequence[Term], place: int) -> list[tuple[int, int, int]]:
    """The rooms told from here on, each time the place behind, how many they are, and for how many each."""
    found: list[tuple[int, int, int]] = []
    share = _share(terms, place)
    while share is not None:
        found.append(share)
        joint = skip(terms, share[0], *_JOINTS)
        share = _share(terms, joint) if joint > share[0] else None
    return found


def _share(terms: Sequence[Term], place: int) -> tuple[int, int, int] | None:
    head = at(terms, place)
    rooms = head.number if head.number is not None else 1 if head.tags.keys() & {"article", "more"} else 0
    there = place + 1
    while there <= place + LONGEST_NAME and _names_a_room(at(terms, there)):
        there += 1
    guests = at(terms, there + 1).number
    if not 0 < rooms <= MOST or "for" not in at(terms, there) or guests is None or not 0 < guests <= MOST:
        return None
    behind = there + 2
    if "person" in at(terms, behind):
        behind += 1
    elif counts(terms, there + 1) or "date" in at(terms, there + 1) or at(terms, behind).tags.keys() & {"of", "month"}:
        return None
    return behind, rooms, guests


def _names_a_room(term: Term) -> bool:
    return "room" in term or "adjective" in term or any(tag.startswith("kind_") for tag in term.tags)


def with_initials(terms: Sequence[Term]) -> list[Term]:
    """The terms with "2A+1C" as two adults and a child. One letter alone counts nobody: "2A" is a flat."""
    told = {place: tags for place in range(1, len(terms)) for tags in _initial(terms, place)}
    if {tag for tags in told.values() for tag in tags} != {"adult", "child"}:
        return list(terms)
    return [evolve(term, tags=told.get(place, term.tags)) for place, term in enumerate(terms)]


def _initial(terms: Sequence[Term], place: int) -> list[Mapping[str, int]]:
    """Whom the letters glued to a number count, if anybody."""
    before, term = terms[place - 1], terms[place]
    if not term.glued or before.number is None or before.number > MOST:
        return []
    return [tags for letters, tags in _INITIALS if term.words in letters]
